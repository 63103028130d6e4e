"""What to give of the product presented: how many units, what to ask, and what is left of the last one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from medcircuit.administration.rules.situation import Dose, Likeness, divides


@dataclass(frozen=True)
class Proposal:
    """What the carer is about to give. `units` counts the product presented; `remainder` is the rest of a cut unit.

    `ask`: "count" where the number of units must be counted by the carer, "remainder" where a rest is kept or
    thrown away, "site" where it is said where on the body it goes.
    """

    amount: Fraction | None
    unit: str
    units: Fraction | None
    ask: tuple[str, ...]
    remainder: Fraction | None


def propose(dose: Dose) -> Proposal:
    """The amount planned, counted in units of the product presented."""
    units = dose.units if divides(dose) else None
    rest = remainder(units) if units is not None and dose.counted else None
    many = units is not None and units > 1 and dose.counted
    count = dose.amount is None or many or dose.likeness is not Likeness.SAME
    ask = (*(("count",) if count else ()), *(("remainder",) if rest else ()))
    if dose.sited:
        ask += ("site",)
    return Proposal(dose.amount, dose.unit, units, ask, rest)


def remainder(units: Fraction) -> Fraction | None:
    """What is left of the last unit opened; None when nothing is (half a tablet leaves a half, two leave nothing)."""
    return math.ceil(units) - units if units.denominator > 1 else None
