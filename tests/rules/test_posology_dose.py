"""The dose of one administration: exact, in the unit as written, or asked."""

from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import plan, read_dosage
from medcircuit.posology.rules.dose import Dose, dose_of, needed_dose
from medcircuit.posology.rules.questions import ToDecide
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")
EDQM = "http://standardterms.edqm.eu"
UCUM = "http://unitsofmeasure.org"


def quantity(value, unit="comprimé", **more):
    return {"value": value, **({"unit": unit} if unit else {}), **more}


def dosage(*portions, **more):
    return read_dosage({"doseAndRate": list(portions), **more})


def amount(value, unit="comprimé", **more):
    return dose_of(dosage({"doseQuantity": quantity(value, unit, **more)}))


def asked(*portions, **more):
    with pytest.raises(ToDecide) as unclear:
        needed_dose(dosage(*portions, **more) if portions else read_dosage(more))
    return unclear.value.code


def planned(repeat, *portions, **more):
    one = dosage(*portions, timing={"repeat": repeat}, **more)
    return plan(
        [one], line="L", start=at("2026-11-10T08:00"), window=(at("2026-11-10T00:00"), at("2026-11-12T00:00"))
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.5", "1/2"),
        ("0.75", "3/4"),
        ("0.33", "1/3"),
        ("0.333", "1/3"),
        ("0.66", "2/3"),
        ("0.67", "2/3"),
        ("0.6666667", "2/3"),
        ("1.33", "4/3"),
        ("0.3", "3/10"),
        ("0.34", "17/50"),
        ("0.25", "1/4"),
    ],
)
def test_a_part_of_a_unit_that_can_be_cut_is_the_part_that_was_meant(written, meant):
    found = amount(Decimal(written))
    assert found.amount == Fraction(meant)
    assert found.written == Decimal(written)
    assert found.third is (Fraction(meant).denominator == 3)


@pytest.mark.parametrize("unit", ["mg", "ml", "UI", "UI anti-Xa", "g", "mmol", "mg/ml"])
def test_an_amount_of_substance_stays_as_it_is_written(unit):
    assert amount(Decimal("0.33"), unit).amount == Fraction(33, 100)


def test_a_ucum_unit_is_a_measure_whatever_its_name():
    assert amount(Decimal("0.33"), "x", system=UCUM, code="[drp]").amount == Fraction(33, 100)


def test_the_unit_is_its_text_or_else_its_code():
    assert amount(1, "Comprimé", code="15054000", system=EDQM).unit == "Comprimé"
    assert amount(1, None, code="TAB").unit == "TAB"


def test_text_and_code_that_name_two_things_are_asked():
    assert asked({"doseQuantity": quantity(1, "Comprimé", code="15036000")}) == "unit_contradiction"
    assert amount(1, "Patch", code="15036000").unit == "Patch"


