"""Lines tied together: one or the other, at the same time, so long after another (RequestGroup of the ANS guide)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from medcircuit.posology.rules.dose import needed_dose
from medcircuit.posology.rules.moments import HOUSE, Moments
from medcircuit.posology.rules.plan import MOST_DOSES, TooManyDoses, plan, spread, understand
from medcircuit.posology.rules.planned import NOTHING_DECIDED, Decisions, Plan, PlannedDose, Rhythm, Window
from medcircuit.posology.rules.questions import Question, ToDecide
from medcircuit.posology.rules.values import Dosage


@dataclass(frozen=True)
class Line:
    """A line as the plan of several needs it; `start` is when it takes effect."""

    id: str
    dosages: tuple[Dosage, ...]
    start: datetime
    decisions: Decisions = NOTHING_DECIDED


@dataclass(frozen=True)
class Alternative:
    """One of these lines, a person says which: nothing is firm for any until `chosen` names one."""

    lines: tuple[str, ...]
    when: str = ""
    chosen: str | None = None


@dataclass(frozen=True)
class Together:
    """These lines are given at the same instants; one that has no timing takes that of another."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class After:
    """No dose of `line` from a dose of `other` on until `offset_min` minutes later."""

    line: str
    other: str
    offset_min: int


Relation = Alternative | Together | After


def plan_lines(
    lines: Sequence[Line], *, window: Window, relations: Sequence[Relation] = (), moments: Moments = HOUSE
) -> Plan:
    """The plan of several lines and of what ties them; a tie that cannot be kept is a question on its lines.

    Raises:
        TooManyDoses: there are more than a plan holds.
    """
    tied = {line.id: line for line in lines}
    for relation in relations:
        if isinstance(relation, Together):
            tied = _lent_timing(tied, relation)
    plans = _each(tied, window, moments)
    for relation in relations:
        if isinstance(relation, After) and relation.line in tied and relation.other in tied:
            plans[relation.line] = _after(
                tied[relation.line], tied[relation.other], relation, window, moments
            )
    for relation in relations:
        if isinstance(relation, Together):
            _together(plans, tied, relation)
        elif isinstance(relation, Alternative):
            _one_or_the_other(plans, tied, relation)
    doses = sorted((dose for one in plans.values() for dose in one.doses), key=lambda dose: dose.due)
    return Plan(
        tuple(doses),
        tuple(entry for one in plans.values() for entry in one.prn),
        tuple(question for one in plans.values() for question in one.questions),
    )


def _plan(line: Line, window: Window, moments: Moments) -> Plan:
    return plan(
        line.dosages, line=line.id, start=line.start, window=window, moments=moments, decisions=line.decisions
    )


def _each(lines: dict[str, Line], window: Window, moments: Moments) -> dict[str, Plan]:
    plans: dict[str, Plan] = {}
    planned = 0
    for line in lines.values():
        plans[line.id] = _plan(line, window, moments)
        planned += len(plans[line.id].doses)
        if planned > MOST_DOSES:
            raise TooManyDoses
    return plans


def _asked(line: Line, code: str, **facts: str) -> Plan:
    return Plan(questions=tuple(Question(line.id, at, code, facts) for at in range(len(line.dosages))))


def _one_or_the_other(plans: dict[str, Plan], tied: dict[str, Line], relation: Alternative) -> None:
    for name in relation.lines:
        if name not in tied or name == relation.chosen:
            continue
        if relation.chosen:
            plans[name] = Plan()
        else:
            facts = {"lines": ", ".join(relation.lines), "when": relation.when}
            plans[name] = _asked(tied[name], "alternative", **facts)


