"""What people have on the body, and when it is to be taken off: added to the plan of the days around."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from medcircuit.administration.models import dose_state
from medcircuit.administration.rules.situation import LineStatus
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.administration.rules.wearing import LONGEST, LOOKED_BACK, removal_due, removal_key
from medcircuit.administration.service.answered import STATE_COLUMNS
from medcircuit.administration.service.plan import Applied, DayPlan, Days, midnight
from medcircuit.administration.service.unit_rounds import Rounds
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.prepared import Prepared
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import PlannedDose

_ON = Prepared(
    select(
        dose_state.c.dose_key,
        dose_state.c.resident_id,
        dose_state.c.line_id,
        dose_state.c.site,
        dose_state.c.at,
        dose_state.c.by_name,
    )
    .where(
        dose_state.c.establishment_id == bindparam("establishment"),
        dose_state.c.resident_id.in_(bindparam("residents", expanding=True)),
        dose_state.c.local_date.between(bindparam("first"), bindparam("last")),
        dose_state.c.site.is_not(None),
    )
    .order_by(dose_state.c.at.desc())
)
_OFF = Prepared(
    select(*STATE_COLUMNS).where(
        dose_state.c.establishment_id == bindparam("establishment"),
        dose_state.c.dose_key.in_(bindparam("keys", expanding=True)),
    )
)
TO_REMOVE = "à retirer"
_LEFT = frozenset({LineStatus.STOPPED, LineStatus.SUSPENDED})


def with_worn(
    connection: Connection, establishment_id: str, plan: DayPlan, resident_ids: Collection[str], days: Days
) -> DayPlan:
    """The plan with what these people have on the body and its removals, those that fall in the days as due.

    One statement; where something was applied lately, that of the removals and those of the plan since then.
    """
    asked: dict[str, Any] = {"establishment": establishment_id, "residents": list(resident_ids)}
    asked |= {"first": days.first - LOOKED_BACK, "last": days.last}
    rows = _ON.rows(connection, asked) if resident_ids else []
    if not rows:
        return plan
    keys = [removal_key(row.dose_key) for row in rows]
    states = _OFF.rows(connection, {"establishment": establishment_id, "keys": keys})
    begins, ends = days.span
    long_off = {row.dose_key for row in states if row.state == DoseState.REMOVED and row.at < begins}
    on = [row for row in rows if removal_key(row.dose_key) not in long_off]
    of_line = _lines(connection, establishment_id, on, days)
    removals = [
        _removal(row, of_line[row.line_id], plan.rounds(row.resident_id))
        for row in on
        if row.line_id in of_line and of_line[row.line_id][0].worn
    ]
    due = [one for one in removals if begins <= one.due < ends]
    known = {row.dose_key for row in plan.states}
    return replace(
        plan,
        planned=tuple(sorted((*plan.planned, *due), key=lambda one: (one.due, one.key))),
        states=(*plan.states, *(row for row in states if row.dose_key not in known)),
        applied=tuple(_applied(row, of_line.get(row.line_id, ())) for row in rows),
        removals=tuple(removals),
    )


def _lines(
    connection: Connection, establishment_id: str, on: Sequence[Row[*tuple[Any, ...]]], days: Days
) -> dict[str, list[PlannedDose]]:
    """What is planned of the lines of these people since the first of what is on was put on."""
    if not on:
        return {}
    since = min(days.first, min(row.at for row in on).astimezone(PARIS).date())
    people = sorted({row.resident_id for row in on})
    until = midnight(days.last + LONGEST)  # the next of what is on may lie beyond these days
    whole = prescriptions.planned(connection, establishment_id, people, midnight(since), until)
    of_line: dict[str, list[PlannedDose]] = {}
    for one in whole.doses:
        of_line.setdefault(one.line_id, []).append(one)
    return of_line


def _applied(row: Row[*tuple[Any, ...]], of_line: Sequence[PlannedDose]) -> Applied:
    substance = of_line[0].label.substance if of_line else ""
    return Applied(row.dose_key, row.resident_id, row.line_id, substance, row.site, row.at, row.by_name or "")


def _removal(row: Row[*tuple[Any, ...]], of_line: Sequence[PlannedDose], rounds: Rounds) -> PlannedDose:
    """Taking off what was applied, as an act that is due."""
    applied = next((one for one in of_line if one.key == row.dose_key), of_line[0])
    own_end = applied.ends if applied.key == row.dose_key else None
    left = [at for at, status in of_line[-1].turns if status in _LEFT]
    if of_line[-1].status_at(row.at) in _LEFT:
        left.append(row.at)
    due = removal_due(
        row.at,
        ends=own_end,
        following=[one.due for one in of_line if one.key != row.dose_key],
        left=left,
    )
    replacing = next((one for one in of_line if one.due == due and one.key != row.dose_key), None)
    if due in left:
        due = _of_a_round(due, rounds)
    like = replacing or applied
    return replace(
        applied,
        key=removal_key(row.dose_key),
        due=due,
        timing=like.timing if replacing else "clock",
        moment_code=like.moment_code if replacing else None,
        interval_h=like.interval_h if replacing else None,
        amount=None,
        unit=None,
        units=None,
        said=TO_REMOVE,
        badges=tuple(badge for badge in applied.badges if badge not in {"new", "changed"}),
        line_status=LineStatus.ACTIVE,
        ends=None,
        turns=(),
        instructions=(),
        act="remove",
    )


def _of_a_round(stopped_at: datetime, rounds: Rounds) -> datetime:
    """When a round can take off what was stopped: at once within a round, else at the beginning of the next."""
    day = stopped_at.astimezone(PARIS).date()
    spans = [*rounds.on(day), *rounds.on(day + timedelta(days=1))]
    for span in spans:
        if span.starts_at <= stopped_at <= span.ends_at:
            return stopped_at
        if span.starts_at > stopped_at:
            return span.starts_at.astimezone(UTC)
    return stopped_at