@pytest.mark.parametrize(
    ("portion", "code"),
    [
        ({"doseQuantity": quantity(1, None)}, "no_unit"),
        ({"doseQuantity": {"unit": "mg"}}, "no_dose"),
        ({"doseQuantity": quantity(0)}, "zero_dose"),
        ({"doseQuantity": quantity(1, comparator="<")}, "dose_limit_only"),
        ({"doseQuantity": quantity(1, "mg/kg")}, "per_body_size"),
        ({"doseQuantity": quantity(1, None, code="mg/m2")}, "per_body_size"),
        ({"doseQuantity": quantity(1, "mg", code="mg/kg")}, "per_body_size"),
        ({"doseRange": {"low": quantity(1)}}, "dose_range_unclear"),
        ({"doseRange": {"high": quantity(1)}}, "dose_range_unclear"),
        ({"doseRange": {"low": {"unit": "mg"}, "high": quantity(1, "mg")}}, "dose_range_unclear"),
        ({"doseRange": {"low": quantity(1, "mg"), "high": {"unit": "mg"}}}, "dose_range_unclear"),
        ({"doseRange": {"low": quantity(2), "high": quantity(1)}}, "dose_range_unclear"),
        ({"doseRange": {"low": quantity(0), "high": quantity(0)}}, "dose_range_unclear"),
        ({"doseRange": {"low": quantity(1, "mg"), "high": quantity(1, "g")}}, "dose_range_unclear"),
        ({"rateRange": {"low": quantity(1)}}, "rate_unclear"),
        ({"rateQuantity": quantity(5, "gouttes")}, "rate_unclear"),
        ({"rateQuantity": {"unit": "ml/h"}}, "rate_unclear"),
        ({"rateQuantity": {"value": 5}}, "rate_unclear"),
        ({"rateQuantity": quantity(5, "ml/tour")}, "rate_unclear"),
        ({"rateRatio": {"numerator": quantity(5, "ml")}}, "rate_unclear"),
        ({"rateRatio": {"numerator": quantity(5, "ml"), "denominator": quantity(1, "wk")}}, "rate_unclear"),
        ({"rateRatio": {"numerator": quantity(5, "ml"), "denominator": {"unit": "h"}}}, "rate_unclear"),
        ({"rateRatio": {"numerator": {"unit": "ml"}, "denominator": quantity(1, "h")}}, "rate_unclear"),
        ({"rateRatio": {"numerator": quantity(5, "ug/kg"), "denominator": quantity(1, "min")}}, "per_body_size"),
        ({"rateQuantity": quantity(5, "ug/kg/min")}, "per_body_size"),
        ({}, "no_dose"),
    ],
)  # fmt: skip
def test_a_dose_that_is_not_clear_is_asked(portion, code):
    assert asked(portion) == code


def test_no_dose_at_all_is_asked():
    assert asked(text="le matin") == "no_dose"


ORDERED = {"coding": [{"code": "ordered"}]}
CALCULATED = {"coding": [{"code": "calculated"}]}


def test_of_several_doses_the_ordered_one_is_the_dose():
    two = dosage(
        {"type": CALCULATED, "doseQuantity": quantity(1000, "mg/m²")},
        {"type": ORDERED, "doseQuantity": quantity(1800, "mg")},
    )
    assert dose_of(two).amount == 1800


def test_several_doses_without_one_ordered_are_asked():
    one = {"doseQuantity": quantity(1)}
    assert asked(one, one) == "several_doses"
    assert asked({**one, "type": ORDERED}, {**one, "type": ORDERED}) == "several_doses"


def test_a_range_keeps_both_its_ends():
    found = dose_of(dosage({"doseRange": {"low": quantity(1), "high": quantity(2)}}))
    assert (found.low, found.high, found.amount, found.unit) == (1, 2, None, "comprimé")
    assert found.french == "1 à 2 comprimés"
    assert not found.third


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("1/2", "comprimé", "½ comprimé"),
        ("1/2", "mg", "0,5 mg"),
        ("5/2", "ml", "2,5 ml"),
        ("3/2", "UI", "1,5 unité internationale"),
        ("1/3", "mg", "⅓ mg"),
        ("1/4", None, "¼ "),
    ],
)
def test_what_can_be_cut_is_said_in_parts_and_a_substance_in_decimals(amount, unit, said):
    assert Dose(unit, Fraction(amount)).french == said


def test_a_range_of_a_substance_is_said_in_decimals():
    assert Dose("mg", low=Fraction(1, 2), high=Fraction(1)).french == "0,5 à 1 mg"


def test_a_rate_alone_gives_its_numerator_and_its_time():
    ratio = {"rateRatio": {"numerator": quantity(1, "poche"), "denominator": quantity(12, "h")}}
    found = planned({"timeOfDay": ["10:00:00"]}, ratio).doses[0]
    assert (found.dose.amount, found.dose.unit, found.dose.rate.text) == (1, "poche", "1 poche / 12 h")
    assert (found.ends - found.due).total_seconds() == 12 * 3600


def test_a_rate_in_one_unit_is_read_as_so_much_a_time():
    both = {"rateQuantity": quantity(Decimal("7.5"), "ml/h"), "doseQuantity": quantity(400, "mg")}
    found = dose_of(dosage(both))
    assert found.rate.text == "7.5 ml / 1 h"
    assert found.amount == 400


