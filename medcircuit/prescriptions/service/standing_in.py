"""Stand-ins of prescribers: declared, taken back, and whose lines one answers for meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import stand_in
from medcircuit.prescriptions.rules.standing_in import StandIn, answering, check_stand_in
from medcircuit.prescriptions.service.taken import take, taken_before
from medcircuit.staff import service as staff


def declare_stand_in(work: Work, asked: StandIn) -> None:
    """Say who answers for the actor's lines (or, for whoever manages the staff, for another's) while away.

    Raises:
        Forbidden: neither the actor's own lines nor theirs to manage.
        NotFound: one of the two may not prescribe here.
        StandInImpossible: oneself, no day, or days that are over.
        LineIdTaken: the id names another stand-in.
    """
    if asked.prescriber_id != work.actor.user_id:
        work.require(Right.MANAGE_STAFF)
    else:
        work.require(Right.PRESCRIBE)
    check_stand_in(asked, work.now.astimezone(PARIS).date())
    if {asked.prescriber_id, asked.stand_in_id} - set(
        staff.holders(work.connection, work.establishment_id, Right.PRESCRIBE, work.now)
    ):
        raise NotFound
    if taken_before(work, stand_in, asked.id, vars(asked)):
        return
    declared = {"declared_by": work.actor.user_id, "declared_at": work.now}
    take(work, stand_in, asked.id, vars(asked) | declared)
    work.did("declare_stand_in", ("user", asked.prescriber_id), ("user", asked.stand_in_id))


def withdraw_stand_in(work: Work, stand_in_id: str) -> None:
    """Take a stand-in back.

    Raises:
        NotFound: this establishment has no such stand-in.
        Forbidden: it is neither the actor's own nor theirs to manage.
    """
    row = work.connection.execute(
        select(stand_in).where(
            stand_in.c.id == stand_in_id,
            stand_in.c.establishment_id == work.establishment_id,
            stand_in.c.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.prescriber_id != work.actor.user_id:
        work.require(Right.MANAGE_STAFF)
    work.connection.execute(
        update(stand_in).where(stand_in.c.id == stand_in_id).values(withdrawn_at=work.now)
    )
    work.did("withdraw_stand_in", ("user", row.prescriber_id))


def stand_ins(connection: Connection, establishment_id: str, now: datetime) -> tuple[StandIn, ...]:
    """Who stands in for whom today and later."""
    today = now.astimezone(PARIS).date()
    return tuple(
        _read(row)
        for row in _rows(connection, establishment_id)
        if not row.withdrawn_at and row.ends >= today
    )


def every_stand_in(connection: Connection, establishment_id: str) -> tuple[StandIn, ...]:
    """Who stands or once stood in for whom; what was taken back ended on that day, or never began."""
    found = (_read(row) for row in _rows(connection, establishment_id))
    return tuple(one for one in found if one.starts <= one.ends)


def _rows(connection: Connection, establishment_id: str) -> list[Row[*tuple[Any, ...]]]:
    asked = select(stand_in).where(stand_in.c.establishment_id == establishment_id)
    return list(connection.execute(asked.order_by(stand_in.c.starts, stand_in.c.id)))


def _read(row: Row[*tuple[Any, ...]]) -> StandIn:
    ends = min(row.ends, row.withdrawn_at.astimezone(PARIS).date()) if row.withdrawn_at else row.ends
    return StandIn(row.id, row.prescriber_id, row.stand_in_id, row.starts, ends)


def answers_for(connection: Connection, establishment_id: str, user_id: str, now: datetime) -> frozenset[str]:
    """Whose lines this prescriber answers for today: their own, and those of whom they stand in for."""
    periods = stand_ins(connection, establishment_id, now)
    return answering(user_id, periods, now.astimezone(PARIS).date())
