"""Enrolling people, their habilitations, secrets and names."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import ColumnElement, Connection, Row, bindparam, insert, select, update

from medcircuit.kernel.access import Right, Role
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from medcircuit.kernel.work import Work
from medcircuit.staff.models import access_reset, habilitation, session, user
from medcircuit.staff.rules import habilitations as rules
from medcircuit.staff.rules.factors import check_reason
from medcircuit.structure import service as structure


class LoginTaken(Conflict):
    """Another person already signs in under this login."""

    code = "login_taken"
    sentence = "Cet identifiant est déjà pris. Rien n'a été enregistré. Choisissez-en un autre."


class PeriodReversed(Invalid):
    """A habilitation would end before it begins."""

    code = "period_reversed"
    sentence = "La fin de l'habilitation est avant son début. Rien n'a été enregistré. Corrigez les dates."


@dataclass(frozen=True)
class Person:
    """Someone to enrol, with one habilitation to begin with; without a login they get one made from their name."""

    login: str | None
    family_name: str
    given_name: str
    role: Role
    unit_id: str | None = None
    rpps: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    qualification: str | None = None
    phone: str | None = None
    email: str | None = None


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's parameters."""
    return PasswordHasher()


@cache
def _decoy() -> str:
    """A hash that no secret has, so that an unknown login takes as long as a wrong password."""
    return hasher().hash(secrets.token_urlsafe())


def matches(stored: str | None, secret: str) -> bool:
    """Whether this secret is the one whose hash is stored; nothing stored takes as long and matches nothing."""
    try:
        hasher().verify(stored or _decoy(), secret)
    except VerifyMismatchError:
        return False
    return stored is not None


@dataclass(frozen=True)
class Enrolled:
    """A person just enrolled: their login, and the one-time code with which they choose password and PIN."""

    login: str
    code: str


def enrol(work: Work, person: Person, *, user_id: str | None = None) -> Enrolled:
    """Enrol a person with a habilitation.

    Raises:
        Forbidden: the actor may not, or not in this unit.
        RoleNotYours: the actor may not give this role.
        LoginTaken: another person has this login.
    """
    work.require(Right.MANAGE_STAFF)
    login = person.login or _free_login(work.connection, person)
    if work.connection.execute(select(user.c.id).where(user.c.login == login)).first():
        raise LoginTaken
    code = _one_time_code()
    created = user_id or new_id()
    work.connection.execute(
        insert(user),
        {
            "id": created,
            "login": login,
            "family_name": person.family_name,
            "given_name": person.given_name,
            "rpps": person.rpps,
            "qualification": person.qualification,
            "phone": person.phone,
            "email": person.email,
            "language": "fr",
            "first_code_hash": hasher().hash(code),
        },
    )
    grant(work, created, person)
    work.did("enrol", ("user", created))
    return Enrolled(login, code)


def explained(work: Work, user_id: str, what: Literal["factors", "code"], reason: str) -> str:
    """Keep why somebody's access begins anew; gives the id of what was kept.

    Raises:
        ResetUnexplained: the reason says nothing.
    """
    kept = {
        "id": new_id(),
        "user_id": user_id,
        "establishment_id": work.establishment_id,
        "by_id": work.actor.user_id,
        "at": work.now,
        "what": what,
        "reason": check_reason(reason),
    }
    work.connection.execute(insert(access_reset), kept)
    return str(kept["id"])


def renew_code(work: Work, habilitation_id: str, reason: str) -> Enrolled:
    """Give who forgot a password or a PIN a one-time code, with which both are chosen anew.

    The old ones are worth nothing from then on, and every session of the person ends: nobody is impersonated unseen.

    Raises:
        NotFound: this establishment has no such habilitation in force.
        Forbidden: the actor may not, or not in its unit.
        RoleNotYours: the actor may not give one of the roles that the person has, here or elsewhere.
        CodeOfYourOwn: it is the actor's own.
        ResetUnexplained: the reason says nothing.
    """
    user_id = require_over(work, habilitation_id)
    if user_id == work.actor.user_id:
        raise rules.CodeOfYourOwn
    held = work.connection.scalars(
        select(habilitation.c.role).where(
            habilitation.c.user_id == user_id, habilitation.c.ended_at.is_(None)
        )
    )
    if not {Role(role) for role in held} <= set(rules.grantable(work.actor.roles)):
        raise rules.RoleNotYours
    reset_id = explained(work, user_id, "code", reason)
    code = _one_time_code()
    login = work.connection.execute(
        update(user).where(user.c.id == user_id).returning(user.c.login),
        {"first_code_hash": hasher().hash(code), "password_hash": None, "pin_hash": None},
    ).scalar_one()
    work.connection.execute(
        update(session).where(session.c.user_id == user_id, session.c.ended_at.is_(None)),
        {"ended_at": work.now},
    )
    work.did("renew_code", ("user", user_id), ("access_reset", reset_id))
    return Enrolled(login, code)


def _one_time_code() -> str:
    return f"{secrets.randbelow(10**10):010d}"


def _free_login(connection: Connection, person: Person) -> str:
    begun = rules.login_of(person.given_name, person.family_name, ())
    taken = connection.scalars(select(user.c.login).where(user.c.login.startswith(begun, autoescape=True)))
    return rules.login_of(person.given_name, person.family_name, set(taken))


