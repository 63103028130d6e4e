"""Whether the book holds: moves, levels, reversals and the sum of it all."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, or_, select

from medcircuit.stock.models import account, level, stock_move
from medcircuit.stock.rules import AccountKind
from medcircuit.stock.service.book import account_balances
from medcircuit.stock.service.check_register import verify_register


def verify(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, where the stock of an establishment does not hold; nothing where it does."""
    yield from _levels(connection, establishment_id)
    yield from _ends(connection, establishment_id)
    yield from _reversals(connection, establishment_id)
    yield from verify_register(connection, establishment_id)


def _levels(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Each place account holds the sum of its moves, never less than nothing; all accounts together are zero."""
    moved = account_balances(connection, establishment_id)
    accounts = connection.execute(
        select(account.c.id, account.c.kind, level.c.amount.label("held"))
        .outerjoin(level)
        .where(account.c.establishment_id == establishment_id)
        .order_by(account.c.id)
    ).all()
    total = 0
    for row in accounts:
        sums = moved.get(row.id, 0)
        if row.kind != AccountKind.PLACE:
            total += sums
            if row.held is not None:
                yield f"stock {establishment_id}: le compte extérieur {row.id} a un niveau"
            continue
        total += row.held or 0
        if row.held != sums:
            yield f"stock {establishment_id}: le compte {row.id} a {row.held}, ses mouvements donnent {sums}"
        if sums < 0:
            yield f"stock {establishment_id}: les mouvements du compte {row.id} passent sous zéro ({sums})"
    if total != 0:
        yield f"stock {establishment_id}: la somme de tous les comptes est {total}, pas zéro"


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
