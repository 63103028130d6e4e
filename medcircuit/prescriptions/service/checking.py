"""Checking the lines of a resident, standing and proposed: the frozen value is built here, the rules judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection, Row, select

from medcircuit.kernel.access import Actor, Role
from medcircuit.kernel.clock import PARIS
from medcircuit.medicines.service import described as catalogue
from medcircuit.medicines.service.interactions import thesaurus
from medcircuit.posology.rules import Moments, json_text, write_dosage
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.checks import Case, CheckedLine, Legal, Noted, Person, Reader
from medcircuit.prescriptions.rules.lines import Terms, checked_route, standing
from medcircuit.prescriptions.service.chosen import chosen
from medcircuit.prescriptions.service.dosed import dosed
from medcircuit.prescriptions.service.planning import moments_of
from medcircuit.prescriptions.service.stored import counting_text, label_of, texts_of
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import Severity, age_on
from medcircuit.residents.service.presence import row_of


@dataclass(frozen=True)
class Proposed:
    """A line that someone is about to sign; `replaces` names the line it would change, which is then left out."""

    id: str
    terms: Terms
    cis: str | None = None
    class_id: str | None = None
    effective_from: datetime | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class Measured:
    """What is known of the person beside their entry, as the asker states it."""

    weight_kg: Fraction | None = None
    clearance: Fraction | None = None
    measured_on: date | None = None


_READERS = (
    (Role.PHYSICIAN, Reader.PHYSICIAN),
    (Role.PHARMACIST, Reader.PHARMACIST),
    (Role.PHARMACY_TECHNICIAN, Reader.PHARMACIST),
    (Role.COORDINATING_NURSE, Reader.NURSE),
    (Role.NURSE, Reader.NURSE),
)


def reader_of(actor: Actor) -> Reader:
    """For whom the findings weigh: the most entitled of a person's roles."""
    return next((reader for role, reader in _READERS if role in actor.roles), Reader.HELPER)


def case_of(
    connection: Connection,
    establishment_id: str,
    resident_id: str,
    proposals: Sequence[Proposed] = (),
    *,
    reader: Reader,
    now: datetime,
    measured: Measured | None = None,
) -> Case:
    """The frozen value of a resident's lines as they stand now, and of those proposed.

    Raises:
        NotFound: this establishment has no such resident.
        MedicineMissing, RouteMissing: what a proposed line names is not in the catalogue, or has no one route.
    """
    left_out = {one.replaces for one in proposals if one.replaces}
    moments = moments_of(connection, establishment_id)
    standing_lines = [
        one
        for one in _standing(connection, establishment_id, resident_id, now)
        if one.line_id not in left_out
    ]
    held = [_held(row) for row in standing_lines] + [_asked(connection, one, now) for one in proposals]
    known = catalogue.described(connection, [one.wanted for one in held])
    return Case(
        person=_person(connection, establishment_id, resident_id, now, measured or Measured()),
        lines=tuple(_line(one, known.get(one.wanted), moments) for one in held),
        thesaurus=thesaurus(connection),
        reader=reader,
        today=now.astimezone(PARIS).date(),
        catalogue_edition=catalogue.catalogue_date(connection),
    )


@dataclass(frozen=True)
class _Held:
    """A line before the catalogue is asked about it."""

    id: str
    label: str
    proposed: bool
    wanted: catalogue.Wanted
    dosage: str
    counting: str
    route: str
    instructions: tuple[str, ...]
    regime: str | None
    crush: str | None
    start: datetime


_LINES = (
    select(
        line.c.class_id,
        line.c.cis,
        line.c.label,
        line.c.counting,
        *(column for column in line_version.c if column.name != "id"),
    )
    .join(line_version, line_version.c.line_id == line.c.id)
    .order_by(line.c.created_at, line.c.id, line_version.c.number)
)


