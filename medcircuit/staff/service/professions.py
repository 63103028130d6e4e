"""What people are or were in an establishment, whoever gave them their habilitation."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from medcircuit.kernel.access import Role
from medcircuit.staff.models import habilitation


def of_profession(
    connection: Connection, establishment_id: str, role: Role, user_ids: Iterable[str]
) -> frozenset[str]:
    """Of these people, those who have or had this role here: a signature stays that of who signed."""
    asked = set(user_ids)
    if not asked:
        return frozenset()
    rows = connection.scalars(
        select(habilitation.c.user_id)
        .where(
            habilitation.c.establishment_id == establishment_id,
            habilitation.c.role == role.value,
            habilitation.c.user_id.in_(asked),
        )
        .distinct()
    )
    return frozenset(rows)
