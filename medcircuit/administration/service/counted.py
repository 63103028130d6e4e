"""Every dose of a person that counts in the limits: taken, being given, declared by the family, planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import declared_dose, prn_ask, prn_counting, prn_end
from medcircuit.administration.rules.situation import LineStatus
from medcircuit.administration.rules.vocabulary import TAKEN, DoseState
from medcircuit.administration.service.plan import DayPlan, Days, Due, day_plan, rounds_by_unit
from medcircuit.administration.service.states import _EVENTS_OF, LockedDose, stored_of
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.limits import Counted
from medcircuit.prescriptions.service import HeldBy, Needs

BACK = timedelta(days=8)
"""How far back doses are looked at, unless a limit is over longer (`limiting.judge_line`): few are over more than a week."""
_AHEAD = timedelta(days=2)
_OPEN = frozenset({DoseState.DUE, DoseState.SELF_MANAGED, DoseState.ABSENT})
"""What a planned dose is while nobody answered: the person who takes it alone, or has it with them on a leave, takes it too."""
_RAN = frozenset({*TAKEN, DoseState.SPAT_OUT, DoseState.UNTRACED})

_ASKS = Prepared(
    select(prn_ask, prn_end.c.at.label("ended_at"))
    .outerjoin(prn_end, prn_end.c.ask_id == prn_ask.c.id)
    .where(
        prn_ask.c.establishment_id == bindparam("establishment"),
        prn_ask.c.resident_id.in_(bindparam("residents", expanding=True)),
        prn_ask.c.received_at > bindparam("since"),
    )
    .order_by(prn_ask.c.received_at, prn_ask.c.id)
)
_DECLARED = Prepared(
    select(declared_dose).where(
        declared_dose.c.establishment_id == bindparam("establishment"),
        declared_dose.c.resident_id == bindparam("resident"),
        declared_dose.c.at > bindparam("since"),
    )
)
_COUNTING = Prepared(
    select(prn_counting.c.dose_key, prn_counting.c.counts)
    .where(
        prn_counting.c.establishment_id == bindparam("establishment"),
        prn_counting.c.resident_id == bindparam("resident"),
    )
    .order_by(prn_counting.c.at, prn_counting.c.id)
)


@dataclass(frozen=True)
class Spoken:
    """A dose taken of a line, for a reader: when, by whom, how much, in which state."""

    key: str
    line_id: str
    at: datetime
    by_name: str
    amount: Fraction
    state: str
    counts: bool = True


@dataclass(frozen=True)
class History:
    """What counts for one person, with the plan it was read from."""

    needs: Needs
    plan: DayPlan
    counted: tuple[tuple[str, Counted], ...]
    spoken: tuple[Spoken, ...]
    open_asks: tuple[Row[*tuple[Any, ...]], ...]
    asks: Mapping[str, Row[*tuple[Any, ...]]] = field(default_factory=dict)
    back: timedelta = BACK

    def but(self, *keys: str) -> tuple[Counted, ...]:
        """What counts, these doses apart."""
        return tuple(one for key, one in self.counted if key not in keys)

    def last(self, line_id: str) -> Spoken | None:
        """The last dose taken of a line."""
        of_line = [one for one in self.spoken if one.line_id == line_id]
        return max(of_line, key=lambda one: one.at, default=None)


def read_history(
    work: Work, resident_id: str, *, at: datetime | None = None, back: timedelta = BACK
) -> History:
    """Everything of this person that counts around an instant (now), as far `back` as limits look."""
    at = at or work.now
    connection, house = work.connection, work.establishment_id
    known = prescriptions.needs(connection, house, [resident_id], at)
    local = at.astimezone(PARIS).date()
    days = Days(local - back, local + _AHEAD)
    rounds = rounds_by_unit(connection, house)(None)
    plan = day_plan(connection, house, [resident_id], days, lambda _: rounds)
    asked = {"establishment": house, "residents": [resident_id], "since": at - back}
    asks = {row.dose_key: row for row in _ASKS.rows(connection, asked)}
    uncounted = _uncounted(work, resident_id)
    doses = _folded(work, plan)
    answered = {row.dose_key for row in plan.states if row.event_id is not None}
    open_asks = tuple(
        row for key, row in asks.items() if row.claimed and row.ended_at is None and key not in answered
    )
    reading = _Reading(known, plan, asks)
    taken = [one for dose in doses for one in reading.taken(dose, uncounted)]
    counted = [
        *((spoken.key, reading.counted(spoken)) for spoken in taken if spoken.counts),
        *((row.dose_key, reading.in_progress(row)) for row in open_asks),
        *((due.planned.key, reading.reserved(due)) for due in plan.doses if _reserved(due)),
        *(("", one) for one in reading.declared(_declared(work, resident_id, at - back))),
    ]
    return History(known, plan, tuple(counted), tuple(taken), open_asks, asks, back)


def _reserved(due: Due) -> bool:
    answered = due.answered is not None and due.answered.event_id is not None
    return not answered and due.state in _OPEN and due.status_at(due.planned.due) is LineStatus.ACTIVE


def _uncounted(work: Work, resident_id: str) -> frozenset[str]:
    asked = {"establishment": work.establishment_id, "resident": resident_id}
    last = {row.dose_key: row.counts for row in _COUNTING.rows(work.connection, asked)}
    return frozenset(key for key, counts in last.items() if not counts)


def _declared(work: Work, resident_id: str, since: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    asked = {"establishment": work.establishment_id, "resident": resident_id, "since": since}
    return _DECLARED.rows(work.connection, asked)


def _folded(work: Work, plan: DayPlan) -> list[LockedDose]:
    """The doses of a plan by which medicine may have been taken, folded from their facts."""
    rows = {row.dose_key: row for row in plan.states if row.state in _RAN}
    if not rows:
        return []
    facts: dict[str, list[Any]] = {}
    asked = {"establishment": work.establishment_id, "keys": sorted(rows)}
    for event in _EVENTS_OF.rows(work.connection, asked):
        facts.setdefault(event.dose_key, []).append(stored_of(event))
    return [
        LockedDose(key, rows[key].resident_id, rows[key].line_id, date.min, stored)
        for key, stored in facts.items()
    ]


@dataclass(frozen=True)
class _Reading:
    """Turns facts and plans into what counts."""

    needs: Needs
    plan: DayPlan
    asks: Mapping[str, Row[*tuple[Any, ...]]]

    def taken(self, dose: LockedDose, uncounted: frozenset[str]) -> Iterator[Spoken]:
        """Each take of a dose; of one taken in part, what was taken; of one nobody traced, all of it."""
        folded = dose.folded
        takes = folded.takes or ((folded.event_id,) if folded.state is DoseState.UNTRACED else ())
        for place, event_id in enumerate(takes):
            stored = dose.of(event_id)
            if stored is None:
                continue
            last = place == len(takes) - 1
            accepted = dose.of(folded.event_id)
            partial = last and folded.state is DoseState.PARTIAL and accepted is not None
            amount = (accepted or stored).fact.amount if partial else stored.fact.amount
            spat = last and folded.state is DoseState.SPAT_OUT
            yield Spoken(
                dose.key,
                dose.line_id,
                stored.fact.at,
                stored.name,
                amount if amount is not None else self._written(dose.key, dose.line_id),
                folded.state.value if last else DoseState.GIVEN.value,
                not (spat and dose.key in uncounted),
            )

    def counted(self, spoken: Spoken) -> Counted:
        """A dose taken, with what it held."""
        one = self._counted(spoken.line_id, spoken.at, spoken.amount, self._unit(spoken.key))
        planned = self.plan.find(spoken.key)
        return replace(one, due=planned.planned.due if planned is not None else None)

    def in_progress(self, row: Row[*tuple[Any, ...]]) -> Counted:
        """A dose that somebody is about to give."""
        one = self._counted(row.line_id, row.at, read_amount(row.amount), row.unit or None)
        return replace(one, in_progress=True)

    def reserved(self, due: Due) -> Counted:
        """A planned dose that nobody has answered for yet."""
        planned = due.planned
        amount = planned.amount if planned.amount is not None else Fraction(1)
        one = self._counted(planned.line_id, planned.due, amount, planned.unit)
        return replace(one, reserved=True, due=planned.due)

    def declared(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Counted]:
        """What the family says it gave."""
        for row in rows:
            yield self._counted(row.line_id, row.at, read_amount(row.amount), None)

    def _held(self, line_id: str) -> HeldBy | None:
        return self.needs.held.get(line_id)

    def _unit(self, key: str) -> str | None:
        planned = self.plan.find(key)
        if planned is not None:
            return planned.planned.unit
        ask = self.asks.get(key)
        return (ask.unit or None) if ask is not None else None

    def _written(self, key: str, line_id: str) -> Fraction:
        """What a dose was written to be, where its carer named no other amount."""
        planned, ask = self.plan.find(key), self.asks.get(key)
        if planned is not None and planned.planned.amount is not None:
            return planned.planned.amount
        if ask is not None:
            return read_amount(ask.amount)
        line = self.needs.line(line_id)
        return (line.high if line else None) or Fraction(1)

    def _counted(self, line_id: str, at: datetime, amount: Fraction, unit: str | None) -> Counted:
        held = self._held(line_id)
        contents = held.of(amount, unit) if held is not None else None
        return Counted(line_id, at, amount, contents or {})
