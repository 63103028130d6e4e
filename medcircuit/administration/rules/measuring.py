"""The measures that a line asks for before it is given: there, fresh, and within what its prescriber states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from medcircuit.administration.rules import acts_found as found
from medcircuit.administration.rules.saying import tier_for
from medcircuit.administration.rules.situation import Situation
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.quantities import amount_french
from medcircuit.prescriptions.rules.care import Requirement
from medcircuit.prescriptions.rules.care_words import limits_said
from medcircuit.prescriptions.rules.doses import unit_said
from medcircuit.residents.rules.measures import AHEAD, KINDS, Measure


def fresh(need: Requirement, measures: Iterable[Measure], now: datetime) -> Measure | None:
    """The last measure of the kind that is young enough, its age itself included."""
    young = [one for one in measures if one.kind == need.kind and -AHEAD <= now - one.at <= need.within]
    return max(young, key=lambda one: (one.at, one.id), default=None)


def within(need: Requirement, measure: Measure) -> bool:
    """Whether a measure keeps the limits, which are allowed themselves."""
    low_kept = need.low is None or measure.value >= need.low
    return low_kept and (need.high is None or measure.value <= need.high)


def measured_before(s: Situation) -> Finding | None:
    """What has to be measured before giving was, and not too long ago."""
    if s.dose is None or s.dose.taken:
        return None
    for need in s.dose.needs:
        if fresh(need, s.measures, s.now) is None:
            return found.REQUIRED_MEASURE(Tier.CONFIRM, measure=KINDS[need.kind].label)
    return None


def measure_within_limits(s: Situation) -> Finding | None:
    """What was measured keeps the limits that the prescriber states; else the prescriber's conduct."""
    if s.dose is None or s.dose.taken:
        return None
    for need in s.dose.needs:
        measure = fresh(need, s.measures, s.now)
        if measure is not None and not within(need, measure):
            return found.MEASURE_OUT_OF_LIMITS(
                tier_for(s, Tier.CONFIRM),
                measure=KINDS[need.kind].label,
                value=measure.said,
                limits=limits_said(need),
                conduct=need.conduct,
            )
    return None


def scaled_dose(s: Situation) -> Finding | None:
    """The dose of the day is the one that the prescriber's scale gives for what was measured."""
    dose = s.dose
    if dose is None or dose.scale is None or dose.taken or s.given is None:
        return None
    scale = dose.scale
    need = next(one for one in dose.needs if one.kind == scale.kind)
    measure = fresh(need, s.measures, s.now)
    if measure is None:
        return None
    row = scale.row_for(measure.value)
    if row is None:
        return found.OFF_SCALE(tier_for(s, Tier.CONFIRM), value=measure.said, conduct=scale.conduct)
    if row.dose == s.given:
        return None
    planned = f"{amount_french(row.dose)} {unit_said(scale.unit, row.dose)}"
    return found.SCALE_DIFFERS(tier_for(s, Tier.CONFIRM), planned=planned, value=measure.said)
