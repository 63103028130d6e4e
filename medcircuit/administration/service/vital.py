"""Life-saving acts: taken as facts, whoever did them in the house; what the panel of an emergency shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from medcircuit.administration.models import receipt, vital_act
from medcircuit.administration.rules.chains import SERVER
from medcircuit.administration.rules.entry import Gesture, SameIdOtherContent, content_hash, judged_at
from medcircuit.administration.rules.vital import NO_LINE, VitalAct, check_vital, said_of_vital
from medcircuit.administration.rules.vocabulary import EventKind
from medcircuit.administration.service.facts import Receipt, take
from medcircuit.administration.service.receipts import Taken
from medcircuit.delegations import service as delegations
from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import Unavailable
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents

_KNOWN = (
    select(vital_act.c.hash, vital_act.c.establishment_id, receipt.c.answer)
    .join(receipt, receipt.c.event_id == vital_act.c.event_id)
    .where(vital_act.c.event_id == bindparam("id"))
)


@dataclass(frozen=True)
class Told:
    """A life-saving act as a device told it; `sent_at` is the device's clock when it did."""

    act: VitalAct
    sent_at: datetime | None = None


def record_vital(work: Work, told: Told) -> Receipt:
    """Take a life-saving act: by anybody of the person's house, its stock moved, prescriber and nurse told.

    Nothing stops it: what no prescription of the person receives is held, visible. The same act again: the same receipt.

    Raises:
        NotFound: this establishment has no such resident.
        VitalUnreadable: nobody could tell what was given.
        SameIdOtherContent: the id names another act.
        Unavailable: the same act arrived twice at the same moment; sent again it has its receipt.
    """
    act = told.act
    check_vital(act)
    residents.unit_of(work, act.resident)
    residents.lock(work, act.resident)
    hashed = content_hash(act.content)
    if known := work.connection.execute(_KNOWN, {"id": act.id}).one_or_none():
        if (known.hash, known.establishment_id) != (hashed, work.establishment_id):
            raise SameIdOtherContent(event=act.id)
        return Receipt(json.loads(known.answer))
    taken = _taken(work, told)
    try:
        receipts = take(work, [taken], {})
        work.connection.execute(insert(vital_act), _row(work, act, hashed))
    except IntegrityError as error:
        raise Unavailable from error
    work.did("vital_act", ("event", act.id))
    return Receipt(receipts[act.id])


def _taken(work: Work, told: Told) -> Taken:
    """The act as the facts are taken: its instant by the server's clock, never later than now."""
    act = told.act
    offset = work.now - (told.sent_at or work.now)
    gesture = Gesture(
        id=act.id,
        device=SERVER,
        device_seq=0,
        kind=EventKind.GIVEN,
        dose=act.key,
        line=act.line or NO_LINE,
        resident=act.resident,
        at=act.at,
        amount=act.amount,
        note=act.note,
    )
    at = min(judged_at(act.at, offset), work.now)
    return Taken(gesture, at, content_hash(gesture.content), findings=list(said_of_vital()), vital=True)


def _row(work: Work, act: VitalAct, hashed: str) -> dict[str, Any]:
    return {
        "event_id": act.id,
        "establishment_id": work.establishment_id,
        "resident_id": act.resident,
        "protocol_id": act.protocol,
        "product": act.product,
        "called": act.called,
        "note": act.note,
        "device_id": act.device,
        "hash": hashed,
    }


def vital_json(work: Work, resident_id: str) -> dict[str, Any]:
    """What may save a person, in JSON: for anybody of their house, whatever their habilitation.

    Raises:
        NotFound: this establishment has no such resident.
    """
    lent = replace(work.actor, rights=work.actor.rights | {Right.READ_RESIDENT})
    found = delegations.vital_protocols(replace(work, actor=lent), resident_id)
    return {"resident": resident_id, "protocols": [_protocol_json(one) for one in found]}


def _protocol_json(one: delegations.InForce) -> dict[str, Any]:
    said = one.protocol
    return {
        "id": one.protocol_id,
        "line": one.line_id,
        "title": said.title,
        "indication": said.indication,
        "medicine": said.medicine,
        "dose": amount_text(said.dose),
        "dose_said": said.dose_said,
        "meanwhile": list(said.measures_first),
        "contra_signs": list(said.contra_signs),
        "warnings": list(one.warnings),
    }
