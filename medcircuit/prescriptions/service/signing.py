"""A prescriber's acts: a line opened, changed, suspended, resumed, stopped; each is a new version, nothing is overwritten."""

from __future__ import annotations

from typing import Any

from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.lines import (
    Act,
    Prescription,
    Revision,
    StaleVersion,
    Status,
    check_effect,
    check_revision,
    same_rhythm,
    standing,
)
from medcircuit.prescriptions.service.chosen import chosen
from medcircuit.prescriptions.service.mentioned import mentions_json
from medcircuit.prescriptions.service.reading import Line, LineVersionRead, line_read
from medcircuit.prescriptions.service.stored import dosages_of
from medcircuit.prescriptions.service.versions import (
    Held,
    Signature,
    add_version,
    already,
    held,
    kept_terms,
    medicine_columns,
    open_line,
    signature_of,
    terms_columns,
    version_columns,
)
from medcircuit.residents import service as residents


def prescribe(work: Work, asked: Prescription) -> Line:
    """Open a line and sign its first version. The same request sent again gives the same line.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
        LineIdTaken: the id already names another request.
        Invalid: the medicine, the route, the regime, the dosage or the date cannot be.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, asked.resident_id))
    return opened(work, asked, signature_of(work, asked, Act.PRESCRIBE), Status.ACTIVE)


def opened(
    work: Work,
    asked: Prescription,
    signature: Signature,
    status: Status,
    *,
    transcription_id: str | None = None,
) -> Line:
    """Open a line by whoever may: the caller has checked the right.

    Raises:
        LineIdTaken: the id already names another request.
        Invalid: the medicine, the route, the regime, the dosage or the date cannot be.
    """
    residents.lock(work, asked.resident_id)
    if already(work, signature, line_id=asked.id):
        return line_read(work.connection, work.establishment_id, asked.id)
    of, version = first_version(work, asked, signature, status)
    open_line(work, of, version, mentions_json(asked.mentions), transcription_id=transcription_id)
    work.did(signature.act.value, ("line", asked.id), ("resident", asked.resident_id))
    return line_read(work.connection, work.establishment_id, asked.id)


def first_version(
    work: Work, asked: Prescription, signature: Signature, status: Status
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a line to open is of, and the columns of its first version; nothing is written.

    Raises:
        Invalid: the medicine, the route, the regime, the dosage or the date cannot be.
    """
    check_effect(signature.effective_from, now=work.now)
    medicine = chosen(work.connection, cis=asked.cis, class_id=asked.class_id)
    terms = terms_columns(asked.terms, medicine, anchor=signature.effective_from)
    version = version_columns(work, asked.id, 1, status, signature, terms)
    return medicine_columns(asked.resident_id, medicine), version


def revise(work: Work, line_id: str, asked: Revision) -> Line:
    """Sign another version of a line. The same request sent again changes nothing more.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor may not prescribe in the resident's unit.
        StaleVersion: the line has changed since it was read.
        Conflict: the act does not fit where the line stands (line_stopped, act_impossible, later_version_pending).
        LineIdTaken: the id already names another request.
        Invalid: the route, the regime, the dosage or the date cannot be.
    """
    before = held(work, line_id)
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, before.resident_id))
    return revised(work, line_id, before, asked, signature_of(work, asked, asked.act))


def revised(work: Work, line_id: str, before: Held, asked: Revision, signature: Signature) -> Line:
    """Add a version to a line that is held, by whoever may: the caller has checked the right.

    Raises:
        StaleVersion, Conflict, LineIdTaken, Invalid: as `revise`.
    """
    known = line_read(work.connection, work.establishment_id, line_id)
    if already(work, signature, line_id=line_id):
        return known
    version = next_version(work, known, before, asked, signature)
    add_version(work, before, version)
    work.did(asked.act.value, ("line", line_id), ("resident", before.resident_id))
    return line_read(work.connection, work.establishment_id, line_id)


def next_version(
    work: Work, known: Line, before: Held, asked: Revision, signature: Signature
) -> dict[str, Any]:
    """The columns of the version that an act would add; nothing is written.

    Raises:
        StaleVersion: the line has changed since it was read.
        Conflict: the act does not fit where the line stands.
        Invalid: the route, the regime, the dosage or the date cannot be.
    """
    if asked.seen_version != before.latest:
        raise StaleVersion(seen=asked.seen_version, current=before.latest)
    check_effect(signature.effective_from, now=work.now)
    last = standing(known.versions)[-1]
    status = check_revision(
        asked.act, signature.effective_from, status=Status(last.status), last_effect=last.effective_from
    )
    terms = _revised_terms(work, known, last, asked, signature)
    return version_columns(work, known.id, before.latest + 1, status, signature, terms)


def _revised_terms(
    work: Work, known: Line, last: LineVersionRead, asked: Revision, signature: Signature
) -> dict[str, Any]:
    """The terms of the new version: those asked for, else those that stood; what it counts from goes on or starts anew."""
    if asked.terms is None:
        return kept_terms(last)
    goes_on = same_rhythm(dosages_of(last.dosage), asked.terms.dosages)
    medicine = chosen(work.connection, cis=known.cis, class_id=known.class_id)
    return terms_columns(asked.terms, medicine, anchor=last.anchor if goes_on else signature.effective_from)
