"""Doses leave stock, acts are undone, boxes are put in, carried and counted; the book always holds."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event

import medcircuit
from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.remembered import forget
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.stock import service as stock
from medcircuit.stock.models import level
from medcircuit.stock.rules import Account, AccountKind, Cause
from medcircuit.structure import service as structure

ARROW, BIOGARAN = "3400936381575", "3400936381865"
"""The same paracetamol 1 g of two makers."""
CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
GONE = date(2026, 11, 20)
SOON = date(2027, 1, 31)
LATER = date(2027, 6, 30)


def test_what_is_received_is_there(shelf):
    assert shelf.put(shelf.box(), 360) == 360
    assert shelf.put(shelf.box(), 12) == 372
    assert shelf.holds(shelf.box()) == 372


def test_a_dose_leaves_the_cart_and_goes_to_administered(shelf):
    shelf.put(shelf.box(), 24)
    cause = Cause("event", new_id())
    issued = shelf.issue(12, cause=cause)
    assert (issued.parts, issued.missing, issued.difference) == (12, 0, False)
    assert [(one.lot, one.place_id, one.parts) for one in issued.lots] == [("A1", shelf.cart, 12)]
    assert shelf.holds(shelf.box()) == 12
    assert shelf.moves(cause) == [(shelf.box().id, shelf.outer(AccountKind.ADMINISTERED), 12)]


def test_the_cart_is_emptied_before_the_cupboard(shelf):
    shelf.put(shelf.box(), 12)
    shelf.put(shelf.box(shelf.cupboard, "B2", SOON), 24)
    issued = shelf.issue(24)
    assert [(one.lot, one.parts) for one in issued.lots] == [("A1", 12), ("B2", 12)]


def test_the_lot_that_was_read_leaves_even_from_the_cupboard(shelf):
    shelf.put(shelf.box(), 12)
    shelf.put(shelf.box(shelf.cupboard, "B2", SOON), 24)
    assert [one.lot for one in shelf.issue(12, lot="B2", expiry=SOON).lots] == ["B2"]


def test_an_expired_lot_stays_unless_it_was_read(shelf):
    shelf.put(shelf.box(expiry=GONE), 24)
    assert shelf.issue(12).missing == 12
    assert shelf.issue(12, lot="A1", expiry=GONE).missing == 0
    assert shelf.holds(shelf.box(expiry=GONE)) == 12


def test_the_day_of_use_is_the_one_of_the_house_not_of_greenwich(shelf):
    shelf.put(shelf.box(expiry=date(2026, 11, 21)), 24)
    shelf.clock.set(shelf.clock.now().replace(hour=22, minute=59))
    assert shelf.issue(12).missing == 0
    shelf.clock.advance(timedelta(minutes=1))
    assert shelf.issue(12).missing == 12


def test_what_is_beyond_the_known_stock_is_two_linked_moves_through_the_difference(shelf):
    shelf.put(shelf.box(), 6)
    cause = Cause("event", new_id())
    issued = shelf.issue(12, lot="NEW", expiry=LATER, cause=cause)
    assert (issued.parts, issued.missing, issued.difference) == (12, 6, True)
    given, used = shelf.outer(AccountKind.ADMINISTERED), shelf.box(lot="NEW").id
    assert shelf.moves(cause) == [
        (shelf.box().id, given, 6),
        (shelf.outer(AccountKind.INVENTORY_DIFFERENCE), used, 6),
        (used, given, 6),
    ]
    assert shelf.holds(shelf.box()) == 0
    assert shelf.holds(shelf.box(lot="NEW")) == 0


def test_a_dose_of_an_unknown_presentation_is_counted_under_its_class(shelf):
    assert shelf.issue(12, cip13=None, lot="ignored").missing == 12
    assert shelf.holds(Account(shelf.id, AccountKind.PLACE, shelf.cart, None, "class")) == 0


def test_a_dose_whose_box_was_not_read_leaves_any_box_of_its_class(shelf):
    with shelf.database.write() as connection:
        folder = medicines.read_folder(CATALOGUE, edition=None, today=LATER)
        medicines.import_folder(connection, folder, now=shelf.clock.now())
        other, box = (medicines.find_product(connection, cip13=cip13) for cip13 in (BIOGARAN, ARROW))
    assert other.class_id == box.class_id
    shelf.put(shelf.box(cip13=ARROW), 24)
    with shelf.work() as work:
        issued = stock.issue(work, **shelf.asked(12, cip13=None) | {"class_id": box.class_id})
    assert [(one.cip13, one.parts) for one in issued.lots] == [(ARROW, 12)]
    with shelf.work() as work:
        issued = stock.issue(work, **shelf.asked(12, cip13=BIOGARAN) | {"class_id": box.class_id})
    assert issued.missing == 12


def test_a_unit_without_a_cart_or_cupboard_still_gives(shelf):
    shelf.unit = "elsewhere"
    cause = Cause("event", new_id())
    assert shelf.issue(12, cause=cause).missing == 12
    difference = shelf.outer(AccountKind.INVENTORY_DIFFERENCE)
    assert shelf.moves(cause) == [(difference, shelf.outer(AccountKind.ADMINISTERED), 12)]


def test_a_cream_moves_nothing_per_dose(shelf):
    cause = Cause("event", new_id())
    assert shelf.issue(0, cause=cause) == stock.Issued(0)
    assert shelf.moves(cause) == []


def test_the_rest_of_a_tablet_is_destroyed(shelf):
    shelf.put(shelf.box(), 24)
    cause = Cause("event", new_id())
    with shelf.work() as work:
        stock.issue(work, **shelf.asked(6, cause=cause))
        stock.discard(work, **shelf.asked(6, cause=cause))
    assert shelf.holds(shelf.box()) == 12
    assert [target for _, target, _ in shelf.moves(cause)] == [
        shelf.outer(AccountKind.ADMINISTERED),
        shelf.outer(AccountKind.DESTROYED),
    ]


def test_an_act_undone_puts_everything_back_once(shelf):
    shelf.put(shelf.box(), 24)
    cause = Cause("event", new_id())
    with shelf.work() as work:
        stock.issue(work, **shelf.asked(30, cause=cause))
        stock.discard(work, **shelf.asked(6, cause=cause))
    for undone in (5, 0, 0):
        with shelf.work() as work:
            assert stock.reverse(work, cause) == undone
    assert shelf.holds(shelf.box()) == 24
    assert len(shelf.moves(cause)) == 10


def test_undoing_what_moved_nothing_is_nothing(shelf):
    with shelf.work() as work:
        assert stock.reverse(work, Cause("event", new_id())) == 0


def test_an_act_of_the_same_id_but_another_kind_is_not_undone(shelf):
    shelf.put(shelf.box(), 24)
    cause = Cause("event", new_id())
    shelf.issue(12, cause=cause)
    with shelf.work() as work:
        assert stock.reverse(work, Cause("count", cause.id)) == 0


def test_a_reception_undone_after_its_boxes_were_used_is_covered_by_the_difference(shelf):
    told = shelf.told("reception")
    with shelf.work() as work:
        stock.take_in(work, shelf.box(), 24, told)
    shelf.issue(18)
    for _ in range(2):
        with shelf.work() as work:
            stock.reverse(work, told.cause)
    assert shelf.holds(shelf.box()) == 0


def test_a_box_carried_to_the_cart_is_the_same_lot_there(shelf):
    in_cupboard = shelf.box(shelf.cupboard)
    shelf.put(in_cupboard, 24)
    with shelf.work() as work:
        stock.carry(work, stock.place_account(work, in_cupboard.id), shelf.cart, 24, shelf.told("transfer"))
    assert (shelf.holds(in_cupboard), shelf.holds(shelf.box())) == (0, 24)


def test_more_than_a_place_holds_is_not_carried(shelf):
    in_cupboard = shelf.box(shelf.cupboard)
    shelf.put(in_cupboard, 24)
    with pytest.raises(stock.NotEnough), shelf.work() as work:
        stock.carry(work, in_cupboard, shelf.cart, 25, shelf.told("transfer"))
    assert (shelf.holds(in_cupboard), shelf.holds(shelf.box())) == (24, None)


def test_nothing_is_carried_to_where_it_lies(shelf):
    shelf.put(shelf.box(), 24)
    with pytest.raises(stock.SamePlace), shelf.work() as work:
        stock.carry(work, shelf.box(), shelf.cart, 12, shelf.told("transfer"))


@pytest.mark.parametrize(("counted", "change"), [(30, 6), (24, 0), (5, -19), (0, -24)])
def test_a_count_brings_the_level_to_what_was_counted(shelf, counted, change):
    shelf.put(shelf.box(), 24)
    with shelf.work() as work:
        assert stock.adjust(work, shelf.box(), counted, 24, shelf.told("count")) == change
    assert shelf.holds(shelf.box()) == counted


def test_a_count_of_a_level_that_moved_meanwhile_is_asked_again(shelf):
    shelf.put(shelf.box(), 24)
    shelf.issue(12)
    with pytest.raises(stock.Recount), shelf.work() as work:
        stock.adjust(work, shelf.box(), 24, 24, shelf.told("count"))
    assert shelf.holds(shelf.box()) == 12


def test_the_account_of_another_house_does_not_exist_here(shelf, database, clock):
    shelf.put(shelf.box(), 24)
    other = Actor("u", "other", "O", frozenset(), frozenset(Right))
    with pytest.raises(NotFound), database.read() as connection:
        stock.place_account(stock_work(connection, other, clock), shelf.box().id)
    with database.read() as connection:
        assert stock.levels(connection, "other", (shelf.cart,)) == ()


def stock_work(connection, actor, clock):
    return Work(connection, actor, clock.now())


def test_an_outer_account_is_not_one_to_count(shelf, database, clock):
    shelf.put(shelf.box(), 24)
    with pytest.raises(NotFound), database.read() as connection:
        stock.place_account(stock_work(connection, shelf.actor, clock), shelf.outer(AccountKind.ADMINISTERED))


def test_levels_tell_what_lies_where_without_what_is_empty(shelf):
    shelf.put(shelf.box(), 24)
    shelf.put(shelf.box(lot=None, expiry=None), 12)
    shelf.put(shelf.box(shelf.cupboard), 6)
    shelf.issue(24, lot="A1")
    with shelf.database.read() as connection:
        found = stock.levels(connection, shelf.id, (shelf.cart, shelf.cupboard))
    assert {(one.place_id, one.lot, one.parts) for one in found} == {
        (shelf.cart, None, 12),
        (shelf.cupboard, "A1", 6),
    }


def test_levels_rebuilt_from_the_moves_are_the_same(shelf):
    shelf.put(shelf.box(), 240)
    shelf.put(shelf.box(shelf.cupboard, "B2", SOON), 24)
    shelf.issue(250)
    with shelf.database.read() as connection:
        before = stock.levels(connection, shelf.id, (shelf.cart, shelf.cupboard))
    with shelf.database.write() as connection:
        connection.execute(delete(level))
        stock.rebuild_levels(connection, shelf.id)
    with shelf.database.read() as connection:
        assert stock.levels(connection, shelf.id, (shelf.cart, shelf.cupboard)) == before


def test_an_ordinary_dose_is_four_statements(shelf):
    """Where nothing is remembered, of the places and of what is a narcotic: its carer's screen has just read the latter."""
    shelf.put(shelf.box(), 240)
    for cold, most in ((True, 4 + 1), (False, 4 - 1)):
        said = []
        with shelf.work() as work:
            if cold:
                forget(work.connection)
            else:
                medicines.narcotics(work.connection)
                structure.places(work.connection, shelf.id, shelf.unit)
            event.listen(
                work.connection, "before_cursor_execute", lambda *given, said=said: said.append(given[2])
            )
            stock.issue(work, **shelf.asked(12))
        assert len([one for one in said if "audit" not in one]) == most, said
