"""FHIR JSON in and out: nothing lost, nothing half-understood."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from medcircuit.posology.rules import (
    DosageUnreadable,
    json_text,
    parse_json,
    read_dosage,
    read_dosages,
    write_dosage,
)

SHARED = Path(__file__).parents[2].parent / "shared"

FULL = """{"id": "d1", "sequence": 1, "text": "t", "additionalInstruction": [{"text": "a jeun", "coding":
 [{"system": "s", "code": "c", "display": "d", "version": "1"}]}], "patientInstruction": "p",
 "timing": {"event": ["2026-11-10"], "code": {"text": "x"}, "repeat": {"boundsPeriod": {"start": "2026",
 "end": "2026-11"}, "count": 3, "countMax": 4, "duration": 20, "durationMax": 30, "durationUnit": "min",
 "frequency": 2, "frequencyMax": 3, "period": 1.0, "periodMax": 2, "periodUnit": "d", "dayOfWeek": ["mon"],
 "timeOfDay": ["08:00:00"], "when": ["MORN"], "offset": 0, "_when": [{"id": "w"}]}},
 "asNeededCodeableConcept": {"text": "douleur"}, "site": {"text": "bras"}, "route": {"text": "orale"},
 "method": {"text": "avaler"}, "doseAndRate": [{"type": {"text": "ordered"}, "doseRange": {"low": {"value": 0.50,
 "unit": "mg", "comparator": "<"}, "high": {"value": 1}}, "rateRatio": {"numerator": {"value": 4},
 "denominator": {"value": 20, "unit": "min"}}}], "maxDosePerPeriod": {"numerator": {"value": 3},
 "denominator": {"value": 24, "code": "h"}}, "maxDosePerAdministration": {"value": 1},
 "maxDosePerLifetime": {"value": 1E+3}, "extension": [{"url": "u", "valueDecimal": 1.10}]}"""


def where(source):
    with pytest.raises(DosageUnreadable) as refused:
        read_dosage(source)
    assert "Rien n'a été enregistré" in str(refused.value)
    return refused.value.facts["where"]


def repeat(**members):
    return {"timing": {"repeat": members}}


def dose(value):
    return {"doseAndRate": [{"doseQuantity": {"value": value, "unit": "mg"}}]}


def test_a_dosage_comes_back_as_it_was_written():
    source = parse_json(FULL)
    again = write_dosage(read_dosage(source))
    assert again == source
    assert '"value": 0.50' in json_text(again)
    assert '"valueDecimal": 1.10' in json_text(again)
    assert parse_json(json_text(again)) == source


@pytest.mark.parametrize("needed", [True, False])
def test_as_needed_yes_or_no_comes_back(needed):
    assert write_dosage(read_dosage({"asNeededBoolean": needed})) == {"asNeededBoolean": needed}
    assert read_dosage({"asNeededBoolean": needed}).prn is needed


@pytest.mark.parametrize(
    "bounds", [{"boundsDuration": {"value": 10, "code": "d"}}, {"boundsRange": {"low": {"value": 5}}}]
)
def test_each_form_of_bounds_comes_back(bounds):
    assert write_dosage(read_dosage(repeat(**bounds))) == repeat(**bounds)


@pytest.mark.parametrize(
    "rate", [{"rateQuantity": {"value": 5, "unit": "ml/h"}}, {"rateRange": {"high": {"value": 5}}}]
)
def test_each_form_of_rate_comes_back(rate):
    source = {"doseAndRate": [{**rate, "doseQuantity": {"value": Decimal("0.50"), "unit": "g"}}]}
    assert write_dosage(read_dosage(source)) == source


def test_a_number_of_the_web_is_read_as_it_was_written():
    assert read_dosage(dose(0.1)).portions[0].dose.value == Decimal("0.1")


def test_a_request_a_list_and_a_single_dosage_are_read():
    one = {"text": "le matin"}
    request = {"resourceType": "MedicationRequest", "dosageInstruction": [one]}
    assert read_dosages(request) == read_dosages([one]) == read_dosages(one)


@pytest.mark.parametrize("source", [[], None, {"resourceType": "MedicationRequest"}, "texte", [3]])
def test_no_dosage_at_all_is_refused(source):
    with pytest.raises(DosageUnreadable):
        read_dosages(source)


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', '{"a": Infinity}', "[" * 100_000])
def test_what_is_not_json_is_refused(text):
    with pytest.raises(DosageUnreadable):
        parse_json(text)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (repeat(periodUnit="fortnight"), "timing.repeat.periodUnit"),
        (repeat(period=-1), "timing.repeat.period"),
        (repeat(period=0), "timing.repeat.period"),
        (repeat(frequency=0), "timing.repeat.frequency"),
        (repeat(frequency=Decimal("1.5")), "timing.repeat.frequency"),
        (repeat(frequency=2_000_000), "timing.repeat.frequency"),
        (repeat(frequency=True), "timing.repeat.frequency"),
        (repeat(frequency="2"), "timing.repeat.frequency"),
        (repeat(dayOfWeek=["lundi"]), "timing.repeat.dayOfWeek[0]"),
        (repeat(dayOfWeek=["mon", "mon"]), "timing.repeat.dayOfWeek"),
        (repeat(dayOfWeek="mon"), "timing.repeat.dayOfWeek"),
        (repeat(when=[]), "timing.repeat.when"),
        (repeat(when=["le matin"]), "timing.repeat.when[0]"),
        (repeat(timeOfDay=["24:00:00"]), "timing.repeat.timeOfDay[0]"),
        (repeat(timeOfDay=["08:00:30"]), "timing.repeat.timeOfDay[0]"),
        (repeat(timeOfDay=["8h"]), "timing.repeat.timeOfDay[0]"),
        (repeat(boundsPeriod={"start": "2026-02-30"}), "timing.repeat.boundsPeriod.start"),
        (repeat(boundsPeriod={"end": "2026-11-10T08:00:00"}), "timing.repeat.boundsPeriod.end"),
        (repeat(boundsPeriod={"end": "demain"}), "timing.repeat.boundsPeriod.end"),
        (repeat(boundsPeriod={}, boundsDuration={"value": 1}), "timing.repeat.boundsDuration"),
        (dose(-1), "doseAndRate[0].doseQuantity.value"),
        (dose(Decimal("NaN")), "doseAndRate[0].doseQuantity.value"),
        (dose(float("inf")), "doseAndRate[0].doseQuantity.value"),
        (dose(Decimal("1E+30")), "doseAndRate[0].doseQuantity.value"),
        (dose(Decimal("0.1234567890123456789012")), "doseAndRate[0].doseQuantity.value"),
        (dose("1"), "doseAndRate[0].doseQuantity.value"),
        (dose(None), "doseAndRate[0].doseQuantity.value"),
        ({"doseAndRate": {}}, "doseAndRate"),
        ({"doseAndRate": [{"doseQuantity": 3}]}, "doseAndRate[0].doseQuantity"),
        ({"text": " "}, "text"),
        ({"asNeededBoolean": "oui"}, "asNeededBoolean"),
        ({"timing": []}, "timing"),
        ([], "posologie"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(source, place):
    assert where(source) == place


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_official_examples_come_back_as_they_were_written():
    read = 0
    for path in sorted((SHARED / "data/fhir_r4").glob("medicationrequest*.json")):
        held = parse_json(path.read_text(encoding="utf-8")).get("dosageInstruction")
        if held:
            again = [write_dosage(dosage) for dosage in read_dosages(held)]
            assert again == held, path.name
            assert json.loads(json_text(again)) == json.loads(json_text(held))
            read += 1
    assert read > 35
