"""Sessions on shared screens: sign in, lock, unlock, switch, sign out."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from medcircuit.kernel import audit
from medcircuit.kernel.access import Actor, Role
from medcircuit.kernel.clock import PARIS, Clock
from medcircuit.kernel.db import Database
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotSignedIn
from medcircuit.kernel.work import Work
from medcircuit.staff.models import failed_proof, habilitation, session, user
from medcircuit.staff.rules import habilitations as rules
from medcircuit.staff.service.colleagues import Colleague
from medcircuit.staff.service.people import matches, set_secrets, short_name
from medcircuit.structure import service as structure


@dataclass(frozen=True)
class SignIn:
    """A proof of identity on a device: a password (or the one-time code), in an establishment where several."""

    login: str
    password: str
    device_id: str
    establishment_id: str | None = None


@dataclass(frozen=True)
class Session:
    """A session as a request finds it: who, where, and whether the screen is locked."""

    actor: Actor
    seen_at: datetime
    locked: bool
    idle_lock_s: int
    language: str


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(database: Database, clock: Clock, first: SignIn, *, password: str, pin: str) -> str:
    """First sign-in by the one-time code (given as `first.password`): choose password and PIN; gives the token.

    Raises:
        WrongProof, TooManyProofs, WeakSecret, NoHabilitation: nothing was changed but the count of wrong proofs.
    """
    rules.check_secrets(password, pin)
    who = _prove(database, clock, first, column="first_code_hash")
    with database.write() as connection:
        set_secrets(connection, who.id, password=password, pin=pin)
    return _open(database, clock, who, first)


def sign_in(database: Database, clock: Clock, proof: SignIn) -> str:
    """Sign in by password; gives the token of the new session.

    Raises:
        WrongProof, TooManyProofs, NoHabilitation: no session was made.
    """
    return _open(database, clock, _prove(database, clock, proof, column="password_hash"), proof)


def switch(database: Database, clock: Clock, current: Actor, proof: SignIn) -> str:
    """Change person on a shared device by PIN: only someone who signed in there by password today.

    The session in use ends; gives the token of the new one.

    Raises:
        WrongProof, TooManyProofs, NoHabilitation: the session in use is as it was.
    """
    proof = replace(proof, establishment_id=current.establishment_id)
    known = {person["login"] for person in people_of_device(database, clock, current)}
    if proof.login not in known:
        raise rules.WrongProof
    token = _open(database, clock, _prove(database, clock, proof, column="pin_hash"), proof)
    end(database, clock, current)
    return token


def unlock(database: Database, clock: Clock, current: Actor, pin: str) -> None:
    """Take a locked session up again by its owner's PIN.

    Raises:
        WrongProof, TooManyProofs: it stays locked.
    """
    prove_again(database, clock, current, pin)
    with database.write() as connection:
        connection.execute(
            update(session).where(session.c.id == current.session_id),
            {"locked_at": None, "seen_at": clock.now()},
        )
        _audit(connection, current, clock, "unlock")


def prove_again(database: Database, clock: Clock, current: Actor, pin: str) -> None:
    """Have the person who is signed in prove anew, by their PIN, that they are the one who acts.

    Raises:
        WrongProof, TooManyProofs: they are not shown to be.
    """
    with database.read() as connection:
        login = connection.execute(select(user.c.login).where(user.c.id == current.user_id)).scalar_one()
    _prove(database, clock, SignIn(login, pin, current.device_id or ""), column="pin_hash")


def prove_colleague(database: Database, clock: Clock, current: Actor, login: str, pin: str) -> Colleague:
    """Have another member of staff prove by their PIN, on the actor's device, that they are beside; no session is made.

    Raises:
        WrongProof, TooManyProofs: they are not shown to be.
        NoHabilitation: they have no valid habilitation in the actor's establishment.
    """
    who = _prove(database, clock, SignIn(login, pin, current.device_id or ""), column="pin_hash")
    with database.read() as connection:
        rows = _habilitations(connection, who.id, clock.now())
    if current.establishment_id not in {row.establishment_id for row in rows}:
        raise rules.NoHabilitation
    return Colleague(who.id, short_name(who.given_name, who.family_name), None)


def lock(work: Work) -> None:
    """Lock the actor's session: the next request asks for the PIN."""
    work.connection.execute(
        update(session).where(session.c.id == work.actor.session_id), {"locked_at": work.now}
    )


