"""The register of narcotics as it is written: each move of a narcotic has its lines, before it and in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.stock.models import account, level, register_book, register_entry
from medcircuit.stock.rules import Account, AccountKind
from medcircuit.stock.rules.witness import NOBODY_ASKED, Beside
from medcircuit.stock.service.inserting import insert_new
from medcircuit.stock.service.telling import Told

MoveRow = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Of:
    """Which book: a product (a CIP13, or a class where no presentation is known) in a place."""

    place_id: str
    product: str


@dataclass(frozen=True)
class Last:
    """Where a book ends: the number of its last line (0: none yet), and the balance after it, in parts."""

    number: int = 0
    balance: int = 0


Books = dict[Of, Last]

_product = func.coalesce(account.c.cip13, account.c.class_id)
_ENDS = Prepared(
    select(account.c.id, account.c.place_id, _product.label("product")).where(
        account.c.id.in_(bindparam("ids", expanding=True)), account.c.kind == AccountKind.PLACE
    )
)
_LOCK = Prepared(
    select(register_book.c.place_id)
    .where(register_book.c.place_id == bindparam("place"), register_book.c.product == bindparam("product"))
    .with_for_update()
)
_LAST = Prepared(
    select(register_entry.c.number, register_entry.c.balance)
    .where(register_entry.c.place_id == bindparam("place"), register_entry.c.product == bindparam("product"))
    .order_by(register_entry.c.number.desc())
    .limit(1)
)
_HELD = Prepared(
    select(func.coalesce(func.sum(level.c.amount), 0).label("parts"))
    .join_from(account, level)
    .where(account.c.place_id == bindparam("place"), _product == bindparam("product"))
)
_INSERT = Prepared(insert(register_entry))


def enter(work: Work, rows: Sequence[MoveRow], goods: Collection[str | None], who: Beside) -> None:
    """Write the lines of those of these moves that a narcotic makes; they are about to be written themselves.

    `goods` are the presentations and classes that the moves carry: of an ordinary medicine nothing is asked of the
    database. The levels are still those of before the moves, and those that will change are locked.
    """
    narcotics = medicines.narcotics(work.connection)
    if not any(map(narcotics.has, goods)):
        return
    ends = _ends(work.connection, rows, narcotics)
    if not ends:
        return
    books = {of: _last(work, of) for of in sorted(set(ends.values()))}
    lines = [*_carried_over(work, books), *lines_of(work.establishment_id, rows, ends, books, who)]
    _INSERT.run(work.connection, *lines)


def note_count(work: Work, counted: Account, told: Told) -> None:
    """Write the line of a count that found what the book says, where it is a narcotic's."""
    narcotics = medicines.narcotics(work.connection)
    product = next(one for one in counted.goods if one)
    if not narcotics.has(product):
        return
    of = Of(counted.place_id or "", product)
    books = {of: _last(work, of)}
    carried = _carried_over(work, books)
    made = {"reason": told.reason, "at": told.at, "recorded_at": work.now, "actor_id": work.actor.user_id}
    line = _line(work.establishment_id, of, 0, made, books, told.beside)
    _INSERT.run(work.connection, *carried, line | {"account_id": counted.id})


def lines_of(
    establishment_id: str,
    rows: Iterable[MoveRow],
    ends: Mapping[str, Of],
    books: Books,
    who: Beside = NOBODY_ASKED,
) -> list[dict[str, Any]]:
    """The lines of these moves in their order, where `ends` are the accounts that a book follows; the books go on with them."""
    lines = []
    for row in rows:
        for end, change in ((row["source"], -row["amount"]), (row["target"], row["amount"])):
            if end in ends:
                line = _line(establishment_id, ends[end], change, row, books, who)
                lines.append(line | {"move_id": row["id"], "account_id": end})
    return lines


def _line(
    establishment_id: str,
    of: Of,
    change: int,
    made: Mapping[str, Any],
    books: Books,
    who: Beside = NOBODY_ASKED,
) -> dict[str, Any]:
    """The next line of a book."""
    before = books[of]
    books[of] = Last(before.number + 1, before.balance + change)
    return {
        "id": new_id(),
        "establishment_id": establishment_id,
        "place_id": of.place_id,
        "product": of.product,
        "number": books[of].number,
        "move_id": None,
        "account_id": None,
        "change": change,
        "balance": books[of].balance,
        **{name: made[name] for name in ("reason", "at", "recorded_at", "actor_id")},
        "witness_id": who.witness.id if who.witness else None,
        "witness_name": who.witness.name if who.witness else None,
        "alone": who.alone,
    }


def _ends(connection: Connection, rows: Iterable[MoveRow], narcotics: medicines.Narcotics) -> dict[str, Of]:
    """Which of the accounts that these moves touch hold a narcotic in a place."""
    ids = {end for row in rows for end in (row["source"], row["target"])}
    found = _ENDS.rows(connection, {"ids": sorted(ids)})
    return {id_: Of(place_id, product) for id_, place_id, product in found if narcotics.has(product)}


def _last(work: Work, of: Of) -> Last:
    """Where a book ends, its row locked; it is opened if it is new."""
    asked = {"place": of.place_id, "product": of.product}
    if not _LOCK.rows(work.connection, asked):
        new = {"place_id": of.place_id, "product": of.product}
        work.connection.execute(insert_new(work.connection, register_book), new)
        _LOCK.rows(work.connection, asked)
    last = _LAST.first(work.connection, asked)
    return Last(*last) if last else Last()


def _carried_over(work: Work, books: Books) -> list[dict[str, Any]]:
    """For each book that does not say what lies there, the line that brings it to it.

    So begins the book of a medicine that lay there when the catalogue came to call it a narcotic.
    """
    made = {"reason": None, "at": work.now, "recorded_at": work.now, "actor_id": work.actor.user_id}
    lines = []
    for of in sorted(books):
        asked = {"place": of.place_id, "product": of.product}
        change = int(_HELD.rows(work.connection, asked)[0].parts) - books[of].balance
        if change:
            lines.append(_line(work.establishment_id, of, change, made, books))
    return lines
