"""What is told with a move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from medcircuit.stock.rules import Cause
from medcircuit.stock.rules.witness import NOBODY_ASKED, Beside


@dataclass(frozen=True)
class Told:
    """What every move of one verb shares: its cause, when it happened, the reason a person gave, and who stood beside."""

    cause: Cause
    at: datetime
    reason: str | None = None
    beside: Beside = NOBODY_ASKED
