"""Leave from afar: fifteen minutes, one person, one line, one dose, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.delegations.rules.remote import (
    VALID,
    Answered,
    Dose,
    Outcome,
    OwnRequest,
    Request,
    RequestOver,
    check_answerable,
)

ASKED = datetime(2026, 11, 27, 18, 5, tzinfo=UTC)
ANSWERED = ASKED + timedelta(minutes=2)
SECOND = timedelta(seconds=1)
DOSE = Dose("paul", "lucas", "line", 1, Fraction(1))
WAITING = Request(DOSE, ASKED)
GRANTED = replace(WAITING, answer=Answered(True, ANSWERED))
REFUSED = replace(WAITING, answer=Answered(False, ANSWERED))


@pytest.mark.parametrize(
    ("request_", "now", "outcome"),
    [
        (WAITING, ASKED + VALID - SECOND, Outcome.WAITING),
        (WAITING, ASKED + VALID, Outcome.EXPIRED),
        (GRANTED, ANSWERED + VALID - SECOND, Outcome.GRANTED),
        (GRANTED, ANSWERED + VALID, Outcome.EXPIRED),
        (REFUSED, ANSWERED + VALID + SECOND, Outcome.REFUSED),
        (replace(GRANTED, used_by="fact"), ANSWERED + VALID + SECOND, Outcome.USED),
    ],
)
def test_a_request_waits_and_a_leave_holds_for_fifteen_minutes(request_, now, outcome):
    assert request_.outcome(now) is outcome


@pytest.mark.parametrize(
    ("dose", "at", "allowed"),
    [
        (DOSE, ANSWERED, True),
        (DOSE, ANSWERED + VALID - SECOND, True),
        (DOSE, ANSWERED + VALID, False),
        (DOSE, ANSWERED - SECOND, False),
        (replace(DOSE, amount=None), ANSWERED, True),
        (replace(DOSE, amount=Fraction(2)), ANSWERED, False),
        (replace(DOSE, resident_id="emma"), ANSWERED, False),
        (replace(DOSE, line_id="other"), ANSWERED, False),
        (replace(DOSE, version=2), ANSWERED, False),
        (replace(DOSE, user_id="nadia"), ANSWERED, False),
    ],
)
def test_a_leave_is_for_that_person_that_line_that_dose_and_that_time(dose, at, allowed):
    assert GRANTED.allows(dose, at) is allowed


@pytest.mark.parametrize("request_", [WAITING, REFUSED, replace(GRANTED, used_by="fact")])
def test_what_was_not_granted_or_has_served_allows_nothing(request_):
    assert not request_.allows(DOSE, ANSWERED)


def test_nobody_answers_their_own_request_nor_one_that_is_over():
    check_answerable(WAITING, user_id="claire", now=ASKED + VALID - SECOND)
    with pytest.raises(OwnRequest):
        check_answerable(WAITING, user_id="paul", now=ASKED)
    for over in (GRANTED, REFUSED):
        with pytest.raises(RequestOver):
            check_answerable(over, user_id="claire", now=ANSWERED)
    with pytest.raises(RequestOver):
        check_answerable(WAITING, user_id="claire", now=ASKED + VALID)
