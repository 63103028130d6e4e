"""Verbs of the people who act: enrol, sign in, lock, unlock, switch, sign out."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, Row, delete, insert, select, update

from medcircuit.kernel import audit
from medcircuit.kernel.access import Actor, Right, Role
from medcircuit.kernel.clock import PARIS, Clock
from medcircuit.kernel.db import Database, new_id
from medcircuit.kernel.problems import Conflict, NotSignedIn
from medcircuit.kernel.work import Work
from medcircuit.staff.models import failed_proof, habilitation, session, user
from medcircuit.staff.rules import habilitations as rules


class LoginTaken(Conflict):
    """Another person already signs in under this login."""

    code = "login_taken"
    sentence = "Cet identifiant est déjà pris. Rien n'a été enregistré. Choisissez-en un autre."


@dataclass(frozen=True)
class Person:
    """Someone to enrol, with one habilitation to begin with."""

    login: str
    family_name: str
    given_name: str
    role: Role
    unit_id: str | None = None
    rpps: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


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
    language: str


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's parameters."""
    return PasswordHasher()


@cache
def _decoy() -> str:
    """A hash that no secret has, so that an unknown login takes as long as a wrong password."""
    return hasher().hash(secrets.token_urlsafe())


def _matches(stored: str | None, secret: str) -> bool:
    try:
        hasher().verify(stored or _decoy(), secret)
    except VerifyMismatchError:
        return False
    return stored is not None


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def enrol(work: Work, person: Person, *, user_id: str | None = None) -> str:
    """Enrol a person with a habilitation; gives the one-time code with which they choose password and PIN.

    Raises:
        Forbidden: the actor may not.
        LoginTaken: another person has this login.
    """
    work.require(Right.MANAGE_STAFF)
    if work.connection.execute(select(user.c.id).where(user.c.login == person.login)).first():
        raise LoginTaken
    code = f"{secrets.randbelow(10**10):010d}"
    created = user_id or new_id()
    work.connection.execute(
        insert(user),
        {
            "id": created,
            "login": person.login,
            "family_name": person.family_name,
            "given_name": person.given_name,
            "rpps": person.rpps,
            "language": "fr",
            "first_code_hash": hasher().hash(code),
        },
    )
    grant(work, created, person)
    work.did("enrol", ("user", created))
    return code


def grant(work: Work, user_id: str, person: Person) -> None:
    """Give a person a habilitation in the actor's establishment."""
    work.require(Right.MANAGE_STAFF)
    work.connection.execute(
        insert(habilitation),
        {
            "id": new_id(),
            "user_id": user_id,
            "establishment_id": work.establishment_id,
            "role": person.role.value,
            "unit_id": person.unit_id,
            "valid_from": person.valid_from or work.now.astimezone(PARIS).date(),
            "valid_to": person.valid_to,
        },
    )
    work.did("grant", ("user", user_id))


def set_secrets(connection: Connection, user_id: str, *, password: str, pin: str) -> None:
    """Replace a person's password and PIN; the one-time code is spent.

    Raises:
        WeakSecret: one of the two is too easy to guess.
    """
    rules.check_secrets(password, pin)
    connection.execute(
        update(user).where(user.c.id == user_id),
        {"password_hash": hasher().hash(password), "pin_hash": hasher().hash(pin), "first_code_hash": None},
    )


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
    with database.read() as connection:
        login = connection.execute(select(user.c.login).where(user.c.id == current.user_id)).scalar_one()
    _prove(database, clock, SignIn(login, pin, current.device_id or ""), column="pin_hash")
    with database.write() as connection:
        connection.execute(
            update(session).where(session.c.id == current.session_id),
            {"locked_at": None, "seen_at": clock.now()},
        )
        _audit(connection, current, clock, "unlock")


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
    right = _matches(getattr(who, column) if who else None, proof.password)
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
    .where(session.c.ended_at.is_(None), user.c.disabled_at.is_(None))
)


def session_of(connection: Connection, token: str, now: datetime) -> Session:
    """The session that this token opens, with what its person may do now: one statement.

    Raises:
        NotSignedIn: none, ended, too old, or without a valid habilitation.
    """
    day = now.astimezone(PARIS).date()
    rows = [
        row
        for row in connection.execute(_SESSION.where(session.c.id == token_hash(token)))
        if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
    ]
    if not rows or now - rows[0].started_at > rules.SESSION_LENGTH:
        raise NotSignedIn
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows)
    by_unit: defaultdict[str | None, set[Role]] = defaultdict(set)
    for row in rows:
        by_unit[row.unit_id].add(Role(row.role))
    actor = Actor(
        user_id=first.user_id,
        establishment_id=first.establishment_id,
        name=short_name(first.given_name, first.family_name),
        roles=roles,
        rights=rules.rights_of(by_unit.pop(None, ())),
        unit_rights={unit_id: rules.rights_of(there) for unit_id, there in by_unit.items() if unit_id},
        session_id=first.id,
        device_id=first.device_id,
    )
    locked = rules.is_locked(
        seen_at=first.seen_at, locked_at=first.locked_at, now=now, idle=rules.IDLE_LOCK_MOST
    )
    return Session(actor, first.seen_at, locked, first.language)


def mark_seen(connection: Connection, session_id: str, now: datetime) -> None:
    """Note a gesture, so that the screen stays unlocked."""
    connection.execute(update(session).where(session.c.id == session_id), {"seen_at": now})


def short_name(given_name: str, family_name: str) -> str:
    """How a colleague is named on a screen: initial and family name."""
    return f"{given_name[:1]}. {family_name}"


def names(connection: Connection, user_ids: Iterable[str]) -> dict[str, str]:
    """The short names of these people, by id."""
    rows = connection.execute(
        select(user.c.id, user.c.given_name, user.c.family_name).where(user.c.id.in_(set(user_ids)))
    )
    return {row.id: short_name(row.given_name, row.family_name) for row in rows}


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
