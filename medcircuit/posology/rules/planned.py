"""What a plan holds: doses due at an instant under a stable key, entries given as needed, questions to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from medcircuit.posology.rules.dose import Dose
from medcircuit.posology.rules.questions import Question
from medcircuit.posology.rules.values import Dosage, Quantity

Window = tuple[datetime, datetime]
"""Half-open: from the first instant, before the second."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the instants of an instruction come about: what "on time" means depends on it.

    `moment`: at a moment of the house; `clock`: at a written clock time; `elapsed`: every `interval`; `once`: one act.
    """

    kind: Literal["moment", "clock", "elapsed", "once"]
    interval: timedelta | None = None
    weekly_or_rarer: bool = False


class PlannedDose(NamedTuple):
    """One dose that is due. Its key is `line/local date/slot` and never changes with a version or a moved moment.

    `day` is the ordinal of the Paris day it belongs to. `ends`: when the patch is removed or the infusion is over.
    `due` and `ends` are UTC. `version` is the line version that plans it. (A tuple, for a house plans a million.)
    """

    key: str
    line: str
    instruction: int
    day: int
    slot: str
    due: datetime
    dose: Dose
    rhythm: Rhythm
    ends: datetime | None = None
    version: int = 1
    state: Literal["due", "suspended"] = "due"

    @property
    def local_date(self) -> date:
        """The Paris day it belongs to."""
        return date.fromordinal(self.day)


@dataclass(frozen=True, slots=True)
class PrnEntry:
    """What may be given as needed, and its limits; None where the source states no such limit.

    `begin` and `until` (inclusive second, or the end of a duration) are UTC; no `begin` is the start of the line.
    """

    line: str
    instruction: int
    reason: str | None
    dose: Dose | None
    max_per_administration: Quantity | None = None
    max_per_period: Quantity | None = None
    period_h: Fraction | None = None
    min_interval_h: Fraction | None = None
    begin: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Plan:
    """Everything about one or several lines in a window; doses in order of time."""

    doses: tuple[PlannedDose, ...] = ()
    prn: tuple[PrnEntry, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Decisions:
    """What persons already decided about a line.

    `ended`: the instant each open step (its sequence number) was ended; the next one begins there.
    `replaced`: an instruction (its index) made plain by a person, planned in place of the one written.
    """

    ended: Mapping[int, datetime] = field(default_factory=dict, hash=False)
    replaced: Mapping[int, Dosage] = field(default_factory=dict, hash=False)


NOTHING_DECIDED = Decisions()
