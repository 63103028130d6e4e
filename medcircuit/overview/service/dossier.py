"""A person's treatment gathered from every slice that knows a part of it, as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from medcircuit.administration import service as administration
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.residents.service.cards import ResidentEntry
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure

LOOKED_BACK = timedelta(days=35)
"""How far back the last dose of a line is looked for: a monthly one is within it."""
LOOKED_AHEAD = timedelta(days=8)
"""How far ahead the next dose of a line is looked for: a weekly one is within it."""


@dataclass(frozen=True)
class Dossier:
    """What documents about a person's treatment are made from; `zone` is where their days begin."""

    now: datetime
    zone: ZoneInfo
    printed_by: str
    house: Row[*tuple[Any, ...]]
    entry: ResidentEntry
    lines: tuple[prescriptions.Line, ...]
    signatories: Mapping[str, staff.Signatory]
    rules: Mapping[str, medicines.Prescribing]
    plan: prescriptions.Plan
    lately: tuple[administration.Lately, ...]

    def running(self, *, status: str) -> tuple[prescriptions.Line, ...]:
        """The lines that stand so now, by name."""
        held = [line for line in self.lines if line.status_at(self.now) == status]
        return tuple(sorted(held, key=lambda line: (line.label.substance, line.label.strength, line.id)))


def dossier(work: Work, resident_id: str) -> Dossier:
    """A person's treatment as it stands now.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the residents, or the prescriptions, of their unit.
    """
    connection, house_id = work.connection, work.establishment_id
    entry = residents.resident(work, resident_id)
    lines = prescriptions.resident_lines(work, resident_id)
    house = structure.establishment(connection, house_id)
    zone = ZoneInfo(house.zone)
    today = work.now.astimezone(zone).date()
    midnight = datetime.combine(today, time(), zone)
    signed = {version.signed_by for line in lines for version in line.versions}
    return Dossier(
        now=work.now,
        zone=zone,
        printed_by=work.actor.name,
        house=house,
        entry=entry,
        lines=lines,
        signatories=staff.signatories(connection, signed),
        rules=medicines.rules_of_classes(connection, {line.class_id for line in lines}),
        plan=prescriptions.planned(
            connection, house_id, [resident_id], midnight - LOOKED_BACK, midnight + LOOKED_AHEAD
        ),
        lately=administration.lately(connection, house_id, resident_id, today - LOOKED_BACK),
    )
