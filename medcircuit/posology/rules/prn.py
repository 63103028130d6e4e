"""A dosage given as needed: its dose and its limits, as the source states them.

A frequency beside asNeeded is a limit, not a plan: once every k hours is a minimum interval; n times a period is a maximum
where no other is written.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from medcircuit.posology.rules.calendar import FOREVER
from medcircuit.posology.rules.cycle import cycle_of
from medcircuit.posology.rules.dose import (
    Dose,
    dose_of,
    measure,
    ordered_portion,
    said_french,
    time_unit,
)
from medcircuit.posology.rules.planned import PrnEntry
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.spread import Span
from medcircuit.posology.rules.values import Concept, Dosage, Quantity, Repeat

_HOURS = {
    "s": Fraction(1, 3600),
    "min": Fraction(1, 60),
    "h": Fraction(1),
    "d": Fraction(24),
    "wk": Fraction(168),
}
_MOST_HOURS = 366 * 24
"""Beyond a year a maximum for a period is a slip of the pen."""


def prn_entry(line: str, instruction: int, dosage: Dosage, span: Span, start: datetime) -> PrnEntry:
    """The as-needed entry of one instruction.

    Raises:
        ToDecide: the dose is not clear, is beyond the maximum written beside it, or is for some days of a cycle.
    """
    if cycle_of(dosage):
        raise ToDecide("days_contradict")
    dose = dose_of(dosage)
    repeat = dosage.repeat or Repeat()
    most, period_h = maximum(dosage)
    hours, times = _rhythm(repeat)
    if hours is not None and times > 1 and most is None:
        most = _times(dose, times)
        period_h = hours if most else None
    once_max = dosage.max_per_administration
    for limit in (once_max, most):
        within(dosage, dose, limit, 1)
    reason = dosage.as_needed.label if isinstance(dosage.as_needed, Concept) else None
    return PrnEntry(
        line=line,
        instruction=instruction,
        reason=reason,
        dose=dose,
        max_per_administration=once_max if once_max and once_max.value is not None else None,
        max_per_period=most,
        period_h=period_h,
        min_interval_h=hours if times == 1 else None,
        begin=span.begin if repeat.bounds or span.begin != start else None,
        until=span.said_end if span.end < FOREVER else None,
    )


def _rhythm(repeat: Repeat) -> tuple[Fraction | None, int]:
    """Hours of the period the frequency speaks of (the shorter of a range would be the looser: it is the limit said).

    Raises:
        ToDecide: the period is months or years, which have no length in hours.
    """
    if repeat.period_unit in {"mo", "a"}:
        raise ToDecide("limit_period")
    period = repeat.period or repeat.period_max or (Decimal(1) if repeat.period_unit else None)
    hours = _HOURS.get(repeat.period_unit or "")
    if period is None or hours is None:
        return None, 1
    return hours * Fraction(period), repeat.frequency_max or repeat.frequency or 1


def _times(dose: Dose | None, times: int) -> Quantity | None:
    high = (dose.amount or dose.high) if dose else None
    if dose is None or high is None:
        return None
    total = high * times
    if total.denominator % 3 == 0:
        return None
    return Quantity(Decimal(total.numerator) / Decimal(total.denominator), dose.unit)


def maximum(dosage: Dosage) -> tuple[Quantity | None, Fraction | None]:
    """The maximum written for a period, and that period in hours of elapsed time; None where none is written.

    Raises:
        ToDecide: a maximum without a clear period.
    """
    ratio = dosage.max_per_period
    if ratio is None or ratio.numerator is None or ratio.numerator.value is None:
        return None, None
    bottom = ratio.denominator
    hours = _HOURS.get(time_unit(bottom) or "") if bottom else None
    if bottom is None or hours is None or bottom.value == 0:
        raise ToDecide("limit_period")
    hours *= Fraction(Decimal(1) if bottom.value is None else bottom.value)
    if hours > _MOST_HOURS:
        raise ToDecide("limit_period")
    return ratio.numerator, hours


def within(dosage: Dosage, dose: Dose | None, limit: Quantity | None, times: int) -> None:
    """`times` doses stay within a limit of the same unit, or of a mass or volume beside another.

    Raises:
        ToDecide: they go beyond it.
    """
    if dose is None or limit is None or limit.value is None or dose.unit is None:
        return
    portion = ordered_portion(dosage)
    code = portion.dose.code if portion and isinstance(portion.dose, Quantity) else None
    least = (dose.amount or dose.low or Fraction(0)) * times
    kind, smallest = measure(Quantity(Decimal(1), dose.unit, code=code))
    other, most = measure(limit)
    if kind == other and least * smallest > most:
        said = f"{times} × {dose.french}" if times > 1 else dose.french
        raise ToDecide("limit_contradiction", dose=said, most=said_french(limit))
