"""The doors by which data is read under a consultation: each reading is written before its answer leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select

from medcircuit.administration import service as administration
from medcircuit.administration.rules.vocabulary import STATES
from medcircuit.consultations.models import consultation, consultation_read
from medcircuit.consultations.rules import Category, check_reading
from medcircuit.consultations.service.held import held
from medcircuit.delegations import service as delegations
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service import Line, LineVersionRead
from medcircuit.residents import service as residents
from medcircuit.residents.rules.measures import KINDS
from medcircuit.residents.rules.people import Severity
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure

DOSES_BACK = timedelta(days=3)
MEASURES_BACK = timedelta(days=14)
_WORDS = {one.state: one.word for one in STATES}


@dataclass(frozen=True)
class Item:
    """One thing that is shown: what it is, what is said of it, when; `number` is a telephone number, `grave` in red.

    `version` is the line's, whose dosage the door says in words.
    """

    title: str
    lines: tuple[str, ...] = ()
    at: datetime | None = None
    number: str | None = None
    grave: bool = False
    version: LineVersionRead | None = None


def read(work: Work, consultation_id: str, resident_id: str, category: Category) -> tuple[Item, ...]:
    """What a consultation opens of a person, once it is written that it was read.

    Raises:
        NotFound: this establishment has no such consultation or resident.
        NotOpen: it does not open this, to this person, now.
    """
    known = held(work, consultation_id)
    check_reading(
        known.said,
        by=work.actor.user_id,
        resident=resident_id,
        category=category,
        now=work.now,
        ended_at=known.ended_at,
    )
    residents.unit_of(work, resident_id)
    work.connection.execute(
        insert(consultation_read),
        {
            "id": new_id(),
            "consultation_id": consultation_id,
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "category": category.value,
            "reader_id": work.actor.user_id,
            "reader_name": work.actor.name,
            "at": work.now,
        },
    )
    work.did("consult", ("consultation", consultation_id), ("resident", resident_id))
    return tuple(_READ[category](work, resident_id))


def _allergies(work: Work, resident_id: str) -> Iterable[Item]:
    noted = residents.allergies(work.connection, work.establishment_id, [resident_id])
    for one in noted.get(resident_id, ()):
        yield Item(one.label, grave=one.severity is Severity.SEVERE)


def _lines(work: Work, resident_id: str) -> tuple[Line, ...]:
    return prescriptions.lines_of(work.connection, work.establishment_id, [resident_id])


def _treatment(work: Work, resident_id: str) -> Iterable[Item]:
    for line in sorted(_lines(work, resident_id), key=lambda one: one.label.substance):
        version = line.at(work.now)
        if version is not None and version.status in {"active", "suspended"}:
            yield Item(_said(line), version.instructions, version=version)


def _said(line: Line) -> str:
    return " ".join(part for part in (line.label.substance, line.label.strength, line.label.form) if part)


def _doses(work: Work, resident_id: str) -> Iterable[Item]:
    labels = {line.id: _said(line) for line in _lines(work, resident_id)}
    since = (work.now - DOSES_BACK).astimezone(PARIS).date()
    found = administration.lately(work.connection, work.establishment_id, resident_id, since)
    for one in reversed(found):
        said = (_WORDS[one.state], *((one.by_name,) if one.by_name else ()))
        yield Item(labels.get(one.line_id, ""), said, one.at)


def _protocols(work: Work, resident_id: str) -> Iterable[Item]:
    lent = replace(work.actor, rights=work.actor.rights | {Right.READ_RESIDENT})
    vital = delegations.vital_protocols(replace(work, actor=lent), resident_id)
    needed = [
        one
        for line in _lines(work, resident_id)
        for one in delegations.protocols_of_line(work, line.id)
        if not one.protocol.vital
    ]
    for one in (*vital, *needed):
        told = one.protocol
        yield Item(
            told.title,
            (told.indication, f"{told.medicine} : {told.dose_said}", *told.measures_first, told.call_name),
            number=told.call_phone,
            grave=told.vital,
        )


def _measures(work: Work, resident_id: str) -> Iterable[Item]:
    since = work.now - MEASURES_BACK
    for one in residents.measures(work.connection, work.establishment_id, [resident_id], since):
        yield Item(KINDS[one.measure.kind].label, (one.measure.said, one.by_name), one.measure.at)


def _contacts(work: Work, resident_id: str) -> Iterable[Item]:
    for answering in structure.on_call(work, residents.unit_of(work, resident_id)):
        yield Item(answering.duty.name, number=answering.duty.number)
    signers = {version.signed_by for line in _lines(work, resident_id) for version in line.versions[-1:]}
    for one in sorted(staff.signatories(work.connection, signers).values(), key=lambda one: one.name):
        yield Item(one.name, (one.qualification,) if one.qualification else (), number=one.phone)


_READ: dict[Category, Callable[[Work, str], Iterable[Item]]] = {
    Category.ALLERGIES: _allergies,
    Category.TREATMENT: _treatment,
    Category.DOSES: _doses,
    Category.PROTOCOLS: _protocols,
    Category.MEASURES: _measures,
    Category.CONTACTS: _contacts,
}


def who_read(work: Work, resident_id: str) -> tuple[Row[*tuple[Any, ...]], ...]:
    """Who read what of a person under a consultation, the last first: what they may ask to be shown.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor does not answer for it where the person lives.
    """
    work.require(Right.GRANT_CONSULTATION, unit_id=residents.unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    found = work.connection.execute(
        select(
            consultation_read.c.at,
            consultation_read.c.category,
            consultation_read.c.reader_name,
            consultation.c.kind,
            consultation.c.reason,
            consultation.c.words,
            consultation.c.by_name,
        )
        .join(consultation, consultation.c.id == consultation_read.c.consultation_id)
        .where(
            consultation_read.c.establishment_id == work.establishment_id,
            consultation_read.c.resident_id == resident_id,
        )
        .order_by(consultation_read.c.at.desc(), consultation_read.c.id.desc())
        .limit(500)
    )
    return tuple(found.all())
