"""Sessions on shared screens: sign in, lock, unlock, switch, sign out."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from medcircuit.kernel.access import Actor, Role
from medcircuit.kernel.clock import PARIS, Clock
from medcircuit.kernel.db import Database
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotSignedIn
from medcircuit.kernel.work import Work
from medcircuit.staff.models import habilitation, session, user
from medcircuit.staff.rules import habilitations as rules
from medcircuit.staff.rules.factors import SecondFactorNeeded, is_due
from medcircuit.staff.service.asking import Asked, ask, has_factor, ways_of
from medcircuit.staff.service.colleagues import Colleague
from medcircuit.staff.service.people import in_force, set_secrets, short_name
from medcircuit.staff.service.proving import SignIn, note, person, prove
from medcircuit.structure import service as structure


@dataclass(frozen=True)
class Session:
    """A session as a request finds it: who, where, and whether the screen is locked."""

    actor: Actor
    seen_at: datetime
    locked: bool
    idle_lock_s: int
    language: str
    factor: str | None
    factor_due: bool


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(database: Database, clock: Clock, first: SignIn, *, password: str, pin: str) -> str:
    """First sign-in by the one-time code (given as `first.password`): choose password and PIN; gives the token.

    Raises:
        WrongProof, TooManyProofs, WeakSecret, NoHabilitation: nothing was changed but the count of wrong proofs.
    """
    rules.check_secrets(password, pin)
    who = prove(database, clock, first, column="first_code_hash")
    with database.write() as connection:
        set_secrets(connection, who.id, password=password, pin=pin)
    return _enter(database, clock, who.id, first)


def sign_in(database: Database, clock: Clock, proof: SignIn) -> str:
    """Sign in by password; gives the token of the new session.

    Raises:
        WrongProof, TooManyProofs, NoHabilitation: no session was made.
        SecondFactorNeeded: the password is right, and the account has a second factor to give.
    """
    return _enter(database, clock, prove(database, clock, proof, column="password_hash").id, proof)


def _enter(database: Database, clock: Clock, user_id: str, proof: SignIn) -> str:
    """Open a session after the password, or hand out the ticket with which the second factor is given."""
    now = clock.now()
    with database.write() as connection:
        place = place_of(connection, user_id, proof.establishment_id, now)
        ways = ways_of(connection, user_id)
        if not ways:
            return open_session(connection, clock, person(user_id, place, proof.device_id), factor=None)
        ticket = secrets.token_urlsafe(32)
        asked = Asked("ticket", user_id=user_id, establishment_id=place, device_id=proof.device_id)
        ask(connection, asked, ticket, now)
    raise SecondFactorNeeded(ticket=ticket, ways=ways)


def switch(database: Database, clock: Clock, current: Actor, proof: SignIn) -> str:
    """Change person on a shared device by PIN: only someone who signed in there by password today.

    The session in use ends; gives the token of the new one. The second factor they gave there stays given.

    Raises:
        WrongProof, TooManyProofs, NoHabilitation: the session in use is as it was.
    """
    known = {one["login"] for one in people_of_device(database, clock, current)}
    if proof.login not in known:
        raise rules.WrongProof
    who = prove(database, clock, proof, column="pin_hash")
    now = clock.now()
    with database.write() as connection:
        place = place_of(connection, who.id, current.establishment_id, now)
        given = connection.execute(
            select(func.max(session.c.factor)).where(
                session.c.user_id == who.id,
                session.c.device_id == proof.device_id,
                session.c.started_at >= now - rules.SESSION_LENGTH,
            )
        ).scalar_one()
        token = open_session(connection, clock, person(who.id, place, proof.device_id), factor=given)
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
        note(connection, current, clock, "unlock")


def prove_again(database: Database, clock: Clock, current: Actor, pin: str) -> None:
    """Have the person who is signed in prove anew, by their PIN, that they are the one who acts.

    Raises:
        WrongProof, TooManyProofs: they are not shown to be.
    """
    with database.read() as connection:
        login = connection.execute(select(user.c.login).where(user.c.id == current.user_id)).scalar_one()
    prove(database, clock, SignIn(login, pin, current.device_id or ""), column="pin_hash")


def prove_colleague(database: Database, clock: Clock, current: Actor, login: str, pin: str) -> Colleague:
    """Have another member of staff prove by their PIN, on the actor's device, that they are beside; no session is made.

    Raises:
        WrongProof, TooManyProofs: they are not shown to be.
        NoHabilitation: they have no valid habilitation in the actor's establishment.
    """
    who = prove(database, clock, SignIn(login, pin, current.device_id or ""), column="pin_hash")
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
        note(connection, current, clock, "sign_out")


def place_of(connection: Connection, user_id: str, asked: str | None, now: datetime) -> str:
    """The establishment asked for, or the first where the person is habilitated today.

    Raises:
        NoHabilitation: there is none.
    """
    rows = _habilitations(connection, user_id, now)
    granted = [row.establishment_id for row in rows if asked in {None, row.establishment_id}]
    if not granted:
        raise rules.NoHabilitation
    return str(granted[0])


def open_session(connection: Connection, clock: Clock, who: Actor, *, factor: str | None) -> str:
    """Make a session of this person on their device; gives its token."""
    now = clock.now()
    token = secrets.token_urlsafe(32)
    session_id = token_hash(token)
    house = who.establishment_id
    units = {
        row.unit_id for row in _habilitations(connection, who.user_id, now) if row.establishment_id == house
    }
    row = {
        "id": session_id,
        "user_id": who.user_id,
        "establishment_id": house,
        "device_id": who.device_id,
        "idle_lock_s": structure.idle_lock_s(connection, house, units),
        "started_at": now,
        "seen_at": now,
        "factor": factor,
    }
    connection.execute(insert(session), row)
    note(connection, replace(who, session_id=session_id), clock, "sign_in")
    return token


def _habilitations(
    connection: Connection, user_id: str, now: datetime
) -> list[Row[tuple[str, str, str | None]]]:
    day = now.astimezone(PARIS).date()
    return list(
        connection.execute(
            select(habilitation.c.establishment_id, habilitation.c.role, habilitation.c.unit_id)
            .where(
                habilitation.c.user_id == user_id,
                in_force(day),
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
        session.c.factor,
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
    required = structure.second_factor(connection, actor.establishment_id)
    due = is_due(actor.roles, required, first.factor)
    return Session(actor, first.seen_at, locked, first.idle_lock_s, first.language, first.factor, due)


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


def people_of_device(database: Database, clock: Clock, current: Actor) -> list[dict[str, Any]]:
    """Who signed in on the actor's device within a working day, with all they have to prove: they may switch there by PIN."""
    since = clock.now() - rules.SESSION_LENGTH
    with database.read() as connection:
        rows = connection.execute(
            select(user.c.id, user.c.login, user.c.given_name, user.c.family_name)
            .join(session, session.c.user_id == user.c.id)
            .where(
                session.c.device_id == current.device_id,
                session.c.establishment_id == current.establishment_id,
                session.c.started_at >= since,
                user.c.disabled_at.is_(None),
                user.c.pin_hash.is_not(None),
                session.c.factor.is_not(None) | ~has_factor(user.c.id),
            )
            .distinct()
            .order_by(user.c.family_name, user.c.given_name)
        )
        return [
            {
                "login": row.login,
                "name": short_name(row.given_name, row.family_name),
                "mine": row.id == current.user_id,
            }
            for row in rows
        ]


def choose_language(database: Database, current: Actor, language: str) -> None:
    """Keep the language in which a person reads the screens."""
    with database.write() as connection:
        connection.execute(update(user).where(user.c.id == current.user_id), {"language": language})
