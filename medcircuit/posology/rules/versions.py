"""A line changes by versions: what each plans before the next takes effect, merged by key (ROAD, planned dose's key)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from medcircuit.posology.rules.calendar import FOREVER
from medcircuit.posology.rules.moments import HOUSE, Moments
from medcircuit.posology.rules.plan import plan
from medcircuit.posology.rules.planned import (
    NOTHING_DECIDED,
    Decisions,
    Plan,
    PlannedDose,
    PrnEntry,
    Window,
)
from medcircuit.posology.rules.questions import Question
from medcircuit.posology.rules.values import Dosage


@dataclass(frozen=True)
class LineVersion:
    """One version of a line, in force from `effective_from` until the next one's.

    `anchor` is what its steps, cycles and durations are counted from: that of the version before where only the dose
    or nothing of the rhythm changes (keys go on), `effective_from` where the rhythm starts anew. A suspended version's
    doses are planned as suspended, a stopped one and one that is proposed only plan nothing.
    """

    number: int
    dosages: tuple[Dosage, ...]
    effective_from: datetime
    anchor: datetime
    status: Literal["active", "suspended", "stopped", "proposed"] = "active"
    decisions: Decisions = NOTHING_DECIDED


def merge_versions(
    versions: Sequence[LineVersion], *, line: str, window: Window, moments: Moments = HOUSE
) -> Plan:
    """The plan of a line through its versions, in any order.

    Each plans what is due from its effective instant on and before the next one's. A slot that two versions plan is one
    dose, the earlier version's.

    Questions and as-needed entries are those of the versions in force within the window, the as-needed ones cut to the
    time their version is in force; a suspended or stopped version asks and offers nothing.
    """
    doses: dict[str, PlannedDose] = {}
    prn: list[PrnEntry] = []
    questions: list[Question] = []
    ordered = sorted(versions, key=lambda version: (version.effective_from, version.number))
    for version, following in zip(ordered, [*ordered[1:], None], strict=True):
        begin = max(window[0], version.effective_from)
        until = following.effective_from if following else FOREVER
        end = min(window[1], until)
        if version.status in {"stopped", "proposed"} or begin >= end:
            continue
        part = plan(
            version.dosages,
            line=line,
            start=version.anchor,
            window=(begin, end),
            moments=moments,
            decisions=version.decisions,
        )
        state: Literal["due", "suspended"] = "suspended" if version.status == "suspended" else "due"
        for dose in part.doses:
            told = dose._replace(version=version.number, state=state)
            doses.setdefault(dose.key, told)
        if version.status == "active":
            questions.extend(part.questions)
            prn.extend(_in_force(entry, version.effective_from, until) for entry in part.prn)
    return Plan(tuple(sorted(doses.values(), key=_order)), tuple(prn), tuple(questions))


def _order(dose: PlannedDose) -> tuple[datetime, int]:
    return dose.due, dose.instruction


def _in_force(entry: PrnEntry, begin: datetime, end: datetime) -> PrnEntry:
    first = max(begin.astimezone(UTC), entry.begin) if entry.begin else begin.astimezone(UTC)
    if end == FOREVER:
        return replace(entry, begin=first)
    last = min(end.astimezone(UTC), entry.until) if entry.until else end.astimezone(UTC)
    return replace(entry, begin=first, until=last)
