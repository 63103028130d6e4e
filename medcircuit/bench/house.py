"""A house to measure with: many residents who all take many tablets in the morning, and the boxes they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import Connection, select

from medcircuit.demo.catalogue_files import import_catalogue
from medcircuit.demo.dosages import dosages
from medcircuit.demo.seed import PASSWORD, PIN
from medcircuit.kernel.access import Role, system_actor
from medcircuit.kernel.clock import PARIS, ManualClock
from medcircuit.kernel.db import Database, new_id
from medcircuit.kernel.work import Work, writing
from medcircuit.medicines.models import medicine, presentation
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions.rules.lines import Prescription, Regime, Terms
from medcircuit.prescriptions.service.signing import prescribe
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Admission, Arrival, Identity
from medcircuit.staff import service as staff
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Account, AccountKind, Cause
from medcircuit.structure import service as structure

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 8, 5, tzinfo=PARIS)
"""During the morning round of the house."""
LOGIN = "banc"
LINES = 12
BOXES = 400
"""Boxes of thirty of each product in each cart: none runs out."""


@dataclass(frozen=True)
class Product:
    """A box that is scanned: what its DataMatrix holds."""

    cis: str
    cip13: str

    def code(self, serial: int) -> str:
        """What a scanner sends of one box."""
        return f"]d2010{self.cip13}1728113010LOTBANC\x1d21{serial:012d}"


def build_house(database: Database, *, units: int, per_unit: int, lines: int = LINES) -> str:
    """Make the house: units with a cart, residents, lines, stock, one nurse and one physician; gives its id."""
    clock = ManualClock(NOW - timedelta(days=2))
    with database.write() as connection:
        import_catalogue(connection, now=clock.now())
        organisation = structure.create_organisation(connection, "Banc d'essai")
        plans = tuple(
            structure.UnitPlan(f"Unité {n}", (("cart", f"Chariot {n}"),)) for n in range(1, units + 1)
        )
        plan = structure.EstablishmentPlan("EHPAD du banc", "990000119", "EHPAD", plans)
        house = structure.create_establishment(connection, organisation, plan)
    with writing(database, system_actor(house), clock) as work:
        products = _tablets(work.connection)[:lines]
        for login, role in ((LOGIN, Role.NURSE), ("medecin", Role.PHYSICIAN)):
            user_id = new_id()
            staff.enrol(work, staff.Person(login, "Banc", login.title(), role), user_id=user_id)
            staff.set_secrets(work.connection, user_id, password=PASSWORD, pin=PIN)
        for unit_id, _ in structure.units(work.connection, house):
            _people(work, unit_id, per_unit, products)
            _stock(work, unit_id, products)
    return house


def _tablets(connection: Connection) -> list[Product]:
    """One presentation (the last by its code) of each of twelve classes of tablets."""
    rows = connection.execute(
        select(medicine.c.cis, medicine.c.class_id, presentation.c.cip13)
        .join(presentation, presentation.c.cis == medicine.c.cis)
        .where(medicine.c.form.like("comprimé%"), medicine.c.stock_unit == "unit")
        .order_by(presentation.c.cip13)
    )
    by_class = {row.class_id: Product(row.cis, row.cip13) for row in rows}
    return list(by_class.values())[:LINES]


def _people(work: Work, unit_id: str, count: int, products: list[Product]) -> None:
    random = Random(unit_id)  # noqa: S311 - not for secrets
    for order in range(1, count + 1):
        letters = "".join(random.choices("BCDFGLMNPRSTV", k=10))
        born = date(1930, 1, 1) + timedelta(days=random.randrange(7000))
        identity = Identity(f"BANC-{letters}", "Jeanne", "Jeanne", born, "F")
        arrival = Arrival(unit_id, str(order), order, work.now - timedelta(days=1))
        resident_id = residents.admit(work, Admission(identity, arrival))
        for product in products:
            told = read_dosages(dosages("1 MORN", unit="comprimé", route="orale"))
            terms = Terms(told, Regime.NURSE_ONLY)
            prescribe(work, Prescription(new_id(), resident_id, terms, cis=product.cis))


def _stock(work: Work, unit_id: str, products: list[Product]) -> None:
    cart = next(place for place in structure.places(work.connection, work.establishment_id, unit_id))
    for product in products:
        into = Account(
            work.establishment_id,
            AccountKind.PLACE,
            cart.id,
            product.cip13,
            None,
            "LOTBANC",
            date(2028, 11, 30),
        )
        stock.take_in(work, into, BOXES * 30 * 12, stock.Told(Cause("reception", new_id()), work.now))
