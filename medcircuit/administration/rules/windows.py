"""Which due dose a gesture belongs to, and whether it was on time, all in elapsed time.

`on_time` gives each class of line its window; here the window is the minutes allowed before and after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from medcircuit.administration.rules.vocabulary import TAKEN, DoseState

CLOSED = frozenset(
    {*TAKEN, DoseState.SUSPENDED, DoseState.SELF_MANAGED, "stopped", "cancelled", "superseded", "replaced"}
)
"""States of an occurrence to which no gesture can belong: taken already, or not to be given by anyone here."""


class Timing(StrEnum):
    """How a gesture stands to its due time; a first or immediate dose (*stat*) is not judged."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    STAT = "stat"


@dataclass(frozen=True)
class Occurrence:
    """A due dose of a line and the state it is in; `stat`: a first or immediate dose."""

    due: datetime
    state: str = DoseState.DUE.value
    stat: bool = False


@dataclass(frozen=True)
class Attachment:
    """The occurrence of a gesture. `delta` is elapsed time, negative before; `supersedes` the state it replaces."""

    occurrence: Occurrence
    timing: Timing
    delta: timedelta

    @property
    def needs_reason(self) -> bool:
        """Whether the carer says why it was not on time."""
        return self.timing in {Timing.EARLY, Timing.LATE}

    @property
    def supersedes(self) -> str | None:
        """The answer given before for the same dose, which this gesture follows: refused, then taken."""
        return None if self.occurrence.state == DoseState.DUE else self.occurrence.state


def attach(occurrences: Iterable[Occurrence], given_at: datetime, allowed: timedelta) -> Attachment | None:
    """The one due dose that a gesture belongs to; None where every dose is taken or stopped.

    It is the nearest in elapsed time among those still open; of two as near, the earlier: what is overdue comes before
    what is not due yet. A dose refused, absent or withheld is still open: taken later, it is the same dose. Both edges
    of the window are on time.
    """
    instant = given_at.astimezone(UTC)
    still_open = [occurrence for occurrence in occurrences if occurrence.state not in CLOSED]
    if not still_open:
        return None
    nearest = min(still_open, key=lambda each: (abs(instant - each.due.astimezone(UTC)), each.due))
    delta = instant - nearest.due.astimezone(UTC)
    return Attachment(nearest, _timing(nearest, delta, allowed), delta)


def _timing(occurrence: Occurrence, delta: timedelta, allowed: timedelta) -> Timing:
    if occurrence.stat:
        return Timing.STAT
    if abs(delta) <= allowed:
        return Timing.ON_TIME
    return Timing.LATE if delta > timedelta(0) else Timing.EARLY
