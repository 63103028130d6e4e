"""The register of narcotics as it is read: the lines of some places over a time, book by book, and what each held before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.staff import service as staff
from medcircuit.stock.models import account, register_entry, stock_move
from medcircuit.stock.rules import AccountKind, Cause
from medcircuit.stock.rules.reasons import Why, Written, why
from medcircuit.stock.service.levels import levels
from medcircuit.stock.service.registering import Of

_SOURCE, _TARGET, _OWN = account.alias("taken_from"), account.alias("put_to"), account.alias("own")
_LINES = (
    select(
        register_entry,
        stock_move.c.cause_kind,
        stock_move.c.cause_id,
        stock_move.c.reverses_id,
        _SOURCE.c.kind.label("from_kind"),
        _TARGET.c.kind.label("to_kind"),
        _OWN.c.lot,
    )
    .outerjoin(stock_move, stock_move.c.id == register_entry.c.move_id)
    .outerjoin(_SOURCE, _SOURCE.c.id == stock_move.c.source)
    .outerjoin(_TARGET, _TARGET.c.id == stock_move.c.target)
    .outerjoin(_OWN, _OWN.c.id == register_entry.c.account_id)
    .where(
        register_entry.c.establishment_id == bindparam("establishment"),
        register_entry.c.place_id.in_(bindparam("places", expanding=True)),
        register_entry.c.recorded_at >= bindparam("begins"),
        register_entry.c.recorded_at < bindparam("ends"),
    )
    .order_by(register_entry.c.place_id, register_entry.c.product, register_entry.c.number)
)
_newest = (
    select(
        register_entry.c.place_id,
        register_entry.c.product,
        func.max(register_entry.c.number).label("number"),
    )
    .where(
        register_entry.c.establishment_id == bindparam("establishment"),
        register_entry.c.place_id.in_(bindparam("places", expanding=True)),
        register_entry.c.recorded_at < bindparam("begins"),
    )
    .group_by(register_entry.c.place_id, register_entry.c.product)
    .subquery()
)
_BEFORE = select(register_entry.c.place_id, register_entry.c.product, register_entry.c.balance).join(
    _newest,
    (register_entry.c.place_id == _newest.c.place_id)
    & (register_entry.c.product == _newest.c.product)
    & (register_entry.c.number == _newest.c.number),
)


@dataclass(frozen=True)
class Entry:
    """One line of a book: `change` in parts (out: below zero), and what the place held after it.

    Without a cause, no move made it: a count that was right, or what lay there before the register knew of it.
    """

    number: int
    why: Why | Written
    change: int
    after: int
    lot: str | None
    cause: Cause | None
    at: datetime
    recorded_at: datetime
    by: str
    reason: str | None
    witness: str | None
    alone: bool


@dataclass(frozen=True)
class Book:
    """A narcotic in a place: what lay there when the time began, every line, and what lies there at its end.

    `product` is a CIP13, or a class where no presentation is known.
    """

    place_id: str
    product: str
    before: int
    entries: tuple[Entry, ...]

    @property
    def after(self) -> int:
        """What lies there once all of it is made."""
        return self.entries[-1].after if self.entries else self.before


def books(work: Work, place_ids: Iterable[str], begins: datetime, ends: datetime) -> tuple[Book, ...]:
    """The books of these places, from an instant to just before another, as their lines were written.

    It asks no right: whoever calls it decides what may be shown. Those that never held anything then are left out; what
    lies there without any line yet has a book of its own without lines.
    """
    places = tuple(place_ids)
    asked = {"establishment": work.establishment_id, "places": places, "begins": begins}
    rows = work.connection.execute(_LINES, asked | {"ends": ends}).all()
    before = {Of(place, product): parts for place, product, parts in work.connection.execute(_BEFORE, asked)}
    names = staff.names(work.connection, {row.actor_id for row in rows}) if rows else {}
    found = {
        of: Book(of.place_id, of.product, lines[0].balance - lines[0].change, _entries(lines, names))
        for of, group in groupby(rows, key=lambda row: Of(row.place_id, row.product))
        if (lines := list(group))
    }
    for of, parts in before.items() | _unwritten(work, places, before.keys() | found.keys()).items():
        if parts and of not in found:
            found[of] = Book(of.place_id, of.product, parts, ())
    return tuple(found[of] for of in sorted(found))


def _entries(rows: Sequence[Row[*tuple[Any, ...]]], names: dict[str, str]) -> tuple[Entry, ...]:
    return tuple(_entry(row, names.get(row.actor_id, row.actor_id)) for row in rows)


def _entry(row: Row[*tuple[Any, ...]], by: str) -> Entry:
    moved = row.move_id is not None
    undoes = row.reverses_id is not None
    return Entry(
        row.number,
        why(AccountKind(row.from_kind), AccountKind(row.to_kind), undoes=undoes)
        if moved
        else _written(row.change),
        row.change,
        row.balance,
        row.lot,
        Cause(row.cause_kind, row.cause_id) if moved else None,
        row.at,
        row.recorded_at,
        by,
        row.reason,
        row.witness_name,
        row.alone,
    )


def _written(change: int) -> Written:
    return Written.CARRIED_OVER if change else Written.COUNTED


def _unwritten(work: Work, places: tuple[str, ...], known: Iterable[Of]) -> dict[Of, int]:
    """What these places hold of narcotics that have no line yet, in parts."""
    narcotics = medicines.narcotics(work.connection)
    held: dict[Of, int] = {}
    written = frozenset(known)
    for one in levels(work.connection, work.establishment_id, places):
        of = Of(one.place_id, one.cip13 or one.class_id or "")
        if narcotics.has(of.product) and of not in written:
            held[of] = held.get(of, 0) + one.parts
    return held
