"""What stays on the body: when it is taken off, under which key, and what must not be put on beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from medcircuit.administration.rules import acts_found as found
from medcircuit.administration.rules.saying import clock_time, tier_for
from medcircuit.administration.rules.sites import UNSAID, site_label
from medcircuit.administration.rules.situation import Situation
from medcircuit.kernel.findings import Finding, Tier

_OFF = "!off"
LONGEST = timedelta(days=7)
"""Nothing is left on longer: the longest that a patch is made for. What nobody plans to take off is due then."""
LOOKED_BACK = timedelta(days=14)
"""How far back applications are looked for: the longest wear, and as long again to see where the last ones were."""


def removal_key(applied: str) -> str:
    """The key of taking off what was applied under a key."""
    return applied + _OFF


def applied_key(key: str) -> str | None:
    """The key under which was applied what this one takes off; None where it takes nothing off."""
    return key.removesuffix(_OFF) if key.endswith(_OFF) else None


def removal_due(
    applied_at: datetime,
    *,
    ends: datetime | None,
    following: Iterable[datetime],
    left: Iterable[datetime],
) -> datetime:
    """When what was applied is to be taken off.

    At the end that its prescription writes, else when the next of its line is put on (`following` are the instants at
    which doses of the line are due), seven days later at the most; and as soon as its line is stopped or suspended
    (`left` are the instants at which it was).
    """
    after = [one for one in following if one > applied_at]
    planned = ends or min([*after, applied_at + LONGEST])
    return min([planned, *(one for one in left if one >= applied_at)])


def nothing_worn_still(s: Situation) -> Finding | None:
    """What the person wears of the same medicine is taken off before another is put on: two patches are two doses."""
    dose = s.dose
    if dose is None or not dose.worn or dose.taken:
        return None
    for one in s.wears:
        if one.key != dose.key and (one.line_id == dose.line_id or one.substance == dose.substance):
            at = clock_time(one.at, s.now)
            return found.STILL_WORN(tier_for(s, Tier.CONFIRM), at=at, site=site_label(one.site))
    return None


def another_site(s: Situation) -> Finding | None:
    """What is applied or injected again goes to another place than the last time: the skin rests."""
    dose = s.dose
    if dose is None or s.site is None or s.site in {UNSAID, "other"} or s.site != dose.last_site:
        return None
    return found.SAME_SITE(tier_for(s, Tier.CONFIRM, Tier.CONFIRM), site=site_label(s.site))
