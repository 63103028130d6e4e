"""Three weeks of rounds, written in bulk by the same pure builders as an act recorded at the record.

Every dose of a round that has ended gets its facts, receipts, incidents and stock moves; every round its closing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.administration.service.bedside import Bedside
from medcircuit.administration.service.plan import Days, Due, day_plan, midnight, rounds_by_unit
from medcircuit.demo.bedside import Record, Visit
from medcircuit.demo.outcomes import draw_outcome
from medcircuit.demo.people import EHPAD
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.demo.supplies import restocked_at
from medcircuit.kernel.access import Actor
from medcircuit.kernel.clock import PARIS
from medcircuit.residents import service as residents
from medcircuit.structure.rules.rounds import RoundSpan

WEEKS = 3
"""How far back the history goes."""
_APART = timedelta(minutes=25)
"""A dose with a clock time this far from the visit of the round has a visit of its own."""


@dataclass(frozen=True)
class _RoundOf:
    """One round of one unit, with its doses."""

    unit_id: str
    span: RoundSpan
    doses: tuple[Due, ...]


def make_history(seeding: Seeding, house: Settled, record: Record, weeks_back: int) -> None:
    """Every round from so many weeks back to the last that has ended, week by week, then write everything."""
    random = seeding.random(house.house.key, "history")
    today = seeding.now.astimezone(PARIS).date()
    unit_of = house.unit_of
    for weeks in range(weeks_back, -1, -1):
        first = today - timedelta(days=7 * weeks)
        week = Days(first, min(first + timedelta(days=6), today))
        rounds = rounds_by_unit(seeding.connection, house.id)
        plan = day_plan(
            seeding.connection,
            house.id,
            house.residents,
            week,
            lambda one, r=rounds: r(unit_of[one]),  # type: ignore[misc]
        )
        stays = residents.stays(seeding.connection, house.id, house.residents, midnight(first), seeding.now)
        record.known = Bedside(plan, stays, {})
        if restocked_at(first) < seeding.now:
            record.shelves.restock(seeding, first, (due.planned for due in plan.doses))
        for one in _rounds_of(plan.doses, unit_of):
            if one.span.ends_at <= seeding.now:
                _do_round(house, record, one, random)
        if weeks == 0:
            record.shelves.forget_boxes(seeding, (due.planned for due in plan.doses))
    record.write()


def _rounds_of(doses: Sequence[Due], unit_of: Mapping[str, str]) -> Iterator[_RoundOf]:
    """The rounds that give these doses, in the order of time."""
    found: defaultdict[tuple[datetime, str], list[Due]] = defaultdict(list)
    for due in doses:
        if due.round is not None:
            found[due.round.starts_at, unit_of[due.planned.resident_id]].append(due)
    for (_, unit_id), given in sorted(found.items(), key=lambda one: one[0]):
        assert given[0].round is not None
        yield _RoundOf(unit_id, given[0].round, tuple(given))


def _do_round(house: Settled, record: Record, one: _RoundOf, random: Random) -> None:
    """The nurse's walk through a unit, then the closing."""
    nurse = _nurse(house, one.span.day, one.unit_id)
    unit_of = house.unit_of
    order = {
        resident: number
        for number, resident in enumerate(house.residents)
        if unit_of[resident] == one.unit_id
    }
    by_resident: defaultdict[str, list[Due]] = defaultdict(list)
    for due in one.doses:
        by_resident[due.planned.resident_id].append(due)
    for resident in order:
        if off := list(record.patches.ending(resident, one.span.starts_at, one.span.ends_at)):
            by_resident[resident] += off
    walk = sorted(by_resident, key=order.__getitem__)
    length = (one.span.ends_at - one.span.starts_at) * 0.75
    begun = one.span.starts_at + timedelta(seconds=random.randint(180, 900))
    for number, resident in enumerate(walk):
        at = begun + length * number / max(1, len(walk)) + timedelta(seconds=random.randint(0, 50))
        for visit_at, doses in _visits(at, by_resident[resident], random):
            given = [due for due in doses if due.state is DoseState.DUE]
            if given:
                outcomes = [draw_outcome(random) for _ in given]
                record.visit(Visit(nurse, one.unit_id, one.span, resident, visit_at), given, outcomes)
    last = max(one.span.ends_at, record.last_at(one.unit_id)) + timedelta(seconds=random.randint(60, 900))
    record.close(
        nurse, one.unit_id, one.span, [due for due in one.doses if due.state is DoseState.ABSENT], last
    )


def _visits(at: datetime, doses: Sequence[Due], random: Random) -> Iterator[tuple[datetime, list[Due]]]:
    """The visits a resident gets in a round: that of the walk, and those of the clock times far from it."""
    walk: list[Due] = []
    for due in doses:
        if due.planned.timing == "moment" or abs(due.planned.due - at) < _APART:
            walk.append(due)
        else:
            yield due.planned.due + timedelta(seconds=random.randint(-600, 900)), [due]
    if walk:
        yield at, walk


def _nurse(house: Settled, day: date, unit_id: str) -> Actor:
    """Who does this unit's rounds on this day: two nurses share the EHPAD, the coordinator helps on Sundays."""
    if house.house is not EHPAD:
        return actor(house, "lmoreau" if day.weekday() < 6 else "chamelin")
    first = (house.units.index(unit_id) + day.toordinal()) % 2 == 0
    return actor(house, "spetit" if first else "kbenali")
