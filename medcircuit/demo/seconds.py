"""The second person of the demonstration: a colleague found anew each dose that asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.situation import SecondLook
from medcircuit.administration.rules.vocabulary import POSITIVE, EventKind
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.second import Second
from medcircuit.demo.seeding import actor
from medcircuit.kernel.access import Actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.quantities import amount_text

if TYPE_CHECKING:
    from medcircuit.demo.bedside import Record

_BESIDE = ("chamelin", "spetit", "lmoreau")
"""Who looks: the first of these who works in the house and does not give."""


def looked_at(record: Record, nurse: Actor, due: Due, gesture: Gesture) -> Gesture:
    """The act with what a colleague found half a minute before, where its line asks it."""
    amount = gesture.amount
    asks = due.planned.asks_second and gesture.kind in POSITIVE - {EventKind.PARTIAL}
    if not asks or amount is None:
        return gesture
    people = (actor(record.house, login) for login in _BESIDE if login in record.house.staff)
    beside = next(one for one in people if one.user_id != nurse.user_id)
    at, made = gesture.at - timedelta(seconds=35), new_id()
    record.rows["second_look"].append(
        {
            "id": made,
            "establishment_id": record.house.id,
            "resident_id": due.planned.resident_id,
            "dose_key": due.planned.key,
            "asked_by": nurse.user_id,
            "asked_by_name": nurse.name,
            "stated": amount_text(amount),
            "by": beside.user_id,
            "by_name": beside.name,
            "found": amount_text(amount),
            "device_id": gesture.device,
            "at": at,
        }
    )
    record.known.seconds[made] = Second(due.planned.key, nurse.user_id, SecondLook(amount, at))
    return replace(gesture, second=made)
