"""How often each rule fired and was gone beyond; of no person and no resident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import check_firing, check_override

MOST_DAYS = 366
"""How far back the firings are counted."""


@dataclass(frozen=True)
class RuleCount:
    """How often a rule fired over a time, how often it was gone beyond, and the tiers it had."""

    rule: str
    sentence: str
    firings: int
    overrides: int
    stops: int
    confirms: int
    people: int


def rule_counts(work: Work, days: int = 30) -> tuple[RuleCount, ...]:
    """Firings and overrides of each rule over the last days, most fired first; of no person and no resident.

    Raises:
        Forbidden: the actor may not read the prescriptions.
    """
    work.require(Right.READ_PRESCRIPTION)
    since = work.now.astimezone(PARIS).date() - timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
    table = check_firing
    rows = work.connection.execute(
        select(
            table.c.rule,
            func.count().label("firings"),
            func.count(check_override.c.id).label("overrides"),
            func.count().filter(table.c.tier == "stop").label("stops"),
            func.count().filter(table.c.tier == "confirm").label("confirms"),
            func.count(table.c.resident_id.distinct()).label("people"),
        )
        .outerjoin(check_override, check_override.c.firing_id == table.c.id)
        .where(table.c.establishment_id == work.establishment_id, table.c.day >= since)
        .group_by(table.c.rule)
        .order_by(func.count().desc(), table.c.rule)
    )
    return tuple(
        RuleCount(
            row.rule,
            KINDS[row.rule].sentence if row.rule in KINDS else row.rule,
            row.firings,
            row.overrides,
            row.stops,
            row.confirms,
            row.people,
        )
        for row in rows
    )
