"""One round as it is read: its span, its people, its doses with their states; and the rounds of a day."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import round_closing
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.situation import LineStatus
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.administration.service.delegated import opened_to
from medcircuit.administration.service.plan import (
    RESTING,
    DayPlan,
    Days,
    Due,
    day_plan,
    midnight,
    rounds_by_unit,
)
from medcircuit.administration.service.unit_rounds import Rounds
from medcircuit.administration.service.wearing import with_worn
from medcircuit.kernel.access import Right
from medcircuit.kernel.once import Once
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import PlannedDose
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard, Stay
from medcircuit.structure import service as structure
from medcircuit.structure.rules.rounds import RoundSpan

_CLOSINGS = select(round_closing).where(
    round_closing.c.establishment_id == bindparam("establishment"),
    round_closing.c.round_date == bindparam("day"),
)


@dataclass(frozen=True)
class Round:
    """One round of one unit as it is read: its plan, its people, the doses it gives (`given`: as they are planned).

    `opened` are the lines open to someone who only helps here: the round then holds no other.
    """

    name: RoundName
    unit_name: str
    span: RoundSpan
    cards: tuple[ResidentCard, ...]
    plan: DayPlan
    given: tuple[PlannedDose, ...]
    doses: tuple[Due, ...]
    at: datetime
    opened: frozenset[str] | None = None

    @property
    def closing(self) -> Row[*tuple[Any, ...]] | None:
        """By whom and when it was closed, if it was."""
        return self.plan.closing

    def holds(self, row: Row[*tuple[Any, ...]]) -> bool:
        """Whether what is said of a dose may be told: of any, or of the lines that are open."""
        return self.opened is None or row.dose_key.split("/", 1)[0] in self.opened

    def version(self, waiting: Mapping[str, tuple[str, ...]]) -> str:
        """Changes when anything of the plan that the page holds has: doses, people, absences; answers and closing apart.

        `waiting` are the badges of lines that wait for a prescriber.
        """
        seen = [
            [self.span.label, str(self.span.starts_at), str(self.span.ends_at), sorted(waiting.items())],
            _DIGEST.of(self.given, None),
            [
                [due.planned.key, status, bool(due.absence)]
                for due in self.doses
                if (status := due.planned.status_at(self.at)) != LineStatus.ACTIVE or due.absence
            ],
            [[one.line_id, one.version, one.question] for one in self.plan.to_decide],
            [
                [
                    card.id,
                    card.birth_name,
                    card.used_name,
                    card.first_name,
                    str(card.birth_date),
                    card.sex,
                    card.ins_status,
                    card.room,
                    card.walking_order,
                    card.texture,
                    card.notes,
                    [[one.label, one.severity] for one in card.allergies],
                    card.homonyms,
                    card.has_portrait,
                    bool(card.absence),
                ]
                for card in self.cards
            ],
        ]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def read_round(work: Work, name: RoundName) -> Round:
    """One round, for whoever may read it; of one that they only help in, what is open to them.

    Raises:
        Forbidden: the actor may not open the rounds of this unit.
        NotFound: this establishment has no such unit, or the unit no such round.
    """
    connection, house = work.connection, work.establishment_id
    _, unit_name = structure.unit(connection, house, name.unit_id)
    work.require(Right.OPEN_ROUND, unit_id=name.unit_id)
    days = Days.around(name.day)
    rounds = rounds_by_unit(connection, house)(name.unit_id)
    span = next((one for one in rounds.on(name.day) if one.moment_code == name.moment), None)
    if span is None:
        raise NotFound
    at = seen_at(span, work.now)
    begin, end = days.span
    away = min(begin, work.now - prescriptions.LOOKED_BACK), max(end, work.now)
    cards = residents.residents_of_unit(connection, house, name.unit_id, at, away=away)
    absences = [absence for card in cards for absence in card.absences]
    people = [card.id for card in cards]
    plan = day_plan(connection, house, people, days, lambda _: rounds, absences=absences, name=name)
    plan = with_worn(connection, house, plan, people, days)
    given = _BY_ROUND.of(plan.planned, rounds).get((name.moment, name.day), ())
    doses = tuple([plan.due(one) for one in given])
    read = Round(name, unit_name, span, cards, plan, given, doses, work.now)
    return read if work.actor.may(Right.READ_ROUND, unit_id=name.unit_id) else _theirs(work, read)


def _by_round(
    planned: tuple[PlannedDose, ...], rounds: Rounds
) -> dict[tuple[str, date], tuple[PlannedDose, ...]]:
    of_round: defaultdict[tuple[str, date], list[PlannedDose]] = defaultdict(list)
    for one in planned:
        if (given := RESTING.of(one, rounds).round) is not None:
            of_round[given.moment_code, given.day].append(one)
    return {name: tuple(doses) for name, doses in of_round.items()}


_BY_ROUND: Once[tuple[PlannedDose, ...], Rounds, dict[tuple[str, date], tuple[PlannedDose, ...]]] = Once(
    _by_round, most=64
)
"""What each round of a unit gives, of all that is planned for its people."""


def _digest(given: tuple[PlannedDose, ...], _: None) -> str:
    seen = [
        [
            one.key,
            str(one.due),
            one.version,
            one.said,
            one.class_id,
            one.badges,
            one.asks_second,
            one.self_managed,
        ]
        for one in given
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


_DIGEST: Once[tuple[PlannedDose, ...], None, str] = Once(_digest, most=64)
"""What a round gives, in few letters: a version never changes, so of what it says its number is enough."""


def _theirs(work: Work, read: Round) -> Round:
    """Of a round what is open to someone who only helps: their lines, and the people who have doses of them."""
    opened = opened_to(work, [card.id for card in read.cards])
    doses = tuple(due for due in read.doses if due.planned.line_id in opened)
    people = {due.planned.resident_id for due in doses}
    cards = tuple(card for card in read.cards if card.id in people)
    given = tuple(due.planned for due in doses)
    plan = _only(read.plan, opened)
    return replace(read, cards=cards, plan=plan, given=given, doses=doses, opened=opened)


def _only(plan: DayPlan, opened: frozenset[str]) -> DayPlan:
    """What a plan says of these lines."""
    return replace(
        plan,
        planned=tuple(one for one in plan.planned if one.line_id in opened),
        states=tuple(row for row in plan.states if row.line_id in opened),
        to_decide=(),
        as_needed=tuple(one for one in plan.as_needed if one.line_id in opened),
        applied=tuple(one for one in plan.applied if one.line_id in opened),
        removals=tuple(one for one in plan.removals if one.line_id in opened),
    )


@dataclass(frozen=True)
class Counted:
    """A round of a day in figures."""

    unit_id: str
    unit_name: str
    span: RoundSpan
    doses: int
    answered: int
    people: int
    closing: Row[*tuple[Any, ...]] | None


def seen_at(span: RoundSpan, now: datetime) -> datetime:
    """The instant at which a round looks at who lives in its unit: now, or the edge of the round that is nearest."""
    return min(max(now, span.starts_at), span.ends_at)


def _homes(lived: Iterable[Stay]) -> list[dict[str, Stay]]:
    """Where each person lives, once for each place of theirs: somebody who moved that day is in several."""
    homes: list[dict[str, Stay]] = []
    for one in lived:
        free = next((known for known in homes if one.resident_id not in known), None)
        if free is None:
            homes.append(free := {})
        free[one.resident_id] = one
    return homes


def _told(
    work: Work, day: date, rounds: Callable[[str | None], Rounds], lives: Mapping[str, Stay]
) -> Iterator[tuple[Due, RoundSpan, Stay]]:
    """The doses of a day's rounds that the actor may see, with their round and where the person lives."""
    connection, house, people = work.connection, work.establishment_id, list(lives)
    days = Days.around(day)
    absences = residents.absences(connection, house, people, *days.span)
    plan = day_plan(
        connection, house, people, days, lambda one: rounds(lives[one].unit_id), absences=absences
    )
    plan = with_worn(connection, house, plan, people, days)
    helped = [one for one in people if not work.actor.may(Right.READ_ROUND, unit_id=lives[one].unit_id)]
    opened = opened_to(work, helped) if helped else frozenset()
    for due in plan.of_day(day):
        assert due.round is not None, "a dose of a day's boards has a round"
        if due.planned.resident_id not in helped or due.planned.line_id in opened:
            yield due, due.round, lives[due.planned.resident_id]


