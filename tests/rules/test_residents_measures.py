"""A measure of a person: what it can be, and how it is said."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.residents.rules.measures import KINDS, Measure, MeasureUnreadable, check_measure

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)


def measure(kind, value, second=None, *, at=NOW):
    return Measure("m", kind, Fraction(value), at, Fraction(second) if second else None)


@pytest.mark.parametrize(
    ("kind", "value", "second", "said"),
    [
        ("pulse", "48", None, "48 /min"),
        ("glucose", "1.82", None, "1,82 g/l"),
        ("pressure", "145", "80", "145/80 mmHg"),
        ("inr", "2.4", None, "2,4"),
        ("pain", "0", None, "0"),
        ("pain", "10", None, "10"),
    ],
)
def test_a_measure_is_said_with_its_unit(kind, value, second, said):
    check_measure(measure(kind, value, second), NOW)
    assert measure(kind, value, second).said == said


@pytest.mark.parametrize(
    ("kind", "value", "second", "why"),
    [
        ("height", "170", None, "genre"),
        ("pulse", "0", None, "impossible"),
        ("pulse", "10000", None, "impossible"),
        ("pain", "11", None, "impossible"),
        ("saturation", "101", None, "impossible"),
        ("pulse", "60", "50", "de trop"),
        ("pressure", "145", None, "manque"),
        ("pressure", "80", "145", "plus basse"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(kind, value, second, why):
    with pytest.raises(MeasureUnreadable) as caught:
        check_measure(measure(kind, value, second), NOW)
    assert why in str(caught.value)


def test_a_clock_two_minutes_ahead_is_forgiven_and_not_more():
    check_measure(measure("pulse", "60", at=NOW + timedelta(minutes=2)), NOW)
    with pytest.raises(MeasureUnreadable):
        check_measure(measure("pulse", "60", at=NOW + timedelta(minutes=2, seconds=1)), NOW)


def test_only_a_scale_by_its_making_has_ends():
    assert {kind.code for kind in KINDS.values() if kind.most is not None} == {"pain", "saturation"}
