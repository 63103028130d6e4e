"""What a medicine holds of each substance, and the maxima of substances that can be cited.

A substance that is not in MAXIMA is not checked, and the screen says so (« contrôle non fait »): no value is shipped
without its source and its date. No pharmacist or physician has reviewed these values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from medcircuit.medicines.rules.doses import Counting, StockUnit
from medcircuit.medicines.rules.strength import Unit
from medcircuit.prescriptions.rules.limits import DAY, SubstanceLimit

ADULT = 18
"""Years from which the maxima of adults hold; below, they depend on the weight."""


@dataclass(frozen=True)
class Maximum:
    """A maximum for adults, in milligrams over 24 hours, with the interval its source writes."""

    substance: str
    most: Fraction
    interval: timedelta | None
    source: str
    valid_from: date


MAXIMA = (
    Maximum(
        "paracetamol",
        Fraction(4000),
        timedelta(hours=4),
        "RCP DOLIPRANE 1000 mg, comprimé, rubrique 4.2 (ANSM)",
        date(2024, 1, 1),
    ),
    Maximum(
        "tramadol",
        Fraction(400),
        None,
        "RCP TOPALGIC 50 mg, gélule, rubrique 4.2 (ANSM)",
        date(2024, 1, 1),
    ),
)


def contents(counting: Counting, units: Fraction) -> dict[str, Fraction] | None:
    """How much of each substance so many stock units hold, in the unit its strength is written in; None: not known."""
    held: dict[str, Fraction] = {}
    for strength in counting.strengths:
        per = _units_of_strength(counting, strength.per)
        if strength.value is None or strength.unit is None or per is None:
            return None
        held[strength.base] = held.get(strength.base, Fraction(0)) + strength.value * per * units
    return held or None


def _units_of_strength(counting: Counting, per: str) -> Fraction | None:
    """How many of what a strength refers to there are in one stock unit."""
    if per == "1":
        return Fraction(1) if counting.stock_unit is StockUnit.UNIT else None
    if per == "mL":
        return Fraction(1) if counting.stock_unit is StockUnit.ML else counting.unit_ml
    return None


def in_milligrams(counting: Counting) -> frozenset[str]:
    """The substances whose strength is a mass: only those are compared with a maximum."""
    return frozenset(one.base for one in counting.strengths if one.unit is Unit.MG)


def substance_limits(
    substances: Iterable[str], *, age: int | None, on: date, intervals: Mapping[str, timedelta]
) -> tuple[SubstanceLimit, ...]:
    """What holds for each substance for a person of this age on a day.

    Where no source writes an interval, the longest of any line that holds the substance (`intervals`) applies to all.
    """
    known = {
        one.substance: one for one in MAXIMA if age is not None and age >= ADULT and one.valid_from <= on
    }
    found = []
    for substance in sorted(set(substances)):
        written = known.get(substance)
        interval = (written.interval if written else None) or intervals.get(substance)
        most, source = (written.most, written.source) if written else (None, "")
        found.append(SubstanceLimit(substance, most, DAY, interval, source))
    return tuple(found)
