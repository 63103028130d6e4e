"""What the database itself keeps of the book, what verify finds, and doses leaving in many threads at once."""

import threading
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Unavailable
from medcircuit.stock import service as stock
from medcircuit.stock.models import account, level, stock_move
from medcircuit.stock.rules import AccountKind, Move
from medcircuit.stock.service.book import write_moves
from tests.conftest import make_house
from tests.services.conftest import Shelf

CIP = "3400930000120"
SOON = date(2027, 1, 31)


def test_the_database_itself_keeps_what_was_written(shelf):
    shelf.put(shelf.box(), 24)
    for statement in (
        update(level).values(amount=-1),
        update(stock_move).values(amount=1),
        delete(stock_move),
        update(account).values(lot="Z"),
        delete(account),
    ):
        with pytest.raises(DBAPIError), shelf.database.write() as connection:
            connection.execute(statement)


@pytest.mark.parametrize("broken", ["amount", "sign", "ends", "source", "reversed twice"])
def test_the_database_itself_refuses_a_move_that_is_none(shelf, broken):
    told = shelf.told("reception")
    with shelf.work() as work:
        stock.take_in(work, shelf.box(), 24, told)
        stock.reverse(work, told.cause)
    with shelf.database.read() as connection:
        undoing = (
            connection.execute(select(stock_move).where(stock_move.c.reverses_id.is_not(None)))
            .mappings()
            .one()
        )
    row = {**undoing, "id": new_id(), "reverses_id": None}
    row |= {
        "amount": {"amount": 0},
        "sign": {"amount": -12},
        "ends": {"target": undoing["source"]},
        "source": {"source": new_id()},
        "reversed twice": {"reverses_id": undoing["reverses_id"]},
    }[broken]
    with pytest.raises(DBAPIError), shelf.database.write() as connection:
        connection.execute(stock_move.insert(), row)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "drawer"},
        {"place_id": None},
        {"cip13": None, "class_id": None},
        {"kind": "supplier"},
        {"kind": "supplier", "place_id": None},
    ],
)
def test_the_database_itself_refuses_an_account_that_counts_nothing(shelf, broken):
    row = {
        "id": new_id(),
        "establishment_id": shelf.id,
        "kind": "place",
        "place_id": shelf.cart,
        "cip13": CIP,
        "class_id": None,
        "lot": None,
        "expiry": None,
    }
    with pytest.raises(DBAPIError), shelf.database.write() as connection:
        connection.execute(account.insert(), row | broken)


def planted(shelf, statement):
    with shelf.database.write() as connection:
        connection.execute(statement)
    return shelf.faults()


def test_verify_finds_a_level_that_its_moves_do_not_give(shelf):
    shelf.put(shelf.box(), 24)
    found = planted(shelf, update(level).values(amount=23))
    assert any("ses mouvements donnent 24" in one for one in found)
    assert any("la somme de tous les comptes est -1" in one for one in found)
    with shelf.database.write() as connection:
        stock.rebuild_levels(connection, shelf.id)


def test_verify_finds_a_level_that_is_gone_and_one_that_should_not_be(shelf):
    shelf.put(shelf.box(), 24)
    found = planted(shelf, delete(level))
    assert any("a None" in one for one in found)
    supplier = shelf.outer(AccountKind.SUPPLIER)
    extra = level.insert().values(account_id=supplier, establishment_id=shelf.id, amount=0)
    assert any("a un niveau" in one for one in planted(shelf, extra))
    with shelf.database.write() as connection:
        stock.rebuild_levels(connection, shelf.id)


def bypass(shelf, *moves, cause=None):
    """Write moves behind the back of the levels; what verify says of them."""
    shelf.corrupted = True
    with shelf.work() as work:
        told = shelf.told() if cause is None else stock.Told(cause, shelf.clock.now())
        write_moves(work, moves, told, ())
    return shelf.faults()


def test_verify_finds_a_place_whose_moves_go_below_zero(shelf):
    shelf.put(shelf.box(), 24)
    found = bypass(shelf, Move(shelf.box().id, shelf.outer(AccountKind.ADMINISTERED), 36))
    assert any("passent sous zéro (-12)" in one for one in found)


def test_verify_finds_a_move_that_makes_one_lot_of_another(shelf):
    other = shelf.box(lot="B2")
    shelf.put(shelf.box(), 24)
    shelf.put(other, 24)
    found = bypass(shelf, Move(shelf.box().id, other.id, 12))
    assert any("change de produit, de lot" in one for one in found)


