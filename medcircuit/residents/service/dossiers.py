"""What is known of a person beside their identity: allergies, texture, notes, portrait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents.models import allergy, resident
from medcircuit.residents.rules.admission import AllergyNote, clean_optional, clean_text
from medcircuit.residents.rules.people import Allergy, Severity
from medcircuit.residents.rules.portraits import Portrait, checked_portrait, stored_portrait
from medcircuit.residents.service.presence import unit_of

_ALLERGIES = Prepared(
    select(allergy)
    .where(
        allergy.c.establishment_id == bindparam("establishment"),
        allergy.c.resident_id.in_(bindparam("residents", expanding=True)),
        allergy.c.withdrawn_at.is_(None),
    )
    .order_by(allergy.c.severity.desc(), allergy.c.label)
)


def allergies(
    connection: Connection, establishment_id: str, resident_ids: Collection[str]
) -> dict[str, tuple[Allergy, ...]]:
    """The allergies and intolerances of these people that stand, by resident, severe ones first."""
    rows = _ALLERGIES.rows(connection, {"establishment": establishment_id, "residents": list(resident_ids)})
    noted: defaultdict[str, list[Allergy]] = defaultdict(list)
    for row in rows:
        noted[row.resident_id].append(
            Allergy(row.id, row.label, Severity(row.severity), row.kind, row.substance_code)
        )
    return {resident_id: tuple(known) for resident_id, known in noted.items()}


def note_allergy(work: Work, resident_id: str, note: AllergyNote) -> Allergy:
    """Note an allergy or intolerance.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        FieldUnreadable: the text is empty, too long or unprintable.
    """
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, resident_id))
    label = clean_text(note.label, field="L'allergie", longest=120)
    created = new_id()
    work.connection.execute(
        insert(allergy),
        {
            "id": created,
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "substance_code": note.substance_code,
            "label": label,
            "severity": note.severity.value,
            "kind": note.kind,
            "noted_at": work.now,
            "noted_by": work.actor.user_id,
        },
    )
    work.did("note_allergy", ("allergy", created), ("resident", resident_id))
    return Allergy(created, label, note.severity, note.kind, note.substance_code)


def withdraw_allergy(work: Work, allergy_id: str) -> None:
    """Take back an allergy noted by mistake.

    Raises:
        NotFound: this establishment has no such allergy, or it was withdrawn.
        Forbidden: the actor may not.
    """
    row = work.connection.execute(
        select(allergy.c.resident_id).where(
            allergy.c.id == allergy_id,
            allergy.c.establishment_id == work.establishment_id,
            allergy.c.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, row.resident_id))
    work.connection.execute(
        update(allergy)
        .where(allergy.c.id == allergy_id)
        .values(withdrawn_at=work.now, withdrawn_by=work.actor.user_id)
    )
    work.did("withdraw_allergy", ("allergy", allergy_id), ("resident", row.resident_id))


def describe(work: Work, resident_id: str, *, texture: str | None, notes: str | None) -> None:
    """Replace what the round says of a person: the texture of their food, and a note.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        FieldUnreadable: a text is too long or unprintable.
    """
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, resident_id))
    work.connection.execute(
        update(resident)
        .where(resident.c.id == resident_id)
        .values(
            texture=clean_optional(texture, field="La texture", longest=120),
            notes=clean_optional(notes, field="La note", longest=500),
        )
    )
    work.did("describe", ("resident", resident_id))


def set_portrait(work: Work, resident_id: str, content: bytes) -> None:
    """Replace a person's portrait by this SVG or PNG.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        PortraitRefused: not a portrait that can be shown safely.
    """
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, resident_id))
    stored = checked_portrait(content).stored
    work.connection.execute(update(resident).where(resident.c.id == resident_id).values(portrait=stored))
    work.did("set_portrait", ("resident", resident_id))


def portrait(work: Work, resident_id: str) -> Portrait:
    """A person's portrait.

    Raises:
        NotFound: this establishment has no such resident, or there is no portrait.
        Forbidden: the actor may not read the residents of their unit.
    """
    work.require(Right.READ_RESIDENT, unit_id=unit_of(work, resident_id))
    stored = work.connection.execute(
        select(resident.c.portrait).where(resident.c.id == resident_id)
    ).scalar_one()
    if stored is None:
        raise NotFound
    work.saw("resident", [resident_id])
    return stored_portrait(stored)
