"""Who a person is here and where they live: what the other verbs look up first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, bindparam, case, func, select

from medcircuit.kernel.db import Instant
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents.models import identity_change, resident, stay
from medcircuit.residents.rules.people import Stay

Moment = datetime | BindParameter[datetime]


def living_here(at: Moment, until: Moment | None = None) -> ColumnElement[bool]:
    """Stays that hold at this instant (or at any instant from `at` to just before `until`)."""
    begun = stay.c.starts_at < until if until is not None else stay.c.starts_at <= at
    return begun & (stay.c.ends_at.is_(None) | (stay.c.ends_at > at))


def row_of(connection: Connection, establishment_id: str, resident_id: str) -> Row[Any]:
    """The row of a resident, without the portrait.

    Raises:
        NotFound: this establishment has no such resident.
    """
    columns = [column for column in resident.c if column.name != "portrait"]
    row = connection.execute(
        select(*columns).where(resident.c.id == resident_id, resident.c.establishment_id == establishment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


_UNIT_OF = Prepared(
    select(resident.c.id, stay.c.unit_id)
    .outerjoin(stay, stay.c.resident_id == resident.c.id)
    .where(resident.c.id == bindparam("resident"), resident.c.establishment_id == bindparam("establishment"))
    .order_by(case((living_here(bindparam("now", type_=Instant)), 0), else_=1), stay.c.starts_at.desc())
    .limit(1)
)


def unit_of(work: Work, resident_id: str) -> str | None:
    """The unit where a resident lives now, else where they lived last: its habilitations cover their entry.

    Raises:
        NotFound: this establishment has no such resident.
    """
    asked = {"resident": resident_id, "establishment": work.establishment_id, "now": work.now}
    row = _UNIT_OF.first(work.connection, asked)
    if row is None:
        raise NotFound
    return None if row.unit_id is None else str(row.unit_id)


_BODIES = Prepared(
    select(resident.c.id, resident.c.birth_date, resident.c.texture).where(
        resident.c.establishment_id == bindparam("establishment"),
        resident.c.id.in_(bindparam("residents", expanding=True)),
    )
)


def bodies_of(connection: Connection, establishment_id: str, resident_ids: list[str]) -> list[Any]:
    """Birth date and texture of these people of this establishment, as far as it has them: `id, birth_date, texture`."""
    asked = {"establishment": establishment_id, "residents": resident_ids}
    return _BODIES.rows(connection, asked) if resident_ids else []


_NAME = Prepared(
    select(resident.c.birth_name, resident.c.first_name).where(
        resident.c.id == bindparam("resident"), resident.c.establishment_id == bindparam("establishment")
    )
)


def name_of(connection: Connection, establishment_id: str, resident_id: str) -> str:
    """The birth name and first name of a resident, as registers write them; nothing where nobody has this id here."""
    row = _NAME.first(connection, {"resident": resident_id, "establishment": establishment_id})
    return f"{row.birth_name} {row.first_name}" if row else ""


NO_ROOM = "—"
"""What is printed where a person has no room now."""


def corrections(work: Work, resident_id: str) -> int:
    """How many times the identity of a person of this establishment was corrected."""
    return work.connection.execute(
        select(func.count()).where(
            identity_change.c.resident_id == resident_id,
            identity_change.c.establishment_id == work.establishment_id,
        )
    ).scalar_one()


def born_on(connection: Connection, establishment_id: str, resident_id: str) -> date | None:
    """The birth date of a resident; None where this establishment has no such person."""
    found: date | None = connection.execute(
        select(resident.c.birth_date).where(
            resident.c.id == resident_id, resident.c.establishment_id == establishment_id
        )
    ).scalar_one_or_none()
    return found


def house_of(connection: Connection, resident_id: str) -> str | None:
    """The establishment of a resident; None where nobody has this id."""
    found: str | None = connection.execute(
        select(resident.c.establishment_id).where(resident.c.id == resident_id)
    ).scalar_one_or_none()
    return found


_LOCK = Prepared(select(resident.c.id).where(resident.c.id == bindparam("resident")).with_for_update())


def lock(work: Work, resident_id: str) -> None:
    """Hold a resident's row to the end of the transaction: what is numbered or must not cross waits its turn."""
    _LOCK.rows(work.connection, {"resident": resident_id})


_TOUCHING = (
    select(stay)
    .where(
        stay.c.establishment_id == bindparam("establishment"),
        living_here(bindparam("begin", type_=Instant), bindparam("end", type_=Instant)),
    )
    .order_by(stay.c.resident_id, stay.c.starts_at)
)
_STAYS_OF = Prepared(_TOUCHING.where(stay.c.resident_id.in_(bindparam("residents", expanding=True))))
_STAYS = Prepared(_TOUCHING)


def stays(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], frm: datetime, to: datetime
) -> tuple[Stay, ...]:
    """The stays of these people that touch the time from `frm` to just before `to`, in order."""
    asked = {"establishment": establishment_id, "residents": list(resident_ids), "begin": frm, "end": to}
    return tuple(_stay(row) for row in _STAYS_OF.rows(connection, asked))


def stays_of_everyone(
    connection: Connection, establishment_id: str, frm: datetime, to: datetime
) -> tuple[Stay, ...]:
    """The stays of the establishment that touch the time from `frm` to just before `to`, by person, in order."""
    asked = {"establishment": establishment_id, "begin": frm, "end": to}
    return tuple(_stay(row) for row in _STAYS.rows(connection, asked))


def _stay(row: Row[Any]) -> Stay:
    return Stay(row.resident_id, row.unit_id, row.room, row.walking_order, row.starts_at, row.ends_at)