def end(database: Database, clock: Clock, current: Actor) -> None:
    """Sign out: the token is worth nothing any more."""
    with database.write() as connection:
        connection.execute(
            update(session).where(session.c.id == current.session_id), {"ended_at": clock.now()}
        )
        _audit(connection, current, clock, "sign_out")


def _prove(database: Database, clock: Clock, proof: SignIn, *, column: str) -> Row[tuple[str, ...]]:
    """The user whose secret this is; wrong ones are counted per person and device."""
    with database.read() as connection:
        who = connection.execute(
            select(user).where(user.c.login == proof.login, user.c.disabled_at.is_(None))
        ).one_or_none()
        mine = (failed_proof.c.user_id == (who.id if who else "")) & (
            failed_proof.c.device_id == proof.device_id
        )
        failed = connection.execute(select(failed_proof).where(mine)).one_or_none()
    if failed and rules.must_wait(wrong=failed.wrong, last_at=failed.last_at, now=clock.now()):
        raise rules.TooManyProofs
    right = matches(getattr(who, column) if who else None, proof.password)
    if who is None:
        raise rules.WrongProof
    if right and failed is None:
        return who
    with database.write() as connection:
        connection.execute(delete(failed_proof).where(mine))
        if not right:
            wrong = failed.wrong + 1 if failed and clock.now() - failed.last_at < rules.BACK_OFF else 1
            row = {"user_id": who.id, "device_id": proof.device_id, "wrong": wrong, "last_at": clock.now()}
            connection.execute(insert(failed_proof), row)
    if not right:
        raise rules.WrongProof
    return who


def _open(database: Database, clock: Clock, who: Row[tuple[str, ...]], proof: SignIn) -> str:
    """Make a session in the establishment asked for, or the first where the person is habilitated."""
    now = clock.now()
    with database.write() as connection:
        rows = _habilitations(connection, who.id, now)
        granted = [row for row in rows if proof.establishment_id in {None, row.establishment_id}]
        if not granted:
            raise rules.NoHabilitation
        token = secrets.token_urlsafe(32)
        place = granted[0].establishment_id
        row = {
            "id": token_hash(token),
            "user_id": who.id,
            "establishment_id": place,
            "device_id": proof.device_id,
            "idle_lock_s": structure.idle_lock_s(connection, place),
            "started_at": now,
            "seen_at": now,
        }
        connection.execute(insert(session), row)
        actor = Actor(
            who.id, place, "", frozenset(), frozenset(), session_id=row["id"], device_id=proof.device_id
        )
        _audit(connection, actor, clock, "sign_in")
    return token


def _audit(connection: Connection, actor: Actor, clock: Clock, action: str) -> None:
    work = Work(connection, actor, clock.now())
    work.did(action, ("user", actor.user_id))
    audit.append(connection, work.entry("done"))


def _habilitations(
    connection: Connection, user_id: str, now: datetime
) -> list[Row[tuple[str, str, str | None]]]:
    day = now.astimezone(PARIS).date()
    return list(
        connection.execute(
            select(habilitation.c.establishment_id, habilitation.c.role, habilitation.c.unit_id)
            .where(
                habilitation.c.user_id == user_id,
                habilitation.c.valid_from <= day,
                habilitation.c.valid_to.is_(None) | (habilitation.c.valid_to >= day),
                habilitation.c.ended_at.is_(None),
            )
            .order_by(habilitation.c.establishment_id, habilitation.c.role)
        )
    )


