"""What the demonstration's nurses measure before giving: plausible values drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from medcircuit.administration.rules.vocabulary import POSITIVE, EventKind
from medcircuit.administration.service.plan import Due
from medcircuit.demo.outcomes import Outcome
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.access import Actor
from medcircuit.kernel.db import new_id
from medcircuit.residents import service as residents
from medcircuit.residents.rules.measures import Measure
from medcircuit.residents.service.measures import measure_row

_USUAL = {"pulse": (56, 88, 1), "glucose": (95, 260, 100), "inr": (20, 33, 10)}
"""From, to, and by what they are divided."""
_MEASURED = POSITIVE | {EventKind.WITHHELD}


@dataclass
class Measures:
    """The measures of a house, and their rows until they are written."""

    seeding: Seeding
    random: Random
    rows: list[dict[str, Any]] = field(default_factory=list)

    def before(self, nurse: Actor, due: Due, outcome: Outcome, at: datetime) -> tuple[Measure, ...]:
        """What was measured a few minutes before a dose that asks for it, given or withheld."""
        if due.planned.act != "give" or outcome.kind not in _MEASURED or not due.planned.care.measures:
            return ()
        found = tuple(self._one(need.kind, at) for need in due.planned.care.measures)
        with self.seeding.work(nurse, at) as work:
            self.rows += [measure_row(work, due.planned.resident_id, one) for one in found]
        return found

    def _one(self, kind: str, at: datetime) -> Measure:
        low, high, by = _USUAL[kind]
        value = Fraction(self.random.randint(low, high), by)
        return Measure(new_id(), kind, value, at - timedelta(seconds=self.random.randint(40, 200)))


def scaled(due: Due, measures: tuple[Measure, ...]) -> Fraction | None:
    """The dose of the day that a scale gives for what was measured."""
    scale = due.planned.care.scale
    if scale is None or not measures:
        return None
    row = scale.row_for(measures[0].value)
    return row.dose if row else None


_RESULTS = {"clearance": (28, 95, 1), "potassium": (36, 50, 10)}


def weigh(seeding: Seeding, house: Settled) -> None:
    """Everyone was weighed within six weeks; half have a result of the laboratory, some of them old."""
    random = seeding.random(house.house.key, "measures")
    noted: dict[str, list[Measure]] = {}
    for place, resident_id in enumerate(house.residents):
        kinds = {"weight": (430, 880, 10)} | (_RESULTS if place % 2 == 0 else {})
        for kind, (low, high, by) in kinds.items():
            days = random.randint(3, 40 if kind == "weight" else 210)
            at = seeding.now - timedelta(days=days, hours=2)
            value = Fraction(random.randint(low, high), by)
            noted.setdefault(resident_id, []).append(Measure(new_id(), kind, value, at))
    with seeding.work(actor(house, "spetit"), seeding.now - timedelta(hours=20)) as work:
        residents.keep_measures(work, noted)