def _lent_timing(tied: dict[str, Line], relation: Together) -> dict[str, Line]:
    members = [tied[name] for name in relation.lines if name in tied]
    lender = next((line for line in members if all(dosage.timing for dosage in line.dosages)), None)
    if lender is None or len(lender.dosages) != 1:
        return tied
    timing = lender.dosages[0].timing
    lent = dict(tied)
    for line in members:
        dosages = tuple(replace(one, timing=one.timing or timing) for one in line.dosages)
        lent[line.id] = replace(line, dosages=dosages)
    return lent


def _together(plans: dict[str, Plan], tied: dict[str, Line], relation: Together) -> None:
    members = [name for name in relation.lines if name in plans]
    instants = {tuple(sorted({dose.due for dose in plans[name].doses})) for name in members}
    if len(instants) > 1 and not any(plans[name].questions for name in members):
        for name in members:
            plans[name] = _asked(tied[name], "together_differs", lines=", ".join(members))


def _after(line: Line, other: Line, relation: After, window: Window, moments: Moments) -> Plan:
    """The line's plan, its doses moved behind those of the other; counted from its start, whatever the window."""
    gap = timedelta(minutes=relation.offset_min)
    first = min(line.start, window[0]).astimezone(UTC)
    before = _plan(other, (first - gap, window[1]), moments)
    facts = {"minutes": str(relation.offset_min), "other": other.id}
    if before.questions:
        return _asked(line, "after_other", **facts)
    if all(dosage.timing is None and not dosage.prn for dosage in line.dosages):
        return _behind_each(line, before.doses, gap, window)
    read = understand(line.dosages, line=line.id, start=line.start, moments=moments, decisions=line.decisions)
    own = spread(read, (first, window[1]))
    if before.prn and own.doses:  # nobody knows when the other will be given: the person who gives must look
        return replace(own, questions=(*own.questions, *_asked(line, "after_other", **facts).questions))
    ends = {one.index: one.span.end for one in read.instructions}
    moved = _moved(own.doses, [dose.due for dose in before.doses], gap)
    if moved is None:
        return replace(_asked(line, "after_other", **facts), prn=own.prn)
    kept = (dose for dose in moved if window[0] <= dose.due < min(window[1], ends[dose.instruction]))
    return replace(own, doses=tuple(kept))


def _behind_each(line: Line, others: Sequence[PlannedDose], gap: timedelta, window: Window) -> Plan:
    """A line without timing of its own: one dose so long after each of the other's."""
    doses: list[PlannedDose] = []
    questions: list[Question] = []
    minutes = gap // timedelta(minutes=1)
    for at, dosage in enumerate(line.dosages):
        try:
            dose = needed_dose(dosage)
        except ToDecide as unclear:
            questions.append(Question(line.id, at, unclear.code, unclear.facts))
            continue
        for other in others:
            due, slot = other.due + gap, f"{other.slot}+{minutes}" + (f"~{at + 1}" if at else "")
            if max(window[0], line.start) <= due < window[1]:
                key = f"{line.id}/{other.local_date.isoformat()}/{slot}"
                doses.append(PlannedDose(key, line.id, at, other.day, slot, due, dose, Rhythm("clock")))
    return Plan(tuple(doses), (), tuple(questions))


def _moved(
    doses: Sequence[PlannedDose], others: Sequence[datetime], gap: timedelta
) -> list[PlannedDose] | None:
    """Doses moved behind the others'; None where two would come closer than they were ever meant to."""
    moved: list[PlannedDose] = []
    for dose in doses:
        due = dose.due
        if dose.rhythm.interval and moved:
            due = max(due, moved[-1].due + dose.rhythm.interval)
        while (at := bisect_right(others, due)) and due < others[at - 1] + gap:
            due = others[at - 1] + gap
        moved.append(dose._replace(due=due, ends=dose.ends and dose.ends + (due - dose.due)))
    if all(dose.rhythm.interval for dose in doses):
        return moved
    meant = [later.due - earlier.due for earlier, later in pairwise(doses)]
    came = [later.due - earlier.due for earlier, later in pairwise(moved)]
    return moved if not came or min(came) >= min(meant) else None
