"""Facts on their way to the record: what is written of each, and the receipt it gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from medcircuit.administration.models import event, incident, receipt
from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.saying import clock_time
from medcircuit.administration.service.states import NOTHING_LEAVES, LockedDose, Parts
from medcircuit.kernel.access import Actor
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.db import json_text, new_id
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.residents.rules.measures import Measure

_INSERTS = {table.name: Prepared(insert(table)) for table in (event, receipt, incident)}


@dataclass
class Taken:
    """One gesture on its way: when it is judged to have happened, what leaves the stock, what was found.

    `site` is where on the body it went, `measures` what was measured for it. `author` is who says so where that is not the actor of the request (the software itself, of an absence).
    `authorisation_id` is what opened the dose to someone who is no nurse; `vital`: it saved a life. `registered`: it
    is owed a line of the register; `asked_to_count`: its carer only helps, and counts what is left.
    """

    gesture: Gesture
    at: datetime
    hash: str
    author: Actor | None = None
    authorisation_id: str | None = None
    held: bool = False
    vital: bool = False
    registered: bool = False
    asked_to_count: bool = False
    site: str | None = None
    measures: tuple[Measure, ...] = ()
    parts: Parts = NOTHING_LEAVES
    findings: list[Finding] = field(default_factory=list)

    @property
    def insists(self) -> bool:
        """Whether the carer knows that the dose is given, or corrects the entry that says so."""
        return self.gesture.asserted or self.gesture.replaces is not None

    def hold(self, unit_id: str | None) -> None:
        """Keep it, visible, with no dose to put it to."""
        self.held = True
        self.parts = Parts(unit_id=unit_id)
        self.findings.append(found.HELD(Tier.CONFIRM))

    @property
    def incidents(self) -> list[Finding]:
        """What was found, each code once, the heaviest first among equals."""
        once: dict[str, Finding] = {}
        for finding in self.findings:
            if finding.code not in once or finding.tier > once[finding.code].tier:
                once[finding.code] = finding
        return list(once.values())


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored; its sentence is made when it is read."""
    return {"code": finding.code, "tier": Tier(finding.tier).name.lower(), "facts": dict(finding.facts)}


def question(work: Work, gesture: Gesture, dose: LockedDose) -> dict[str, Any]:
    """The answer to a second giving that nobody said was one: by whom the dose was given, and when."""
    accepted = dose.of(dose.folded.event_id)
    assert accepted is not None, "a dose that is given has the fact that says so"
    work.did("ask_again", ("event", gesture.id), ("resident", gesture.resident))
    by = accepted.fact.by
    return {
        "id": gesture.id,
        "status": "question",
        "incidents": [],
        "question": {
            "by": accepted.name,
            "at": instant_text(accepted.fact.at),
            "local_time": clock_time(accepted.fact.at, work.now),
            "own": by == work.actor.user_id,
        },
        **_state(dose),
    }


def _state(dose: LockedDose) -> dict[str, Any]:
    folded = dose.folded
    return {
        "dose": dose.key,
        "state": folded.state.value,
        "state_at": instant_text(folded.at),
        "state_by": folded.by,
        "event": folded.event_id,
        "flags": list(folded.flags),
    }


def write_facts(
    work: Work, kept: Sequence[Taken], doses: Mapping[str, LockedDose]
) -> dict[str, dict[str, Any]]:
    """Write facts, receipts and incidents, and give the receipts by event."""
    if not kept:
        return {}
    receipts = {one.gesture.id: receipt_of(one, doses) for one in kept}
    for table, rows in fact_rows(work, kept, receipts).items():
        if rows:
            _INSERTS[table].send(work.connection, *rows)
    work.did("record", *_named(kept))
    return receipts


def fact_rows(
    work: Work, kept: Sequence[Taken], receipts: Mapping[str, dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of facts with their receipts and incidents, by table, in the order in which they are written."""
    return {
        "event": [_event_row(work, one) for one in kept],
        "receipt": [_receipt_row(work, receipts[one.gesture.id]) for one in kept],
        "incident": [_incident_row(work, one, finding) for one in kept for finding in one.incidents],
    }


def _named(kept: Iterable[Taken]) -> list[tuple[str, str]]:
    people = dict.fromkeys(one.gesture.resident for one in kept)
    return [*(("event", one.gesture.id) for one in kept), *(("resident", one) for one in people)]


def receipt_of(one: Taken, doses: Mapping[str, LockedDose]) -> dict[str, Any]:
    """The receipt of a fact, in JSON, sentences apart."""
    nowhere = {"dose": one.gesture.dose, "state": None, "state_at": None, "state_by": None, "event": None}
    accepted = "accepted_with_incidents" if one.incidents else "accepted"
    return {
        "id": one.gesture.id,
        "status": "held" if one.held else accepted,
        "incidents": [finding_json(finding) for finding in one.incidents],
        "question": None,
        **({**nowhere, "flags": []} if one.held else _state(doses[one.gesture.dose])),
    }


def _event_row(work: Work, one: Taken) -> dict[str, Any]:
    gesture, parts, author = one.gesture, one.parts, one.author or work.actor
    return {
        "id": gesture.id,
        "establishment_id": work.establishment_id,
        "unit_id": parts.unit_id,
        "kind": gesture.kind.value,
        "dose_key": gesture.dose,
        "line_id": gesture.line,
        "resident_id": gesture.resident,
        "amount": None if gesture.amount is None else amount_text(gesture.amount),
        "replaces": gesture.replaces,
        "at": one.at,
        "device_at": gesture.at,
        "received_at": work.now,
        "actor_id": author.user_id,
        "actor_name": author.name,
        "entered_by": None if author is work.actor else work.actor.user_id,
        "entered_by_name": None if author is work.actor else work.actor.name,
        "authorisation_id": one.authorisation_id,
        "session_id": work.actor.session_id,
        "device_id": gesture.device,
        "device_seq": gesture.device_seq,
        "held": one.held,
        "asserted": gesture.asserted,
        "offer_again": gesture.offer_again,
        "site": one.site,
        "second_id": gesture.second,
        "class_id": parts.class_id,
        "cip13": parts.cip13,
        "lot": parts.lot,
        "expiry": parts.expiry,
        "parts_given": parts.given,
        "parts_discarded": parts.discarded,
        "content": gesture.content,
        "hash": one.hash,
    }


def _receipt_row(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event_id": body["id"],
        "establishment_id": work.establishment_id,
        "status": body["status"],
        "answer": json_text(body),
        "at": work.now,
    }


def _incident_row(work: Work, one: Taken, finding: Finding) -> dict[str, Any]:
    return {
        "id": new_id(),
        "establishment_id": work.establishment_id,
        "event_id": one.gesture.id,
        "resident_id": one.gesture.resident,
        "code": finding.code,
        "tier": Tier(finding.tier).name.lower(),
        "facts": json_text(dict(finding.facts)),
        "at": one.at,
    }
