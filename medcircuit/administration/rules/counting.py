"""A narcotic that somebody else than a nurse helps with is counted: what is left against what the book says is left."""

from __future__ import annotations

from fractions import Fraction

from medcircuit.kernel.findings import Finding, FindingKind, Tier
from medcircuit.kernel.quantities import amount_french

COUNT_DIFFERS = FindingKind(
    "count_differs",
    "Reste compté : %(counted)s. Reste attendu : %(expected)s.",
    "Recomptez à deux et prévenez l'infirmier : l'écart se traite dans « À traiter ».",
)
NOT_COUNTED = FindingKind(
    "not_counted",
    "Stupéfiant donné sans compter ce qui reste.",
    "Comptez ce qui reste et prévenez l'infirmier.",
)
COUNTS = frozenset({COUNT_DIFFERS.code, NOT_COUNTED.code})
"""The incidents of a count: each waits until who coordinates says what was found."""


def difference(counted: Fraction | None, expected: Fraction | None) -> Fraction | None:
    """How many units more than expected were counted (fewer: below zero); None where one of both is not known."""
    return None if counted is None or expected is None else counted - expected


def count_found(counted: Fraction | None, expected: Fraction | None, *, asked: bool) -> Finding | None:
    """What is wrong with a count, which is `asked` of who only helps. Both amounts are in units of the product."""
    if counted is None:
        return NOT_COUNTED(Tier.STOP) if asked else None
    if expected is None or counted == expected:
        return None
    return COUNT_DIFFERS(Tier.STOP, counted=amount_french(counted), expected=amount_french(expected))
