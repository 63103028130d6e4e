"""What is known of consultations: the rows, their end, their judgement; what the other verbs look up first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select

from medcircuit.consultations.models import (
    consultation,
    consultation_end,
    consultation_judgement,
    consultation_read,
    consultation_resident,
    consultation_setting,
)
from medcircuit.consultations.rules import LONGEST_H, Category, Consultation, Kind
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.staff import service as staff


@dataclass(frozen=True)
class Held:
    """A consultation with what became of it; `reads` counts its readings."""

    said: Consultation
    reader_name: str
    by: str
    by_name: str
    at: datetime
    ended_at: datetime | None
    ended_by: str | None
    justified: bool | None
    note: str | None
    judged_by: str | None
    judged_at: datetime | None
    reads: int


_HELD = (
    select(
        consultation,
        consultation_end.c.at.label("ended_at"),
        consultation_end.c.by_name.label("ended_by"),
        consultation_judgement.c.justified,
        consultation_judgement.c.note,
        consultation_judgement.c.by_name.label("judged_by"),
        consultation_judgement.c.at.label("judged_at"),
    )
    .outerjoin(consultation_end, consultation_end.c.consultation_id == consultation.c.id)
    .outerjoin(consultation_judgement, consultation_judgement.c.consultation_id == consultation.c.id)
    .order_by(consultation.c.at.desc(), consultation.c.id.desc())
    .limit(200)
)


def held_where(work: Work, *wanted: ColumnElement[bool]) -> tuple[Held, ...]:
    """The consultations of the establishment that meet these conditions, the last first; four statements."""
    rows = work.connection.execute(
        _HELD.where(consultation.c.establishment_id == work.establishment_id, *wanted)
    ).all()
    ids = [row.id for row in rows]
    whose: defaultdict[str, set[str]] = defaultdict(set)
    for one in work.connection.execute(
        select(consultation_resident).where(consultation_resident.c.consultation_id.in_(ids))
    ):
        whose[one.consultation_id].add(one.resident_id)
    reads = [
        row.consultation_id
        for row in work.connection.execute(
            select(consultation_read.c.consultation_id).where(consultation_read.c.consultation_id.in_(ids))
        )
    ]
    named = staff.names(work.connection, {row.reader_id for row in rows})
    return tuple(
        _held(row, frozenset(whose[row.id]), named.get(row.reader_id, ""), reads.count(row.id))
        for row in rows
    )


def _held(row: Row[Any], whose: frozenset[str], reader: str, reads: int) -> Held:
    said = Consultation(
        row.id,
        Kind(row.kind),
        row.reader_id,
        whose,
        frozenset(Category(one) for one in row.categories.split(",")),
        row.reason,
        row.words,
        row.starts_at,
        row.ends_at,
    )
    return Held(
        said,
        reader,
        row.by,
        row.by_name,
        row.at,
        row.ended_at,
        row.ended_by,
        row.justified,
        row.note,
        row.judged_by,
        row.judged_at,
        reads,
    )


def held(work: Work, consultation_id: str) -> Held:
    """One consultation.

    Raises:
        NotFound: this establishment has none of this id.
    """
    found = held_where(work, consultation.c.id == consultation_id)
    if not found:
        raise NotFound
    return found[0]


def write(work: Work, said: Consultation) -> None:
    """Write a consultation with the people it is about."""
    work.connection.execute(
        insert(consultation),
        {
            "id": said.id,
            "establishment_id": work.establishment_id,
            "kind": said.kind.value,
            "reader_id": said.reader,
            "categories": ",".join(one.value for one in Category if one in said.categories),
            "reason": said.reason,
            "words": said.words,
            "starts_at": said.starts_at,
            "ends_at": said.ends_at,
            "by": work.actor.user_id,
            "by_name": work.actor.name,
            "at": work.now,
        },
    )
    rows = [{"consultation_id": said.id, "resident_id": one} for one in sorted(said.residents)]
    work.connection.execute(insert(consultation_resident), rows)
    work.did(
        said.kind.value, ("consultation", said.id), *(("resident", one) for one in sorted(said.residents))
    )


@dataclass(frozen=True)
class Setting:
    """What an establishment chose."""

    longest_h: int = LONGEST_H
    manager_grants: bool = False


def setting(work: Work) -> Setting:
    """What holds in this establishment."""
    row = work.connection.execute(
        select(consultation_setting)
        .where(consultation_setting.c.establishment_id == work.establishment_id)
        .order_by(consultation_setting.c.at.desc(), consultation_setting.c.id.desc())
        .limit(1)
    ).one_or_none()
    return Setting(row.longest_h, row.manager_grants) if row else Setting()


def write_setting(work: Work, chosen: Setting) -> None:
    """Write what an establishment chose; what held before stays known."""
    work.connection.execute(
        insert(consultation_setting),
        {
            "id": new_id(),
            "establishment_id": work.establishment_id,
            "longest_h": chosen.longest_h,
            "manager_grants": chosen.manager_grants,
            "by": work.actor.user_id,
            "at": work.now,
        },
    )
    work.did("set_consultations")


def named_residents(work: Work, resident_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """How these people are called and where they live, by id; those who live here no more by their name alone."""
    wanted = set(resident_ids)
    work.saw("resident", sorted(wanted))
    cards = residents.cards(work.connection, work.establishment_id, work.now) if wanted else {}
    return {
        one: {
            "id": one,
            "birth_name": card.birth_name,
            "used_name": card.used_name,
            "first_name": card.first_name,
            "room": card.room,
            "unit": card.unit_id,
        }
        for one in wanted
        if (card := cards.get(one))
    }
