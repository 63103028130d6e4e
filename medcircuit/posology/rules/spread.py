"""A pattern spread over days: which instants it falls on, each under its slot, within a span of time.

Whole local days are spread, never a part of one: a slot's name does not depend on the window that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules.calendar import (
    DAY_MIN,
    FOREVER,
    add_months,
    instant,
    local_day,
    midnight,
    read_span_edge,
)
from medcircuit.posology.rules.moments import Moments, clock_slot, minutes_of, slot_of
from medcircuit.posology.rules.schedule import At, Daily, Every, Once, Schedule

_FIRST_SEARCH_DAYS = 15

Occurrence = tuple[datetime, int, str]
"""The instant it is due, the ordinal of the day it belongs to, its slot."""


@dataclass(frozen=True)
class Span:
    """When an instruction may be given: from `begin`, before `end`; `count` occurrences at most."""

    begin: datetime
    end: datetime = FOREVER
    count: int | None = None
    said_end: datetime | None = field(default=None, compare=False)
    """The end as the source says it (an inclusive second), for a reader."""


@lru_cache(maxsize=8192)
def day_text(day: int) -> str:
    """The ISO date of an ordinal."""
    return date.fromordinal(day).isoformat()


def occurrences(schedule: Schedule, span: Span, moments: Moments, days: range) -> list[Occurrence]:
    """All occurrences that belong to these days, in order of time.

    Raises:
        ToDecide: a moment has no configured time.
    """
    if isinstance(schedule, Daily):
        return _daily(schedule, span, moments, days)
    if isinstance(schedule, Every):
        return _every(schedule, span, days)
    if isinstance(schedule, Once):
        day = local_day(span.begin)
        return (
            [(span.begin, day, step_slot(span.begin) + "1")] if day in days and span.begin < span.end else []
        )
    return _at(schedule, span, moments, days)


def at_most(schedule: Schedule, span: Span, days: range) -> int:
    """A number of occurrences on these days that they cannot exceed, found without spreading them."""
    first, last = max(days.start, local_day(span.begin) - 1), min(days.stop, local_day(span.end) + 2)
    length = max(0, last - first)
    if isinstance(schedule, Daily):
        return length * len(schedule.slots)
    if isinstance(schedule, Every):
        return timedelta(days=length) // schedule.interval + 1
    return len(schedule.events) if isinstance(schedule, At) else 1


def step_slot(anchor: datetime) -> str:
    """The slot of steps counted from an anchor, before their number (from 1): "E20261110T070000Z." and "1"."""
    return f"E{anchor:%Y%m%dT%H%M%S}Z."


class _Days:
    """The slots of a pattern, placed in the moments in force on each day."""

    def __init__(self, schedule: Daily, moments: Moments) -> None:
        self._slots = schedule.slots
        self._moments = moments
        self._placed: dict[int, tuple[bool, list[tuple[int, timedelta, str]]]] = {}

    def of(self, day: int) -> list[Occurrence]:
        """Its occurrences on one day, in order of time."""
        table = self._moments.table_of(day)
        inside, placed = self._placed.get(table) or self._place(table)
        base, plain = midnight(day)
        if plain and inside:
            return [(base + since, day, label) for _, since, label in placed]
        return [(instant(day, minutes), day, label) for minutes, _, label in placed]

    def _place(self, table: int) -> tuple[bool, list[tuple[int, timedelta, str]]]:
        times = self._moments.tables[table]
        at = sorted((minutes_of(slot, times), slot.label) for slot in self._slots)
        inside = all(0 <= minutes < DAY_MIN for minutes, _ in at)
        self._placed[table] = inside, [(one, timedelta(minutes=one), label) for one, label in at]
        return self._placed[table]


def _daily(schedule: Daily, span: Span, moments: Moments, days: range) -> list[Occurrence]:
    first = first_day(schedule, span, moments)
    if first is None:
        return []
    placed, begin, end = _Days(schedule, moments), span.begin, span.end
    found: list[Occurrence] = []
    if span.count is None:
        for day in matching_days(schedule, first, range(max(first, days.start), days.stop)):
            found += placed.of(day)
        return [one for one in found if begin <= one[0] < end]
    for day in matching_days(schedule, first, range(first, days.stop)):
        found += [one for one in placed.of(day) if begin <= one[0] < end]
        if len(found) >= span.count:
            break
    return [one for one in found[: span.count] if one[1] >= days.start]


def first_day(schedule: Daily, span: Span, moments: Moments) -> int | None:
    """The first day on which a dose is possible: what every n days or weeks are counted from.

    Raises:
        ToDecide: a moment has no configured time.
    """
    around = local_day(span.begin)
    if not schedule.counted:
        return around - 1  # nothing is counted: the span alone cuts
    placed = _Days(schedule, moments)
    for day in range(around - 1, around + _FIRST_SEARCH_DAYS):
        if schedule.weekdays and (day - 1) % 7 not in schedule.weekdays:
            continue
        if any(span.begin <= due < span.end for due, _, _ in placed.of(day)):
            return day
    return None


def matching_days(schedule: Daily, first: int, days: range) -> Iterator[int]:
    """The days of the pattern within `days`, none before `first`."""
    step = schedule.step
    if schedule.unit == "mo":
        yield from _months(first, step, days)
    elif schedule.cycle:
        yield from (day for day in days if schedule.cycle.holds(day - first))
    elif schedule.weekdays:
        for day in days:
            if (day - 1) % 7 in schedule.weekdays and (day - first) // 7 % step == 0:
                yield day
    else:
        start = first + -(-(max(days.start, first) - first) // step) * step
        yield from range(start, days.stop, step)


def _months(first: int, step: int, days: range) -> Iterator[int]:
    origin = date.fromordinal(first)
    begin = date.fromordinal(max(days.start, first))
    passed = (begin.year - origin.year) * 12 + begin.month - origin.month
    months = passed // step * step
    while (day := add_months(origin, months).toordinal()) < days.stop:
        if day in days:
            yield day
        months += step


def _every(schedule: Every, span: Span, days: range) -> list[Occurrence]:
    begin, interval, slot = span.begin, schedule.interval, step_slot(span.begin)
    lower, upper = midnight(days.start)[0], min(midnight(days.stop)[0], span.end)
    n = max(0, -((begin - lower) // interval))
    due, day = begin + n * interval, days.start
    found: list[Occurrence] = []
    while due < upper and (span.count is None or n < span.count):
        while due >= midnight(day + 1)[0]:
            day += 1
        n += 1
        found.append((due, day, f"{slot}{n}"))
        due += interval
    return found


def _at(schedule: At, span: Span, moments: Moments, days: range) -> list[Occurrence]:
    found: list[Occurrence] = []
    for text in schedule.events:
        edge = read_span_edge(text)
        day = local_day(edge.first)
        if edge.dated:
            slot = slot_of("MORN", None)
            due = instant(day, minutes_of(slot, moments.at(day)))
        else:
            local = edge.first.astimezone(PARIS)
            due, slot = edge.first, clock_slot(local.hour * 60 + local.minute)
        if span.begin <= due < span.end:
            found.append((due, day, slot.label))
    found = sorted(found)[: span.count]
    return [one for one in found if one[1] in days]


def end_of_count(schedule: Schedule, span: Span, moments: Moments) -> datetime | None:
    """When the last of `count` occurrences is over: where the next one would stand, or its day begins; None without count.

    Raises:
        ToDecide: a moment has no configured time.
    """
    if isinstance(schedule, Once):
        return midnight(local_day(span.begin) + 1)[0] if not schedule.continuous else None
    if isinstance(schedule, At):
        last = max(read_span_edge(event).first for event in schedule.events)
        return midnight(local_day(max(last, span.begin)) + 1)[0]
    if span.count is None:
        return None
    if isinstance(schedule, Every):
        try:
            return span.begin + span.count * schedule.interval
        except OverflowError:
            return None
    wanted = Span(span.begin, FOREVER, span.count + 1)
    run = schedule.cycle.length if schedule.cycle else schedule.step * (31 if schedule.unit == "mo" else 7)
    reach = (span.count + 2) * run
    start = local_day(span.begin)
    if reach > 400_000:
        return None
    doses = _daily(schedule, wanted, moments, range(start - 1, min(start + reach, local_day(FOREVER))))
    if len(doses) <= span.count:
        return None
    (_, day, _), (due, next_day, _) = doses[-2:]
    return due if day == next_day else midnight(next_day)[0]
