"""What a document says in its own way, quantities in full letters; what enters a prescriber's queue, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from medcircuit.administration.rules.following import REGULAR
from medcircuit.kernel.nouns import noun_of
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.words import exact_amount, quantity_in_words

_CLOCK = r"\d{1,2}\s?[:h]\s?\d{2}|\d{1,2}/\d{1,2}/\d{2,4}"
_NUMBER = r"\d+(?:[.,]\d+)?(?:/\d+)?|[½¼¾⅓⅔]"
_COUNTED = re.compile(
    rf"(?P<kept>{_CLOCK})|(?P<number>{_NUMBER})(?:\s+(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*(?:/[^\W\d_]+)?))?"
)
_PARTS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}


def in_full_letters(text: str) -> str:
    """The text with each quantity in French words, as an order of narcotics asks (CSP R.5132-29); dates and hours stay.

    « 1 gélule de 10 mg matin et soir pendant 28 jours » gives « une gélule de dix milligrammes matin et soir pendant
    vingt-huit jours ». What cannot be said in words stays in figures.
    """
    return _COUNTED.sub(
        _said, text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def _said(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    word = found["word"]
    try:
        amount = exact_amount(_PARTS.get(found["number"], found["number"].replace(",", ".")))
        if word and noun_of(word.partition("/")[0]):
            return quantity_in_words(amount, word)
        return f"{quantity_in_words(amount)} {word}" if word else quantity_in_words(amount)
    except Invalid:
        return found[0]


class CardKind(StrEnum):
    """Why a card waits in a prescriber's queue, the most urgent first."""

    ORAL = "oral"
    RECONCILE = "reconcile"
    TRANSCRIBED = "transcribed"
    OPINION = "opinion"
    REQUEST = "request"
    REFUSALS = "refusals"
    OFTEN = "often"
    RENEWAL_SOON = "renewal_soon"
    RENEWAL = "renewal"


MANY_REFUSALS = 3
"""How many refusals within a week make a card, for what is not time-critical."""
REFUSALS_WITHIN = timedelta(days=7)
STRIP_DAYS = 28
"""How many days the strip of a line shows, today the last."""


def most_urgent_first(
    kind: CardKind, since: datetime, *, overdue: bool = False
) -> tuple[bool, int, datetime]:
    """What a queue is sorted by: what is overdue, then the kind's place, then what has waited longest."""
    return not overdue, list(CardKind).index(kind), since


def renewal_kind(notice: int) -> CardKind:
    """The card of a line whose end is announced: soon at J-3 and once it has ended."""
    return CardKind.RENEWAL_SOON if notice <= 3 else CardKind.RENEWAL


def refused_since(times: Iterable[datetime], signed_at: datetime, *, time_critical: bool) -> datetime | None:
    """Since when refusals of a line within a week are for its prescriber: one of what must not be missed, else three.

    Those before the last signature were known to whoever signed. None while there are too few.
    """
    later = sorted(one for one in times if one > signed_at)
    enough = 1 if time_critical else MANY_REFUSALS
    return later[enough - 1] if len(later) >= enough else None


def used_often(days: Iterable[date], signed_on: date, today: date) -> date | None:
    """Since which day a line given as needed is to be discussed: used on 25 days of 28, none of them already signed for."""
    first = today - timedelta(days=STRIP_DAYS - 1)
    counted = sorted({one for one in days if max(first, signed_on) <= one <= today})
    return counted[REGULAR - 1] if len(counted) >= REGULAR else None


def strip(answered: Iterable[tuple[date, bool | None]], today: date) -> str:
    """The last 28 days of a line, a letter a day: y all taken, n something was not, a dot without an answer.

    `answered`: the day of an answer, and whether the medicine was taken (None: away, or given by the person).
    """
    said: dict[date, bool] = {}
    for day, taken in answered:
        if taken is not None:
            said[day] = said.get(day, True) and taken
    if not said:
        return "." * STRIP_DAYS
    days = (today - timedelta(days=STRIP_DAYS - 1 - n) for n in range(STRIP_DAYS))
    return "".join("." if day not in said else "y" if said[day] else "n" for day in days)
