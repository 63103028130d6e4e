"""The plan of the people of a round: what is due, in which round and window, and what was answered for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal, select

from medcircuit.administration.models import dose_state, round_closing
from medcircuit.administration.rules.entry import day_of
from medcircuit.administration.rules.on_time import Window, window
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.situation import Dose, LineStatus, Take
from medcircuit.administration.rules.vocabulary import TAKEN, DoseState
from medcircuit.kernel.clock import PARIS
from medcircuit.medicines.rules.words import brand
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import AsNeeded, LineQuestion, PlannedDose
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import Absence, absent_during
from medcircuit.structure import service as structure
from medcircuit.structure.rules.rounds import RoundSpan, round_of, spans

_DAY = timedelta(days=1)
_OPENED = frozenset({"assisted", "entrusted"})
"""Regimes in which others than a nurse may help; a line without one is judged the nurse's alone."""

RoundsOf = Callable[[str], Sequence[RoundSpan]]
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

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one that ends the last day."""
        return midnight(self.first), midnight(self.last + _DAY)


_ANCHOR = select(literal(1).label("one")).subquery()
_STATES = (
    select(
        dose_state.c.dose_key,
        dose_state.c.resident_id,
        dose_state.c.line_id,
        dose_state.c.state,
        dose_state.c.event_id,
        dose_state.c.at,
        dose_state.c.by,
        dose_state.c.by_name,
        dose_state.c.flags,
        dose_state.c.offer_again_at,
        round_closing.c.id.label("closing_id"),
        round_closing.c.closed_at,
        round_closing.c.closed_by_name,
        round_closing.c.untraced,
    )
    .select_from(_ANCHOR)
    .outerjoin(
        dose_state,
        (dose_state.c.establishment_id == bindparam("establishment"))
        & dose_state.c.resident_id.in_(bindparam("residents", expanding=True))
        & dose_state.c.local_date.between(bindparam("first"), bindparam("last")),
    )
    .outerjoin(
        round_closing,
        (round_closing.c.establishment_id == bindparam("establishment"))
        & (round_closing.c.unit_id == bindparam("unit"))
        & (round_closing.c.round_date == bindparam("day"))
        & (round_closing.c.moment == bindparam("moment")),
    )
)
"""What was answered, and in the same statement whether the round is closed: one row at the least, its state or its
closing missing."""


@dataclass(frozen=True)
class Due:
    """One planned dose with its round, its window and what was answered for it."""

    planned: PlannedDose
    round: RoundSpan | None
    answered: Row[*tuple[Any, ...]] | None
    absence: Absence | None

    @cached_property
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

    @cached_property
    def state(self) -> DoseState:
        """Its one state: what was answered, else what the person's absence or the prescriber makes of it."""
        if self.answered is not None and self.answered.event_id is not None:
            return DoseState(self.answered.state)
        if self.planned.line_status == LineStatus.SUSPENDED:
            return DoseState.SUSPENDED
        return DoseState.ABSENT if self.absence else DoseState.DUE

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

    def seen(self, moment: str, day: date, at: datetime) -> Dose:
        """The dose as the checks look at it at an instant, the product presented apart."""
        planned, opened = self.planned, self.window
        return Dose(
            key=planned.key,
            line_id=planned.line_id,
            due=planned.due,
            said=said(planned),
            brand=brand(planned.label.brand).upper() if planned.label.brand else "",
            in_round=self.is_in(moment, day),
            opens=opened.opens if opened else None,
            closes=opened.closes if opened else None,
            status=self.status_at(at),
            state=self.state,
            state_at=self.answered.at if self.answered else None,
            state_by=(self.answered.by_name or "") if self.answered else "",
            amount=planned.amount,
            unit=planned.unit or "",
            units=planned.units,
            nurse_only=planned.regime not in _OPENED,
        )


def said(planned: PlannedDose) -> str:
    """The medicine of a dose in the words of the dose line: « PARACÉTAMOL 1 g cp »."""
    label = planned.label
    return " ".join(part for part in (label.substance, label.strength, label.form) if part)


@dataclass(frozen=True)
class DayPlan:
    """What is planned for some people around one day, and what is still to decide."""

    doses: tuple[Due, ...]
    states: tuple[Row[*tuple[Any, ...]], ...]
    absences: tuple[Absence, ...]
    closing: Row[*tuple[Any, ...]] | None = None
    to_decide: tuple[LineQuestion, ...] = ()
    as_needed: tuple[AsNeeded, ...] = ()

    def __add__(self, other: DayPlan) -> DayPlan:
        """Both, one after the other."""
        return DayPlan(
            self.doses + other.doses,
            self.states + other.states,
            self.absences + other.absences,
            self.closing or other.closing,
            self.to_decide + other.to_decide,
            self.as_needed + other.as_needed,
        )

    def of_round(self, moment: str, day: date) -> list[Due]:
        """The doses of the board of one round."""
        return [due for due in self.doses if due.is_in(moment, day)]

    @cached_property
    def by_key(self) -> dict[str, Due]:
        """The doses by their key."""
        return {due.planned.key: due for due in self.doses}

    def takes(self, resident_id: str) -> tuple[Take, ...]:
        """What this person took lately, planned still or not."""
        return tuple(
            Take(
                key=row.dose_key,
                line_id=row.line_id,
                at=row.at,
                by=row.by_name or "",
                due=self.by_key[row.dose_key].planned.due if row.dose_key in self.by_key else None,
            )
            for row in self.states
            if row.resident_id == resident_id and row.state in TAKEN
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
) -> DayPlan:
    """The doses of these people from the beginning of the first day to the end of the last; the closing of a round."""
    frm, to = days.span
    plan = prescriptions.planned(connection, establishment_id, resident_ids, frm, to)
    if absences is None:
        absences = residents.absences(connection, establishment_id, resident_ids, frm, to)
    asked = {
        "establishment": establishment_id,
        "residents": list(resident_ids),
        "first": days.first - _DAY,
        "last": days.last,
        "unit": name.unit_id if name else None,
        "day": name.day if name else None,
        "moment": name.moment if name else None,
    }
    rows = connection.execute(_STATES, asked).all()
    states = tuple(row for row in rows if row.dose_key is not None)
    closing = rows[0] if rows[0].closing_id is not None else None
    by_key = {row.dose_key: row for row in states}
    away: dict[str, list[Absence]] = {}
    for absence in absences:
        away.setdefault(absence.resident_id, []).append(absence)
    doses = tuple(
        Due(
            planned,
            round_of(planned.due, planned.moment_code, rounds(planned.resident_id)),
            by_key.get(planned.key),
            absent_during(planned.due, away.get(planned.resident_id, ())),
        )
        for planned in plan.doses
    )
    return DayPlan(doses, states, tuple(absences), closing, plan.to_decide, plan.as_needed)


def midnight(day: date) -> datetime:
    """The first instant of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def rounds_by_unit(
    connection: Connection, establishment_id: str, days: Days
) -> Callable[[str | None], tuple[RoundSpan, ...]]:
    """For a unit, its rounds from the day before the first to the day after the last, in order; one statement."""
    defined = structure.round_definitions(connection, establishment_id, days.last)
    near = [days.first + timedelta(days=n) for n in range(-1, (days.last - days.first).days + 2)]

    @cache
    def rounds(unit_id: str | None) -> tuple[RoundSpan, ...]:
        merged = {one.moment_code: one for one in (*defined.get(None, ()), *defined.get(unit_id, ()))}
        return tuple(span for day in near for span in spans(tuple(merged.values()), day, PARIS))

    return rounds
