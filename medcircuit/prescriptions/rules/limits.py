"""May this dose given as needed be given now? Its limits, by line and by substance, in elapsed time.

A window of time is half-open, (t - period, t]: what was given exactly a period ago no longer counts. An interval is met
when the elapsed time is equal or more. A dose is allowed where **every** window that contains it stays within its
limit, those that end at a later reserved dose included. All instants are compared in UTC: a night on which the clock
changes is as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from medcircuit.kernel.clock import PARIS

DAY = timedelta(hours=24)
"""The period of a maximum that names none; elapsed time, never a calendar day."""


def elapsed(hours: Fraction) -> timedelta:
    """So many hours as elapsed time, to the microsecond above: an interval is never cut short."""
    return timedelta(microseconds=ceil(hours * 3_600_000_000))


class Limit(StrEnum):
    """What may forbid a dose; those of a substance look at every line that holds it."""

    ONCE = "max_dose_per_administration"
    PER_PERIOD = "max_dose_per_period"
    INTERVAL = "min_interval"
    SUBSTANCE_INTERVAL = "substance_interval"
    SUBSTANCE_MAX = "substance_max"
    ENDED = "ended"
    DAYS = "max_days"


@dataclass(frozen=True)
class Block:
    """One limit that forbids the dose; `substance` where it is a substance's."""

    limit: Limit
    substance: str | None = None

    @property
    def name(self) -> str:
        """Its code, with the substance behind it: "min_interval", "substance_max:paracetamol"."""
        return f"{self.limit}:{self.substance}" if self.substance else self.limit.value


@dataclass(frozen=True)
class LineLimits:
    """What is written on the line asked about, in its own dose unit; `until` is excluded.

    `days`: on how many days on end it may be used before a physician looks at it again, counted from `reviewed_at`.
    """

    once: Fraction | None = None
    per_period: Fraction | None = None
    period: timedelta = DAY
    interval: timedelta | None = None
    until: datetime | None = None
    days: int | None = None
    reviewed_at: datetime | None = None


@dataclass(frozen=True)
class SubstanceLimit:
    """What is known of a substance, in one unit of measure, over every line; `source` says who states it."""

    substance: str
    most: Fraction | None = None
    period: timedelta = DAY
    interval: timedelta | None = None
    source: str = ""


@dataclass(frozen=True)
class Counted:
    """A dose that counts: taken, being given, or planned and not closed (`reserved`).

    `amount` is in the unit of its line; `contents` is how much of each substance it holds, in the unit of its limit.
    `due`: when it was planned, where it was.
    """

    line: str
    at: datetime
    amount: Fraction
    contents: Mapping[str, Fraction] = field(default_factory=dict)
    reserved: bool = False
    in_progress: bool = False
    due: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """A dose that somebody wants to give; `per_unit` is what one unit of it holds, `step` the smallest part of one.

    `due`: when it was planned, where it was. No interval is kept between two doses that the prescriber planned nearer
    than it; those given as needed keep it from every other.
    """

    line: str
    at: datetime
    amount: Fraction
    per_unit: Mapping[str, Fraction] = field(default_factory=dict)
    step: Fraction | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """Whether the dose is allowed, why not, and from when on.

    `next_at` is the first instant at which the same dose becomes possible if nothing else changes (None: never);
    `remaining` is what each limited substance leaves, reserved doses set aside, before this one (under several maxima,
    the least); `largest` is the largest dose possible now (None: no limit is written).
    """

    blocks: tuple[Block, ...]
    next_at: datetime | None
    remaining: Mapping[str, Fraction]
    largest: Fraction | None

    @property
    def allowed(self) -> bool:
        """Nothing forbids it."""
        return not self.blocks


@dataclass(frozen=True)
class _Window:
    """A maximum over a sliding period; `each` is what one unit of the asked dose adds to it."""

    block: Block
    most: Fraction
    period: timedelta
    each: Fraction
    doses: tuple[tuple[datetime, Fraction], ...]

    def room(self, at: datetime) -> Fraction:
        """What is left at an instant: the least that any window containing it leaves, never below zero."""
        ends = [at, *(when for when, _ in self.doses if at <= when < at + self.period)]
        fullest = max(
            sum((amount for when, amount in self.doses if end - self.period < when <= end), Fraction(0))
            for end in ends
        )
        return max(self.most - fullest, Fraction(0))

    def forbids(self, at: datetime, amount: Fraction) -> bool:
        """Whether so many units more would go beyond it."""
        return self.each > 0 and self.each * amount > self.room(at)

    def largest(self, at: datetime) -> Fraction | None:
        """How many units fit; None where the asked dose adds nothing to it."""
        return self.room(at) / self.each if self.each > 0 else None


@dataclass(frozen=True)
class _Interval:
    """A time to keep from every other dose, before it and after it."""

    block: Block
    length: timedelta
    instants: tuple[datetime, ...]

    def forbids(self, at: datetime) -> bool:
        """Whether a dose is nearer than that."""
        return any(abs(at - when) < self.length for when in self.instants)


