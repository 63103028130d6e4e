"""Doses as needed over four weeks: how often, and what they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 28
"""How many days are looked at together, today the last."""
REGULAR = 25
"""Used on so many of them, a line is to be discussed with the physician: it may be a treatment for every day."""


@dataclass(frozen=True)
class Use:
    """One dose as needed that was taken: its local day, and the effect that was seen."""

    day: date
    effect: str | None = None


@dataclass(frozen=True)
class FollowUp:
    """What a line did in 28 days: doses of each day, days of use, how often each effect was seen."""

    doses: tuple[tuple[date, int], ...]
    days_used: int
    effects: tuple[tuple[str, int], ...]
    not_looked: int

    @property
    def regular(self) -> bool:
        """Whether it is used so often that the physician should hear of it."""
        return self.days_used >= REGULAR


def follow(uses: Iterable[Use], today: date) -> FollowUp:
    """The use of a line over the 28 days that end today."""
    first = today - timedelta(days=DAYS - 1)
    within = [one for one in uses if first <= one.day <= today]
    counted = Counter(one.day for one in within)
    seen = Counter(one.effect for one in within if one.effect)
    return FollowUp(
        tuple((day := first + timedelta(days=n), counted[day]) for n in range(DAYS)),
        len(counted),
        tuple(sorted(seen.items())),
        sum(one.effect is None for one in within),
    )
