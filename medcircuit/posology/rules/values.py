"""A dosage as FHIR R4 has it (datatypes Dosage and Timing, hl7.org/fhir/R4): frozen values, nothing lost.

What the rules reason with has a name; every other member of the source (ids, extensions, `_when`…) stays in `rest`
and is written back untouched. Amounts are Decimal as written: "0.50" stays "0.50".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Rest = Mapping[str, Any]


@dataclass(frozen=True)
class Coding:
    """One code of a code system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Concept:
    """CodeableConcept: codes that mean the same, and the words used."""

    codings: tuple[Coding, ...] = ()
    text: str | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)

    @property
    def label(self) -> str | None:
        """The words: the text, else the first label of a code."""
        return self.text or next((coding.display for coding in self.codings if coding.display), None)


@dataclass(frozen=True)
class Quantity:
    """An amount as written with its unit: text, and code with its system. Also Duration and Age."""

    value: Decimal | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None
    comparator: str | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)

    @property
    def said_unit(self) -> str | None:
        """The unit for a reader: its text, else its code."""
        return self.unit or self.code


@dataclass(frozen=True)
class Range:
    """From `low` to `high`; either may be missing."""

    low: Quantity | None = None
    high: Quantity | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Ratio:
    """An amount per another: 4 g / 20 min, 3 g / 24 h."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Period:
    """From `start` to `end` (inclusive), FHIR dateTime texts: a date may lack its day, or its month."""

    start: str | None = None
    end: str | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Repeat:
    """When it happens (Timing.repeat). `bounds` is boundsPeriod, boundsDuration (a Quantity) or boundsRange."""

    bounds: Period | Quantity | Range | None = None
    count: int | None = None
    count_max: int | None = None
    duration: Decimal | None = None
    duration_max: Decimal | None = None
    duration_unit: str | None = None
    frequency: int | None = None
    frequency_max: int | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str | None = None
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    offset_min: int | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Timing:
    """Exact instants (`events`), a repetition, or a code for one (BID, Q6H)."""

    events: tuple[str, ...] = ()
    repeat: Repeat | None = None
    code: Concept | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Portion:
    """One doseAndRate: the dose of one administration (amount or range) and its rate."""

    kind: Concept | None = None
    dose: Quantity | Range | None = None
    rate: Quantity | Range | Ratio | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Dosage:
    """One dosage instruction of a line. `as_needed`: False, True, or the reason it is given for."""

    sequence: int | None = None
    text: str | None = None
    additional: tuple[Concept, ...] = ()
    patient_instruction: str | None = None
    timing: Timing | None = None
    as_needed: Concept | bool | None = None
    site: Concept | None = None
    route: Concept | None = None
    method: Concept | None = None
    portions: tuple[Portion, ...] = ()
    max_per_period: Ratio | None = None
    max_per_administration: Quantity | None = None
    max_per_lifetime: Quantity | None = None
    rest: Rest = field(default_factory=dict, hash=False, repr=False)

    @property
    def repeat(self) -> Repeat | None:
        """The repetition, where there is one."""
        return self.timing.repeat if self.timing else None

    @property
    def prn(self) -> bool:
        """Given as needed: the timing then limits, it plans nothing."""
        return bool(self.as_needed)
