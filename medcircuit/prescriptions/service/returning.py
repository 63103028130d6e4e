"""Hospital returns: every line that was there waits « à réconcilier » until it is kept, changed or stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import reconciliation, seal, transcription
from medcircuit.prescriptions.rules.life import (
    RECONCILE_WITHIN,
    NothingToReconcile,
    OrderKind,
    Origin,
    Passed,
    ReturnAnswer,
    ReturnNeedsOrder,
    ReturnNeedsSeal,
    waits_for_return,
)
from medcircuit.prescriptions.rules.lines import Act, Revision, StaleVersion, Status, Terms
from medcircuit.prescriptions.service.alerts import Checked, checked_about, refuse_open
from medcircuit.prescriptions.service.checking import Redone
from medcircuit.prescriptions.service.papers import check_paper
from medcircuit.prescriptions.service.reading import Line, line_read, lines_of
from medcircuit.prescriptions.service.sealed import (
    content_of,
    medicine_of,
    said_at_last_seal,
    standing_content,
)
from medcircuit.prescriptions.service.signing import next_version, revised
from medcircuit.prescriptions.service.versions import Held, Signature, held, signature_of
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import Absence, AbsenceKind

LOOKED_BACK = timedelta(days=90)
"""How far back a return still asks: beyond, a prescriber has renewed or the line has ended."""


ORDER_AHEAD = timedelta(days=1)
"""How long before the return its discharge order may have been entered."""


@dataclass(frozen=True)
class Discharge:
    """The discharge order that was copied since a person left for the hospital."""

    document_id: str
    prescriber: str
    written_on: date


@dataclass(frozen=True)
class Return:
    """A person back from hospital, and which lines wait for an answer before `due`; `discharge` where one person is read."""

    absence_id: str
    resident_id: str
    back_at: datetime
    due: datetime
    line_ids: tuple[str, ...]
    discharge: Discharge | None = None


@dataclass(frozen=True)
class Answered:
    """What becomes of one line; `id` is the browser's, `terms` with a change only, `document_id` the discharge order."""

    id: str
    line_id: str
    answer: ReturnAnswer
    seen_version: int
    terms: Terms | None = None
    document_id: str | None = None
    prescriber: str | None = None


def returns(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], now: datetime
) -> tuple[Return, ...]:
    """The returns of these people from hospital that have lines waiting; four statements, whatever their number."""
    away = residents.absences(connection, establishment_id, resident_ids, now - LOOKED_BACK, now)
    return returns_after(connection, establishment_id, away, now)


def returns_after(
    connection: Connection, establishment_id: str, away: Iterable[Absence], now: datetime
) -> tuple[Return, ...]:
    """The same, of absences already read as far as `LOOKED_BACK`: no statement where nobody is back from hospital."""
    back = [
        (one, one.ends_at)
        for one in away
        if one.kind is AbsenceKind.HOSPITAL
        and one.ends_at is not None
        and now - LOOKED_BACK < one.ends_at <= now
    ]
    if not back:
        return ()
    people = {one.resident_id for one, _ in back}
    lines = lines_of(connection, establishment_id, people, stopped_after=now)
    answered = _answered(connection, establishment_id, [one.id for one, _ in back])
    sealed = _sealed(connection, establishment_id, people)
    last = {one.resident_id: (one, at) for one, at in back}  # of two stays, the later return asks
    return tuple(
        found
        for one, at in last.values()
        if (found := _return(one, at, lines, answered, sealed, now)).line_ids
    )


def returns_of(work: Work, resident_id: str) -> tuple[Return, ...]:
    """What waits after this person's last hospital stay: one return, or none.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the prescriptions of their unit.
    """
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    found = returns(work.connection, work.establishment_id, [resident_id], work.now)
    return tuple(replace(one, discharge=_discharge(work, one)) for one in found)


def _discharge(work: Work, back: Return) -> Discharge | None:
    """The last discharge order entered since a day before the return: it may come ahead of the person."""
    row = work.connection.execute(
        select(transcription.c.document_id, transcription.c.prescriber, transcription.c.written_on)
        .where(
            transcription.c.establishment_id == work.establishment_id,
            transcription.c.resident_id == back.resident_id,
            transcription.c.kind == OrderKind.HOSPITAL.value,
            transcription.c.entered_at >= back.back_at - ORDER_AHEAD,
        )
        .order_by(transcription.c.entered_at.desc())
        .limit(1)
    ).one_or_none()
    return Discharge(row.document_id, row.prescriber, row.written_on) if row else None


def _return(
    away: Absence,
    back_at: datetime,
    lines: Collection[Line],
    answered: set[tuple[str, str]],
    sealed: dict[str, datetime],
    now: datetime,
) -> Return:
    return Return(
        absence_id=away.id,
        resident_id=away.resident_id,
        back_at=back_at,
        due=back_at + RECONCILE_WITHIN,
        line_ids=tuple(
            one.id
            for one in lines
            if one.resident_id == away.resident_id
            and waits_for_return(_passed(away.id, one, answered, sealed, now), back_at=back_at)
        ),
    )


def _passed(
    absence_id: str, one: Line, answered: set[tuple[str, str]], sealed: dict[str, datetime], now: datetime
) -> Passed:
    signed = [version.signed_at for version in one.versions if version.origin == Origin.SIGNED]
    signed += [sealed[one.id]] if one.id in sealed else []
    ended = one.ends_at is not None and one.ends_at <= now
    return Passed(
        created_at=one.created_at,
        last_signed_at=max(signed, default=one.created_at),
        answered=(absence_id, one.id) in answered,
        stopped=ended or one.status_at(now) in {Status.STOPPED, Status.PROPOSED},
    )


