"""`medcircuit administration window`: was a dose given on time, and which due dose was it?"""

from __future__ import annotations

import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

import click

from medcircuit.administration.rules.windows import Occurrence, attach
from medcircuit.kernel.jsonl import Case, CaseUnreadable, answer_cases, field_instant, field_text

_MOST_MINUTES = 100_000


@click.group()
def administration() -> None:
    """Administration des doses."""


@administration.command("window")
@click.option("--jsonl", is_flag=True, required=True, help="Un cas JSON par ligne, une réponse par ligne.")
def window(*, jsonl: bool) -> None:
    """Dire à quelle prise prévue un geste se rattache, et s'il était à l'heure."""
    assert jsonl
    answer_cases(sys.stdin.buffer, sys.stdout.buffer, answer_window)


def answer_window(case: Case) -> dict[str, Any]:
    """One case {occurrences, window_min, given_at}; what belongs to no due dose has a null `attached_due`.

    Raises:
        CaseUnreadable: a field is missing or is not of its kind.
    """
    found = attach(_occurrences(case), field_instant(case, "given_at"), _allowed(case))
    if found is None:
        return {"attached_due": None, "timing": None, "delta_s": None}
    answer = {
        "attached_due": found.occurrence.due.isoformat(),
        "timing": found.timing,
        "delta_s": _seconds(found.delta),
        "needs_reason": found.needs_reason,
    }
    return answer | ({"supersedes": found.supersedes} if found.supersedes else {})


def _occurrences(case: Case) -> list[Occurrence]:
    listed = case.get("occurrences")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise CaseUnreadable(why="le champ « occurrences » doit être une liste d'objets")
    return [
        Occurrence(
            field_instant(each, "due"), field_text(each, "state", default="due"), each.get("stat") is True
        )
        for each in listed
    ]


def _allowed(case: Case) -> timedelta:
    minutes = case.get("window_min")
    if (
        isinstance(minutes, bool)
        or not isinstance(minutes, int | Decimal)
        or not 0 <= minutes <= _MOST_MINUTES
    ):
        raise CaseUnreadable(why="le champ « window_min » doit être un nombre de minutes")
    return timedelta(microseconds=int(minutes * 60_000_000))


def _seconds(delta: timedelta) -> int | Decimal:
    whole = delta.days * 86_400 + delta.seconds
    return whole + Decimal(delta.microseconds) / 1_000_000 if delta.microseconds else whole
