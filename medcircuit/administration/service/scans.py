"""`ask`: scan, identify, check. What the carer may do now; every scan is stored with what was found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from medcircuit.administration.models import scan as scan_table
from medcircuit.administration.rules.proposal import Proposal, propose
from medcircuit.administration.rules.reading import (
    REPEAT,
    RoundName,
    SameScanOtherContent,
    Scan,
    check_scan,
    code_of,
    kept_raw,
)
from medcircuit.administration.rules.rights import check
from medcircuit.administration.rules.situation import Code, CodeKind, Dose, Reader, Situation
from medcircuit.administration.service import delegated
from medcircuit.administration.service.limiting import beside
from medcircuit.administration.service.plan import rounds_by_unit
from medcircuit.administration.service.presenting import (
    Presented,
    counted_for,
    identify,
    product_of,
    situation_of,
)
from medcircuit.administration.service.products import strength_said
from medcircuit.administration.service.receipts import finding_json
from medcircuit.administration.service.unit_rounds import Rounds
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import json_text
from medcircuit.kernel.findings import Finding, verdict
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.codes import CodeReading, Status, read_code
from medcircuit.medicines.service import Product
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.structure import service as structure

_RECENT = timedelta(minutes=30)

_SEEN = select(
    scan_table.c.id,
    scan_table.c.raw,
    scan_table.c.at,
    scan_table.c.device_id,
    scan_table.c.serial,
    scan_table.c.cip13,
    scan_table.c.dose_key,
).where(
    scan_table.c.establishment_id == bindparam("establishment"),
    scan_table.c.received_at > bindparam("since"),
    (scan_table.c.raw == bindparam("raw")) | (scan_table.c.serial == bindparam("serial")),
)
_SEEN_OF_RESIDENT = Prepared(_SEEN.where(scan_table.c.resident_id == bindparam("resident")))
_SEEN_OF_NOBODY = Prepared(_SEEN.where(scan_table.c.resident_id.is_(None)))
_INSERTS = {
    dialect.__name__.rpartition(".")[2]: Prepared(dialect.insert(scan_table).on_conflict_do_nothing())
    for dialect in (sqlite, postgresql)
}
_SAME = select(scan_table.c.establishment_id, scan_table.c.raw, scan_table.c.mode, scan_table.c.answer).where(
    scan_table.c.id == bindparam("id")
)


@dataclass(frozen=True)
class Answer:
    """What a scan was found to be: `body` is its answer in JSON, sentences apart (the door says them)."""

    body: dict[str, Any]


def ask(work: Work, scan: Scan) -> Answer:
    """Judge one scan: what it is, for whom, and what is not right about it. The same scan again: the same answer.

    Raises:
        Forbidden: the actor may not help in this unit.
        NotFound: this establishment has no such unit, the unit no such round, or the house no such resident.
        ScanUnreadable: the scan lacks what its mode needs.
        SameScanOtherContent: this id names another scan.
    """
    structure.unit(work.connection, work.establishment_id, scan.round.unit_id)
    work.require(Right.HELP, unit_id=scan.round.unit_id)
    check_scan(scan)
    rounds = _rounds(work, scan.round)
    reading = None
    if scan.mode != "photo":
        reading = _read(scan.raw, work.now.astimezone(PARIS).date(), typed=scan.mode == "typed")
    raw = kept_raw(reading, scan.raw) if reading else ""
    who = identify(work, scan, reading)
    seen = _seen(work, who.resident_id, raw, reading.serial if reading else None)
    code = _code(scan, reading, repeated=_repeated(scan, raw, seen))
    product = product_of(work, code, reading)
    what = Presented(scan, code, who, reading, product, counted_for(product, reading, seen), rounds)
    situation = situation_of(work, what)
    if situation.person is None or situation.person.unit_id != scan.round.unit_id:
        structure.unit(work.connection, work.establishment_id, scan.round.unit_id)
    helper = situation.reader is Reader.HELPER
    findings = delegated.checked(work, situation) if helper else (*check(situation), *beside(work, situation))
    answer = _answer(what, situation, findings)
    return answer if _store(work, what, raw, answer) else _answered(work, scan, raw)


def _rounds(work: Work, name: RoundName) -> Rounds:
    """The rounds of the unit, this one among them: or the scan would be kept under a round that nobody can open."""
    rounds = rounds_by_unit(work.connection, work.establishment_id)(name.unit_id)
    if all(one.moment_code != name.moment for one in rounds.on(name.day)):
        raise NotFound
    return rounds


@lru_cache(maxsize=4096)
def _read(raw: str, read_on: date, *, typed: bool) -> CodeReading:
    """A reading is a pure function of the text and the day: a box is scanned many times in a round."""
    return read_code(raw, read_on, typed=typed)


def _answered(work: Work, scan: Scan, raw: str) -> Answer:
    """The answer this very scan had when it was sent before."""
    row = work.connection.execute(_SAME, {"id": scan.id}).one()
    if (row.establishment_id, row.raw, row.mode) != (work.establishment_id, raw, scan.mode):
        raise SameScanOtherContent(scan=scan.id)
    return Answer(json.loads(row.answer))


def _seen(
    work: Work, resident_id: str | None, raw: str, serial: str | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was scanned lately for this person that is this very code, or has the serial number of this box."""
    asked: dict[str, Any] = {"establishment": work.establishment_id, "since": work.now - _RECENT}
    asked |= {"raw": raw, "serial": serial}
    if resident_id is None:
        return _SEEN_OF_NOBODY.rows(work.connection, asked)
    return _SEEN_OF_RESIDENT.rows(work.connection, asked | {"resident": resident_id})


