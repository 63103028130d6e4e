"""What leaves stock because of an act, and what comes back when the act is undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.stock.models import account, level, stock_move
from medcircuit.stock.rules import (
    Account,
    AccountKind,
    Candidate,
    Cause,
    Choice,
    Move,
    balances,
    choose,
    outer,
)
from medcircuit.stock.service.book import (
    lock_levels,
    open_accounts,
    put,
    take,
    write_moves,
)
from medcircuit.stock.service.telling import Told
from medcircuit.structure import service as structure

_NEAREST = ("cart", "cupboard", "safe")
"""In which order the places of a unit give what was not read from a place: the cart first."""


@dataclass(frozen=True)
class Wanted:
    """What leaves: a presentation, or only a medicine class; the lot and expiry that were read, where they were."""

    class_id: str
    cip13: str | None
    lot: str | None
    expiry: date | None


@dataclass(frozen=True)
class Taken:
    """What left one lot, in parts; `place_id` is where it lay."""

    account_id: str
    place_id: str
    cip13: str | None
    lot: str | None
    expiry: date | None
    parts: int


@dataclass(frozen=True)
class Issued:
    """What left stock, in parts. `missing` parts were known nowhere: they came through the inventory difference."""

    parts: int
    missing: int = 0
    lots: tuple[Taken, ...] = ()

    @property
    def difference(self) -> bool:
        """Whether some of it was not in the known stock: an incident for whoever keeps the stock."""
        return self.missing > 0


def issue(
    work: Work,
    *,
    class_id: str,
    cip13: str | None,
    lot: str | None,
    expiry: date | None,
    unit_id: str,
    parts: int,
    at: datetime,
    cause: Cause,
) -> Issued:
    """A dose leaves the unit's stock: the lot that was read, else its cart then its cupboard, first to expire first.

    What no account holds is never refused: it passes through the inventory difference. The right to do so is that
    of the act that causes it, checked by whoever records the act, as is that it is told once.
    """
    wanted = Wanted(class_id, cip13, lot, expiry)
    return _leave(work, wanted, AccountKind.ADMINISTERED, unit_id, parts, Told(cause, at))


def discard(
    work: Work,
    *,
    class_id: str,
    cip13: str | None,
    lot: str | None,
    expiry: date | None,
    unit_id: str,
    parts: int,
    at: datetime,
    cause: Cause,
) -> Issued:
    """The rest of a unit (half a tablet, the end of a vial) is thrown away: as `issue`, but destroyed."""
    wanted = Wanted(class_id, cip13, lot, expiry)
    return _leave(work, wanted, AccountKind.DESTROYED, unit_id, parts, Told(cause, at))


def _leave(work: Work, wanted: Wanted, to: AccountKind, unit_id: str, parts: int, told: Told) -> Issued:
    assert parts >= 0, "what leaves stock is counted in whole parts"
    if parts == 0:
        return Issued(0)
    ranks = _ranks(work.connection, work.establishment_id, unit_id)
    held = _held(work, wanted, tuple(ranks))
    candidates = [Candidate(row.id, ranks[row.place_id], row.lot, row.expiry, row.amount) for row in held]
    choice = choose(candidates, parts, on=told.at.astimezone(PARIS).date(), lot=wanted.lot)
    target = outer(work.establishment_id, to).id
    moves = [Move(part.account_id, target, part.amount) for part in choice.parts]
    if choice.missing:
        moves += _through_difference(work, wanted, next(iter(ranks), None), target, choice.missing)
    write_moves(work, moves, told, (wanted.class_id, wanted.cip13, *(one.cip13 for one in held)))
    for part in choice.parts:
        take(work.connection, part.account_id, part.amount)
    work.did(
        "issue" if to is AccountKind.ADMINISTERED else "discard", *(("account", m.source) for m in moves)
    )
    return Issued(parts, choice.missing, _lots(held, choice))


def _lots(held: Sequence[Row[*tuple[Any, ...]]], choice: Choice) -> tuple[Taken, ...]:
    known = {one.id: one for one in held}
    return tuple(
        [
            Taken(one.id, one.place_id, one.cip13, one.lot, one.expiry, part.amount)
            for part in choice.parts
            for one in (known[part.account_id],)
        ]
    )


def _ranks(connection: Connection, establishment_id: str, unit_id: str) -> dict[str, int]:
    """The places a unit takes from, nearest first: its own before those of the whole house."""
    places = [
        place for place in structure.places(connection, establishment_id, unit_id) if place.kind in _NEAREST
    ]
    places.sort(key=lambda place: (place.unit_id is None, _NEAREST.index(place.kind), place.name))
    return {place.id: rank for rank, place in enumerate(places)}


_HELD = (
    select(account.c.id, account.c.place_id, account.c.cip13, account.c.lot, account.c.expiry, level.c.amount)
    .join_from(account, level)
    .where(account.c.place_id.in_(bindparam("places", expanding=True)), level.c.amount > 0)
    .order_by(account.c.id)
    .with_for_update(of=level)
)
_HELD_OF_PRODUCT = Prepared(_HELD.where(account.c.cip13 == bindparam("cip13")))
_HELD_OF_PRODUCTS = Prepared(_HELD.where(account.c.cip13.in_(bindparam("cip13s", expanding=True))))


def _held(work: Work, wanted: Wanted, places: tuple[str, ...]) -> Sequence[Row[*tuple[Any, ...]]]:
    """What these places hold of it, their levels locked in the order of the accounts' ids.

    A presentation that was read is that one; where none was, any of the class may be what was given.
    """
    if not places:
        return ()
    if wanted.cip13 is not None:
        asked = {"places": list(places), "cip13": wanted.cip13}
        return _HELD_OF_PRODUCT.rows(work.connection, asked)
    cip13s = list(_presentations(work.connection, wanted.class_id))
    return _HELD_OF_PRODUCTS.rows(work.connection, {"places": list(places), "cip13s": cip13s})


def _presentations(connection: Connection, class_id: str) -> tuple[str, ...]:
    """Every presentation of a class, and of the class its medicines moved to since it was prescribed."""
    now = medicines.current_classes(connection, (class_id,))[class_id]
    products = medicines.products_of_classes(connection, {class_id, now})
    return tuple(product.gtin[1:] for product in products)


def _through_difference(
    work: Work, wanted: Wanted, place_id: str | None, target: str, missing: int
) -> list[Move]:
    """The two linked moves of what was used without being known; its account ends as it began."""
    difference = outer(work.establishment_id, AccountKind.INVENTORY_DIFFERENCE).id
    if place_id is None:
        open_accounts(work.connection, work.establishment_id, ())
        return [Move(difference, target, missing)]
    known = wanted.cip13 is not None
    used = Account(
        work.establishment_id,
        AccountKind.PLACE,
        place_id,
        wanted.cip13,
        None if known else wanted.class_id,
        wanted.lot if known else None,
        wanted.expiry if known else None,
    )
    open_accounts(work.connection, work.establishment_id, (used,))
    return [Move(difference, used.id, missing), Move(used.id, target, missing)]


_undoing = stock_move.alias("undoing")
_source, _target = account.alias("source_account"), account.alias("target_account")
_OF_CAUSE = (
    select(
        stock_move.c.id,
        stock_move.c.source,
        stock_move.c.target,
        stock_move.c.amount,
        *(
            end.c[name].label(f"{end.name}_{name}")
            for end in (_source, _target)
            for name in ("cip13", "class_id")
        ),
    )
    .join(_source, _source.c.id == stock_move.c.source)
    .join(_target, _target.c.id == stock_move.c.target)
    .outerjoin(_undoing, _undoing.c.reverses_id == stock_move.c.id)
    .where(
        stock_move.c.cause_id == bindparam("cause_id"),
        stock_move.c.cause_kind == bindparam("cause_kind"),
        stock_move.c.establishment_id == bindparam("establishment"),
        stock_move.c.reverses_id.is_(None),
        _undoing.c.id.is_(None),
    )
    .order_by(stock_move.c.id)
)


def reverse(work: Work, cause: Cause) -> int:
    """Undo every move of a cause that is not undone yet, whatever the number of times it is asked; gives how many.

    What came back from the supplier and has been used since is covered by the inventory difference, never refused.
    """
    asked = {"cause_id": cause.id, "cause_kind": cause.kind, "establishment": work.establishment_id}
    rows = work.connection.execute(_OF_CAUSE, asked).all()
    if not rows:
        return 0
    held = lock_levels(work.connection, {end for row in rows for end in (row.source, row.target)})
    rows = work.connection.execute(_OF_CAUSE, asked).all()  # less what another request undid before the lock
    undone = [Move(row.target, row.source, row.amount, row.id) for row in reversed(rows)]
    goods = {what for row in rows for what in row[4:]}
    changes = {one: change for one, change in sorted(balances(undone).items()) if one in held}
    _cover(work, changes, held, Told(Cause("reversal", cause.id), work.now), goods)
    write_moves(work, undone, Told(cause, work.now), goods)
    for account_id, change in changes.items():
        if change > 0:
            put(work.connection, account_id, change)
        elif change < 0:
            take(work.connection, account_id, -change)
    work.did("reverse_stock", (cause.kind, cause.id))
    return len(undone)


def _cover(
    work: Work, changes: Mapping[str, int], held: Mapping[str, int], told: Told, goods: Collection[str | None]
) -> None:
    """Bring in through the difference what these locked accounts lack of what is to leave them."""
    difference = outer(work.establishment_id, AccountKind.INVENTORY_DIFFERENCE).id
    for account_id, change in changes.items():
        lacking = -(held[account_id] + change)
        if lacking > 0:
            write_moves(work, [Move(difference, account_id, lacking)], told, goods)
            put(work.connection, account_id, lacking)
