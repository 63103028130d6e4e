"""The book itself: accounts are opened, moves written, levels kept; nothing here judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, union_all, update
from sqlalchemy.exc import IntegrityError

from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Conflict
from medcircuit.kernel.work import Work
from medcircuit.stock.models import GUARD, account, level, stock_move
from medcircuit.stock.rules import OUTER, Account, AccountKind, Move, outer
from medcircuit.stock.service.inserting import insert_new
from medcircuit.stock.service.registering import enter
from medcircuit.stock.service.telling import Told


class NotInRegister(Conflict):
    """A narcotic was to move without a line of the register: the database refused it."""

    code = "not_in_register"
    sentence = (
        "Un stupéfiant ne bouge qu'avec une ligne du registre, et celle-ci manque. Rien n'a été enregistré. "
        "Recommencez ; si cela se répète, notez le mouvement sur papier et prévenez la personne qui gère le logiciel."
    )


def open_accounts(connection: Connection, establishment_id: str, accounts: Iterable[Account]) -> None:
    """Make these place accounts exist, empty, and with them the establishment's outer accounts."""
    places = sorted(accounts, key=lambda one: one.id)
    everything = [*places, *(outer(establishment_id, kind) for kind in OUTER)]
    connection.execute(insert_new(connection, account), [_account_row(one) for one in everything])
    levels = [
        {"account_id": one.id, "establishment_id": establishment_id, "amount": 0}
        for one in places
        if one.kind is AccountKind.PLACE
    ]
    if levels:
        connection.execute(insert_new(connection, level), levels)


def _account_row(one: Account) -> dict[str, Any]:
    return {
        "id": one.id,
        "establishment_id": one.establishment_id,
        "kind": one.kind,
        "place_id": one.place_id,
        "cip13": one.cip13,
        "class_id": one.class_id,
        "lot": one.lot,
        "expiry": one.expiry,
    }


_INSERT_MOVES = Prepared(insert(stock_move))


def write_moves(work: Work, moves: Sequence[Move], told: Told, goods: Collection[str | None]) -> None:
    """Write moves, each one row for good, and before them the register lines of a narcotic's.

    `goods` are the presentations and classes that they carry. The levels they change are the caller's business, once
    the moves are written.

    Raises:
        NotInRegister: a narcotic was to move without its line.
    """
    rows = [move_row(work, move, told) for move in moves]
    enter(work, rows, goods, told.beside)
    try:
        _INSERT_MOVES.run(work.connection, *rows)
    except IntegrityError as error:
        if GUARD in str(error.orig):
            raise NotInRegister from error
        raise


def move_row(work: Work, move: Move, told: Told) -> dict[str, Any]:
    """The row of a move that this unit of work tells."""
    return {
        "id": new_id(),
        "establishment_id": work.establishment_id,
        "source": move.source,
        "target": move.target,
        "amount": move.amount,
        "cause_kind": told.cause.kind,
        "cause_id": told.cause.id,
        "reason": told.reason,
        "at": told.at,
        "recorded_at": work.now,
        "actor_id": work.actor.user_id,
        "reverses_id": move.reverses,
    }


_LOCK = (
    select(level.c.account_id, level.c.amount)
    .where(level.c.account_id.in_(bindparam("accounts", expanding=True)))
    .order_by(level.c.account_id)
    .with_for_update()
)
_TAKE = Prepared(
    update(level)
    .where(level.c.account_id == bindparam("account"))
    .values(amount=level.c.amount - bindparam("amount_taken"))
)
_PUT = Prepared(
    update(level)
    .where(level.c.account_id == bindparam("account"))
    .values(amount=level.c.amount + bindparam("amount_put"))
)


def lock_levels(connection: Connection, accounts: Iterable[str]) -> dict[str, int]:
    """What these accounts hold, their rows locked in the order of their ids; outer accounts have none."""
    rows = connection.execute(_LOCK, {"accounts": sorted(set(accounts))})
    return {row.account_id: row.amount for row in rows}


def take(connection: Connection, account_id: str, amount: int) -> None:
    """Lower the level of a locked account by an amount it holds; the database refuses a level below zero."""
    _TAKE.send(connection, {"account": account_id, "amount_taken": amount})


def put(connection: Connection, account_id: str, amount: int) -> None:
    """Raise the level of an account that is open."""
    changed = _PUT.run(connection, {"account": account_id, "amount_put": amount})
    assert changed == 1, "an amount was put into an account without a level"


def rebuild_levels(connection: Connection, establishment_id: str) -> None:
    """Drop every level of an establishment and sum its moves again.

    Raises:
        IntegrityError: the moves of a place account sum to less than zero.
    """
    connection.execute(delete(level).where(level.c.establishment_id == establishment_id))
    held = account_balances(connection, establishment_id)
    places = select(account.c.id).where(
        account.c.establishment_id == establishment_id, account.c.kind == AccountKind.PLACE
    )
    rows = [
        {"account_id": account_id, "establishment_id": establishment_id, "amount": held.get(account_id, 0)}
        for account_id in connection.execute(places).scalars()
    ]
    if rows:
        connection.execute(insert(level), rows)


def account_balances(connection: Connection, establishment_id: str) -> dict[str, int]:
    """The sum of the moves of every account that an establishment's moves touch, place or outer."""
    mine = stock_move.c.establishment_id == establishment_id
    sides = union_all(
        select(stock_move.c.target.label("account_id"), stock_move.c.amount.label("amount")).where(mine),
        select(stock_move.c.source, -stock_move.c.amount).where(mine),
    ).subquery()
    sums = select(sides.c.account_id, func.sum(sides.c.amount).label("amount")).group_by(sides.c.account_id)
    return {row.account_id: int(row.amount) for row in connection.execute(sums)}
