"""The lines of the register that somebody who coordinates looks over: made without witness, or a count that differed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import and_, bindparam, or_, select

from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff
from medcircuit.stock.models import account, register_entry, stock_move
from medcircuit.stock.rules import parts_amount
from medcircuit.stock.service.names import names_of
from medcircuit.structure import service as structure

_DIFFERED = and_(stock_move.c.cause_kind == "count", register_entry.c.change != 0)
_LINES = (
    select(register_entry, account.c.cip13, account.c.class_id, _DIFFERED.label("differed"))
    .join(account, account.c.id == register_entry.c.account_id)
    .outerjoin(stock_move, stock_move.c.id == register_entry.c.move_id)
    .where(
        register_entry.c.establishment_id == bindparam("establishment"),
        or_(register_entry.c.alone, _DIFFERED),
    )
    .order_by(register_entry.c.recorded_at, register_entry.c.id)
)


@dataclass(frozen=True)
class DoubtfulLine:
    """A line to look over; `change` in units of the product, `difference`: what was counted is not what the book said."""

    id: str
    place: str
    unit_id: str | None
    product: str
    number: int
    change: Fraction
    at: datetime
    by: str
    by_name: str
    witness_id: str | None
    alone: bool
    difference: bool


def doubtful_lines(work: Work) -> tuple[DoubtfulLine, ...]:
    """Every such line of the house, the oldest first, countersigned or not; it asks no right."""
    rows = work.connection.execute(_LINES, {"establishment": work.establishment_id}).all()
    if not rows:
        return ()
    places = {one.id: one for one in structure.places(work.connection, work.establishment_id)}
    names = names_of(work, {(row.cip13, row.class_id) for row in rows})
    people = staff.names(work.connection, {row.actor_id for row in rows})
    return tuple(
        DoubtfulLine(
            row.id,
            places[row.place_id].name,
            places[row.place_id].unit_id,
            names[row.cip13, row.class_id].brand,
            row.number,
            parts_amount(row.change, names[row.cip13, row.class_id].stock_unit),
            row.at,
            row.actor_id,
            people.get(row.actor_id, row.actor_id),
            row.witness_id,
            row.alone,
            bool(row.differed),
        )
        for row in rows
    )
