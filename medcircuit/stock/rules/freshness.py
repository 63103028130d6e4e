"""How near its expiry a lot is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


def expired(expiry: date | None, on: date) -> bool:
    """Whether the last day of use is past; that day itself is still good, an unknown one is not judged."""
    return expiry is not None and expiry < on


@dataclass(frozen=True)
class DatedDays:
    """A number of days that holds from a date until another, with where it comes from."""

    days: int
    valid_from: date
    valid_to: date | None
    source: str


SHORT_DATED = (
    DatedDays(
        90, date(2000, 1, 1), None, "valeur par défaut de medcircuit : trois mois de traitement au plus"
    ),
)
"""Below how many days before its expiry a box is said to be short-dated."""


class Freshness(StrEnum):
    """How near its expiry a lot is."""

    GOOD = "good"
    SHORT = "short"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def freshness(expiry: date | None, on: date, dated: tuple[DatedDays, ...] = SHORT_DATED) -> Freshness:
    """How near its expiry a lot is on a day: short-dated from 89 days before, where the limit is 90."""
    if expiry is None:
        return Freshness.UNKNOWN
    if expired(expiry, on):
        return Freshness.EXPIRED
    limit = next(
        (one.days for one in dated if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)),
        0,
    )
    return Freshness.SHORT if expiry - on < timedelta(days=limit) else Freshness.GOOD
