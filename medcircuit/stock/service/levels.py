"""What lies where: the levels of the place accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from medcircuit.stock.models import account, level


@dataclass(frozen=True)
class Held:
    """What one place account holds, in parts; a None in `cip13`, `lot` or `expiry` is not known."""

    account_id: str
    place_id: str
    cip13: str | None
    class_id: str | None
    lot: str | None
    expiry: date | None
    parts: int


_LEVELS = (
    select(
        account.c.id,
        account.c.place_id,
        account.c.cip13,
        account.c.class_id,
        account.c.lot,
        account.c.expiry,
        level.c.amount,
    )
    .join_from(account, level)
    .where(
        account.c.establishment_id == bindparam("establishment"),
        account.c.place_id.in_(bindparam("places", expanding=True)),
        level.c.amount > 0,
    )
    .order_by(account.c.place_id, account.c.cip13, account.c.expiry, account.c.lot, account.c.id)
)


def levels(connection: Connection, establishment_id: str, place_ids: Iterable[str]) -> tuple[Held, ...]:
    """Everything these places hold, by place and presentation; what is empty is left out."""
    rows = connection.execute(_LEVELS, {"establishment": establishment_id, "places": tuple(place_ids)})
    return tuple(Held(*row) for row in rows)
