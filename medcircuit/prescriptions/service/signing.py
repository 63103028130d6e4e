"""Signing: a line opened, changed, suspended, resumed, stopped; each act is a new version, and nothing is overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.posology.rules import Dosage, json_text, write_dosage
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.lines import (
    Act,
    LineIdTaken,
    Prescription,
    Revision,
    StaleVersion,
    Status,
    Terms,
    badges_of,
    check_effect,
    check_regime,
    check_revision,
    checked_route,
    same_rhythm,
    standing,
)
from medcircuit.prescriptions.service.chosen import Chosen, chosen
from medcircuit.prescriptions.service.reading import Line, LineVersionRead, line_read
from medcircuit.prescriptions.service.stored import counting_text, dosages_of
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional, clean_text

MOST_INSTRUCTIONS = 10


@dataclass(frozen=True)
class _Signature:
    """What is the same for every act: its id, what was asked, and when it takes effect."""

    id: str
    request_hash: str
    act: Act
    effective_from: datetime
    reason: str | None


def prescribe(work: Work, asked: Prescription) -> Line:
    """Open a line and sign its first version. The same request sent again gives the same line.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
        LineIdTaken: the id already names another request.
        Invalid: the medicine, the route, the regime, the dosage or the date cannot be.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, asked.resident_id))
    residents.lock(work, asked.resident_id)
    signature = _signature(work, asked.id, Act.PRESCRIBE, asked.effective_from, asked.reason, _content(asked))
    if _already(work, signature, line_id=asked.id):
        return line_read(work.connection, work.establishment_id, asked.id)
    check_effect(signature.effective_from, now=work.now)
    medicine = chosen(work.connection, cis=asked.cis, class_id=asked.class_id)
    terms = _terms_columns(asked.terms, medicine, anchor=signature.effective_from)
    version = _version(work, asked.id, 1, Status.ACTIVE, signature, terms)
    work.connection.execute(
        insert(line),
        {
            "id": asked.id,
            "establishment_id": work.establishment_id,
            "resident_id": asked.resident_id,
            "class_id": medicine.class_id,
            "cis": medicine.cis,
            "label": json.dumps(asdict(medicine.label), ensure_ascii=False, sort_keys=True),
            "counting": counting_text(medicine.counting),
            "created_at": work.now,
            "latest": 1,
            "stamp": _stamp("", version),
        },
    )
    work.connection.execute(insert(line_version), version)
    work.did("prescribe", ("line", asked.id), ("resident", asked.resident_id))
    return line_read(work.connection, work.establishment_id, asked.id)


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
    held = work.connection.execute(
        select(line.c.resident_id, line.c.latest, line.c.stamp)
        .where(line.c.id == line_id, line.c.establishment_id == work.establishment_id)
        .with_for_update()
    ).one_or_none()
    if held is None:
        raise NotFound
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, held.resident_id))
    signature = _signature(work, asked.id, asked.act, asked.effective_from, asked.reason, _content(asked))
    known = line_read(work.connection, work.establishment_id, line_id)
    if _already(work, signature, line_id=line_id):
        return known
    if asked.seen_version != held.latest:
        raise StaleVersion(seen=asked.seen_version, current=held.latest)
    check_effect(signature.effective_from, now=work.now)
    last = standing(known.versions)[-1]
    status = check_revision(
        asked.act, signature.effective_from, status=Status(last.status), last_effect=last.effective_from
    )
    terms = _revised(work, known, last, asked, signature)
    version = _version(work, line_id, held.latest + 1, status, signature, terms)
    work.connection.execute(insert(line_version), version)
    work.connection.execute(
        update(line)
        .where(line.c.id == line_id)
        .values(
            latest=held.latest + 1,
            stamp=_stamp(held.stamp, version),
            stopped_at=signature.effective_from if status is Status.STOPPED else None,
        )
    )
    work.did(asked.act.value, ("line", line_id), ("resident", held.resident_id))
    return line_read(work.connection, work.establishment_id, line_id)


