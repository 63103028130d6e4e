"""Orders that a nurse enters for a prescriber: copied from paper and compared, or told by voice in an emergency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.medicines.service import described as catalogue
from medcircuit.prescriptions.models import line, transcription
from medcircuit.prescriptions.rules.checks import Reader
from medcircuit.prescriptions.rules.life import (
    ComparedAlready,
    Oral,
    OrderKind,
    Origin,
    SecondPersonNeeded,
    check_answers,
    check_comparison,
    check_oral,
    check_written_on,
)
from medcircuit.prescriptions.rules.lines import Act, Prescription, Regime, Status
from medcircuit.prescriptions.service.alerts import Checked, Earlier, checked_about, refuse_open
from medcircuit.prescriptions.service.checking import Proposed, Redone
from medcircuit.prescriptions.service.chosen import chosen
from medcircuit.prescriptions.service.papers import check_paper
from medcircuit.prescriptions.service.reading import Line, line_read, lines_of
from medcircuit.prescriptions.service.sealed import standing_content
from medcircuit.prescriptions.service.signing import opened
from medcircuit.prescriptions.service.taken import take, taken_before
from medcircuit.prescriptions.service.versions import (
    Signature,
    add_version,
    already,
    held,
    kept_terms,
    signature_of,
    version_columns,
)
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional, clean_text


@dataclass(frozen=True)
class Order:
    """A paper order to copy: `id` is the browser's, `document_id` its scan."""

    id: str
    resident_id: str
    kind: OrderKind
    prescriber: str
    written_on: date
    document_id: str


@dataclass(frozen=True)
class OrderRead:
    """A copied order with its lines as they stand."""

    id: str
    resident_id: str
    kind: str
    prescriber: str
    written_on: date
    document_id: str
    entered_by: str
    entered_at: datetime
    compared_by: str | None
    compared_at: datetime | None
    alone_reason: str | None
    countersigned_by: str | None
    countersigned_at: datetime | None
    lines: tuple[Line, ...]


def begin_order(work: Work, asked: Order) -> OrderRead:
    """Begin to copy a paper order; sent again, it is the same.

    Raises:
        NotFound: this establishment has no such resident, or they no such document.
        Forbidden: the actor may not copy orders in their unit.
        LineIdTaken: the id names another order.
        FieldUnreadable, OrderDateImpossible: nobody wrote it, or not on that day.
    """
    work.require(Right.TRANSCRIBE, unit_id=residents.unit_of(work, asked.resident_id))
    check_written_on(asked.written_on, now=work.now)
    check_paper(work, asked.document_id, asked.resident_id)
    said = {
        "resident_id": asked.resident_id,
        "kind": asked.kind.value,
        "prescriber": clean_text(asked.prescriber, field="Le prescripteur", longest=120),
        "written_on": asked.written_on,
        "document_id": asked.document_id,
    }
    if not taken_before(work, transcription, asked.id, said):
        take(
            work, transcription, asked.id, {**said, "entered_by": work.actor.user_id, "entered_at": work.now}
        )
        work.did("begin_order", ("transcription", asked.id), ("resident", asked.resident_id))
    return order(work, asked.id)


def copy_line(work: Work, order_id: str, asked: Prescription) -> Line:
    """Copy one line of a paper order: it is not in force before a second person has compared it.

    Raises:
        NotFound: this establishment has no such order for this resident.
        Forbidden: the actor may not copy orders in their unit.
        ComparedAlready: the order is closed.
        OrderStopped, AlertsUnanswered: the checks forbid it, or wait for a reason.
        Invalid: the medicine, the route, the regime, the dosage or the date cannot be.
    """
    found = _held(work, order_id)
    work.require(Right.TRANSCRIBE, unit_id=residents.unit_of(work, found.resident_id))
    if asked.resident_id != found.resident_id:
        raise NotFound
    if found.compared_at is not None:
        raise ComparedAlready
    signature = signature_of(work, asked, Act.PROPOSE, origin=Origin.TRANSCRIBED, ordered_by=found.prescriber)
    if not already(work, signature, line_id=asked.id):
        proposed = Proposed(asked.id, asked.terms, asked.cis, asked.class_id, asked.effective_from)
        refuse_open(work, found.resident_id, [proposed], reader=Reader.NURSE)
    return opened(work, asked, signature, Status.PROPOSED, transcription_id=order_id)


