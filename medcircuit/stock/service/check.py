"""Whether the book holds: moves, levels, reversals and the sum of it all; and levels summed again where they do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, or_, select, update

from medcircuit.kernel.work import Work
from medcircuit.stock.models import account, level, stock_move
from medcircuit.stock.rules import AccountKind
from medcircuit.stock.service.book import account_balances, lock_levels
from medcircuit.stock.service.check_register import verify_register
from medcircuit.stock.service.inserting import insert_new


def verify(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, where the stock of an establishment does not hold; nothing where it does."""
    yield from _levels(connection, establishment_id)
    yield from _ends(connection, establishment_id)
    yield from _reversals(connection, establishment_id)
    yield from verify_register(connection, establishment_id)


def _levels(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Each place account holds the sum of its moves, never less than nothing; all accounts together are zero."""
    total = 0
    for one in _held(connection, establishment_id):
        total += (one.held or 0) if one.is_place else one.moved
        if not one.is_place and one.held is not None:
            yield f"stock {establishment_id}: le compte extérieur {one.account_id} a un niveau"
        elif one.differs:
            yield f"stock {establishment_id}: le compte {one.account_id} a {one.held}, ses mouvements donnent {one.moved}"
        if one.is_place and one.moved < 0:
            yield f"stock {establishment_id}: les mouvements du compte {one.account_id} passent sous zéro ({one.moved})"
    if total != 0:
        yield f"stock {establishment_id}: la somme de tous les comptes est {total}, pas zéro"


@dataclass(frozen=True)
class _Account:
    """What an account is said to hold and what its moves come to, in parts; an outer account has no level."""

    account_id: str
    is_place: bool
    held: int | None
    moved: int

    @property
    def differs(self) -> bool:
        """Whether the level is not what it should be."""
        return self.held != (self.moved if self.is_place else None)


def _held(
    connection: Connection, establishment_id: str, accounts: Collection[str] | None = None
) -> list[_Account]:
    moved = account_balances(connection, establishment_id)
    query = (
        select(account.c.id, account.c.kind, level.c.amount)
        .outerjoin(level)
        .where(account.c.establishment_id == establishment_id)
        .order_by(account.c.id)
    )
    found = [
        _Account(row.id, row.kind == AccountKind.PLACE, row.amount, moved.get(row.id, 0))
        for row in connection.execute(query)
    ]
    return found if accounts is None else [one for one in found if one.account_id in accounts]


def wrong_levels(connection: Connection, establishment_id: str) -> frozenset[str]:
    """The accounts whose level is not the sum of their moves."""
    return frozenset(one.account_id for one in _held(connection, establishment_id) if one.differs)


def overdrawn(connection: Connection, establishment_id: str) -> Iterator[str]:
    """The place accounts whose moves come to less than nothing, a sentence each: no level can be kept of these."""
    for one in _held(connection, establishment_id):
        if one.is_place and one.moved < 0:
            yield f"les mouvements du compte {one.account_id} passent sous zéro ({one.moved})"


def repair_levels(work: Work, accounts: Collection[str]) -> int:
    """Sum the moves of these accounts again, each held until the end of the transaction; how many levels were wrong."""
    connection = work.connection
    asked = _held(connection, work.establishment_id, accounts)
    missing = [one.account_id for one in asked if one.is_place and one.held is None]
    if missing:
        empty = {"establishment_id": work.establishment_id, "amount": 0}
        connection.execute(insert_new(connection, level), [{"account_id": one, **empty} for one in missing])
    lock_levels(connection, accounts)
    wrong = [one for one in _held(connection, work.establishment_id, accounts) if one.differs]
    for one in wrong:
        mine = level.c.account_id == one.account_id
        connection.execute(
            update(level).where(mine).values(amount=one.moved) if one.is_place else delete(level).where(mine)
        )
    return len({*missing, *(one.account_id for one in wrong)})


_source = account.alias("source_account")
_target = account.alias("target_account")


def _ends(connection: Connection, establishment_id: str) -> Iterator[str]:
    """A move stays in its establishment; between two places it is the same product, lot and expiry."""
    both_places = (_source.c.kind == AccountKind.PLACE) & (_target.c.kind == AccountKind.PLACE)
    changed = or_(
        *(
            _source.c[name].is_distinct_from(_target.c[name])
            for name in ("cip13", "class_id", "lot", "expiry")
        )
    )
    strange = or_(
        _source.c.establishment_id != stock_move.c.establishment_id,
        _target.c.establishment_id != stock_move.c.establishment_id,
        both_places & changed,
    )
    rows = connection.execute(
        select(stock_move.c.id)
        .join(_source, _source.c.id == stock_move.c.source)
        .join(_target, _target.c.id == stock_move.c.target)
        .where(stock_move.c.establishment_id == establishment_id, strange)
        .order_by(stock_move.c.id)
    )
    for move_id in rows.scalars():
        yield f"stock {establishment_id}: le mouvement {move_id} change de produit, de lot ou d'établissement"


_undone = stock_move.alias("undone")


def _reversals(connection: Connection, establishment_id: str) -> Iterator[str]:
    """A reversal is its move turned round: same amount and cause, ends exchanged, and never undoes a reversal."""
    rows = connection.execute(
        select(stock_move.c.id)
        .join(_undone, _undone.c.id == stock_move.c.reverses_id)
        .where(
            stock_move.c.establishment_id == establishment_id,
            or_(
                _undone.c.establishment_id != stock_move.c.establishment_id,
                _undone.c.source != stock_move.c.target,
                _undone.c.target != stock_move.c.source,
                _undone.c.amount != stock_move.c.amount,
                _undone.c.cause_kind != stock_move.c.cause_kind,
                _undone.c.cause_id != stock_move.c.cause_id,
                _undone.c.reverses_id.is_not(None),
            ),
        )
        .order_by(stock_move.c.id)
    )
    for move_id in rows.scalars():
        yield f"stock {establishment_id}: l'annulation {move_id} ne correspond pas au mouvement qu'elle annule"
