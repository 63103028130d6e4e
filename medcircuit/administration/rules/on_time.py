"""When a dose is on time: the window of each class of line. Edges are included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

CLOCK = timedelta(minutes=60)
CRITICAL = timedelta(minutes=30)
RARE = timedelta(minutes=120)


@dataclass(frozen=True)
class Window:
    """From `opens` to `closes`, both on time."""

    opens: datetime
    closes: datetime


def window(
    due: datetime,
    timing: str,
    *,
    time_critical: bool = False,
    interval_h: Fraction | int | None = None,
    span: tuple[datetime, datetime] | None = None,
) -> Window | None:
    """The window of a dose; None for a first or immediate dose, which is not judged.

    `timing` is "moment" (the span of its round), "clock" (60 min about it), "elapsed" (every `interval_h` hours: a
    quarter of it, 60 min at most), "rare" (weekly or rarer: 120 min) or "stat". A time-critical dose has 30 min, or
    its own narrower window.
    """
    if timing == "stat":
        return None
    if timing == "moment" and span is not None and not time_critical:
        return Window(min(span[0], due), max(span[1], due))
    about = _about(timing, interval_h)
    if time_critical:
        about = min(about, CRITICAL)
    return Window(due - about, due + about)


def _about(timing: str, interval_h: Fraction | int | None) -> timedelta:
    if timing == "rare":
        return RARE
    if timing == "elapsed" and interval_h is not None:
        quarter = Fraction(interval_h) * 3600 / 4
        return min(CLOCK, timedelta(seconds=int(quarter)))
    return CLOCK
