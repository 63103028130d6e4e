"""Leave asked from afar for one dose, answered by a nurse or a physician, and used once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from medcircuit.delegations.models.remote import remote_answer, remote_request, remote_use
from medcircuit.delegations.rules.remote import (
    NOT_OPEN,
    VALID,
    Answered,
    Dose,
    NurseLine,
    Request,
    RequestOver,
    RequestUnreadable,
    SameRequestOtherContent,
    check_answerable,
)
from medcircuit.kernel.access import Right
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.service.reading import line_read
from medcircuit.residents import service as residents

SHOWN = 4 * VALID
"""How long what became of a request stays on the screens of those who may answer."""

_REQUESTS = (
    select(
        remote_request,
        remote_answer.c.granted,
        remote_answer.c.why,
        remote_answer.c.by,
        remote_answer.c.by_name,
        remote_answer.c.at,
        remote_use.c.fact_id,
        remote_use.c.at.label("used_at"),
    )
    .outerjoin(remote_answer, remote_answer.c.request_id == remote_request.c.id)
    .outerjoin(remote_use, remote_use.c.request_id == remote_request.c.id)
    .where(remote_request.c.establishment_id == bindparam("establishment"))
    .order_by(remote_request.c.asked_at.desc(), remote_request.c.id.desc())
)
_BY_ID = _REQUESTS.where(remote_request.c.id == bindparam("id"))
_LATELY = _REQUESTS.where(remote_request.c.asked_at >= bindparam("since"))
_OF_LINE = _REQUESTS.where(
    remote_request.c.asked_by == bindparam("user"),
    remote_request.c.line_id == bindparam("line"),
    remote_request.c.asked_at >= bindparam("since"),
)


@dataclass(frozen=True)
class Wanted:
    """What a helper asks leave for; `context` says why, in their words. `amount` counts in the line's unit."""

    id: str
    resident_id: str
    line_id: str
    amount: Fraction
    unit: str
    context: str
    device: str


@dataclass(frozen=True)
class Granted:
    """Leave that holds now: its request, who gave it, and until when."""

    request_id: str
    by_name: str
    until: datetime


def request(work: Work, wanted: Wanted) -> Row[Any]:
    """Ask a nurse or a physician for leave to give one dose; the same request again is the same.

    Raises:
        NotFound: this establishment has no such resident, or the person no such line now.
        Forbidden: the actor may not help where the person lives.
        NurseLine: no leave opens this line.
        RequestUnreadable: it names no dose.
        SameRequestOtherContent: the id names another request.
    """
    unit_id = residents.unit_of(work, wanted.resident_id)
    work.require(Right.HELP, unit_id=unit_id)
    if wanted.amount <= 0:
        raise RequestUnreadable
    version = _version(work, wanted)
    hashed = _hash(wanted)
    known = work.connection.execute(
        select(remote_request.c.hash, remote_request.c.establishment_id).where(
            remote_request.c.id == wanted.id
        )
    ).one_or_none()
    if known is not None and tuple(known) != (hashed, work.establishment_id):
        raise SameRequestOtherContent
    if known is None:
        row = {
            "id": wanted.id,
            "establishment_id": work.establishment_id,
            "unit_id": unit_id,
            "resident_id": wanted.resident_id,
            "line_id": wanted.line_id,
            "version": version,
            "amount": amount_text(wanted.amount),
            "unit": wanted.unit,
            "context": wanted.context,
            "device_id": wanted.device,
            "asked_by": work.actor.user_id,
            "asked_by_name": work.actor.name,
            "asked_at": work.now,
            "hash": hashed,
        }
        work.connection.execute(remote_request.insert(), row)
        work.did("ask_leave", ("remote_request", wanted.id), ("resident", wanted.resident_id))
    return _row(work, wanted.id)


def _version(work: Work, wanted: Wanted) -> int:
    """The number of the version in force of the line asked about."""
    line = line_read(work.connection, work.establishment_id, wanted.line_id)
    held = line.at(work.now)
    if line.resident_id != wanted.resident_id or held is None or held.status != "active":
        raise NotFound
    if held.regime in NOT_OPEN:
        raise NurseLine
    return held.number