def _repeated(scan: Scan, raw: str, seen: Sequence[Row[*tuple[Any, ...]]]) -> bool:
    return any(
        row.raw == raw and row.device_id == scan.device and timedelta(0) <= scan.at - row.at < REPEAT
        for row in seen
        if raw and row.id != scan.id
    )


def _code(scan: Scan, reading: CodeReading | None, *, repeated: bool) -> Code:
    if reading is None:
        return Code(CodeKind.RESIDENT)
    if reading.status is Status.OWN_TAIL:
        return Code(CodeKind.RESIDENT, said=scan.raw, repeated=repeated)
    return code_of(reading, scan.raw, repeated=repeated)


def _answer(what: Presented, situation: Situation, findings: tuple[Finding, ...]) -> Answer:
    """The answer in JSON: codes and facts, no sentence."""
    dose, product = situation.dose, what.product
    offered = propose(dose) if dose is not None and product is not None else None
    return Answer(
        {
            "id": what.scan.id,
            "verdict": verdict(findings).value,
            "helper": situation.reader is Reader.HELPER,
            "kind": situation.code.kind.value,
            "resident": situation.person.id if situation.person else None,
            "dose": dose.key if dose else None,
            "line": dose.line_id if dose else None,
            "findings": [finding_json(finding) for finding in findings],
            "product": _product_json(product, what.reading),
            "proposal": _proposal_json(offered, product) if offered and product else None,
            "said": _said(dose, product),
        }
    )


def _product_json(product: Product | None, reading: CodeReading | None) -> dict[str, Any] | None:
    if product is None or reading is None:
        return None
    return {
        "gtin": product.gtin,
        "cip13": product.cip13,
        "label": product.label,
        "brand": product.brand,
        "lot": reading.lot,
        "expiry": reading.expiry.isoformat() if reading.expiry else None,
        "class": product.class_id,
    }


def _proposal_json(offered: Proposal, product: Product) -> dict[str, Any]:
    return {
        "amount": amount_text(offered.amount) if offered.amount is not None else None,
        "unit": offered.unit,
        "units": amount_text(offered.units) if offered.units is not None else None,
        "units_label": _units_said(offered, product),
        "ask": list(offered.ask),
        "remainder": amount_text(offered.remainder) if offered.remainder else None,
    }


def _said(dose: Dose | None, product: Product | None) -> str | None:
    """What was presented in the words of the dose line: « PARACÉTAMOL 1 g cp — 1 comprimé »."""
    if dose is None:
        return product.label if product else None
    return " — ".join(filter(None, (dose.said, _amount_said(dose))))


def _amount_said(dose: Dose) -> str:
    return amount_said(dose.amount, dose.unit) if dose.amount is not None and dose.unit else ""


def _units_said(offered: Proposal, product: Product) -> str | None:
    """The count of what was presented: « 2 comprimés de 500 mg »."""
    if offered.units is None:
        return None
    counted = amount_said(offered.units, product.counting.word)
    strength = strength_said(product)
    return f"{counted} de {strength}" if strength else counted


def _store(work: Work, what: Presented, raw: str, answer: Answer) -> bool:
    """Keep the scan, whatever it was found to be; False where it was kept before."""
    body, scan, reading, product = answer.body, what.scan, what.reading, what.product
    certain = reading is not None and reading.status is not Status.AMBIGUOUS
    work.did("scan", ("scan", scan.id))
    stored = _INSERTS[work.connection.dialect.name].run(
        work.connection,
        {
            "id": scan.id,
            "establishment_id": work.establishment_id,
            "unit_id": scan.round.unit_id,
            "round_date": scan.round.day,
            "moment": scan.round.moment,
            "raw": raw,
            "mode": scan.mode,
            "traits": ",".join(sorted(scan.traits)) if scan.traits is not None else None,
            "device_id": scan.device,
            "actor_id": work.actor.user_id,
            "at": scan.at,
            "received_at": work.now,
            "kind": body["kind"],
            "verdict": body["verdict"],
            "helper": body["helper"],
            "findings": json_text(body["findings"]),
            "resident_id": body["resident"],
            "line_id": body["line"],
            "dose_key": body["dose"],
            "class_id": product.class_id if product else None,
            "cip13": product.cip13 if product else None,
            "lot": reading.lot if reading and certain else None,
            "expiry": reading.expiry if reading and certain else None,
            "serial": reading.serial if reading and certain else None,
            "stock_unit": product.counting.stock_unit.value if product else None,
            "units": body["proposal"]["units"] if body["proposal"] else None,
            "answer": json_text(body),
        },
    )
    return stored == 1
