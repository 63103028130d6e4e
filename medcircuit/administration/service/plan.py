"""The plan of the people of a round: what is due, in which round and window, and what was answered for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row

from medcircuit.administration.rules.entry import day_of
from medcircuit.administration.rules.on_time import Window, window
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.situation import Dose, LineStatus, Take, Wears
from medcircuit.administration.rules.vocabulary import TAKEN, DoseState
from medcircuit.administration.rules.wearing import applied_key, removal_key
from medcircuit.administration.service.answered import answered
from medcircuit.administration.service.unit_rounds import ROUNDS, Rounds, rounds_defined
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.once import Lazy, Once
from medcircuit.medicines.rules.words import brand
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import AsNeeded, LineQuestion, Plan, PlannedDose
from medcircuit.prescriptions.rules.lines import LineLabel
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import Absence, absent_during
from medcircuit.structure import service as structure
from medcircuit.structure.rules.rounds import RoundSpan

_DAY = timedelta(days=1)
_OPENED = frozenset({"assisted", "entrusted"})
"""Regimes in which others than a nurse may help; a line without one is judged the nurse's alone."""


RoundsOf = Callable[[str], Rounds]
"""The rounds that a resident's doses belong to, by the resident's id."""


@dataclass(frozen=True)
class Days:
    """Local days, from the first to the last, both included."""

    first: date
    last: date

    @classmethod
    def around(cls, day: date) -> Days:
        """A day with the one before and the one after: what one asks for, all do, so that plans are remembered."""
        return cls(day - _DAY, day + _DAY)

    def reaching(self, day: date) -> Days:
        """These days, and as far as another near them: a round left open overnight is given today."""
        if not timedelta(0) <= day - self.last <= 7 * _DAY:
            return self
        return Days(self.first, day)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one that ends the last day."""
        return _span(self.first, self.last)


@dataclass(frozen=True)
class Applied:
    """Something put on the body, or injected: by which dose, where, when, by whom."""

    key: str
    resident_id: str
    line_id: str
    substance: str
    site: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Due:
    """One planned dose with its round, its window and what was answered for it.

    `applied` is what a removal takes off; `last_sites` are where the medicine went before, the last first.
    """

    planned: PlannedDose
    round: RoundSpan | None
    answered: Row[*tuple[Any, ...]] | None
    absence: Absence | None
    applied: Applied | None = None
    last_sites: tuple[Applied, ...] = ()

    @Lazy
    def window(self) -> Window | None:
        """When it is on time; None: it is not judged."""
        of_a_moment = (
            self.round is not None and self.round.starts_at <= self.planned.due <= self.round.ends_at
        )
        span = (self.round.starts_at, self.round.ends_at) if self.round and of_a_moment else None
        return window(
            self.planned.due,
            self.planned.timing,
            time_critical=self.planned.time_critical,
            interval_h=self.planned.interval_h,
            span=span,
        )

    @Lazy
    def state(self) -> DoseState:
        """Its one state: what was answered, else what absence, the prescriber or the person makes of it."""
        if self.answered is not None and self.answered.event_id is not None:
            return DoseState(self.answered.state)
        if self.planned.line_status == LineStatus.SUSPENDED:
            return DoseState.SUSPENDED
        return DoseState.ABSENT if self.absence else DoseState(self.planned.resting)

    @property
    def last_site(self) -> str | None:
        """Where the medicine went the last time."""
        return self.last_sites[0].site if self.last_sites else None

    @property
    def day(self) -> date:
        """The local day in its key."""
        day = day_of(self.planned.key)
        assert day is not None, "a planned dose has a key with a day"
        return day

    def is_in(self, moment: str, day: date) -> bool:
        """Whether this round of this day gives it."""
        return self.round is not None and (self.round.moment_code, self.round.day) == (moment, day)

    def status_at(self, instant: datetime) -> LineStatus:
        """Where its line stands at an instant: it may be planned still, and its line stopped since."""
        return LineStatus(self.planned.status_at(instant))

    def seen(self, at: datetime, *, in_round: bool, fresh: bool = False, **presented: Any) -> Dose:
        """The dose as the checks look at it, and how a product stands to it; `fresh`: as if nobody had answered."""
        planned, opened, answered = self.planned, self.window, None if fresh else self.answered
        return Dose(
            key=planned.key,
            line_id=planned.line_id,
            due=planned.due,
            said=said(planned),
            brand=brand(planned.label.brand).upper() if planned.label.brand else "",
            in_round=in_round,
            opens=opened.opens if opened else None,
            closes=opened.closes if opened else None,
            status=self.status_at(at),
            state=DoseState.DUE if fresh else self.state,
            state_at=answered.at if answered else None,
            state_by=(answered.by_name or "") if answered else "",
            amount=planned.amount,
            unit=planned.unit or "",
            nurse_only=planned.regime not in _OPENED,
            worn=planned.worn and planned.act == "give",
            substance=planned.label.substance,
            last_site=self.last_site,
            needs=planned.care.measures if planned.act == "give" else (),
            scale=planned.care.scale,
            sited=planned.sited,
            second=planned.asks_second,
            **{"units": planned.units, **presented},
        )


def said(planned: PlannedDose) -> str:
    """The medicine of a dose in the words of the dose line: « PARACÉTAMOL 1 g cp »."""
    return line_said(planned.label)


def line_said(label: LineLabel) -> str:
    """A medicine in the words of the dose line: substance, strength, form."""
    return " ".join(filter(None, (label.substance, label.strength, label.form)))


RESTING: Once[PlannedDose, Rounds, Due] = Once(
    lambda planned, rounds: Due(planned, rounds.of(planned.due, planned.moment_code), None, None), most=65536
)
"""Each planned dose in the round that gives it, as it is while nobody answered it and its person is here."""
KEYS: Once[tuple[PlannedDose, ...], None, dict[str, PlannedDose]] = Once(
    lambda planned, _: {one.key: one for one in planned}, most=1024
)
"""The doses of a plan by their keys."""
CLASSES: Once[tuple[PlannedDose, ...], None, dict[str, list[PlannedDose]]] = Once(
    lambda planned, _: _by_class(planned), most=1024
)
"""The doses of a plan by the class of their medicine."""


def _by_class(planned: Iterable[PlannedDose]) -> dict[str, list[PlannedDose]]:
    by_class: dict[str, list[PlannedDose]] = {}
    for one in planned:
        by_class.setdefault(one.class_id, []).append(one)
    return by_class


@dataclass(frozen=True)
class DayPlan:
    """What is planned for some people around one day, what was answered, and what is still to decide."""

    planned: tuple[PlannedDose, ...] = ()
    rounds: RoundsOf = field(default=lambda _: rounds_defined(()))
    states: tuple[Row[*tuple[Any, ...]], ...] = ()
    absences: tuple[Absence, ...] = ()
    closing: Row[*tuple[Any, ...]] | None = None
    to_decide: tuple[LineQuestion, ...] = ()
    as_needed: tuple[AsNeeded, ...] = ()
    applied: tuple[Applied, ...] = ()
    removals: tuple[PlannedDose, ...] = ()

    def __add__(self, other: DayPlan) -> DayPlan:
        """Both, one after the other, of the same people."""
        return DayPlan(
            self.planned + other.planned,
            other.rounds,
            self.states + other.states,
            self.absences + other.absences,
            self.closing or other.closing,
            self.to_decide + other.to_decide,
            self.as_needed + other.as_needed,
            self.applied + other.applied,
            self.removals + other.removals,
        )

    @Lazy
    def doses(self) -> tuple[Due, ...]:
        """Every dose with its round and its answer."""
        return tuple(self.due(one) for one in self.planned)

    def planned_as(self, key: str) -> PlannedDose | None:
        """What is planned under this key, to be given or to be taken off."""
        return KEYS.of(self.planned, None).get(key) or KEYS.of(self.removals, None).get(key)

    @Lazy
    def _answered(self) -> dict[str, Row[*tuple[Any, ...]]]:
        return {row.dose_key: row for row in self.states}

    @Lazy
    def _away(self) -> dict[str, list[Absence]]:
        away: dict[str, list[Absence]] = {}
        for absence in self.absences:
            away.setdefault(absence.resident_id, []).append(absence)
        return away

    def resting(self, planned: PlannedDose) -> Due:
        """A planned dose in the round that gives it, as if nothing had befallen it."""
        return RESTING.of(planned, self.rounds(planned.resident_id))

    def due(self, planned: PlannedDose) -> Due:
        """A planned dose with its round and its answer; one that nothing befell is the same object each time."""
        resting = self.resting(planned)
        befell = (
            self._answered.get(planned.key),
            self.absent_at(planned.resident_id, planned.due),
            self._applied.get(applied_key(planned.key) or "") if self.applied else None,
            self._last_sites(planned) if self.applied and planned.sited else (),
        )
        return Due(planned, resting.round, *befell) if any(befell) else resting

    @Lazy
    def _applied(self) -> dict[str, Applied]:
        return {one.key: one for one in self.applied}

    def _last_sites(self, planned: PlannedDose) -> tuple[Applied, ...]:
        """Where this medicine went before, the last first."""
        substance = planned.label.substance
        return tuple(
            one
            for one in self.applied
            if one.resident_id == planned.resident_id
            and one.substance == substance
            and one.key != planned.key
        )

    def is_worn(self, key: str) -> bool:
        """Whether the dose of this key puts something on the body that stays there."""
        return (planned := self.planned_as(key)) is not None and planned.worn

    def wears(self, resident_id: str) -> tuple[Wears, ...]:
        """What a person has on the body, as far as it was asked for."""
        off = {row.dose_key for row in self.states if row.state == DoseState.REMOVED}
        return tuple(
            Wears(one.key, one.line_id, one.substance, one.at, one.site)
            for one in self.applied
            if one.resident_id == resident_id
            and (key := removal_key(one.key)) not in off
            and self.is_worn(key)
        )

    def find(self, key: str) -> Due | None:
        """The dose of this key, if it is planned."""
        planned = self.planned_as(key)
        return self.due(planned) if planned is not None else None

    def of_day(self, day: date) -> Iterator[Due]:
        """The doses of the boards of one day."""
        for one in self.planned:
            given = self.resting(one).round
            if given is not None and given.day == day:
                yield self.due(one)

    def absent_at(self, resident_id: str, at: datetime) -> Absence | None:
        """The absence of a person at an instant within the days of the plan."""
        return absent_during(at, self._away.get(resident_id, ())) if self.absences else None

    def takes(self, resident_id: str, lines: Collection[str]) -> tuple[Take, ...]:
        """What this person took lately of these lines, planned still or not."""
        return tuple(
            Take(
                key=row.dose_key,
                line_id=row.line_id,
                at=row.at,
                by=row.by_name or "",
                due=planned.due if (planned := self.planned_as(row.dose_key)) else None,
            )
            for row in self.states
            if row.line_id in lines and row.resident_id == resident_id and row.state in TAKEN
        )


def day_plan(
    connection: Connection,
    establishment_id: str,
    resident_ids: Collection[str],
    days: Days,
    rounds: RoundsOf,
    *,
    absences: Sequence[Absence] | None = None,
    name: RoundName | None = None,
    planned: Plan | None = None,
    lines: Collection[str] | None = None,
) -> DayPlan:
    """The doses of these people from the beginning of the first day to the end of the last; the closing of a round.

    Their absences and what is planned are not read where they are given; what was answered is read of these lines
    alone, where they are named.
    """
    frm, to = days.span
    plan = planned or prescriptions.planned(connection, establishment_id, resident_ids, frm, to)
    if absences is None:
        absences = residents.absences(connection, establishment_id, resident_ids, frm, to)
    near = (days.first - _DAY, days.last)
    states, closing = answered(connection, establishment_id, resident_ids, near, lines=lines, name=name)
    return DayPlan(plan.doses, rounds, states, tuple(absences), closing, plan.to_decide, plan.as_needed)


def midnight(day: date) -> datetime:
    """The first instant of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


@lru_cache(maxsize=1024)
def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return midnight(first), midnight(last + _DAY)


def rounds_by_unit(connection: Connection, establishment_id: str) -> Callable[[str | None], Rounds]:
    """For a unit, its rounds as they are defined from day to day; one statement."""
    by_unit = ROUNDS.of(structure.round_definitions(connection, establishment_id), None)
    return lambda unit_id: by_unit.get(unit_id) or by_unit[None]
