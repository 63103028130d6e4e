"""The doses that the demonstration's nurses note each Monday, after the INR of a person under fluindione."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.prescriptions.rules.daily import Daily, Source
from medcircuit.prescriptions.service.daily import Deciding

_BACK = timedelta(weeks=5)
_DAY = timedelta(days=1)
_WEEKS = (
    ((Fraction(3, 4), Fraction(1, 2)), Fraction(24, 10)),
    ((Fraction(3, 4), Fraction(3, 4)), Fraction(19, 10)),
    ((Fraction(1, 2), Fraction(3, 4)), Fraction(28, 10)),
)
"""Two doses in turn, and the INR after which they were decided."""


def decisions(since: datetime, now: datetime) -> Iterator[tuple[datetime, Deciding]]:
    """When each week's doses were noted, and what: from the beginning of the line, or five weeks ago, to today."""
    at = max(since, now - _BACK) + timedelta(minutes=1)
    number = 0
    while at < now:
        local = at.astimezone(PARIS)
        next_on = local.date() + _DAY * (7 - local.weekday())
        doses, inr = _WEEKS[number % len(_WEEKS)]
        amounts = tuple(doses[place % 2] for place in range((next_on - local.date()).days))
        daily = Daily(
            local.date(), amounts, "comprimé", inr, local.date(), Source.PHYSICIAN, "Dr Vasseur", next_on
        )
        yield at, Deciding(new_id(), number, daily, at - timedelta(hours=1))
        number += 1
        at = datetime(next_on.year, next_on.month, next_on.day, 16, 30, tzinfo=PARIS)
