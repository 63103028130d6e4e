"""What a prescriber looks at before signing: what became of the doses, measures, opinions, gathered for all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from medcircuit.administration import service as administration
from medcircuit.administration.rules.vocabulary import TAKEN, DoseState
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.overview.rules import REFUSALS_WITHIN, STRIP_DAYS, strip
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.residents.service.measures import MeasureRead

MEASURED_WITHIN = timedelta(days=366)
"""How far back a measure is shown; its age is shown with it."""
_MISSED = frozenset(
    state.value
    for state in (
        DoseState.REFUSED,
        DoseState.SPAT_OUT,
        DoseState.UNAVAILABLE,
        DoseState.WITHHELD,
        DoseState.OMITTED,
        DoseState.UNTRACED,
    )
)
_TAKEN = frozenset(state.value for state in TAKEN)


@dataclass(frozen=True)
class Gathered:
    """The facts of the people and lines of a queue; read before its cards are known (`refusals`, `used`, `opinions`)."""

    refusals: Mapping[str, Sequence[datetime]]
    used: Mapping[str, Sequence[tuple[date, int]]]
    opinions: Mapping[str, Sequence[prescriptions.OpinionTold]]
    answered: Mapping[str, Sequence[tuple[date, str, int]]] = field(default_factory=dict)
    measures: Mapping[str, Sequence[MeasureRead]] = field(default_factory=dict)

    @property
    def line_ids(self) -> set[str]:
        """The lines that these facts are about and that may therefore wait."""
        told = {one.line_id for said in self.opinions.values() for one in said if one.open and one.line_id}
        return told | set(self.refusals) | set(self.used)

    def opinion_on(self, resident_id: str, line_id: str) -> prescriptions.OpinionTold | None:
        """The last opinion about a line: one without an answer before any other."""
        told = [one for one in self.opinions.get(resident_id, ()) if one.line_id == line_id]
        return next((one for one in reversed(told) if one.open), told[-1] if told else None)

    def whole(self, resident_id: str) -> tuple[prescriptions.OpinionTold, ...]:
        """The opinions about all of a person's lines that wait for an answer."""
        return tuple(one for one in self.opinions.get(resident_id, ()) if one.open and one.line_id is None)

    def counts(self, line_id: str, since: date) -> dict[str, int]:
        """How often each state was answered for a line since a day."""
        found: dict[str, int] = {}
        for day, state, times in self.answered.get(line_id, ()):
            if day >= since:
                found[state] = found.get(state, 0) + times
        return found

    def strip(self, line_id: str, today: date) -> str:
        """A letter for each of the last 28 days of a line."""
        return strip(((day, _was_taken(state)) for day, state, _ in self.answered.get(line_id, ())), today)


def _was_taken(state: str) -> bool | None:
    if state in _MISSED:
        return False
    return True if state in _TAKEN else None


def first_facts(work: Work, resident_ids: Collection[str]) -> Gathered:
    """The facts that make a line wait: three statements, whatever the number of people."""
    today = work.now.astimezone(PARIS).date()
    house = work.establishment_id
    return Gathered(
        refusals=administration.refusals(work.connection, house, today - REFUSALS_WITHIN),
        used=administration.used_as_needed(work.connection, house, today - timedelta(days=STRIP_DAYS - 1)),
        opinions=prescriptions.opinions_told(work.connection, house, resident_ids, work.now),
    )


def all_facts(work: Work, first: Gathered, resident_ids: Collection[str]) -> Gathered:
    """The same with what is shown on the cards of these people: two statements more."""
    today = work.now.astimezone(PARIS).date()
    since = today - timedelta(days=STRIP_DAYS)
    house = work.establishment_id
    return Gathered(
        refusals=first.refusals,
        used=first.used,
        opinions=first.opinions,
        answered=administration.answers_by_day(work.connection, house, resident_ids, since),
        measures=residents.last_measures(work.connection, house, resident_ids, work.now - MEASURED_WITHIN),
    )
