"""What was asked of someone who comes in, each with its one answer; and by which second factors they can."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select

from medcircuit.staff.models import passkey, proof_challenge, recovery_code, totp
from medcircuit.staff.rules.factors import TICKET_HOLDS, Factor


@dataclass(frozen=True)
class Asked:
    """A question: for what, of whom where it is known, and what its answer is about."""

    purpose: str
    user_id: str | None = None
    establishment_id: str | None = None
    device_id: str | None = None
    about: str | None = None


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def ask(connection: Connection, asked: Asked, secret: str, now: datetime) -> None:
    """Keep a question until it is answered, or too late; those that are go."""
    connection.execute(delete(proof_challenge).where(proof_challenge.c.expires_at < now))
    row = {"id": _hashed(secret), "expires_at": now + TICKET_HOLDS, **asdict(asked)}
    connection.execute(insert(proof_challenge), row)


def waiting(connection: Connection, purpose: str, secret: str, now: datetime) -> Row[Any] | None:
    """The question that waits under this secret, its last instant included; None where there is none."""
    return connection.execute(
        select(proof_challenge)
        .where(
            proof_challenge.c.id == _hashed(secret),
            proof_challenge.c.purpose == purpose,
            proof_challenge.c.expires_at >= now,
        )
        .with_for_update()
    ).one_or_none()


def answered(connection: Connection, asked: Row[Any]) -> None:
    """The question has its answer: it serves no more."""
    connection.execute(delete(proof_challenge).where(proof_challenge.c.id == asked.id))


def has_factor(user_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether this person has a second factor, as a condition."""
    return or_(
        select(totp.c.id).where(totp.c.user_id == user_id, totp.c.confirmed_at.is_not(None)).exists(),
        select(passkey.c.id).where(passkey.c.user_id == user_id).exists(),
    )


def ways_of(connection: Connection, user_id: str) -> list[str]:
    """By which second factors this person can come in; none where they have none."""
    tables = {
        Factor.TOTP: select(totp.c.id).where(totp.c.user_id == user_id, totp.c.confirmed_at.is_not(None)),
        Factor.PASSKEY: select(passkey.c.id).where(passkey.c.user_id == user_id),
    }
    found = [way.value for way, query in tables.items() if connection.execute(query.limit(1)).first()]
    if found and recovery_left(connection, user_id):
        found.append(Factor.RECOVERY.value)
    return found


def recovery_left(connection: Connection, user_id: str) -> int:
    """How many recovery codes this person has not used."""
    query = select(recovery_code.c.code_hash).where(
        recovery_code.c.user_id == user_id, recovery_code.c.used_at.is_(None)
    )
    return len(connection.execute(query).all())
