"""Who is on call in the demonstration's houses: nights and week-ends, and the physician of the house."""

from __future__ import annotations

from datetime import timedelta

from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.structure import service as structure
from medcircuit.structure.rules.on_call import WEEK, Duty, OnCallRole

_WEEK_END = frozenset({5, 6})
_NURSE, _NUMBER = OnCallRole.NURSE, "06 39 98 02 01"


def keep_on_call(seeding: Seeding, house: Settled) -> None:
    """A nurse at night and at week-ends, the coordinating nurse by day, the physician at any hour, the direction at night."""
    always = frozenset(WEEK)
    told = (
        (_NURSE, "Infirmier d'astreinte (nuit)", _NUMBER, "18:00", "08:00", always),
        (_NURSE, "Infirmier d'astreinte (week-end)", _NUMBER, "08:00", "18:00", _WEEK_END),
        (
            OnCallRole.COORDINATING_NURSE,
            "Catherine Hamelin-Roy",
            "06 39 98 02 02",
            "08:00",
            "18:00",
            always - _WEEK_END,
        ),
        (OnCallRole.PHYSICIAN, "Dr Philippe Vasseur-Lamy", "06 39 98 01 10", "08:00", "20:00", always),
        (OnCallRole.MANAGER, "Direction d'astreinte", "06 39 98 02 03", "18:00", "08:00", always),
    )
    with seeding.work(actor(house, "chamelin"), seeding.now - timedelta(days=60)) as work:
        for role, name, number, starts, ends, days in told:
            structure.set_on_call(work, Duty("", None, role, name, number, starts, ends, days))
