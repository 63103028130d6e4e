"""What a medicine holds of each substance."""

from __future__ import annotations

from fractions import Fraction

from medcircuit.medicines.rules.doses import Counting, StockUnit
from medcircuit.medicines.rules.strength import Unit


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