def _standing(
    connection: Connection, establishment_id: str, resident_id: str, now: datetime
) -> list[Row[*tuple[object, ...]]]:
    """Of each line that is not stopped, the version in force, or the first to come; a suspended line counts."""
    rows = connection.execute(
        _LINES.where(
            line.c.establishment_id == establishment_id,
            line.c.resident_id == resident_id,
            line.c.stopped_at.is_(None) | (line.c.stopped_at > now),
        )
    ).all()
    by_line: dict[str, list[Row[*tuple[object, ...]]]] = {}
    for row in rows:
        by_line.setdefault(row.line_id, []).append(row)
    found = []
    for versions in by_line.values():
        held = standing(versions)
        now_held = [one for one in held if one.effective_from <= now]
        found.append(now_held[-1] if now_held else held[0])
    return [row for row in found if row.status != "stopped"]


def _held(row: Row[*tuple[object, ...]]) -> _Held:
    label = label_of(row.label)
    return _Held(
        id=row.line_id,
        label=f"{label.substance} {label.strength}".strip(),
        proposed=False,
        wanted=catalogue.Wanted(row.class_id, row.cis),
        dosage=row.dosage,
        counting=row.counting,
        route=row.route_label,
        instructions=texts_of(row.instructions),
        regime=row.regime,
        crush=row.crush,
        start=row.anchor,
    )


def _asked(connection: Connection, one: Proposed, now: datetime) -> _Held:
    medicine = chosen(connection, cis=one.cis, class_id=one.class_id)
    return _Held(
        id=one.id,
        label=f"{medicine.label.substance} {medicine.label.strength}".strip(),
        proposed=True,
        wanted=catalogue.Wanted(medicine.class_id, medicine.cis),
        dosage=json_text([write_dosage(dosage) for dosage in one.terms.dosages]),
        counting=counting_text(medicine.counting),
        route=checked_route(one.terms.dosages, medicine.routes),
        instructions=one.terms.instructions,
        regime=one.terms.regime.value if one.terms.regime else None,
        crush=one.terms.crush.value if one.terms.crush else None,
        start=one.effective_from or now,
    )


def _line(held: _Held, known: catalogue.Described | None, moments: Moments) -> CheckedLine:
    how = dosed(held.dosage, held.counting, held.start, moments)
    begins = held.start.astimezone(PARIS).date()
    found = CheckedLine(
        id=held.id,
        label=held.label,
        substances=known.substances if known else (),
        proposed=held.proposed,
        route=held.route,
        as_needed=how.as_needed,
        once=how.once,
        daily=how.daily,
        days_a_week=how.days_a_week,
        begins=begins,
        ends=how.ends,
        regime=held.regime,
        crush=held.crush,
        instructions=held.instructions,
    )
    return found if known is None else _with_catalogue(found, known)


def _with_catalogue(found: CheckedLine, known: catalogue.Described) -> CheckedLine:
    rules = known.rules
    return CheckedLine(
        **{
            **vars(found),
            "family": known.family,
            "release": known.release,
            "retired": known.retired,
            "supply": known.supply,
            "legal": Legal(
                narcotic=rules.narcotic,
                assimilated=rules.assimilated,
                secure=rules.secure_prescription,
                limit_days=rules.prescription_limit_days,
                atc=rules.atc,
            ),
        }
    )


def _person(
    connection: Connection, establishment_id: str, resident_id: str, now: datetime, measured: Measured
) -> Person:
    row = row_of(connection, establishment_id, resident_id)
    noted = residents.allergies(connection, establishment_id, [resident_id]).get(resident_id, ())
    return Person(
        age=age_on(row.birth_date, now.astimezone(PARIS).date()),
        weight_kg=measured.weight_kg,
        clearance=measured.clearance,
        measured_on=measured.measured_on,
        texture=row.texture,
        allergies=tuple(Noted(one.label, one.severity is Severity.SEVERE, one.kind) for one in noted),
    )
