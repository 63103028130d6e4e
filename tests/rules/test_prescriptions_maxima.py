"""One table of maxima, read by whoever prescribes and by whoever gives as needed."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.prescriptions.rules.maxima import (
    LIMITS,
    MEASURE_HOLDS,
    Body,
    limits_of,
    still_holds,
    substance_limits,
)

NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
TODAY = NOW.date()


def most(substance, **body):
    (found,) = substance_limits([substance], body=Body(**body), on=TODAY, intervals={})
    return found.most


def test_every_maximum_names_its_source_and_its_day():
    assert [one for one in LIMITS if not one.source or not one.valid_from] == []


@pytest.mark.parametrize(
    ("weight", "expected"), [(Fraction("49.9"), Fraction(2994)), (Fraction(50), 4000), (None, 4000)]
)
def test_a_dose_as_needed_has_the_maximum_of_a_light_person(weight, expected):
    assert most("paracetamol", age=80, weight_kg=weight) == expected


def test_a_child_has_a_maximum_once_weighed():
    assert most("paracetamol", age=6, weight_kg=Fraction(20)) == 1200
    assert most("paracetamol", age=6) is None


@pytest.mark.parametrize(("clearance", "expected"), [(10, 4000), (Fraction("9.9"), 3000), (None, 4000)])
def test_the_renal_function_lowers_what_may_be_given(clearance, expected):
    assert most("paracetamol", age=80, clearance=clearance) == expected


@pytest.mark.parametrize(("age", "expected"), [(64, 100), (65, 50)])
def test_the_elderly_have_a_lower_maximum_as_needed_too(age, expected):
    assert most("hydroxyzine", age=age) == expected


def test_a_contraindication_is_no_maximum_of_a_dose_as_needed():
    assert most("metformine", age=80, clearance=29) == 3000
    assert most("codeine", age=11) is None


def test_no_limit_is_cited_before_its_day():
    assert limits_of("paracetamol", date(2023, 12, 31)) == ()
    assert limits_of("paracetamol", date(2024, 1, 1))


def test_a_measure_answers_for_six_months_to_its_last_instant():
    assert still_holds(NOW - MEASURE_HOLDS, NOW)
    assert not still_holds(NOW - MEASURE_HOLDS - timedelta(microseconds=1), NOW)
