"""Who lives here: the values of a resident, their allergies, stays and absences, and who is away when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Severity(StrEnum):
    """How grave an allergy is; anything that is not known to be severe is *other*."""

    SEVERE = "severe"
    OTHER = "other"


class AbsenceKind(StrEnum):
    """Why a person is away."""

    HOSPITAL = "hospital"
    FAMILY = "family"
    OUTING = "outing"


ABSENCE_LABELS = {
    AbsenceKind.HOSPITAL: "Hospitalisé",
    AbsenceKind.FAMILY: "En famille",
    AbsenceKind.OUTING: "En sortie",
}


@dataclass(frozen=True)
class Allergy:
    """What a person must not meet; `substance_code` is the catalogue's substance, where one was chosen."""

    id: str
    label: str
    severity: Severity
    kind: str
    substance_code: str | None = None


@dataclass(frozen=True)
class Stay:
    """Where a person lives from `starts_at` (included) to `ends_at` (excluded; None: still there)."""

    resident_id: str
    unit_id: str
    room: str
    walking_order: int
    starts_at: datetime
    ends_at: datetime | None

    def holds_at(self, at: datetime) -> bool:
        """Whether the person lives there at this instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True)
class Absence:
    """A time away from `starts_at` (included) to `ends_at` (excluded; None: not back yet)."""

    id: str
    resident_id: str
    kind: AbsenceKind
    starts_at: datetime
    ends_at: datetime | None

    @property
    def kind_label(self) -> str:
        """Its kind, as a nurse says it."""
        return ABSENCE_LABELS[self.kind]


@dataclass(frozen=True)
class ResidentCard:
    """What a round shows of a person; names as written at admission, `age` in whole years.

    `absence` is the one of the instant asked, `absences` those of the whole time asked.
    """

    id: str
    birth_name: str
    used_name: str | None
    first_name: str
    birth_date: date
    age: int
    sex: str
    ins_status: str
    unit_id: str
    room: str
    walking_order: int
    has_portrait: bool
    texture: str | None
    notes: str | None
    allergies: tuple[Allergy, ...]
    homonyms: tuple[str, ...]
    absence: Absence | None
    absences: tuple[Absence, ...] = ()


def absent_during(due: datetime, absences: Iterable[Absence]) -> Absence | None:
    """The absence that covers this instant: from its very start to just before its end; None when present."""
    for absence in absences:
        if absence.starts_at <= due and (absence.ends_at is None or due < absence.ends_at):
            return absence
    return None


def age_on(birth_date: date, day: date) -> int:
    """The age in whole years on this day; one born on 29 February is a year older on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
