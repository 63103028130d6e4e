"""Shortages and stops as the ANSM declares them (CIS_CIP_Dispo_Spec file): which hold now, and the worst of them.

A row without a box holds for every box of the medicine. Rows that share a link are one declaration: the last said
holds. « Remise à disposition » is no shortage, but is shown with its date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Supply(StrEnum):
    """What is declared of a medicine or of one box of it."""

    STOPPED = "stopped"
    SHORTAGE = "shortage"
    TENSION = "tension"
    OTHER = "other"
    BACK = "back"


STATUSES = {"1": Supply.SHORTAGE, "2": Supply.TENSION, "3": Supply.STOPPED, "4": Supply.BACK}
"""The codes of the file."""
_WORST = tuple(Supply)


@dataclass(frozen=True)
class Declaration:
    """One declaration: of a medicine, or of one box where `cip13` is not empty; `label` as published."""

    cip13: str
    supply: Supply
    label: str
    started: date | None
    updated_on: date | None
    back_on: date | None
    link: str


OLD_DAYS = 45
"""From how many days on the data are said to be old: the public database is published about once a month."""


def is_old(edition: date | None, on: date) -> bool:
    """Whether data of this edition should be brought up to date; those of no edition are."""
    return edition is None or (on - edition).days > OLD_DAYS


def supply_of(status: str) -> Supply:
    """What a code of the file means; a code that nobody knows is OTHER, for a person to read."""
    return STATUSES.get(status, Supply.OTHER)


def standing(declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """Of each declaration (one link, one box) the last said; the worst first, then the latest."""
    last: dict[tuple[str, str], Declaration] = {}
    for one in sorted(declarations, key=_said):
        last[one.cip13, one.link or one.label] = one
    return tuple(
        sorted(sorted(last.values(), key=_said, reverse=True), key=lambda one: _WORST.index(one.supply))
    )


def _said(one: Declaration) -> tuple[date, int]:
    """When it was last said (a file may date an update before its beginning); the same day the worse is taken for last."""
    dates = [said for said in (one.updated_on, one.started) if said]
    return max(dates, default=date.min), -_WORST.index(one.supply)


def shortage_of(declarations: Iterable[Declaration], cip13: str | None = None) -> Declaration | None:
    """What a person must know first, of the whole medicine or of this box; None where all is in supply.

    A return that began later and was said no earlier ends what it is the return of, under whatever link.
    """
    of_box = [one for one in standing(declarations) if cip13 is None or one.cip13 in {"", cip13}]
    returns = [one for one in of_box if one.supply is Supply.BACK]
    short = (one for one in of_box if one.supply is not Supply.BACK)
    return next((one for one in short if not any(_ends(back, one) for back in returns)), None)


def _ends(back: Declaration, one: Declaration) -> bool:
    never = date.min
    later = (back.started or never) > (one.started or never) and _said(back)[0] >= _said(one)[0]
    return later and back.cip13 in {"", one.cip13}
