"""What waits for a prescriber, and in which order."""

from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.overview.rules import CardKind, most_urgent_first, renewal_kind, too_many_refusals

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)


def test_an_oral_order_comes_before_all_and_what_waited_longest_before_what_came_later():
    cards = [
        (CardKind.RENEWAL, NOW - timedelta(days=9)),
        (CardKind.ORAL, NOW),
        (CardKind.ORAL, NOW - timedelta(hours=1)),
    ]
    first = sorted(cards, key=lambda card: most_urgent_first(*card))
    assert first == [cards[2], cards[1], cards[0]]


@pytest.mark.parametrize(
    ("notice", "kind"),
    [(7, CardKind.RENEWAL), (4, CardKind.RENEWAL), (3, CardKind.RENEWAL_SOON), (0, CardKind.RENEWAL_SOON)],
)
def test_an_end_within_three_days_is_more_urgent(notice, kind):
    assert renewal_kind(notice) is kind


def test_one_refusal_of_what_must_not_be_missed_is_told_and_three_of_the_rest():
    assert too_many_refusals(1, time_critical=True)
    assert not too_many_refusals(0, time_critical=True)
    assert too_many_refusals(3, time_critical=False)
    assert not too_many_refusals(2, time_critical=False)
