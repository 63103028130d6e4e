"""What the software says of any dosage of the builder can be typed back to it; any text is read, or refused in its place."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from medcircuit.posology.rules import cycle_extension, read_dosages, sentences
from medcircuit.posology.rules.text import read_text

TODAY = date(2026, 11, 22)

quantity = st.sampled_from(
    [
        {"value": 1, "unit": "comprimé", "system": "http://standardterms.edqm.eu", "code": "15054000"},
        {"value": 2, "unit": "gélule", "system": "http://standardterms.edqm.eu", "code": "15012000"},
        {"value": 20, "unit": "goutte"},
        {"value": 100, "unit": "microgramme", "system": "http://unitsofmeasure.org", "code": "ug"},
        {
            "value": 12000,
            "unit": "unité internationale",
            "system": "http://unitsofmeasure.org",
            "code": "[iU]",
        },
    ]
)
clock = st.builds("{:02d}:{:02d}:00".format, st.integers(0, 23), st.sampled_from([0, 5, 30]))


def some(values, most=3):
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


moments = some(["WAKE", "MORN", "NOON", "AFT", "EVE", "HS", "NIGHT", "ACM", "PCD", "CV", "MORN.late"], 4)
rhythm = st.one_of(
    moments.map(lambda when: {"when": when}),
    st.sampled_from(["ACM", "PCD", "ACV"]).map(lambda code: {"when": [code], "offset": 30}),
    st.sampled_from([["C"], ["AC"], ["PC"]]).map(lambda when: {"when": when}),
    st.lists(clock, min_size=1, max_size=4, unique=True).map(lambda times: {"timeOfDay": times}),
    st.integers(1, 9).map(lambda times: {"frequency": times, "period": 1, "periodUnit": "d"}),
    st.integers(2, 72).map(lambda hours: {"frequency": 1, "period": hours, "periodUnit": "h"}),
    st.builds(
        lambda every, when: {"frequency": 1, "period": every, "periodUnit": "d", "when": when}, st.integers(2, 30), moments
    ),
    st.builds(
        lambda days, when: {"dayOfWeek": days, "when": when}, st.sampled_from([["mon"], ["tue", "thu"], ["mon", "wed", "sun"]]), moments
    ),
    st.just({"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["tue"]}),
    st.just({"frequency": 1, "period": 2, "periodUnit": "mo"}),
)  # fmt: skip


def duration(value, unit="d"):
    words = {"d": "jour", "wk": "semaine", "mo": "mois"}
    return {"value": value, "unit": words[unit], "system": "http://unitsofmeasure.org", "code": unit}


bounds = st.one_of(
    st.just({}),
    st.builds(lambda n, unit: {"boundsDuration": duration(n, unit)}, st.integers(1, 90), st.sampled_from(["d", "wk", "mo"])),
    st.dates(date(2026, 11, 23), date(2027, 11, 1)).map(lambda end: {"boundsPeriod": {"end": end.isoformat()}}),
    st.dates(date(2026, 11, 23), date(2027, 11, 1)).map(lambda day: {"boundsPeriod": {"start": day.isoformat()}}),
    st.integers(2, 30).map(lambda times: {"count": times}),
)  # fmt: skip
route = st.sampled_from(
    [
        {},
        {
            "route": {
                "coding": [{"system": "http://standardterms.edqm.eu", "code": "20053000"}],
                "text": "voie orale",
            }
        },
    ]
)


@st.composite
def scheduled(draw):
    dosage = {
        "timing": {"repeat": {**draw(rhythm), **draw(bounds)}},
        "doseAndRate": [{"doseQuantity": draw(quantity)}],
    }
    dosage |= draw(route)
    repeat = dosage["timing"]["repeat"]
    if draw(st.booleans()) and set(repeat) <= {"when", "boundsDuration", "boundsPeriod"}:
        dosage["modifierExtension"] = [
            cycle_extension(28, draw(st.sampled_from([range(1, 22), [1, 8, 15], [1, 2]])))
        ]
    if draw(st.booleans()):
        dosage["additionalInstruction"] = [{"text": "À jeun"}]
    return dosage


@st.composite
def needed(draw):
    dose = draw(quantity)
    dosage = {"doseAndRate": [{"doseQuantity": dose}]}
    dosage |= draw(
        st.sampled_from(
            [
                {"asNeededBoolean": True},
                *({"asNeededCodeableConcept": {"text": text}} for text in ("si douleur", "anxiété")),
            ]
        )
    )
    if draw(st.booleans()):
        dosage["timing"] = {"repeat": {"frequency": 1, "period": draw(st.integers(2, 12)), "periodUnit": "h"}}
    if draw(st.booleans()):
        most = {**dose, "value": dose["value"] * 3}
        dosage["maxDosePerPeriod"] = {"numerator": most, "denominator": duration(1)}
    return dosage | draw(route)  # fmt: skip


@given(st.lists(st.one_of(scheduled(), needed()), min_size=1, max_size=3), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_sentence_of_any_dosage_of_the_builder_reads_back_to_it(sources, in_steps):
    if in_steps and len(sources) > 1:
        sources = [{"sequence": at, **source} for at, source in enumerate(sources, 1)]
    dosages = read_dosages(sources)
    sentence = sentences(dosages)
    found = read_text(sentence, today=TODAY)
    assert not found.troubles, (sentence, [trouble.sentence for trouble in found.troubles])
    assert found.dosages == dosages, sentence


@given(st.text(alphabet="0123456789,./ -½cpmgsoirjhà'x3();et puis", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_at_its_places_never_both(text):
    found = read_text(text, today=TODAY, unit="comprimé")
    assert bool(found.dosages) != bool(found.troubles)
    assert all(0 <= trouble.start <= trouble.end <= len(text) for trouble in found.troubles)
    assert all(trouble.sentence for trouble in found.troubles)


@given(st.from_regex(r"[0-9]{0,4}[.,]?[0-9]{0,4}", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_a_decimal_is_read_as_written_or_not_at_all(text):
    found = read_text(f"{text} mg le matin", today=TODAY)
    if not found.dosages:
        return
    (dosage,) = found.dosages
    whole, _, part = text.replace(",", ".").partition(".")
    assert dosage.portions[0].dose.value == Decimal(text.replace(",", "."))
    assert whole
    assert not part.endswith("0")
    assert len(part) != 3 or whole == "0"
    assert whole == "0" or not whole.startswith("0")
