"""Deciding the doses of the next days after a measure, and reading what was decided."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import Work
from medcircuit.posology.rules import understand
from medcircuit.prescriptions.models import daily_decision, line
from medcircuit.prescriptions.rules.care import care_of
from medcircuit.prescriptions.rules.daily import (
    Daily,
    DailySuperseded,
    Decided,
    NothingDaily,
    check_daily,
    daily_json,
    decided_said,
    decisions_of,
    decisions_text,
    follows_inr,
)
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.prescriptions.rules.lines import LineIdTaken
from medcircuit.prescriptions.service.reading import Line, line_read
from medcircuit.prescriptions.service.stored import counting_of, dosages_of
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text
from medcircuit.residents.rules.measures import Measure, check_measure

KEPT = 20
"""How many decisions a line carries for its plan; all of them stay in their table."""


@dataclass(frozen=True)
class Deciding:
    """A decision to note: `id` is the browser's, `seen` the number of the last one read, `value_at` when it was measured."""

    id: str
    seen: int
    daily: Daily
    value_at: datetime


def daily_of(work: Work, line_id: str) -> dict[str, Any]:
    """What was decided for a line whose doses are told day by day, the last first, in JSON.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor may not read it.
    """
    row, read = _line(work, line_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, row.resident_id))
    work.saw("resident", [row.resident_id])
    return _json(work, row, read)


def decide_daily(work: Work, line_id: str, asked: Deciding) -> dict[str, Any]:
    """Note the doses of the next days, with the measure they rest on; the same again changes nothing.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor neither prescribes nor copies orders in this unit.
        NothingDaily: the doses of the line are written.
        DailySuperseded: somebody decided meanwhile.
        DailyUnreadable, MeasureUnreadable: it makes no sense.
        LineIdTaken: the identifier names another request.
    """
    row, read = _line(work, line_id)
    unit_id = residents.unit_of(work, row.resident_id)
    if not any(work.actor.may(right, unit_id=unit_id) for right in (Right.PRESCRIBE, Right.TRANSCRIBE)):
        raise Forbidden
    today = work.now.astimezone(PARIS).date()
    daily = replace(asked.daily, decided_by=clean_text(asked.daily.decided_by, field="Le nom", longest=120))
    content = json.dumps(daily_json(daily), ensure_ascii=False, sort_keys=True)
    hashed = hashlib.sha256(f"{asked.id}{asked.seen}{content}".encode()).hexdigest()
    if _already(work, asked.id, line_id, hashed):
        return _json(work, row, read)
    if not _by_day(read, work.now):
        raise NothingDaily
    check_daily(daily, today)
    measure = Measure(new_id(), "inr", daily.value, asked.value_at)
    check_measure(measure, work.now)
    known = decisions_of(row.daily or "[]")
    number = max((one.number for one in known), default=0) + 1
    if asked.seen != number - 1:
        raise DailySuperseded
    decided = (*known, Decided(number, daily, work.actor.name, today))[-KEPT:]
    work.connection.execute(
        insert(daily_decision),
        {
            "line_id": line_id,
            "number": number,
            "id": asked.id,
            "request_hash": hashed,
            "content": content,
            "measure_id": measure.id,
            "author_id": work.actor.user_id,
            "author_name": work.actor.name,
            "at": work.now,
        },
    )
    work.connection.execute(update(line).where(line.c.id == line_id).values(daily=decisions_text(decided)))
    residents.keep_measures(work, {row.resident_id: (measure,)})
    work.did("decide_daily", ("line", line_id), ("resident", row.resident_id))
    return _json(work, _line(work, line_id)[0], read)


def _line(work: Work, line_id: str) -> tuple[Row[*tuple[Any, ...]], Line]:
    """A line, held to the end of the transaction where one writes."""
    row = work.connection.execute(
        select(line.c.resident_id, line.c.daily, line.c.counting)
        .where(line.c.id == line_id, line.c.establishment_id == work.establishment_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row, line_read(work.connection, work.establishment_id, line_id)


def _already(work: Work, request_id: str, line_id: str, hashed: str) -> bool:
    row = work.connection.execute(
        select(daily_decision.c.line_id, daily_decision.c.request_hash).where(
            daily_decision.c.id == request_id
        )
    ).one_or_none()
    if row is not None and (row.line_id, row.request_hash) != (line_id, hashed):
        raise LineIdTaken
    return row is not None


def _by_day(read: Line, now: datetime) -> bool:
    """Whether a line in force of a vitamin K antagonist says its moments and no dose."""
    version = read.at(now)
    told = version is not None and follows_inr(read.label.substance)
    if version is None or not told or care_of(version.care).scale is not None:
        return False
    understood = understand(dosages_of(version.dosage), line=read.id, start=version.anchor)
    return any(one.code == "no_dose" for one in understood.questions)


def _json(work: Work, row: Row[*tuple[Any, ...]], read: Line) -> dict[str, Any]:
    decided = sorted(decisions_of(row.daily or "[]"), key=lambda one: -one.number)
    return {
        "line": read.id,
        "resident": row.resident_id,
        "label": vars(read.label),
        "unit": counting_of(row.counting).word,
        "by_day": _by_day(read, work.now),
        "today": work.now.astimezone(PARIS).date().isoformat(),
        "may_decide": any(work.actor.may(right) for right in (Right.PRESCRIBE, Right.TRANSCRIBE)),
        "decisions": [
            {
                **daily_json(one.daily),
                "number": one.number,
                "noted_by": one.noted_by,
                "noted_on": one.noted_on.isoformat(),
                "last": one.daily.last.isoformat(),
                "said": decided_said(one),
                "doses": [
                    amount_said(amount, one.daily.unit) if amount else None for amount in one.daily.amounts
                ],
            }
            for one in decided
        ],
    }
