"""Time, injected: the machine's clock, one set by hand, one that started elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Tells the instant, aware and in UTC."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's instant, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands until it is moved: for tests and for building histories."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at another instant, earlier or later."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move by an elapsed time."""
        self._at += by


class ShiftedClock:
    """Runs as another clock does, but started from a chosen instant: the demonstration's morning."""

    def __init__(self, start: datetime, *, real: Callable[[], datetime] | None = None) -> None:
        self._real = real or SystemClock().now
        self._shift = start.astimezone(UTC) - self._real()

    def now(self) -> datetime:
        """The chosen start, plus what has passed since."""
        return self._real() + self._shift


def instant_text(at: datetime | None) -> str | None:
    """An instant on the wire: UTC, milliseconds, "2026-11-21T07:05:00.000Z"; None where there is none."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def instant_kept(at: datetime) -> str:
    """An aware instant as text that sorts in time, as SQLite keeps it: "2026-11-21T07:05:00.000000Z"."""
    assert at.tzinfo is not None, "a naive time reached the database"
    return _text(at if at.tzinfo is UTC else at.astimezone(UTC))


@lru_cache(maxsize=256)
def _text(at: datetime) -> str:
    """An instant in UTC as text: a request writes its own into most rows, and asks for the same days as the last."""
    return at.isoformat(timespec="microseconds")[:-6] + "Z"
