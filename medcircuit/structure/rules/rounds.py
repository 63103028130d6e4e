"""Which round gives a dose: the span of each round of a day, and the round a due time belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class RoundSpan:
    """One distribution round of one day: its moment and its span, as instants in UTC (both edges are on time)."""

    moment_code: str
    label: str
    day: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class RoundDefinition:
    """A round as the establishment defines it, in local time "HH:MM"."""

    moment_code: str
    label: str
    starts: str
    ends: str


@dataclass(frozen=True)
class DatedRound:
    """A round as it is defined from a day on, until a later one of its moment."""

    valid_from: date
    definition: RoundDefinition


def in_force(dated: Iterable[DatedRound], day: date) -> dict[str, RoundDefinition]:
    """Of rounds in order of their days, those that hold on a day, by their moment."""
    return {one.definition.moment_code: one.definition for one in dated if one.valid_from <= day}


DEFAULT_MOMENTS = (
    ("WAKE", "Lever", "07:00"),
    ("MORN", "Matin", "08:00"),
    ("CM", "Petit-déjeuner", "08:00"),
    ("SK", "Collation", "10:00"),
    ("NOON", "Midi", "12:00"),
    ("CD", "Déjeuner", "12:00"),
    ("AFT", "Goûter", "16:00"),
    ("EVE", "Soir", "18:30"),
    ("CV", "Dîner", "18:30"),
    ("HS", "Coucher", "21:00"),
    ("NIGHT", "Nuit", "23:00"),
)
"""Moments with which a new establishment begins: code (HL7 event timing), label, local time."""

DEFAULT_ROUNDS = (
    RoundDefinition("MORN", "Matin", "07:00", "10:00"),
    RoundDefinition("NOON", "Midi", "11:30", "13:30"),
    RoundDefinition("AFT", "Goûter", "15:30", "17:00"),
    RoundDefinition("EVE", "Soir", "18:00", "20:00"),
    RoundDefinition("HS", "Coucher", "20:30", "22:30"),
    RoundDefinition("NIGHT", "Nuit", "22:45", "23:59"),
)
"""Rounds with which a new establishment begins."""


def at_local(day: date, local_time: str, zone: ZoneInfo) -> datetime:
    """The instant of a wall time: one that does not exist is what it was before the change, one twice is the first."""
    wall = datetime.combine(day, time.fromisoformat(local_time))
    return wall.replace(tzinfo=zone, fold=0)


_SAME_DAY = timedelta(hours=12)
"""A round that begins less than this from a dose of its moment is that of the dose's day."""


@lru_cache(maxsize=4096)
def _span(definition: RoundDefinition, day: date, zone: ZoneInfo) -> RoundSpan:
    return RoundSpan(
        definition.moment_code,
        definition.label,
        day,
        at_local(day, definition.starts, zone).astimezone(UTC),
        at_local(day, definition.ends, zone).astimezone(UTC),
    )


def spans(definitions: Sequence[RoundDefinition], day: date, zone: ZoneInfo) -> tuple[RoundSpan, ...]:
    """The rounds of one day in their order."""
    made = [_span(definition, day, zone) for definition in definitions]
    return tuple(sorted(made, key=lambda span: span.starts_at))


def round_of(due: datetime, moment_code: str | None, rounds: Sequence[RoundSpan]) -> RoundSpan | None:
    """The round that gives a dose, among the rounds of its day and of the day before, in order.

    A dose of a moment that has a round on its day belongs to it; any other to the last round that began at or
    before it (a dose at 02:00 to the night round of the evening before); one before every round to the first.
    """
    nearest: tuple[timedelta, RoundSpan] | None = None
    begun: RoundSpan | None = None
    for one in rounds:
        if one.moment_code == moment_code:
            apart = abs(one.starts_at - due)
            if apart < _SAME_DAY and (nearest is None or apart < nearest[0]):
                nearest = apart, one
        if one.starts_at <= due:
            begun = one
    if nearest is not None:
        return nearest[1]
    return begun or next(iter(rounds), None)
