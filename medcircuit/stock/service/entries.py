"""What people put in, carry and count, in parts; the doors' verbs and the demonstration's history stand on these."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from medcircuit.kernel.problems import Conflict, Invalid, NotFound
from medcircuit.kernel.work import Work
from medcircuit.stock.models import account
from medcircuit.stock.rules import Account, AccountKind, Move, outer
from medcircuit.stock.service.book import lock_levels, open_accounts, put, take, write_moves
from medcircuit.stock.service.registering import note_count
from medcircuit.stock.service.telling import Told


class NotEnough(Conflict):
    """More was to be carried than the place is known to hold."""

    code = "stock_not_enough"
    sentence = (
        "Ce lieu contient moins que cette quantité. Rien n'a été déplacé. Comptez d'abord ce qui s'y trouve."
    )


class SamePlace(Invalid):
    """Something was to be carried to where it already lies."""

    code = "stock_same_place"
    sentence = "Ce lot est déjà dans ce lieu. Rien n'a été déplacé. Choisissez un autre lieu."


class Recount(Conflict):
    """The level moved between what the person saw and what they counted."""

    code = "stock_moved_meanwhile"
    sentence = "Ce stock a bougé depuis l'affichage. Le comptage n'est pas enregistré. Comptez de nouveau."


def take_in(work: Work, into: Account, parts: int, told: Told) -> int:
    """Boxes come from the supplier into a place account, opened if it is new; gives its new level."""
    open_accounts(work.connection, work.establishment_id, (into,))
    held = lock_levels(work.connection, (into.id,))[into.id]
    supplier = outer(work.establishment_id, AccountKind.SUPPLIER).id
    write_moves(work, [Move(supplier, into.id, parts)], told, into.goods)
    put(work.connection, into.id, parts)
    work.did("receive_stock", ("account", into.id))
    return held + parts


def carry(work: Work, source: Account, place_id: str, parts: int, told: Told) -> Account:
    """An amount goes from a place to another; gives the account it now lies in.

    Raises:
        SamePlace: it already lies there.
        NotEnough: the place holds less.
    """
    if place_id == source.place_id:
        raise SamePlace
    target = replace(source, place_id=place_id)
    open_accounts(work.connection, work.establishment_id, (target,))
    held = lock_levels(work.connection, (source.id, target.id))
    if held[source.id] < parts:
        raise NotEnough
    write_moves(work, [Move(source.id, target.id, parts)], told, source.goods)
    take(work.connection, source.id, parts)
    put(work.connection, target.id, parts)
    work.did("transfer_stock", ("account", source.id), ("account", target.id))
    return target


def give_back(work: Work, source: Account, parts: int, told: Told) -> int:
    """An amount goes back from a place to the pharmacy; gives what the place still holds of it.

    Raises:
        NotEnough: the place holds less.
    """
    held = lock_levels(work.connection, (source.id,))[source.id]
    if held < parts:
        raise NotEnough
    returned = outer(work.establishment_id, AccountKind.RETURNED).id
    write_moves(work, [Move(source.id, returned, parts)], told, source.goods)
    take(work.connection, source.id, parts)
    work.did("return_stock", ("account", source.id))
    return held - parts


def adjust(work: Work, counted: Account, parts: int, seen: int, told: Told) -> int:
    """Bring a place account to what a person counted, through the inventory difference; gives the change in parts.

    Raises:
        Recount: the level is no longer the one the person saw.
    """
    held = lock_levels(work.connection, (counted.id,))[counted.id]
    if held != seen:
        raise Recount
    difference = outer(work.establishment_id, AccountKind.INVENTORY_DIFFERENCE).id
    if parts > held:
        write_moves(work, [Move(difference, counted.id, parts - held)], told, counted.goods)
        put(work.connection, counted.id, parts - held)
    elif parts < held:
        write_moves(work, [Move(counted.id, difference, held - parts)], told, counted.goods)
        take(work.connection, counted.id, held - parts)
    else:
        note_count(work, counted, told)
    work.did("count_stock", ("account", counted.id))
    return parts - held


def place_account(work: Work, account_id: str) -> Account:
    """A place account of this establishment.

    Raises:
        NotFound: there is none of this id here.
    """
    row = work.connection.execute(
        select(account).where(
            account.c.id == account_id,
            account.c.establishment_id == work.establishment_id,
            account.c.kind == AccountKind.PLACE,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Account(
        row.establishment_id, AccountKind.PLACE, row.place_id, row.cip13, row.class_id, row.lot, row.expiry
    )
