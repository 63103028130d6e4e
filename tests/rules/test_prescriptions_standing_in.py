"""Who answers for whose lines while somebody is away, at the limits."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from medcircuit.prescriptions.rules.standing_in import (
    StandIn,
    StandInImpossible,
    answering,
    check_stand_in,
    owner_of,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)
AWAY = StandIn("1", "roux", "vasseur", FIRST, LAST)


def test_a_stand_in_is_another_person_for_a_day_at_least_that_is_not_over():
    check_stand_in(replace(AWAY, ends=FIRST), today=FIRST)
    for wrong in (replace(AWAY, stand_in_id="roux"), replace(AWAY, ends=FIRST - DAY)):
        with pytest.raises(StandInImpossible):
            check_stand_in(wrong, today=FIRST - DAY)
    check_stand_in(AWAY, today=LAST)
    with pytest.raises(StandInImpossible):
        check_stand_in(AWAY, today=LAST + DAY)


@pytest.mark.parametrize(
    ("day", "whose"),
    [
        (FIRST - DAY, {"vasseur"}),
        (FIRST, {"vasseur", "roux"}),
        (LAST, {"vasseur", "roux"}),
        (LAST + DAY, {"vasseur"}),
    ],
)
def test_a_stand_in_answers_from_the_first_to_the_last_day(day, whose):
    assert answering("vasseur", [AWAY], day) == whose


def test_who_is_away_still_answers_and_a_stand_in_of_a_stand_in_does_not():
    further = StandIn("2", "vasseur", "martin", FIRST, LAST)
    assert answering("roux", [AWAY, further], FIRST) == {"roux"}
    assert answering("martin", [AWAY, further], FIRST) == {"martin", "vasseur"}


def test_a_line_that_a_stand_in_renews_stays_its_prescribers():
    begun = ("roux", FIRST - DAY)
    assert owner_of([], [AWAY]) is None
    assert owner_of([begun, ("vasseur", FIRST)], [AWAY]) == "roux"
    assert owner_of([begun, ("vasseur", LAST)], [AWAY]) == "roux"
    assert owner_of([begun, ("vasseur", LAST + DAY)], [AWAY]) == "vasseur"
    assert owner_of([("vasseur", FIRST)], [AWAY]) == "vasseur"
    assert owner_of([begun, ("martin", FIRST)], [AWAY]) == "martin"
