"""Who is habilitated, and what was done: for those who answer for it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import and_, select

from medcircuit.kernel.access import Right, Role
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.work import Work
from medcircuit.staff.models import badge, habilitation, user
from medcircuit.staff.rules.habilitations import grantable
from medcircuit.staff.service.asking import has_factor
from medcircuit.staff.service.people import names, short_name

_IN_FORCE = and_(
    badge.c.user_id == habilitation.c.user_id,
    badge.c.establishment_id == habilitation.c.establishment_id,
    badge.c.revoked_at.is_(None),
)


def habilitations(work: Work) -> dict[str, Any]:
    """Everyone's habilitations in the establishment that have not been ended, by name; and the roles the actor may give.

    Raises:
        Forbidden: the actor may not.
    """
    work.require(Right.MANAGE_STAFF)
    found = work.connection.execute(
        select(
            habilitation,
            user.c.login,
            user.c.given_name,
            user.c.family_name,
            has_factor(user.c.id).label("factor"),
            badge.c.number.label("badge"),
        )
        .join(user, user.c.id == habilitation.c.user_id)
        .outerjoin(badge, _IN_FORCE)
        .where(habilitation.c.establishment_id == work.establishment_id, habilitation.c.ended_at.is_(None))
        .order_by(user.c.family_name, user.c.given_name, habilitation.c.role)
    )
    rows = found.all()
    by = names(work.connection, {row.granted_by for row in rows})
    may = grantable(work.actor.roles)
    people = [
        {
            "id": row.id,
            "user": row.user_id,
            "login": row.login,
            "name": short_name(row.given_name, row.family_name),
            "role": row.role,
            "unit": row.unit_id,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "granted_by": by.get(row.granted_by),
            "factor": bool(row.factor),
            "badge": row.badge,
            "yours": Role(row.role) in may and row.user_id != work.actor.user_id,
        }
        for row in rows
    ]
    return {"people": people, "roles": sorted(may), "everywhere": Right.MANAGE_STAFF in work.actor.rights}


def trail(work: Work, *, before: int | None, limit: int) -> list[dict[str, Any]]:
    """The newest entries of the establishment's audit trail (before a sequence number, where one is given).

    Raises:
        Forbidden: the actor may not.
    """
    work.require(Right.READ_AUDIT)
    query = (
        select(audit_entry)
        .where(audit_entry.c.establishment_id == work.establishment_id)
        .order_by(audit_entry.c.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(audit_entry.c.seq < before)
    rows = work.connection.execute(query).all()
    called = names(work.connection, {row.actor_id for row in rows})
    work.did("read_trail")
    return [
        {
            "seq": row.seq,
            "at": row.at,
            "actor": called.get(row.actor_id, row.actor_id),
            "action": row.action,
            "objects": json.loads(row.objects),
            "outcome": row.outcome,
        }
        for row in rows
    ]
