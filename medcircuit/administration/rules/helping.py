"""When to help somebody take a dose: now, later, or no more without a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from medcircuit.administration.rules.situation import LineStatus
from medcircuit.administration.rules.vocabulary import DoseState


class When(StrEnum):
    """`late`: its time has passed, and who is no nurse calls first; `closed`: nothing is to do."""

    NOW = "now"
    LATER = "later"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True)
class Help:
    """A dose that a helper may be entitled to; `window`: from when to when it is on time, edges included."""

    state: DoseState
    due: datetime
    window: tuple[datetime, datetime] | None
    status: LineStatus = LineStatus.ACTIVE

    def at(self, now: datetime) -> When:
        """What is to do about it at an instant; what has no window waits for nobody once it is due."""
        if self.state is not DoseState.DUE or self.status is not LineStatus.ACTIVE:
            return When.CLOSED
        opens, closes = self.window or (self.due, None)
        if now < opens:
            return When.LATER
        return When.LATE if closes is not None and now > closes else When.NOW
