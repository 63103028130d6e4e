"""What checks have in common: their shape, how they say an instant, and whose column of the alert policy holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from medcircuit.administration.rules.situation import Reader, Situation
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.phrases import phrase

Check = Callable[[Situation], Finding | None]

_TODAY = phrase("à %(time)s", time=r"\d\d:\d\d")
_OTHER_DAY = phrase("le %(day)s à %(time)s", day=r"\d\d/\d\d", time=r"\d\d:\d\d")


def clock_time(at: datetime, now: datetime) -> str:
    """An instant for a reader: « à 08:03 », or « le 20/11 à 18:40 » on another day, in local time."""
    local = at.astimezone(PARIS)
    if local.date() == now.astimezone(PARIS).date():
        return _TODAY % {"time": f"{local:%H:%M}"}
    return _OTHER_DAY % {"day": f"{local:%d/%m}", "time": f"{local:%H:%M}"}


def tier_for(s: Situation, nurse: Tier, helper: Tier = Tier.STOP) -> Tier:
    """The nurse's tier, or that of who is none: by default they stop and call."""
    return nurse if s.reader is Reader.NURSE else helper
