"""Proofs of identity by a secret that a person knows: wrong ones are counted, and make one wait."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from medcircuit.kernel import audit
from medcircuit.kernel.access import Actor
from medcircuit.kernel.clock import Clock
from medcircuit.kernel.db import Database
from medcircuit.kernel.problems import Problem
from medcircuit.kernel.work import Work
from medcircuit.staff.models import failed_proof, session, user
from medcircuit.staff.rules import habilitations as rules
from medcircuit.staff.rules.factors import TooManyCodes
from medcircuit.staff.service.people import matches


@dataclass(frozen=True)
class SignIn:
    """A proof of identity on a device: a password (or the one-time code), in an establishment where several.

    `address` is the network address it came from, where a session does not vouch for the device.
    """

    login: str
    password: str
    device_id: str
    establishment_id: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class _Count:
    """One count of wrong proofs, of somebody somewhere; `problem` is what is said where it makes one wait."""

    user_id: str
    place: str
    tries: rules.Tries
    problem: type[Problem]

    @property
    def row(self) -> ColumnElement[bool]:
        return (failed_proof.c.user_id == self.user_id) & (failed_proof.c.device_id == self.place)


def prove(database: Database, clock: Clock, proof: SignIn, *, column: str) -> Row[tuple[str, ...]]:
    """The user whose secret this is; wrong ones are counted per person and device.

    Where the device is not one of theirs they are counted per person and per address too: a guesser may call a device
    what they like. A login that nobody has is counted alike.

    Raises:
        WrongProof, TooManyProofs, TooManyElsewhere: it is nobody's, or they must wait.
    """
    now = clock.now()
    with database.read() as connection:
        who = connection.execute(
            select(user).where(user.c.login == proof.login, user.c.disabled_at.is_(None))
        ).one_or_none()
        counts = _counts(connection, who.id if who else _nobody(proof.login), proof, column, now)
        failed = _refused_while_waiting(connection, counts, now)
    right = matches(getattr(who, column) if who else None, proof.password)
    if right and who is not None and not failed:
        return who
    with database.write() as connection:
        for one in counts:
            _count(connection, one, right=right, now=now)
    with database.write() as connection:
        over = failed_proof.c.last_at < now - rules.ELSEWHERE.forgotten
        connection.execute(delete(failed_proof).where(over))
    if who is None or not right:
        raise rules.WrongProof
    return who


def judged(
    connection: Connection, user_id: str, device_id: str, now: datetime, check: Callable[[], None]
) -> Problem | None:
    """What `check` raises, counted as `prove` counts, within one transaction: nobody tries many codes at once.

    Given, not raised, for the count must be kept: TooManyCodes where the person must wait.
    """
    connection.execute(select(user.c.id).where(user.c.id == user_id).with_for_update())
    one = _Count(user_id, device_id, rules.ON_DEVICE, TooManyCodes)
    try:
        _refused_while_waiting(connection, [one], now)
    except TooManyCodes as waits:
        return waits
    problem: Problem | None = None
    try:
        check()
    except Problem as raised:
        problem = raised
    _count(connection, one, right=problem is None, now=now)
    return problem


def _nobody(login: str) -> str:
    """Under what the tries for a login that nobody has are counted."""
    return f"?{hashlib.sha256(login.encode()).hexdigest()[:32]}"


def _counts(connection: Connection, user_id: str, proof: SignIn, column: str, now: datetime) -> list[_Count]:
    """The counts that a proof enters. Passwords and PINs are apart: who has no session cannot spend tries of a PIN."""
    counts = [_Count(user_id, proof.device_id, rules.ON_DEVICE, rules.TooManyProofs)]
    if _is_theirs(connection, user_id, proof.device_id, now):
        return counts
    counts.append(_Count(user_id, f"*{column}", rules.ELSEWHERE, rules.TooManyElsewhere))
    if proof.address:
        counts.append(_Count("", f"@{proof.address}", rules.FROM_ADDRESS, rules.TooManyElsewhere))
    return counts


def _is_theirs(connection: Connection, user_id: str, device_id: str, now: datetime) -> bool:
    """Whether this person signed in on this device before, and not too long ago."""
    since = now - rules.DEVICE_KNOWN
    mine = (session.c.user_id == user_id) & (session.c.device_id == device_id)
    found = connection.execute(select(session.c.id).where(mine, session.c.started_at >= since).limit(1))
    return found.first() is not None


def _refused_while_waiting(connection: Connection, counts: Sequence[_Count], now: datetime) -> bool:
    """Whether any wrong proof stands in these counts.

    Raises:
        TooManyProofs, TooManyElsewhere, TooManyCodes: one of them makes wait.
    """
    some = False
    for one in counts:
        failed = connection.execute(select(failed_proof).where(one.row)).one_or_none()
        if failed and one.tries.waits(failed.wrong, failed.last_at, now):
            raise one.problem
        some = some or failed is not None
    return some


def _count(connection: Connection, one: _Count, *, right: bool, now: datetime) -> None:
    """One wrong proof more; a right one forgets those of its person, and no more."""
    if right:
        if one.user_id:
            connection.execute(delete(failed_proof).where(one.row))
        return
    failed = connection.execute(select(failed_proof).where(one.row).with_for_update()).one_or_none()
    wrong = one.tries.counted(failed.wrong, failed.last_at, now) if failed else 1
    row = {"user_id": one.user_id, "device_id": one.place, "wrong": wrong, "last_at": now}
    # another request may have counted the first one meanwhile
    known = {"wrong": wrong if failed else failed_proof.c.wrong + 1, "last_at": now}
    place = ["user_id", "device_id"]
    connection.execute(
        sqlite.insert(failed_proof).values(row).on_conflict_do_update(index_elements=place, set_=known)
        if connection.dialect.name == "sqlite"
        else postgresql.insert(failed_proof)
        .values(row)
        .on_conflict_do_update(index_elements=place, set_=known)
    )


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
