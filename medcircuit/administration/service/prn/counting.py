"""What a person says about what counts: a dose spat out that does not, a dose that the family gave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, insert, select

from medcircuit.administration.models import declared_dose, dose_state, prn_counting
from medcircuit.administration.rules.entry import (
    AHEAD,
    BY_HAND,
    FutureAct,
    SameIdOtherContent,
    TypedTooLate,
    content_hash,
)
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text

_STATE = select(dose_state.c.resident_id, dose_state.c.state).where(
    dose_state.c.establishment_id == bindparam("establishment"), dose_state.c.dose_key == bindparam("key")
)
_KNOWN = select(declared_dose.c.hash, declared_dose.c.establishment_id).where(
    declared_dose.c.id == bindparam("id")
)


@dataclass(frozen=True)
class Declared:
    """A dose that the family says it gave, of a line of the person; `said_by` is who says so."""

    id: str
    resident: str
    line: str
    amount: Fraction
    at: datetime
    said_by: str


def set_counting(work: Work, key: str, *, counts: bool) -> dict[str, Any]:
    """Decide whether a dose that was spat out counts in the limits.

    Raises:
        NotFound: no dose of this key was spat out.
        Forbidden: the actor is neither nurse nor prescriber where the person lives.
    """
    row = work.connection.execute(_STATE, {"establishment": work.establishment_id, "key": key}).one_or_none()
    if row is None or row.state != DoseState.SPAT_OUT:
        raise NotFound
    unit_id = residents.unit_of(work, row.resident_id)
    if not work.actor.may(Right.PRESCRIBE, unit_id=unit_id):
        work.require(Right.GIVE, unit_id=unit_id)
    work.did("prn_counting", ("dose", key), ("resident", row.resident_id))
    work.connection.execute(
        insert(prn_counting),
        {
            "id": new_id(),
            "establishment_id": work.establishment_id,
            "resident_id": row.resident_id,
            "dose_key": key,
            "counts": counts,
            "at": work.now,
            "by": work.actor.user_id,
            "by_name": work.actor.name,
        },
    )
    return {"dose": key, "counts": counts}


def declare(work: Work, told: Declared) -> dict[str, Any]:
    """Record a dose that the family gave: it counts in the limits and moves no stock. The same again changes nothing.

    Raises:
        NotFound: the person has no such line.
        Forbidden: the actor may not help where the person lives.
        FutureAct, TypedTooLate: its time is not one that may be entered.
        SameIdOtherContent: the id names another.
        FieldUnreadable: nobody is said to have given it.
    """
    work.require(Right.HELP, unit_id=residents.unit_of(work, told.resident))
    told = replace(told, said_by=clean_text(told.said_by, field="La personne qui le dit", longest=80))
    lines = prescriptions.lines_of(work.connection, work.establishment_id, [told.resident])
    if told.line not in {one.id for one in lines}:
        raise NotFound
    if told.at > work.now + AHEAD:
        raise FutureAct(event=told.id)
    if work.now - told.at > BY_HAND:
        raise TypedTooLate(event=told.id)
    said = (told.resident, told.line, amount_text(told.amount), told.at.isoformat(), told.said_by)
    hashed = content_hash("|".join(said))
    known = work.connection.execute(_KNOWN, {"id": told.id}).one_or_none()
    if known is not None and (known.hash, known.establishment_id) != (hashed, work.establishment_id):
        raise SameIdOtherContent(event=told.id)
    if known is None:
        work.did("declare_dose", ("declared", told.id), ("resident", told.resident))
        work.connection.execute(
            insert(declared_dose),
            {
                "id": told.id,
                "establishment_id": work.establishment_id,
                "resident_id": told.resident,
                "line_id": told.line,
                "amount": amount_text(told.amount),
                "at": told.at,
                "said_by": told.said_by,
                "recorded_at": work.now,
                "by": work.actor.user_id,
                "by_name": work.actor.name,
                "hash": hashed,
            },
        )
    return {"id": told.id}
