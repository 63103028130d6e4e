"""The on-call table: who is on call now, and the lines that a manager or a coordinating nurse keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import Work
from medcircuit.structure.models import on_call as table
from medcircuit.structure.rules.on_call import Answering, Duty, OnCallRole, check_duty, on_call_now
from medcircuit.structure.service.houses import unit, zone


@dataclass(frozen=True)
class OnCallTable:
    """Who answers now, and every line that holds today or later, in the order of units and roles."""

    now: tuple[Answering, ...]
    duties: tuple[Duty, ...]


def on_call(work: Work, unit_id: str | None, now: datetime | None = None) -> tuple[Answering, ...]:
    """Who answers for a unit (without one: for the whole house) now, or at another instant.

    Raises:
        NotFound: this establishment has no such unit.
    """
    if unit_id is not None:
        unit(work.connection, work.establishment_id, unit_id)
    known = zone(work.connection, work.establishment_id)
    return on_call_now(_duties(work), unit_id=unit_id, now=now or work.now, zone=known)


def on_call_table(work: Work, unit_id: str | None) -> OnCallTable:
    """Who answers for a unit now, and the whole table without the exceptions that are over.

    Raises:
        NotFound: this establishment has no such unit.
    """
    today = work.now.astimezone(PARIS).date()
    order = list(OnCallRole)
    duties = [one for one in _duties(work) if one.last_day is None or one.last_day >= today]
    duties.sort(
        key=lambda one: (one.unit_id or "", order.index(one.role), not one.dated, one.starts, one.name)
    )
    return OnCallTable(on_call(work, unit_id), tuple(duties))


def set_on_call(work: Work, duty: Duty, *, instead_of: str | None = None) -> Duty:
    """Add a line to the table, or put it in the place of another; what was there before stays known.

    Raises:
        Forbidden: the actor does not keep the table of this unit.
        NotFound: this establishment has no such unit, or no such line to replace.
        OnCallUnreadable: the line cannot hold.
    """
    if duty.unit_id is not None:
        unit(work.connection, work.establishment_id, duty.unit_id)
    _require_over(work, duty.unit_id)
    check_duty(duty)
    if instead_of is not None:
        end_on_call(work, instead_of)
    made = replace(duty, id=new_id())
    work.connection.execute(
        insert(table),
        {
            **vars(made),
            "role": made.role.value,
            "weekdays": "".join(str(day) for day in sorted(made.weekdays)),
            "establishment_id": work.establishment_id,
            "written_at": work.now,
            "written_by": work.actor.user_id,
        },
    )
    work.did("set_on_call", ("on_call", made.id))
    return made


def end_on_call(work: Work, duty_id: str) -> None:
    """Take a line off the table; taking it off again changes nothing.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor does not keep the table of its unit.
    """
    row = work.connection.execute(
        select(table).where(table.c.id == duty_id, table.c.establishment_id == work.establishment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    _require_over(work, row.unit_id)
    work.connection.execute(
        update(table)
        .where(table.c.id == duty_id, table.c.ended_at.is_(None))
        .values(ended_at=work.now, ended_by=work.actor.user_id)
    )
    work.did("end_on_call", ("on_call", duty_id))


def _require_over(work: Work, unit_id: str | None) -> None:
    """Raise unless the actor keeps this unit's table; the whole house's, only who manages all of it."""
    work.require(Right.MANAGE_ON_CALL, unit_id=unit_id)
    if unit_id is None and Right.MANAGE_ON_CALL not in work.actor.rights:
        raise Forbidden


def _duties(work: Work) -> tuple[Duty, ...]:
    rows = work.connection.execute(
        select(table)
        .where(
            table.c.establishment_id == work.establishment_id,
            or_(table.c.ended_at.is_(None), table.c.ended_at > work.now),
        )
        .order_by(table.c.id)
    )
    return tuple(_duty(row) for row in rows)


def _duty(row: Row[Any]) -> Duty:
    return Duty(
        id=row.id,
        unit_id=row.unit_id,
        role=OnCallRole(row.role),
        name=row.name,
        number=row.number,
        starts=row.starts,
        ends=row.ends,
        weekdays=frozenset(int(day) for day in row.weekdays),
        first_day=row.first_day,
        last_day=row.last_day,
    )
