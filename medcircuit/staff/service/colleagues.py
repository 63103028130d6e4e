"""Who works in an establishment with a right: whom an act may be typed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from medcircuit.kernel.access import Actor, Right, Role
from medcircuit.kernel.clock import PARIS
from medcircuit.staff.models import habilitation, user
from medcircuit.staff.rules.habilitations import MATRIX
from medcircuit.staff.service.people import in_force, short_name


@dataclass(frozen=True)
class Colleague:
    """A person of the establishment; `units` is None where their right holds in all of it."""

    id: str
    name: str
    units: frozenset[str] | None


def with_a_pin(connection: Connection, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Who else works in the actor's establishment today and has a PIN: login and name, by name."""
    day = now.astimezone(PARIS).date()
    rows = connection.execute(
        select(user.c.login, user.c.given_name, user.c.family_name)
        .join(habilitation, habilitation.c.user_id == user.c.id)
        .where(
            habilitation.c.establishment_id == actor.establishment_id,
            in_force(day),
            user.c.disabled_at.is_(None),
            user.c.pin_hash.is_not(None),
            user.c.id != actor.user_id,
        )
        .distinct()
        .order_by(user.c.family_name, user.c.given_name, user.c.login)
    )
    return [{"login": row.login, "name": short_name(row.given_name, row.family_name)} for row in rows]


def colleagues(
    connection: Connection, establishment_id: str, right: Right, now: datetime
) -> tuple[Colleague, ...]:
    """Those whose habilitation of this day gives this right, by name."""
    day = now.astimezone(PARIS).date()
    rows = connection.execute(
        select(user.c.id, user.c.given_name, user.c.family_name, habilitation.c.role, habilitation.c.unit_id)
        .join(habilitation, habilitation.c.user_id == user.c.id)
        .where(
            habilitation.c.establishment_id == establishment_id,
            in_force(day),
            user.c.disabled_at.is_(None),
        )
        .order_by(user.c.family_name, user.c.given_name, user.c.id)
    ).all()
    units: dict[tuple[str, str], set[str | None]] = {}
    for row in rows:
        if right in MATRIX[Role(row.role)]:
            name = short_name(row.given_name, row.family_name)
            units.setdefault((row.id, name), set()).add(row.unit_id)
    return tuple(
        Colleague(user_id, name, None if None in where else frozenset(one for one in where if one))
        for (user_id, name), where in units.items()
    )
