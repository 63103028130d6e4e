"""Steps at the edge of what can be planned: no end, an end past before its turn, and what a person decided."""

from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import Decisions, plan, read_dosage
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")


def step(sequence=None, amount=1, **repeat):
    source = {
        "timing": {"repeat": repeat or {"when": ["MORN"]}},
        "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "mg"}}],
    }
    return read_dosage(source if sequence is None else {**source, "sequence": sequence})


def planned(*steps, decided=None):
    window = at("2026-11-10T00:00"), at("2026-11-24T00:00")
    return plan(steps, line="L", start=window[0], window=window, decisions=Decisions(decided or {}))


def given(found):
    return [f"{dose.due.astimezone(PARIS):%d/%m %H:%M} {dose.dose.amount}" for dose in found.doses]


def asked(found):
    return [(question.instruction, question.code) for question in found.questions]


def days(value):
    return {"boundsDuration": {"value": value, "code": "d"}, "when": ["MORN"]}


def test_a_count_beyond_the_calendar_leaves_the_next_step_waiting():
    hundred_years = {"period": 100, "periodUnit": "a", "count": 200}
    assert (1, "follows_step") in asked(planned(step(1, 3, **hundred_years), step(2, 2)))
    each = {"period": 876000, "periodUnit": "h", "count": 10000}
    assert (1, "follows_step") in asked(planned(step(1, 3, **each), step(2, 2)))
    late = {"when": ["MORN"], "count": 300, "boundsPeriod": {"start": "9998-11-10"}}
    assert (1, "follows_step") in asked(planned(step(1, 3, **late), step(2, 2)))


@pytest.mark.parametrize("end", ["9999-12-31", "9999", "9999-12-31T23:59:59Z", "9999-06-01T00:00:00+02:00"])
def test_a_day_of_the_year_9999_is_no_end(end):
    found = planned(step(boundsPeriod={"start": "2026-11-22", "end": end}, when=["MORN"]))
    assert (given(found), asked(found)) == (["22/11 08:00 1", "23/11 08:00 1"], [])
    waits = planned(step(1, boundsPeriod={"start": "2026-11-22", "end": end}, when=["MORN"]), step(2, 3))
    assert (1, "follows_step") in asked(waits)


def test_a_step_whose_last_day_is_past_before_its_turn_is_asked_never_left_out():
    until_the_12th = step(2, 2, boundsPeriod={"end": "2026-11-12"}, when=["MORN"])
    kept = planned(step(1, 4, **days(2)), until_the_12th)
    assert given(kept) == ["10/11 08:00 4", "11/11 08:00 4", "12/11 08:00 2"]
    found = planned(step(1, 4, **days(3)), until_the_12th, step(3, 1))
    assert asked(found) == [(1, "period_reversed"), (2, "follows_step")]
    assert found.questions[0].facts == {"start": "2026-11-13", "end": "2026-11-12"}
    over = planned(step(1, 2, boundsPeriod={"end": "2026-11-01"}, when=["MORN"]))
    assert (over.doses, over.questions) == ((), ())


def test_a_decided_end_does_not_say_when_a_period_written_backwards_begins():
    backwards = step(1, 4, boundsPeriod={"start": "2026-11-15", "end": "2026-11-14"}, when=["MORN"])
    found = planned(backwards, step(2, 2, **days(1)), decided={1: at("2026-11-13T00:00")})
    assert (given(found), asked(found)) == (["13/11 08:00 2"], [(0, "period_reversed")])


def test_the_next_step_begins_where_a_person_said_the_step_ended_whatever_its_bounds():
    decided = {1: at("2026-11-13T00:00")}
    found = planned(step(1, 4, **days(2)), step(2, 2, **days(1)), decided=decided)
    assert given(found) == ["10/11 08:00 4", "11/11 08:00 4", "13/11 08:00 2"]
    sooner = planned(step(1, 4, **days(5)), step(2, 2, **days(1)), decided=decided)
    assert given(sooner) == ["10/11 08:00 4", "11/11 08:00 4", "12/11 08:00 4", "13/11 08:00 2"]
    unread = planned(step(1, 4, when=["WAKE"], frequencyMax=3), step(2, 2, **days(1)), decided=decided)
    assert given(unread) == ["13/11 08:00 2"]
