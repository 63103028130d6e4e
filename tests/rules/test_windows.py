"""Which due dose a gesture belongs to, and whether it was on time: each rule at its limit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from medcircuit.administration.commands import answer_window
from medcircuit.administration.rules.windows import Occurrence, Timing, attach
from medcircuit.kernel.jsonl import CaseUnreadable

HOUR = timedelta(hours=1)
DAY = "2026-11-10T"


def at(clock, day=DAY):
    return datetime.fromisoformat(f"{day}{clock}+01:00")


def due(clock, state="due", **kind):
    return Occurrence(at(clock), state, **kind)


@pytest.mark.parametrize(
    ("given", "timing", "delta_s"),
    [
        ("06:59:59", Timing.EARLY, -3601),
        ("07:00:00", Timing.ON_TIME, -3600),
        ("08:00:00", Timing.ON_TIME, 0),
        ("09:00:00", Timing.ON_TIME, 3600),
        ("09:00:01", Timing.LATE, 3601),
        ("09:00:00.000001", Timing.LATE, 3600.000001),
    ],
)
def test_both_edges_of_the_window_are_on_time(given, timing, delta_s):
    found = attach([due("08:00"), due("20:00")], at(given), HOUR)
    assert (found.occurrence.due, found.timing) == (at("08:00"), timing)
    assert found.delta == timedelta(seconds=delta_s)
    assert found.needs_reason is (timing is not Timing.ON_TIME)
    assert found.supersedes is None


def test_of_two_doses_as_near_the_overdue_one_is_meant():
    doses = [due("20:00"), due("08:00")]
    assert attach(doses, at("14:00"), HOUR).timing is Timing.LATE
    assert attach(doses, at("14:00:01"), HOUR).timing is Timing.EARLY


@pytest.mark.parametrize("state", ["given", "handed", "partial", "suspended", "self_managed", "stopped"])
def test_a_dose_taken_or_stopped_takes_no_gesture(state):
    assert attach([due("08:00", state)], at("08:10"), HOUR) is None
    assert attach([due("08:00", state), due("20:00")], at("08:10"), HOUR).occurrence == due("20:00")


@pytest.mark.parametrize("state", ["refused", "absent", "withheld", "unavailable", "omitted", "spat_out"])
def test_a_dose_not_taken_and_taken_later_is_the_same_dose(state):
    found = attach([due("08:00", state), due("12:00")], at("08:40"), HOUR)
    assert (found.occurrence.due, found.supersedes) == (at("08:00"), state)


def test_a_first_or_immediate_dose_is_not_judged():
    found = attach([due("14:12", stat=True)], at("15:40"), HOUR)
    assert (found.timing, found.needs_reason) == (Timing.STAT, False)


def test_time_elapses_over_a_clock_change():
    before = Occurrence(datetime.fromisoformat("2026-10-25T01:30:00+02:00"))
    found = attach([before], datetime.fromisoformat("2026-10-25T02:30:00+01:00"), HOUR)
    assert (found.delta, found.timing) == (2 * HOUR, Timing.LATE)
    spring = Occurrence(datetime.fromisoformat("2027-03-28T01:30:00+01:00"))
    found = attach([spring], datetime.fromisoformat("2027-03-28T03:30:00+02:00"), HOUR)
    assert (found.delta, found.timing) == (HOUR, Timing.ON_TIME)


def test_a_case_is_answered_in_the_words_of_the_case():
    case = {
        "occurrences": [{"due": f"{DAY}08:00:00+01:00", "state": "refused"}],
        "window_min": 60,
        "given_at": f"{DAY}08:40:00.5+01:00",
    }
    answer = answer_window(case)
    assert answer["attached_due"] == f"{DAY}08:00:00+01:00"
    assert (str(answer["delta_s"]), answer["supersedes"]) == ("2400.5", "refused")
    case["occurrences"][0] = {"due": f"{DAY}08:00:00+01:00"}
    case["given_at"] = f"{DAY}07:00:00+01:00"
    assert answer_window(case) == {
        "attached_due": f"{DAY}08:00:00+01:00",
        "timing": "on_time",
        "delta_s": -3600,
        "needs_reason": False,
    }
    assert answer_window(case | {"occurrences": []})["attached_due"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"occurrences": None},
        {"occurrences": [1]},
        {"window_min": "60"},
        {"window_min": True},
        {"window_min": -1},
    ],
)
def test_a_case_that_makes_no_sense_is_said(wrong):
    with pytest.raises(CaseUnreadable):
        answer_window({"occurrences": [], "window_min": 60, "given_at": f"{DAY}08:00:00+01:00"} | wrong)
