"""Checking the lines of a resident, standing and proposed: the frozen value is built here, the rules judge it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from medcircuit.kernel.access import Actor, Role
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import Instant
from medcircuit.kernel.prepared import Prepared, Row
from medcircuit.kernel.problems import NotFound
from medcircuit.medicines.service import described as catalogue
from medcircuit.medicines.service.interactions import thesaurus
from medcircuit.posology.rules import Moments, json_text, write_dosage
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.checks import Case, CheckedLine, Legal, Noted, Person, Reader
from medcircuit.prescriptions.rules.lines import Terms, checked_route, standing
from medcircuit.prescriptions.service.chosen import chosen
from medcircuit.prescriptions.service.dosed import dosed
from medcircuit.prescriptions.service.measured import Measured
from medcircuit.prescriptions.service.measured import measured as recorded
from medcircuit.prescriptions.service.planning import moments_of
from medcircuit.prescriptions.service.stored import counting_text, label_of, texts_of
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import Severity, age_on
from medcircuit.residents.service.presence import bodies_of


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
class Redone:
    """A line as a decision would have it: the content about to be sealed, in the place of the one that stands."""

    id: str
    content: Mapping[str, Any]

    @property
    def replaces(self) -> str:
        """The line itself: it is left out as it stands."""
        return self.id


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
    proposals: Sequence[Proposed | Redone] = (),
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
    asked = [_redone(one) if isinstance(one, Redone) else _asked(connection, one, now) for one in proposals]
    known = measured or _known(connection, establishment_id, [resident_id], now)[resident_id]
    found = _cases(connection, establishment_id, {resident_id: (known, asked)}, left_out, reader, now)
    if resident_id not in found:
        raise NotFound
    return found[resident_id]


def cases_of(
    connection: Connection,
    establishment_id: str,
    resident_ids: Collection[str],
    *,
    reader: Reader,
    now: datetime,
) -> dict[str, Case]:
    """The same of the lines of several residents as they stand, in the same few statements."""
    known = _known(connection, establishment_id, resident_ids, now)
    everyone: dict[str, tuple[Measured, list[_Held]]] = {one: (known[one], []) for one in resident_ids}
    return _cases(connection, establishment_id, everyone, set(), reader, now)


def _known(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], now: datetime
) -> dict[str, Measured]:
    found = recorded(connection, establishment_id, resident_ids, now)
    return {one: found.get(one, Measured()) for one in resident_ids}


def _cases(
    connection: Connection,
    establishment_id: str,
    asked: Mapping[str, tuple[Measured, list[_Held]]],
    left_out: Collection[str],
    reader: Reader,
    now: datetime,
) -> dict[str, Case]:
    moments = moments_of(connection, establishment_id)
    persons = _persons(connection, establishment_id, {one: known for one, (known, _) in asked.items()}, now)
    held: dict[str, list[_Held]] = {one: [] for one in persons}
    for row in _standing(connection, establishment_id, list(persons), now):
        if row.line_id not in left_out:
            held[row.resident_id].append(_held(row))
    for resident_id, (_, proposed) in asked.items():
        held.get(resident_id, []).extend(proposed)
    medicines = catalogue.described(connection, [one.wanted for lines in held.values() for one in lines])
    edition, known = catalogue.catalogue_date(connection), thesaurus(connection)
    return {
        resident_id: Case(
            person=person,
            lines=tuple(_line(one, medicines.get(one.wanted), moments) for one in held[resident_id]),
            thesaurus=known,
            reader=reader,
            today=now.astimezone(PARIS).date(),
            catalogue_edition=edition,
        )
        for resident_id, person in persons.items()
    }


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


_STANDING = Prepared(
    select(
        line.c.resident_id,
        line.c.class_id,
        line.c.cis,
        line.c.label,
        line.c.counting,
        *(column for column in line_version.c if column.name not in {"id", "request_hash", "care", "badges"}),
    )
    .join(line_version, line_version.c.line_id == line.c.id)
    .where(
        line.c.establishment_id == bindparam("establishment"),
        line.c.resident_id.in_(bindparam("residents", expanding=True)),
        line.c.stopped_at.is_(None) | (line.c.stopped_at > bindparam("now", type_=Instant)),
    )
    .order_by(line.c.created_at, line.c.id, line_version.c.number)
)


def _standing(
    connection: Connection, establishment_id: str, resident_ids: list[str], now: datetime
) -> list[Row]:
    """Of each line that is not stopped, the version in force, or the first to come; a suspended line counts."""
    asked = {"establishment": establishment_id, "residents": resident_ids, "now": now}
    by_line: dict[str, list[Row]] = {}
    for row in _STANDING.rows(connection, asked) if resident_ids else ():
        by_line.setdefault(row.line_id, []).append(row)
    found = []
    for versions in by_line.values():
        held = standing(versions)
        now_held = [one for one in held if one.effective_from <= now]
        found.append(now_held[-1] if now_held else held[0])
    return [row for row in found if row.status != "stopped"]


def _held(row: Row) -> _Held:
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


def _redone(one: Redone) -> _Held:
    content, of = one.content, one.content["of"]
    label = label_of(of["label"])
    return _Held(
        id=one.id,
        label=f"{label.substance} {label.strength}".strip(),
        proposed=True,
        wanted=catalogue.Wanted(of["class_id"], of["cis"]),
        dosage=content["dosage"],
        counting=of["counting"],
        route=content["route_label"],
        instructions=texts_of(content["instructions"]),
        regime=content["regime"],
        crush=content["crush"],
        start=datetime.fromisoformat(content["anchor"]),
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
        lasts=how.lasts,
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


def _persons(
    connection: Connection, establishment_id: str, asked: Mapping[str, Measured], now: datetime
) -> dict[str, Person]:
    """The people of this establishment among those asked for, with what is known of them."""
    noted = residents.allergies(connection, establishment_id, list(asked))
    today = now.astimezone(PARIS).date()
    return {
        row.id: Person(
            age=age_on(row.birth_date, today),
            weight_kg=asked[row.id].weight_kg,
            clearance=asked[row.id].clearance,
            measured_on=asked[row.id].measured_on,
            weighed_on=asked[row.id].weighed_on,
            texture=row.texture,
            allergies=tuple(
                Noted(one.label, one.severity is Severity.SEVERE, one.kind) for one in noted.get(row.id, ())
            ),
        )
        for row in bodies_of(connection, establishment_id, list(asked))
    }
