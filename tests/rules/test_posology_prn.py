"""Given as needed: the dose, its limits, and what it is given for."""

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import cycle_extension, plan, prn_sentence, read_dosage
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")


def quantity(value, unit="mg"):
    return {"value": value, "unit": unit}


def planned(repeat=None, dose=500, **more):
    source = {"asNeededBoolean": True, **more}
    if "asNeededCodeableConcept" in more:
        source.pop("asNeededBoolean")
    if dose:
        source["doseAndRate"] = [{"doseQuantity": quantity(dose)}]
    if repeat is not None:
        source["timing"] = {"repeat": repeat}
    window = at("2026-11-10T00:00"), at("2026-11-12T00:00")
    return plan([read_dosage(source)], line="L", start=at("2026-11-10T08:00"), window=window)


def entry(repeat=None, dose=500, **more):
    found = planned(repeat, dose, **more)
    assert not found.doses
    assert not found.questions
    return found.prn[0]


def asked(*args, **more):
    found = planned(*args, **more)
    assert not found.prn
    return [question.code for question in found.questions]


def most(value, unit, *over):
    return {"maxDosePerPeriod": {"numerator": quantity(value, unit), "denominator": quantity(*over)}}


def test_a_limit_that_is_not_stated_is_none():
    found = entry()
    assert found.dose.amount == 500
    assert (found.reason, found.begin, found.until) == (None, None, None)
    assert (found.max_per_administration, found.max_per_period, found.period_h) == (None, None, None)
    assert found.min_interval_h is None


def test_a_maximum_without_a_dose_is_kept():
    found = entry(None, None, **most(4000, "mg", 24, "h"), maxDosePerAdministration=quantity(1000))
    assert found.dose is None
    assert found.max_per_period.value == 4000
    assert found.period_h == 24
    assert (
        prn_sentence(found)
        == "Si besoin : dose à préciser, au maximum 1000 mg par prise, au maximum 4000 mg par 24 heures."
    )


@pytest.mark.parametrize(
    ("repeat", "hours"),
    [
        ({"frequency": 1, "period": 6, "periodUnit": "h"}, 6),
        ({"period": 4, "periodMax": 6, "periodUnit": "h"}, 4),
        ({"frequencyMax": 1, "periodMax": 4, "periodUnit": "h"}, 4),
        ({"frequencyMax": 1, "period": 2, "periodUnit": "h"}, 2),
        ({"period": 90, "periodUnit": "min"}, Fraction(3, 2)),
        ({"frequency": 1, "period": 1, "periodUnit": "d"}, 24),
        ({"periodUnit": "wk"}, 168),
        ({"when": ["HS"]}, None),
    ],
)
def test_once_in_a_time_is_a_minimum_interval(repeat, hours):
    assert entry(repeat).min_interval_h == hours


def test_n_times_in_a_time_is_a_maximum_where_no_other_is_written():
    found = entry({"frequency": 2, "period": 1, "periodUnit": "d"})
    assert (found.max_per_period.value, found.period_h, found.min_interval_h) == (1000, 24, None)
    found = entry({"frequency": 1, "frequencyMax": 3, "period": 1, "periodUnit": "d"})
    assert found.max_per_period.value == 1500
    found = entry({"frequency": 2, "period": 1, "periodUnit": "d"}, **most(720, "mg", 1, "d"))
    assert (found.max_per_period.value, found.period_h) == (720, 24)
    assert entry({"frequency": 2, "period": 1, "periodUnit": "d"}, None).max_per_period is None


def test_a_range_is_limited_by_its_upper_end_and_thirds_are_not_written_as_decimals():
    ranged = {"doseAndRate": [{"doseRange": {"low": quantity(1, "cp"), "high": quantity(2, "cp")}}]}
    found = entry({"frequency": 2, "period": 1, "periodUnit": "d"}, None, **ranged)
    assert (found.dose.low, found.dose.high, found.max_per_period.value) == (1, 2, 4)
    third = {"doseAndRate": [{"doseQuantity": {"value": 0.333, "unit": "cp"}}]}
    found = entry({"frequency": 2, "period": 1, "periodUnit": "d"}, None, **third)
    assert (found.max_per_period, found.period_h) == (None, None)


