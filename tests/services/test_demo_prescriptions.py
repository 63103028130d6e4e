"""The lines of the demonstration: plausible together, of every kind, the same for a seed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from random import Random

import pytest

from medcircuit.demo.dosages import dosages
from medcircuit.demo.people import EHPAD, HOUSES, IME, residents
from medcircuit.demo.prescriptions import medicines, orders
from medcircuit.kernel.clock import PARIS

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=PARIS)


def drawn(house, seed="seed"):
    people = residents(house, NOW.date(), Random(seed))
    return people, orders(house, people, NOW, Random(seed))


@pytest.mark.parametrize(
    ("notation", "repeat"),
    [
        ("1 MORN+EVE", {"when": ["MORN", "EVE"]}),
        ("1 @08:00+20:00", {"timeOfDay": ["08:00:00", "20:00:00"]}),
        ("1 72h", {"frequency": 1, "period": 72, "periodUnit": "h"}),
        ("1 MORN /2d", {"when": ["MORN"], "frequency": 1, "period": 2, "periodUnit": "d"}),
        ("4 MORN /tue,fri", {"when": ["MORN"], "dayOfWeek": ["tue", "fri"]}),
    ],
)
def test_the_short_notation_stands_for_a_repetition(notation, repeat):
    (dosage,) = dosages(notation, unit="comprimé", route="orale")
    assert dosage["timing"]["repeat"] == repeat


def test_a_third_is_written_with_the_decimals_that_mean_it():
    (dosage,) = dosages("1/3 HS", unit="comprimé", route="orale")
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == Decimal("0.3333333")


def test_a_taper_is_a_sequence():
    steps = dosages("2 MORN x5d > 1 MORN x5d", unit="comprimé", route="orale")
    assert [step["sequence"] for step in steps] == [1, 2]
    assert steps[0]["timing"]["repeat"]["boundsDuration"]["value"] == 5


def test_as_needed_says_why_how_much_and_how_far_apart():
    (dosage,) = dosages("1/2 prn: anxiété; 2/24h; 6h", unit="comprimé", route="orale")
    assert dosage["asNeededCodeableConcept"] == {"text": "anxiété"}
    assert dosage["maxDosePerPeriod"]["numerator"]["value"] == 1
    assert dosage["timing"]["repeat"]["period"] == 6


@pytest.mark.parametrize(("house", "least", "most"), [(EHPAD, 8, 10), (IME, 3, 6)])
@pytest.mark.parametrize("seed", ["seed", "a", "b"])
def test_a_resident_has_about_as_many_lines_as_in_such_a_house(house, least, most, seed):
    _, lines = drawn(house, seed)
    assert least <= sum(map(len, lines)) / len(lines) <= most


@pytest.mark.parametrize("house", HOUSES)
def test_nobody_takes_the_same_medicine_twice_nor_what_they_are_allergic_to(house):
    for person, lines in zip(*drawn(house), strict=True):
        keys = Counter(order.medicine.key for order in lines)
        assert max(keys.values()) == 1
        if "Aspirine" in dict(person.allergies):
            assert "kardegic" not in keys


@pytest.mark.parametrize("story", ["suspended", "stopped", "changed", "new", "resumed", "adjusted"])
def test_every_story_is_met(story):
    assert any(order.story == story for told in drawn(EHPAD)[1] for order in told)


def test_every_medicine_is_taken_by_somebody_for_some_seed():
    taken = {
        order.medicine.key
        for seed in "abcdefgh"
        for house in HOUSES
        for told in drawn(house, seed)[1]
        for order in told
    }
    assert taken == set(medicines())
