"""Accounts, moves, what leaves first, how near an expiry is, and how amounts are counted."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.stock.rules import (
    Account,
    AccountKind,
    Candidate,
    DatedDays,
    Freshness,
    Move,
    Part,
    balances,
    choose,
    dose_parts,
    expired,
    freshness,
    outer,
    parts_amount,
    whole_parts,
)

TODAY = date(2026, 11, 21)
LATER = date(2027, 6, 30)
BOX = Account("house", AccountKind.PLACE, "cart", "3400930000120", None, "A1", LATER)
CART = Candidate("a", 0, "A1", LATER, 12)
CUPBOARD = Candidate("b", 1, "B2", date(2027, 1, 31), 12)


def test_an_account_opened_twice_is_one_account():
    assert replace(BOX).id == BOX.id


@pytest.mark.parametrize(
    "other",
    [
        {"establishment_id": "other"},
        {"place_id": "cupboard"},
        {"cip13": "3400930000121"},
        {"lot": None},
        {"lot": "A2"},
        {"expiry": None},
        {"expiry": TODAY},
        {"cip13": None, "class_id": "3400930000120"},
    ],
)
def test_what_differs_in_anything_is_another_account(other):
    assert replace(BOX, **other).id != BOX.id


def test_an_outer_account_is_one_an_establishment_and_a_kind():
    supplier = outer("house", AccountKind.SUPPLIER)
    assert supplier.id == outer("house", AccountKind.SUPPLIER).id
    assert supplier.id != outer("house", AccountKind.DESTROYED).id
    assert supplier.id != outer("other", AccountKind.SUPPLIER).id


def test_a_place_is_no_outer_account():
    with pytest.raises(AssertionError):
        outer("house", AccountKind.PLACE)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_move_has_a_positive_amount(amount):
    with pytest.raises(AssertionError):
        Move("a", "b", amount)


def test_a_move_goes_somewhere_else():
    with pytest.raises(AssertionError):
        Move("a", "a", 1)


@given(st.lists(st.tuples(st.permutations("abcd"), st.integers(1, 500))))
def test_whatever_moves_the_balances_sum_to_zero(moved):
    assert sum(balances(Move(ends[0], ends[1], amount) for ends, amount in moved).values()) == 0


def test_the_cart_goes_before_the_cupboard_even_when_it_expires_later():
    assert choose([CUPBOARD, CART], 12, on=TODAY).parts == (Part("a", 12),)


def test_in_one_place_the_first_to_expire_leaves_first():
    sooner = replace(CART, account_id="c", expiry=date(2026, 12, 1))
    assert choose([CART, sooner], 12, on=TODAY).parts == (Part("c", 12),)


def test_an_unknown_expiry_leaves_after_the_known_ones():
    unknown = replace(CART, account_id="0", expiry=None)
    assert choose([unknown, CART], 24, on=TODAY).parts == (Part("a", 12), Part("0", 12))


def test_the_lot_that_was_read_leaves_first_wherever_it_lies():
    assert choose([CART, CUPBOARD], 12, on=TODAY, lot="B2").parts == (Part("b", 12),)


def test_what_the_lot_that_was_read_lacks_leaves_from_the_others():
    choice = choose([CART, replace(CUPBOARD, amount=6)], 12, on=TODAY, lot="B2")
    assert choice.parts == (Part("b", 6), Part("a", 6))


def test_when_the_lot_that_was_read_is_not_known_the_unknown_lot_goes_before_the_others():
    nameless = Candidate("z", 1, None, None, 12)
    assert choose([CART, nameless], 12, on=TODAY, lot="NEW").parts == (Part("z", 12),)


def test_when_no_lot_was_read_the_unknown_lot_waits_its_turn():
    nameless = Candidate("z", 1, None, None, 12)
    assert choose([CART, nameless], 12, on=TODAY).parts == (Part("a", 12),)


@pytest.mark.parametrize(("days", "out"), [(0, True), (1, True), (-1, False)])
def test_an_expired_lot_is_not_chosen_and_its_last_day_is_good(days, out):
    candidate = replace(CART, expiry=TODAY + timedelta(days=days))
    assert bool(choose([candidate], 12, on=TODAY).parts) is out


def test_an_expired_lot_that_was_read_is_a_fact():
    gone = replace(CART, expiry=TODAY - timedelta(days=1))
    assert choose([gone], 12, on=TODAY, lot="A1").parts == (Part("a", 12),)


def test_what_is_missing_is_said():
    choice = choose([CART, CUPBOARD], 30, on=TODAY)
    assert choice.missing == 6
    assert sum(part.amount for part in choice.parts) == 24


def test_an_empty_account_gives_nothing():
    assert choose([replace(CART, amount=0)], 1, on=TODAY).missing == 1


candidates = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(str),
        st.integers(0, 2),
        st.sampled_from(["A", "B", None]),
        st.sampled_from([TODAY - timedelta(days=1), TODAY, LATER, None]),
        st.integers(0, 50),
    ),
    unique_by=lambda one: one.account_id,
)


@given(candidates, st.integers(0, 200), st.sampled_from(["A", "C", None]))
def test_a_choice_never_takes_more_than_is_there_nor_loses_any(some, need, lot):
    choice = choose(some, need, on=TODAY, lot=lot)
    held = {one.account_id: one for one in some}
    assert sum(part.amount for part in choice.parts) + choice.missing == need
    for part in choice.parts:
        assert 0 < part.amount <= held[part.account_id].amount
        assert held[part.account_id].lot == (lot or "") or not expired(held[part.account_id].expiry, TODAY)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, Freshness.EXPIRED),
        (0, Freshness.SHORT),
        (89, Freshness.SHORT),
        (90, Freshness.GOOD),
    ],
)
def test_a_box_is_short_dated_below_ninety_days_and_expired_the_day_after_its_last(days, said):
    assert freshness(TODAY + timedelta(days=days), TODAY) is said


def test_an_unknown_expiry_is_not_judged():
    assert freshness(None, TODAY) is Freshness.UNKNOWN


def test_the_number_of_days_is_the_one_that_holds_that_day():
    dated = (
        DatedDays(90, date(2020, 1, 1), date(2026, 11, 20), "first"),
        DatedDays(30, date(2026, 11, 21), None, "second"),
    )
    assert freshness(TODAY + timedelta(days=60), TODAY, dated) is Freshness.GOOD
    assert freshness(TODAY + timedelta(days=60), TODAY - timedelta(days=1), dated) is Freshness.SHORT
    assert freshness(TODAY, TODAY, ()) is Freshness.GOOD


@pytest.mark.parametrize(
    ("units", "stock_unit", "parts"),
    [
        (Fraction(1, 2), "unit", 6),
        (Fraction(1, 3), "unit", 4),
        (Fraction(1, 5), "unit", 3),
        (Fraction("2.5"), "ml", 250),
        (Fraction(1, 3), "ml", 34),
        (Fraction(1), "use", 0),
        (Fraction(0), "unit", 0),
    ],
)
def test_a_dose_takes_whole_parts_rounded_up_and_a_cream_takes_none(units, stock_unit, parts):
    assert dose_parts(units, stock_unit) == parts


def test_a_counted_amount_is_exact_or_refused():
    assert whole_parts(Fraction(3, 4), "unit") == 9
    assert whole_parts(Fraction(1, 5), "unit") is None
    assert whole_parts(Fraction(3), "use") == 3


def test_parts_are_said_in_stock_units():
    assert parts_amount(18, "unit") == Fraction(3, 2)
    assert parts_amount(250, "ml") == Fraction(5, 2)
