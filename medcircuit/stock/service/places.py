"""The places a person may look into or move stock in."""

from __future__ import annotations

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.structure import service as structure
from medcircuit.structure.service import Place


def places(work: Work, right: Right = Right.READ_STOCK) -> tuple[Place, ...]:
    """The carts, cupboards, safes and rooms in which the habilitation gives this right."""
    work.require(right)
    return tuple(
        place
        for place in structure.places(work.connection, work.establishment_id)
        if work.actor.may(right, unit_id=place.unit_id)
    )


def place_of(work: Work, place_id: str, right: Right) -> Place:
    """One place of this establishment, in which the habilitation gives this right.

    Raises:
        NotFound: there is none of this id here.
        Forbidden: it belongs to a unit where the right is not given.
    """
    for place in structure.places(work.connection, work.establishment_id):
        if place.id == place_id:
            work.require(right, unit_id=place.unit_id)
            return place
    raise NotFound