def test_verify_finds_a_move_into_another_house(shelf, house):
    foreign = make_house(
        shelf.database, shelf.clock, finess="750000026", organisation_id=house.organisation_id
    )
    theirs = Shelf(foreign)
    theirs.put(theirs.box(), 24)
    shelf.put(shelf.box(), 24)
    found = bypass(shelf, Move(shelf.box().id, theirs.box().id, 12))
    assert any("d'établissement" in one for one in found)
    assert any("ses mouvements donnent 12" in one for one in found)


@pytest.mark.parametrize("wrong", ["amount", "ends", "cause", "reversal"])
def test_verify_finds_a_reversal_that_is_not_its_move_turned_round(shelf, wrong):
    told, given = shelf.told("reception"), shelf.outer(AccountKind.SUPPLIER)
    with shelf.work() as work:
        stock.take_in(work, shelf.box(), 24, told)
    move_id = shelf.move_ids(told.cause)[0]
    turned = Move(shelf.box().id, given, 24, move_id)
    if wrong == "reversal":
        with shelf.work() as work:
            stock.reverse(work, told.cause)
        turned = Move(given, shelf.box().id, 24, shelf.move_ids(told.cause)[1])
    turned = replace(
        turned,
        **{"amount": {"amount": 12}, "ends": {"target": shelf.outer(AccountKind.DESTROYED)}}.get(wrong, {}),
    )
    cause = shelf.told().cause if wrong == "cause" else told.cause
    found = bypass(shelf, turned, cause=cause)
    assert any("ne correspond pas au mouvement" in one for one in found)


def race(shelf, act, threads=8, times=30):
    """Run an act in several threads at once; what it gave, and what it raised."""
    given, raised = [], []

    def run():
        for _ in range(times):
            try:
                given.append(act())
            except Exception as fault:  # noqa: BLE001
                raised.append(fault)

    running = [threading.Thread(target=run) for _ in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return given, raised


def test_eight_carers_at_once_never_take_a_lot_below_zero_and_lose_nothing(shelf):
    shelf.put(shelf.box(), 70 * 12)
    shelf.put(shelf.box(lot="A2", expiry=SOON), 50 * 12)
    shelf.put(shelf.box(shelf.cupboard), 60 * 12)
    issued, raised = race(shelf, lambda: shelf.issue(12))
    assert raised == []
    assert sum(one.parts for one in issued) == 240 * 12
    assert sum(one.missing for one in issued) == 60 * 12
    with shelf.database.read() as connection:
        assert stock.levels(connection, shelf.id, (shelf.cart, shelf.cupboard)) == ()


def test_check_then_write_loses_doses_and_verify_says_so(shelf):
    """The negative control: the same race without the lock and the conditional update."""
    shelf.put(shelf.box(), 120 * 12)
    met = threading.Barrier(8)

    def naive():
        met.wait()
        held = shelf.holds(shelf.box())
        met.wait()
        with shelf.work() as work:
            told = shelf.told()
            write_moves(work, [Move(shelf.box().id, shelf.outer(AccountKind.ADMINISTERED), 12)], told, ())
            work.connection.execute(update(level).values(amount=held - 12))
        return 12

    given, _ = race(shelf, naive, times=5)
    assert sum(given) == 40 * 12
    assert shelf.holds(shelf.box()) > 120 * 12 - sum(given)
    assert any("ses mouvements donnent" in one for one in shelf.faults())
    with shelf.database.write() as connection:
        stock.rebuild_levels(connection, shelf.id)


def test_one_act_undone_by_eight_at_once_is_undone_once(shelf):
    shelf.put(shelf.box(), 240)
    cause = shelf.told().cause
    shelf.issue(120, cause=cause)

    def undo():
        with shelf.work() as work:
            return stock.reverse(work, cause)

    undone, raised = race(shelf, undo, times=3)
    assert (sum(undone), raised) == (1, [])
    assert shelf.holds(shelf.box()) == 240


def test_one_entry_sent_by_eight_at_once_counts_once(shelf):
    """Each has the same answer, or is told to send it again."""
    shelf.put(shelf.box(), 240)
    asked = stock.Transfer(new_id(), shelf.box().id, shelf.cupboard, Fraction(5), shelf.clock.now())

    def send():
        with shelf.work() as work:
            return stock.transfer(work, asked)

    answers, raised = race(shelf, send, times=2)
    assert set(answers) == {answers[0]}
    assert {type(one) for one in raised} <= {Unavailable}
    assert shelf.holds(shelf.box(shelf.cupboard)) == 60