def test_a_dose_beyond_its_maximum_is_asked():
    assert asked(**most(4, "mg", 1, "d")) == ["limit_contradiction"]
    assert asked(maxDosePerAdministration=quantity(499)) == ["limit_contradiction"]
    assert entry(maxDosePerAdministration=quantity(500)).max_per_administration.value == 500
    assert entry(**most(1, "g", 24, "h")).max_per_period.value == 1
    assert asked(**most(0.4, "g", 24, "h")) == ["limit_contradiction"]
    ranged = {"doseAndRate": [{"doseRange": {"low": quantity(1, "cp"), "high": quantity(3, "cp")}}]}
    assert entry(None, None, **ranged, maxDosePerAdministration=quantity(2, "cp")).dose.high == 3


def test_a_maximum_without_a_clear_period_is_asked():
    assert asked(**most(3, "g", 1, "lune")) == ["limit_period"]
    assert asked(**most(3, "g", 0, "h")) == ["limit_period"]
    assert asked(**most(3, "g", 367, "d")) == ["limit_period"]
    assert entry(**most(3, "g", 366, "d")).period_h == 366 * 24
    assert asked(maxDosePerPeriod={"numerator": quantity(3)}) == ["limit_period"]
    assert entry(maxDosePerPeriod={"numerator": {"unit": "g"}}).max_per_period is None
    assert (
        entry(maxDosePerPeriod={"numerator": quantity(3, "g"), "denominator": {"code": "d"}}).period_h == 24
    )


def test_the_reason_is_its_text_or_its_label():
    coded = {"coding": [{"code": "22253000"}, {"display": "douleur"}]}
    assert entry(asNeededCodeableConcept={**coded, "text": "Si douleurs"}).reason == "Si douleurs"
    assert entry(asNeededCodeableConcept=coded).reason == "douleur"


def test_bounds_say_from_when_to_when():
    found = entry({"boundsDuration": {"value": 10, "code": "d"}, "period": 6, "periodUnit": "h"})
    assert (found.begin, found.until) == (at("2026-11-10T08:00"), at("2026-11-20T08:00"))
    found = entry({"boundsPeriod": {"start": "2026-11-09", "end": "2026-11-11"}})
    assert (found.begin, found.until) == (at("2026-11-09T00:00"), at("2026-11-11T23:59:59"))
    found = entry({"boundsPeriod": {"end": "2026-11-11T14:00:00+01:00"}})
    assert found.until == at("2026-11-11T14:00")


def test_an_unclear_dose_or_an_unknown_modifier_is_asked():
    assert asked(None, None, doseAndRate=[{"doseQuantity": quantity(1, "mg/kg")}]) == ["per_body_size"]
    assert asked(modifierExtension=[{"url": "urn:other"}]) == ["modified"]
    assert asked(modifierExtension=[cycle_extension(28, [1])]) == ["days_contradict"]


def test_a_limit_on_a_rate_is_not_compared():
    rated = {"doseAndRate": [{"rateQuantity": quantity(5, "ml/h")}]}
    assert entry(None, None, **rated, maxDosePerAdministration=quantity(1)).dose.rate.amount == 5


@pytest.mark.parametrize(
    ("repeat", "more", "said"),
    [
        ({"period": 6, "periodUnit": "h"}, {}, "Si besoin : 500 mg, au moins 6 heures entre deux prises."),
        ({"period": 1, "periodUnit": "h"}, {}, "Si besoin : 500 mg, au moins 1 heure entre deux prises."),
        (
            {"period": 30, "periodUnit": "min"},
            {},
            "Si besoin : 500 mg, au moins 30 minutes entre deux prises.",
        ),
        (None, {"asNeededCodeableConcept": {"text": "douleur"}}, "Si besoin (douleur) : 500 mg."),
        (None, {"asNeededCodeableConcept": {"text": "En cas de fièvre"}}, "En cas de fièvre : 500 mg."),
    ],
)
def test_what_may_be_given_is_said(repeat, more, said):
    assert prn_sentence(entry(repeat, **more)) == said


@pytest.mark.parametrize("unit", ["mo", "a"])
def test_once_a_month_or_a_year_has_no_length_in_hours_and_is_asked(unit):
    assert [one.code for one in planned({"frequency": 1, "period": 1, "periodUnit": unit}).questions] == [
        "limit_period"
    ]
