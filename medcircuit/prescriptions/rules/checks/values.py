"""What a prescription is judged on: one frozen value, and what is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from medcircuit.kernel.findings import Finding
from medcircuit.medicines.rules.forms import Family, Release
from medcircuit.medicines.rules.thesaurus import Level, Thesaurus
from medcircuit.prescriptions.rules.maxima import Body


class Reader(StrEnum):
    """For whom the findings are: their tiers depend on it."""

    NURSE = "nurse"
    HELPER = "helper"
    PHARMACIST = "pharmacist"
    PHYSICIAN = "physician"


@dataclass(frozen=True)
class Noted:
    """An allergy or intolerance as it was noted."""

    label: str
    severe: bool
    kind: str = "allergy"


@dataclass(frozen=True)
class Person:
    """Who the lines are for; None is not known.

    `clearance` in ml/min (Cockcroft or DFG), of the day `measured_on`; the weight of the day `weighed_on`.
    """

    age: int | None = None
    weight_kg: Fraction | None = None
    clearance: Fraction | None = None
    measured_on: date | None = None
    texture: str | None = None
    allergies: tuple[Noted, ...] = ()
    weighed_on: date | None = None

    @property
    def body(self) -> Body:
        """What a maximum depends on."""
        return Body(self.age, self.weight_kg, self.clearance)


@dataclass(frozen=True)
class Legal:
    """How the medicine may be prescribed, as the catalogue says it; None is not known, never « no »."""

    narcotic: bool | None = None
    assimilated: bool | None = None
    secure: bool | None = None
    limit_days: int | None = None
    fraction_days: int | None = None
    atc: str = ""


@dataclass(frozen=True)
class CheckedLine:
    """A line as the checks see it. `substances` are the base names of the catalogue.

    `once` and `daily` are the largest dose at once and in 24 hours by substance, in milligrams; None where they cannot be
    computed. `days_a_week`: on how many days of a week it is taken at most. `ends` is the last day, None where none is
    written; `lasts` the days of treatment where its hours are known (28 days from an afternoon touch 29 dates). `supply`: what is declared of its supply, "" where nothing is.
    """

    id: str
    label: str
    substances: tuple[str, ...]
    proposed: bool = False
    route: str = ""
    family: Family = Family.OTHER
    release: Release = Release.IMMEDIATE
    as_needed: bool = False
    once: Mapping[str, Fraction] | None = None
    daily: Mapping[str, Fraction] | None = None
    days_a_week: int | None = None
    begins: date | None = None
    ends: date | None = None
    lasts: int | None = None
    regime: str | None = None
    crush: str | None = None
    instructions: tuple[str, ...] = ()
    legal: Legal = field(default_factory=Legal)
    retired: bool = False
    supply: str = ""

    @property
    def days(self) -> int | None:
        """How many days it runs, first and last included; None where no end is written."""
        if self.lasts is not None:
            return self.lasts
        return (self.ends - self.begins).days + 1 if self.begins and self.ends else None


@dataclass(frozen=True)
class Case:
    """All that the checks may look at. Where a line is proposed, only what concerns a proposed line is found."""

    person: Person
    lines: tuple[CheckedLine, ...]
    thesaurus: Thesaurus
    reader: Reader
    today: date
    catalogue_edition: date | None = None

    def concerns(self, *lines: CheckedLine) -> bool:
        """Whether findings about these lines are asked for."""
        return not self.proposes or any(line.proposed for line in lines)

    @cached_property
    def proposes(self) -> bool:
        """Whether a line is proposed."""
        return any(line.proposed for line in self.lines)


@dataclass(frozen=True)
class Detail:
    """One statement of the thesaurus about two protagonists."""

    a: str
    b: str
    levels: tuple[Level, ...]
    mechanism: str
    conduct: str


@dataclass(frozen=True)
class Alert:
    """A finding about lines, with where it comes from and of when that is.

    `key` names the same alert whenever it is found again: its code, its lines and what it is about.
    """

    finding: Finding
    lines: tuple[str, ...]
    about: str
    source: str = ""
    dated: date | None = None
    details: tuple[Detail, ...] = ()

    @property
    def key(self) -> str:
        """What makes two firings the same alert."""
        return "/".join((self.finding.code, *sorted(self.lines), self.about))
