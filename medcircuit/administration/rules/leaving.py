"""What leaves the stock by one act: what the person took, and the rest of a unit that was thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.proposal import remainder
from medcircuit.administration.rules.vocabulary import POSITIVE, EventKind

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Leaving:
    """Amounts in units of the product: `given` to the person, `discarded` beside."""

    given: Fraction = NOTHING
    discarded: Fraction = NOTHING


def leaving(gesture: Gesture, *, planned: Fraction | None, dose: Fraction | None) -> Leaving:
    """What an act takes from the stock.

    `planned` is the planned amount in the dose's unit, `dose` the same in units of the product; either may be
    unknown, and then only what the gesture itself counts leaves. Of a dose taken in part the rest is thrown away
    unless it is kept, as is the rest of a cut unit where the carer says so (AC-20).
    """
    if gesture.kind in POSITIVE or gesture.kind is EventKind.SPAT_OUT:
        return _taken(gesture, _units(gesture, planned, dose), dose)
    if gesture.remainder == "discard" and gesture.units is not None:
        return Leaving(discarded=gesture.units)
    return Leaving()


def _units(gesture: Gesture, planned: Fraction | None, dose: Fraction | None) -> Fraction | None:
    if gesture.units is not None:
        return gesture.units
    if dose is None or gesture.amount is None or not planned:
        return dose
    return dose * gesture.amount / planned


def _taken(gesture: Gesture, units: Fraction | None, dose: Fraction | None) -> Leaving:
    if units is None:
        return Leaving()
    prepared = max(units, dose) if gesture.kind is EventKind.PARTIAL and dose is not None else units
    rest = prepared - units if prepared is not units and gesture.remainder != "keep" else NOTHING
    if gesture.remainder == "discard":
        rest += remainder(prepared) or NOTHING
    return Leaving(units, rest)