@dataclass(frozen=True)
class _Meters:
    """Every limit of one question, ready to be asked about any instant."""

    asked: Asked
    limits: LineLimits
    windows: tuple[_Window, ...]
    intervals: tuple[_Interval, ...]
    days_used_up: bool

    def blocks(self, at: datetime) -> tuple[Block, ...]:
        """What forbids the asked dose at an instant."""
        amount = self.asked.amount
        return (
            *([Block(Limit.ENDED)] if self._ended(at) else ()),
            *([Block(Limit.DAYS)] if self.days_used_up else ()),
            *([Block(Limit.ONCE)] if self.limits.once is not None and amount > self.limits.once else ()),
            *(one.block for one in self.intervals if one.forbids(at)),
            *(one.block for one in self.windows if one.forbids(at, amount)),
        )

    def _ended(self, at: datetime) -> bool:
        return self.limits.until is not None and at >= self.limits.until

    def openings(self) -> Iterator[datetime]:
        """The instants at which something may become possible: a dose leaves a window, or an interval is over."""
        for window in self.windows:
            yield from (when + window.period for when, _ in window.doses)
        for interval in self.intervals:
            yield from (when + interval.length for when in interval.instants)

    def next_at(self) -> datetime | None:
        """The first instant from that of the question on at which nothing forbids the dose."""
        now = self.asked.at
        for at in sorted({now, *(one for one in self.openings() if one > now)}):
            if not self.blocks(at):
                return at
        return None

    def largest(self) -> Fraction | None:
        """The largest dose possible now, a multiple of the step; None where no limit is written."""
        at = self.asked.at
        if self._ended(at) or self.days_used_up or any(one.forbids(at) for one in self.intervals):
            return Fraction(0)
        known = [self.limits.once, *(one.largest(at) for one in self.windows)]
        caps = [cap for cap in known if cap is not None]
        if not caps:
            return None
        step = self.asked.step
        return min(caps) // step * step if step else min(caps)


def judge(
    asked: Asked,
    limits: LineLimits,
    substances: Iterable[SubstanceLimit],
    doses: Iterable[Counted],
) -> Answer:
    """Whether a dose may be given at `asked.at`, given every dose that counts, reserved ones included.

    A line's limits look at that line; a substance's look at every dose that holds it.
    """
    known = tuple(substances)
    counted = tuple(one for one in map(_in_utc, doses) if one.amount > 0)
    meters = _meters(_asked_in_utc(asked), _until_in_utc(limits), known, counted)
    rooms: dict[str, Fraction] = {}
    for window in meters.windows:
        if name := window.block.substance:
            room = window.room(meters.asked.at)
            rooms[name] = min(rooms.get(name, room), room)
    return Answer(
        meters.blocks(meters.asked.at),
        meters.next_at(),
        rooms,
        meters.largest(),
    )


def _in_utc(dose: Counted) -> Counted:
    return replace(dose, at=dose.at.astimezone(UTC), due=dose.due.astimezone(UTC) if dose.due else None)


def _asked_in_utc(asked: Asked) -> Asked:
    return replace(asked, at=asked.at.astimezone(UTC), due=asked.due.astimezone(UTC) if asked.due else None)


def _until_in_utc(limits: LineLimits) -> LineLimits:
    return replace(limits, until=limits.until.astimezone(UTC) if limits.until else None)


def _meters(
    asked: Asked, limits: LineLimits, substances: Sequence[SubstanceLimit], doses: Sequence[Counted]
) -> _Meters:
    own = tuple(dose for dose in doses if dose.line == asked.line)
    windows = [*_line_window(limits, own), *_substance_windows(asked, substances, doses)]
    intervals = [*_line_interval(limits, own), *_substance_intervals(asked, substances, doses)]
    used_up = limits.days is not None and _days_on_end(own, limits, asked.at) >= limits.days
    return _Meters(asked, limits, tuple(windows), tuple(intervals), used_up)


def _line_window(limits: LineLimits, own: Sequence[Counted]) -> Iterator[_Window]:
    if limits.per_period is not None:
        amounts = tuple((dose.at, dose.amount) for dose in own)
        yield _Window(Block(Limit.PER_PERIOD), limits.per_period, limits.period, Fraction(1), amounts)


def _line_interval(limits: LineLimits, own: Sequence[Counted]) -> Iterator[_Interval]:
    if limits.interval is not None:
        yield _Interval(Block(Limit.INTERVAL), limits.interval, tuple(dose.at for dose in own))


def _substance_windows(
    asked: Asked, substances: Sequence[SubstanceLimit], doses: Sequence[Counted]
) -> Iterator[_Window]:
    for one in substances:
        if one.most is not None:
            held = tuple((dose.at, dose.contents[one.substance]) for dose in _holding(one, doses))
            each = asked.per_unit.get(one.substance, Fraction(0))
            yield _Window(Block(Limit.SUBSTANCE_MAX, one.substance), one.most, one.period, each, held)


def _substance_intervals(
    asked: Asked, substances: Sequence[SubstanceLimit], doses: Sequence[Counted]
) -> Iterator[_Interval]:
    for one in substances:
        if one.interval is not None and asked.per_unit.get(one.substance, 0) > 0:
            apart = [dose for dose in _holding(one, doses) if not _planned_near(asked, dose, one.interval)]
            instants = tuple(dose.at for dose in apart)
            yield _Interval(Block(Limit.SUBSTANCE_INTERVAL, one.substance), one.interval, instants)


def _planned_near(asked: Asked, dose: Counted, interval: timedelta) -> bool:
    """Whether the prescriber planned both doses nearer to each other than the interval."""
    return asked.due is not None and dose.due is not None and abs(asked.due - dose.due) < interval


def _holding(one: SubstanceLimit, doses: Sequence[Counted]) -> Iterator[Counted]:
    return (dose for dose in doses if dose.contents.get(one.substance, 0) > 0)


def _days_on_end(own: Sequence[Counted], limits: LineLimits, at: datetime) -> int:
    """The longest run of local days, before that of the question, on which the line was used since its last review."""
    since = limits.reviewed_at
    today = at.astimezone(PARIS).date()
    used = {dose.at.astimezone(PARIS).date() for dose in own if since is None or dose.at >= since}
    longest = run = 0
    last: date | None = None
    for day in sorted(day for day in used if day < today):
        run = run + 1 if last is not None and day - last == timedelta(days=1) else 1
        longest, last = max(longest, run), day
    return longest
