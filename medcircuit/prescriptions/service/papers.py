"""The scan or photo of a paper order: what it may be, kept as it came, shown to whoever may read the prescriptions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import document
from medcircuit.prescriptions.rules.papers import media_type_of
from medcircuit.residents import service as residents


@dataclass(frozen=True)
class Paper:
    """A document and its bytes."""

    id: str
    resident_id: str
    media_type: str
    content: bytes


def keep_paper(work: Work, resident_id: str, content: bytes) -> str:
    """Keep the scan or photo of an order; gives its id. The same bytes sent again give the same id.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not copy orders in their unit.
        PaperUnreadable, PaperTooLarge: not a JPEG, PNG or PDF of at most 1.5 MB.
    """
    work.require(Right.TRANSCRIBE, unit_id=residents.unit_of(work, resident_id))
    media_type = media_type_of(content)
    sha256 = hashlib.sha256(content).hexdigest()
    known = work.connection.execute(
        select(document.c.id).where(
            document.c.establishment_id == work.establishment_id,
            document.c.resident_id == resident_id,
            document.c.sha256 == sha256,
        )
    ).scalar()
    if known is not None:
        return str(known)
    created = new_id()
    work.connection.execute(
        insert(document),
        {
            "id": created,
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "media_type": media_type,
            "size": len(content),
            "sha256": sha256,
            "content": content,
            "stored_by": work.actor.user_id,
            "stored_at": work.now,
        },
    )
    work.did("keep_paper", ("document", created), ("resident", resident_id))
    return created


def paper(work: Work, document_id: str) -> Paper:
    """A document and its bytes.

    Raises:
        NotFound: this establishment has no such document.
        Forbidden: the actor may not read the prescriptions of the resident's unit.
    """
    row = work.connection.execute(
        select(document).where(
            document.c.id == document_id, document.c.establishment_id == work.establishment_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, row.resident_id))
    work.saw("resident", [row.resident_id])
    return Paper(row.id, row.resident_id, row.media_type, row.content)


def check_paper(work: Work, document_id: str, resident_id: str) -> None:
    """Raise unless this document is of this person.

    Raises:
        NotFound: it is not.
    """
    known = work.connection.execute(
        select(document.c.id).where(
            document.c.id == document_id,
            document.c.resident_id == resident_id,
            document.c.establishment_id == work.establishment_id,
        )
    ).first()
    if known is None:
        raise NotFound