def _revised(
    work: Work, known: Line, last: LineVersionRead, asked: Revision, signature: _Signature
) -> dict[str, Any]:
    """The terms of the new version: those asked for, else those that stood; what it counts from goes on or starts anew."""
    if asked.terms is None:
        return {
            "dosage": last.dosage,
            "route_label": last.route_label,
            "instructions": _texts(last.instructions),
            "regime": last.regime,
            "time_critical": last.time_critical,
            "crush": last.crush,
            "as_needed": last.as_needed,
            "badges": _texts(last.badges),
            "anchor": last.anchor,
        }
    goes_on = same_rhythm(dosages_of(last.dosage), asked.terms.dosages)
    medicine = chosen(work.connection, cis=known.cis, class_id=known.class_id)
    return _terms_columns(asked.terms, medicine, anchor=last.anchor if goes_on else signature.effective_from)


def _terms_columns(terms: Terms, medicine: Chosen, *, anchor: datetime) -> dict[str, Any]:
    route = checked_route(terms.dosages, medicine.routes)
    check_regime(terms.regime, route)
    said = [
        clean_text(text, field="La consigne", longest=200) for text in terms.instructions[:MOST_INSTRUCTIONS]
    ]
    return {
        "dosage": _dosage_text(terms.dosages),
        "route_label": route,
        "instructions": _texts(said),
        "regime": terms.regime.value if terms.regime else None,
        "time_critical": terms.time_critical,
        "crush": terms.crush.value if terms.crush else None,
        "as_needed": all(one.prn for one in terms.dosages),
        "badges": _texts(badges_of(terms)),
        "anchor": anchor,
    }


def _version(
    work: Work, line_id: str, number: int, status: Status, signature: _Signature, terms: dict[str, Any]
) -> dict[str, Any]:
    """The columns of a version."""
    return {
        **terms,
        "line_id": line_id,
        "number": number,
        "id": signature.id,
        "request_hash": signature.request_hash,
        "act": signature.act.value,
        "status": status.value,
        "effective_from": signature.effective_from,
        "reason": signature.reason,
        "author_id": work.actor.user_id,
        "signed_by": work.actor.user_id,
        "signed_at": work.now,
    }


def _stamp(before: str, version: dict[str, Any]) -> str:
    """The stamp of a line after one more version: it differs wherever any version differs."""
    content = json.dumps([before, version], default=str, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _signature(
    work: Work, given: str, act: Act, effective_from: datetime | None, reason: str | None, content: str
) -> _Signature:
    return _Signature(
        id=given,
        request_hash=hashlib.sha256(content.encode()).hexdigest(),
        act=act,
        effective_from=effective_from or work.now,
        reason=clean_optional(reason, field="Le motif", longest=300),
    )


def _already(work: Work, signature: _Signature, *, line_id: str) -> bool:
    """Whether this very request was signed before.

    Raises:
        LineIdTaken: its id names another.
    """
    row: Row[*tuple[Any, ...]] | None = work.connection.execute(
        select(line_version.c.line_id, line_version.c.request_hash).where(line_version.c.id == signature.id)
    ).one_or_none()
    if row is None:
        return False
    if (row.line_id, row.request_hash) != (line_id, signature.request_hash):
        raise LineIdTaken
    return True


def _content(asked: Prescription | Revision) -> str:
    """What was asked, as one canonical text."""
    plain = {key: value for key, value in vars(asked).items() if key != "terms"}
    terms = vars(asked.terms).copy() if asked.terms else {}
    terms["dosages"] = _dosage_text(terms.get("dosages", ()))
    return json.dumps([plain, terms], default=str, sort_keys=True)


def _dosage_text(dosages: Sequence[Dosage]) -> str:
    return json_text([write_dosage(one) for one in dosages])


def _texts(texts: Sequence[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
