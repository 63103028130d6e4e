"""Badges of professionals: issued, revoked, and whose one is that was read."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import Work
from medcircuit.staff.models import badge, habilitation, user
from medcircuit.staff.rules.badges import (
    RANDOM_DIGITS,
    BadgeRevoked,
    BadgeUnknown,
    Bearer,
    IssuedBadge,
    badge_code,
    code_hash,
)
from medcircuit.staff.service.people import in_force, require_over, short_name


def issue_badge(work: Work, habilitation_id: str) -> IssuedBadge:
    """Issue the next numbered badge of a person; the one before it is revoked. Its digits are shown once.

    Raises:
        NotFound: this establishment has no such habilitation, by which the person is named.
        Forbidden, RoleNotYours: the actor may not give this role there.
    """
    user_id = require_over(work, habilitation_id)
    number = 1 + len(_of(work, user_id))
    _revoke(work, user_id)
    issued = IssuedBadge(new_id(), user_id, number, badge_code(secrets.randbelow(10**RANDOM_DIGITS)))
    work.connection.execute(
        insert(badge),
        {
            "id": issued.id,
            "establishment_id": work.establishment_id,
            "user_id": user_id,
            "number": number,
            "code_hash": code_hash(issued.code),
            "issued_at": work.now,
            "issued_by": work.actor.user_id,
        },
    )
    work.did("issue_badge", ("user", user_id))
    return issued


def revoke_badge(work: Work, habilitation_id: str) -> None:
    """Revoke a person's lost badge without issuing another; without one nothing changes.

    Raises:
        NotFound: this establishment has no such habilitation.
        Forbidden, RoleNotYours: the actor may not give this role there.
    """
    user_id = require_over(work, habilitation_id)
    _revoke(work, user_id)
    work.did("revoke_badge", ("user", user_id))


def bearer(connection: Connection, establishment_id: str, code: str, now: datetime) -> Bearer:
    """Whose badge this code (33 digits) is.

    Raises:
        BadgeUnknown: nobody's who works here today.
        BadgeRevoked: it was lost or replaced.
    """
    day = now.astimezone(PARIS).date()
    row = connection.execute(
        select(badge.c.user_id, badge.c.revoked_at, user.c.login, user.c.given_name, user.c.family_name)
        .join(user, user.c.id == badge.c.user_id)
        .join(habilitation, habilitation.c.user_id == user.c.id)
        .where(
            badge.c.code_hash == code_hash(code),
            badge.c.establishment_id == establishment_id,
            habilitation.c.establishment_id == establishment_id,
            in_force(day),
            user.c.disabled_at.is_(None),
        )
        .limit(1)
    ).one_or_none()
    if row is None:
        raise BadgeUnknown
    if row.revoked_at is not None:
        raise BadgeRevoked(on=f"{row.revoked_at.astimezone(PARIS):%d/%m/%Y}")
    return Bearer(row.user_id, row.login, short_name(row.given_name, row.family_name))


def _of(work: Work, user_id: str) -> list[str]:
    """The badges that the house printed for a person, whose row is locked: two are not given one number."""
    work.connection.execute(select(user.c.id).where(user.c.id == user_id).with_for_update())
    mine = (badge.c.establishment_id == work.establishment_id) & (badge.c.user_id == user_id)
    return list(work.connection.scalars(select(badge.c.id).where(mine)))


def _revoke(work: Work, user_id: str) -> None:
    mine = (badge.c.establishment_id == work.establishment_id) & (badge.c.user_id == user_id)
    work.connection.execute(
        update(badge)
        .where(mine, badge.c.revoked_at.is_(None))
        .values(revoked_at=work.now, revoked_by=work.actor.user_id)
    )
