"""What waits for the coordinating nurse in the demonstration: an answer that another contradicts, and an entry to place."""

from __future__ import annotations

from datetime import timedelta

from medcircuit.administration import service
from medcircuit.administration.rules.entry import Gesture, content_hash
from medcircuit.administration.rules.vocabulary import DoseState, EventKind
from medcircuit.administration.service.states import LockedDose
from medcircuit.demo.bedside import Record
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id


def leave_waiting(seeding: Seeding, house: Settled, record: Record) -> None:
    """Yesterday a colleague answered otherwise for one dose, and gave another that no plan had."""
    yesterday = seeding.now.astimezone(PARIS).date() - timedelta(days=1)
    given = [
        record.doses[key]
        for key in sorted(record.doses)
        if record.doses[key].day == yesterday and record.doses[key].folded.state is DoseState.GIVEN
    ]
    for dose in given[:1]:
        _say(seeding, house, record, dose, EventKind.REFUSED, dose.key)
    for dose in given[1:2]:
        _say(seeding, house, record, dose, EventKind.GIVEN, f"{dose.line_id}/{yesterday.isoformat()}/SK")


def _say(
    seeding: Seeding, house: Settled, record: Record, dose: LockedDose, kind: EventKind, key: str
) -> None:
    accepted = dose.of(dose.folded.event_id)
    assert accepted is not None, "a dose that is given has the fact that says so"
    device = record.devices[dose.unit_id or ""]
    device.sequence += 1
    at = accepted.fact.at + timedelta(minutes=12)
    with seeding.work(actor(house, "chamelin"), at) as work:
        gesture = Gesture(
            id=new_id(),
            device=device.name,
            device_seq=device.sequence,
            prev_hash=device.last_hash,
            kind=kind,
            dose=key,
            line=dose.line_id,
            resident=dose.resident_id,
            at=at,
            reason="opposition" if kind is EventKind.REFUSED else None,
        )
        device.last_hash = content_hash(gesture.content)
        service.record_all(work, [gesture])