def _hash(wanted: Wanted) -> str:
    said = {name: str(value) for name, value in vars(wanted).items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _row(work: Work, request_id: str) -> Row[Any]:
    asked = {"establishment": work.establishment_id, "id": request_id}
    row = work.connection.execute(_BY_ID, asked).one_or_none()
    if row is None:
        raise NotFound
    return row


def as_request(row: Row[Any]) -> Request:
    """A stored request as the rules look at it."""
    dose = Dose(row.asked_by, row.resident_id, row.line_id, row.version, read_amount(row.amount))
    answer = Answered(row.granted, row.at) if row.granted is not None else None
    return Request(dose, row.asked_at, answer, row.fact_id)


def own_request(work: Work, request_id: str) -> Row[Any]:
    """What became of a request that the actor made.

    Raises:
        NotFound: they made none of this id here.
        Forbidden: the actor may no longer help where the person lives.
    """
    row = _row(work, request_id)
    work.require(Right.HELP, unit_id=residents.unit_of(work, row.resident_id))
    if row.asked_by != work.actor.user_id:
        raise NotFound
    return row


def requests_lately(work: Work) -> Sequence[Row[Any]]:
    """The requests of the last hour that the actor may answer, answered ones too, the last first."""
    asked = {"establishment": work.establishment_id, "since": work.now - SHOWN}
    return [
        row
        for row in work.connection.execute(_LATELY, asked)
        if work.actor.may(Right.ALLOW_ONCE, unit_id=row.unit_id) and row.asked_by != work.actor.user_id
    ]


def answer(work: Work, request_id: str, *, granted: bool, why: str | None) -> Row[Any]:
    """Say yes or no to a request; the caller has just had the actor prove who they are.

    Raises:
        NotFound: this establishment has no such request.
        Forbidden: the actor may not answer for where the person lives; or it is their own (OwnRequest).
        RequestOver: it was answered already, or has expired.
    """
    row = _row(work, request_id)
    work.require(Right.ALLOW_ONCE, unit_id=residents.unit_of(work, row.resident_id))
    check_answerable(as_request(row), user_id=work.actor.user_id, now=work.now)
    told = {
        "request_id": request_id,
        "establishment_id": work.establishment_id,
        "granted": granted,
        "why": why,
        "by": work.actor.user_id,
        "by_name": work.actor.name,
        "at": work.now,
    }
    if not first(work, remote_answer, told):
        raise RequestOver
    done = "grant_leave" if granted else "refuse_leave"
    work.did(done, ("remote_request", request_id), ("resident", row.resident_id))
    return _row(work, request_id)


def first(work: Work, table: Table, row: dict[str, Any]) -> bool:
    """Write a row unless its key is taken; whether it was written."""
    insert = sqlite.insert if work.connection.dialect.name == "sqlite" else postgresql.insert
    return Prepared(insert(table).on_conflict_do_nothing()).run(work.connection, row) == 1


def granted(
    work: Work,
    user_id: str,
    resident_id: str,
    line_id: str,
    amount: Fraction | None,
    *,
    at: datetime | None = None,
) -> Granted | None:
    """The leave that lets this person give this dose at an instant (now), where there is one unused.

    `amount` None asks whether there is leave for the line at all.
    """
    at = at or work.now
    asked = {
        "establishment": work.establishment_id,
        "user": user_id,
        "line": line_id,
        "since": at - 2 * VALID,
    }
    rows = work.connection.execute(_OF_LINE, asked).all()
    if not rows:
        return None
    held = line_read(work.connection, work.establishment_id, line_id).at(at)
    if held is None:
        return None
    dose = Dose(user_id, resident_id, line_id, held.number, amount)
    for row in rows:
        known = as_request(row)
        if known.allows(dose, at):
            return Granted(row.id, row.by_name, known.until)
    return None


def use(work: Work, request_id: str, fact_id: str) -> bool:
    """Spend a leave on a fact: True once, and again for the same fact; False where it has served for another."""
    row = {
        "request_id": request_id,
        "establishment_id": work.establishment_id,
        "fact_id": fact_id,
        "by": work.actor.user_id,
        "at": work.now,
    }
    if first(work, remote_use, row):
        work.did("use_leave", ("remote_request", request_id))
        return True
    kept = select(remote_use.c.fact_id).where(remote_use.c.request_id == request_id)
    known: str = work.connection.execute(kept).scalar_one()
    return known == fact_id
