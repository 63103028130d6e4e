"""Putting the doses that were decided day by day into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medcircuit.kernel.clock import PARIS
from medcircuit.prescriptions.rules.daily import NONE_TODAY, UNTIL, Decided, decided_said, dose_on
from medcircuit.prescriptions.rules.doses import PlannedDose, amount_said
from medcircuit.prescriptions.rules.lines import Status
from medcircuit.prescriptions.service.stored import units_of


def by_day(planned: PlannedDose, decisions: Sequence[Decided], counting: str) -> PlannedDose:
    """The dose with the amount decided for its day, and by whom; a zero suspends it; undecided it is as it was."""
    found = dose_on(decisions, planned.due.astimezone(PARIS).date())
    if found is None:
        return planned
    decided, amount = found
    told = replace(planned, instructions=(*planned.instructions, decided_said(decided)))
    if not amount:
        nothing = (*told.instructions, NONE_TODAY)
        return replace(told, instructions=nothing, line_status=Status.SUSPENDED.value, turns=())
    unit = decided.daily.unit
    units = units_of(amount, unit, counting)
    return replace(told, amount=amount, unit=unit, units=units, said=amount_said(amount, unit))


def left_to_decide(question: str, decisions: Sequence[Decided], doses: Sequence[PlannedDose]) -> str | None:
    """What is still to decide of these doses; None where all of them from the first decision on are."""
    if not decisions:
        return question
    begun = min(one.daily.first for one in decisions)
    days = [day for one in doses if (day := one.due.astimezone(PARIS).date()) >= begun]
    if days and all(dose_on(decisions, day) for day in days):
        return None
    last = max(decisions, key=lambda one: one.number).daily.last
    return UNTIL % {"question": question, "day": f"{last:%d/%m}"}