def compare(
    work: Work, order_id: str, answers: Mapping[str, bool], *, alone_reason: str | None = None
) -> OrderRead:
    """Say of each copied line whether it is what the paper says.

    What is right is in force from now on; the rest is dropped and must be copied again.

    Raises:
        NotFound: this establishment has no such order.
        Forbidden: the actor may not read the prescriptions of the resident's unit.
        SecondPersonNeeded: the actor copied it, and does not say why alone.
        ComparedAlready: it was compared.
        ComparisonIncomplete: a line has no answer.
        OrderStopped, AlertsUnanswered: the checks forbid a line that is right, or wait for a reason of whoever copied it
            or compares it.
    """
    found = _held(work, order_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, found.resident_id))
    alone = check_comparison(
        entered_by=found.entered_by,
        compared_by=work.actor.user_id,
        compared_before=found.compared_at is not None,
        alone_reason=alone_reason,
    )
    waiting = [one for one in _lines(work, found) if one.last.status == Status.PROPOSED]
    check_answers([one.id for one in waiting], answers)
    right = [one for one in waiting if answers[one.id]]
    if right:
        said = Earlier((work.actor.user_id, found.entered_by), found.entered_at, work.now)
        earlier = dict.fromkeys((one.id for one in right), said)
        refuse_open(work, found.resident_id, _in_force(work, right), earlier=earlier, reader=Reader.NURSE)
    for one in waiting:
        _answer(work, one, right=answers[one.id])
    work.connection.execute(
        update(transcription)
        .where(transcription.c.id == order_id)
        .values(
            compared_by=work.actor.user_id,
            compared_at=work.now,
            alone_reason=clean_optional(alone_reason, field="Le motif", longest=300) if alone else None,
        )
    )
    work.did("compare_order", ("transcription", order_id), ("resident", found.resident_id))
    return order(work, order_id)


def check_copied(work: Work, order_id: str) -> Checked:
    """What the checks say, as for a nurse, of the lines of a copied order that wait for their comparison.

    Raises:
        NotFound: this establishment has no such order.
        Forbidden: the actor may not read the prescriptions of the resident's unit.
    """
    found = _row(work, order_id)
    waiting = [one for one in _lines(work, found) if one.last.status == Status.PROPOSED]
    return checked_about(work, found.resident_id, _in_force(work, waiting), reader=Reader.NURSE)


def _in_force(work: Work, lines: Sequence[Line]) -> list[Redone]:
    """Lines that wait for their comparison, as they will be in force."""
    return [Redone(one.id, standing_content(work.connection, one.id, one.latest)) for one in lines]


def countersign(work: Work, order_id: str) -> OrderRead:
    """Read again an order that one nurse alone had to compare; nothing of its lines changes.

    Raises:
        NotFound: this establishment has no such order, or it does not wait for a second reading.
        Forbidden: the actor may not read the prescriptions of the resident's unit.
        SecondPersonNeeded: the actor copied it.
    """
    found = _held(work, order_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, found.resident_id))
    if found.alone_reason is None:
        raise NotFound
    if found.entered_by == work.actor.user_id:
        raise SecondPersonNeeded
    if found.countersigned_at is None:
        work.connection.execute(
            update(transcription)
            .where(transcription.c.id == order_id)
            .values(countersigned_by=work.actor.user_id, countersigned_at=work.now)
        )
        work.did("countersign_order", ("transcription", order_id), ("resident", found.resident_id))
    return order(work, order_id)


def take_oral(work: Work, asked: Prescription, told: Oral) -> Line:
    """Enter what a physician orders by voice in an emergency: in force at once, for a nurse only, until `told.until`.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not copy orders in their unit, or the medicine is a narcotic (oral_narcotic).
        OrderStopped, AlertsUnanswered: the checks forbid it, or wait for a reason.
        Invalid: no reason, not read back, longer than a day, or the order itself cannot be.
    """
    work.require(Right.TRANSCRIBE, unit_id=residents.unit_of(work, asked.resident_id))
    begins = asked.effective_from or work.now
    medicine = chosen(work.connection, cis=asked.cis, class_id=asked.class_id)
    known = catalogue.described(
        work.connection, [wanted := catalogue.Wanted(medicine.class_id, medicine.cis)]
    )
    narcotic = known[wanted].rules.narcotic if wanted in known else None
    check_oral(told, begins=begins, narcotic=narcotic, substances=medicine.label.substance)
    alone = replace(asked, terms=replace(asked.terms, regime=Regime.NURSE_ONLY), reason=told.reason)
    signature = signature_of(work, alone, Act.PRESCRIBE, origin=Origin.ORAL, ordered_by=told.prescriber)
    if not already(work, signature, line_id=asked.id):
        proposed = Proposed(asked.id, alone.terms, asked.cis, asked.class_id, asked.effective_from)
        refuse_open(work, asked.resident_id, [proposed])
    made = opened(work, alone, signature, Status.ACTIVE)
    if made.latest == 1:
        _ends(work, made, signature, told.until)
    return line_read(work.connection, work.establishment_id, asked.id)


