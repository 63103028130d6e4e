"""Residents who take a medicine by themselves: periods, weekly hand-over and check, and what is missed."""

from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.prescriptions.rules.autonomy import (
    EVERY,
    NOBODY,
    AutonomyAct,
    NotAutonomous,
    after,
    autonomy_of,
    autonomy_text,
)

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def told(*acts):
    known = NOBODY
    for name, at in acts:
        known = after(known, AutonomyAct(name), at, "S. Petit")
    return known


BEGUN = told(("assessed", NOW))


def test_a_dose_is_the_persons_own_affair_from_the_assessment_to_the_one_that_ends_it():
    ended = told(("assessed", NOW), ("ended", NOW + DAY))
    assert [ended.holds(NOW + lapse) for lapse in (-SECOND, 0 * DAY, DAY - SECOND, DAY)] == [
        False,
        True,
        True,
        False,
    ]
    assert BEGUN.holds(NOW + 400 * DAY)
    again = after(ended, AutonomyAct.ASSESSED, NOW + 2 * DAY, "S. Petit")
    assert (again.holds(NOW), again.holds(NOW + DAY), again.holds(NOW + 3 * DAY)) == (True, False, True)


def test_what_was_handed_over_is_looked_at_within_a_week():
    both = told(("assessed", NOW), ("handed", NOW), ("checked", NOW + DAY))
    assert both.next_due() == NOW + EVERY
    assert not both.missed(NOW + EVERY)
    assert both.missed(NOW + EVERY + SECOND)


def test_the_first_hand_over_and_check_have_a_day():
    assert BEGUN.next_due() == NOW
    assert not BEGUN.missed(NOW + DAY)
    assert BEGUN.missed(NOW + DAY + SECOND)
    assert told(("assessed", NOW), ("handed", NOW)).next_due() == NOW
    earlier = told(("assessed", NOW), ("handed", NOW), ("ended", NOW + DAY), ("assessed", NOW + 2 * DAY))
    assert earlier.next_due() == NOW + 2 * DAY


def test_nothing_is_due_where_nobody_manages():
    assert (NOBODY.open, NOBODY.next_due(), NOBODY.missed(NOW)) == (None, None, False)
    assert told(("assessed", NOW), ("ended", NOW)).next_due() is None


@pytest.mark.parametrize(
    ("known", "act"), [(BEGUN, "assessed"), (NOBODY, "handed"), (NOBODY, "checked"), (NOBODY, "ended")]
)
def test_an_act_that_does_not_fit_is_refused(known, act):
    with pytest.raises(NotAutonomous):
        after(known, AutonomyAct(act), NOW, "S. Petit")


def test_what_is_kept_is_read_back():
    known = told(("assessed", NOW), ("handed", NOW), ("ended", NOW + DAY))
    assert autonomy_of(autonomy_text(known)) == known
    assert autonomy_of(None) is NOBODY
