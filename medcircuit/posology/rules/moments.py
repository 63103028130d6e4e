"""Moments of the day: which code means which local time, dated by the establishment.

Codes are those of FHIR R4 `when` (EventTiming) and the French additional ones (fr-additional-when: lever, toilette,
collations, goûter, coucher). A moment without a configured time asks a person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple

from medcircuit.posology.rules.questions import ToDecide

AROUND_MEAL_MIN = 30
"""Minutes before or after a meal where the prescription gives no offset (AC…, PC…)."""


class Slot(NamedTuple):
    """A place in the day: the moment it hangs on and the minutes from it; or, without moment, minutes since midnight."""

    label: str
    moment: str | None
    minutes: int


class Anchor(NamedTuple):
    """What a code hangs on: a moment, before (-1), at (0) or after (+1) it, and the default minutes (None: unsaid)."""

    moment: str
    side: int
    default_min: int | None = 0


def _around(before: str, moment: str, after: str, default_min: int | None = None) -> dict[str, Anchor]:
    return {before: Anchor(moment, -1, default_min), after: Anchor(moment, 1, default_min)}


_AT = (
    *("MORN", "MORN.early", "MORN.late", "NOON", "AFT", "AFT.early", "AFT.late"),
    *("EVE", "EVE.early", "EVE.late", "NIGHT", "CM", "CD", "CV", "T", "SK", "MS", "AS"),
)
ANCHORS: dict[str, Anchor] = {
    **{code: Anchor(code, 1) for code in _AT},
    "WAKE": Anchor("WAKE", 1),
    "HS": Anchor("HS", -1),
    "PHS": Anchor("HS", 1, None),
    **_around("ACM", "CM", "PCM", AROUND_MEAL_MIN),
    **_around("ACD", "CD", "PCD", AROUND_MEAL_MIN),
    **_around("ACV", "CV", "PCV", AROUND_MEAL_MIN),
    **_around("AGU", "WAKE", "PGU"),
    **_around("AT", "T", "PT"),
    **_around("ASK", "SK", "PSK"),
    **_around("AMS", "MS", "PMS"),
    **_around("AAS", "AS", "PAS"),
    **_around("ABT", "HS", "PBT"),
}
"""What each code hangs on. An offset with a code that names no side is after it (FHIR R4, Timing.repeat.offset)."""
MEALS = {"C": ("CM", "CD", "CV"), "AC": ("ACM", "ACD", "ACV"), "PC": ("PCM", "PCD", "PCV")}
"""Codes that mean each of the three meals."""
A_DAY: dict[int, tuple[str, ...]] = {
    1: ("MORN",),
    2: ("MORN", "EVE"),
    3: ("MORN", "NOON", "EVE"),
    4: ("MORN", "NOON", "EVE", "HS"),
}
"""The moments of « n fois par jour »; more than four needs its times."""

FRENCH: dict[str, str] = {
    "MORN": "le matin",
    "MORN.early": "tôt le matin",
    "MORN.late": "en fin de matinée",
    "NOON": "à midi",
    "AFT": "l'après-midi",
    "AFT.early": "en début d'après-midi",
    "AFT.late": "en fin d'après-midi",
    "EVE": "le soir",
    "EVE.early": "en début de soirée",
    "EVE.late": "en fin de soirée",
    "NIGHT": "la nuit",
    "HS": "au coucher",
    "PHS": "après l'endormissement",
    "WAKE": "au lever",
    "C": "aux trois repas",
    "CM": "au petit-déjeuner",
    "CD": "au déjeuner",
    "CV": "au dîner",
    "AC": "avant les trois repas",
    "ACM": "avant le petit-déjeuner",
    "ACD": "avant le déjeuner",
    "ACV": "avant le dîner",
    "PC": "après les trois repas",
    "PCM": "après le petit-déjeuner",
    "PCD": "après le déjeuner",
    "PCV": "après le dîner",
    "AGU": "avant le lever",
    "PGU": "après le lever",
    "AT": "avant la toilette",
    "T": "pendant la toilette",
    "PT": "après la toilette",
    "ASK": "avant la collation",
    "SK": "à la collation",
    "PSK": "après la collation",
    "AMS": "avant la collation du matin",
    "MS": "à la collation du matin",
    "PMS": "après la collation du matin",
    "AAS": "avant le goûter",
    "AS": "au goûter",
    "PAS": "après le goûter",
    "ABT": "avant le coucher",
    "PBT": "après le coucher",
}
"""How a nurse says each code."""


@dataclass(frozen=True)
class Moments:
    """The local time of each moment, in minutes since midnight, from a day (ordinal) on; days ascending."""

    days: tuple[int, ...]
    tables: tuple[Mapping[str, int], ...] = field(hash=False)

    @classmethod
    def dated(cls, *rows: tuple[date, Mapping[str, time]]) -> Moments:
        """From tables in force from a day on; the first also holds before its day."""
        ordered = sorted(rows, key=lambda row: row[0])
        tables = tuple({code: at.hour * 60 + at.minute for code, at in table.items()} for _, table in ordered)
        return cls(tuple(day.toordinal() for day, _ in ordered), tables)

    def at(self, day: int) -> Mapping[str, int]:
        """The table in force on a day."""
        return self.tables[self.table_of(day)]

    def table_of(self, day: int) -> int:
        """The index of the table in force on a day."""
        return max(0, bisect_right(self.days, day) - 1) if len(self.days) > 1 else 0


def _table(times: str) -> Moments:
    rows = (row.split("=") for row in times.split())
    return Moments.dated((date(1900, 1, 1), {code: time.fromisoformat(at) for code, at in rows}))


HOUSE = _table(
    "WAKE=07:00 MORN=08:00 CM=08:00 SK=10:00 MS=10:00 NOON=12:00 CD=12:00 AFT=16:00 AS=16:00 "
    "EVE=18:30 CV=18:30 HS=21:00 NIGHT=23:00"
)
"""Moments of an establishment that configured none."""
CONVENTIONS = _table(
    "MORN=08:00 CM=08:00 NOON=12:00 CD=12:00 AFT=16:00 EVE=18:30 CV=18:30 NIGHT=21:00 HS=21:00"
)
"""Moments of the case files that `posology plan --jsonl` answers."""


def slot_of(code: str, offset_min: int | None) -> Slot:
    """The slot of one code with the offset written beside it (0 is a value).

    Raises:
        ToDecide: the code is unknown, or needs an offset that is not written.
    """
    anchor = ANCHORS.get(code)
    if anchor is None:
        raise ToDecide("moment_not_set", moment=code)
    minutes = offset_min if offset_min is not None else anchor.default_min
    if minutes is None:
        raise ToDecide("moment_not_set", moment=FRENCH[code])
    signed = anchor.side * minutes
    return Slot(f"{anchor.moment}{signed:+d}" if signed else anchor.moment, anchor.moment, signed)


def slots_of(codes: tuple[str, ...], offset_min: int | None = None) -> tuple[Slot, ...]:
    """The slots of several codes, meals spelt out, each once.

    Raises:
        ToDecide: as for one code.
    """
    spelt = [one for code in codes for one in MEALS.get(code, (code,))]
    return tuple(dict.fromkeys(slot_of(code, offset_min) for code in spelt))


def clock_slot(minutes: int) -> Slot:
    """The slot of a written clock time: its label is the written time, never the resolved one."""
    return Slot(f"{minutes // 60:02d}{minutes % 60:02d}", None, minutes)


def minutes_of(slot: Slot, table: Mapping[str, int]) -> int:
    """Minutes since the midnight of its day; below 0 or from 1440 on the instant lies on a neighbouring day.

    Raises:
        ToDecide: the moment has no configured time.
    """
    if slot.moment is None:
        return slot.minutes
    base = table.get(slot.moment)
    if base is None:
        raise ToDecide("moment_not_set", moment=FRENCH.get(slot.moment, slot.moment))
    return base + slot.minutes
