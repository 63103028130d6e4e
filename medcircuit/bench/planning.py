"""What planning costs: many residents' lines over four weeks, beside the bare dates of dateutil.rrule in the same run."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import process_time
from typing import Any

from medcircuit.demo.dosages import dosages
from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules import plan, read_dosages

RESIDENTS = 1000
DAYS = 28
START = datetime(2026, 3, 9, tzinfo=PARIS)
"""A Monday; the window holds the night of the spring clock change."""

LINES = (
    "1 MORN",
    "1 MORN+EVE",
    "1/2 MORN",
    "1 MORN+NOON+EVE",
    "1 EVE",
    "2 HS",
    "1 @08:00+20:00",
    "1 MORN /tue",
    "1 MORN /2d",
    "1 72h",
)
"""The ten lines of each resident, in the demonstration's notation."""


def bench_plan() -> dict[str, Any]:
    """Plan every line, then make as many bare dates; processor seconds of each, and their ratio."""
    window = (START, START + timedelta(days=DAYS))
    read = [read_dosages(dosages(line, unit="comprimé", route="orale")) for line in LINES]
    doses, planned_s = _timed(
        lambda: sum(
            len(plan(told, line=f"{resident}-{number}", start=START, window=window).doses)
            for resident in range(RESIDENTS)
            for number, told in enumerate(read)
        )
    )
    rules = [_rules(line) for line in LINES]
    dates, bare_s = _timed(
        lambda: sum(len(list(make())) for _ in range(RESIDENTS) for made in rules for make in made)
    )
    return {
        "bench": "plan",
        "residents": RESIDENTS,
        "lines": RESIDENTS * len(LINES),
        "days": DAYS,
        "doses": doses,
        "seconds": round(planned_s, 3),
        "microseconds_per_dose": round(1e6 * planned_s / doses, 2),
        "rrule": {"dates": dates, "seconds": round(bare_s, 3)},
        "ratio": round(planned_s / bare_s, 2),
    }


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    begun = process_time()
    counted = work()
    return counted, process_time() - begun


def _rules(line: str) -> Sequence[Callable[[], Any]]:
    """For each instant of the day of a line, the dateutil rule that gives its bare dates."""
    from dateutil.rrule import DAILY, HOURLY, WEEKLY, rrule

    first, last = START.replace(tzinfo=None), (START + timedelta(days=DAYS, seconds=-1)).replace(tzinfo=None)
    _, _, schedule = line.partition(" ")
    if schedule.endswith("h"):
        return [lambda: rrule(HOURLY, dtstart=first, until=last, interval=int(schedule[:-1]))]
    if "/tue" in schedule:
        return [lambda: rrule(WEEKLY, dtstart=first, until=last, byweekday=calendar.TUESDAY)]
    every = 2 if "/2d" in schedule else 1
    times = schedule.partition(" /")[0].split("+")
    starts = [first + timedelta(hours=8 + 4 * number) for number in range(len(times))]
    return [lambda at=at: rrule(DAILY, dtstart=at, until=last, interval=every) for at in starts]  # type: ignore[misc]
