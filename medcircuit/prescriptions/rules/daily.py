"""The dose of the next days, decided after a measure (a vitamin K antagonist after an INR): dated, sourced, versioned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any
from unicodedata import normalize

from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.residents.rules.measures import value_said

LONGEST = 35
"""Days that one decision may cover: an INR is taken once a month at the least (ANSM, good use of AVK, read 2026-11)."""
MEASURED_WITHIN = timedelta(days=7)
"""How old the measure may be on which a decision rests."""
_MOST = 100
_AVK = ("WARFARIN", "FLUINDIONE", "ACENOCOUMAROL")
"""The vitamin K antagonists of the French catalogue (ATC B01AA)."""
_DAY = timedelta(days=1)


class DailyUnreadable(Invalid):
    """A decision of doses makes no sense."""

    code = "daily_unreadable"
    sentence = "Cette décision n'est pas claire (%(reason)s). Rien n'a été enregistré. Corrigez-la."


class DailySuperseded(Conflict):
    """Somebody decided meanwhile."""

    code = "daily_superseded"
    sentence = (
        "Une autre décision a été notée entre-temps. Rien n'a été enregistré. Relisez-la, puis recommencez."
    )


class NothingDaily(Conflict):
    """Nobody decides the doses of this line day by day: they are written, or follow no INR."""

    code = "nothing_daily"
    sentence = "Les doses de cette ligne ne se décident pas au jour le jour. Rien n'a été enregistré. Modifiez la prescription."


class Source(StrEnum):
    """From where a decision came to who notes it."""

    PHYSICIAN = "physician"
    LABORATORY = "laboratory"


@dataclass(frozen=True)
class Daily:
    """The amounts of successive days from `first` on, in `unit`; zero: nothing is given that day.

    `value` is the INR of `value_on`; `decided_by` said it, through `source`; `next_on`: the day of the next measure.
    """

    first: date
    amounts: tuple[Fraction, ...]
    unit: str
    value: Fraction
    value_on: date
    source: Source
    decided_by: str
    next_on: date

    @property
    def last(self) -> date:
        """The last day decided."""
        return self.first + _DAY * (len(self.amounts) - 1)


@dataclass(frozen=True)
class Decided:
    """A decision that was noted: its number in the line (from 1), by whom and on which day."""

    number: int
    daily: Daily
    noted_by: str
    noted_on: date


def follows_inr(substance: str) -> bool:
    """Whether the doses of a medicine follow the INR: a vitamin K antagonist."""
    plain = normalize("NFKD", substance.upper()).encode("ascii", "ignore").decode()
    return any(one in plain for one in _AVK)


def check_daily(daily: Daily, today: date) -> None:
    """Raise unless a decision makes sense today.

    Raises:
        DailyUnreadable: it does not.
    """
    if not 1 <= len(daily.amounts) <= LONGEST:
        raise DailyUnreadable(reason="elle porte sur 1 à 35 jours")
    if not today <= daily.first <= today + _DAY * LONGEST:
        raise DailyUnreadable(reason="elle commence aujourd'hui ou plus tard")
    if any(not 0 <= amount <= _MOST for amount in daily.amounts):
        raise DailyUnreadable(reason="une dose est impossible")
    if not today - MEASURED_WITHIN <= daily.value_on <= today:
        raise DailyUnreadable(reason="l'INR date d'aujourd'hui ou des sept derniers jours")
    if daily.next_on <= daily.value_on or daily.next_on > daily.last + _DAY * 7:
        raise DailyUnreadable(
            reason="le prochain INR vient après celui-ci, une semaine au plus après le dernier jour"
        )
    if not daily.decided_by.strip() or not daily.unit.strip():
        raise DailyUnreadable(reason="dites qui a décidé, et l'unité")


def dose_on(decisions: Sequence[Decided], day: date) -> tuple[Decided, Fraction] | None:
    """What was decided for a day: the last decision that begins by then holds alone; beyond its last day nobody has."""
    for one in sorted(decisions, key=lambda decided: -decided.number):
        if one.daily.first <= day:
            place = (day - one.daily.first).days
            return (one, one.daily.amounts[place]) if place < len(one.daily.amounts) else None
    return None


_BY = phrase(
    "Dose décidée par %(who)s, INR %(value)s du %(day)s ; notée par %(by)s. Prochain INR le %(next)s."
)
_THROUGH = phrase(
    "Dose rendue par le laboratoire (%(who)s), INR %(value)s du %(day)s ; notée par %(by)s. Prochain INR le %(next)s."
)
NONE_TODAY = phrase("Pas de prise ce jour.")
UNTIL = phrase("%(question)s Décidé jusqu'au %(day)s.")


def decided_said(one: Decided) -> str:
    """By whom, after which measure, and who noted it."""
    daily = one.daily
    said = _BY if daily.source is Source.PHYSICIAN else _THROUGH
    return said % {
        "who": daily.decided_by,
        "value": value_said(daily.value),
        "day": f"{daily.value_on:%d/%m}",
        "by": one.noted_by,
        "next": f"{daily.next_on:%d/%m}",
    }


def daily_json(daily: Daily) -> dict[str, Any]:
    """Plain values, exact amounts as texts."""
    return {
        "first": daily.first.isoformat(),
        "amounts": [amount_text(one) for one in daily.amounts],
        "unit": daily.unit,
        "value": amount_text(daily.value),
        "value_on": daily.value_on.isoformat(),
        "source": daily.source.value,
        "decided_by": daily.decided_by,
        "next_on": daily.next_on.isoformat(),
    }


def decisions_text(decisions: Sequence[Decided]) -> str:
    """The decisions as a line keeps them."""
    return json.dumps(
        [
            {
                **daily_json(one.daily),
                "number": one.number,
                "noted_by": one.noted_by,
                "noted_on": one.noted_on.isoformat(),
            }
            for one in decisions
        ],
        ensure_ascii=False,
        sort_keys=True,
    )


@lru_cache(maxsize=4096)
def decisions_of(text: str) -> tuple[Decided, ...]:
    """What `decisions_text` wrote."""
    return tuple(
        Decided(
            one["number"],
            Daily(
                date.fromisoformat(one["first"]),
                tuple(read_amount(amount) for amount in one["amounts"]),
                one["unit"],
                read_amount(one["value"]),
                date.fromisoformat(one["value_on"]),
                Source(one["source"]),
                one["decided_by"],
                date.fromisoformat(one["next_on"]),
            ),
            one["noted_by"],
            date.fromisoformat(one["noted_on"]),
        )
        for one in json.loads(text)
    )
