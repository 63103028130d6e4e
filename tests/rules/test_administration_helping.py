"""When a helper helps: within the window, edges included; before it not yet, after it no more without a call."""

from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.administration.rules.helping import Help, When
from medcircuit.administration.rules.situation import LineStatus
from medcircuit.administration.rules.vocabulary import DoseState

OPENS = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=2)
SECOND = timedelta(seconds=1)
DOSE = Help(DoseState.DUE, OPENS + timedelta(hours=1), (OPENS, CLOSES))


@pytest.mark.parametrize(
    ("at", "when"),
    [
        (OPENS - SECOND, When.LATER),
        (OPENS, When.NOW),
        (CLOSES, When.NOW),
        (CLOSES + SECOND, When.LATE),
    ],
)
def test_help_is_for_the_window_of_the_dose_its_edges_included(at, when):
    assert DOSE.at(at) is when


def test_a_dose_without_a_window_is_helped_with_from_its_time_on():
    dose = Help(DoseState.DUE, OPENS, None)
    assert [dose.at(at) for at in (OPENS - SECOND, OPENS, CLOSES + SECOND)] == [
        When.LATER,
        When.NOW,
        When.NOW,
    ]


def test_nothing_is_to_do_about_an_answered_dose_nor_about_a_stopped_line():
    assert Help(DoseState.GIVEN, OPENS, None).at(CLOSES) is When.CLOSED
    assert Help(DoseState.DUE, OPENS, None, LineStatus.SUSPENDED).at(CLOSES) is When.CLOSED
