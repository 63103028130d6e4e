"""What the receipt of a return to the pharmacy says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff
from medcircuit.stock.models import account, register_entry, stock_move
from medcircuit.stock.rules import Words, parts_amount
from medcircuit.stock.rules.reasons import ReturnReason
from medcircuit.stock.service.desk import RETURN
from medcircuit.stock.service.names import level_of, names_of
from medcircuit.stock.service.places import place_of


@dataclass(frozen=True)
class Returned:
    """A lot that went back to the pharmacy; `number` is that of its line of the register, of a narcotic."""

    product: str
    lot: str | None
    expiry: date | None
    words: Words
    place: str
    reason: ReturnReason
    at: datetime
    by: str
    number: int | None
    witness: str | None
    alone: bool


def returned(work: Work, return_id: str) -> Returned:
    """What went back in one return.

    Raises:
        NotFound: this establishment has no such return.
        Forbidden: the actor may not read the stock of the place that it left.
    """
    row = work.connection.execute(
        select(
            stock_move,
            *(account.c[name] for name in ("place_id", "cip13", "class_id", "lot", "expiry")),
            register_entry.c.number,
            register_entry.c.witness_name,
            register_entry.c.alone,
        )
        .join(account, account.c.id == stock_move.c.source)
        .outerjoin(
            register_entry,
            and_(register_entry.c.move_id == stock_move.c.id, register_entry.c.account_id == account.c.id),
        )
        .where(
            stock_move.c.establishment_id == work.establishment_id,
            stock_move.c.cause_id == return_id,
            stock_move.c.cause_kind == RETURN,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    place = place_of(work, row.place_id, Right.READ_STOCK)
    name = names_of(work, ((row.cip13, row.class_id),))[row.cip13, row.class_id]
    return Returned(
        name.brand,
        row.lot,
        row.expiry,
        level_of(name, parts_amount(row.amount, name.stock_unit)).words,
        place.name,
        ReturnReason(row.reason),
        row.at,
        staff.names(work.connection, (row.actor_id,)).get(row.actor_id, row.actor_id),
        row.number,
        row.witness_name,
        bool(row.alone),
    )
