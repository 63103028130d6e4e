"""When one instruction is given: every pattern, and what it asks where it can be read in two ways."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import CONVENTIONS, HOUSE, Moments, cycle_extension, plan, read_dosage
from medcircuit.posology.rules.plan import TooManyDoses
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


# ---------------------------------------------------------------- days
def test_every_three_days_is_counted_from_the_first_day_on_which_a_dose_is_possible():
    found = planned(
        {"period": 3, "periodUnit": "d", "timeOfDay": ["07:00:00"]},
        start="2026-11-10T21:05",
        to="2026-11-18T00:00",
    )
    assert days(found) == ["11/11 07:00", "14/11 07:00", "17/11 07:00"]


def test_every_three_days_goes_on_the_same_in_a_later_window():
    dosage = read_dosage({"timing": {"repeat": {"period": 3, "periodUnit": "d"}}, "doseAndRate": [TABLET]})
    found = plan(
        [dosage],
        line="L",
        start=at("2026-11-10T00:00"),
        window=(at("2026-12-01T00:00"), at("2026-12-05T00:00")),
    )
    assert days(found) == ["01/12 08:00", "04/12 08:00"]


def test_once_a_week_without_a_day_begins_on_the_first_day():
    assert days(planned(WEEK)) == ["10/11 08:00", "17/11 08:00"]


def test_a_weekday_is_planned_once_a_week():
    assert days(planned({**WEEK, "dayOfWeek": ["tue"]})) == ["10/11 08:00", "17/11 08:00"]
    assert days(planned({**WEEK, "dayOfWeek": ["mon"]})) == ["16/11 08:00", "23/11 08:00"]


def test_weekdays_alone_are_each_day_of_them_at_their_times():
    found = planned({"dayOfWeek": ["tue", "fri"], "timeOfDay": ["18:00:00"]})
    assert days(found) == ["10/11 18:00", "13/11 18:00", "17/11 18:00", "20/11 18:00"]


def test_five_times_a_week_on_five_days_is_once_on_each():
    found = planned(
        {"frequency": 5, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "tue", "wed", "thu", "fri"]}
    )
    assert len(days(found)) == 10


def test_four_times_a_day_on_mondays():
    found = planned(
        {"frequency": 4, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon"]}, to="2026-11-17T00:00"
    )
    assert days(found) == ["16/11 08:00", "16/11 12:00", "16/11 18:30", "16/11 21:00"]


def test_every_two_weeks_on_two_days_is_counted_in_runs_of_seven_days_from_the_first_dose():
    found = planned(
        {"period": 2, "periodUnit": "wk", "dayOfWeek": ["thu", "mon"]},
        start="2026-11-11T00:00",
        to="2026-12-09T00:00",
    )
    assert days(found) == ["12/11 08:00", "16/11 08:00", "26/11 08:00", "30/11 08:00"]


def test_every_fourteen_days_on_a_weekday_is_every_two_weeks():
    found = planned({"period": 14, "periodUnit": "d", "dayOfWeek": ["tue"]}, to="2026-11-30T00:00")
    assert days(found) == ["10/11 08:00", "24/11 08:00"]


def test_once_a_month_keeps_the_day_or_takes_the_last_of_a_short_month():
    found = planned({"period": 1, "periodUnit": "mo"}, start="2027-01-31T00:00", to="2027-05-01T00:00")
    assert days(found) == ["31/01 08:00", "28/02 08:00", "31/03 08:00", "30/04 08:00"]


def test_every_three_months_and_every_year():
    every = {"period": 3, "periodUnit": "mo", "timeOfDay": ["09:00:00"]}
    assert days(planned(every, to="2027-03-01T00:00")) == ["10/11 09:00", "10/02 09:00"]
    assert days(planned({"period": 1, "periodUnit": "a"}, to="2028-11-11T00:00")) == ["10/11 08:00"] * 3


def test_a_month_looked_at_from_the_middle_begins_where_it_should():
    dosage = read_dosage({"timing": {"repeat": {"period": 2, "periodUnit": "mo"}}, "doseAndRate": [TABLET]})
    window = at("2026-12-15T00:00"), at("2027-04-01T00:00")
    assert days(plan([dosage], line="L", start=at("2026-11-10T00:00"), window=window)) == [
        "10/01 08:00",
        "10/03 08:00",
    ]


def test_a_pattern_whose_first_day_never_comes_plans_nothing():
    found = planned({**WEEK, "dayOfWeek": ["mon"], "period": 2, "boundsDuration": {"value": 2, "code": "d"}})
    assert days(found) == []


@pytest.mark.parametrize(
    ("repeat", "code"),
    [
        ({"frequency": 3, "period": 1, "periodUnit": "wk"}, "which_days"),
        ({"frequency": 3, "period": 2, "periodUnit": "wk"}, "which_days"),
        ({"frequency": 3, "period": 1, "periodUnit": "mo"}, "which_days"),
        ({"frequency": 3, "period": 2, "periodUnit": "mo"}, "which_days"),
        ({"frequency": 2, "period": 3, "periodUnit": "d"}, "which_days"),
        ({"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}, "which_days"),
        ({"frequency": 2, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"]}, "which_days"),
        ({"period": 2, "periodUnit": "d", "dayOfWeek": ["mon"]}, "days_contradict"),
        ({"period": 1, "periodUnit": "mo", "dayOfWeek": ["mon"]}, "days_contradict"),
        ({"period": 6, "periodUnit": "h", "dayOfWeek": ["mon"]}, "days_contradict"),
        ({"period": 1.5, "periodUnit": "d"}, "which_period"),
        ({"period": 0.5, "periodUnit": "wk"}, "which_period"),
        ({"period": 5000, "periodUnit": "mo"}, "too_long"),
        ({"period": 1e17, "periodUnit": "h"}, "too_long"),
        ({"when": ["MORN"], "duration": 1e17, "durationUnit": "h"}, "too_long"),
        ({"frequency": 2, "period": 1, "periodUnit": "wk", "when": ["MORN", "EVE"]}, "which_days"),
        ({"frequency": 2, "period": 1, "periodUnit": "mo", "when": ["MORN", "EVE"]}, "which_days"),
        ({"period": 3, "when": ["MORN"]}, "period_without_unit"),
        ({"period": 1, "timeOfDay": ["08:00:00"]}, "period_without_unit"),
        ({"frequency": 6, "period": 1, "periodUnit": "d"}, "which_times"),
        ({"frequency": 3}, "which_times"),
        ({"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}, "how_many_times"),
        ({"frequencyMax": 2, "period": 1, "periodUnit": "d"}, "how_many_times"),
        ({"period": 4, "periodMax": 6, "periodUnit": "h"}, "which_interval"),
        ({"periodMax": 6, "periodUnit": "h"}, "which_interval"),
        ({"frequency": 1, "period": 1, "periodUnit": "d", "count": 3, "countMax": 5}, "how_many_times"),
        ({"frequency": 1, "period": 1, "periodUnit": "d", "countMax": 5}, "how_many_times"),
        ({"frequency": 3, "period": 1, "periodUnit": "d", "timeOfDay": ["08:00:00", "20:00:00"]}, "times_contradict"),
        ({"frequency": 1, "period": 1, "periodUnit": "s"}, "too_often"),
        ({"boundsDuration": {"value": 3, "code": "d"}}, "no_timing"),
        ({"count": 3}, "no_timing"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_asked(repeat, code):
    found = planned(repeat)
    assert asked(found) == [code]
    assert found.questions[0].sentence.startswith("à décider : ")


def test_once_a_week_at_two_moments_is_both_on_the_same_day():
    twice = {"period": 1, "periodUnit": "wk", "when": ["MORN", "EVE"]}
    assert days(planned(twice, to="2026-11-18T00:00")) == [
        f"{day}/11 {hour}" for day in (10, 17) for hour in ("08:00", "18:30")
    ]


def test_a_length_of_a_hundred_years_is_the_last_that_can_be_planned():
    assert days(planned({"period": 100, "periodUnit": "a"})) == ["10/11 08:00"]
    assert asked(planned({"period": 101, "periodUnit": "a"})) == ["too_long"]


def test_a_plan_beyond_what_anyone_can_read_is_refused_before_it_is_made():
    each_minute = {"frequency": 1, "period": 1, "periodUnit": "min"}
    assert len(planned(each_minute).doses) == 14 * 24 * 60
    with pytest.raises(TooManyDoses):
        planned(each_minute, to="2036-11-10T00:00")
    three_days = {**each_minute, "boundsDuration": {"value": 3, "code": "d"}}
    assert len(planned(three_days, to="2036-11-10T00:00").doses) == 3 * 24 * 60


def test_a_maximum_equal_to_the_minimum_is_no_range():
    same = {
        "frequency": 2,
        "frequencyMax": 2,
        "period": 1,
        "periodMax": 1,
        "periodUnit": "d",
        "count": 2,
        "countMax": 2,
    }
    assert days(planned(same)) == ["10/11 08:00", "10/11 18:30"]


# ---------------------------------------------------------------- cycles
def test_twenty_one_days_on_and_seven_off():
    pill = {"modifierExtension": [cycle_extension(28, range(1, 22))]}
    found = planned({"when": ["EVE"]}, to="2027-01-05T00:00", **pill)
    assert days(found)[20:22] == ["30/11 18:30", "08/12 18:30"]
    assert len(found.doses) == 42


def test_one_dose_one_day_and_another_the_next():
    even, odd = (
        read_dosage(
            {
                "timing": {"repeat": {"when": ["MORN"]}},
                "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "comprimé"}}],
                "modifierExtension": [cycle_extension(2, [day])],
            }
        )
        for day, amount in ((1, 0.5), (2, 0.75))
    )
    window = at("2026-11-10T00:00"), at("2026-11-13T00:00")
    found = plan([even, odd], line="L", start=window[0], window=window)
    assert [str(dose.dose.amount) for dose in found.doses] == ["1/2", "3/4", "1/2"]
    assert [dose.slot for dose in found.doses] == ["MORN"] * 3


@pytest.mark.parametrize(
    "modifier",
    [
        [{"url": "urn:other"}],
        [cycle_extension(28, [1]), cycle_extension(28, [2])],
        "x",
        ["x"],
        [cycle_extension(28, [])],
        [cycle_extension(28, [29])],
        [cycle_extension(1, [1])],
        [{**cycle_extension(28, [1]), "extension": [{"url": "day", "valuePositiveInt": 1}, 3]}],
        [{**cycle_extension(28, [1]), "extension": None}],
    ],
)
def test_an_extension_that_changes_the_meaning_and_is_not_known_is_asked(modifier):
    assert asked(planned({"when": ["MORN"]}, modifierExtension=modifier)) == ["modified"]


@pytest.mark.parametrize(
    "repeat",
    [{"period": 6, "periodUnit": "h"}, {"period": 2, "periodUnit": "d"}, {**WEEK, "dayOfWeek": ["mon"]}],
)
def test_a_cycle_beside_another_rhythm_is_asked(repeat):
    assert asked(planned(repeat, modifierExtension=[cycle_extension(28, [1])])) == ["days_contradict"]


# ---------------------------------------------------------------- times and moments
def test_times_written_beside_their_moment_make_it_precise():
    assert days(planned({"when": ["EVE"], "timeOfDay": ["20:00:00"]}, to="2026-11-11T00:00")) == [
        "10/11 20:00"
    ]
    both = {"when": ["EVE", "MORN"], "timeOfDay": ["07:30:00", "20:00:00"]}
    assert days(planned(both, to="2026-11-11T00:00")) == ["10/11 07:30", "10/11 20:00"]


def test_times_beside_the_moment_hold_to_three_hours_and_no_further():
    assert days(planned({"when": ["MORN"], "timeOfDay": ["11:00:00"]}, to="2026-11-11T00:00")) == [
        "10/11 11:00"
    ]
    assert asked(planned({"when": ["MORN"], "timeOfDay": ["11:01:00"]})) == ["when_and_times"]
    assert asked(planned({"when": ["MORN", "NOON"], "timeOfDay": ["08:00:00"]})) == ["when_and_times"]


def test_a_meal_code_means_the_three_meals_and_one_a_day_beside_it_each_of_them():
    each = ["10/11 07:30", "10/11 11:30", "10/11 18:00"]
    assert days(planned({"when": ["AC"]}, to="2026-11-11T00:00")) == each
    assert (
        days(planned({"frequency": 1, "period": 1, "periodUnit": "d", "when": ["AC"]}, to="2026-11-11T00:00"))
        == each
    )
    assert (
        days(planned({"frequency": 3, "period": 1, "periodUnit": "d", "when": ["AC"]}, to="2026-11-11T00:00"))
        == each
    )
    assert asked(planned({"frequency": 2, "period": 1, "periodUnit": "d", "when": ["AC"]})) == [
        "times_contradict"
    ]
    assert days(planned({"when": ["C"]}, to="2026-11-11T00:00")) == [
        "10/11 08:00",
        "10/11 12:00",
        "10/11 18:30",
    ]
    assert days(planned({"when": ["PC"]}, to="2026-11-11T00:00")) == [
        "10/11 08:30",
        "10/11 12:30",
        "10/11 19:00",
    ]


def test_an_offset_goes_to_the_side_its_code_names_and_after_where_it_names_none():
    assert days(planned({"when": ["HS"], "offset": 30}, to="2026-11-11T00:00")) == ["10/11 20:30"]
    assert days(planned({"when": ["MORN"], "offset": 30}, to="2026-11-11T00:00")) == ["10/11 08:30"]


def test_an_offset_over_midnight_keeps_the_day_it_belongs_to():
    late = Moments.dated((date(2026, 1, 1), {"NIGHT": time(23, 30)}))
    found = planned(
        {"when": ["NIGHT"], "offset": 60}, start="2026-11-10T12:00", to="2026-11-12T00:30", moments=late
    )
    assert days(found) == ["11/11 00:30"]
    assert [dose.key for dose in found.doses] == ["L/2026-11-10/NIGHT+60"]
    again = planned(
        {"when": ["NIGHT"], "offset": 60}, start="2026-11-11T00:00", to="2026-11-12T00:31", moments=late
    )
    assert days(again) == ["11/11 00:30", "12/11 00:30"]


def test_french_moments_are_read_from_their_extension():
    url = "https://hl7.fr/ig/fhir/medication/StructureDefinition/fr-additional-when-values"
    found = planned({"extension": [{"url": url, "valueCode": "AGU"}], "offset": 15}, to="2026-11-11T00:00")
    assert days(found) == ["10/11 06:45"]
    assert found.doses[0].slot == "WAKE-15"
    other = planned({"extension": [{"url": url, "valueCode": 3}, {"url": "x", "valueCode": "AGU"}, 4]})
    assert asked(other) == ["no_timing"]
    assert asked(planned({"extension": "x"})) == ["no_timing"]


@pytest.mark.parametrize(
    ("repeat", "moments"),
    [
        ({"when": ["WAKE"]}, CONVENTIONS),
        ({"when": ["MORN.early"]}, HOUSE),
        ({"when": ["XYZ"]}, HOUSE),
        ({"when": ["PHS"]}, HOUSE),
        ({"when": ["ASK"]}, HOUSE),
    ],
)
def test_a_moment_without_a_time_asks_a_person(repeat, moments):
    assert asked(planned(repeat, moments=moments)) == ["moment_not_set"]


def test_the_night_of_the_house_is_not_the_night_of_the_conventions():
    assert days(planned({"when": ["NIGHT"]}, to="2026-11-11T00:00")) == ["10/11 23:00"]
    assert days(planned({"when": ["NIGHT"]}, to="2026-11-11T00:00", moments=CONVENTIONS)) == ["10/11 21:00"]


def test_two_moments_at_the_same_hour_are_asked_never_given_twice():
    assert asked(planned({"when": ["MORN", "CM"]})) == ["same_time"]
    apart = Moments.dated((date(1900, 1, 1), {"MORN": time(7), "CM": time(8)}))
    found = planned({"when": ["MORN", "CM"]}, to="2026-11-11T00:00", moments=apart)
    assert days(found) == ["10/11 07:00", "10/11 08:00"]


@pytest.mark.parametrize("system", [{}, {"system": GTS}])
def test_a_code_of_frequency_is_read_with_or_without_its_system(system):
    source = {"timing": {"code": {"coding": [{**system, "code": "BID"}]}}, "doseAndRate": [TABLET]}
    window = at("2026-11-10T00:00"), at("2026-11-11T00:00")
    found = plan([read_dosage(source)], line="L", start=window[0], window=window)
    assert days(found) == ["10/11 08:00", "10/11 18:30"]


@pytest.mark.parametrize(
    ("code", "repeat", "questions"),
    [
        ("BID", {"frequency": 3, "period": 1, "periodUnit": "d"}, ["code_contradicts"]),
        ("Q6H", {"frequency": 1, "period": 8, "periodUnit": "h"}, ["code_contradicts"]),
        ("BID", {"frequency": 2, "period": 24, "periodUnit": "h"}, []),
        ("BID", {"timeOfDay": ["09:00:00", "21:00:00"]}, []),
        ("AM", {"frequency": 1, "period": 1, "periodUnit": "d"}, []),
        ("LOCAL", {"frequency": 1, "period": 1, "periodUnit": "d"}, []),
    ],
)
def test_a_code_and_a_repetition_that_disagree_are_asked(code, repeat, questions):
    source = {
        "timing": {"code": {"coding": [{"system": GTS, "code": code}]}, "repeat": repeat},
        "doseAndRate": [TABLET],
    }
    window = at("2026-11-10T00:00"), at("2026-11-11T00:00")
    found = plan([read_dosage(source)], line="L", start=window[0], window=window)
    assert [one.code for one in found.questions] == questions
