"""A dose that someone who is no nurse gives on a protocol follows it to the letter."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.delegations.rules.following import limits_under, unfollowed, unwalked
from medcircuit.prescriptions.rules.limits import DAY, LineLimits
from tests.rules.test_delegations_protocols import PAIN, SEIZURE

TOLD = {"scale": "temperature", "score": Fraction("38.5"), "called": None}


def codes(protocol=PAIN, amount=PAIN.dose, **changes):
    return [one.code for one in unfollowed(protocol, amount, **{**TOLD, **changes})]


def test_the_dose_at_the_threshold_itself_follows():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Fraction(1, 2)}, "other_dose_than_protocol"),
        ({"amount": Fraction(2)}, "other_dose_than_protocol"),
        ({"score": Fraction("38.4")}, "protocol_below_threshold"),
        ({"score": None}, "protocol_not_measured"),
        ({"scale": "en"}, "protocol_not_measured"),
    ],
)
def test_anything_else_is_said(changes, code):
    assert codes(**changes) == [code]


def test_who_is_to_be_called_first_was_called():
    assert codes(replace(PAIN, call_first=True)) == ["protocol_call_first"]
    assert codes(replace(PAIN, call_first=True), called="L. Moreau") == []


def test_a_protocol_without_a_measure_asks_none():
    assert codes(SEIZURE, scale=None, score=None) == []


def test_the_limits_are_those_of_the_protocol_and_the_end_is_the_lines():
    written = LineLimits(Fraction(2), Fraction(8), timedelta(hours=48), timedelta(hours=4), days=5)
    found = limits_under(PAIN, written)
    assert (found.once, found.per_period, found.period) == (1, 3, DAY)
    assert (found.interval, found.days) == (timedelta(hours=6), 3)
    assert limits_under(SEIZURE, written).days == 5


YES = {"sign": "yes", "tried": "yes", "contra": "no"}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (YES, None),
        (YES | {"measure": "36", "call": "no"}, None),
        ({}, "protocol_not_walked"),
        ({"sign": "yes", "tried": "yes"}, "protocol_not_walked"),
        (YES | {"sign": "no"}, "protocol_says_no"),
        (YES | {"tried": "no"}, "protocol_says_no"),
        (YES | {"contra": "yes"}, "protocol_says_no"),
    ],
)
def test_every_question_of_the_protocol_has_the_answer_that_lets_give(answers, code):
    assert [one.code for one in unwalked(PAIN, answers)] == ([code] if code else [])
