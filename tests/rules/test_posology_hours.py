"""Hours, codes, exact dates and single acts; and the rhythm each dose tells the windows."""

from zoneinfo import ZoneInfo

from medcircuit.posology.rules import HOUSE, plan, read_dosage
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")
TABLET = {"doseQuantity": {"value": 1, "unit": "comprimé", "code": "15054000"}}
GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"


def planned(repeat, *, start="2026-11-10T00:00", to="2026-11-24T00:00", moments=HOUSE, **more):
    dosage = read_dosage({"timing": {"repeat": repeat}, "doseAndRate": [TABLET], **more})
    return plan([dosage], line="L", start=at(start), window=(at(start), at(to)), moments=moments)


def days(found):
    assert not found.questions, [question.sentence for question in found.questions]
    return [dose.due.astimezone(PARIS).strftime("%d/%m %H:%M") for dose in found.doses]


def asked(found):
    assert not found.doses
    return [question.code for question in found.questions]


WEEK = {"frequency": 1, "period": 1, "periodUnit": "wk"}


# ---------------------------------------------------------------- hours
def test_every_six_hours_runs_from_the_start():
    found = planned({"period": 6, "periodUnit": "h"}, start="2026-11-10T16:48", to="2026-11-11T16:48")
    assert days(found) == ["10/11 16:48", "10/11 22:48", "11/11 04:48", "11/11 10:48"]


def test_several_times_in_so_many_hours_are_evenly_apart():
    found = planned(
        {"frequency": 2, "period": 24, "periodUnit": "h"}, start="2026-11-10T08:00", to="2026-11-11T09:00"
    )
    assert days(found) == ["10/11 08:00", "10/11 20:00", "11/11 08:00"]


def test_every_72_hours_at_a_clock_time_is_every_three_days():
    found = planned({"period": 72, "periodUnit": "h", "timeOfDay": ["07:00:00"]}, to="2026-11-17T00:00")
    assert days(found) == ["10/11 07:00", "13/11 07:00", "16/11 07:00"]


def test_every_168_hours_on_a_weekday_is_every_week():
    found = planned({"period": 168, "periodUnit": "h", "dayOfWeek": ["tue"], "timeOfDay": ["07:00:00"]})
    assert days(found) == ["10/11 07:00", "17/11 07:00"]


def test_hours_that_agree_with_the_times_are_those_times_and_others_are_asked():
    found = planned(
        {"period": 12, "periodUnit": "h", "timeOfDay": ["08:00:00", "20:00:00"]}, to="2026-11-11T00:00"
    )
    assert days(found) == ["10/11 08:00", "10/11 20:00"]
    assert asked(planned({"period": 12, "periodUnit": "h", "timeOfDay": ["10:00:00"]})) == [
        "interval_contradicts"
    ]
    assert asked(planned({"period": 12, "periodUnit": "h", "when": ["MORN", "EVE"]})) == [
        "interval_contradicts"
    ]


# ---------------------------------------------------------------- codes, events, single acts
def coded(code, system=GTS, **more):
    return {"timing": {"code": {"coding": [{"system": system, "code": code, "display": "label"}]}, **more}}


def with_timing(timing, *, start="2026-11-10T08:00", to="2026-11-12T00:00"):
    dosage = read_dosage({**timing, "doseAndRate": [TABLET]})
    return plan([dosage], line="L", start=at(start), window=(at(start), at(to)))


def test_codes_of_hl7_are_known_and_keep_the_bounds_beside_them():
    assert days(with_timing(coded("BID"))) == ["10/11 08:00", "10/11 18:30", "11/11 08:00", "11/11 18:30"]
    assert days(with_timing(coded("Q8H"), to="2026-11-11T00:00")) == ["10/11 08:00", "10/11 16:00"]
    bounded = coded("BED", repeat={"boundsDuration": {"value": 1, "code": "d"}})
    assert days(with_timing(bounded)) == ["10/11 21:00"]


def test_a_code_of_another_system_is_asked_and_a_repetition_beside_it_is_followed():
    assert asked(with_timing(coded("3", "urn:local"))) == ["unknown_code"]
    assert asked(with_timing({"timing": {"code": {"text": "x"}}})) == ["unknown_code"]
    assert days(with_timing(coded("3", "urn:local", repeat={"when": ["EVE"]}))) == [
        "10/11 18:30",
        "11/11 18:30",
    ]


def test_exact_dates_are_planned_as_they_are_written():
    found = with_timing(
        {"timing": {"event": ["2026-11-11", "2026-11-10T22:15:00+01:00", "2026-11-10T07:00:00+01:00"]}}
    )
    assert days(found) == ["10/11 22:15", "11/11 08:00"]
    assert [dose.slot for dose in found.doses] == ["2215", "MORN"]
    assert {dose.rhythm.kind for dose in found.doses} == {"once"}


def test_dates_beside_a_repetition_are_asked():
    both = {"timing": {"event": ["2026-11-11"], "repeat": {"period": 1, "periodUnit": "d"}}}
    assert asked(with_timing(both)) == ["events_and_repeat"]


def test_a_single_dose_is_given_at_the_start_and_asked_where_the_start_has_no_time():
    single = {"timing": {"repeat": {"count": 1}}}
    found = with_timing(single)
    assert days(found) == ["10/11 08:00"]
    assert found.doses[0].key == "L/2026-11-10/E20261110T070000Z.1"
    assert asked(with_timing(single, start="2026-11-10T00:00")) == ["start_time"]
    assert days(with_timing(single, start="2026-11-10T00:01")) == ["10/11 00:01"]


def test_no_timing_at_all_is_asked_with_its_words():
    assert asked(with_timing({"text": "comme d'habitude"})) == ["text_only"]
    assert asked(with_timing({})) == ["no_timing"]
    assert asked(with_timing({"timing": {"repeat": {}}})) == ["no_timing"]


# ---------------------------------------------------------------- rhythm, for the windows
def test_each_dose_says_how_its_instant_came_about():
    def rhythm(repeat):
        return planned(repeat).doses[0].rhythm

    assert rhythm({"when": ["MORN"]}).kind == "moment"
    assert rhythm({"timeOfDay": ["08:00:00"]}).kind == "clock"
    elapsed = rhythm({"period": 6, "periodUnit": "h"})
    assert (elapsed.kind, elapsed.interval.total_seconds()) == ("elapsed", 6 * 3600)
    assert not rhythm({"when": ["MORN"]}).weekly_or_rarer
    assert not rhythm({"period": 6, "periodUnit": "d"}).weekly_or_rarer
    assert rhythm({"period": 7, "periodUnit": "d"}).weekly_or_rarer
    assert rhythm({**WEEK, "dayOfWeek": ["tue"]}).weekly_or_rarer
    assert not rhythm({"dayOfWeek": ["tue", "fri"]}).weekly_or_rarer
    assert rhythm({"period": 1, "periodUnit": "mo"}).weekly_or_rarer


def test_an_empty_window_holds_nothing():
    assert not planned({"when": ["MORN"]}, to="2026-11-10T00:00").doses
