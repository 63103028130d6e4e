"""What a prescriber's queue is sorted by, and what enters it, at the limits."""

from datetime import UTC, date, datetime, timedelta

from medcircuit.overview.rules import (
    CardKind,
    most_urgent_first,
    refused_since,
    renewal_kind,
    strip,
    used_often,
)

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


def test_what_is_overdue_comes_before_what_is_more_urgent_by_its_kind():
    late = most_urgent_first(CardKind.TRANSCRIBED, NOW, overdue=True)
    assert late < most_urgent_first(CardKind.ORAL, NOW - timedelta(days=1))


def test_three_refusals_are_for_the_prescriber_and_one_of_what_must_not_be_missed():
    signed = NOW - timedelta(days=3)
    times = [signed, *(signed + timedelta(hours=n) for n in (2, 1, 3))]
    assert refused_since(times[:3], signed, time_critical=False) is None
    assert refused_since(times, signed, time_critical=False) == times[3]
    assert refused_since([signed], signed, time_critical=True) is None
    assert refused_since(times[:3], signed, time_critical=True) == times[2]


def test_a_line_used_on_25_days_of_28_is_to_be_discussed_until_somebody_signs_it_again():
    today = date(2026, 11, 28)
    days = [today - timedelta(days=n) for n in range(28)]
    signed = date(2026, 1, 1)
    assert used_often(days[:24], signed, today) is None
    assert used_often([*days[:24], days[0], days[0] - timedelta(days=28)], signed, today) is None
    assert used_often(days[:25], signed, today) == today
    assert used_often(days[3:], signed, today) == days[3]
    assert used_often(days, days[24], today) == today
    assert used_often(days, days[23], today) is None


def test_a_strip_has_a_letter_for_each_of_28_days():
    today = date(2026, 11, 28)
    first = today - timedelta(days=27)
    said = strip([(today, True), (today, False), (first, True), (first - timedelta(days=1), True)], today)
    assert said == "y" + "." * 26 + "n"
    assert strip([(today, None)], today) == "." * 28
