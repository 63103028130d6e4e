"""When one instruction is given, understood once: a pattern that later steps spread over days, or a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from medcircuit.posology.rules.calendar import (
    CALENDAR_DAYS,
    DAY_MIN,
    ELAPSED_S,
    clock_minutes,
    elapsed,
    too_long,
)
from medcircuit.posology.rules.cycle import Cycle
from medcircuit.posology.rules.dose import plain
from medcircuit.posology.rules.fhir import DAYS
from medcircuit.posology.rules.moments import A_DAY, Moments, Slot, clock_slot, minutes_of, slots_of
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.values import Concept, Repeat, Timing

_NEAR_MIN = 180
"""A clock time written beside its moment ("le soir (à 20 h)") lies within three hours of it."""
_ABBREVIATIONS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
_CODES: dict[str, Repeat] = {
    **{
        name: Repeat(frequency=times, period=Decimal(1), period_unit="d")
        for times, name in enumerate(("QD", "BID", "TID", "QID"), 1)
    },
    **{
        f"Q{hours}H": Repeat(frequency=1, period=Decimal(hours), period_unit="h")
        for hours in (1, 2, 3, 4, 6, 8)
    },
    "AM": Repeat(when=("MORN",)),
    "PM": Repeat(when=("AFT",)),
    "BED": Repeat(when=("HS",)),
    "QOD": Repeat(frequency=1, period=Decimal(2), period_unit="d"),
    "WK": Repeat(frequency=1, period=Decimal(1), period_unit="wk"),
    "MO": Repeat(frequency=1, period=Decimal(1), period_unit="mo"),
}
_DAYS = {"h": Fraction(1, 24), "d": Fraction(1), "wk": Fraction(7)}
_PERIODS = {"d": "jour", "wk": "semaine", "mo": "mois", "a": "an"}


@dataclass(frozen=True)
class Daily:
    """At its slots, on every `step`-th unit (d or mo) from the first possible day; in weeks, on `weekdays` (0 Monday).

    Every day with a `cycle`: on its days only.
    """

    slots: tuple[Slot, ...]
    unit: str = "d"
    step: int = 1
    weekdays: frozenset[int] = frozenset()
    cycle: Cycle | None = None

    @property
    def counted(self) -> bool:
        """Its days are counted from the first possible one."""
        return self.step > 1 or self.unit == "mo" or self.cycle is not None


@dataclass(frozen=True)
class Every:
    """At the start, then every `interval` of elapsed time."""

    interval: timedelta


@dataclass(frozen=True)
class Once:
    """One act at the start: a single dose (`count` 1), or, with a rate or a duration alone, one that runs on."""

    continuous: bool


@dataclass(frozen=True)
class At:
    """At exact instants or days (FHIR dateTime texts)."""

    events: tuple[str, ...]


Schedule = Daily | Every | Once | At


def schedule_of(timing: Timing | None, moments: Moments, *, has_rate: bool, text: str) -> Schedule:
    """The pattern of one instruction.

    Raises:
        ToDecide: the source can be read in several ways, or says too little.
    """
    if timing is None:
        raise ToDecide("text_only", text=text[:120]) if text else ToDecide("no_timing")
    repeat = _with_code(timing)
    if timing.events:
        if _pattern(repeat):
            raise ToDecide("events_and_repeat")
        return At(timing.events)
    if not _pattern(repeat):
        return _once(repeat, has_rate=has_rate)
    _settled(repeat)
    if repeat.period_unit in ELAPSED_S:
        return _hours(repeat, moments)
    slots = _written_slots(repeat, moments)
    return _weekly(repeat, slots) if repeat.days or repeat.period_unit == "wk" else _daily(repeat, slots)


def additional_when(repeat: Repeat) -> tuple[str, ...]:
    """French moment codes, carried by the extension fr-additional-when-values of Timing.repeat."""
    held = repeat.rest.get("extension", ())
    return tuple(
        one["valueCode"]
        for one in (held if isinstance(held, list) else ())
        if isinstance(one, dict)
        and str(one.get("url", "")).endswith("/fr-additional-when-values")
        and isinstance(one.get("valueCode"), str)
    )


def _with_code(timing: Timing) -> Repeat:
    repeat = timing.repeat or Repeat()
    repeat = replace(repeat, when=repeat.when + additional_when(repeat))
    if timing.code is None:
        return repeat
    known = _coded(timing.code)
    code = next((coding.code for coding in timing.code.codings if coding.code), None)
    said = " ".join(dict.fromkeys(part for part in (code, timing.code.label) if part))
    if _pattern(repeat):
        if known and _pace(repeat) and _pace(known) and _pace(repeat) != _pace(known):
            raise ToDecide("code_contradicts", code=said)
        return repeat
    if known is None:
        raise ToDecide("unknown_code", code=said)
    return replace(
        known,
        bounds=repeat.bounds,
        count=repeat.count,
        duration=repeat.duration,
        duration_unit=repeat.duration_unit,
    )


def _coded(code: Concept) -> Repeat | None:
    """The repetition that a code of GTSAbbreviation stands for, its system written or not; a local code is none."""
    names = [one.code for one in code.codings if one.system in {None, _ABBREVIATIONS}]
    return next((known for name in names if (known := _CODES.get(name or ""))), None)


def _pace(repeat: Repeat) -> Fraction | None:
    """How often a day, where a frequency and its period say so."""
    days = _DAYS.get(repeat.period_unit or "")
    return (
        Fraction(repeat.frequency) / Fraction(repeat.period or 1) / days
        if repeat.frequency and days
        else None
    )


def _pattern(repeat: Repeat) -> bool:
    return bool(
        repeat.frequency
        or repeat.frequency_max
        or repeat.period
        or repeat.period_max
        or repeat.days
        or repeat.times
        or repeat.when
    )


def _once(repeat: Repeat, *, has_rate: bool) -> Once:
    if repeat.count == 1 and not repeat.count_max:
        return Once(continuous=False)
    if repeat.count is None and (has_rate or repeat.duration):
        return Once(continuous=True)
    raise ToDecide("no_timing")


def _settled(repeat: Repeat) -> None:
    """Nothing is left between a lower and an upper bound."""
    if repeat.frequency_max and repeat.frequency_max != (repeat.frequency or 1):
        raise ToDecide("how_many_times", low=str(repeat.frequency or 1), high=str(repeat.frequency_max))
    if repeat.period_max and repeat.period_max != repeat.period:
        low = plain(repeat.period) if repeat.period else "?"
        raise ToDecide(
            "which_interval", low=low, high=plain(repeat.period_max), unit=repeat.period_unit or ""
        )
    if repeat.period and not repeat.period_unit:
        raise ToDecide("period_without_unit", period=plain(repeat.period))
    if repeat.period and too_long(repeat.period, repeat.period_unit or "d"):
        raise ToDecide("too_long", length=f"{plain(repeat.period)} {repeat.period_unit}")
    if repeat.count_max and repeat.count and repeat.count_max != repeat.count:
        raise ToDecide("how_many_times", low=str(repeat.count), high=str(repeat.count_max))


def _hours(repeat: Repeat, moments: Moments) -> Schedule:
    unit, times = repeat.period_unit or "h", repeat.frequency or 1
    interval = elapsed(Fraction(repeat.period or 1) / times, unit)
    if interval < timedelta(minutes=1):
        raise ToDecide("too_often", period=plain(repeat.period or Decimal(1)), unit=unit)
    if not repeat.times and not repeat.when:
        if repeat.days:
            raise ToDecide("days_contradict")
        return Every(interval)
    slots = _written_slots(repeat, moments)
    minutes = Fraction(repeat.period or 1) * ELAPSED_S[unit] / 60
    if minutes % DAY_MIN == 0 and times in (1, len(slots)):
        plain_days = replace(repeat, frequency=None, period=Decimal(int(minutes / DAY_MIN)), period_unit="d")
        return _weekly(plain_days, slots) if repeat.days else _daily(plain_days, slots)
    at = sorted(minutes_of(slot, moments.tables[-1]) for slot in slots)
    gaps = {later - earlier for earlier, later in zip(at, [*at[1:], at[0] + DAY_MIN], strict=True)}
    if gaps != {minutes / times} or repeat.days:
        raise ToDecide("interval_contradicts", hours=plain(Decimal(interval.seconds) / 3600))
    return Daily(slots)


def _written_slots(repeat: Repeat, moments: Moments) -> tuple[Slot, ...]:
    clock = tuple(clock_slot(clock_minutes(text)) for text in repeat.times)
    named = slots_of(repeat.when, repeat.offset_min)
    if not clock or not named:
        return clock or named
    if len(clock) == len(named):
        table = moments.tables[-1]
        pairs = zip(
            sorted(s.minutes for s in clock), sorted(minutes_of(s, table) for s in named), strict=True
        )
        if all(abs(written - usual) <= _NEAR_MIN for written, usual in pairs):
            return clock
    raise ToDecide("when_and_times")


def _whole_step(repeat: Repeat) -> int:
    period = repeat.period or Decimal(1)
    if period != int(period):
        unit = _PERIODS.get(repeat.period_unit or "d", "")
        raise ToDecide("which_period", period=plain(period).replace(".", ","), unit=unit)
    return int(period)


def _daily(repeat: Repeat, slots: tuple[Slot, ...]) -> Daily:
    step, unit = _whole_step(repeat), repeat.period_unit
    if slots:
        if unit in {"mo", "a"} and (repeat.frequency or 1) > 1:
            raise ToDecide("which_days", times=str(repeat.frequency), period=_PERIODS[unit])
        if repeat.frequency not in (None, 1, len(slots)):
            raise ToDecide("times_contradict", frequency=str(repeat.frequency), listed=str(len(slots)))
        return _spread(slots, unit or "d", step)
    times = repeat.frequency or 1
    if unit is None:
        raise ToDecide("which_times", times=str(times))
    if unit == "d" and step == 1:
        if times not in A_DAY:
            raise ToDecide("which_times", times=str(times))
        return Daily(slots_of(A_DAY[times]))
    if times > 1:
        period = f"{step} {_PERIODS[unit]}s" if step > 1 and unit != "mo" else _PERIODS[unit]
        raise ToDecide("which_days", times=str(times), period=period)
    return _spread(slots_of(A_DAY[1]), unit, step)


def _spread(slots: tuple[Slot, ...], unit: str, step: int) -> Daily:
    if unit == "a":
        return Daily(slots, "mo", 12 * step)
    return Daily(slots, unit, step)


def _weekly(repeat: Repeat, slots: tuple[Slot, ...]) -> Daily:
    step, unit = _whole_step(repeat), repeat.period_unit
    days = frozenset(DAYS.index(day) for day in repeat.days)
    if not days:
        return _once_a_week(repeat, slots, step)
    if unit == "d" and step == 1:
        return replace(_daily(replace(repeat, days=()), slots), unit="wk", weekdays=days)
    if unit == "d" and step % 7 == 0:
        unit, step = "wk", step // 7
    if unit not in (None, "wk"):
        raise ToDecide("days_contradict")
    each = slots or slots_of(A_DAY[1])
    if repeat.frequency not in (None, len(days), len(days) * len(each)):
        raise ToDecide("which_days", times=str(repeat.frequency), period=_PERIODS["wk"])
    return Daily(each, "wk", step, days)


def _once_a_week(repeat: Repeat, slots: tuple[Slot, ...], step: int) -> Daily:
    each = slots or slots_of(A_DAY[1])
    if (repeat.frequency or 1) > 1:  # twice a week, morning and evening: of one day, or of two?
        period = f"{step} semaines" if step > 1 else "semaine"
        raise ToDecide("which_days", times=str(repeat.frequency), period=period)
    return Daily(each, "d", step * CALENDAR_DAYS["wk"])
