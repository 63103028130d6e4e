"""Writing a version of a line: its columns, its line's projections, and the request that made it, counted once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.posology.rules import Dosage, json_text, understand, write_dosage
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.care import care_text, check_care
from medcircuit.prescriptions.rules.life import Origin, end_of_line
from medcircuit.prescriptions.rules.lines import (
    Act,
    LineIdTaken,
    Prescription,
    Revision,
    Status,
    Terms,
    badges_of,
    check_regime,
    checked_route,
)
from medcircuit.prescriptions.service.chosen import Chosen
from medcircuit.prescriptions.service.mentioned import keep_mentions
from medcircuit.prescriptions.service.reading import LineVersionRead
from medcircuit.prescriptions.service.stored import counting_text, dosages_of
from medcircuit.residents.rules.admission import clean_optional, clean_text

MOST_INSTRUCTIONS = 10


@dataclass(frozen=True)
class Signature:
    """What is the same for every act: its id, what was asked, when it takes effect, and by whose word."""

    id: str
    request_hash: str
    act: Act
    effective_from: datetime
    reason: str | None
    origin: Origin = Origin.SIGNED
    ordered_by: str | None = None


@dataclass(frozen=True)
class Held:
    """A line as it is held while a version is added to it."""

    resident_id: str
    latest: int
    stamp: str
    awaits: int | None
    transcription_id: str | None


def held(work: Work, line_id: str) -> Held:
    """Hold a line to the end of the transaction.

    Raises:
        NotFound: this establishment has no such line.
    """
    row = work.connection.execute(
        select(line.c.resident_id, line.c.latest, line.c.stamp, line.c.awaits, line.c.transcription_id)
        .where(line.c.id == line_id, line.c.establishment_id == work.establishment_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return Held(row.resident_id, row.latest, row.stamp, row.awaits, row.transcription_id)


def signature_of(
    work: Work,
    asked: Prescription | Revision,
    act: Act,
    *,
    origin: Origin = Origin.SIGNED,
    ordered_by: str | None = None,
) -> Signature:
    """The signature of what was asked; a prescriber whose order another enters is named."""
    return Signature(
        id=asked.id,
        request_hash=hashlib.sha256(_content(asked).encode()).hexdigest(),
        act=act,
        effective_from=asked.effective_from or work.now,
        reason=clean_optional(asked.reason, field="Le motif", longest=300),
        origin=origin,
        ordered_by=None
        if ordered_by is None
        else clean_text(ordered_by, field="Le prescripteur", longest=120),
    )


_SIGNED = Prepared(
    select(line_version.c.line_id, line_version.c.request_hash).where(line_version.c.id == bindparam("id"))
)


def already(work: Work, signature: Signature, *, line_id: str) -> bool:
    """Whether this very request was taken before.

    Raises:
        LineIdTaken: its id names another.
    """
    row = _SIGNED.first(work.connection, {"id": signature.id})
    if row is None:
        return False
    if (row.line_id, row.request_hash) != (line_id, signature.request_hash):
        raise LineIdTaken
    return True


def version_columns(
    work: Work, line_id: str, number: int, status: Status, signature: Signature, terms: dict[str, Any]
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
        "origin": signature.origin.value,
        "ordered_by": signature.ordered_by,
    }


def terms_columns(terms: Terms, medicine: Chosen, *, anchor: datetime) -> dict[str, Any]:
    """The columns of what is asked beside the medicine.

    Raises:
        Invalid: the route, the regime, the dosage or an instruction cannot be.
    """
    route = checked_route(terms.dosages, medicine.routes)
    check_regime(terms.regime, route)
    check_care(terms.care)
    said = [
        clean_text(text, field="La consigne", longest=200) for text in terms.instructions[:MOST_INSTRUCTIONS]
    ]
    return {
        "dosage": dosage_text(terms.dosages),
        "route_label": route,
        "instructions": texts(said),
        "regime": terms.regime.value if terms.regime else None,
        "time_critical": terms.time_critical,
        "crush": terms.crush.value if terms.crush else None,
        "as_needed": all(one.prn for one in terms.dosages),
        "badges": texts(badges_of(terms)),
        "care": care_text(terms.care),
        "anchor": anchor,
    }


def kept_terms(last: LineVersionRead) -> dict[str, Any]:
    """The columns of the terms that stood."""
    return {
        "dosage": last.dosage,
        "route_label": last.route_label,
        "instructions": texts(last.instructions),
        "regime": last.regime,
        "time_critical": last.time_critical,
        "crush": last.crush,
        "as_needed": last.as_needed,
        "badges": texts(last.badges),
        "care": last.care,
        "anchor": last.anchor,
    }


def medicine_columns(resident_id: str, medicine: Chosen) -> dict[str, Any]:
    """Whose line it is and of what medicine: what never changes of a line."""
    return {
        "resident_id": resident_id,
        "class_id": medicine.class_id,
        "cis": medicine.cis,
        "label": json.dumps(asdict(medicine.label), ensure_ascii=False, sort_keys=True),
        "counting": counting_text(medicine.counting),
    }


_OPEN = Prepared(insert(line))
_SIGN = Prepared(insert(line_version))


def open_line(
    work: Work,
    of: Mapping[str, Any],
    version: dict[str, Any],
    mentions: Mapping[str, Any],
    *,
    transcription_id: str | None = None,
) -> None:
    """Write a line with its first version and its mentions; `of` as `medicine_columns` gives it."""
    _OPEN.run(
        work.connection,
        {
            **of,
            "id": version["line_id"],
            "establishment_id": work.establishment_id,
            "created_at": work.now,
            "transcription_id": transcription_id,
            **projections("", version),
        },
    )
    _SIGN.run(work.connection, version)
    keep_mentions(work, version["line_id"], mentions)


def add_version(work: Work, before: Held, version: dict[str, Any]) -> None:
    """Write one more version of a line that is held."""
    _SIGN.run(work.connection, version)
    work.connection.execute(
        update(line).where(line.c.id == version["line_id"]).values(projections(before.stamp, version))
    )


def projections(stamp_before: str, version: dict[str, Any]) -> dict[str, Any]:
    """What a line says of its versions once this one is the last: a prescriber's own version settles what waited."""
    status = version["status"]
    return {
        "latest": version["number"],
        "stamp": stamp_after(stamp_before, version),
        "changed_at": version["signed_at"],
        "stopped_at": version["effective_from"] if status == Status.STOPPED else None,
        "awaits": None if version["origin"] == Origin.SIGNED else version["number"],
        "ends_at": None if status == Status.STOPPED else _ends_at(version),
    }


def _ends_at(version: dict[str, Any]) -> datetime | None:
    """When nothing more is due; the hours of the house's moments do not matter to the day."""
    understood = understand(dosages_of(version["dosage"]), line=version["line_id"], start=version["anchor"])
    return end_of_line(understood)


def stamp_after(before: str, version: dict[str, Any]) -> str:
    """The stamp of a line after one more version: it differs wherever any version differs."""
    content = json.dumps([before, version], default=str, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _content(asked: Prescription | Revision) -> str:
    """What was asked, as one canonical text."""
    plain = {key: value for key, value in vars(asked).items() if key != "terms"}
    terms = vars(asked.terms).copy() if asked.terms else {}
    terms["dosages"] = dosage_text(terms.get("dosages", ()))
    return json.dumps([plain, terms], default=str, sort_keys=True)


def dosage_text(dosages: Sequence[Dosage]) -> str:
    """Dosages as the table keeps them."""
    return json_text([write_dosage(one) for one in dosages])


def texts(said: Sequence[str]) -> str:
    """A list of texts as the table keeps it."""
    return json.dumps(list(said), ensure_ascii=False)
