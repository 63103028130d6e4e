"""How often a line as needed was used in four weeks, and what it did."""

from datetime import date, timedelta

import pytest

from medcircuit.administration.rules.following import Use, follow

TODAY = date(2026, 11, 21)


def used(*days_ago, effect=None):
    return [Use(TODAY - timedelta(days=ago), effect) for ago in days_ago]


def test_the_doses_of_28_days_are_counted_by_day_today_the_last():
    found = follow(used(0, 0, 27, 28, effect="effective") + used(1), TODAY)
    assert len(found.doses) == 28
    assert found.doses[-1] == (TODAY, 2)
    assert found.doses[0] == (TODAY - timedelta(days=27), 1)
    assert found.days_used == 3
    assert found.effects == (("effective", 3),)
    assert found.not_looked == 1


@pytest.mark.parametrize(("days", "regular"), [(25, True), (24, False)])
def test_a_line_used_on_25_days_of_28_is_to_be_discussed(days, regular):
    assert follow(used(*range(days)), TODAY).regular is regular
