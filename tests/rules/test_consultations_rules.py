"""A consultation lasts as long as it may, opens what it names, to whom it names; a broken glass says why and is judged once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.consultations.rules import (
    AHEAD,
    GLASS_LASTS,
    MOST_RESIDENTS,
    AlreadyJudged,
    Category,
    Consultation,
    ConsultationUnreadable,
    Kind,
    ManagerMayNot,
    NotOpen,
    OwnGlass,
    TooLong,
    check_glass,
    check_granted,
    check_granter,
    check_judging,
    check_reading,
    is_open,
)
from medcircuit.kernel.access import Role

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FRIDAY = Consultation(
    "c",
    Kind.GRANTED,
    "educator",
    frozenset({"lucas"}),
    frozenset({Category.TREATMENT}),
    "no_nurse",
    None,
    NOW,
    NOW + timedelta(hours=72),
)
GLASS = replace(FRIDAY, kind=Kind.GLASS, reason="emergency", words="x" * 15, ends_at=NOW + GLASS_LASTS)


def granted(asked, hours=72):
    check_granted(asked, by="nurse", now=NOW, longest_h=hours)


def test_seventy_two_hours_to_the_second_are_the_longest():
    granted(FRIDAY)
    with pytest.raises(TooLong) as refused:
        granted(replace(FRIDAY, ends_at=FRIDAY.ends_at + timedelta(seconds=1)))
    assert refused.value.facts["hours"] == 72
    granted(replace(FRIDAY, ends_at=NOW + timedelta(hours=24)), hours=24)
    with pytest.raises(TooLong):
        granted(replace(FRIDAY, ends_at=NOW + timedelta(hours=24, seconds=1)), hours=24)


def test_the_hour_that_comes_twice_counts_twice():
    """24 to 27 October 2026: three days on the wall last 73 hours."""
    begin, end = datetime(2026, 10, 24, 10, tzinfo=UTC), datetime(2026, 10, 27, 11, tzinfo=UTC)
    with pytest.raises(TooLong):
        check_granted(replace(FRIDAY, starts_at=begin, ends_at=end), by="nurse", now=begin, longest_h=72)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(FRIDAY, reader="nurse"), "on ne se donne pas un accès à soi-même"),
        (replace(FRIDAY, residents=frozenset()), "choisissez les personnes concernées"),
        (
            replace(FRIDAY, residents=frozenset(map(str, range(MOST_RESIDENTS + 1)))),
            "choisissez les personnes concernées",
        ),
        (replace(FRIDAY, categories=frozenset()), "choisissez ce qui peut être lu"),
        (replace(FRIDAY, reason="emergency"), "le motif manque"),
        (replace(FRIDAY, ends_at=NOW), "la fin est déjà passée"),
        (replace(FRIDAY, starts_at=NOW - 2 * MINUTE, ends_at=NOW), "la fin est déjà passée"),
        (
            replace(FRIDAY, starts_at=NOW + AHEAD + MINUTE, ends_at=NOW + AHEAD + 2 * MINUTE),
            "le début est trop lointain",
        ),
    ],
)
def test_a_consultation_that_cannot_be_says_why(wrong, reason):
    with pytest.raises(ConsultationUnreadable) as refused:
        granted(wrong)
    assert refused.value.facts["reason"] == reason


def test_it_holds_from_its_first_instant_to_just_before_its_last_unless_taken_back():
    assert not is_open(FRIDAY, now=NOW - MINUTE, ended_at=None)
    assert is_open(FRIDAY, now=NOW, ended_at=None)
    assert is_open(FRIDAY, now=FRIDAY.ends_at - timedelta(microseconds=1), ended_at=None)
    assert not is_open(FRIDAY, now=FRIDAY.ends_at, ended_at=None)
    assert not is_open(FRIDAY, now=NOW + MINUTE, ended_at=NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"by": "colleague"},
        {"resident": "zoe"},
        {"category": Category.DOSES},
        {"now": FRIDAY.ends_at},
        {"ended_at": NOW},
    ],
)
def test_it_opens_nothing_else_and_to_nobody_else(changed):
    asked = {
        "by": "educator",
        "resident": "lucas",
        "category": Category.TREATMENT,
        "now": NOW,
        "ended_at": None,
    }
    check_reading(FRIDAY, **asked)
    with pytest.raises(NotOpen):
        check_reading(FRIDAY, **asked | changed)


def test_a_glass_is_broken_with_a_reason_and_fifteen_characters():
    check_glass(GLASS)
    for wrong in (
        replace(GLASS, reason="no_nurse"),
        replace(GLASS, words="x" * 14),
        replace(GLASS, words=" " * 20),
        replace(GLASS, words=None),
    ):
        with pytest.raises(ConsultationUnreadable):
            check_glass(wrong)


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATING_NURSE, Role.PHYSICIAN])
def test_who_cares_gives_consultations_and_the_management_where_it_was_chosen(role):
    check_granter([role], manager_grants=False)
    check_granter([Role.MANAGER, role], manager_grants=False)
    check_granter([Role.MANAGER], manager_grants=True)
    check_granter([], manager_grants=False)
    with pytest.raises(ManagerMayNot):
        check_granter([Role.MANAGER], manager_grants=False)


def test_a_broken_glass_is_judged_by_another_in_words_and_once():
    check_judging(GLASS, by="manager", note="Départ au CHU", judged_by=None)
    with pytest.raises(OwnGlass):
        check_judging(GLASS, by="educator", note="Moi", judged_by=None)
    with pytest.raises(ConsultationUnreadable):
        check_judging(GLASS, by="manager", note="  ", judged_by=None)
    with pytest.raises(AlreadyJudged):
        check_judging(GLASS, by="manager", note="Encore", judged_by="C. Hamelin")
