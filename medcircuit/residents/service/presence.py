"""Who a person is here and where they live: what the other verbs look up first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, select

from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents.models import resident, stay
from medcircuit.residents.rules.people import Stay


def living_here(at: datetime, until: datetime | None = None) -> ColumnElement[bool]:
    """Stays that hold at this instant (or at any instant from `at` to just before `until`)."""
    begun = stay.c.starts_at < until if until else stay.c.starts_at <= at
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


def unit_of(work: Work, resident_id: str) -> str | None:
    """The unit where a resident lives now, else where they lived last: its habilitations cover their entry.

    Raises:
        NotFound: this establishment has no such resident.
    """
    row = work.connection.execute(
        select(resident.c.id, stay.c.unit_id)
        .outerjoin(stay, stay.c.resident_id == resident.c.id)
        .where(resident.c.id == resident_id, resident.c.establishment_id == work.establishment_id)
        .order_by(case((living_here(work.now), 0), else_=1), stay.c.starts_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    return None if row.unit_id is None else str(row.unit_id)


def lock(work: Work, resident_id: str) -> None:
    """Hold a resident's row to the end of the transaction: what is numbered or must not cross waits its turn."""
    work.connection.execute(select(resident.c.id).where(resident.c.id == resident_id).with_for_update())


def stays(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], frm: datetime, to: datetime
) -> tuple[Stay, ...]:
    """The stays of these people that touch the time from `frm` to just before `to`, in order."""
    rows = connection.execute(
        select(stay)
        .where(
            stay.c.establishment_id == establishment_id,
            stay.c.resident_id.in_(resident_ids),
            living_here(frm, to),
        )
        .order_by(stay.c.resident_id, stay.c.starts_at)
    )
    return tuple(
        Stay(row.resident_id, row.unit_id, row.room, row.walking_order, row.starts_at, row.ends_at)
        for row in rows
    )