def test_a_continuous_infusion_is_one_act_that_ends_with_its_duration_or_its_period():
    ratio = {"rateRatio": {"numerator": quantity(5, "mg"), "denominator": quantity(1, "h")}}
    lasting = planned({"duration": 1, "durationUnit": "d"}, ratio)
    assert [(dose.dose.amount, dose.dose.rate.text) for dose in lasting.doses] == [(None, "5 mg / 1 h")]
    assert lasting.doses[0].ends == at("2026-11-11T08:00")
    assert lasting.doses[0].dose.french == "5 mg par heure"
    bounded = planned(
        {"boundsPeriod": {"start": "2026-11-10T09:00:00+01:00", "end": "2026-11-11T09:00:00+01:00"}}, ratio
    )
    assert [(dose.due, dose.ends) for dose in bounded.doses] == [
        (at("2026-11-10T09:00"), at("2026-11-11T09:00"))
    ]
    assert planned({"boundsPeriod": {"start": "2026-11-10"}}, ratio).doses == ()
    in_hours = {"rateRatio": {"numerator": quantity(1, "poche"), "denominator": quantity(12, "h")}}
    assert planned({"duration": 1, "durationUnit": "d"}, in_hours).doses[0].dose.french == "1 poche en 12 h"
    quantity_rate = planned({"duration": 4, "durationUnit": "h"}, {"rateQuantity": quantity(200, "ug/min")})
    assert quantity_rate.doses[0].dose.rate.text == "200 ug / 1 min"


def test_a_dose_kept_on_for_a_time_says_when_it_ends_and_an_uncertain_time_says_nothing():
    tablet = {"doseQuantity": quantity(1, "patch")}
    worn = {"timeOfDay": ["09:00:00"], "duration": 16, "durationUnit": "h"}
    assert planned(worn, tablet).doses[0].ends == at("2026-11-11T01:00")
    assert planned({**worn, "durationMax": 24}, tablet).doses[0].ends is None
    assert planned({**worn, "duration": Decimal("1.5"), "durationUnit": "d"}, tablet).doses[0].ends is None


def test_a_rate_written_again_as_a_frequency_is_asked():
    both = {
        "doseQuantity": quantity(20, "mEq"),
        "rateRatio": {"numerator": quantity(100, "mL"), "denominator": quantity(1, "h")},
    }
    assert [one.code for one in planned({"period": 1, "periodUnit": "h"}, both).questions] == [
        "rate_contradicts"
    ]
    assert not planned({"period": 6, "periodUnit": "h"}, both).questions
    same = {"rateRatio": {"numerator": quantity(100, "mL"), "denominator": quantity(1, "h")}}
    assert not planned({"period": 1, "periodUnit": "h"}, same).questions
    by_day = {**both, "rateRatio": {"numerator": quantity(100, "mL"), "denominator": quantity(1, "d")}}
    assert not planned({"period": 1, "periodUnit": "h"}, by_day).questions


def test_a_slot_whose_dose_is_told_when_it_is_given_stands_beside_its_question():
    found = planned({"when": ["NOON"]}, {})
    assert [question.code for question in found.questions] == ["no_dose"]
    assert [dose.dose.amount for dose in found.doses] == [None, None]
    assert found.doses[0].dose.french == "dose à préciser"


def test_doses_stay_within_the_maximum_written_beside_them():
    tablet = {"doseQuantity": quantity(1)}
    thrice = {"frequency": 3, "period": 1, "periodUnit": "d"}

    def codes(repeat, **limits):
        return [one.code for one in planned(repeat, tablet, **limits).questions]

    def most(value, unit, over):
        return {"maxDosePerPeriod": {"numerator": quantity(value, unit), "denominator": quantity(*over)}}

    assert codes(thrice, **most(3, "comprimé", (1, "d"))) == []
    assert codes(thrice, **most(2, "comprimé", (1, "d"))) == ["limit_contradiction"]
    assert codes(thrice, **most(1, "comprimé", (4, "h"))) == []
    assert codes(thrice, **most(1, "comprimé", (5, "h"))) == ["limit_contradiction"]
    assert codes(thrice, **most(1, "mg", (1, "d"))) == []
    assert codes(thrice, **most(1, "comprimé", (1, "mo"))) == ["limit_period"]
    assert codes({"period": 8, "periodUnit": "h"}, **most(3, "comprimé", (24, "h"))) == []
    assert codes({"period": 8, "periodUnit": "h"}, **most(2, "comprimé", (24, "h"))) == [
        "limit_contradiction"
    ]
    assert codes(thrice, maxDosePerAdministration=quantity(Decimal("0.5"))) == ["limit_contradiction"]
    assert codes(thrice, maxDosePerAdministration=quantity(1)) == []
    assert codes(thrice, maxDosePerAdministration={"unit": "comprimé"}) == []


