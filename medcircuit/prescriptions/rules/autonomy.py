"""Residents who take a medicine by themselves: since which assessment, and when they are next looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from medcircuit.kernel.problems import Conflict

EVERY = timedelta(days=7)
"""How long what was handed over lasts before it is looked at and handed over again."""


class AutonomyAct(StrEnum):
    """What is done about who takes a medicine by themselves; `ended` follows a new assessment."""

    ASSESSED = "assessed"
    HANDED = "handed"
    CHECKED = "checked"
    ENDED = "ended"


class NotAutonomous(Conflict):
    """Nothing is handed over, checked or ended where the person does not manage the medicine, nor begun twice."""

    code = "not_autonomous"
    sentence = "Cet acte ne convient pas à l'autonomie en cours. Rien n'a été enregistré. Rechargez la page."


@dataclass(frozen=True)
class Period:
    """From an assessment on (`by` whom) to the one that ends it."""

    since: datetime
    by: str
    until: datetime | None = None


@dataclass(frozen=True)
class Autonomy:
    """What is known of one line: its periods in order, and when it was last handed over and checked."""

    periods: tuple[Period, ...] = ()
    handed: datetime | None = None
    checked: datetime | None = None

    @property
    def open(self) -> Period | None:
        """The period that goes on."""
        return self.periods[-1] if self.periods and self.periods[-1].until is None else None

    def holds(self, due: datetime) -> bool:
        """Whether a dose due then is the person's own affair."""
        return any(one.since <= due and (one.until is None or due < one.until) for one in self.periods)

    def next_due(self) -> datetime | None:
        """When it is next handed over and checked: a week after the older of the two, at once where one never was."""
        period = self.open
        if period is None:
            return None
        done = [one for one in (self.handed, self.checked) if one is not None and one >= period.since]
        return min(done) + EVERY if len(done) == 2 else period.since

    def missed(self, now: datetime) -> bool:
        """Whether that time has passed, a day of grace after the assessment itself."""
        due = self.next_due()
        grace = (
            timedelta(days=1)
            if due is not None and self.open is not None and due == self.open.since
            else timedelta(0)
        )
        return due is not None and now > due + grace


NOBODY = Autonomy()


def after(known: Autonomy, act: AutonomyAct, at: datetime, by: str) -> Autonomy:
    """What is known after one more act.

    Raises:
        NotAutonomous: it does not fit.
    """
    if (act is AutonomyAct.ASSESSED) == (known.open is not None):
        raise NotAutonomous
    if act is AutonomyAct.ASSESSED:
        return replace(known, periods=(*known.periods, Period(at, by)))
    if act is AutonomyAct.HANDED:
        return replace(known, handed=at)
    if act is AutonomyAct.CHECKED:
        return replace(known, checked=at)
    return replace(known, periods=(*known.periods[:-1], replace(known.periods[-1], until=at)))


def autonomy_text(known: Autonomy) -> str:
    """As a line keeps it."""
    return json.dumps(
        {
            "periods": [[one.since.isoformat(), one.by, _text(one.until)] for one in known.periods],
            "handed": _text(known.handed),
            "checked": _text(known.checked),
        },
        ensure_ascii=False,
    )


@lru_cache(maxsize=4096)
def autonomy_of(text: str | None) -> Autonomy:
    """What `autonomy_text` wrote."""
    if text is None:
        return NOBODY
    kept = json.loads(text)
    periods: Sequence[tuple[str, str, str | None]] = kept["periods"]
    return Autonomy(
        tuple(Period(datetime.fromisoformat(since), by, _instant(until)) for since, by, until in periods),
        _instant(kept["handed"]),
        _instant(kept["checked"]),
    )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
