"""Reading the residents: cards for a round, one person's entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import Instant
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents.models import resident as resident_table
from medcircuit.residents.models import stay
from medcircuit.residents.rules.names import Named, homonyms
from medcircuit.residents.rules.people import (
    Absence,
    Allergy,
    ResidentCard,
    absent_during,
    age_on,
)
from medcircuit.residents.rules.portraits import stored_portrait
from medcircuit.residents.service.away import absences
from medcircuit.residents.service.dossiers import allergies
from medcircuit.residents.service.presence import NO_ROOM, corrections, living_here, row_of, unit_of
from medcircuit.structure import service as structure

_PEOPLE = select(
    resident_table.c.id,
    resident_table.c.birth_name,
    resident_table.c.used_name,
    resident_table.c.first_name,
    resident_table.c.birth_date,
    resident_table.c.sex,
    resident_table.c.ins_status,
    resident_table.c.texture,
    resident_table.c.notes,
    resident_table.c.portrait.is_not(None).label("has_portrait"),
    stay.c.unit_id,
    stay.c.room,
    stay.c.walking_order,
).join(stay, stay.c.resident_id == resident_table.c.id)


_IN_ORDER = _PEOPLE.where(stay.c.establishment_id == bindparam("establishment")).order_by(
    stay.c.walking_order, stay.c.room, resident_table.c.birth_name, resident_table.c.id
)
_LIVING = Prepared(_IN_ORDER.where(living_here(bindparam("at", type_=Instant))))


@dataclass(frozen=True)
class ResidentEntry:
    """Everything of a person's own entry; `card` is None where they do not live here now, `corrections` how often their identity was corrected."""

    id: str
    birth_name: str
    used_name: str | None
    first_name: str
    first_names: str
    birth_date: date
    sex: str
    birthplace_code: str | None
    ins_status: str
    ins_matricule: str | None
    ins_oid: str | None
    texture: str | None
    notes: str | None
    allergies: tuple[Allergy, ...]
    card: ResidentCard | None
    corrections: int


def cards(
    connection: Connection,
    establishment_id: str,
    at: datetime,
    *,
    away: tuple[datetime, datetime] | None = None,
) -> dict[str, ResidentCard]:
    """The cards of everyone who lives in the establishment at this instant, by id, in walking order.

    Homonyms are looked for in the whole establishment: a cart crosses corridors. `away` is the time
    whose absences each card has (only this instant without it). Three statements, whatever the number of people.
    """
    rows = _LIVING.rows(connection, {"establishment": establishment_id, "at": at})
    people = [row.id for row in rows]
    alike = homonyms(
        Named(row.id, row.birth_name, row.used_name, row.first_name, row.birth_date) for row in rows
    )
    noted = allergies(connection, establishment_id, people)
    absent: defaultdict[str, list[Absence]] = defaultdict(list)
    for absence in absences(connection, establishment_id, people, *(away or (at, at))):
        absent[absence.resident_id].append(absence)
    today = at.astimezone(PARIS).date()
    return {row.id: _card(row, today, noted, alike, tuple(absent[row.id]), at) for row in rows}


def _card(
    row: Row[Any],
    today: date,
    noted: Mapping[str, tuple[Allergy, ...]],
    alike: Mapping[str, tuple[str, ...]],
    absent: tuple[Absence, ...],
    at: datetime,
) -> ResidentCard:
    return ResidentCard(
        id=row.id,
        birth_name=row.birth_name,
        used_name=row.used_name,
        first_name=row.first_name,
        birth_date=row.birth_date,
        age=age_on(row.birth_date, today),
        sex=row.sex,
        ins_status=row.ins_status,
        unit_id=row.unit_id,
        room=row.room,
        walking_order=row.walking_order,
        has_portrait=row.has_portrait,
        texture=row.texture,
        notes=row.notes,
        allergies=noted.get(row.id, ()),
        homonyms=alike.get(row.id, ()),
        absence=absent_during(at, absent),
        absences=absent,
    )


def residents_of_unit(
    connection: Connection,
    establishment_id: str,
    unit_id: str,
    at: datetime,
    *,
    away: tuple[datetime, datetime] | None = None,
) -> tuple[ResidentCard, ...]:
    """The cards of those who live in a unit at this instant, in walking order."""
    everyone = cards(connection, establishment_id, at, away=away)
    return tuple(card for card in everyone.values() if card.unit_id == unit_id)


def unit_cards(work: Work, unit_id: str) -> tuple[ResidentCard, ...]:
    """The cards of a unit now, for a reader.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor may not read the residents of this unit.
    """
    structure.unit(work.connection, work.establishment_id, unit_id)
    work.require(Right.READ_RESIDENT, unit_id=unit_id)
    shown = residents_of_unit(work.connection, work.establishment_id, unit_id, work.now)
    work.saw("resident", [card.id for card in shown])
    return shown


def resident(work: Work, resident_id: str) -> ResidentEntry:
    """A person's whole entry.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the residents of their unit.
    """
    row = row_of(work.connection, work.establishment_id, resident_id)
    work.require(Right.READ_RESIDENT, unit_id=unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    noted = allergies(work.connection, work.establishment_id, [resident_id])
    everyone = cards(work.connection, work.establishment_id, work.now)
    return ResidentEntry(
        id=row.id,
        birth_name=row.birth_name,
        used_name=row.used_name,
        first_name=row.first_name,
        first_names=row.first_names,
        birth_date=row.birth_date,
        sex=row.sex,
        birthplace_code=row.birthplace_code,
        ins_status=row.ins_status,
        ins_matricule=row.ins_matricule,
        ins_oid=row.ins_oid,
        texture=row.texture,
        notes=row.notes,
        allergies=noted.get(resident_id, ()),
        card=everyone.get(resident_id),
        corrections=corrections(work, resident_id),
    )


@dataclass(frozen=True)
class CardFacts:
    """What a printed card says of a person; `portrait` is a media type and an image, `house` the establishment's name."""

    house: str
    birth_name: str
    used_name: str | None
    first_name: str
    birth_date: date
    sex: str
    room: str
    portrait: tuple[str, bytes] | None


def card_facts(work: Work, resident_id: str) -> CardFacts:
    """What the printed card of a person says.

    Raises:
        NotFound: this establishment has no such resident.
    """
    row = work.connection.execute(
        select(resident_table, stay.c.room)
        .outerjoin(stay, (stay.c.resident_id == resident_table.c.id) & living_here(work.now))
        .where(resident_table.c.id == resident_id, resident_table.c.establishment_id == work.establishment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    kept = stored_portrait(row.portrait) if row.portrait else None
    work.saw("resident", [resident_id])
    return CardFacts(
        house=structure.establishment(work.connection, work.establishment_id).name,
        birth_name=row.birth_name,
        used_name=row.used_name,
        first_name=row.first_name,
        birth_date=row.birth_date,
        sex=row.sex,
        room=row.room or NO_ROOM,
        portrait=(kept.media_type, kept.content) if kept else None,
    )
