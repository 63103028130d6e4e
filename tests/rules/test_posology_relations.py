"""Lines tied together: one or the other, at the same time, so long after another."""

from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import After, Alternative, Line, Together, plan_lines, read_dosages
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")


def line(name, repeat=None, start="2026-11-10T00:00", **more):
    source = {"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "g"}}], **more}
    if repeat is not None:
        source["timing"] = {"repeat": repeat}
    return Line(name, read_dosages([source]), at(start))


def planned(*lines, relations, first="2026-11-10T00:00", last="2026-11-12T00:00"):
    return plan_lines(lines, window=(at(first), at(last)), relations=relations)


def given(found, name):
    return [dose.due.astimezone(PARIS).strftime("%d %H:%M") for dose in found.doses if dose.line == name]


def asked(found):
    return [(question.line, question.code) for question in found.questions]


MORNING, EVENING = {"when": ["MORN"]}, {"when": ["EVE"]}


# ---------------------------------------------------------------- one or the other
def test_nothing_is_firm_for_one_or_the_other_until_a_person_says_which():
    lines = line("1", MORNING), line("2", EVENING), line("3", MORNING)
    found = planned(*lines, relations=[Alternative(("1", "2", "9"), "selon la glycémie")])
    assert asked(found) == [("1", "alternative"), ("2", "alternative")]
    assert "selon la glycémie" in found.questions[0].sentence
    assert {dose.line for dose in found.doses} == {"3"}
    chosen = planned(*lines, relations=[Alternative(("1", "2"), chosen="2")])
    assert asked(chosen) == []
    assert {dose.line for dose in chosen.doses} == {"2", "3"}


# ---------------------------------------------------------------- together
def test_lines_given_together_fall_at_the_same_instants():
    found = planned(line("1", MORNING), line("2", MORNING), relations=[Together(("1", "2"))])
    assert given(found, "1") == given(found, "2") == ["10 08:00", "11 08:00"]


def test_a_line_without_timing_takes_that_of_the_line_it_goes_with():
    found = planned(line("1", EVENING), line("2"), relations=[Together(("1", "2"))])
    assert given(found, "2") == ["10 18:30", "11 18:30"]
    both = planned(line("1"), line("2"), relations=[Together(("1", "2"))])
    assert asked(both) == [("1", "no_timing"), ("2", "no_timing")]
    two = Line("1", line("x", MORNING).dosages * 2, at("2026-11-10T00:00"))
    assert asked(planned(two, line("2"), relations=[Together(("1", "2"))])) == [("2", "no_timing")]


def test_lines_to_be_given_together_at_different_times_are_asked():
    found = planned(line("1", MORNING), line("2", EVENING), relations=[Together(("1", "2"))])
    assert asked(found) == [("1", "together_differs"), ("2", "together_differs")]
    assert not found.doses
    unclear = {"frequency": 3, "period": 1, "periodUnit": "wk"}
    assert asked(planned(line("1", MORNING), line("2", unclear), relations=[Together(("1", "2"))])) == [
        ("2", "which_days")
    ]


# ---------------------------------------------------------------- after
def test_a_dose_too_soon_after_the_other_waits_and_keeps_its_key():
    found = planned(line("1", MORNING), line("2", MORNING), relations=[After("2", "1", 120)])
    assert given(found, "2") == ["10 10:00", "11 10:00"]
    assert [dose.slot for dose in found.doses if dose.line == "2"] == ["MORN", "MORN"]


def test_exactly_so_long_after_is_far_enough_and_a_minute_less_is_not():
    def moved(time):
        return given(
            planned(line("1", MORNING), line("2", {"timeOfDay": [time]}), relations=[After("2", "1", 120)]),
            "2",
        )[0]

    assert moved("10:00:00") == "10 10:00"
    assert moved("09:59:00") == "10 10:00"
    assert moved("08:00:00") == "10 10:00"
    assert moved("07:59:00") == "10 07:59"


def test_every_k_hours_is_pushed_on_and_never_comes_closer_than_its_interval():
    sucralfate = line("1", {"when": ["ACM", "ACV"], "offset": 60})
    every = line("2", {"period": 4, "periodUnit": "h"}, start="2026-11-10T06:00")
    found = planned(sucralfate, every, relations=[After("2", "1", 120)])
    dues = [dose.due for dose in found.doses if dose.line == "2"]
    others = [dose.due for dose in found.doses if dose.line == "1"]
    assert all(later - earlier >= timedelta(hours=4) for earlier, later in pairwise(dues))
    assert not any(timedelta(0) <= due - other < timedelta(hours=2) for due in dues for other in others)
    later = planned(sucralfate, every, relations=[After("2", "1", 120)], first="2026-11-11T00:00")
    assert [dose for dose in found.doses if dose.due >= at("2026-11-11T00:00")] == list(later.doses)


def test_what_is_pushed_beyond_the_end_of_the_line_is_not_due():
    until = {"when": ["MORN"], "boundsPeriod": {"end": "2026-11-11T09:00:00+01:00"}}
    found = planned(line("1", MORNING), line("2", until), relations=[After("2", "1", 120)])
    assert given(found, "2") == ["10 10:00"]


def test_times_that_would_come_too_close_are_asked():
    thrice = line("2", {"frequency": 3, "period": 1, "periodUnit": "d"})
    found = planned(line("1", MORNING), thrice, relations=[After("2", "1", 120)])
    assert asked(found) == [("2", "after_other")]
    assert given(found, "2") == []
    assert "120 min après la ligne 1" in found.questions[0].sentence


def test_a_line_without_timing_is_given_so_long_after_each_dose_of_the_other():
    found = planned(line("1", {"when": ["MORN", "EVE"]}), line("2"), relations=[After("2", "1", 120)])
    assert given(found, "2") == ["10 10:00", "10 20:30", "11 10:00", "11 20:30"]
    assert next(dose.key for dose in found.doses if dose.line == "2") == "2/2026-11-10/MORN+120"
    assert given(planned(line("1", EVENING), line("2"), relations=[After("2", "1", 360)]), "2") == [
        "11 00:30"
    ]
    unclear = line("2", doseAndRate=[{"doseQuantity": {"value": 1, "unit": "mg/kg"}}])
    assert asked(planned(line("1", MORNING), unclear, relations=[After("2", "1", 120)])) == [
        ("2", "per_body_size")
    ]
    two = Line("2", line("x").dosages * 2, at("2026-11-10T00:00"))
    found = planned(line("1", MORNING), two, relations=[After("2", "1", 120)], last="2026-11-11T00:00")
    assert [dose.slot for dose in found.doses if dose.line == "2"] == ["MORN+120", "MORN+120~2"]


def test_where_the_other_is_not_decided_nothing_is_firm():
    unclear = line("1", {"frequency": 3, "period": 1, "periodUnit": "wk"})
    found = planned(unclear, line("2", MORNING), relations=[After("2", "1", 120)])
    assert asked(found) == [("1", "which_days"), ("2", "after_other")]
    assert not found.doses


def test_where_the_other_is_given_as_needed_the_dose_stands_beside_a_question():
    needed = line("1", asNeededBoolean=True)
    found = planned(needed, line("2", MORNING), relations=[After("2", "1", 120)])
    assert given(found, "2") == ["10 08:00", "11 08:00"]
    assert asked(found) == [("2", "after_other")]
    assert asked(planned(needed, line("2", asNeededBoolean=True), relations=[After("2", "1", 120)])) == []


@pytest.mark.parametrize("relation", [After("2", "9", 120), After("9", "1", 120), Together(("8", "9"))])
def test_a_tie_to_a_line_that_is_not_there_changes_nothing(relation):
    found = planned(line("1", MORNING), line("2", MORNING), relations=[relation])
    assert given(found, "2") == ["10 08:00", "11 08:00"]


def test_what_ends_moves_with_its_dose():
    worn = line("2", {**MORNING, "duration": 30, "durationUnit": "min"})
    found = planned(line("1", MORNING), worn, relations=[After("2", "1", 60)])
    assert next(dose.ends for dose in found.doses if dose.line == "2") == at("2026-11-10T09:30")