def _answered(
    connection: Connection, establishment_id: str, absence_ids: Collection[str]
) -> set[tuple[str, str]]:
    rows = connection.execute(
        select(reconciliation.c.absence_id, reconciliation.c.line_id).where(
            reconciliation.c.establishment_id == establishment_id,
            reconciliation.c.absence_id.in_(absence_ids),
        )
    )
    return {(row.absence_id, row.line_id) for row in rows}


def _sealed(
    connection: Connection, establishment_id: str, resident_ids: Collection[str]
) -> dict[str, datetime]:
    rows = connection.execute(
        select(seal.c.line_id, seal.c.sealed_at)
        .where(seal.c.establishment_id == establishment_id, seal.c.resident_id.in_(resident_ids))
        .order_by(seal.c.sealed_at)
    )
    return {row.line_id: row.sealed_at for row in rows}


def answer_return(work: Work, absence_id: str, asked: Answered) -> Line:
    """Keep, change or stop one line after a hospital stay; the same answer sent again changes nothing more.

    Raises:
        NotFound: this establishment has no such line, or its person no such absence.
        Forbidden: the actor may neither prescribe nor copy an order; or copies none (return_needs_order).
        NothingToReconcile: the line does not wait for this return.
        ReturnNeedsSeal: a prescriber changes and stops by a signature.
        StaleVersion: the line has changed since it was read.
        OrderStopped, AlertsUnanswered: the checks forbid that the line goes on so, or wait for a reason.
        Conflict, Invalid: the change or the stop cannot be, as `revise`.
    """
    before = _waiting(work, absence_id, asked)
    going_on = _going_on(work, before, asked)
    if going_on:
        kept = {asked.line_id: before.latest} if asked.answer is ReturnAnswer.KEEP else {}
        refuse_open(work, before.resident_id, going_on, earlier=said_at_last_seal(work, kept))
    version = before.latest
    if asked.answer is not ReturnAnswer.KEEP:
        version = revised(work, asked.line_id, before, *_act(work, asked)).latest
    work.connection.execute(
        insert(reconciliation),
        {
            "absence_id": absence_id,
            "line_id": asked.line_id,
            "establishment_id": work.establishment_id,
            "answer": asked.answer.value,
            "version": version,
            "document_id": asked.document_id,
            "answered_by": work.actor.user_id,
            "answered_at": work.now,
        },
    )
    work.did("reconcile", ("line", asked.line_id), ("resident", before.resident_id))
    return line_read(work.connection, work.establishment_id, asked.line_id)


def check_return(work: Work, absence_id: str, asked: Answered) -> Checked:
    """What the checks say of a line as this answer would have it go on; nothing is answered.

    Raises:
        NotFound, Forbidden, Conflict, Invalid: as `answer_return`.
    """
    before = _waiting(work, absence_id, asked)
    return checked_about(work, before.resident_id, _going_on(work, before, asked))


def _waiting(work: Work, absence_id: str, asked: Answered) -> Held:
    """The line, held, where it waits for this answer of the actor."""
    before = held(work, asked.line_id)
    away = residents.absences(
        work.connection, work.establishment_id, [before.resident_id], work.now - LOOKED_BACK, work.now
    )
    if absence_id not in {one.id for one in away}:
        raise NotFound
    _refuse_answering(work, before, asked)
    waiting = returns(work.connection, work.establishment_id, [before.resident_id], work.now)
    found = next((one for one in waiting if one.absence_id == absence_id), None)
    if found is None or asked.line_id not in found.line_ids:
        raise NothingToReconcile
    if asked.seen_version != before.latest:
        raise StaleVersion(seen=asked.seen_version, current=before.latest)
    return before


def _refuse_answering(work: Work, before: Held, asked: Answered) -> None:
    """A prescriber keeps, and signs the rest; a nurse answers from the discharge order."""
    unit_id = residents.unit_of(work, before.resident_id)
    if work.actor.may(Right.PRESCRIBE, unit_id=unit_id):
        if asked.answer is not ReturnAnswer.KEEP:
            raise ReturnNeedsSeal
        return
    work.require(Right.TRANSCRIBE, unit_id=unit_id)
    if asked.document_id is None or asked.prescriber is None:
        raise ReturnNeedsOrder
    check_paper(work, asked.document_id, before.resident_id)


def _going_on(work: Work, before: Held, asked: Answered) -> list[Redone]:
    """The line as something of it is given after this answer; nothing where it is stopped or stays suspended."""
    if asked.answer is ReturnAnswer.STOP:
        return []
    if asked.answer is ReturnAnswer.KEEP:
        content = standing_content(work.connection, asked.line_id, before.latest)
    else:
        known = line_read(work.connection, work.establishment_id, asked.line_id)
        content = content_of(next_version(work, known, before, *_act(work, asked)))
        content["of"] = medicine_of(work.connection, asked.line_id)
    return [Redone(asked.line_id, content)] if content["status"] == Status.ACTIVE else []


def _act(work: Work, asked: Answered) -> tuple[Revision, Signature]:
    """The version that a nurse's answer adds, from the discharge order."""
    act = Act.CHANGE if asked.answer is ReturnAnswer.CHANGE else Act.STOP
    revision = Revision(asked.id, act, asked.seen_version, asked.terms, None, "Retour d'hospitalisation")
    return revision, signature_of(work, revision, act, origin=Origin.TRANSCRIBED, ordered_by=asked.prescriber)