def _ends(work: Work, made: Line, signature: Signature, until: datetime) -> None:
    """An oral order's second version, signed with it: the end that nobody can forget."""
    before = held(work, made.id)
    end = replace(
        signature,
        id=new_id(),
        act=Act.STOP,
        effective_from=until,
        reason="Fin de l'ordre oral",
        origin=Origin.SIGNED,
    )
    version = version_columns(work, made.id, 2, Status.STOPPED, end, kept_terms(made.last))
    add_version(work, before, version)
    work.connection.execute(update(line).where(line.c.id == made.id).values(awaits=1, ends_at=until))


def _answer(work: Work, one: Line, *, right: bool) -> None:
    before = held(work, one.id)
    last = one.last
    signature = Signature(
        id=new_id(),
        request_hash="",
        act=Act.COMPARE if right else Act.STOP,
        effective_from=max(last.effective_from, work.now),
        reason=None if right else "Copie non conforme à l'ordonnance",
        origin=Origin.TRANSCRIBED if right else Origin.SIGNED,
        ordered_by=last.ordered_by if right else None,
    )
    status = Status.ACTIVE if right else Status.STOPPED
    version = version_columns(work, one.id, before.latest + 1, status, signature, kept_terms(last))
    add_version(work, before, version)


def order(work: Work, order_id: str) -> OrderRead:
    """A copied order with its lines.

    Raises:
        NotFound: this establishment has no such order.
        Forbidden: the actor may not read the prescriptions of the resident's unit.
    """
    row = _row(work, order_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, row.resident_id))
    work.saw("resident", [row.resident_id])
    return _read(row, _lines(work, row))


def orders_waiting(work: Work) -> list[OrderRead]:
    """The copied orders that wait for a comparison or a second reading, the oldest first.

    Raises:
        Forbidden: the actor may read no prescription.
    """
    work.require(Right.READ_PRESCRIPTION)
    query = (
        select(transcription)
        .where(
            transcription.c.establishment_id == work.establishment_id,
            transcription.c.compared_at.is_(None)
            | (transcription.c.alone_reason.is_not(None) & transcription.c.countersigned_at.is_(None)),
        )
        .order_by(transcription.c.entered_at, transcription.c.id)
    )
    rows = [
        row
        for row in work.connection.execute(query)
        if work.actor.may(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, row.resident_id))
    ]
    work.saw("resident", dict.fromkeys(row.resident_id for row in rows))
    return [_read(row, _lines(work, row)) for row in rows]


def _read(row: Row[Any], lines: tuple[Line, ...]) -> OrderRead:
    return OrderRead(
        id=row.id,
        resident_id=row.resident_id,
        kind=row.kind,
        prescriber=row.prescriber,
        written_on=row.written_on,
        document_id=row.document_id,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        compared_by=row.compared_by,
        compared_at=row.compared_at,
        alone_reason=row.alone_reason,
        countersigned_by=row.countersigned_by,
        countersigned_at=row.countersigned_at,
        lines=lines,
    )


def _row(work: Work, order_id: str, *, lock: bool = False) -> Row[Any]:
    query = select(transcription).where(
        transcription.c.id == order_id, transcription.c.establishment_id == work.establishment_id
    )
    row = work.connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _held(work: Work, order_id: str) -> Row[Any]:
    return _row(work, order_id, lock=True)


def _lines(work: Work, row: Row[Any]) -> tuple[Line, ...]:
    return tuple(
        one
        for one in lines_of(work.connection, work.establishment_id, [row.resident_id])
        if one.transcription_id == row.id
    )