def grant(work: Work, user_id: str, person: Person) -> None:
    """Give a person a habilitation in the actor's establishment.

    Raises:
        Forbidden: the actor may not, or not in this unit.
        RoleNotYours: the actor may not give this role.
        NotFound: this establishment has no such unit.
        UnitClosed: the unit is closed, or about to.
        PeriodReversed: it would end before it begins.
    """
    if person.unit_id is not None:
        structure.unit(work.connection, work.establishment_id, person.unit_id)
    _require_over(work, person.role, person.unit_id)
    if person.unit_id is not None:
        structure.require_open(work, person.unit_id)
    if person.valid_to is not None and person.valid_to < (
        person.valid_from or work.now.astimezone(PARIS).date()
    ):
        raise PeriodReversed
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
            "granted_by": work.actor.user_id,
            "granted_at": work.now,
        },
    )
    work.did("grant", ("user", user_id))


def end_habilitation(work: Work, habilitation_id: str) -> None:
    """End a person's habilitation at once, with whatever they are doing under it; ending it again changes nothing.

    Raises:
        NotFound: this establishment has no such habilitation.
        Forbidden: the actor may not, or not in its unit.
        RoleNotYours: the actor may not give this role.
        AccessOfYourOwn: it is the actor's own.
    """
    row = _over(work, habilitation_id)
    if row.user_id == work.actor.user_id:
        raise rules.AccessOfYourOwn
    if row.ended_at is None:
        work.connection.execute(
            update(habilitation).where(habilitation.c.id == habilitation_id).values(ended_at=work.now)
        )
    work.did("end_habilitation", ("user", row.user_id))


def require_over(work: Work, habilitation_id: str) -> str:
    """The person whose habilitation this is, whom the actor answers for.

    Raises:
        NotFound: this establishment has no such habilitation in force.
        Forbidden: the actor may not, or not in its unit.
        RoleNotYours: the actor may not give this role.
    """
    row = _over(work, habilitation_id)
    if row.ended_at is not None:
        raise NotFound
    return str(row.user_id)


def _over(work: Work, habilitation_id: str) -> Row[*tuple[Any, ...]]:
    row = work.connection.execute(
        select(habilitation)
        .where(habilitation.c.id == habilitation_id, habilitation.c.establishment_id == work.establishment_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    _require_over(work, Role(row.role), row.unit_id)
    return row


def _require_over(work: Work, role: Role, unit_id: str | None) -> None:
    """Raise unless the actor may give and end this role there; in the whole house, only who manages all of it."""
    work.require(Right.MANAGE_STAFF, unit_id=unit_id)
    if unit_id is None and Right.MANAGE_STAFF not in work.actor.rights:
        raise Forbidden
    if role not in rules.grantable(work.actor.roles):
        raise rules.RoleNotYours


def in_force(day: date) -> ColumnElement[bool]:
    """Habilitations that hold on a day, their first and last included, and were not ended."""
    begun = (habilitation.c.valid_from <= day) & habilitation.c.ended_at.is_(None)
    return begun & (habilitation.c.valid_to.is_(None) | (habilitation.c.valid_to >= day))


def habilitation_of(connection: Connection, login: str) -> tuple[str, str] | None:
    """Where someone who signs in under this login has a habilitation, and its id; None where nobody has."""
    row = connection.execute(
        select(habilitation.c.establishment_id, habilitation.c.id)
        .join(user, user.c.id == habilitation.c.user_id)
        .where(user.c.login == login)
        .order_by(habilitation.c.granted_at, habilitation.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (str(row.establishment_id), str(row.id))


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


def short_name(given_name: str, family_name: str) -> str:
    """How a colleague is named on a screen: initial and family name."""
    return f"{given_name[:1]}. {family_name}"


@dataclass(frozen=True)
class Signatory:
    """A prescriber as their orders name them (CSP R.5132-3, 1°); what is not known is None."""

    name: str
    qualification: str | None
    rpps: str | None
    phone: str | None
    email: str | None


def signatories(connection: Connection, user_ids: Iterable[str]) -> dict[str, Signatory]:
    """These people as documents name them, by id."""
    rows = connection.execute(select(user).where(user.c.id.in_(set(user_ids))))
    return {
        row.id: Signatory(
            f"{row.given_name} {row.family_name.upper()}", row.qualification, row.rpps, row.phone, row.email
        )
        for row in rows
    }


_NAMES = Prepared(
    select(user.c.id, user.c.given_name, user.c.family_name).where(
        user.c.id.in_(bindparam("ids", expanding=True))
    )
)


def names(connection: Connection, user_ids: Iterable[str]) -> dict[str, str]:
    """The short names of these people, by id."""
    asked = list(set(user_ids))
    rows = _NAMES.rows(connection, {"ids": asked}) if asked else ()
    return {row.id: short_name(row.given_name, row.family_name) for row in rows}


def holders(connection: Connection, establishment_id: str, right: Right, now: datetime) -> dict[str, str]:
    """Who may do this somewhere in the establishment today: short names by id."""
    roles = [role.value for role in Role if right in rules.MATRIX[role]]
    today = now.astimezone(PARIS).date()
    rows = connection.execute(
        select(user.c.id, user.c.given_name, user.c.family_name)
        .join(habilitation, habilitation.c.user_id == user.c.id)
        .where(
            habilitation.c.establishment_id == establishment_id,
            habilitation.c.role.in_(roles),
            in_force(today),
            user.c.disabled_at.is_(None),
        )
        .order_by(user.c.family_name, user.c.given_name)
    )
    return {row.id: short_name(row.given_name, row.family_name) for row in rows}
