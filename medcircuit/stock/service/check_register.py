"""Whether the register of narcotics holds: each book in its numbers and balances, and all of it against the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from medcircuit.medicines import service as medicines
from medcircuit.stock.models import account, level, register_entry, stock_move
from medcircuit.stock.rules import AccountKind
from medcircuit.stock.service.registering import Of


def verify_register(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, where the register of an establishment does not hold; nothing where it does."""
    ends: dict[Of, int] = {}
    lines = connection.execute(
        select(register_entry)
        .where(register_entry.c.establishment_id == establishment_id)
        .order_by(register_entry.c.place_id, register_entry.c.product, register_entry.c.number)
    )
    carried = set()
    for of, group in groupby(lines, key=lambda row: Of(row.place_id, row.product)):
        rows = list(group)
        ends[of] = rows[-1].balance
        carried |= {of for row in rows if row.move_id is None}
        yield from _in_order(of, rows)
    yield from _as_moved(connection, establishment_id)
    narcotics = medicines.narcotics(connection)
    held = _held(connection, establishment_id)
    for of, balance in ends.items():
        if narcotics.has(of.product) and balance != held.get(of, 0):
            yield f"registre, {_said(of)} : le solde est {balance}, le stock a {held.get(of, 0)}"
    for move_id, of in _unentered(connection, establishment_id):
        if of in ends and of not in carried and narcotics.has(of.product):
            yield f"registre, {_said(of)} : le mouvement {move_id} n'a pas de ligne"


def _said(of: Of) -> str:
    return f"lieu {of.place_id}, produit {of.product}"


def _in_order(of: Of, rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[str]:
    """Numbered from one without gap, each balance the one before and its own change."""
    balance = 0
    for number, row in enumerate(rows, 1):
        if row.number != number:
            yield f"registre, {_said(of)} : la ligne {number} manque"
            return
        balance += row.change
        if row.balance != balance:
            yield f"registre, {_said(of)} : le solde de la ligne {number} est {row.balance}, les lignes donnent {balance}"
            return


def _as_moved(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Each line says what its move did to that account, of that product in that place."""
    signed = or_(
        and_(stock_move.c.source == account.c.id, register_entry.c.change == -stock_move.c.amount),
        and_(stock_move.c.target == account.c.id, register_entry.c.change == stock_move.c.amount),
    )
    same = and_(
        signed,
        account.c.place_id == register_entry.c.place_id,
        func.coalesce(account.c.cip13, account.c.class_id) == register_entry.c.product,
        stock_move.c.establishment_id == register_entry.c.establishment_id,
        stock_move.c.recorded_at == register_entry.c.recorded_at,
    )
    rows = connection.execute(
        select(register_entry.c.place_id, register_entry.c.product, register_entry.c.number)
        .outerjoin(stock_move, stock_move.c.id == register_entry.c.move_id)
        .outerjoin(account, account.c.id == register_entry.c.account_id)
        .where(
            register_entry.c.establishment_id == establishment_id,
            register_entry.c.move_id.is_not(None),
            or_(stock_move.c.id.is_(None), account.c.id.is_(None), ~same),
        )
        .order_by(register_entry.c.id)
    )
    for row in rows:
        of = Of(row.place_id, row.product)
        yield f"registre, {_said(of)} : la ligne {row.number} ne dit pas ce que dit son mouvement"


def _held(connection: Connection, establishment_id: str) -> dict[Of, int]:
    """What each place holds of each product by its levels, in parts."""
    product = func.coalesce(account.c.cip13, account.c.class_id).label("product")
    rows = connection.execute(
        select(account.c.place_id, product, func.sum(level.c.amount).label("parts"))
        .join_from(account, level)
        .where(account.c.establishment_id == establishment_id)
        .group_by(account.c.place_id, product)
    )
    return {Of(row.place_id, row.product): int(row.parts) for row in rows}


def _unentered(connection: Connection, establishment_id: str) -> Iterator[tuple[str, Of]]:
    """The moves of products that have a book, at an end that has no line."""
    books = select(register_entry.c.place_id, register_entry.c.product).distinct().subquery()
    product = func.coalesce(account.c.cip13, account.c.class_id)
    rows = connection.execute(
        select(stock_move.c.id, account.c.place_id, product.label("product"))
        .join(account, or_(account.c.id == stock_move.c.source, account.c.id == stock_move.c.target))
        .join(books, and_(books.c.place_id == account.c.place_id, books.c.product == product))
        .outerjoin(
            register_entry,
            and_(register_entry.c.move_id == stock_move.c.id, register_entry.c.account_id == account.c.id),
        )
        .where(
            stock_move.c.establishment_id == establishment_id,
            account.c.kind == AccountKind.PLACE,
            register_entry.c.id.is_(None),
        )
        .order_by(stock_move.c.id)
    )
    for row in rows:
        yield row.id, Of(row.place_id, row.product)
