"""The rounds of a unit, worked out once from their definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.once import Once
from medcircuit.structure.rules.rounds import RoundDefinition, RoundSpan, round_of, spans

_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Rounds:
    """The rounds of a unit by their definitions: those of any day, and the one that gives a dose."""

    definitions: tuple[RoundDefinition, ...]

    def on(self, day: date) -> tuple[RoundSpan, ...]:
        """The rounds of a local day, in order."""
        return _spans(self, day)

    def of(self, due: datetime, moment_code: str | None) -> RoundSpan | None:
        """The round that gives what is due then."""
        return _round_of(self, due, moment_code)


@lru_cache(maxsize=1024)
def rounds_defined(definitions: tuple[RoundDefinition, ...]) -> Rounds:
    """The rounds of these definitions; the same definitions give the same object."""
    return Rounds(definitions)


NO_ROUNDS = rounds_defined(())
"""Where nothing is given by rounds."""


def _by_unit(defined: Mapping[str | None, tuple[RoundDefinition, ...]], _: None) -> dict[str | None, Rounds]:
    by_unit = {}
    for unit_id in (None, *defined):
        merged = {one.moment_code: one for one in (*defined.get(None, ()), *defined.get(unit_id, ()))}
        by_unit[unit_id] = rounds_defined(tuple(merged.values()))
    return by_unit


ROUNDS: Once[Mapping[str | None, tuple[RoundDefinition, ...]], None, dict[str | None, Rounds]] = Once(
    _by_unit, most=64
)
"""The rounds of each unit that has its own, and under None those of the house, by what is defined."""


@lru_cache(maxsize=16384)
def _spans(rounds: Rounds, day: date) -> tuple[RoundSpan, ...]:
    return spans(rounds.definitions, day, PARIS)


@lru_cache(maxsize=65536)
def _round_of(rounds: Rounds, due: datetime, moment_code: str | None) -> RoundSpan | None:
    day = due.astimezone(PARIS).date()
    near = (*rounds.on(day - _DAY), *rounds.on(day), *rounds.on(day + _DAY))
    return round_of(due, moment_code, near)
