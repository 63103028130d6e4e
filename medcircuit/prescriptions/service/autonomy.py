"""Who takes a medicine by themselves: the assessment, the weekly hand-over and check, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.autonomy_models import self_management
from medcircuit.prescriptions.models import line
from medcircuit.prescriptions.rules.autonomy import (
    AutonomyAct,
    NotAutonomous,
    after,
    autonomy_of,
    autonomy_text,
)
from medcircuit.prescriptions.service.stored import label_of
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional


@dataclass(frozen=True)
class Managing:
    """One act about some lines; `id` is the browser's."""

    id: str
    act: AutonomyAct
    lines: tuple[str, ...]
    note: str | None = None


def manage(work: Work, resident_id: str, asked: Managing) -> dict[str, Any]:
    """Note an act about the lines that a person manages; the same sent again changes nothing.

    Raises:
        NotFound: this establishment has no such resident, or they have no such line.
        Forbidden: the actor neither gives nor prescribes in their unit; only who gives hands over and checks.
        NotAutonomous: the act does not fit a line.
    """
    unit_id = residents.unit_of(work, resident_id)
    prescribes = asked.act in {AutonomyAct.ASSESSED, AutonomyAct.ENDED} and work.actor.may(
        Right.PRESCRIBE, unit_id=unit_id
    )
    if not prescribes and not work.actor.may(Right.GIVE, unit_id=unit_id):
        raise Forbidden
    note = clean_optional(asked.note, field="La note", longest=500)
    rows = {row.id: row for row in _lines(work, resident_id)}
    if not asked.lines or any(one not in rows for one in asked.lines):
        raise NotFound
    known = work.connection.scalars(
        select(self_management.c.line_id).where(self_management.c.request_id == asked.id)
    ).all()
    for line_id in () if known else dict.fromkeys(asked.lines):
        now_known = after(autonomy_of(rows[line_id].autonomy), asked.act, work.now, work.actor.name)
        if rows[line_id].stopped_at is not None and asked.act is not AutonomyAct.ENDED:
            raise NotAutonomous
        work.connection.execute(insert(self_management), _row(work, resident_id, line_id, asked, note))
        work.connection.execute(
            update(line).where(line.c.id == line_id).values(autonomy=autonomy_text(now_known))
        )
    work.did("self_management", ("resident", resident_id))
    return managed(work, resident_id)


def managed(work: Work, resident_id: str) -> dict[str, Any]:
    """The lines of a person with what they manage of them, and every act, the last first, in JSON.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read their prescriptions.
    """
    unit_id = residents.unit_of(work, resident_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=unit_id)
    work.saw("resident", [resident_id])
    log = work.connection.execute(
        select(self_management)
        .where(
            self_management.c.establishment_id == work.establishment_id,
            self_management.c.resident_id == resident_id,
        )
        .order_by(self_management.c.at.desc(), self_management.c.line_id)
        .limit(60)
    ).all()
    may_give = work.actor.may(Right.GIVE, unit_id=unit_id)
    return {
        "lines": [_line_json(row, work.now) for row in _lines(work, resident_id) if row.stopped_at is None],
        "log": [
            {
                "line": row.line_id,
                "act": row.act,
                "note": row.note,
                "by": row.author_name,
                "at": instant_text(row.at),
            }
            for row in log
        ],
        "may_assess": may_give or work.actor.may(Right.PRESCRIBE, unit_id=unit_id),
        "may_hand": may_give,
    }


def missed(connection: Connection, establishment_id: str, now: datetime) -> list[dict[str, Any]]:
    """The lines whose hand-over or check is missed: who, which, and since when."""
    rows = connection.execute(
        select(line.c.id, line.c.resident_id, line.c.autonomy).where(
            line.c.establishment_id == establishment_id,
            line.c.autonomy.is_not(None),
            line.c.stopped_at.is_(None),
        )
    )
    return [
        {"line": row.id, "resident": row.resident_id, "due": instant_text(known.next_due())}
        for row in rows
        if (known := autonomy_of(row.autonomy)).missed(now)
    ]


def _lines(work: Work, resident_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    return work.connection.execute(
        select(line.c.id, line.c.label, line.c.autonomy, line.c.stopped_at)
        .where(line.c.establishment_id == work.establishment_id, line.c.resident_id == resident_id)
        .order_by(line.c.created_at, line.c.id)
        .with_for_update()
    ).all()


def _row(work: Work, resident_id: str, line_id: str, asked: Managing, note: str | None) -> dict[str, Any]:
    return {
        "request_id": asked.id,
        "line_id": line_id,
        "establishment_id": work.establishment_id,
        "resident_id": resident_id,
        "act": asked.act.value,
        "note": note,
        "author_id": work.actor.user_id,
        "author_name": work.actor.name,
        "at": work.now,
    }


def _line_json(row: Row[*tuple[Any, ...]], now: datetime) -> dict[str, Any]:
    known = autonomy_of(row.autonomy)
    return {
        "id": row.id,
        "label": vars(label_of(row.label)),
        "since": instant_text(known.open.since) if known.open else None,
        "by": known.open.by if known.open else None,
        "handed": instant_text(known.handed),
        "checked": instant_text(known.checked),
        "due": instant_text(known.next_due()),
        "missed": known.missed(now),
    }
