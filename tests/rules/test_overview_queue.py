"""What a prescriber's queue is sorted by, and what enters it, at the limits."""

from datetime import UTC, datetime, timedelta

from medcircuit.overview.rules import CardKind, most_urgent_first, renewal_kind, too_many_refusals

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)


def test_an_oral_order_comes_first_and_a_far_renewal_last():
    waiting = [(CardKind.RENEWAL, NOW), (CardKind.ORAL, NOW), (CardKind.REQUEST, NOW)]
    assert [kind for kind, _ in sorted(waiting, key=lambda one: most_urgent_first(*one))] == [
        CardKind.ORAL,
        CardKind.REQUEST,
        CardKind.RENEWAL,
    ]


def test_of_two_of_a_kind_what_has_waited_longest_comes_first():
    earlier = most_urgent_first(CardKind.REQUEST, NOW - timedelta(seconds=1))
    assert earlier < most_urgent_first(CardKind.REQUEST, NOW)


def test_an_end_in_three_days_is_soon():
    assert (renewal_kind(3), renewal_kind(7)) == (CardKind.RENEWAL_SOON, CardKind.RENEWAL)


def test_three_refusals_are_for_the_prescriber_and_one_of_what_must_not_be_missed():
    assert not too_many_refusals(2, time_critical=False)
    assert too_many_refusals(3, time_critical=False)
    assert not too_many_refusals(0, time_critical=True)
    assert too_many_refusals(1, time_critical=True)
