"""The hours of a house's day: what its moments and rounds may not be together, and which moments no round holds; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.structure.rules.rounds import RoundDefinition

FURTHEST = timedelta(days=366)
"""How far ahead a change may be dated: further is a slip."""
ORDER = {
    "WAKE": 0,
    "MORN": 1,
    "CM": 1,
    "SK": 2,
    "NOON": 3,
    "CD": 3,
    "AFT": 4,
    "EVE": 5,
    "CV": 5,
    "HS": 6,
    "NIGHT": 7,
}
"""The order of the moments in a day. Those of one place may share an hour; two of different places may not: a dosage that
names both could not be planned any more, as it would be given twice at once."""


class HoursImpossible(Invalid):
    """Moments and rounds that cannot be together, or a day that has begun."""

    code = "hours_impossible"
    sentence = (
        "Ces heures ne sont pas possibles : %(reason)s. Rien n'a été enregistré. Corrigez et recommencez."
    )


class HoursDoubtful(Conflict):
    """Moments that no round holds any more: nobody said that it is meant."""

    code = "hours_doubtful"
    sentence = (
        "Aucun tour ne contient l'heure de : %(names)s. Les prises de ce moment iraient au tour commencé avant, "
        "hors de ses heures. Rien n'a été enregistré. Changez le tour, ou confirmez."
    )


class HouseChanged(Conflict):
    """Somebody else changed the units or the hours since the page was read."""

    code = "house_changed"
    sentence = (
        "Un collègue vient de changer les unités ou les heures. Rien n'a été enregistré. "
        "Rechargez la page, relisez, puis recommencez."
    )


@dataclass(frozen=True)
class HoursChange:
    """Hours of some moments, and spans of some rounds, from a day on; rounds of one unit, or of the whole house (None).

    `seen` is the version that the page showed; `accepted`: who asks knows that some moments are in no round.
    """

    first_day: date
    unit_id: str | None
    moments: Mapping[str, str]
    rounds: Mapping[str, tuple[str, str]]
    seen: str
    accepted: bool = False


@dataclass(frozen=True)
class DayHours:
    """The hours of one day: each moment's label and local time "HH:MM", and the rounds of one unit."""

    moments: Mapping[str, tuple[str, str]]
    rounds: Sequence[RoundDefinition]


_OUT_OF_ORDER = phrase("%(first)s (%(at)s) doit venir avant %(second)s (%(then)s)")
_ENDS_FIRST = phrase("le tour %(round)s finit avant de commencer")
_NOT_HELD = phrase("le tour %(round)s (%(starts)s–%(ends)s) ne contient pas son moment, à %(at)s")
_OVERLAP = phrase("les tours %(first)s et %(second)s se chevauchent")
_BEGUN = phrase("un jour commencé garde ses heures, choisissez demain ou plus tard")
_TOO_FAR = phrase("la date est à plus d'un an")


def check_first_day(day: date, today: date) -> None:
    """Raise unless hours may be changed from this day on: tomorrow at the earliest, a year ahead at the most.

    Raises:
        HoursImpossible: they may not.
    """
    if day <= today:
        raise HoursImpossible(reason=_BEGUN)
    if day > today + FURTHEST:
        raise HoursImpossible(reason=_TOO_FAR)


def wrong(day: DayHours) -> Iterable[str]:
    """What cannot be in a day, each as the end of a sentence."""
    ordered = sorted(day.moments.items(), key=lambda one: ORDER.get(one[0], 0))
    for (one, (first, at)), (other, (second, then)) in combinations(ordered, 2):
        if one in ORDER and other in ORDER and ORDER[one] < ORDER[other] and at >= then:
            yield _OUT_OF_ORDER % {"first": first, "at": at, "second": second, "then": then}
    for one_round in day.rounds:
        yield from _wrong_alone(one_round, day.moments)
    for one_round, another in combinations(day.rounds, 2):
        if one_round.starts < another.ends and another.starts < one_round.ends:
            yield _OVERLAP % {"first": one_round.label, "second": another.label}


def _wrong_alone(one: RoundDefinition, moments: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    _, at = moments.get(one.moment_code, ("", one.starts))
    if one.starts >= one.ends:
        yield _ENDS_FIRST % {"round": one.label}
    elif not one.starts <= at <= one.ends:
        yield _NOT_HELD % {"round": one.label, "starts": one.starts, "ends": one.ends, "at": at}


def outside(day: DayHours) -> tuple[str, ...]:
    """The moments whose hour no round holds, said with it: « Collation (10:30) »."""
    return tuple(
        f"{label} ({at})"
        for label, at in day.moments.values()
        if not any(one.starts <= at <= one.ends for one in day.rounds)
    )


def check_change(before: Iterable[DayHours], after: Iterable[DayHours], *, accepted: bool) -> None:
    """Raise where a change makes a day wrong, or leaves a moment without a round and nobody said it is meant.

    `before` and `after` are the same days of the same units. What was so before the change is no fault of it.

    Raises:
        HoursImpossible: it makes a day wrong.
        HoursDoubtful: it leaves moments without a round.
    """
    left: dict[str, None] = {}
    for was, becomes in zip(before, after, strict=True):
        known = set(wrong(was))
        for reason in wrong(becomes):
            if reason not in known:
                raise HoursImpossible(reason=reason)
        left |= dict.fromkeys(one for one in outside(becomes) if one not in outside(was))
    if left and not accepted:
        raise HoursDoubtful(names=", ".join(left))
