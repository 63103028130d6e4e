"""How the doses of the demonstration ended: drawn from a seed, about as often as in a real house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from medcircuit.administration.rules.vocabulary import EventKind


@dataclass(frozen=True)
class Outcome:
    """What became of one dose: what was said, why, whether the box was scanned, and whether the entry was corrected.

    `late_by` is in minutes after the end of the round; `late_reason` None there: the carer gave none, an incident.
    """

    kind: EventKind = EventKind.GIVEN
    reason: str | None = None
    scanned: bool = True
    unreadable: str | None = None
    late_by: int = 0
    late_reason: str | None = None
    offer_again: bool = False
    corrected: tuple[EventKind, str] | None = None
    note: str | None = None


_WEIGHTS: Mapping[str, int] = {
    "given": 9280,
    "refused": 230,
    "withheld": 120,
    "late": 130,
    "partial": 60,
    "spat_out": 45,
    "unavailable": 45,
    "omitted": 35,
    "corrected": 35,
    "late_without_reason": 20,
}
_REASONS: Mapping[str, tuple[str, ...]] = {
    "refused": ("opposition", "opposition", "later", "taste", "nausea", "other"),
    "withheld": ("asleep", "asleep", "low_pressure", "drowsy", "physician", "does_not_understand"),
    "partial": ("tired", "taste", "opposition"),
    "spat_out": ("spat", "spat", "vomited"),
    "unavailable": ("not_delivered", "out_of_stock", "broken"),
    "omitted": ("no_time", "forgotten", "found_later"),
}
_LATE_REASONS = ("care", "care", "woke_late", "away", "emergency")
_UNREADABLE = ("crumpled", "crumpled", "wet", "no_code", "reader", "missing")
_NOTES = ("N'a pas voulu malgré deux propositions.", "Médecin prévenu.", "À revoir avec l'équipe.")


_KINDS = tuple(_WEIGHTS)
_HEAPED = tuple(accumulate(_WEIGHTS.values()))


def draw_outcome(random: Random) -> Outcome:
    """What became of one dose whose resident was there and whose line was active."""
    kind = random.choices(_KINDS, cum_weights=_HEAPED)[0]
    if kind in _REASONS:
        reason = random.choice(_REASONS[kind])
        offer_again = kind == "refused" and reason == "later"
        scanned = kind in {"partial", "spat_out"}
        note = random.choice(_NOTES) if kind == "refused" and random.random() < 0.1 else None
        return Outcome(EventKind(kind), reason, scanned, offer_again=offer_again, note=note)
    if kind == "corrected":
        return Outcome(corrected=(EventKind.REFUSED, "not_taken"))
    if kind.startswith("late"):
        said = random.choice(_LATE_REASONS) if kind == "late" else None
        return Outcome(late_by=random.randint(5, 50), late_reason=said)
    return _given(random)


def _given(random: Random) -> Outcome:
    """Given on time: most boxes are scanned, a few codes cannot be read, a few carers do not scan."""
    chance = random.random()
    if chance < 0.022:
        return Outcome(scanned=False, unreadable=random.choice(_UNREADABLE))
    return Outcome(scanned=chance >= 0.035)
