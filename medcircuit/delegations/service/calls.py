"""Somebody calls the nurse: it is told on the screens of those who may come, with for whom and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.delegations.models.remote import help_answer, help_call
from medcircuit.delegations.rules.remote import SameRequestOtherContent, Why
from medcircuit.delegations.service.remote import SHOWN, first
from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.structure import service as structure

_CALLS = (
    select(
        help_call,
        help_answer.c.by,
        help_answer.c.by_name,
        help_answer.c.at,
    )
    .outerjoin(help_answer, help_answer.c.call_id == help_call.c.id)
    .where(help_call.c.establishment_id == bindparam("establishment"))
    .order_by(help_call.c.asked_at.desc(), help_call.c.id.desc())
)
_BY_ID = _CALLS.where(help_call.c.id == bindparam("id"))
_LATELY = _CALLS.where(help_call.c.asked_at >= bindparam("since"))


@dataclass(frozen=True)
class Call:
    """A call for the nurse, from a unit; `context` says what happened, in words of the page."""

    id: str
    unit_id: str
    why: Why
    context: str
    device: str
    resident_id: str | None = None


def call(work: Work, made: Call) -> Row[Any]:
    """Call the nurse; the same call again is the same.

    Raises:
        NotFound: this establishment has no such unit, or no such resident.
        Forbidden: the actor may not help there, or not where the person lives.
        SameRequestOtherContent: the id names another call.
    """
    structure.unit(work.connection, work.establishment_id, made.unit_id)
    work.require(Right.HELP, unit_id=made.unit_id)
    if made.resident_id is not None:
        work.require(Right.HELP, unit_id=residents.unit_of(work, made.resident_id))
    said = json.dumps({name: str(value) for name, value in vars(made).items()}, sort_keys=True)
    hashed = hashlib.sha256(said.encode()).hexdigest()
    known = work.connection.execute(
        select(help_call.c.hash, help_call.c.establishment_id).where(help_call.c.id == made.id)
    ).one_or_none()
    if known is not None and tuple(known) != (hashed, work.establishment_id):
        raise SameRequestOtherContent
    if known is None:
        row = {
            "id": made.id,
            "establishment_id": work.establishment_id,
            "unit_id": made.unit_id,
            "resident_id": made.resident_id,
            "why": made.why.value,
            "context": made.context,
            "device_id": made.device,
            "asked_by": work.actor.user_id,
            "asked_by_name": work.actor.name,
            "asked_at": work.now,
            "hash": hashed,
        }
        work.connection.execute(help_call.insert(), row)
        of = [("resident", made.resident_id)] if made.resident_id else []
        work.did("call_nurse", ("help_call", made.id), *of)
    return _row(work, made.id)


def _row(work: Work, call_id: str) -> Row[Any]:
    asked = {"establishment": work.establishment_id, "id": call_id}
    row = work.connection.execute(_BY_ID, asked).one_or_none()
    if row is None:
        raise NotFound
    return row


def own_call(work: Work, call_id: str) -> Row[Any]:
    """What became of a call that the actor made.

    Raises:
        NotFound: they made none of this id here.
        Forbidden: the actor may no longer help in its unit.
    """
    row = _row(work, call_id)
    work.require(Right.HELP, unit_id=row.unit_id)
    if row.asked_by != work.actor.user_id:
        raise NotFound
    return row


def calls_lately(work: Work) -> Sequence[Row[Any]]:
    """The calls of the last hour from the units whose calls the actor may take, taken ones too, the last first."""
    asked = {"establishment": work.establishment_id, "since": work.now - SHOWN}
    return [
        row
        for row in work.connection.execute(_LATELY, asked)
        if work.actor.may(Right.ALLOW_ONCE, unit_id=row.unit_id) and row.asked_by != work.actor.user_id
    ]


def take(work: Work, call_id: str) -> Row[Any]:
    """Say that one has seen a call and comes; the first who does holds.

    Raises:
        NotFound: this establishment has no such call.
        Forbidden: the actor may not take the calls of its unit.
    """
    row = _row(work, call_id)
    work.require(Right.ALLOW_ONCE, unit_id=row.unit_id)
    told = {
        "call_id": call_id,
        "establishment_id": work.establishment_id,
        "by": work.actor.user_id,
        "by_name": work.actor.name,
        "at": work.now,
    }
    if first(work, help_answer, told):
        work.did("take_call", ("help_call", call_id))
    return _row(work, call_id)
