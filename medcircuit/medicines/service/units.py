"""What a box holds: what a person counted here, else what its text says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import PER_ML, PER_UNIT, amount_text, to_parts
from medcircuit.kernel.work import Work
from medcircuit.medicines.models import presentation_units
from medcircuit.medicines.rules.doses import StockUnit
from medcircuit.medicines.service.reading import MedicineUnknown, Product, find_product


class UnitsUnlikely(Invalid):
    """No box holds this."""

    code = "units_unlikely"
    sentence = (
        "Une boîte ne peut pas contenir cette quantité. Rien n'a été enregistré. Comptez les unités de la boîte et "
        "écrivez un nombre entre 1 et 10 000."
    )


@dataclass(frozen=True)
class BoxUnits:
    """What a box holds, in the stock unit of its medicine; `confirmed` by a person in this establishment, or read."""

    units: Fraction | None
    confirmed: bool
    stock_unit: StockUnit
    word: str


@dataclass(frozen=True)
class Box:
    """A kind of box, and what it holds here."""

    product: Product
    here: BoxUnits


def box(connection: Connection, establishment_id: str, code: str) -> Box:
    """A box by its CIP13, CIP7 or GTIN, and what it holds here.

    Raises:
        MedicineUnknown: the catalogue has no such box.
    """
    kinds = {7: "cip7", 13: "cip13", 14: "gtin"}
    kind = kinds.get(len(code))
    product = find_product(connection, **{kind: code}) if kind else None
    if product is None:
        raise MedicineUnknown
    return Box(product, units_per_box(connection, establishment_id, product.cip13))


def units_per_box(connection: Connection, establishment_id: str, cip13: str) -> BoxUnits:
    """What this box holds here.

    Raises:
        MedicineUnknown: the catalogue has no such box.
    """
    product = find_product(connection, cip13=cip13)
    if product is None:
        raise MedicineUnknown
    counted = connection.scalar(
        select(presentation_units.c.units).where(
            presentation_units.c.establishment_id == establishment_id, presentation_units.c.cip13 == cip13
        )
    )
    units = Fraction(counted) if counted else product.units
    return BoxUnits(units, counted is not None, product.counting.stock_unit, product.counting.word)


def confirmed_units(
    connection: Connection, establishment_id: str, cip13s: Iterable[str]
) -> dict[str, Fraction]:
    """What a person of this establishment counted in each of these boxes; a box nobody counted is left out."""
    table = presentation_units
    rows = connection.execute(
        select(table.c.cip13, table.c.units).where(
            table.c.establishment_id == establishment_id, table.c.cip13.in_(list(cip13s))
        )
    )
    return {row.cip13: Fraction(row.units) for row in rows}


def confirm_units(work: Work, cip13: str, units: Fraction) -> BoxUnits:
    """Remember what a person counted in this box, for this establishment; a later count replaces it.

    Raises:
        Forbidden: the person may not move stock.
        MedicineUnknown: the catalogue has no such box.
        UnitsUnlikely: not between 1 and 10,000 in whole smallest parts.
    """
    work.require(Right.MOVE_STOCK)
    before = units_per_box(work.connection, work.establishment_id, cip13)
    per = PER_ML if before.stock_unit is StockUnit.ML else PER_UNIT
    if not 1 <= units <= 10_000 or to_parts(units, per) is None:
        raise UnitsUnlikely
    table = presentation_units
    here = (table.c.establishment_id == work.establishment_id, table.c.cip13 == cip13)
    work.connection.execute(table.delete().where(*here))
    work.connection.execute(
        table.insert().values(
            establishment_id=work.establishment_id,
            cip13=cip13,
            units=amount_text(units),
            confirmed_by=work.actor.user_id,
            confirmed_at=work.now,
        )
    )
    work.did("confirm_units", ("presentation", cip13))
    return BoxUnits(units, confirmed=True, stock_unit=before.stock_unit, word=before.word)
