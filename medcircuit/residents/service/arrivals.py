"""Coming, moving, leaving: people entered, stays begun and ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.codes import Environment
from medcircuit.residents.models import absence, resident, stay
from medcircuit.residents.rules.admission import (
    Admission,
    Arrival,
    Identity,
    PossibleDuplicate,
    StayChanged,
    StayImpossible,
    checked_identity,
    clean_optional,
    clean_text,
)
from medcircuit.residents.rules.names import Named, same_person
from medcircuit.residents.service.presence import lock, row_of
from medcircuit.residents.service.tokens import revoke_all
from medcircuit.structure import service as structure


def admit(
    work: Work,
    admission: Admission,
    *,
    resident_id: str | None = None,
    environment: Environment = Environment.PRODUCTION,
) -> str:
    """Enter a person who comes to live here; gives their id. `environment` says which INS identities are real here.

    Raises:
        Forbidden: the actor may not, in this unit.
        NotFound: this establishment has no such unit.
        UnitClosed: the unit is closed, or about to.
        Invalid: a trait of the identity cannot be (field_unreadable, birth_date_impossible, identity_…).
        PossibleDuplicate: someone known here may be the same person, and nobody said they are two.
    """
    _enter(work, admission.arrival.unit_id)
    today = work.now.astimezone(PARIS).date()
    identity = checked_identity(admission.identity, today=today, environment=environment)
    refuse_duplicate(work, identity, admission.distinct_from)
    created = resident_id or new_id()
    work.connection.execute(
        insert(resident),
        {
            **asdict(identity),
            "id": created,
            "establishment_id": work.establishment_id,
            "texture": clean_optional(admission.texture, field="La texture", longest=120),
            "notes": clean_optional(admission.notes, field="La note", longest=500),
            "created_at": work.now,
        },
    )
    _begin_stay(work, created, admission.arrival)
    work.did("admit", ("resident", created))
    return created


def refuse_duplicate(work: Work, identity: Identity, distinct_from: tuple[str, ...]) -> None:
    """Raise where somebody known here may be the same person, and nobody said they are two.

    Raises:
        PossibleDuplicate: names whom they may be.
    """
    columns = (
        resident.c.id,
        resident.c.birth_name,
        resident.c.used_name,
        resident.c.first_name,
        resident.c.birth_date,
    )
    born_the_same_day = work.connection.execute(
        select(*columns).where(
            resident.c.establishment_id == work.establishment_id,
            resident.c.birth_date == identity.birth_date,
        )
    )
    entered = Named("", identity.birth_name, identity.used_name, identity.first_name, identity.birth_date)
    alike = [row.id for row in born_the_same_day if same_person(entered, Named(*row))]
    if unexplained := sorted(set(alike) - set(distinct_from)):
        raise PossibleDuplicate(residents=unexplained)


def _enter(work: Work, unit_id: str) -> None:
    """A person comes into a unit of this establishment, by someone who may say so there."""
    structure.unit(work.connection, work.establishment_id, unit_id)
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_id)
    structure.require_open(work, unit_id)


def _begin_stay(work: Work, resident_id: str, arrival: Arrival) -> None:
    work.connection.execute(
        insert(stay),
        {
            "id": new_id(),
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "unit_id": arrival.unit_id,
            "room": clean_text(arrival.room, field="La chambre", longest=20),
            "walking_order": arrival.walking_order,
            "starts_at": arrival.at,
        },
    )


def _last_stay(work: Work, resident_id: str) -> Row[Any] | None:
    lock(work, resident_id)
    return work.connection.execute(
        select(stay)
        .where(stay.c.resident_id == resident_id, stay.c.establishment_id == work.establishment_id)
        .order_by(stay.c.starts_at.desc())
        .limit(1)
    ).one_or_none()


def move(work: Work, resident_id: str, arrival: Arrival, *, seen: datetime | None) -> None:
    """Have a person live elsewhere in the establishment, or come back to it, from an instant on.

    `seen` is when the stay began that the actor saw under way; None: they saw none.

    Raises:
        NotFound: this establishment has no such resident or unit.
        Forbidden: the actor may not, in the unit left or the unit entered.
        UnitClosed: the unit entered is closed, or about to.
        StayChanged: somebody moved them, or had them leave or come back, since the actor read where they live.
        StayImpossible: the new stay would begin before or with the one it follows.
    """
    row_of(work.connection, work.establishment_id, resident_id)
    _enter(work, arrival.unit_id)
    last = _last_stay(work, resident_id)
    if last is not None:
        work.require(Right.MANAGE_RESIDENT, unit_id=last.unit_id)
    under_way = last.starts_at if last is not None and last.ends_at is None else None
    if under_way != seen:
        raise StayChanged
    if last is not None:
        if arrival.at <= last.starts_at or (last.ends_at is not None and arrival.at < last.ends_at):
            raise StayImpossible(reason="il commencerait avant la fin du séjour précédent")
        if last.ends_at is None:
            work.connection.execute(update(stay).where(stay.c.id == last.id).values(ends_at=arrival.at))
    _begin_stay(work, resident_id, arrival)
    work.did("move", ("resident", resident_id))


def leave(work: Work, resident_id: str, at: datetime) -> None:
    """End a person's stay, a death included; an absence under way ends with it and their tokens are revoked.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        StayImpossible: they do not live here, or would leave before they came or in the future.
    """
    row_of(work.connection, work.establishment_id, resident_id)
    last = _last_stay(work, resident_id)
    if last is None or last.ends_at is not None:
        raise StayImpossible(reason="la personne ne vit pas ici")
    work.require(Right.MANAGE_RESIDENT, unit_id=last.unit_id)
    if not last.starts_at < at <= work.now:
        raise StayImpossible(reason="le départ est avant l'arrivée, ou dans le futur")
    work.connection.execute(update(stay).where(stay.c.id == last.id).values(ends_at=at))
    work.connection.execute(
        update(absence)
        .where(
            absence.c.resident_id == resident_id,
            absence.c.withdrawn_at.is_(None),
            absence.c.ends_at.is_(None),
            absence.c.starts_at < at,
        )
        .values(ends_at=at)
    )
    revoke_all(work, resident_id)
    work.did("leave", ("resident", resident_id))
