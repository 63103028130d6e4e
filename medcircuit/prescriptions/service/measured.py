"""The weight and the renal function of people, as they were last noted and while they are young enough to answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection

from medcircuit.kernel.clock import PARIS
from medcircuit.prescriptions.rules.maxima import MEASURE_HOLDS, still_holds
from medcircuit.residents import service as residents
from medcircuit.residents.service.measures import MeasureRead


@dataclass(frozen=True)
class Measured:
    """What is known of the person beside their entry: kilograms, millilitres a minute, and the days they are of."""

    weight_kg: Fraction | None = None
    clearance: Fraction | None = None
    measured_on: date | None = None
    weighed_on: date | None = None


def measured(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], now: datetime
) -> dict[str, Measured]:
    """What of these people was noted and still holds; one statement."""
    found = residents.last_measures(connection, establishment_id, resident_ids, now - MEASURE_HOLDS)
    return {resident_id: _measured(noted, now) for resident_id, noted in found.items()}


def _measured(noted: Sequence[MeasureRead], now: datetime) -> Measured:
    last = {one.measure.kind: one.measure for one in noted if still_holds(one.measure.at, now)}
    weight, clearance = last.get("weight"), last.get("clearance")
    return Measured(
        weight_kg=weight.value if weight else None,
        clearance=clearance.value if clearance else None,
        measured_on=clearance.at.astimezone(PARIS).date() if clearance else None,
        weighed_on=weight.at.astimezone(PARIS).date() if weight else None,
    )
