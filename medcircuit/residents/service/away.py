"""Absences: declared, ended, withdrawn; they turn the doses they cover into *absent*."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents.models import absence
from medcircuit.residents.rules.admission import AbsenceImpossible, Leave
from medcircuit.residents.rules.people import Absence, AbsenceKind
from medcircuit.residents.service.presence import Moment, lock, unit_of


def holding(begin: Moment, end: Moment) -> ColumnElement[bool]:
    """Absences that stand and hold at any instant from `begin` to `end`, both included."""
    return and_(
        absence.c.withdrawn_at.is_(None),
        absence.c.starts_at <= end,
        absence.c.ends_at.is_(None) | (absence.c.ends_at > begin),
    )


_AWAY = Prepared(
    select(absence)
    .where(
        absence.c.establishment_id == bindparam("establishment"),
        absence.c.resident_id.in_(bindparam("residents", expanding=True)),
        holding(bindparam("begin"), bindparam("end")),
    )
    .order_by(absence.c.starts_at, absence.c.id)
)


def absences(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], frm: datetime, to: datetime
) -> tuple[Absence, ...]:
    """The absences of these people that hold at any instant from `frm` to `to`, both included, in order."""
    asked = {"establishment": establishment_id, "residents": list(resident_ids), "begin": frm, "end": to}
    rows = _AWAY.rows(connection, asked)
    return tuple(
        Absence(row.id, row.resident_id, AbsenceKind(row.kind), row.starts_at, row.ends_at) for row in rows
    )


def declare_absence(work: Work, resident_id: str, leave: Leave) -> Absence:
    """Say that a person is, was or will be away.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        AbsenceImpossible: it ends before it begins, or crosses one already declared.
    """
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, resident_id))
    if leave.ends_at is not None and leave.ends_at <= leave.starts_at:
        raise AbsenceImpossible(reason="le retour est avant le départ")
    _refuse_crossing(work, resident_id, leave.starts_at, leave.ends_at)
    created = new_id()
    work.connection.execute(
        insert(absence),
        {
            "id": created,
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "kind": leave.kind.value,
            "starts_at": leave.starts_at,
            "ends_at": leave.ends_at,
            "declared_at": work.now,
            "declared_by": work.actor.user_id,
        },
    )
    work.did("declare_absence", ("absence", created), ("resident", resident_id))
    return Absence(created, resident_id, leave.kind, leave.starts_at, leave.ends_at)


def end_absence(work: Work, absence_id: str, at: datetime) -> Absence:
    """Say when a person came, or comes, back.

    Raises:
        NotFound: this establishment has no such absence.
        Forbidden: the actor may not.
        AbsenceImpossible: the return is not after the departure, or is after the next one.
    """
    row = _absence(work, absence_id)
    if at <= row.starts_at:
        raise AbsenceImpossible(reason="le retour est avant le départ")
    _refuse_crossing(work, row.resident_id, row.starts_at, at, beside=absence_id)
    work.connection.execute(update(absence).where(absence.c.id == absence_id).values(ends_at=at))
    work.did("end_absence", ("absence", absence_id), ("resident", row.resident_id))
    return Absence(absence_id, row.resident_id, AbsenceKind(row.kind), row.starts_at, at)


def withdraw_absence(work: Work, absence_id: str) -> None:
    """Take back an absence declared by mistake: the person was there.

    Raises:
        NotFound: this establishment has no such absence.
        Forbidden: the actor may not.
    """
    row = _absence(work, absence_id)
    work.connection.execute(
        update(absence)
        .where(absence.c.id == absence_id)
        .values(withdrawn_at=work.now, withdrawn_by=work.actor.user_id)
    )
    work.did("withdraw_absence", ("absence", absence_id), ("resident", row.resident_id))


def _refuse_crossing(
    work: Work, resident_id: str, starts_at: datetime, ends_at: datetime | None, *, beside: str | None = None
) -> None:
    lock(work, resident_id)
    crossed = select(absence.c.id).where(
        absence.c.resident_id == resident_id,
        absence.c.withdrawn_at.is_(None),
        absence.c.ends_at.is_(None) | (absence.c.ends_at > starts_at),
    )
    if ends_at is not None:
        crossed = crossed.where(absence.c.starts_at < ends_at)
    if beside is not None:
        crossed = crossed.where(absence.c.id != beside)
    if work.connection.execute(crossed).first():
        raise AbsenceImpossible(reason="une autre absence est déjà déclarée à ce moment")


def _absence(work: Work, absence_id: str) -> Row[Any]:
    row = work.connection.execute(
        select(absence).where(
            absence.c.id == absence_id,
            absence.c.establishment_id == work.establishment_id,
            absence.c.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, row.resident_id))
    return row
