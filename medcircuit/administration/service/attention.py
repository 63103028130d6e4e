"""What waits for a person to decide: held facts, answers that disagree, the prescriber to tell, acts never received."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, or_, select

from medcircuit.administration.models import dose_state, event, incident, settlement
from medcircuit.administration.rules.counting import COUNTS
from medcircuit.administration.rules.findings import INFORM_PRESCRIBER
from medcircuit.administration.service.chains import holed
from medcircuit.administration.service.helper_stops import helper_stops, stops_told
from medcircuit.administration.service.plan import Days, Due, day_plan, rounds_by_unit, said
from medcircuit.administration.service.register_doubts import doubts
from medcircuit.administration.service.second import ALONE, late
from medcircuit.administration.service.states import Stored, facts_of
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service.autonomy import missed
from medcircuit.residents import service as residents

TOLD_WITHIN = timedelta(days=30)
"""How far back the prescriber's notices are listed; all stay in the record."""
_MOST = 200
_HOUSE: BindParameter[str] = bindparam("establishment")


def _settled_as(matter: str, subject: Any) -> Any:
    return and_(
        settlement.c.establishment_id == _HOUSE,
        settlement.c.matter == matter,
        settlement.c.subject == subject,
    )


_HELD = (
    select(event)
    .outerjoin(settlement, _settled_as("held", event.c.id))
    .where(event.c.establishment_id == _HOUSE, event.c.held, settlement.c.id.is_(None))
    .order_by(event.c.received_at.desc(), event.c.id.desc())
    .limit(_MOST)
)
_DISAGREEING = (
    select(dose_state)
    .outerjoin(
        settlement,
        and_(_settled_as("dose", dose_state.c.dose_key), settlement.c.event_id == dose_state.c.event_id),
    )
    .where(
        dose_state.c.establishment_id == _HOUSE,
        or_(*(dose_state.c.flags.contains(flag) for flag in ("double", "contradictory", "contested"))),
        settlement.c.id.is_(None),
    )
    .order_by(dose_state.c.changed_at.desc(), dose_state.c.dose_key)
    .limit(_MOST)
)
_CORRECTING = event.alias("correcting")
_TO_TELL = (
    select(event, incident.c.facts)
    .join(incident, incident.c.event_id == event.c.id)
    .outerjoin(settlement, _settled_as("inform", event.c.id))
    .outerjoin(_CORRECTING, _CORRECTING.c.replaces == event.c.id)
    .where(
        incident.c.establishment_id == _HOUSE,
        incident.c.at >= bindparam("since"),
        incident.c.code == INFORM_PRESCRIBER.code,
        settlement.c.id.is_(None),
        _CORRECTING.c.id.is_(None),
    )
    .order_by(incident.c.at.desc(), event.c.id.desc())
    .limit(_MOST)
)


def attention(work: Work) -> dict[str, Any]:
    """All that waits, in JSON, of the units whose rounds the actor may read.

    Raises:
        Forbidden: the actor may read no round.
    """
    work.require(Right.READ_ROUND)
    asked = {"establishment": work.establishment_id}
    held = _mine(work, work.connection.execute(_HELD, asked).all())
    doses = _mine(work, work.connection.execute(_DISAGREEING, asked).all())
    since = {"since": work.now - TOLD_WITHIN}
    to_tell = _mine(work, work.connection.execute(_TO_TELL, asked | since).all())
    alone = _mine(work, work.connection.execute(ALONE, asked).all())
    facts = facts_of(work, [row.dose_key for row in doses])
    rows = (*held, *doses, *to_tell, *alone)
    missing = missed(work.connection, work.establishment_id, work.now)
    stopped = _mine(work, helper_stops(work))
    about = (*rows, *(row for row in stopped if row.resident_id))
    named = _names(work, {row.resident_id for row in about} | {one["resident"] for one in missing})
    work.saw("resident", named["residents"])
    return {
        "held": [_held_json(row) for row in held],
        "doses": [_dose_json(row, facts.get(row.dose_key, [])) for row in doses],
        "prescriber": [{**_held_json(row), "why": json.loads(row.facts)["why"]} for row in to_tell],
        "alone": [
            {**_held_json(row), "why": json.loads(row.facts).get("why"), "late": late(work, row)}
            for row in alone
            if row.code not in COUNTS
        ],
        "counts": [_count_json(row) for row in alone if row.code in COUNTS],
        "narcotics": doubts(work),
        "autonomy": [one for one in missing if one["resident"] in named["residents"]],
        "devices": [
            {"device": one.device, "missing": list(one.missing), "forks": list(one.forks)}
            for one in holed(work.connection, work.establishment_id)
        ],
        "helpers": stops_told(work, stopped),
        **named,
        "may_decide": work.actor.may(Right.CORRECT_OTHERS),
        "may_tell": work.actor.may(Right.GIVE),
    }


