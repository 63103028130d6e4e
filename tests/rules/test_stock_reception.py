"""A box is taken in when its code, lot, expiry and content are certain; everything else is said."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from medcircuit.kernel.findings import KINDS, Tier, Verdict, verdict
from medcircuit.stock.rules.reception import (
    MOST_UNITS,
    Delivery,
    Read,
    UnitsImpossible,
    check,
    left_in_box,
    taken,
    units_in_box,
)

TODAY = date(2026, 11, 21)
RIGHT = Delivery(Read.BOX, TODAY, lot="A1", expiry=date(2028, 6, 30), per_box=Fraction(30))


def codes(delivery):
    return [finding.code for finding in check(delivery)]


def test_a_box_with_everything_certain_is_taken_without_a_word():
    assert check(RIGHT) == ()
    assert taken(check(RIGHT))


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"read": Read.UNREADABLE, "why": "Scannez de nouveau."}, "box_unreadable", Verdict.UNKNOWN),
        ({"read": Read.OTHER}, "box_other_code", Verdict.UNKNOWN),
        ({"read": Read.OUTER_CASE}, "box_outer_case", Verdict.CONFIRM),
        ({"read": Read.AMBIGUOUS}, "box_lot_ambiguous", Verdict.CONFIRM),
        ({"product": False}, "box_unknown", Verdict.UNKNOWN),
        ({"read": Read.AMBIGUOUS, "product": False}, "box_unknown", Verdict.CONFIRM),
        ({"lot": None}, "box_without_lot", Verdict.CONFIRM),
        ({"expiry": None}, "box_without_lot", Verdict.CONFIRM),
        ({"expiry": TODAY - timedelta(days=1)}, "box_expired", Verdict.STOP),
        ({"received": ("20/11/2026", "S. Petit")}, "box_already_received", Verdict.REPEAT),
        ({"per_box": None}, "box_units_to_confirm", Verdict.CONFIRM),
    ],
)
def test_what_is_not_certain_is_said_and_the_box_is_not_taken(change, code, said):
    findings = check(replace(RIGHT, **change))
    assert code in [finding.code for finding in findings]
    assert verdict(findings) is said
    assert not taken(findings)
    for finding in findings:
        assert KINDS[finding.code].sentence % finding.facts
        assert KINDS[finding.code].advice % finding.facts


@pytest.mark.parametrize("missing", [{"lot": None}, {"expiry": None}, {"lot": None, "expiry": None}])
def test_a_box_without_a_lot_to_read_is_taken_once_a_person_says_so(missing):
    assert codes(replace(RIGHT, **missing, without_lot=True)) == []


@pytest.mark.parametrize(
    ("days", "found", "in_stock"),
    [
        (0, ["box_short_dated"], True),
        (89, ["box_short_dated"], True),
        (90, [], True),
        (-1, ["box_expired"], False),
    ],
)
def test_a_short_dated_box_is_taken_with_a_warning_and_an_expired_one_is_not(days, found, in_stock):
    findings = check(replace(RIGHT, expiry=TODAY + timedelta(days=days)))
    assert [finding.code for finding in findings] == found
    assert taken(findings) is in_stock


def test_the_warning_tells_the_date_and_the_days():
    (finding,) = check(replace(RIGHT, expiry=date(2026, 12, 31)))
    assert finding.tier is Tier.INFO
    assert KINDS[finding.code].sentence % finding.facts == "Péremption proche : 31/12/2026 (40 jours)."


def test_an_expired_box_read_twice_says_both():
    both = replace(RIGHT, expiry=TODAY - timedelta(days=1), received=("20/11/2026", "S. Petit"))
    assert codes(both) == ["box_expired", "box_already_received"]


@pytest.mark.parametrize("units", [1, 30, MOST_UNITS, Fraction(5, 2)])
def test_a_box_holds_what_a_person_counts(units):
    assert units_in_box(Fraction(units), 12) == units


@pytest.mark.parametrize(
    ("units", "parts"), [(0, 0), (Fraction(1, 2), 6), (MOST_UNITS + 1, 12), (Fraction(6, 5), None)]
)
def test_a_box_cannot_hold_nothing_nor_too_much_nor_what_stock_cannot_count(units, parts):
    with pytest.raises(UnitsImpossible):
        units_in_box(Fraction(units), parts)


def test_a_box_brought_from_home_is_of_a_medicine_that_its_owner_takes():
    assert codes(replace(RIGHT, prescribed=False)) == ["box_not_prescribed"]
    assert not taken(check(replace(RIGHT, prescribed=False)))
    assert codes(replace(RIGHT, prescribed=False, read=Read.OTHER)) == ["box_other_code"]


@pytest.mark.parametrize("left", [Fraction(1, 2), Fraction(30)])
def test_an_opened_box_holds_what_is_counted_in_it(left):
    assert left_in_box(left, Fraction(30), 12) == left


@pytest.mark.parametrize(
    ("left", "parts"), [(Fraction(0), 12), (Fraction(61, 2), 12), (Fraction(1, 5), None)]
)
def test_an_opened_box_holds_something_and_no_more_than_a_full_one(left, parts):
    with pytest.raises(UnitsImpossible):
        left_in_box(left, Fraction(30), parts)
