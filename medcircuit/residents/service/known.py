"""What a round must know of the people before it, read at once: where they live, when they are away, their allergies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from medcircuit.kernel.prepared import Prepared
from medcircuit.residents.models import absence, allergy, resident, stay
from medcircuit.residents.rules.people import Absence, AbsenceKind, Allergy, Severity, Stay
from medcircuit.residents.service.away import holding
from medcircuit.residents.service.presence import living_here

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Known:
    """What is known of some people: stays and absences in order; the allergies of each who has some, severe ones first."""

    stays: tuple[Stay, ...]
    absences: tuple[Absence, ...]
    allergies: Mapping[str, Sequence[Allergy]]


_KNOWN = Prepared(
    select(
        resident.c.id,
        stay.c.id.label("stay_id"),
        stay.c.unit_id,
        stay.c.room,
        stay.c.walking_order,
        stay.c.starts_at,
        stay.c.ends_at,
        absence.c.id.label("absence_id"),
        absence.c.kind.label("away_kind"),
        absence.c.starts_at.label("left_at"),
        absence.c.ends_at.label("back_at"),
        allergy.c.id.label("allergy_id"),
        allergy.c.label,
        allergy.c.severity,
        allergy.c.kind,
        allergy.c.substance_code,
    )
    .outerjoin(
        stay,
        (stay.c.resident_id == resident.c.id)
        & living_here(bindparam("lived_from"), bindparam("lived_until")),
    )
    .outerjoin(
        absence,
        (absence.c.resident_id == resident.c.id) & holding(bindparam("away_from"), bindparam("away_until")),
    )
    .outerjoin(allergy, (allergy.c.resident_id == resident.c.id) & allergy.c.withdrawn_at.is_(None))
    .where(
        resident.c.establishment_id == bindparam("establishment"),
        resident.c.id.in_(bindparam("residents", expanding=True)),
    )
    .order_by(
        resident.c.id,
        stay.c.starts_at,
        absence.c.starts_at,
        absence.c.id,
        allergy.c.severity.desc(),
        allergy.c.label,
    )
)
"""One row at least of each person who is of this house: what they have several of is in several, beside the others."""


def known_of(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], *, lived: Span, away: Span
) -> Known:
    """What is known of these people of this house; one statement.

    The stays that touch the time `lived`, its end left out; the absences that hold at any instant of `away`, both ends
    included; the allergies that stand.
    """
    asked = {
        "establishment": establishment_id,
        "residents": list(resident_ids),
        "lived_from": lived[0],
        "lived_until": lived[1],
        "away_from": away[0],
        "away_until": away[1],
    }
    rows = _KNOWN.rows(connection, asked)
    allergies: defaultdict[str, list[Allergy]] = defaultdict(list)
    for row in _each(rows, "allergy_id"):
        noted = Allergy(row.allergy_id, row.label, Severity(row.severity), row.kind, row.substance_code)
        allergies[row.id].append(noted)
    return Known(
        tuple(
            Stay(row.id, row.unit_id, row.room, row.walking_order, row.starts_at, row.ends_at)
            for row in _each(rows, "stay_id")
        ),
        tuple(
            Absence(row.absence_id, row.id, AbsenceKind(row.away_kind), row.left_at, row.back_at)
            for row in _each(rows, "absence_id")
        ),
        allergies,
    )


def _each(rows: Iterable[Row[*tuple[Any, ...]]], column: str) -> Iterable[Row[*tuple[Any, ...]]]:
    """One row for each thing that this column names."""
    return {named: row for row in rows if (named := getattr(row, column)) is not None}.values()
