"""Monday's queue: what others than nurses did, and life-saving acts, each read again and countersigned by a nurse."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, insert, select

from medcircuit.administration.models import (
    countersignature,
    event,
    incident,
    prn_ask,
    prn_effect,
    to_countersign,
    vital_act,
)
from medcircuit.administration.rules.as_needed import REASONS
from medcircuit.administration.rules.countersigning import (
    Countersigning,
    Outcome,
    check_countersigning,
)
from medcircuit.administration.rules.entry import SameIdOtherContent
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents

_MOST = 200
_REASONS = {one.code: one.label for one in REASONS}
_HOUSE = bindparam("establishment", type_=to_countersign.c.establishment_id.type)
_DONE = select(countersignature.c.event_id).where(
    countersignature.c.establishment_id == _HOUSE,
    countersignature.c.outcome == Outcome.COUNTERSIGNED.value,
)
_WAITING = (
    select(to_countersign.c.event_id, to_countersign.c.why, to_countersign.c.unit_id)
    .where(to_countersign.c.establishment_id == _HOUSE, to_countersign.c.event_id.not_in(_DONE))
    .order_by(to_countersign.c.at, to_countersign.c.event_id, to_countersign.c.why)
    .limit(_MOST)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_EVENTS = (
    select(
        event.c.id,
        event.c.kind,
        event.c.dose_key,
        event.c.line_id,
        event.c.resident_id,
        event.c.unit_id,
        event.c.amount,
        event.c.at,
        event.c.received_at,
        event.c.actor_id,
        event.c.actor_name,
        event.c.held,
        event.c.content,
        vital_act.c.product,
        vital_act.c.called,
        vital_act.c.note,
        prn_ask.c.reason,
        prn_ask.c.scale,
        prn_ask.c.score,
        prn_ask.c.amount.label("asked_amount"),
        prn_ask.c.unit,
        prn_ask.c.answers,
        prn_ask.c.decided_by,
    )
    .outerjoin(vital_act, vital_act.c.event_id == event.c.id)
    .outerjoin(
        prn_ask,
        (prn_ask.c.dose_key == event.c.dose_key) & (prn_ask.c.establishment_id == event.c.establishment_id),
    )
    .where(event.c.establishment_id == _HOUSE, event.c.id.in_(_IDS))
    .order_by(event.c.at, event.c.id)
)
_INCIDENTS = select(incident.c.event_id, incident.c.code, incident.c.tier, incident.c.facts).where(
    incident.c.establishment_id == _HOUSE, incident.c.event_id.in_(_IDS)
)
_EFFECTS = (
    select(prn_effect)
    .where(prn_effect.c.establishment_id == _HOUSE, prn_effect.c.dose_key.in_(_IDS))
    .order_by(prn_effect.c.received_at, prn_effect.c.id)
)
_REMARKS = (
    select(countersignature)
    .where(countersignature.c.establishment_id == _HOUSE, countersignature.c.event_id.in_(_IDS))
    .order_by(countersignature.c.at, countersignature.c.id)
)
_CORRECTED = select(event.c.replaces).where(event.c.establishment_id == _HOUSE, event.c.replaces.in_(_IDS))
_BY_ID = select(countersignature).where(countersignature.c.id == bindparam("id"))


def acts_to_countersign(work: Work) -> dict[str, Any]:
    """The acts that wait, the oldest first, in JSON; of the units where the actor countersigns.

    Raises:
        Forbidden: the actor countersigns nowhere.
    """
    work.require(Right.COUNTERSIGN)
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for row in work.connection.execute(_WAITING, {"establishment": work.establishment_id}):
        if row.unit_id is None or work.actor.may(Right.COUNTERSIGN, unit_id=row.unit_id):
            waiting[row.event_id].append(row.why)
    rows = _rows(work, _EVENTS, waiting)
    people = {row.resident_id for row in rows}
    work.saw("resident", sorted(people))
    beside = _beside(work, rows)
    return {
        "server_time": instant_text(work.now),
        "acts": [_act(work, row, waiting[row.id], beside) for row in rows],
        "residents": _people(work, people),
    }


def countersign(work: Work, said: Countersigning) -> dict[str, Any]:
    """Say of one act that it is countersigned, or to be seen again; the same again changes nothing.

    Raises:
        NotFound: no such act waits for it in this establishment.
        Forbidden: the actor does not countersign where it was done.
        OwnAct: the actor did it themselves.
        RemarkMissing: « à revoir » without what.
        AlreadyCountersigned: somebody did before.
        SameIdOtherContent: the id names another countersignature.
    """
    row = work.connection.execute(
        select(event.c.id, event.c.unit_id, event.c.resident_id, event.c.actor_id)
        .join(to_countersign, to_countersign.c.event_id == event.c.id)
        .where(event.c.establishment_id == work.establishment_id, event.c.id == said.event)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.COUNTERSIGN, unit_id=row.unit_id)
    residents.lock(work, row.resident_id)
    known = work.connection.execute(_BY_ID, {"id": said.id}).one_or_none()
    if known is not None:
        if (known.event_id, known.outcome, known.remark) != (said.event, said.outcome.value, said.remark):
            raise SameIdOtherContent(event=said.id)
        return {"id": said.id}
    before = _countersigned_by(work, said.event)
    check_countersigning(said, by=work.actor.user_id, done_by=row.actor_id, countersigned_by=before)
    work.connection.execute(
        insert(countersignature),
        {
            "id": said.id,
            "establishment_id": work.establishment_id,
            "event_id": said.event,
            "outcome": said.outcome.value,
            "remark": said.remark,
            "by": work.actor.user_id,
            "by_name": work.actor.name,
            "at": work.now,
        },
    )
    work.did(said.outcome.value, ("event", said.event), ("resident", row.resident_id))
    return {"id": said.id}


def _countersigned_by(work: Work, event_id: str) -> str | None:
    found: str | None = work.connection.execute(
        select(countersignature.c.by_name).where(
            countersignature.c.establishment_id == work.establishment_id,
            countersignature.c.event_id == event_id,
            countersignature.c.outcome == Outcome.COUNTERSIGNED.value,
        )
    ).scalar_one_or_none()
    return found


def _rows(work: Work, query: Any, ids: Collection[str]) -> list[Row[Any]]:
    if not ids:
        return []
    asked = {"establishment": work.establishment_id, "ids": list(ids)}
    return list(work.connection.execute(query, asked).all())


Beside = Mapping[str, Any]


def _beside(work: Work, rows: Iterable[Row[Any]]) -> Beside:
    """What is known around these acts, by what it belongs to: five statements."""
    rows = list(rows)
    ids = [row.id for row in rows]
    incidents: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(work, _INCIDENTS, ids):
        incidents[row.event_id].append({"code": row.code, "tier": row.tier, "facts": json.loads(row.facts)})
    remarks: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(work, _REMARKS, ids):
        remarks[row.event_id].append({"text": row.remark, "by": row.by_name, "at": instant_text(row.at)})
    people = {row.resident_id for row in rows}
    lines = prescriptions.lines_of(work.connection, work.establishment_id, people) if people else ()
    return {
        "incidents": incidents,
        "remarks": remarks,
        "effects": {row.dose_key: row for row in _rows(work, _EFFECTS, [row.dose_key for row in rows])},
        "corrected": {row.replaces for row in _rows(work, _CORRECTED, ids)},
        "lines": {line.id: line.label for line in lines},
    }


def _act(work: Work, row: Row[Any], why: list[str], beside: Beside) -> dict[str, Any]:
    label, effect, said = (
        beside["lines"].get(row.line_id),
        beside["effects"].get(row.dose_key),
        json.loads(row.content),
    )
    parts = (label.substance, label.strength, label.form) if label else (row.product,)
    return {
        "event": row.id,
        "why": why,
        "kind": row.kind,
        "resident": row.resident_id,
        "unit": row.unit_id,
        "medicine": " ".join(part for part in parts if part),
        "amount": row.amount or row.asked_amount,
        "amount_unit": row.unit,
        "reason": _REASONS.get(row.reason or ""),
        "scale": row.scale,
        "score": row.score,
        "answers": json.loads(row.answers) if row.answers else {},
        "agreed_by": row.decided_by,
        "given_reason": said["reason"],
        "note": row.note or said["note"],
        "effect": _effect(effect) if effect else None,
        "called": row.called,
        "by": row.actor_name,
        "own": row.actor_id == work.actor.user_id,
        "at": instant_text(row.at),
        "received_at": instant_text(row.received_at),
        "held": row.held,
        "corrected": row.id in beside["corrected"],
        "incidents": beside["incidents"][row.id],
        "remarks": beside["remarks"][row.id],
    }


def _effect(row: Row[Any]) -> dict[str, Any]:
    return {
        "effect": row.effect,
        "score": row.score,
        "note": row.note,
        "by": row.actor_name,
        "at": instant_text(row.at),
    }


def _people(work: Work, people: set[str]) -> dict[str, Any]:
    cards = residents.cards(work.connection, work.establishment_id, work.now) if people else {}
    return {
        one: {
            "birth_name": card.birth_name,
            "used_name": card.used_name,
            "first_name": card.first_name,
            "room": card.room,
        }
        for one in people
        if (card := cards.get(one))
    }
