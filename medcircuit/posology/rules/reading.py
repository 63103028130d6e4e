"""One dosage understood apart from any line or date: its pattern, its dose, how long an act lasts; or what to decide.

The same dosage is read once and remembered: a house writes the same few hundred over and over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from medcircuit.posology.rules.calendar import ELAPSED_S, elapsed, too_long
from medcircuit.posology.rules.cycle import cycle_of
from medcircuit.posology.rules.dose import Dose, Rate, dose_of, ordered_portion, plain
from medcircuit.posology.rules.moments import Moments, minutes_of
from medcircuit.posology.rules.planned import Rhythm
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.schedule import At, Daily, Every, Once, Schedule, schedule_of
from medcircuit.posology.rules.values import Dosage, Repeat
from medcircuit.posology.rules.words import condition_in, days_in, ending_in, later_moment_in, some_days_in


@dataclass(frozen=True)
class Reading:
    """A scheduled dosage whose instants are clear.

    `lasting` is the duration of one act (value, unit), where it is written; `dose_waits`: the dose is told at each act
    (« dose du jour »), or is missing; `days`: days of the month that the words beside it name, and that its pattern must
    meet; `some_days`: words that leave days out, where its pattern does not.
    """

    schedule: Schedule
    dose: Dose
    rhythm: Rhythm
    lasting: tuple[Decimal, str] | None
    dose_waits: bool = False
    days: tuple[str, int | None] | None = None
    some_days: str | None = None


@lru_cache(maxsize=4096)
def read(dosage: Dosage, moments: Moments, *, decided: bool = False) -> Reading | ToDecide:
    """The reading of one dosage, or what a person must decide; `decided`: its condition was answered."""
    try:
        return _read(dosage, moments, decided=decided)
    except ToDecide as unclear:
        return unclear.with_traceback(None)  # it is remembered: without the frames it came through


@lru_cache(maxsize=4096)
def schedule_in(dosage: Dosage, moments: Moments) -> Schedule | None:
    """The pattern alone, whatever the dose; None where it is not clear."""
    try:
        return _schedule(dosage, moments)
    except ToDecide:
        return None


@lru_cache(maxsize=4096)
def until_event(dosage: Dosage) -> str | None:
    """The event that ends the step, in the words beside it."""
    return ending_in(dosage)


def _read(dosage: Dosage, moments: Moments, *, decided: bool) -> Reading:
    condition = condition_in(dosage)
    if condition and not decided:
        raise ToDecide("condition", text=condition)
    schedule = _schedule(dosage, moments)
    dose = dose_of(dosage)
    if dose is None:
        return Reading(schedule, Dose(None), _rhythm(schedule), None, dose_waits=True)
    _measurable(dosage, dose)
    _agreed(dosage, schedule, dose)
    lasting = _lasting(dosage, schedule, dose)
    if _rate_alone(dosage) and not _gives_numerator(schedule, dose.rate, lasting):
        dose = replace(dose, unit=None, amount=None, written=None)
    return Reading(
        schedule, dose, _rhythm(schedule), lasting, days=days_in(dosage), some_days=some_days_in(dosage)
    )


def _schedule(dosage: Dosage, moments: Moments) -> Schedule:
    rated = any(portion.rate is not None and portion.dose is None for portion in dosage.portions)
    texts = [dosage.text, dosage.patient_instruction, *(one.text for one in dosage.additional)]
    words = next((text for text in texts if text), "")
    cycle = cycle_of(dosage)
    schedule = schedule_of(dosage.timing, moments, has_rate=rated, text=words)
    if cycle:
        if not isinstance(schedule, Daily) or schedule.counted or schedule.weekdays:
            raise ToDecide("days_contradict")
        schedule = replace(schedule, cycle=cycle)
    if isinstance(schedule, Daily):
        for table in moments.tables:
            placed = [
                minutes_of(slot, table) for slot in schedule.slots
            ]  # asks about a moment without a time
            if len(set(placed)) < len(placed):
                raise ToDecide("same_time")
    return schedule


def _rate_alone(dosage: Dosage) -> bool:
    portion = ordered_portion(dosage)
    return portion is not None and portion.dose is None


def _gives_numerator(schedule: Schedule, rate: Rate | None, lasting: tuple[Decimal, str] | None) -> bool:
    """An act under a rate alone gives the rate's numerator: « 500 ml en 12 h » on 12 h; not « 100 ml/h » on 4 h."""
    if isinstance(schedule, Once) and schedule.continuous:
        return False
    return rate is None or lasting is None or _seconds(*lasting) == _seconds(rate.time, rate.time_unit)


def _seconds(value: Decimal, unit: str) -> Fraction:
    return Fraction(value) * {**ELAPSED_S, "d": 86400, "wk": 604800}.get(unit, 0)


def _measurable(dosage: Dosage, dose: Dose) -> None:
    """The lengths of time written can be added to an instant.

    Raises:
        ToDecide: one is beyond all measure.
    """
    repeat = dosage.repeat or Repeat()
    lengths = [(dose.rate.time, dose.rate.time_unit)] if dose.rate else []
    if repeat.duration and repeat.duration_unit:
        lengths.append((repeat.duration, repeat.duration_unit))
    for value, unit in lengths:
        if too_long(value, unit):
            raise ToDecide("too_long", length=f"{plain(value)} {unit}")


def _agreed(dosage: Dosage, schedule: Schedule, dose: Dose) -> None:
    """Neither the words beside the dosage nor its rate contradict the pattern.

    Raises:
        ToDecide: they do.
    """
    repeat = dosage.repeat or Repeat()
    named = repeat.when or repeat.times or repeat.rest.get("extension")
    if repeat.count_max and not repeat.count and not ending_in(dosage):
        raise ToDecide("how_many_times", low="1", high=str(repeat.count_max))
    words = later_moment_in(dosage)
    if words and not named and isinstance(schedule, Daily) and len(schedule.slots) == 1:
        raise ToDecide("moment_in_words", text=words)
    rate = dose.rate
    if not isinstance(schedule, Every) or rate is None or rate.time_unit == "d" or dose.amount == rate.amount:
        return
    if elapsed(rate.time, rate.time_unit) == schedule.interval:
        # « 20 mEq toutes les heures, à 100 ml/h »: the rate was written again as a frequency
        raise ToDecide("rate_contradicts", dose=dose.french, rate=rate.text)


def _lasting(dosage: Dosage, schedule: Schedule, dose: Dose) -> tuple[Decimal, str] | None:
    repeat, rate = dosage.repeat or Repeat(), dose.rate
    if repeat.duration and repeat.duration_unit:
        whole = repeat.duration_max in {None, repeat.duration}
        return (repeat.duration, repeat.duration_unit) if whole else None
    if isinstance(schedule, Once) and schedule.continuous:
        return None
    return (rate.time, rate.time_unit) if rate and _rate_alone(dosage) else None


def _rhythm(schedule: Schedule) -> Rhythm:
    if isinstance(schedule, Every):
        return Rhythm("elapsed", schedule.interval)
    if isinstance(schedule, Once | At):
        return Rhythm("once")
    rare = schedule.unit == "mo" or (schedule.unit == "d" and schedule.step >= 7)
    clock = schedule.slots[0].moment is None
    return Rhythm("clock" if clock else "moment", None, rare or len(schedule.weekdays) == 1)
