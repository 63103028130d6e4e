"""What a rule found about an intended act or a fact: a code, a tier, named facts.

A finding blocks or informs; it is recorded with the scan or the gesture. A request that makes no sense is a problem
(medcircuit.kernel.problems).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum


class Tier(IntEnum):
    """How much a finding weighs; the verdict of a scan is the highest tier among its findings."""

    INFO = 0
    REPEAT = 1
    UNKNOWN = 2
    CONFIRM = 3
    STOP = 4


class Verdict(Enum):
    """The answer to a scan, as it is shown and sounded."""

    OK = "ok"
    REPEAT = "repeat"
    UNKNOWN = "unknown"
    CONFIRM = "confirm"
    STOP = "stop"


_VERDICTS = {
    Tier.INFO: Verdict.OK,
    Tier.REPEAT: Verdict.REPEAT,
    Tier.UNKNOWN: Verdict.UNKNOWN,
    Tier.CONFIRM: Verdict.CONFIRM,
    Tier.STOP: Verdict.STOP,
}


@dataclass(frozen=True)
class Finding:
    """One right that is not met, or one thing worth saying; `facts` fill the sentence of its kind."""

    code: str
    tier: Tier
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FindingKind:
    """A finding of the closed list: its code, its French sentence (message id) and what to do about it.

    Calling it makes a finding of that kind: `wrong_resident(Tier.STOP, planned_for="M. Petit")`.
    """

    code: str
    sentence: str
    advice: str = ""

    def __post_init__(self) -> None:
        """Enter the closed list; a code names one kind only."""
        assert self.code not in KINDS, f"two findings are called {self.code}"
        KINDS[self.code] = self

    def __call__(self, tier: Tier, **facts: str) -> Finding:
        """A finding of this kind."""
        return Finding(self.code, tier, facts)


KINDS: dict[str, FindingKind] = {}


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The answer that all findings give together: that of the highest tier; OK when there is none."""
    return _VERDICTS[max((finding.tier for finding in findings), default=Tier.INFO)]
