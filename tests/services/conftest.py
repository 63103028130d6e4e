"""What the tests of services stand on."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

import medcircuit
from medcircuit.kernel.access import Role, system_actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import writing
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Prescription, Regime, Revision, Terms
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Admission, Arrival, Identity
from medcircuit.stock import service as stock
from medcircuit.stock.models import level, stock_move
from medcircuit.stock.rules import Account, AccountKind, Cause, outer
from medcircuit.structure import service as structure
from tests.ward import bring_catalogue

CIP = "3400930000120"
LATER = date(2027, 6, 30)


class Shelf:
    """Puts in, takes out and looks, in one unit of a house."""

    corrupted = False

    def __init__(self, house):
        self.database, self.clock = house.database, house.clock
        self.id = house.establishment_id
        self.actor = system_actor(self.id)
        with self.database.read() as connection:
            self.unit = structure.units(connection, self.id)[0][0]
            places = structure.places(connection, self.id, self.unit)
        self.cart = next(place.id for place in places if place.kind == "cart")
        self.cupboard = next(place.id for place in places if place.kind == "cupboard")

    def box(self, place=None, lot="A1", expiry=LATER, cip13=CIP):
        return Account(self.id, AccountKind.PLACE, place or self.cart, cip13, None, lot, expiry)

    def work(self):
        return writing(self.database, self.actor, self.clock)

    def put(self, box, parts):
        with self.work() as work:
            return stock.take_in(work, box, parts, self.told("reception"))

    def told(self, kind="event"):
        return stock.Told(Cause(kind, new_id()), self.clock.now())

    def asked(self, parts=12, cip13=CIP, lot=None, expiry=None, cause=None):
        return {
            "class_id": "class",
            "cip13": cip13,
            "lot": lot,
            "expiry": expiry,
            "unit_id": self.unit,
            "parts": parts,
            "at": self.clock.now(),
            "cause": cause or Cause("event", new_id()),
        }

    def issue(self, *args, **kwargs):
        with self.work() as work:
            return stock.issue(work, **self.asked(*args, **kwargs))

    def holds(self, box):
        with self.database.read() as connection:
            return connection.execute(
                select(level.c.amount).where(level.c.account_id == box.id)
            ).scalar_one_or_none()

    def moves(self, cause):
        with self.database.read() as connection:
            rows = connection.execute(
                select(stock_move).where(stock_move.c.cause_id == cause.id).order_by(stock_move.c.id)
            )
            return [(row.source, row.target, row.amount) for row in rows]

    def move_ids(self, cause):
        with self.database.read() as connection:
            rows = connection.execute(
                select(stock_move.c.id).where(stock_move.c.cause_id == cause.id).order_by(stock_move.c.id)
            )
            return list(rows.scalars())

    def faults(self):
        with self.database.read() as connection:
            return list(stock.verify(connection, self.id))

    def outer(self, kind):
        return outer(self.id, kind).id


@pytest.fixture
def shelf(house):
    """The stock of one unit; whatever a test does to it, the book holds at the end, unless it was `corrupted`."""
    made = Shelf(house)
    yield made
    assert bool(made.faults()) is made.corrupted


CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
DOLIPRANE_1G = "60234100"
DAY = timedelta(days=1)
TODAY = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
"""Midnight in Paris at the start of 21 November."""


@contextmanager
def counted(database):
    """The statements that a reading sends."""
    said = []

    def note(_connection, _cursor, statement, *_):
        said.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(database._readers, "before_cursor_execute", note)
    yield said
    event.remove(database._readers, "before_cursor_execute", note)


def dosage(value="1", unit="comprimé", when=("MORN", "EVE"), **more):
    repeat = {"frequency": 1, "period": 1, "periodUnit": "d", "when": list(when)}
    return {
        "timing": {"repeat": repeat},
        "doseAndRate": [{"doseQuantity": {"value": float(value), "unit": unit}}],
        **more,
    }


def terms(*dosages, regime=Regime.ASSISTED, **more):
    return Terms(read_dosages(list(dosages) or [dosage()]), regime, **more)


@pytest.fixture
def ward(house, catalogued):
    return with_catalogue(house)


@pytest.fixture
def sqlite_ward(sqlite_house, catalogued):
    return with_catalogue(sqlite_house)


def with_catalogue(house):
    """The house with a catalogue and one resident."""
    bring_catalogue(house)
    house.resident = admitted(house, "MARTIN")
    return house


def admitted(house, name):
    identity = Identity(name, "Paul", "Paul", date(1940, 5, 17), "M")
    arrival = Arrival(house.units["Lilas"], "1", 1, house.clock.now() - 30 * DAY)
    with house.writing(Role.NURSE) as work:
        return residents.admit(work, Admission(identity, arrival))


def prescribed(ward, cis=DOLIPRANE_1G, said=None, *, resident=None, **more):
    asked = Prescription(new_id(), resident or ward.resident, said or terms(), cis=cis, **more)
    with ward.writing(Role.PHYSICIAN) as work:
        return prescriptions.prescribe(work, asked)


def revised(ward, line, act, said=None, *, seen=None, effective_from=None, id_=None, reason=None):
    asked = Revision(id_ or new_id(), act, seen or line.latest, said, effective_from, reason)
    with ward.writing(Role.PHYSICIAN) as work:
        return prescriptions.revise(work, line.id, asked)


def planned(ward, frm=TODAY, to=TODAY + DAY, who=None):
    with ward.database.read() as connection:
        return prescriptions.planned(connection, ward.establishment_id, who or [ward.resident], frm, to)


def slots(plan):
    return [dose.key.split("/", 1)[1] for dose in plan.doses]
