"""What happened at the bedsides of one house: facts with all that a recorded act has, kept in memory until written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from medcircuit.administration import models
from medcircuit.administration.rules.entry import Gesture, Override, Unreadable, content_hash
from medcircuit.administration.rules.fold import Fact
from medcircuit.administration.rules.leaving import leaving
from medcircuit.administration.rules.proposal import remainder
from medcircuit.administration.rules.vocabulary import POSITIVE, EventKind
from medcircuit.administration.service.bedside import Bedside
from medcircuit.administration.service.facts import findings_of_giving
from medcircuit.administration.service.plan import Due, said
from medcircuit.administration.service.receipts import Taken, fact_rows, receipt_of
from medcircuit.administration.service.states import LockedDose, Parts, Stored, projection
from medcircuit.demo.bulk import insert_rows
from medcircuit.demo.measuring import Measures, scaled
from medcircuit.demo.outcomes import Outcome
from medcircuit.demo.patches import INJECTED, Patches
from medcircuit.demo.seconds import looked_at
from medcircuit.demo.seeding import Seeding, Settled
from medcircuit.demo.supplies import Box, Lot, Shelves
from medcircuit.demo.telling import Telling
from medcircuit.kernel.access import Actor, system_actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.residents.models import measure
from medcircuit.residents.rules.tokens import code_hash
from medcircuit.stock.rules import PARTS, AccountKind, Cause, dose_parts
from medcircuit.stock.service.telling import Told
from medcircuit.structure.rules.rounds import RoundSpan

AWAY_REASONS = {"hospital": "hospital", "family": "family", "outing": "activity"}
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_NO_BOX = dict.fromkeys(("class_id", "cip13", "lot", "expiry", "serial", "stock_unit", "units"))
_RIGHT = {"verdict": "ok", "helper": False}


@dataclass(frozen=True)
class Visit:
    """A carer at a resident's side: who, in which unit and round, whom, when."""

    nurse: Actor
    unit_id: str
    span: RoundSpan
    resident_id: str
    at: datetime


@dataclass
class Device:
    """A tablet of a unit: how many acts it sent, the hash of the last, and when."""

    name: str
    sequence: int = 0
    last_hash: str | None = None
    last_at: datetime = _BEGINNING