def doses_near(work: Work, event_id: str, resident_id: str | None = None) -> dict[str, Any]:
    """The planned doses to which a held fact may belong, the nearest in time first, in JSON.

    Raises:
        NotFound: this establishment has no such held fact, or no such resident.
        Forbidden: the actor does not coordinate.
    """
    asked = {"establishment": work.establishment_id}
    row = work.connection.execute(
        select(event).where(event.c.establishment_id == _HOUSE, event.c.id == event_id, event.c.held), asked
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.CORRECT_OTHERS, unit_id=row.unit_id)
    person = resident_id or row.resident_id
    work.require(Right.CORRECT_OTHERS, unit_id=residents.unit_of(work, person))
    work.saw("resident", [person])
    day = row.at.astimezone(PARIS).date()
    rounds = rounds_by_unit(work.connection, work.establishment_id)
    unit_id = residents.unit_of(work, person)
    plan = day_plan(
        work.connection, work.establishment_id, [person], Days.around(day), lambda _: rounds(unit_id)
    )
    near = sorted(plan.doses, key=lambda due: (abs(due.planned.due - row.at), due.planned.key))
    return {"resident": person, "doses": [_due_json(due) for due in near[:40]]}


def _mine(work: Work, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    return [
        row for row in rows if row.unit_id is None or work.actor.may(Right.READ_ROUND, unit_id=row.unit_id)
    ]


def _held_json(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    said_then = json.loads(row.content)
    return {
        "id": row.id,
        "kind": row.kind,
        "dose": row.dose_key,
        "line": row.line_id,
        "resident": row.resident_id,
        "unit": row.unit_id,
        "amount": row.amount,
        "reason": said_then["reason"],
        "note": said_then["note"],
        "corrects": row.replaces is not None,
        "at": instant_text(row.at),
        "received_at": instant_text(row.received_at),
        "by": row.actor_id,
        "by_name": row.actor_name,
    }


def _count_json(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    facts = json.loads(row.facts)
    return {**_held_json(row), "counted": facts.get("counted"), "expected": facts.get("expected")}


def _dose_json(row: Row[*tuple[Any, ...]], facts: Sequence[Stored]) -> dict[str, Any]:
    return {
        "dose": row.dose_key,
        "line": row.line_id,
        "resident": row.resident_id,
        "unit": row.unit_id,
        "state": row.state,
        "flags": row.flags.split(","),
        "facts": [
            {
                "id": one.fact.id,
                "kind": one.fact.kind.value,
                "at": instant_text(one.fact.at),
                "by_name": one.name,
                "amount": amount_text(one.fact.amount) if one.fact.amount is not None else None,
                "replaces": one.fact.replaces,
            }
            for one in sorted(facts, key=lambda one: (one.fact.at, one.fact.id))
        ],
    }


def _due_json(due: Due) -> dict[str, Any]:
    return {
        "key": due.planned.key,
        "line": due.planned.line_id,
        "medicine": said(due.planned),
        "sentence": due.planned.sentence,
        "due": instant_text(due.planned.due),
        "state": due.state.value,
        "state_at": instant_text(due.answered.at) if due.answered else None,
        "state_by": due.answered.by_name if due.answered else None,
    }


def _names(work: Work, people: Collection[str]) -> dict[str, Any]:
    """These people by id, as far as the actor may read of them, and their medicines by line."""
    cards = residents.cards(work.connection, work.establishment_id, work.now) if people else {}
    lines = prescriptions.lines_of(work.connection, work.establishment_id, people) if people else ()
    return {
        "residents": {
            one: {
                "birth_name": card.birth_name,
                "used_name": card.used_name,
                "first_name": card.first_name,
                "room": card.room,
            }
            for one in people
            if (card := cards.get(one)) and work.actor.may(Right.READ_ROUND, unit_id=card.unit_id)
        },
        "lines": {
            line.id: " ".join(
                part for part in (line.label.substance, line.label.strength, line.label.form) if part
            )
            for line in lines
        },
    }
