"""Local days and clock times of Paris, and the instants they are: each is resolved once.

A day is its proleptic ordinal, a clock time the minutes since midnight. A clock time that does not exist is the instant
it would have been before the change (02:30 is 03:30); one that happens twice is the first. Steps of days, weeks, months
and years are calendar steps in Paris; hours, minutes and seconds are elapsed time.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import Invalid

DAY_MIN = 24 * 60
ELAPSED_S = {"s": 1, "min": 60, "h": 3600}
"""Seconds of the units that are elapsed time."""
CALENDAR_DAYS = {"d": 1, "wk": 7}
_MONTHS = {"mo": 1, "a": 12}
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of what has none."""
_SECONDS = {**ELAPSED_S, "d": 86_400, "wk": 604_800, "mo": 31 * 86_400, "a": 366 * 86_400}
_HUNDRED_YEARS_S = 100 * _SECONDS["a"]
_DATE_TIME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?"
)


class DateUnreadable(Invalid):
    """Not a FHIR dateTime: a date, or an instant with its offset."""

    code = "date_unreadable"
    sentence = (
        "« %(text)s » n'est pas une date possible. Rien n'a été enregistré. Écrivez 2026-11-10, ou "
        "2026-11-10T08:00:00+01:00 avec le décalage horaire."
    )


@dataclass(frozen=True)
class SpanEdge:
    """A FHIR dateTime as an edge of a period: the first instant it holds, and the first after it."""

    first: datetime
    after: datetime
    dated: bool
    """Only a date was written, no time."""


@lru_cache(maxsize=4096)
def read_span_edge(text: str) -> SpanEdge:
    """The span a FHIR dateTime covers: a year, a month or a day of Paris, or that second.

    Raises:
        DateUnreadable: no such date, or a time without its offset.
    """
    match = _DATE_TIME.fullmatch(text)
    try:
        if not match:
            raise DateUnreadable(text=text[:35])
        if match["time"]:
            at = datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
            return SpanEdge(at, at + timedelta(seconds=1), dated=False)
        year, month, day = (int(match[part] or 1) for part in ("year", "month", "day"))
        first = date(year, month, day)
        months = 12 if not match["month"] else 0 if match["day"] else 1
        after = add_months(first, months) if months else first + timedelta(days=1)
        return SpanEdge(instant(first.toordinal(), 0), instant(after.toordinal(), 0), dated=True)
    except (ValueError, OverflowError):
        raise DateUnreadable(text=text[:35]) from None


def endless(end: str | None) -> bool:
    """No end of a period is written, or a day of the year 9999, which many programs write for none."""
    return end is None or end.startswith(str(FOREVER.year))


@lru_cache(maxsize=8192)
def midnight(day: int) -> tuple[datetime, bool]:
    """The instant a local day begins, in UTC, and whether no clock change falls within it."""
    begin, end = _resolve(day, 0), _resolve(day + 1, 0)
    return begin, end - begin == timedelta(days=1)


def _resolve(day: int, minutes: int) -> datetime:
    of = date.fromordinal(day)
    hours, minute = divmod(minutes, 60)
    # fold=0 is both rules at once: the offset before the change in a gap, the first of two
    return datetime(of.year, of.month, of.day, hours, minute, tzinfo=PARIS).astimezone(UTC)


def instant(day: int, minutes: int) -> datetime:
    """The UTC instant of a clock time; minutes below 0 or from 1440 on lie on a day before or after."""
    shift, minutes = divmod(minutes, DAY_MIN)
    begin, plain = midnight(day + shift)
    return begin + timedelta(minutes=minutes) if plain else _resolve(day + shift, minutes)


def local_day(at: datetime) -> int:
    """The ordinal of the Paris day of an instant."""
    return at.astimezone(PARIS).toordinal()


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def too_long(amount: Decimal | Fraction, unit: str) -> bool:
    """More than a hundred years: a slip of the pen, and beyond what a calendar can add."""
    return Fraction(amount) * _SECONDS[unit] > _HUNDRED_YEARS_S


def elapsed(amount: Decimal | Fraction, unit: str) -> timedelta:
    """An amount of s, min or h as elapsed time, to the microsecond."""
    return timedelta(microseconds=round(Fraction(amount) * ELAPSED_S[unit] * 1_000_000))


def add_duration(at: datetime, amount: Decimal, unit: str) -> datetime | None:
    """The instant a duration later: calendar steps in Paris for days and more; None for half a month or week."""
    if unit in ELAPSED_S:
        return at + elapsed(amount, unit)
    if amount != int(amount):
        return None
    local = at.astimezone(PARIS)
    if unit in CALENDAR_DAYS:
        later = local.date() + timedelta(days=int(amount) * CALENDAR_DAYS[unit])
    else:
        later = add_months(local.date(), int(amount) * _MONTHS[unit])
    wall = datetime.combine(later, local.time().replace(fold=0), tzinfo=PARIS)
    return wall.astimezone(UTC)


def clock_minutes(text: str) -> int:
    """Minutes since midnight of "08:00:00"."""
    return int(text[:2]) * 60 + int(text[3:5])
