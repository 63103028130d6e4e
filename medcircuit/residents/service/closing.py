"""Closing a unit: only where nobody lives any more."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import Conflict
from medcircuit.kernel.work import Work
from medcircuit.residents.models import stay
from medcircuit.structure import service as structure


class UnitLivedIn(Conflict):
    """People live in the unit from the day on which it would close."""

    code = "unit_lived_in"
    sentence = (
        "%(n)s personne(s) vivent encore dans cette unité ce jour-là (chambres : %(rooms)s). Rien n'a été enregistré. "
        "Un infirmier les fait d'abord changer d'unité, sur leur fiche."
    )


def close_unit(work: Work, unit_id: str, day: date | None, seen: str) -> None:
    """Close a unit from a day on, once nobody lives there any more; None keeps open one that was to close.

    Raises:
        Problem: as `structure.close_unit`.
        UnitLivedIn: says how many people live there from that day on, and in which rooms.
    """
    structure.close_unit(work, unit_id, day, seen)
    if day is None:
        return
    begun = datetime.combine(day, time(), PARIS)
    rooms = work.connection.scalars(
        select(stay.c.room)
        .where(
            stay.c.unit_id == unit_id,
            stay.c.establishment_id == work.establishment_id,
            stay.c.ends_at.is_(None) | (stay.c.ends_at > begun),
        )
        .order_by(stay.c.room)
    ).all()
    if rooms:
        raise UnitLivedIn(n=len(rooms), rooms=", ".join(rooms))
