"""Who is on call: at the edges of a span, over midnight, on the nights when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from medcircuit.kernel.clock import PARIS
from medcircuit.structure.rules.on_call import (
    WEEK,
    Duty,
    OnCallRole,
    OnCallUnreadable,
    check_duty,
    on_call_now,
)

NIGHTS = Duty("n", None, OnCallRole.NURSE, "A. Nuit", "06 39 98 00 01", "20:00", "08:00", frozenset(WEEK))
FRIDAY = replace(NIGHTS, id="f", name="B. Vendredi", weekdays=frozenset({4}))
HOLIDAY = replace(
    NIGHTS,
    id="h",
    name="C. Remplace",
    weekdays=frozenset(),
    first_day=date(2026, 12, 24),
    last_day=date(2026, 12, 26),
    starts="18:00",
    ends="08:00",
)


def names(*duties, at, unit=None):
    return [one.duty.name for one in on_call_now(duties, unit_id=unit, now=at, zone=PARIS)]


def paris(*when, fold=0):
    return datetime(*when, tzinfo=PARIS, fold=fold).astimezone(UTC)


def test_a_span_holds_from_its_first_minute_to_just_before_its_last():
    assert names(NIGHTS, at=paris(2026, 11, 20, 19, 59, 59)) == []
    assert names(NIGHTS, at=paris(2026, 11, 20, 20, 0)) == ["A. Nuit"]
    assert names(NIGHTS, at=paris(2026, 11, 21, 7, 59, 59)) == ["A. Nuit"]
    assert names(NIGHTS, at=paris(2026, 11, 21, 8, 0)) == []


def test_the_night_of_a_friday_ends_on_saturday_morning():
    assert names(FRIDAY, at=paris(2026, 11, 21, 7, 59)) == ["B. Vendredi"]
    assert names(FRIDAY, at=paris(2026, 11, 20, 7, 59)) == []
    assert names(FRIDAY, at=paris(2026, 11, 21, 20, 0)) == []
    (found,) = on_call_now([FRIDAY], unit_id=None, now=paris(2026, 11, 20, 22, 0), zone=PARIS)
    assert found.until == datetime(2026, 11, 21, 8, 0, tzinfo=PARIS)


def test_a_span_of_a_day_ends_on_that_day_and_one_that_ends_when_it_starts_lasts_a_whole_day():
    day = replace(NIGHTS, starts="08:00", ends="20:00")
    assert names(day, at=paris(2026, 11, 20, 20, 0)) == []
    assert names(day, at=paris(2026, 11, 20, 19, 59)) == ["A. Nuit"]
    whole = replace(FRIDAY, starts="08:00", ends="08:00")
    assert names(whole, at=paris(2026, 11, 21, 7, 59)) == ["B. Vendredi"]
    assert names(whole, at=paris(2026, 11, 21, 8, 0)) == []


@pytest.mark.parametrize("hour", [0, 1, 2, 3])
def test_somebody_answers_at_every_minute_of_the_night_the_clocks_go_back(hour):
    """25 October 2026, 02:30 comes twice: the span up to it ends, and the next begins, at the first."""
    before = replace(NIGHTS, starts="20:00", ends="02:30", name="avant")
    after = replace(NIGHTS, starts="02:30", ends="08:00", name="après")
    for minute in range(0, 60, 15):
        at = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
        local = at.astimezone(PARIS)
        expected = "avant" if at < datetime(2026, 10, 25, 0, 30, tzinfo=UTC) else "après"
        assert names(before, after, at=at) == [expected], local


@pytest.mark.parametrize("minute", range(0, 60, 15))
def test_nobody_is_missing_nor_doubled_on_the_night_the_clocks_go_forward(minute):
    """29 March 2026, 02:30 does not exist: it is 03:30."""
    before = replace(NIGHTS, starts="20:00", ends="02:30", name="avant")
    after = replace(NIGHTS, starts="02:30", ends="08:00", name="après")
    at = datetime(2026, 3, 29, 1, minute, tzinfo=UTC)
    assert names(before, after, at=at) == ["avant" if minute < 30 else "après"]


def test_an_exception_stands_in_for_the_week_of_its_role_and_place_only():
    physician = replace(NIGHTS, id="p", role=OnCallRole.PHYSICIAN, name="Dr Nuit")
    own = replace(NIGHTS, id="u", unit_id="lilas", name="D. Lilas")
    at = paris(2026, 12, 24, 23, 0)
    assert names(NIGHTS, HOLIDAY, physician, own, at=at, unit="lilas") == [
        "D. Lilas",
        "C. Remplace",
        "Dr Nuit",
    ]
    assert names(NIGHTS, HOLIDAY, at=paris(2026, 12, 24, 17, 59)) == []
    assert names(NIGHTS, HOLIDAY, at=paris(2026, 12, 26, 7, 59)) == ["C. Remplace"]
    assert names(NIGHTS, HOLIDAY, at=paris(2026, 12, 26, 20, 0)) == ["A. Nuit"]


def test_another_unit_is_not_answered_for():
    own = replace(NIGHTS, unit_id="lilas")
    assert names(own, at=paris(2026, 11, 20, 22, 0), unit="roses") == []
    assert names(own, at=paris(2026, 11, 20, 22, 0)) == []


@pytest.mark.parametrize(
    "duty", [NIGHTS, HOLIDAY, replace(NIGHTS, number="+33639980001"), replace(NIGHTS, number="15")]
)
def test_a_line_that_can_hold_is_taken(duty):
    check_duty(duty)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(NIGHTS, name="  "), "le nom manque"),
        (replace(NIGHTS, number="à l'accueil"), "le numéro de téléphone ne se lit pas"),
        (replace(NIGHTS, number="1"), "le numéro de téléphone ne se lit pas"),
        (replace(NIGHTS, starts="24:00"), "une heure s'écrit 20:00"),
        (replace(NIGHTS, ends="8h00"), "une heure s'écrit 20:00"),
        (replace(NIGHTS, weekdays=frozenset()), "aucun jour de la semaine n'est choisi"),
        (replace(NIGHTS, weekdays=frozenset({7})), "aucun jour de la semaine n'est choisi"),
        (replace(NIGHTS, first_day=date(2026, 12, 24)), "il manque le premier ou le dernier jour"),
        (replace(NIGHTS, last_day=date(2026, 12, 24)), "il manque le premier ou le dernier jour"),
        (replace(HOLIDAY, weekdays=frozenset({1})), "choisissez des jours de la semaine ou des dates"),
        (replace(HOLIDAY, last_day=date(2026, 12, 24)), "la fin est avant le début"),
        (replace(HOLIDAY, last_day=date(2026, 12, 23), ends="23:00"), "la fin est avant le début"),
    ],
)
def test_a_line_that_cannot_hold_says_why(wrong, reason):
    with pytest.raises(OnCallUnreadable) as refused:
        check_duty(wrong)
    assert refused.value.facts["reason"] == reason
