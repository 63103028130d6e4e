"""What planning costs: doses under keys for a house of 1,000, beside bare dates of dateutil.rrule in the same run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from time import process_time
from typing import Any

import click

from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules import plan, read_dosages

RESIDENTS = 1000
DAYS = 28
START = datetime(2026, 3, 9, tzinfo=PARIS)
"""A Monday at midnight; the four weeks hold the night of the spring clock change."""

_TABLET = {"value": 1, "unit": "comprimé", "system": "http://standardterms.edqm.eu", "code": "15054000"}
_EVERY_DAY = {"freq": "DAILY"}


def _line(repeat: Mapping[str, Any], amount: float = 1, **more: Any) -> dict[str, Any]:
    return {
        "timing": {"repeat": repeat},
        "doseAndRate": [{"doseQuantity": {**_TABLET, "value": amount}}],
        **more,
    }


_WEEK_LONG = {"value": 1, "unit": "semaine", "code": "wk"}
KINDS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "three moments": (
        [_line({"when": ["MORN", "NOON", "EVE"]})],
        [{**_EVERY_DAY, "byhour": (8, 12, 18), "byminute": 0}],
    ),
    "twice a day, a half": (
        [_line({"frequency": 2, "period": 1, "periodUnit": "d"}, 0.5)],
        [{**_EVERY_DAY, "byhour": (8, 18), "byminute": 0}],
    ),
    "clock times, a third": (
        [_line({"timeOfDay": ["07:00:00", "18:00:00"]}, 0.3333333)],
        [{**_EVERY_DAY, "byhour": (7, 18), "byminute": 0}],
    ),
    "before meals, offset": (
        [_line({"when": ["AC"], "offset": 10})],
        [{**_EVERY_DAY, "byhour": (7, 11, 18), "byminute": 50}],
    ),
    "every 8 hours": (
        [_line({"frequency": 1, "period": 8, "periodUnit": "h"})],
        [{"freq": "HOURLY", "interval": 8}],
    ),
    "patch every 72 hours, removed": (
        [_line({"frequency": 1, "period": 72, "periodUnit": "h", "duration": 72, "durationUnit": "h"})],
        [{"freq": "HOURLY", "interval": 72}],
    ),
    "every other day": (
        [_line({"frequency": 1, "period": 2, "periodUnit": "d", "when": ["HS"]})],
        [{**_EVERY_DAY, "interval": 2, "byhour": 21, "byminute": 0}],
    ),
    "weekdays": (
        [_line({"dayOfWeek": ["mon", "thu"], "timeOfDay": ["18:00:00"]})],
        [{"freq": "WEEKLY", "byweekday": (0, 3), "byhour": 18, "byminute": 0}],
    ),
    "two steps of a week, then on": (
        [
            _line({"when": ["MORN"], "boundsDuration": _WEEK_LONG}, 3, sequence=1),
            _line({"when": ["MORN"], "boundsDuration": _WEEK_LONG}, 2, sequence=2),
            _line({"when": ["MORN"]}, 1, sequence=3),
        ],
        [{**_EVERY_DAY, "byhour": 8, "byminute": 0}],
    ),
    "evening": ([_line({"when": ["EVE"]})], [{**_EVERY_DAY, "byhour": 18, "byminute": 30}]),
}
"""The ten lines of each resident: FHIR dosages, and the rules of the same bare dates."""


def bench_plan(residents: int = RESIDENTS) -> dict[str, Any]:
    """Plan every line of every resident, then make as many bare dates; processor seconds of each.

    Raises:
        ClickException: python-dateutil is not installed.
    """
    try:
        from dateutil import rrule
    except ImportError:
        sentence = (
            "La mesure se compare à python-dateutil, qui n'est pas installé : pip install python-dateutil."
        )
        raise click.ClickException(sentence) from None
    window = START, START + timedelta(days=DAYS)
    lines = [read_dosages(dosages) for dosages, _ in KINDS.values()]
    doses, seconds = _timed(
        lambda: sum(
            len(plan(line, line=f"{resident}-{number}", start=START, window=window).doses)
            for resident in range(residents)
            for number, line in enumerate(lines)
        )
    )
    bare = [{**rule, "freq": getattr(rrule, rule["freq"])} for _, rules in KINDS.values() for rule in rules]
    dates, rival = _timed(lambda: sum(_bare(rrule.rrule, bare) for _ in range(residents)))
    assert dates == doses, (dates, doses)
    return {
        "kinds": list(KINDS),
        "residents": residents,
        "days": DAYS,
        "doses": doses,
        "seconds": round(seconds, 3),
        "rival_seconds": round(rival, 3),
        "ratio": round(seconds / rival, 2) if rival else None,
    }


def _bare(rrule: Callable[..., Any], rules: Sequence[Mapping[str, Any]]) -> int:
    first = START.replace(tzinfo=None)
    last = first + timedelta(days=DAYS, seconds=-1)
    return sum(len(list(rrule(dtstart=first, until=last, bysecond=0, **rule))) for rule in rules)


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    begun = process_time()
    counted = work()
    return counted, process_time() - begun


@click.command(
    "plan",
    short_help="Planifier, à côté des dates nues de dateutil.",
    help="Planifier 10 lignes et 28 jours par résident, à côté des dates nues de dateutil.",
)
@click.option(
    "--residents",
    default=RESIDENTS,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Nombre de résidents.",
)
def plan_command(residents: int) -> None:
    """Plan residents x 10 lines x 28 days, beside dateutil's bare dates; prints JSON."""
    click.echo(json.dumps(bench_plan(residents), ensure_ascii=False))
