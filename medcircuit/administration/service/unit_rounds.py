"""The rounds of a unit, worked out once from their definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.once import Once
from medcircuit.structure.rules.rounds import DatedRound, RoundSpan, in_force, round_of, spans

_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Rounds:
    """The rounds of a unit as they are defined from day to day: those of any day, and the one that gives a dose.

    `own` are the unit's, which go before the house's of the same moment.
    """

    house: tuple[DatedRound, ...]
    own: tuple[DatedRound, ...] = ()

    def on(self, day: date) -> tuple[RoundSpan, ...]:
        """The rounds of a local day, in order."""
        return _spans(self, day)

    def of(self, due: datetime, moment_code: str | None) -> RoundSpan | None:
        """The round that gives what is due then."""
        return _round_of(self, due, moment_code)


@lru_cache(maxsize=1024)
def rounds_defined(house: tuple[DatedRound, ...], own: tuple[DatedRound, ...] = ()) -> Rounds:
    """The rounds of these definitions; the same definitions give the same object."""
    return Rounds(house, own)


NO_ROUNDS = rounds_defined(())
"""Where nothing is given by rounds."""


def _by_unit(defined: Mapping[str | None, tuple[DatedRound, ...]], _: None) -> dict[str | None, Rounds]:
    house = defined.get(None, ())
    return {
        unit_id: rounds_defined(house, defined[unit_id]) if unit_id else rounds_defined(house)
        for unit_id in (None, *defined)
    }


ROUNDS: Once[Mapping[str | None, tuple[DatedRound, ...]], None, dict[str | None, Rounds]] = Once(
    _by_unit, most=64
)
"""The rounds of each unit that has its own, and under None those of the house, by what is defined."""


@lru_cache(maxsize=16384)
def _spans(rounds: Rounds, day: date) -> tuple[RoundSpan, ...]:
    held = in_force(rounds.house, day) | in_force(rounds.own, day)
    return spans(tuple(held.values()), day, PARIS)


@lru_cache(maxsize=65536)
def _round_of(rounds: Rounds, due: datetime, moment_code: str | None) -> RoundSpan | None:
    day = due.astimezone(PARIS).date()
    near = (*rounds.on(day - _DAY), *rounds.on(day), *rounds.on(day + _DAY))
    return round_of(due, moment_code, near)