_SESSION = (
    select(
        session.c.id,
        session.c.user_id,
        session.c.establishment_id,
        session.c.device_id,
        session.c.idle_lock_s,
        session.c.started_at,
        session.c.seen_at,
        session.c.locked_at,
        user.c.given_name,
        user.c.family_name,
        user.c.language,
        habilitation.c.role,
        habilitation.c.unit_id,
        habilitation.c.valid_from,
        habilitation.c.valid_to,
    )
    .join(user, user.c.id == session.c.user_id)
    .join(
        habilitation,
        (habilitation.c.user_id == session.c.user_id)
        & (habilitation.c.establishment_id == session.c.establishment_id),
    )
    .where(session.c.ended_at.is_(None), user.c.disabled_at.is_(None), habilitation.c.ended_at.is_(None))
)
_SESSION_OF = Prepared(_SESSION.where(session.c.id == bindparam("token_hash")))


def session_of(connection: Connection, token: str, now: datetime) -> Session:
    """The session that this token opens, with what its person may do now: one statement.

    Raises:
        NotSignedIn: none, ended, too old, or without a valid habilitation.
    """
    day = now.astimezone(PARIS).date()
    rows = [
        row
        for row in _SESSION_OF.rows(connection, {"token_hash": token_hash(token)})
        if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
    ]
    if not rows or now - rows[0].started_at > rules.SESSION_LENGTH:
        raise NotSignedIn
    first = rows[0]
    actor = _actor(tuple(rows))
    idle = timedelta(seconds=first.idle_lock_s)
    locked = rules.is_locked(seen_at=first.seen_at, locked_at=first.locked_at, now=now, idle=idle)
    return Session(actor, first.seen_at, locked, first.idle_lock_s, first.language)


@lru_cache(maxsize=256)
def _actor(rows: tuple[Row[*tuple[Any, ...]], ...]) -> Actor:
    """Who these rows of a session and its habilitations make; the same rows are asked for at every gesture."""
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows)
    by_unit: defaultdict[str | None, set[Role]] = defaultdict(set)
    for row in rows:
        by_unit[row.unit_id].add(Role(row.role))
    return Actor(
        user_id=first.user_id,
        establishment_id=first.establishment_id,
        name=short_name(first.given_name, first.family_name),
        roles=roles,
        rights=rules.rights_of(by_unit.pop(None, ())),
        unit_rights={unit_id: rules.rights_of(there) for unit_id, there in by_unit.items() if unit_id},
        session_id=first.id,
        device_id=first.device_id,
    )


def mark_seen(connection: Connection, session_id: str, now: datetime) -> None:
    """Note a gesture, so that the screen stays unlocked."""
    connection.execute(update(session).where(session.c.id == session_id), {"seen_at": now})


def people_of_device(database: Database, clock: Clock, current: Actor) -> list[dict[str, str]]:
    """Who signed in on the actor's device within a working day: those who may switch there by PIN."""
    since = clock.now() - rules.SESSION_LENGTH
    with database.read() as connection:
        rows = connection.execute(
            select(user.c.login, user.c.given_name, user.c.family_name)
            .join(session, session.c.user_id == user.c.id)
            .where(
                session.c.device_id == current.device_id,
                session.c.establishment_id == current.establishment_id,
                session.c.started_at >= since,
                user.c.disabled_at.is_(None),
                user.c.pin_hash.is_not(None),
            )
            .distinct()
            .order_by(user.c.family_name, user.c.given_name)
        )
        return [{"login": row.login, "name": short_name(row.given_name, row.family_name)} for row in rows]


def choose_language(database: Database, current: Actor, language: str) -> None:
    """Keep the language in which a person reads the screens."""
    with database.write() as connection:
        connection.execute(update(user).where(user.c.id == current.user_id), {"language": language})
