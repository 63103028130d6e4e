"""When one group of facts is given, as FHIR Timing.repeat: its moments, its pace, its bounds."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules.calendar import add_duration, read_span_edge
from medcircuit.posology.rules.fhir import DAYS
from medcircuit.posology.rules.moments import MEALS
from medcircuit.posology.rules.text.amounts import number
from medcircuit.posology.rules.text.gather import Group
from medcircuit.posology.rules.text.parts import At
from medcircuit.posology.rules.text.what import days_of

ADDITIONAL_URL = "https://hl7.fr/ig/fhir/medication/StructureDefinition/fr-additional-when-values"
_FRENCH_ONLY = frozenset(
    ("AGU", "PGU", "AT", "T", "PT", "ASK", "SK", "PSK", "AMS", "MS", "PMS", "AAS", "AS", "PAS", "ABT", "PBT")
)
"""The codes of fr-additional-when; the others are those of FHIR R4."""
_MEALS_OF = {"MORN": "M", "NOON": "D", "EVE": "V"}
_BEGUN = re.compile(r"(?:au|a|avant|apres|le|la|pendant|dans|vers) ")
_AT_MEALS = frozenset(side + meal for side in MEALS for meal in "MDV")


def named_in(repeat: dict[str, Any]) -> int:
    """How many moments and clock times are named."""
    return len(repeat.get("when", ())) + len(repeat.get("timeOfDay", ())) + len(repeat.get("extension", ()))


def moments_in(group: Group) -> dict[str, Any]:
    """The moments, meals and clock times, as members of Timing.repeat.

    Raises:
        At: two offsets, or meals that are not said.
    """
    said = _distinct(group)
    codes: list[str] = [code for code, _ in said]
    offsets = {offset for _, offset in said}
    meal = group.one("meal")
    if meal:
        side, offset, _ = meal
        codes, offsets = _at_meals(group, side, codes), offsets - {None} | {offset}
    if len(offsets) > 1 or len(group.all("meal")) > 1:
        raise At("offset_differs", "moment", "meal")
    repeat: dict[str, Any] = {}
    if times := group.all("time"):
        repeat["timeOfDay"] = times
    if plain := [code for code in dict.fromkeys(codes) if code not in _FRENCH_ONLY]:
        repeat["when"] = plain
    if french := [code for code in dict.fromkeys(codes) if code in _FRENCH_ONLY]:
        repeat["extension"] = [{"url": ADDITIONAL_URL, "valueCode": code} for code in french]
    if offset := next(iter(offsets), None):
        repeat["offset"] = offset
    return repeat


def _distinct(group: Group) -> list[tuple[str, int | None]]:
    """The moments said; « le matin 30 minutes avant le petit-déjeuner », in one breath, is one."""
    held = sorted((fact for fact in group.facts if fact.kind == "moment"), key=lambda fact: fact.start)
    kept = [fact.value for fact in held[-1:]]
    for fact, following in zip(reversed(held[:-1]), reversed(held), strict=False):
        code, meal = fact.value[0], following.value[0]
        close = following.start - fact.end <= 1
        joined = any(one.kind == "and" and fact.end <= one.start < following.start for one in group.facts)
        same = meal in _AT_MEALS and _MEALS_OF.get(code) == meal[-1]
        if same and not joined and (close or following.value[1]):
            continue
        if close and _BEGUN.match(following.words):
            raise At("count_contradicts", "moment")  # « chaque soir au coucher »: one moment, or two?
        if fact.value not in kept:
            kept.insert(0, fact.value)
    return kept


def _at_meals(group: Group, side: str, codes: list[str]) -> list[str]:
    """« matin et soir avant les repas » is before breakfast and before dinner."""
    if codes:
        if not all(code in _MEALS_OF for code in codes):
            raise At("which_meals", "meal")
        return [side + _MEALS_OF[code] for code in codes]
    frequency = group.one("frequency")
    if frequency is None or frequency[:2] == (3, None):
        return [side]
    if group.one("meal")[1] is not None:
        raise At("which_meals", "meal")
    return []


def pace_in(group: Group, repeat: dict[str, Any], *, needed: bool, worn: bool) -> dict[str, Any]:
    """How often: the frequency as written, or none where the moments of `repeat` say it.

    Raises:
        At: it contradicts the moments or the days, or an hour is not said to be one.
    """
    said = {day for days in group.all("days") for day in days}
    pace = {"dayOfWeek": [day for day in DAYS if day in said]} if said else {}
    if hours := group.one("hours"):
        if not worn or group.has({"frequency"}):
            raise At("bare_hour", "hours")
        return pace | {"frequency": 1, "period": number(hours), "periodUnit": "h"}
    frequency = group.one("frequency")
    if frequency is None:
        return pace | _each_day(group, timed=bool(named_in(repeat) or said))
    times, most, period, period_max, unit = frequency
    if (places := _places(repeat, pace, unit)) and period == 1 and most is None:
        if times != places:
            raise At("count_contradicts", "frequency")
        return pace
    if group.has({"daily"}) and unit != "d" and not needed:
        raise At("twice", "daily")
    ranged = ({"frequencyMax": most} if most else {}) | ({"periodMax": period_max} if period_max else {})
    return pace | {"frequency": times, "period": period, "periodUnit": unit, **ranged}


def _each_day(group: Group, *, timed: bool) -> dict[str, Any]:
    """« 1 comprimé par jour », « 3 g par jour en 3 prises », where nothing else says when."""
    if timed or group.has({"event", "count", "hangs"}) or not group.has({"a_day", "daily"}):
        return {}
    takes = group.one("takes") if group.has({"a_day"}) else None
    return {"frequency": takes or 1, "period": 1, "periodUnit": "d"}


def _places(repeat: dict[str, Any], pace: dict[str, Any], unit: str) -> int:
    """How many doses a day, or days a week, are named: a frequency beside them must agree, and says no more."""
    if unit == "d":
        return named_in(repeat) * (3 if repeat.get("when", [""])[0] in MEALS else 1)
    days = len(pace.get("dayOfWeek", ()))
    return days if unit == "wk" and days > 1 else 0


def bounds_in(group: Group, today: date, day: int | None, *, worn: bool) -> dict[str, Any]:
    """Until when: a length, or a period; a length from a day on is a period. `day`: from that day of a month on.

    Raises:
        At: it is said twice, or ends before it begins.
    """
    begin, end, length = group.one("begin"), group.one("end"), group.one("length")
    if length and end:
        raise At("twice", "length")
    if length and worn and length[2] in {"h", "min"}:
        raise At("removal", "length")
    if day is not None:
        begin = _month_day(begin, today, day)
    if length and not begin:
        low, high, unit = length
        if high:
            return {"boundsRange": {"low": days_of(low, unit), "high": days_of(high, unit)}}
        return {"boundsDuration": days_of(low, unit)}
    return _period(begin, _length_end(begin, length) if length else end, today)


def _period(begin: str | None, end: str | None, today: date) -> dict[str, Any]:
    if end:
        after = read_span_edge(end).after
        before = read_span_edge(begin).first if begin else None
        if (before and after <= before) or after.astimezone(PARIS).date() <= today:
            raise At("date_order", "end", "length")
    period = ({"start": begin} if begin else {}) | ({"end": end} if end else {})
    return {"boundsPeriod": period} if period else {}


def _month_day(begin: str | None, today: date, day: int) -> str:
    """The first such day of a month, from the written beginning or the start of the line on."""
    first = date.fromisoformat(begin[:10]) if begin else today
    while first.day != day:
        first += timedelta(days=1)
    return first.isoformat()


def _length_end(begin: str, length: tuple[Fraction, Fraction | None, str]) -> str:
    low, high, unit = length
    end = add_duration(read_span_edge(begin).first, exact(low), unit) if high is None else None
    if end is None or len(begin) > 10 or unit in {"h", "min", "s"}:
        raise At("twice", "length")
    return (end.astimezone(PARIS) - timedelta(hours=12)).date().isoformat()


def exact(value: Fraction) -> Decimal:
    """A length as the calendar counts it."""
    return Decimal(number(value))
