"""Every move of some presentations in some places over a time, and what these places held of them before: a book."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, func, or_, select

from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff
from medcircuit.stock.models import account, stock_move
from medcircuit.stock.rules import AccountKind, Cause
from medcircuit.stock.rules.reasons import Why, why

_SOURCE, _TARGET = account.alias("taken_from"), account.alias("put_to")
_ACCOUNTS = select(account.c.id, account.c.place_id, account.c.cip13, account.c.lot).where(
    account.c.establishment_id == bindparam("establishment"),
    account.c.kind == AccountKind.PLACE,
    account.c.place_id.in_(bindparam("places", expanding=True)),
    account.c.cip13.is_not(None),
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SUM = func.sum(stock_move.c.amount)
_BEFORE = (
    select(stock_move.c.target, _SUM)
    .where(stock_move.c.target.in_(_IDS), stock_move.c.recorded_at < bindparam("begins"))
    .group_by(stock_move.c.target),
    select(stock_move.c.source, _SUM)
    .where(stock_move.c.source.in_(_IDS), stock_move.c.recorded_at < bindparam("begins"))
    .group_by(stock_move.c.source),
)
_MOVES = (
    select(stock_move, _SOURCE.c.kind.label("from_kind"), _TARGET.c.kind.label("to_kind"))
    .join(_SOURCE, _SOURCE.c.id == stock_move.c.source)
    .join(_TARGET, _TARGET.c.id == stock_move.c.target)
    .where(
        or_(stock_move.c.source.in_(_IDS), stock_move.c.target.in_(_IDS)),
        and_(stock_move.c.recorded_at >= bindparam("begins"), stock_move.c.recorded_at < bindparam("ends")),
    )
    .order_by(stock_move.c.recorded_at, stock_move.c.id)
)


@dataclass(frozen=True)
class Entry:
    """One move of a book: `change` in parts (out: below zero), and what the place held once it was made."""

    why: Why
    change: int
    after: int
    lot: str | None
    cause: Cause
    at: datetime
    recorded_at: datetime
    by: str
    reason: str | None


@dataclass(frozen=True)
class Book:
    """A presentation in a place: what lay there when the time began, every move, and what lies there at its end."""

    place_id: str
    cip13: str
    before: int
    entries: tuple[Entry, ...]

    @property
    def after(self) -> int:
        """What lies there once all of it is made."""
        return self.entries[-1].after if self.entries else self.before


def books(
    work: Work, place_ids: Iterable[str], cip13s: Collection[str], begins: datetime, ends: datetime
) -> tuple[Book, ...]:
    """The books of these presentations in these places, from an instant to just before another, as the moves were written.

    It asks no right: whoever calls it decides what may be shown. Those that never held anything then are left out.
    """
    asked = {"establishment": work.establishment_id, "places": tuple(place_ids)}
    accounts = {row.id: row for row in work.connection.execute(_ACCOUNTS, asked) if row.cip13 in cip13s}
    if not accounts:
        return ()
    spans = {"ids": sorted(accounts), "begins": begins, "ends": ends}
    before: dict[tuple[str, str], int] = {}
    for query, sign in zip(_BEFORE, (1, -1), strict=True):
        for account_id, parts in work.connection.execute(query, {"ids": spans["ids"], "begins": begins}):
            of = accounts[account_id]
            before[of.place_id, of.cip13] = before.get((of.place_id, of.cip13), 0) + sign * int(parts)
    moves = work.connection.execute(_MOVES, spans).all()
    names = staff.names(work.connection, {row.actor_id for row in moves}) if moves else {}
    entries: dict[tuple[str, str], list[Entry]] = {}
    held = dict(before)
    for row in moves:
        for end, sign in ((row.source, -1), (row.target, 1)):
            if end not in accounts:
                continue
            lot = accounts[end].lot
            what = (accounts[end].place_id, accounts[end].cip13)
            held[what] = held.get(what, 0) + sign * row.amount
            entry = _entry(row, sign * row.amount, held[what], lot, names.get(row.actor_id, row.actor_id))
            entries.setdefault(what, []).append(entry)
    kept = sorted(what for what in before.keys() | entries.keys() if before.get(what) or entries.get(what))
    return tuple(
        Book(place, cip13, before.get((place, cip13), 0), tuple(entries.get((place, cip13), ())))
        for place, cip13 in kept
    )


def _entry(row: Row[*tuple[Any, ...]], change: int, after: int, lot: str | None, by: str) -> Entry:
    undoes = row.reverses_id is not None
    return Entry(
        why(AccountKind(row.from_kind), AccountKind(row.to_kind), undoes=undoes),
        change,
        after,
        lot,
        Cause(row.cause_kind, row.cause_id),
        row.at,
        row.recorded_at,
        by,
        row.reason,
    )
