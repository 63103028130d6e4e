"""Where a person has lived and when they were away, for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work
from medcircuit.residents.rules.people import AbsenceKind
from medcircuit.residents.service.away import absences
from medcircuit.residents.service.presence import stays, unit_of
from medcircuit.structure import service as structure

SHOWN = timedelta(days=365)
"""How far back and ahead stays and absences are shown."""


@dataclass(frozen=True)
class StayRead:
    """A stay with the name of its unit."""

    unit: str
    unit_name: str
    room: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class AbsenceRead:
    """A time away."""

    id: str
    kind: AbsenceKind
    kind_label: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Whereabouts:
    """The stays and absences of a person over two years around now, the latest first."""

    stays: tuple[StayRead, ...]
    absences: tuple[AbsenceRead, ...]


def whereabouts(work: Work, resident_id: str) -> Whereabouts:
    """Where a person has lived and when they were, or will be, away.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the residents of their unit.
    """
    work.require(Right.READ_RESIDENT, unit_id=unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    house = work.establishment_id
    units = dict(structure.units(work.connection, house))
    frm, to = work.now - SHOWN, work.now + SHOWN
    lived = stays(work.connection, house, [resident_id], frm, to)
    away = absences(work.connection, house, [resident_id], frm, to)
    return Whereabouts(
        tuple(
            StayRead(one.unit_id, units.get(one.unit_id, ""), one.room, one.starts_at, one.ends_at)
            for one in sorted(lived, key=lambda one: one.starts_at, reverse=True)
        ),
        tuple(
            AbsenceRead(one.id, one.kind, one.kind_label, one.starts_at, one.ends_at)
            for one in sorted(away, key=lambda one: one.starts_at, reverse=True)
        ),
    )
