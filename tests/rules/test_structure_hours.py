"""The hours of a house's day: what may not be together, and what is dated."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from medcircuit.structure.rules.hours import (
    FURTHEST,
    DayHours,
    HoursDoubtful,
    HoursImpossible,
    check_change,
    check_first_day,
    outside,
    wrong,
)
from medcircuit.structure.rules.rounds import (
    DEFAULT_MOMENTS,
    DEFAULT_ROUNDS,
    DatedRound,
    RoundDefinition,
    in_force,
)

TODAY = date(2026, 11, 21)
USUAL = DayHours({code: (label, at) for code, label, at in DEFAULT_MOMENTS}, DEFAULT_ROUNDS)


def day(rounds=(), **moments):
    changed = {code: (USUAL.moments[code][0], at) for code, at in moments.items()}
    spans = {one.moment_code: one for one in DEFAULT_ROUNDS} | {one.moment_code: one for one in rounds}
    return DayHours(USUAL.moments | changed, tuple(spans.values()))


def test_the_usual_day_is_right_and_each_of_its_moments_is_in_a_round():
    assert (list(wrong(USUAL)), outside(USUAL)) == ([], ())


@pytest.mark.parametrize("first", [TODAY - timedelta(days=1), TODAY, TODAY + FURTHEST + timedelta(days=1)])
def test_a_day_that_has_begun_keeps_its_hours_and_one_beyond_a_year_is_a_slip(first):
    with pytest.raises(HoursImpossible):
        check_first_day(first, TODAY)


@pytest.mark.parametrize("first", [TODAY + timedelta(days=1), TODAY + FURTHEST])
def test_hours_change_from_tomorrow_to_a_year_ahead(first):
    check_first_day(first, TODAY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (day(EVE="20:01"), "ne contient pas son moment, à 20:01"),
        (day(EVE="17:59"), "ne contient pas son moment, à 17:59"),
        (day([RoundDefinition("EVE", "Soir", "18:31", "20:00")]), "ne contient pas son moment, à 18:30"),
        (day([RoundDefinition("MORN", "Matin", "07:00", "11:31")]), "les tours Matin et Midi se chevauchent"),
        (day([RoundDefinition("MORN", "Matin", "10:00", "07:00")]), "le tour Matin finit avant de commencer"),
        (day([RoundDefinition("MORN", "Matin", "08:00", "08:00")]), "le tour Matin finit avant de commencer"),
        (day(WAKE="08:00"), "Lever (08:00) doit venir avant Matin (08:00)"),
        (day(CD="16:00"), "Déjeuner (16:00) doit venir avant Goûter (16:00)"),
    ],
)
def test_hours_that_cannot_be_together_are_refused_with_what_is_wrong(changed, said):
    assert any(said in reason for reason in wrong(changed))
    with pytest.raises(HoursImpossible):
        check_change([USUAL], [changed], accepted=True)


@pytest.mark.parametrize(
    "changed",
    [
        day(EVE="20:00"),
        day(EVE="18:00"),
        day([RoundDefinition("EVE", "Soir", "18:30", "20:00")]),
        day([RoundDefinition("MORN", "Matin", "07:00", "11:30")]),
        day(WAKE="07:59"),
        day(CM="07:30"),
    ],
)
def test_the_edges_of_rounds_belong_to_them_and_rounds_may_touch(changed):
    check_change([USUAL], [changed], accepted=False)


def test_a_moment_that_no_round_holds_any_more_is_asked_about_and_may_be_meant():
    changed = day(SK="10:01")
    with pytest.raises(HoursDoubtful) as asked:
        check_change([USUAL], [changed], accepted=False)
    assert asked.value.facts["names"] == "Collation (10:01)"
    check_change([USUAL], [changed], accepted=True)
    check_change([changed], [replace(changed, rounds=changed.rounds[::-1])], accepted=False)


def test_what_was_wrong_before_a_change_is_no_fault_of_it():
    odd = day(WAKE="08:00")
    check_change([odd], [replace(odd, moments=odd.moments | {"HS": ("Coucher", "21:15")})], accepted=False)


def test_a_moment_of_its_own_has_no_order_and_a_round_without_moment_only_its_span():
    own = DayHours(
        {"XX": ("Tisane", "09:00"), "MORN": ("Matin", "08:00")},
        (RoundDefinition("YY", "Nuit", "07:00", "10:00"),),
    )
    assert (list(wrong(own)), outside(own)) == ([], ())


def test_of_dated_rounds_the_last_before_or_on_a_day_holds():
    former, later = (RoundDefinition("EVE", "Soir", at, "20:00") for at in ("18:00", "18:15"))
    dated = [DatedRound(date(2000, 1, 1), former), DatedRound(TODAY, later)]
    assert in_force(dated, TODAY - timedelta(days=1)) == {"EVE": former}
    assert in_force(dated, TODAY) == {"EVE": later}
    assert in_force(dated, date(1999, 12, 31)) == {}