@dataclass
class Record:
    """The record of one house while it is made: rows of every table, the folded doses, what the shelves hold.

    `known` is what acts are judged against: the plan of the week under way.
    """

    seeding: Seeding
    house: Settled
    shelves: Shelves
    boxes: dict[str, Box]
    random: Random
    known: Bedside = field(init=False)
    devices: dict[str, Device] = field(default_factory=dict)
    rows: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    doses: dict[str, LockedDose] = field(default_factory=dict)
    patches: Patches = field(default_factory=Patches)
    telling: Telling = field(default_factory=Telling)
    measures: Measures = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing measured."""
        self.measures = Measures(self.seeding, self.seeding.random(self.house.house.key, "measures"))

    def last_at(self, unit_id: str) -> datetime:
        """When the tablet of a unit last sent an act."""
        return self._device(unit_id).last_at

    def visit(self, visit: Visit, doses: Sequence[Due], outcomes: Sequence[Outcome]) -> None:
        """The resident's card is scanned, each box is, and each dose is answered for."""
        late = max(outcome.late_by for outcome in outcomes)
        at = visit.span.ends_at + timedelta(minutes=late) if late else visit.at
        visit = replace(visit, at=min(at, self.seeding.now - timedelta(seconds=30)))
        with self.seeding.work(visit.nurse, visit.at + timedelta(seconds=self.random.randint(1, 4))) as work:
            card = self._scan_card(work, visit)
            for due, outcome in zip(doses, outcomes, strict=True):
                self._answer(work, visit, due, outcome, card)
            work.did("record", ("resident", visit.resident_id))
        for due, outcome in zip(doses, outcomes, strict=True):
            if outcome.corrected:
                self._correct(visit, due, outcome.corrected)

    def close(self, nurse: Actor, unit_id: str, span: RoundSpan, away: Sequence[Due], at: datetime) -> None:
        """Absences become facts, and the round is closed."""
        at = min(at, self.seeding.now - timedelta(seconds=20))
        with self.seeding.work(nurse, at) as work:
            for due in away:
                if due.answered is None:
                    self._away(work, unit_id, due)
                if due.planned.worn and (off := self.patches.off(due)):
                    self._away(work, unit_id, off)
            self.rows["round_closing"].append(
                {
                    "id": new_id(),
                    "establishment_id": self.house.id,
                    "unit_id": unit_id,
                    "round_date": span.day,
                    "moment": span.moment_code,
                    "forced": False,
                    "untraced": 0,
                    "at": at,
                    "closed_at": at,
                    "closed_by": nurse.user_id,
                    "closed_by_name": nurse.name,
                }
            )
            work.did("close_round", ("unit", unit_id))

    def write(self) -> None:
        """Write everything, in the order in which the tables lean on one another."""
        connection = self.seeding.connection
        system = Work(connection, system_actor(self.house.id), self.seeding.now)
        self.rows["dose_state"] = [
            {"establishment_id": self.house.id, "changed_at": dose.stored[-1].fact.at, **projection(dose)}
            for dose in self.doses.values()
        ]
        insert_rows(connection, measure, self.measures.rows)
        tables = (
            models.scan,
            models.second_look,
            models.event,
            models.receipt,
            models.incident,
            models.dose_state,
            models.round_closing,
            models.settlement,
        )
        for table in tables:
            insert_rows(connection, table, self.rows[table.name])
        self.shelves.write(system)

    # ------------------------------------------------------------ one dose
    def _answer(self, work: Work, visit: Visit, due: Due, outcome: Outcome, card: str | None) -> None:
        if due.planned.act == "remove":
            self._remove(work, visit, due)
            return
        if due.planned.worn and (off := self.patches.off(due)):
            self._remove(work, visit, off)
        box = self.boxes.get(due.planned.cis or "")
        lot = self._lot(work, visit.unit_id, box, due)
        scans = [card] if card else []
        if outcome.scanned and box is not None and lot is not None:
            scans.append(self._scan_box(work, visit, due, box, lot))
        gesture = looked_at(self, visit.nurse, due, self._gesture(visit, due, outcome, tuple(scans)))
        self._take(work, visit, due, gesture, box, lot if len(scans) > bool(card) else None)

    def _remove(self, work: Work, visit: Visit, off: Due) -> None:
        """What was on is taken off; nothing leaves the shelves."""
        gesture = self._gesture(visit, off, Outcome(EventKind.REMOVED), ())
        taken = Taken(gesture, gesture.at, content_hash(gesture.content))
        taken.parts = Parts(off.planned.class_id, unit_id=visit.unit_id)
        self._keep(work, off, taken)

    def _gesture(self, visit: Visit, due: Due, outcome: Outcome, scans: tuple[str, ...]) -> Gesture:
        device = self._device(visit.unit_id)
        device.sequence += 1
        self.seeding.ids.at = visit.at
        taken = outcome.kind in POSITIVE or outcome.kind is EventKind.SPAT_OUT
        amount, units = (due.planned.amount, due.planned.units) if taken else (None, None)
        if outcome.kind is EventKind.PARTIAL and amount is not None:
            amount, units = amount / 2, units / 2 if units is not None else None
        measures = self.measures.before(visit.nurse, due, outcome, visit.at)
        amount = scaled(due, measures) if taken and amount is None else amount
        rest = remainder(units) if units is not None else None
        sited = due.planned.sited and outcome.kind in POSITIVE
        worn = sited and due.planned.worn
        return Gesture(
            id=new_id(),
            device=device.name,
            device_seq=device.sequence,
            prev_hash=device.last_hash,
            kind=outcome.kind,
            dose=due.planned.key,
            line=due.planned.line_id,
            resident=due.planned.resident_id,
            at=visit.at,
            version_seen=due.planned.version,
            amount=amount,
            units=units,
            remainder=self.random.choice(("keep", "keep", "discard")) if rest else None,
            reason=outcome.reason,
            note=outcome.note,
            overrides=(Override("late", outcome.late_reason),) if outcome.late_reason else (),
            unreadable=Unreadable(outcome.unreadable) if outcome.unreadable else None,
            scans=scans,
            offer_again=outcome.offer_again,
            site=self.patches.apply(due) if worn else (INJECTED if sited else None),
            measures=measures,
        )

    def _take(
        self, work: Work, visit: Visit, due: Due, gesture: Gesture, box: Box | None, lot: Lot | None
    ) -> None:
        """Put a fact to its dose and take what leaves from the shelves."""
        taken = Taken(
            gesture, gesture.at, content_hash(gesture.content), site=gesture.site, measures=gesture.measures
        )
        left = leaving(gesture, planned=due.planned.amount, dose=due.planned.units)
        unit = box.stock_unit if box else "use"
        taken.parts = Parts(
            class_id=due.planned.class_id,
            cip13=box.cip13 if box and left.given else None,
            lot=lot.lot if lot else None,
            expiry=lot.expiry if lot else None,
            unit_id=visit.unit_id,
            given=dose_parts(left.given, unit) if left.given else 0,
            discarded=dose_parts(left.discarded, unit) if left.discarded else 0,
        )
        on_time = due.window is None or due.window.opens <= taken.at <= due.window.closes
        # nothing else is ever wrong with an act of this history
        if gesture.kind in POSITIVE and (not on_time or lot is None):
            taken.findings += findings_of_giving(work, taken, self.known, due, scanned=lot is not None)
        taken.findings += self.telling.of(self.seeding, visit.nurse, due, gesture, self.rows["settlement"])
        self._keep(work, due, taken)
        if taken.parts.cip13 is not None:
            self._leave(work, visit.unit_id, taken)

    def _leave(self, work: Work, unit_id: str, taken: Taken) -> None:
        parts, told = taken.parts, Told(Cause("event", taken.gesture.id), taken.at)
        assert parts.cip13 is not None, "what leaves the shelves is a known box"
        for amount, to in ((parts.given, AccountKind.ADMINISTERED), (parts.discarded, AccountKind.DESTROYED)):
            if amount:
                self.shelves.leave(work, unit_id, parts.cip13, parts.lot, amount, told, to)

    def _keep(self, work: Work, due: Due, taken: Taken) -> None:
        gesture = taken.gesture
        author = taken.author or work.actor
        dose = self.doses.get(gesture.dose)
        if dose is None:
            dose = LockedDose(
                gesture.dose,
                gesture.resident,
                gesture.line,
                due.planned.due.astimezone(PARIS).date(),
            )
            self.doses[gesture.dose] = dose
        fact = Fact(gesture.id, gesture.kind, taken.at, author.user_id, gesture.amount, gesture.replaces)
        dose.add(Stored(fact, author.name, taken.parts, gesture.offer_again, site=taken.site))
        receipts = {gesture.id: receipt_of(taken, {gesture.dose: dose})}
        for name, rows in fact_rows(work, [taken], receipts).items():
            self.rows[name].extend(rows)
        work.did("record", ("event", gesture.id))
        if taken.author is None:
            device = self._device(taken.parts.unit_id or "")
            device.last_hash, device.last_at = taken.hash, max(device.last_at, taken.at)

    def _correct(self, visit: Visit, due: Due, correction: tuple[EventKind, str]) -> None:
        """The nurse corrects the entry a few minutes later: the person did not take it after all."""
        dose = self.doses[due.planned.key]
        self.patches.on.pop(due.planned.line_id, None)
        later = replace(
            visit, at=min(visit.at + timedelta(minutes=4), self.seeding.now - timedelta(seconds=25))
        )
        kind, reason = correction
        with self.seeding.work(visit.nurse, later.at) as work:
            gesture = replace(
                self._gesture(later, due, Outcome(kind, reason), ()), replaces=dose.stored[-1].fact.id
            )
            corrected = dose.stored[-1].fact.id
            taken = Taken(gesture, gesture.at, content_hash(gesture.content))
            taken.parts = Parts(due.planned.class_id, unit_id=visit.unit_id)
            self._keep(work, due, taken)
            self.shelves.put_back(work, Cause("event", corrected), gesture.at)

    def _away(self, work: Work, unit_id: str, due: Due) -> None:
        away = due.absence.kind.value if due.absence else "outing"
        gesture = Gesture(
            id=new_id(),
            device="server",
            device_seq=0,
            kind=EventKind.ABSENT,
            dose=due.planned.key,
            line=due.planned.line_id,
            resident=due.planned.resident_id,
            at=work.now,
            version_seen=due.planned.version,
            reason=AWAY_REASONS[away],
        )
        taken = Taken(gesture, work.now, content_hash(gesture.content), author=system_actor(self.house.id))
        taken.parts = Parts(due.planned.class_id, unit_id=unit_id)
        self._keep(work, due, taken)

    # ------------------------------------------------------------ scans
    def _scan_card(self, work: Work, visit: Visit) -> str | None:
        """The scan of the resident's card, or None where the person has none in force: recognised by sight."""
        code = next((one.code for one in self.house.tokens[visit.resident_id] if not one.revoked), None)
        if code is None:
            return None
        return self._scan(work, visit, {"kind": "resident", "raw": code, "resident": visit.resident_id})

    def _scan_box(self, work: Work, visit: Visit, due: Due, box: Box, lot: Lot) -> str:
        serial = f"{self.random.randrange(10**12):012d}"
        told = {
            "kind": "product",
            "raw": box.code(lot.lot, lot.expiry, serial),
            "resident": visit.resident_id,
            "dose": due.planned.key,
            "line": due.planned.line_id,
            "medicine": said(due.planned),
        }
        columns = {
            "class_id": box.class_id,
            "cip13": box.cip13,
            "lot": lot.lot,
            "expiry": lot.expiry,
            "serial": serial,
            "stock_unit": box.stock_unit,
            "units": amount_text(due.planned.units) if due.planned.units is not None else None,
        }
        return self._scan(work, visit, told, columns)

    def _scan(self, work: Work, visit: Visit, told: dict[str, Any], columns: dict[str, Any] = _NO_BOX) -> str:
        """One right scan, stored as `ask` stores it."""
        self.seeding.ids.at = visit.at
        created = new_id()
        answer = {
            "id": created,
            **_RIGHT,
            "kind": told["kind"],
            "resident": told["resident"],
            "dose": told.get("dose"),
            "line": told.get("line"),
            "findings": [],
            "product": None,
            "proposal": None,
            "medicine": told.get("medicine"),
        }
        self.rows["scan"].append(
            {
                "id": created,
                "establishment_id": self.house.id,
                "unit_id": visit.unit_id,
                "round_date": visit.span.day,
                "moment": visit.span.moment_code,
                "raw": kept_of(told["kind"], told["raw"]),
                "mode": "scan",
                "device_id": self._device(visit.unit_id).name,
                "actor_id": visit.nurse.user_id,
                "at": visit.at,
                "received_at": work.now,
                "kind": told["kind"],
                **_RIGHT,
                "findings": "[]",
                "resident_id": told["resident"],
                "line_id": told.get("line"),
                "dose_key": told.get("dose"),
                "answer": json.dumps(answer, ensure_ascii=False, sort_keys=True),
                **columns,
            }
        )
        work.did("scan", ("scan", created))
        return created

    def _lot(self, work: Work, unit_id: str, box: Box | None, due: Due) -> Lot | None:
        """The lot at hand, of which there is enough for the dose and the rest of a cut unit."""
        if box is None:
            return None
        need = dose_parts(due.planned.units or Fraction(0), box.stock_unit) + PARTS["unit"]
        return self.shelves.next_lot(work, unit_id, box, need)

    def _device(self, unit_id: str) -> Device:
        if unit_id not in self.devices:
            self.devices[unit_id] = Device(f"tablette-{self.house.house.key}-{len(self.devices) + 1}")
        return self.devices[unit_id]


def kept_of(kind: str, raw: str) -> str:
    """What is kept of a read: of a code of ours its SHA-256 only."""
    return f"sha256:{code_hash(raw)}" if kind == "resident" else raw
