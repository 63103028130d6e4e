"""Who people are, and what they are or were in an establishment, whoever gave them their habilitation."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import NotFound
from medcircuit.staff.models import habilitation, user


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


def person_named(connection: Connection, name: str) -> str:
    """The id of a person, by their login or their id.

    Raises:
        NotFound: nobody is called so.
    """
    found: str | None = connection.execute(
        select(user.c.id).where((user.c.login == name) | (user.c.id == name)).limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
