"""What a place holds of a presentation by the book: what a count is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.work import Work
from medcircuit.stock.models import account, level, stock_move
from medcircuit.stock.rules import AccountKind, Cause

_SOURCE = Prepared(
    select(account.c.place_id, account.c.cip13)
    .join_from(stock_move, account, account.c.id == stock_move.c.source)
    .where(
        stock_move.c.establishment_id == bindparam("establishment"),
        stock_move.c.cause_id == bindparam("cause_id"),
        stock_move.c.cause_kind == bindparam("cause_kind"),
        account.c.kind == AccountKind.PLACE,
        account.c.cip13.is_not(None),
    )
    .order_by(stock_move.c.id)
    .limit(1)
)
_HELD = Prepared(
    select(func.coalesce(func.sum(level.c.amount), 0).label("parts"))
    .join_from(account, level)
    .where(
        account.c.establishment_id == bindparam("establishment"),
        account.c.place_id == bindparam("place"),
        account.c.cip13 == bindparam("cip13"),
    )
)


@dataclass(frozen=True)
class Balance:
    """What a place holds of one presentation, all lots together, in parts."""

    place_id: str
    cip13: str
    parts: int


def balance_at(work: Work, place_id: str, cip13: str) -> Balance:
    """What this place holds of this presentation now."""
    asked = {"establishment": work.establishment_id, "place": place_id, "cip13": cip13}
    held = _HELD.first(work.connection, asked)
    return Balance(place_id, cip13, int(held.parts) if held else 0)


def balance_after(work: Work, cause: Cause) -> Balance | None:
    """What the place from which this cause took holds of it now; None where it took from no known place."""
    asked = {"establishment": work.establishment_id, "cause_id": cause.id, "cause_kind": cause.kind}
    source = _SOURCE.first(work.connection, asked)
    return balance_at(work, source.place_id, source.cip13) if source else None