def rounds_of_day(work: Work, day: date) -> tuple[Counted, ...]:
    """Every round of a day in the units whose rounds the actor may open, in figures; a constant number of statements."""
    work.require(Right.OPEN_ROUND)
    connection, house = work.connection, work.establishment_id
    units = [
        (unit_id, unit_name)
        for unit_id, unit_name in structure.open_units(connection, house, day)
        if work.actor.may(Right.OPEN_ROUND, unit_id=unit_id)
    ]
    rounds = rounds_by_unit(connection, house)
    lived = residents.stays_of_everyone(connection, house, midnight(day), midnight(day + timedelta(days=1)))
    closings = {
        (row.unit_id, row.moment): row
        for row in connection.execute(_CLOSINGS, {"establishment": house, "day": day})
    }
    given: defaultdict[tuple[str, str], list[Due]] = defaultdict(list)
    for lives in _homes(lived):
        for due, round_, home in _told(work, day, rounds, lives):
            if home.holds_at(seen_at(round_, work.now)):
                given[home.unit_id, round_.moment_code].append(due)
    work.did("read_rounds")
    return tuple(
        Counted(
            unit_id=unit_id,
            unit_name=unit_name,
            span=span,
            doses=len(doses := given[unit_id, span.moment_code]),
            answered=sum(due.state is not DoseState.DUE for due in doses),
            people=len({due.planned.resident_id for due in doses}),
            closing=closings.get((unit_id, span.moment_code)),
        )
        for unit_id, unit_name in units
        for span in rounds(unit_id).on(day)
    )
