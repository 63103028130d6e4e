"""Acts typed by hand after they were done: by whoever did them, or for a colleague who did."""

from __future__ import annotations

from medcircuit.administration.rules.entry import Gesture
from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff


class NotACarer(Invalid):
    """An act is typed for somebody who may give nothing here."""

    code = "not_a_carer"
    sentence = "La personne choisie ne donne pas de médicament ici. Rien n'a été enregistré. Choisissez qui a fait l'acte."


def author_of(work: Work, gesture: Gesture) -> Actor | None:
    """Who did an act that another types for them; None where it is the actor's own.

    Raises:
        NotACarer: nobody here who may give; or who only helps types for another.
    """
    if gesture.given_by is None or gesture.given_by == work.actor.user_id:
        return None
    if not work.actor.may(Right.GIVE):
        raise NotACarer(event=gesture.id)
    carers = staff.colleagues(work.connection, work.establishment_id, Right.GIVE, work.now)
    name = next((one.name for one in carers if one.id == gesture.given_by), None)
    if name is None:
        raise NotACarer(event=gesture.id)
    return somebody(work, gesture.given_by, name)


def carers_of(work: Work, unit_id: str | None) -> list[dict[str, str]]:
    """For whom an act in this unit may be typed: those who may give there, in JSON.

    Raises:
        Forbidden: the actor may not give there.
    """
    work.require(Right.GIVE, unit_id=unit_id)
    carers = staff.colleagues(work.connection, work.establishment_id, Right.GIVE, work.now)
    return [{"id": one.id, "name": one.name} for one in carers if one.units is None or unit_id in one.units]


def somebody(work: Work, user_id: str, name: str) -> Actor:
    """The author of a fact that another enters: a name, with no right of its own."""
    return Actor(user_id, work.establishment_id, name, frozenset(), frozenset())
