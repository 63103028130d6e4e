"""Where somebody who is no nurse stands before a line, the first dose that a house keeps for the nurse included."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction

from sqlalchemy import bindparam, select

from medcircuit.administration.models import dose_state
from medcircuit.administration.rules.vocabulary import TAKEN
from medcircuit.delegations.service import standing as delegated
from medcircuit.delegations.service.standing import Standing
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.structure import service as structure

_GIVEN = (
    select(dose_state.c.line_id)
    .where(
        dose_state.c.establishment_id == bindparam("establishment"),
        dose_state.c.resident_id.in_(bindparam("residents", expanding=True)),
        dose_state.c.state.in_(sorted(TAKEN)),
    )
    .distinct()
)


def standing(
    work: Work,
    user_id: str,
    resident_id: str,
    line_id: str,
    *,
    at: datetime | None = None,
    amount: Fraction | None = None,
) -> Standing:
    """As delegations.service.standing answers it.

    Raises:
        NotFound: the resident has no such line.
    """
    first = first_doses(work, [resident_id])
    return delegated.standing(work, user_id, resident_id, line_id, at=at, amount=amount, first=first)


def standings(
    work: Work,
    user_id: str,
    resident_ids: Collection[str],
    *,
    at: datetime | None = None,
    line_id: str | None = None,
) -> dict[str, Standing]:
    """As delegations.service.standing answers it, by line."""
    first = first_doses(work, resident_ids)
    return delegated.standings(work, user_id, resident_ids, at=at, line_id=line_id, first=first)


def first_doses(work: Work, resident_ids: Collection[str]) -> frozenset[str]:
    """The lines of these people of which nothing was taken yet, where the house keeps a first dose for the nurse."""
    connection, house = work.connection, work.establishment_id
    if not structure.first_dose_by_nurse(connection, house):
        return frozenset()
    asked = {"establishment": house, "residents": list(resident_ids)}
    given = set(connection.execute(_GIVEN, asked).scalars())
    return frozenset(one.id for one in prescriptions.lines_of(connection, house, resident_ids)) - given
