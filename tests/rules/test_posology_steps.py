"""From when to when: bounds, counts, steps that follow one another, and what a person decides."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import (
    DateUnreadable,
    Decisions,
    cycle_extension,
    plan,
    read_dosage,
    read_span_edge,
)
from medcircuit.posology.rules.calendar import add_duration, instant
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")


def step(sequence=None, amount=1, words=None, **repeat):
    source = {
        "timing": {"repeat": repeat or {"when": ["MORN"]}},
        "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "mg"}}],
    }
    if sequence is not None:
        source["sequence"] = sequence
    if words:
        source["additionalInstruction"] = [{"text": words}]
    return read_dosage(source)


def planned(*steps, start="2026-11-10T00:00", to="2026-11-24T00:00", decided=None, replaced=None):
    decisions = Decisions(decided or {}, replaced or {})
    return plan(steps, line="L", start=at(start), window=(at(start), at(to)), decisions=decisions)


def given(found):
    return [f"{dose.due.astimezone(PARIS):%d/%m %H:%M} {dose.dose.amount}" for dose in found.doses]


def asked(found):
    return [(question.instruction, question.code) for question in found.questions]


def days(value, unit="d", **more):
    return {"boundsDuration": {"value": value, "code": unit}, "when": ["MORN"], **more}


# ---------------------------------------------------------------- bounds
def test_seven_days_are_seven_doses():
    assert len(planned(step(**days(7))).doses) == 7


def test_a_duration_is_half_open_from_the_start():
    found = planned(
        step(boundsDuration={"value": 24, "code": "h"}, timeOfDay=["08:00:00"]), start="2026-11-10T08:00"
    )
    assert given(found) == ["10/11 08:00 1"]


def test_a_month_ends_the_same_day_of_the_next_month_or_its_last_day():
    assert len(planned(step(**days(1, "mo")), start="2026-11-10T00:00", to="2027-03-01T00:00").doses) == 30
    assert len(planned(step(**days(1, "mo")), start="2027-01-31T00:00", to="2027-05-01T00:00").doses) == 28


def test_hours_of_a_duration_are_elapsed_and_days_are_by_the_clock():
    night = {"start": "2026-10-24T12:00", "to": "2026-10-27T00:00"}
    elapsed = step(boundsDuration={"value": 24, "code": "h"}, timeOfDay=["11:30:00"])
    assert given(planned(elapsed, **night)) == []
    by_the_clock = step(boundsDuration={"value": 1, "unit": "jour"}, timeOfDay=["11:30:00"])
    assert given(planned(by_the_clock, **night)) == ["25/10 11:30 1"]


def test_the_end_of_a_period_is_inclusive():
    dated = step(boundsPeriod={"start": "2026-11-11", "end": "2026-11-12"}, when=["EVE"])
    assert given(planned(dated)) == ["11/11 18:30 1", "12/11 18:30 1"]
    to_the_second = step(boundsPeriod={"end": "2026-11-11T18:30:00+01:00"}, when=["EVE"])
    assert given(planned(to_the_second)) == ["10/11 18:30 1", "11/11 18:30 1"]
    one_second_less = step(boundsPeriod={"end": "2026-11-11T18:29:59+01:00"}, when=["EVE"])
    assert given(planned(one_second_less)) == ["10/11 18:30 1"]


def test_no_dose_is_due_before_the_line_takes_effect():
    early = step(boundsPeriod={"start": "2026-11-01", "end": "2026-11-11"}, when=["MORN"])
    assert given(planned(early)) == ["10/11 08:00 1", "11/11 08:00 1"]


def test_a_month_or_a_year_is_a_period_too():
    edge = read_span_edge("2026-11")
    assert (edge.first, edge.after) == (at("2026-11-01T00:00"), at("2026-12-01T00:00"))
    edge = read_span_edge("2026")
    assert (edge.first, edge.after) == (at("2026-01-01T00:00"), at("2027-01-01T00:00"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-13",
        "2026-02-29",
        "26-01-01",
        "2026-01-01T25:00:00Z",
        "9999",
        "0000",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_a_date_that_does_not_exist_is_refused(text):
    with pytest.raises(DateUnreadable):
        read_span_edge(text)


@pytest.mark.parametrize(
    "bounds",
    [
        {"boundsRange": {"low": {"value": 5, "code": "d"}, "high": {"value": 7, "code": "d"}}},
        {"boundsRange": {}},
        {"boundsDuration": {"value": 5, "unit": "lunes"}},
        {"boundsDuration": {"unit": "jour"}},
        {"boundsDuration": {"value": 0, "code": "d"}},
        {"boundsDuration": {"value": 1.5, "code": "mo"}},
        {"boundsDuration": {"value": 7, "code": "d", "comparator": "<"}},
    ],
)
def test_a_length_that_is_not_clear_is_asked_and_goes_on_once_it_is_decided(bounds):
    unclear = step(1, when=["MORN"], **bounds)
    code = "how_long" if "boundsRange" in bounds else "length_unclear"
    assert asked(planned(unclear)) == [(0, code)]
    assert len(planned(unclear, decided={1: at("2026-11-13T00:00")}).doses) == 3


def test_a_length_beyond_all_calendars_is_without_end():
    assert len(planned(step(**days(10**9))).doses) == 14
    assert len(planned(step(**days(9999, "a"))).doses) == 14


# ---------------------------------------------------------------- count
def test_a_count_is_the_number_of_doses_from_the_start_whatever_the_window():
    counted = step(count=5, frequency=2, period=1, periodUnit="d")
    assert len(planned(counted).doses) == 5
    later = plan(
        [counted],
        line="L",
        start=at("2026-11-10T00:00"),
        window=(at("2026-11-12T00:00"), at("2026-11-30T00:00")),
    )
    assert given(later) == ["12/11 08:00 1"]
    by_hours = step(count=3, period=6, periodUnit="h")
    assert len(planned(by_hours).doses) == 3
    dates = read_dosage({"timing": {"event": ["2026-11-10", "2026-11-11"], "repeat": {"count": 1}},
                         "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}]})  # fmt: skip
    assert given(planned(dates)) == ["10/11 08:00 1"]


def test_a_step_bounded_by_a_count_ends_where_its_next_dose_would_stand():
    taper = step(1, 3, count=3, frequency=1, period=1, periodUnit="d"), step(2, 2, when=["NOON"])
    assert given(planned(*taper, to="2026-11-15T00:00")) == [
        *("10/11 08:00 3", "11/11 08:00 3", "12/11 08:00 3", "13/11 12:00 2", "14/11 12:00 2")
    ]
    twice = step(1, 3, count=3, frequency=2, period=1, periodUnit="d"), step(2, 2, when=["EVE"])
    assert given(planned(*twice, to="2026-11-12T00:00")) == [
        *("10/11 08:00 3", "10/11 18:30 3", "11/11 08:00 3", "11/11 18:30 2")
    ]
    hours = step(1, 3, count=2, period=6, periodUnit="h"), step(2, 2, period=6, periodUnit="h")
    assert given(planned(*hours, start="2026-11-10T08:00", to="2026-11-11T03:00")) == [
        *("10/11 08:00 3", "10/11 14:00 3", "10/11 20:00 2", "11/11 02:00 2")
    ]


def test_a_count_of_a_cycle_ends_on_its_next_day():
    pill = read_dosage({"sequence": 1, "modifierExtension": [cycle_extension(5, [1, 2])],
                        "timing": {"repeat": {"when": ["MORN"], "count": 4}},
                        "doseAndRate": [{"doseQuantity": {"value": 9, "unit": "mg"}}]})  # fmt: skip
    found = planned(pill, step(2, 2, when=["EVE"]), to="2026-11-21T00:00")
    assert given(found) == [
        *("10/11 08:00 9", "11/11 08:00 9", "15/11 08:00 9", "16/11 08:00 9", "20/11 18:30 2")
    ]


def test_a_single_first_dose_fills_its_day():
    loading = step(1, 500, count=1), step(2, 250, when=["EVE"])
    assert given(planned(*loading, start="2026-11-10T09:00", to="2026-11-12T00:00")) == [
        "10/11 09:00 500",
        "11/11 18:30 250",
    ]


def test_dates_as_a_step_end_with_the_last_of_them():
    dates = read_dosage({"sequence": 1, "timing": {"event": ["2026-11-12", "2026-11-10"]},
                         "doseAndRate": [{"doseQuantity": {"value": 9, "unit": "mg"}}]})  # fmt: skip
    found = planned(dates, step(2, 2, when=["EVE"]), to="2026-11-14T00:00")
    assert given(found) == ["10/11 08:00 9", "12/11 08:00 9", "13/11 18:30 2"]


def test_a_count_that_is_never_reached_leaves_the_end_to_the_bounds_else_to_a_person():
    endless = {"count": 9_000, "frequency": 1, "period": 50, "periodUnit": "d"}
    found = planned(step(1, 3, **endless), step(2, 2))
    assert (asked(found), given(found)) == ([(0, "step_end"), (1, "follows_step")], ["10/11 08:00 3"])
    one_day = {"boundsDuration": {"value": 1, "code": "d"}}
    found = planned(step(1, 3, count=5, period=2, periodUnit="wk", dayOfWeek=["mon"], **one_day), step(2, 2))
    assert (asked(found), given(found)[0]) == ([], "11/11 08:00 2")


# ---------------------------------------------------------------- steps
def test_steps_follow_one_another():
    found = planned(step(1, 6, **days(2)), step(2, 4, **days(2)), step(3, 2, **days(2)))
    assert [int(dose.dose.amount) for dose in found.doses] == [6, 6, 4, 4, 2, 2]
    assert len({dose.key for dose in found.doses}) == 6
    assert {dose.slot for dose in found.doses} == {"MORN"}


def test_equal_numbers_run_together_and_the_longest_of_them_ends_the_step():
    found = planned(
        step(1, 2, boundsDuration={"value": 1, "code": "d"}, when=["MORN"]),
        step(1, 1, boundsDuration={"value": 2, "code": "d"}, when=["EVE"]),
        step(2, 3, **days(1)),
    )
    assert given(found) == ["10/11 08:00 2", "10/11 18:30 1", "11/11 18:30 1", "12/11 08:00 3"]


def test_an_instruction_with_its_own_period_is_not_chained():
    found = planned(
        step(1, 4, boundsPeriod={"start": "2026-11-10", "end": "2026-11-11"}, when=["MORN"]),
        step(2, 2, boundsPeriod={"start": "2026-11-13", "end": "2026-11-13"}, when=["MORN"]),
        step(3, 1, when=["MORN"]),
        to="2026-11-16T00:00",
    )
    assert given(found) == [
        "10/11 08:00 4",
        "11/11 08:00 4",
        "13/11 08:00 2",
        "14/11 08:00 1",
        "15/11 08:00 1",
    ]


def test_its_own_period_lets_an_instruction_run_behind_an_open_step():
    found = planned(
        step(1, 4), step(2, 2, boundsPeriod={"start": "2026-11-12"}, when=["EVE"]), to="2026-11-13T00:00"
    )
    assert asked(found) == []
    assert "12/11 18:30 2" in given(found)
    only_an_end = planned(step(1, 4), step(2, 2, boundsPeriod={"end": "2026-11-12"}, when=["EVE"]))
    assert asked(only_an_end) == [(1, "follows_step")]


def test_instructions_without_number_run_from_the_start():
    found = planned(step(None, 5, when=["EVE"]), step(1, 1, **days(1)), step(2, 2, **days(1)))
    assert given(found)[:4] == ["10/11 08:00 1", "10/11 18:30 5", "11/11 08:00 2", "11/11 18:30 5"]
    assert asked(planned(step(None, boundsRange={}, when=["EVE"]))) == [(0, "how_long")]


def test_a_step_whose_length_is_asked_keeps_the_next_ones_waiting():
    found = planned(step(1, boundsRange={}, when=["MORN"]), step(2), step(3))
    assert asked(found) == [(0, "how_long"), (1, "follows_step"), (2, "follows_step")]
    assert {question.facts.get("sequence") for question in found.questions[1:]} == {"1"}


def test_what_is_given_as_needed_does_not_keep_a_step_open():
    asneeded = read_dosage({"sequence": 1, "asNeededBoolean": True})
    found = planned(step(1, 4, **days(1)), asneeded, step(2, 2, **days(1)))
    assert given(found) == ["10/11 08:00 4", "11/11 08:00 2"]
    alone = planned(asneeded, step(2, 2))
    assert asked(alone) == [(1, "follows_step")]


UNTIL = "Jusqu'à obtenir 3 bandelettes urinaires négatives"


def test_a_step_until_an_event_goes_on_day_after_day_and_asks():
    taper = step(1, 60, UNTIL, when=["MORN"]), step(2, 50, **days(7))
    found = planned(*taper)
    assert [int(dose.dose.amount) for dose in found.doses] == [60] * 14
    assert asked(found) == [(0, "until_event"), (1, "follows_step")]
    assert "3 bandelettes" in found.questions[0].sentence
    done = planned(*taper, decided={1: at("2026-11-12T00:00")})
    assert [int(dose.dose.amount) for dose in done.doses] == [60] * 2 + [50] * 7
    assert asked(done) == []


def test_until_an_event_within_bounds_or_a_count_is_said_only_where_no_end_is_written():
    assert asked(planned(step(1, 60, UNTIL, **days(7)))) == []
    at_most = step(None, 1, "A poursuivre tant que la diarrhée persiste", countMax=21, when=["AC"], offset=0)
    found = planned(at_most)
    assert len(found.doses) == 21
    assert asked(found) == [(0, "until_event")]


def test_an_instruction_made_plain_by_a_person_is_planned_in_its_place():
    unclear = step(None, frequency=1, frequencyMax=2, period=1, periodUnit="d")
    plainly = step(None, frequency=2, period=1, periodUnit="d")
    assert asked(planned(unclear)) == [(0, "how_many_times")]
    assert len(planned(unclear, replaced={0: plainly}, to="2026-11-11T00:00").doses) == 2
    condition = step(None, 1, "En cas de fièvre")
    assert asked(planned(condition)) == [(0, "condition")]
    assert len(planned(condition, replaced={0: condition}).doses) == 14


# ---------------------------------------------------------------- clock
def test_a_time_that_happens_twice_is_the_first():
    day = datetime(2026, 10, 25).toordinal()
    assert instant(day, 150) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_what_it_would_have_been():
    day = datetime(2027, 3, 28).toordinal()
    assert instant(day, 150) == at("2027-03-28T03:30")
    assert instant(day - 1, 150 + 1440) == instant(day + 1, 150 - 1440) == instant(day, 150)


def test_a_duration_of_days_from_the_second_of_two_equal_times_ends_by_the_clock():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert add_duration(second, 1, "d") == at("2026-10-26T02:30")


def test_a_length_from_five_to_five_days_is_five_days():
    five = {"value": 5, "unit": "jour", "code": "d"}
    found = planned(step(boundsRange={"low": five, "high": five}, when=["MORN"]))
    assert (len(found.doses), asked(found)) == (5, [])


def test_a_period_that_ends_before_it_begins_is_asked():
    reversed_period = {"start": "2026-11-20", "end": "2026-11-19"}
    found = planned(step(boundsPeriod=reversed_period, when=["MORN"]))
    assert (given(found), asked(found)) == ([], [(0, "period_reversed")])
    one_day = {"start": "2026-11-20", "end": "2026-11-20"}
    assert given(planned(step(boundsPeriod=one_day, when=["MORN"]))) == ["20/11 08:00 1"]


def test_a_decision_ends_the_only_step_of_a_line_without_numbers():
    found = planned(step(words="jusqu'à INR cible"), decided={1: at("2026-11-12T00:00")})
    assert (given(found), asked(found)) == (["10/11 08:00 1", "11/11 08:00 1"], [])


@pytest.mark.parametrize(
    "words",
    [
        "à débuter 12 heures avant l'intervention chirurgicale",
        "Après l’intervention",
        "2 h avant chaque séance",
        "à débuter le lendemain de l'opération",
        "before surgery",
    ],
)
def test_doses_that_hang_on_an_event_are_asked(words):
    assert asked(planned(step(words=words))) == [(0, "at_event")]


@pytest.mark.parametrize(
    "words", ["avant le repas", "Ne pas conduire après l'intervention", "après la toilette"]
)
def test_words_that_name_no_event_to_begin_with_ask_nothing(words):
    assert asked(planned(step(words=words))) == []


def test_the_decided_end_of_the_step_before_says_when_the_event_was():
    steps = step(1, 1), step(2, 2, words="après l'intervention", **days(2))
    assert asked(planned(*steps)) == [(0, "step_end"), (1, "follows_step")]
    found = planned(*steps, decided={1: at("2026-11-11T00:00")})
    assert (given(found), asked(found)) == (["10/11 08:00 1", "11/11 08:00 2", "12/11 08:00 2"], [])


def test_a_stop_before_an_event_is_an_end_to_decide_beside_firm_doses():
    found = planned(step(words="à arrêter 5 jours avant l'intervention"))
    assert (len(found.doses), asked(found)) == (14, [(0, "until_event")])


@pytest.mark.parametrize(
    "words",
    [
        "1 jour sur 2",
        "sauf le dimanche",
        "à prendre le lundi et le jeudi",
        "les jours impairs",
        "tous les 3 jours",
    ],
)
def test_days_left_out_in_words_only_are_asked_where_the_pattern_is_every_day(words):
    assert asked(planned(step(words=words))) == [(0, "days_in_words")]
    assert asked(planned(step(words=words, dayOfWeek=["mon", "thu"]))) == []
    assert asked(planned(step(words=words, period=2, periodUnit="d"))) == []


def test_words_about_a_number_of_days_leave_no_day_out():
    assert asked(planned(step(words="Pendant 5 jours puis réévaluer"))) == []
    assert asked(planned(step(words="3 jours de suite"))) == []