def test_a_maximum_a_day_holds_over_the_night_the_clocks_go_forward():
    one = dosage(
        {"doseQuantity": quantity(1)},
        timing={"repeat": {"timeOfDay": ["08:00:00"]}},
        maxDosePerPeriod={"numerator": quantity(1), "denominator": quantity(1, "d")},
    )
    found = plan(
        [one], line="L", start=at("2027-03-27T00:00"), window=(at("2027-03-27T00:00"), at("2027-03-30T00:00"))
    )
    assert len(found.doses) == 3
    assert not found.questions


def test_a_unit_of_presentation_by_its_code_alone_is_said_by_its_label():
    assert amount(1, None, system=EDQM, code="15054000").unit == "comprimé"
    assert amount(1, None, code="mg").unit == "mg"


@pytest.mark.parametrize(
    ("unit", "code"), [("mg", "g"), ("gélules", "15054000"), ("mg", "15054000"), ("comprimé", "mg")]
)
def test_a_unit_whose_text_and_code_are_two_things_is_asked(unit, code):
    assert asked({"doseQuantity": quantity(1, unit, code=code)}) == "unit_contradiction"


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("patch", "15036000"),
        ("µg", "ug"),
        ("ml", "mL"),
        ("injection", "15052000"),
        ("gélule", "15012000"),
        ("UI", "[iU]"),
    ],
)
def test_two_names_of_one_unit_are_no_contradiction(unit, code):
    assert amount(1, unit, code=code).unit == unit


def test_a_range_without_top_ends_at_the_maximum_of_one_administration():
    low = {"doseRange": {"low": quantity(1)}}
    found = dose_of(dosage(low, maxDosePerAdministration=quantity(2)))
    assert (found.low, found.high, found.unit) == (1, 2, "comprimé")
    assert asked(low) == "dose_range_unclear"
    assert asked(low, maxDosePerAdministration=quantity(1000, "mg")) == "dose_range_unclear"


def test_a_range_may_name_its_unit_once():
    found = dose_of(dosage({"doseRange": {"low": quantity(1, None), "high": quantity(2)}}))
    assert (found.low, found.high, found.unit) == (1, 2, "comprimé")
    found = dose_of(dosage({"doseRange": {"low": quantity(1), "high": quantity(2, None)}}))
    assert (found.low, found.high, found.unit) == (1, 2, "comprimé")


@pytest.mark.parametrize(("count", "questions"), [(4, []), (5, ["limit_contradiction"])])
def test_a_counted_line_stays_within_the_maximum_of_a_lifetime(count, questions):
    source = dosage(
        {"doseQuantity": quantity(100, "mg")},
        timing={"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "count": count}},
        maxDosePerLifetime=quantity(400, "mg"),
    )
    window = at("2026-11-10T00:00"), at("2026-11-20T00:00")
    found = plan([source], line="L", start=window[0], window=window)
    assert [one.code for one in found.questions] == questions


@pytest.mark.parametrize(
    ("duration", "unit", "expected"),
    [(4, "h", None), (60, "min", 100), (1, "h", 100), (1, "wk", None), (1, "mo", None)],
)
def test_a_rate_gives_its_numerator_only_where_the_act_lasts_as_long_as_the_rate(duration, unit, expected):
    rate = {"numerator": quantity(100, "ml"), "denominator": {"value": 1, "code": "h"}}
    repeat = {"timeOfDay": ["10:00:00"], "duration": duration, "durationUnit": unit}
    window = at("2026-11-10T00:00"), at("2026-11-11T00:00")
    found = plan(
        [dosage({"rateRatio": rate}, timing={"repeat": repeat})], line="L", start=window[0], window=window
    )
    assert [(one.dose.amount, one.dose.rate.text) for one in found.doses] == [(expected, "100 ml / 1 h")]
