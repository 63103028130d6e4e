"""Second factors by a code: an authenticator application, and the recovery codes printed for the day it is lost."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import pyotp
import zxingcpp
from sqlalchemy import Connection, delete, insert, select, update

from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.door import Door
from medcircuit.kernel.problems import Forbidden, NotFound, Problem
from medcircuit.kernel.work import Work
from medcircuit.staff.models import habilitation, passkey, recovery_code, session, totp, user
from medcircuit.staff.rules import factors as rules
from medcircuit.staff.rules.factors import Factor
from medcircuit.staff.service.asking import answered, recovery_left, waiting, ways_of
from medcircuit.staff.service.people import explained
from medcircuit.staff.service.proving import judged, note, person
from medcircuit.staff.service.sessions import open_session, place_of, prove_again
from medcircuit.structure import service as structure

SIGN_IN = "sign_in"
CONFIRM = "confirm"


@dataclass(frozen=True)
class Begun:
    """An application being added: its secret in Base32, the address it reads, and that address as a QR code (SVG)."""

    secret: str
    uri: str
    picture: str


def begin_totp(door: Door, actor: Actor, pin: str) -> Begun:
    """Begin to add an application; the one in use, if any, serves until the first code of the new one.

    Raises:
        WrongProof, TooManyProofs: the PIN is not theirs.
    """
    prove_again(door.database, door.clock, actor, pin)
    secret = pyotp.random_base32()
    with door.database.write() as connection:
        connection.execute(delete(totp).where(totp.c.user_id == actor.user_id, totp.c.confirmed_at.is_(None)))
        row = {"id": new_id(), "user_id": actor.user_id, "secret": door.vault.shut(secret)}
        connection.execute(insert(totp), {**row, "begun_at": door.clock.now()})
        login = connection.execute(select(user.c.login).where(user.c.id == actor.user_id)).scalar_one()
        house = structure.establishment(connection, actor.establishment_id).name
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"medcircuit {house}")
    drawn = zxingcpp.create_barcode(uri, zxingcpp.BarcodeFormat.QRCode).to_svg(add_quiet_zones=True)
    return Begun(secret, uri, "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode())


def confirm_totp(door: Door, actor: Actor, typed: str) -> list[str]:
    """The first code shown: the application counts from now on. Gives new recovery codes where none is left.

    Raises:
        NothingBegun: no application waits for its first code.
        WrongCode, TooManyCodes: it does not count.
    """
    code, problem = rules.typed_code(typed), None
    printed: list[str] = []
    with door.database.write() as connection:
        row = connection.execute(
            select(totp).where(totp.c.user_id == actor.user_id, totp.c.confirmed_at.is_(None))
        ).one_or_none()
        if row is None:
            raise rules.NothingBegun

        def first_code() -> None:
            step = _step(door, row.secret, code, None)
            values = {"confirmed_at": door.clock.now(), "last_step": step}
            connection.execute(update(totp).where(totp.c.id == row.id).values(values))

        problem = judged(connection, actor.user_id, rules.ANYWHERE, door.clock.now(), first_code)
        if problem is None:
            others = (totp.c.user_id == actor.user_id) & (totp.c.id != row.id)
            connection.execute(delete(totp).where(others))
            printed = now_has(connection, door, actor, Factor.TOTP)
            note(connection, actor, door.clock, "add_totp")
    if problem is not None:
        raise problem
    return printed


def now_has(connection: Connection, door: Door, actor: Actor, factor: Factor) -> list[str]:
    """This session is proved by a second factor, those without one end; gives recovery codes where none is left."""
    mine = session.c.user_id == actor.user_id
    connection.execute(
        update(session).where(mine, session.c.id == actor.session_id, session.c.factor.is_(None)),
        {"factor": factor.value},
    )
    connection.execute(
        update(session).where(mine, session.c.factor.is_(None), session.c.ended_at.is_(None)),
        {"ended_at": door.clock.now()},
    )
    if recovery_left(connection, actor.user_id):
        return []
    return _print_recovery(connection, door, actor)


def _print_recovery(connection: Connection, door: Door, actor: Actor) -> list[str]:
    connection.execute(delete(recovery_code).where(recovery_code.c.user_id == actor.user_id))
    codes = [
        "".join(secrets.choice(rules.RECOVERY_LETTERS) for _ in range(rules.RECOVERY_LENGTH))
        for _ in range(rules.RECOVERY_CODES)
    ]
    now = door.clock.now()
    rows = [{"user_id": actor.user_id, "code_hash": _hash(code), "made_at": now} for code in codes]
    connection.execute(insert(recovery_code), rows)
    note(connection, actor, door.clock, "print_recovery_codes")
    return [rules.recovery_text(code) for code in codes]


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def print_recovery(door: Door, actor: Actor, pin: str) -> list[str]:
    """New recovery codes, shown this once; those printed before serve no more.

    Raises:
        WrongProof, TooManyProofs: the PIN is not theirs.
        NothingBegun: they have no second factor to recover.
    """
    prove_again(door.database, door.clock, actor, pin)
    with door.database.write() as connection:
        if not ways_of(connection, actor.user_id):
            raise rules.NothingBegun
        return _print_recovery(connection, door, actor)


def _step(door: Door, kept: str, code: str, last: int | None) -> int:
    generator = pyotp.TOTP(door.vault.read(kept))
    return rules.accepted_step(code, door.wall.now(), last, generator.generate_otp)


def use_code(connection: Connection, door: Door, user_id: str, code: str, *, recovery: bool) -> Factor:
    """Take a code of the application, or (to come in, not to confirm) a recovery code: either serves once.

    Raises:
        WrongCode, CodeSpent: it opens nothing.
    """
    if recovery and rules.is_recovery(code):
        found = connection.execute(
            update(recovery_code)
            .where(
                recovery_code.c.user_id == user_id,
                recovery_code.c.code_hash == _hash(code),
                recovery_code.c.used_at.is_(None),
            )
            .values(used_at=door.clock.now())
        )
        if found.rowcount != 1:
            raise rules.WrongCode
        return Factor.RECOVERY
    row = connection.execute(
        select(totp).where(totp.c.user_id == user_id, totp.c.confirmed_at.is_not(None))
    ).one_or_none()
    if row is None:
        raise rules.WrongCode
    step = _step(door, row.secret, code, row.last_step)
    connection.execute(update(totp).where(totp.c.id == row.id).values(last_step=step))
    return Factor.TOTP


def prove_by_code(connection: Connection, door: Door, who: Actor, typed: str, *, to: str) -> Factor | Problem:
    """The factor that this code is of, to sign in or to confirm, counted; a problem is given, for its count and its trail must be kept."""
    found: list[Factor] = []
    code = rules.typed_code(typed)

    def check() -> None:
        found.append(use_code(connection, door, who.user_id, code, recovery=to == SIGN_IN))

    problem = judged(connection, who.user_id, rules.ANYWHERE, door.clock.now(), check)
    if problem is not None:
        note(connection, who, door.clock, to, problem.code)
        return problem
    return found[0]


def finish(door: Door, ticket: str, device_id: str, typed: str) -> str:
    """Open the session that a right password began, by a code; gives its token.

    Raises:
        TicketSpent: it began too long ago, on another device, or is open.
        WrongCode, CodeSpent, TooManyCodes, NoHabilitation: no session was made.
    """
    now = door.clock.now()
    with door.database.write() as connection:
        asked = waiting(connection, "ticket", ticket, now)
        if asked is None or asked.device_id != device_id:
            raise rules.TicketSpent
        place = place_of(connection, asked.user_id, asked.establishment_id, now)
        who = person(asked.user_id, place, device_id)
        proved = prove_by_code(connection, door, who, typed, to=SIGN_IN)
        if isinstance(proved, Factor):
            answered(connection, asked)
            return open_session(connection, door.clock, who, factor=proved.value)
    raise proved


def remove_totp(door: Door, actor: Actor, pin: str) -> None:
    """Take one's application away.

    Raises:
        WrongProof, TooManyProofs: the PIN is not theirs.
        LastFactor: their role needs a second factor, and this is the last.
    """
    prove_again(door.database, door.clock, actor, pin)
    with door.database.write() as connection:
        refuse_last(connection, actor, Factor.TOTP)
        connection.execute(delete(totp).where(totp.c.user_id == actor.user_id))
        forget_recovery(connection, actor.user_id)
        note(connection, actor, door.clock, "remove_totp")


def refuse_last(connection: Connection, actor: Actor, removed: Factor, left: int = 0) -> None:
    """Raise where a role of the actor needs a second factor and would keep none; `left`: others of the same kind.

    Raises:
        LastFactor: it would.
    """
    required = structure.second_factor(connection, actor.establishment_id)
    others = set(ways_of(connection, actor.user_id)) - {removed, Factor.RECOVERY}
    if not others and not left and rules.is_due(actor.roles, required, None):
        raise rules.LastFactor


def forget_recovery(connection: Connection, user_id: str) -> None:
    """Without a second factor, recovery codes recover nothing."""
    if not ways_of(connection, user_id):
        connection.execute(delete(recovery_code).where(recovery_code.c.user_id == user_id))


def reset(work: Work, habilitation_id: str, reason: str) -> None:
    """Take all second factors of a person away, and end their sessions: they begin anew at their next sign-in.

    Raises:
        NotFound: this establishment has no such habilitation, by which the person is named.
        Forbidden: the actor does not administer the establishment, or not where the person works.
        NotYourOwn: it is the actor's own.
        ResetUnexplained: the reason says nothing.
    """
    row = work.connection.execute(
        select(habilitation.c.user_id, habilitation.c.unit_id).where(
            habilitation.c.id == habilitation_id, habilitation.c.establishment_id == work.establishment_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.CONFIGURE, unit_id=row.unit_id)
    if row.unit_id is None and Right.CONFIGURE not in work.actor.rights:
        raise Forbidden
    user_id = str(row.user_id)
    if user_id == work.actor.user_id:
        raise rules.NotYourOwn
    reset_id = explained(work, user_id, "factors", reason)
    for table in (totp, passkey, recovery_code):
        work.connection.execute(delete(table).where(table.c.user_id == user_id))
    work.connection.execute(update(session).where(session.c.user_id == user_id).values(factor=None))
    work.connection.execute(
        update(session).where(session.c.user_id == user_id, session.c.ended_at.is_(None)),
        {"ended_at": work.now},
    )
    work.did("reset_factor", ("user", user_id), ("access_reset", reset_id))


def ask_of_roles(work: Work, roles: list[str]) -> list[str]:
    """Ask a second factor of these roles, and of no others, in the actor's establishment.

    Raises:
        Forbidden: the actor does not administer the establishment.
    """
    work.require(Right.CONFIGURE)
    structure.ask_second_factor(work.connection, work.establishment_id, roles)
    work.did("ask_second_factor", *(("role", role) for role in sorted(roles)))
    return asked_of(work)


def asked_of(work: Work) -> list[str]:
    """The roles of which the actor's establishment asks a second factor."""
    return sorted(structure.second_factor(work.connection, work.establishment_id))


def account(connection: Connection, actor: Actor) -> dict[str, Any]:
    """What a person has to prove who they are: nothing of any secret."""
    app = connection.execute(
        select(totp.c.confirmed_at).where(totp.c.user_id == actor.user_id, totp.c.confirmed_at.is_not(None))
    ).one_or_none()
    keys = connection.execute(
        select(passkey.c.id, passkey.c.name, passkey.c.made_at, passkey.c.used_at)
        .where(passkey.c.user_id == actor.user_id)
        .order_by(passkey.c.made_at)
    )
    required = structure.second_factor(connection, actor.establishment_id)
    return {
        "required": rules.is_due(actor.roles, required, None),
        "totp": app.confirmed_at if app else None,
        "passkeys": [row._asdict() for row in keys],
        "recovery_left": recovery_left(connection, actor.user_id),
    }
