"""The plan of one line: moments, clock times, rhythms, bounds, steps, keys."""

from datetime import UTC, date, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from medcircuit.posology.rules import Decisions, Moments, plan, read_dosage, read_dosages
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")
TABLET = {"doseQuantity": {"value": 1, "unit": "comprimé", "code": "15054000"}}


def one(repeat, *, start="2026-11-10T00:00", to="2026-11-13T00:00", window_from=None, **more):
    dosage = {"timing": {"repeat": repeat}, "doseAndRate": [TABLET], **more}
    return plan(
        [read_dosage(dosage)],
        line="L",
        start=at(start),
        window=(at(window_from or start), at(to)),
    )


def local(found):
    return [dose.due.astimezone(PARIS).strftime("%m-%d %H:%M") for dose in found.doses]


def keys(found):
    return [dose.key for dose in found.doses]


def asked(found):
    return [question.code for question in found.questions]


def test_a_moment_is_planned_each_day_under_the_key_of_its_code():
    found = one({"when": ["EVE"]}, to="2026-11-12T00:00")
    assert local(found) == ["11-10 18:30", "11-11 18:30"]
    assert keys(found) == ["L/2026-11-10/EVE", "L/2026-11-11/EVE"]
    assert found.doses[0].due.tzinfo is UTC
    assert found.doses[0].dose.amount == Fraction(1)
    assert not found.questions


def test_n_times_a_day_are_the_moments_of_the_house():
    assert keys(one({"frequency": 1, "period": 1, "periodUnit": "d"}, to="2026-11-11T00:00")) == [
        "L/2026-11-10/MORN"
    ]
    found = one({"frequency": 4, "period": 1, "periodUnit": "d"}, to="2026-11-11T00:00")
    assert local(found) == ["11-10 08:00", "11-10 12:00", "11-10 18:30", "11-10 21:00"]
    assert asked(one({"frequency": 5, "period": 1, "periodUnit": "d"})) == ["which_times"]


def test_an_offset_stands_in_the_slot_and_zero_is_a_value():
    assert keys(one({"when": ["ACM"]}, to="2026-11-11T00:00")) == ["L/2026-11-10/CM-30"]
    assert keys(one({"when": ["ACM"], "offset": 0}, to="2026-11-11T00:00")) == ["L/2026-11-10/CM"]
    assert local(one({"when": ["PCV"], "offset": 45}, to="2026-11-11T00:00")) == ["11-10 19:15"]


def test_every_k_hours_runs_by_elapsed_time_through_the_night_the_clocks_go_back():
    found = one({"period": 8, "periodUnit": "h"}, start="2026-10-24T08:00", to="2026-10-25T20:00")
    assert local(found) == ["10-24 08:00", "10-24 16:00", "10-25 00:00", "10-25 07:00", "10-25 15:00"]
    assert keys(found)[-1] == "L/2026-10-25/E20261024T060000Z.5"


def test_a_clock_time_that_does_not_exist_keeps_its_written_key():
    found = one({"timeOfDay": ["02:30:00"]}, start="2027-03-28T00:00", to="2027-03-29T00:00")
    assert local(found) == ["03-28 03:30"]
    assert keys(found) == ["L/2027-03-28/0230"]


def test_two_instructions_on_one_slot_are_told_apart():
    dosages = read_dosages([{"timing": {"repeat": {"when": ["MORN"]}}, "doseAndRate": [TABLET]}] * 2)
    found = plan(
        dosages,
        line="L",
        start=at("2026-11-10T00:00"),
        window=(at("2026-11-10T00:00"), at("2026-11-11T00:00")),
    )
    assert keys(found) == ["L/2026-11-10/MORN", "L/2026-11-10/MORN~2"]


def test_a_moved_moment_moves_the_dose_and_not_its_key():
    moved = Moments.dated((date(2026, 1, 1), {"MORN": time(8)}), (date(2026, 11, 11), {"MORN": time(9)}))
    dosage = read_dosage({"timing": {"repeat": {"when": ["MORN"]}}, "doseAndRate": [TABLET]})
    window = at("2026-11-10T00:00"), at("2026-11-12T00:00")
    found = plan([dosage], line="L", start=window[0], window=window, moments=moved)
    assert local(found) == ["11-10 08:00", "11-11 09:00"]
    assert keys(found) == ["L/2026-11-10/MORN", "L/2026-11-11/MORN"]


def test_a_step_without_end_keeps_the_next_ones_waiting_until_a_person_ends_it():
    steps = read_dosages(
        [{"sequence": n, "timing": {"repeat": {"when": ["MORN"]}}, "doseAndRate": [TABLET]} for n in (1, 2)]
    )
    window = at("2026-11-10T00:00"), at("2026-11-13T00:00")
    found = plan(steps, line="L", start=window[0], window=window)
    assert [dose.instruction for dose in found.doses] == [0, 0, 0]
    assert asked(found) == ["step_end", "follows_step"]
    decided = Decisions({1: at("2026-11-11T00:00")})
    found = plan(steps, line="L", start=window[0], window=window, decisions=decided)
    assert [dose.instruction for dose in found.doses] == [0, 1, 1]
    assert not found.questions
