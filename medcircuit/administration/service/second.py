"""The second person at giving: what they find for the dose, without seeing what the first found; and who gave without one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, or_, select

from medcircuit.administration.models import event, incident, second_look, settlement
from medcircuit.administration.rules.counting import COUNTS
from medcircuit.administration.rules.entry import SameIdOtherContent
from medcircuit.administration.rules.second import COUNTERSIGN_WITHIN, NOBODY, SamePerson
from medcircuit.administration.rules.situation import SecondLook
from medcircuit.kernel.access import Right
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.staff.service import Colleague

_LOOKS = Prepared(
    select(
        second_look.c.id,
        second_look.c.dose_key,
        second_look.c.asked_by,
        second_look.c.found,
        second_look.c.at,
    ).where(
        second_look.c.establishment_id == bindparam("establishment"),
        second_look.c.id.in_(bindparam("ids", expanding=True)),
    )
)


@dataclass(frozen=True)
class Asked:
    """What the first person prepared (`stated`) and what the second found, both in the dose's unit."""

    id: str
    dose: str
    resident: str
    stated: Fraction
    found: Fraction


@dataclass(frozen=True)
class Second:
    """A stored second look: of which dose, beside whom, and what was found."""

    dose_key: str
    asked_by: str
    look: SecondLook


def look_twice(work: Work, asked: Asked, colleague: Colleague) -> dict[str, Any]:
    """Keep what a second person, who has just proved to be one, found; the answer says whether it agrees, never an amount.

    The same again gives the same answer.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not give in their unit.
        SamePerson: the second person is the actor.
        SameIdOtherContent: the identifier names another look.
    """
    work.require(Right.GIVE, unit_id=residents.unit_of(work, asked.resident))
    if colleague.id == work.actor.user_id:
        raise SamePerson
    said = {
        "resident_id": asked.resident,
        "dose_key": asked.dose,
        "asked_by": work.actor.user_id,
        "stated": amount_text(asked.stated),
        "by": colleague.id,
        "found": amount_text(asked.found),
    }
    known = work.connection.execute(select(second_look).where(second_look.c.id == asked.id)).one_or_none()
    if known is None:
        more = {
            "id": asked.id,
            "establishment_id": work.establishment_id,
            "asked_by_name": work.actor.name,
            "by_name": colleague.name,
            "device_id": work.actor.device_id,
            "at": work.now,
        }
        work.connection.execute(insert(second_look), said | more)
        work.did("look_twice", ("second_look", asked.id), ("resident", asked.resident))
    elif any(getattr(known, name) != value for name, value in said.items()):
        raise SameIdOtherContent(event=asked.id)
    return {"id": asked.id, "agrees": asked.stated == asked.found, "by_name": colleague.name}


def seconds_of(work: Work, ids: Iterable[str]) -> dict[str, Second]:
    """These second looks, by id."""
    asked = {"establishment": work.establishment_id, "ids": sorted(set(ids))}
    return {
        row.id: Second(row.dose_key, row.asked_by, SecondLook(read_amount(row.found), row.at))
        for row in _LOOKS.rows(work.connection, asked)
    }


_CORRECTING = event.alias("correcting")
ALONE = (
    select(event, incident.c.facts, incident.c.code)
    .join(incident, incident.c.event_id == event.c.id)
    .outerjoin(
        settlement,
        and_(
            settlement.c.establishment_id == bindparam("establishment"),
            settlement.c.matter == "alone",
            settlement.c.subject == event.c.id,
        ),
    )
    .outerjoin(_CORRECTING, _CORRECTING.c.replaces == event.c.id)
    .where(
        incident.c.establishment_id == bindparam("establishment"),
        incident.c.code.in_(NOBODY | COUNTS),
        settlement.c.id.is_(None),
        or_(_CORRECTING.c.id.is_(None), incident.c.code.in_(COUNTS)),
    )
    .order_by(incident.c.at, event.c.id)
    .limit(200)
)
"""The doses given without a second person, or whose count is wrong, that nobody has countersigned, the oldest first; a count is
wrong however the dose was corrected."""
_ALONE_ONE = select(incident.c.code).where(
    incident.c.event_id == bindparam("event"), incident.c.code.in_(NOBODY | COUNTS)
)


def late(work: Work, row: Row[*tuple[Any, ...]]) -> bool:
    """Whether the time to countersign has passed."""
    return bool(work.now - row.at > COUNTERSIGN_WITHIN)


def given_alone(work: Work, event_id: str) -> tuple[Row[*tuple[Any, ...]], bool]:
    """A dose that was given without a second person, or whose count is wrong; and whether it is the count.

    Raises:
        NotFound: this establishment has no such act.
        Forbidden: the actor does not coordinate there.
    """
    row = work.connection.execute(
        select(event).where(event.c.establishment_id == work.establishment_id, event.c.id == event_id)
    ).one_or_none()
    codes = set(work.connection.execute(_ALONE_ONE, {"event": event_id}).scalars())
    if row is None or not codes:
        raise NotFound
    work.require(Right.CORRECT_OTHERS, unit_id=row.unit_id)
    return row, bool(codes & COUNTS)
