"""How much of each substance a dosage gives at once and over 24 hours, and how long it runs: read once per content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from medcircuit.kernel.clock import PARIS
from medcircuit.medicines.rules.doses import Counting
from medcircuit.posology.rules import Moments, PlannedDose, PrnEntry, spread, understand
from medcircuit.posology.rules.calendar import FOREVER
from medcircuit.posology.rules.dose import Dose, exact, unit_said
from medcircuit.posology.rules.plan import Understood
from medcircuit.posology.rules.values import Quantity
from medcircuit.prescriptions.rules.contents import contents, in_milligrams
from medcircuit.prescriptions.service.stored import REMEMBERED, counting_of, dosages_of, units_of

HORIZON = timedelta(days=28)
"""How far a dosage is spread to find its largest day; a longer rhythm repeats."""
DAY_H = Fraction(24)


@dataclass(frozen=True)
class Dosed:
    """What a dosage comes to; `once` and `daily` in milligrams by substance, None where they cannot be computed."""

    once: dict[str, Fraction] | None
    daily: dict[str, Fraction] | None
    days_a_week: int | None
    ends: date | None
    lasts: int | None
    as_needed: bool


@lru_cache(maxsize=REMEMBERED)
def dosed(dosage: str, counting: str, start: datetime, moments: Moments) -> Dosed:
    """What a stored dosage comes to for a medicine counted so, from this instant on."""
    understood = understand(dosages_of(dosage), line="", start=start, moments=moments)
    planned = spread(understood, (start, start + HORIZON)).doses
    held = counting_of(counting)
    doses = [_masses(one.dose, held, counting) for one in planned]
    as_needed = [_needed(entry, held, counting) for entry in understood.prn]
    whole = not understood.questions and None not in doses and None not in as_needed
    return Dosed(
        once=_largest([*filter(None, doses), *(one.once for one in as_needed if one)]) if whole else None,
        daily=_over_a_day(planned, doses, as_needed) if whole else None,
        days_a_week=None if understood.prn or understood.questions else _days_a_week(planned),
        ends=_last_day(understood),
        lasts=_days(understood, start),
        as_needed=bool(understood.prn),
    )


@dataclass(frozen=True)
class _Needed:
    once: dict[str, Fraction]
    daily: dict[str, Fraction]


def _needed(entry: PrnEntry, held: Counting, counting: str) -> _Needed | None:
    """A dose as needed: its largest at once, and its maximum over 24 h by what is written; None where nothing limits it."""
    once = _masses(entry.dose, held, counting) if entry.dose else None
    if entry.max_per_administration is not None:
        once = _of_quantity(entry.max_per_administration, held, counting)
    if once is None:
        return None
    if entry.max_per_period is not None and entry.period_h:
        most = _of_quantity(entry.max_per_period, held, counting)
        share = DAY_H / entry.period_h if entry.period_h < DAY_H else Fraction(1)
        return None if most is None else _Needed(once, _times(most, share))
    if entry.min_interval_h:
        return _Needed(once, _times(once, Fraction(max(int(DAY_H / entry.min_interval_h), 1))))
    return None


def _of_quantity(quantity: Quantity, held: Counting, counting: str) -> dict[str, Fraction] | None:
    if quantity.value is None:
        return None
    return _of_amount(exact(quantity), unit_said(quantity) or "", held, counting)


def _masses(dose: Dose, held: Counting, counting: str) -> dict[str, Fraction] | None:
    """The milligrams of each substance in one dose, the larger end of a range."""
    amount = dose.amount if dose.amount is not None else dose.high
    return None if amount is None else _of_amount(amount, dose.unit or "", held, counting)


def _of_amount(amount: Fraction, unit: str, held: Counting, counting: str) -> dict[str, Fraction] | None:
    units = units_of(amount, unit, counting) if unit else None
    if units is None:
        return None
    masses = contents(held, units)
    return masses if masses is not None and masses.keys() <= in_milligrams(held) else None


def _times(masses: dict[str, Fraction], times: Fraction) -> dict[str, Fraction]:
    return {base: mass * times for base, mass in masses.items()}


def _largest(every: Iterable[dict[str, Fraction]]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for masses in every:
        for base, mass in masses.items():
            found[base] = max(found.get(base, Fraction(0)), mass)
    return found


def _over_a_day(
    planned: tuple[PlannedDose, ...],
    doses: list[dict[str, Fraction] | None],
    as_needed: list[_Needed | None],
) -> dict[str, Fraction]:
    """The most over any 24 hours that begin with a dose, and what may be given as needed beside it."""
    windows = []
    for at, first in enumerate(planned):
        ends = first.due + timedelta(hours=24)
        total: dict[str, Fraction] = {}
        for one, masses in zip(planned[at:], doses[at:], strict=True):
            if one.due >= ends:
                break
            _add(total, masses or {})
        windows.append(total)
    daily = _largest(windows)
    for entry in filter(None, as_needed):
        _add(daily, entry.daily)
    return daily


def _add(total: dict[str, Fraction], masses: dict[str, Fraction]) -> None:
    for base, mass in masses.items():
        total[base] = total.get(base, Fraction(0)) + mass


def _days_a_week(planned: tuple[PlannedDose, ...]) -> int:
    """On how many days of any seven on end there is a dose, at most."""
    days = sorted({one.day for one in planned})
    return max((sum(first <= day < first + 7 for day in days) for first in days), default=0)


def _end(understood: Understood) -> datetime | None:
    """When the last instruction ends; None where one has no end."""
    ends = [one.span.end for one in understood.instructions]
    ends += [entry.until or FOREVER for entry in understood.prn]
    if not ends or understood.questions or max(ends) >= FOREVER:
        return None
    return max(ends)


def _last_day(understood: Understood) -> date | None:
    end = _end(understood)
    return (end - timedelta(microseconds=1)).astimezone(PARIS).date() if end else None


def _days(understood: Understood, start: datetime) -> int | None:
    """The days of treatment, begun ones whole: 28 days from 14:00 are 28, whatever dates they touch and clocks do."""
    end = _end(understood)
    if end is None:
        return None
    starts = [start] if understood.prn else [one.span.begin for one in understood.instructions]
    begins = max(start, min(starts))
    lasting = end.astimezone(PARIS).replace(tzinfo=None) - begins.astimezone(PARIS).replace(tzinfo=None)
    return -(-lasting // timedelta(days=1))
