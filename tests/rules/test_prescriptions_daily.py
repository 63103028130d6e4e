"""Doses decided after an INR: for which days they hold, what a decision must say, and how it reads."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from medcircuit.prescriptions.rules.daily import (
    LONGEST,
    Daily,
    DailyUnreadable,
    Decided,
    Source,
    check_daily,
    decided_said,
    decisions_of,
    decisions_text,
    dose_on,
    follows_inr,
)

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
HALF = Fraction(1, 2)
WEEK = Daily(
    TODAY, (HALF,) * 7, "comprimé", Fraction(24, 10), TODAY, Source.PHYSICIAN, "Dr Roux", TODAY + DAY * 7
)
NOTED = Decided(1, WEEK, "S. Petit", TODAY)


def amount(decisions, day):
    found = dose_on(decisions, day)
    return found and (found[0].number, found[1])


def test_a_decision_holds_from_its_first_day_to_its_last():
    assert WEEK.last == TODAY + DAY * 6
    assert amount([NOTED], TODAY) == amount([NOTED], WEEK.last) == (1, HALF)
    assert amount([NOTED], TODAY - DAY) is None
    assert amount([NOTED], WEEK.last + DAY) is None


def test_the_next_decision_takes_its_place_even_where_it_is_shorter():
    later = Decided(
        2, replace(WEEK, first=TODAY + DAY, amounts=(Fraction(1), Fraction(0))), "S. Petit", TODAY
    )
    both = [NOTED, later]
    assert amount(both, TODAY) == (1, HALF)
    assert [amount(both, TODAY + DAY * n) for n in (1, 2, 3)] == [(2, 1), (2, 0), None]


@pytest.mark.parametrize(
    "fine",
    [
        {},
        {"amounts": (HALF,) * LONGEST, "next_on": TODAY + DAY * 40},
        {"first": TODAY + DAY * LONGEST, "next_on": TODAY + DAY * 40},
        {"amounts": (Fraction(0),) * 7},
        {"value_on": TODAY - DAY * 7},
        {"next_on": WEEK.last + DAY * 7},
        {"next_on": TODAY + DAY},
    ],
)
def test_a_decision_that_makes_sense_is_taken(fine):
    check_daily(replace(WEEK, **fine), TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amounts": ()},
        {"amounts": (HALF,) * (LONGEST + 1)},
        {"first": TODAY - DAY},
        {"first": TODAY + DAY * (LONGEST + 1)},
        {"amounts": (Fraction(-1),)},
        {"amounts": (Fraction(101),)},
        {"value_on": TODAY + DAY},
        {"value_on": TODAY - DAY * 8},
        {"next_on": TODAY},
        {"next_on": WEEK.last + DAY * 8},
        {"decided_by": " "},
        {"unit": ""},
    ],
)
def test_one_that_makes_none_is_refused(wrong):
    with pytest.raises(DailyUnreadable):
        check_daily(replace(WEEK, **wrong), TODAY)


def test_it_says_who_decided_after_which_measure_and_who_noted_it():
    said = decided_said(NOTED)
    assert said == "Dose décidée par Dr Roux, INR 2,4 du 21/11 ; notée par S. Petit. Prochain INR le 28/11."
    heard = replace(NOTED, daily=replace(WEEK, source=Source.LABORATORY))
    assert decided_said(heard).startswith("Dose rendue par le laboratoire (Dr Roux), INR 2,4")


@pytest.mark.parametrize("substance", ["FLUINDIONE", "Warfarine sodique", "ACÉNOCOUMAROL"])
def test_the_doses_of_a_vitamin_k_antagonist_follow_the_inr(substance):
    assert follows_inr(substance)
    assert not follows_inr("FUROSÉMIDE")


def test_what_is_kept_is_read_back():
    assert decisions_of(decisions_text([NOTED])) == (NOTED,)
