"""Proofs of identity by a secret that a person knows: wrong ones are counted, and make one wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from medcircuit.kernel import audit
from medcircuit.kernel.access import Actor
from medcircuit.kernel.clock import Clock
from medcircuit.kernel.db import Database
from medcircuit.kernel.problems import Problem
from medcircuit.kernel.work import Work
from medcircuit.staff.models import failed_proof, user
from medcircuit.staff.rules import habilitations as rules
from medcircuit.staff.rules.factors import TooManyCodes
from medcircuit.staff.service.people import matches


@dataclass(frozen=True)
class SignIn:
    """A proof of identity on a device: a password (or the one-time code), in an establishment where several."""

    login: str
    password: str
    device_id: str
    establishment_id: str | None = None


def prove(database: Database, clock: Clock, proof: SignIn, *, column: str) -> Row[tuple[str, ...]]:
    """The user whose secret this is; wrong ones are counted per person and device.

    Raises:
        WrongProof, TooManyProofs: it is nobody's, or they must wait.
    """
    with database.read() as connection:
        who = connection.execute(
            select(user).where(user.c.login == proof.login, user.c.disabled_at.is_(None))
        ).one_or_none()
        failed = _failed(connection, who.id if who else "", proof.device_id)
    if failed and rules.must_wait(wrong=failed.wrong, last_at=failed.last_at, now=clock.now()):
        raise rules.TooManyProofs
    right = matches(getattr(who, column) if who else None, proof.password)
    if who is None:
        raise rules.WrongProof
    if right and failed is None:
        return who
    with database.write() as connection:
        _count(connection, who.id, proof.device_id, right=right, now=clock.now())
    if not right:
        raise rules.WrongProof
    return who


def judged(
    connection: Connection, user_id: str, device_id: str, now: datetime, check: Callable[[], None]
) -> Problem | None:
    """What `check` raises, counted as `prove` counts, within one transaction: nobody tries many codes at once.

    Given, not raised, for the count must be kept: TooManyCodes where the person must wait.
    """
    connection.execute(select(user.c.id).where(user.c.id == user_id).with_for_update())
    failed = _failed(connection, user_id, device_id)
    if failed and rules.must_wait(wrong=failed.wrong, last_at=failed.last_at, now=now):
        return TooManyCodes()
    problem: Problem | None = None
    try:
        check()
    except Problem as raised:
        problem = raised
    _count(connection, user_id, device_id, right=problem is None, now=now)
    return problem


def _failed(connection: Connection, user_id: str, device_id: str) -> Row[tuple[str, ...]] | None:
    return connection.execute(select(failed_proof).where(_of(user_id, device_id))).one_or_none()


def _count(connection: Connection, user_id: str, device_id: str, *, right: bool, now: datetime) -> None:
    """One wrong proof more, begun anew after the wait; a right one forgets them."""
    failed = _failed(connection, user_id, device_id)
    if failed is not None:
        connection.execute(delete(failed_proof).where(_of(user_id, device_id)))
    if not right:
        wrong = failed.wrong + 1 if failed and now - failed.last_at < rules.BACK_OFF else 1
        row = {"user_id": user_id, "device_id": device_id, "wrong": wrong, "last_at": now}
        connection.execute(insert(failed_proof), row)


def _of(user_id: str, device_id: str) -> ColumnElement[bool]:
    return (failed_proof.c.user_id == user_id) & (failed_proof.c.device_id == device_id)


def note(connection: Connection, actor: Actor, clock: Clock, action: str, outcome: str = "done") -> None:
    """One entry of the audit trail about a person's own identity."""
    work = Work(connection, actor, clock.now())
    work.did(action, ("user", actor.user_id))
    audit.append(connection, work.entry(outcome))


def person(
    user_id: str, establishment_id: str, device_id: str | None, session_id: str | None = None
) -> Actor:
    """Someone who is proving who they are: an actor without any right yet."""
    return Actor(
        user_id, establishment_id, "", frozenset(), frozenset(), session_id=session_id, device_id=device_id
    )
