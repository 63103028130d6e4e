"""Houses: their units, places, moments and rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from medcircuit.kernel import audit
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Invalid, NotFound
from medcircuit.kernel.remembered import forget, remembered
from medcircuit.structure import models
from medcircuit.structure.rules.rounds import (
    DEFAULT_MOMENTS,
    DEFAULT_ROUNDS,
    DatedRound,
    RoundDefinition,
)

BEGINNING = date(2000, 1, 1)
"""From when the moments and rounds of a new establishment hold: any date that it could ask about."""

KINDS = ("EHPAD", "IME", "DITEP", "MAS", "FAM", "FOYER", "SESSAD")


class EstablishmentUnreadable(Invalid):
    """The description of an establishment lacks something or holds something impossible."""

    code = "establishment_unreadable"
    sentence = "La description de l'établissement est incorrecte (%(reason)s). Rien n'a été créé. Corrigez le fichier."


@dataclass(frozen=True)
class Place:
    """A cart, cupboard, safe or room; `unit_id` is None where it serves the whole house."""

    id: str
    unit_id: str | None
    kind: str
    name: str


@dataclass(frozen=True)
class UnitPlan:
    """A unit to create: its name, the places it has (kind, name), its own idle lock in seconds if it has one."""

    name: str
    places: tuple[tuple[str, str], ...] = ()
    idle_lock_s: int | None = None


@dataclass(frozen=True)
class EstablishmentPlan:
    """An establishment to create, with the moments and rounds it begins with."""

    name: str
    finess: str
    kind: str
    units: tuple[UnitPlan, ...]
    moments: tuple[tuple[str, str, str], ...] = DEFAULT_MOMENTS
    rounds: tuple[RoundDefinition, ...] = DEFAULT_ROUNDS
    idle_lock_s: int = 60
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    second_factor: tuple[str, ...] = ()
    second_person: tuple[str, ...] = ()
    first_dose_by_nurse: bool = False


def create_organisation(connection: Connection, name: str) -> str:
    """A new organisation; gives its id."""
    created = new_id()
    connection.execute(insert(models.organisation), {"id": created, "name": name})
    return created


def create_establishment(connection: Connection, organisation_id: str, plan: EstablishmentPlan) -> str:
    """A new establishment with its units, places, moments, rounds and its audit chain; gives its id."""
    created = new_id()
    connection.execute(
        insert(models.establishment),
        {
            "id": created,
            "organisation_id": organisation_id,
            "name": plan.name,
            "finess": plan.finess,
            "kind": plan.kind,
            "zone": PARIS.key,
            "idle_lock_s": plan.idle_lock_s,
            "address": plan.address,
            "phone": plan.phone,
            "email": plan.email,
            "second_factor": " ".join(plan.second_factor),
            "second_person": " ".join(plan.second_person),
            "first_dose_by_nurse": plan.first_dose_by_nurse,
        },
    )
    forget(connection)
    audit.open_chain(connection, created)
    for position, unit in enumerate(plan.units):
        create_unit(connection, created, unit, position)
    _create_day(connection, created, plan)
    return created


def _create_day(connection: Connection, created: str, plan: EstablishmentPlan) -> None:
    connection.execute(
        insert(models.moment),
        [
            {
                "establishment_id": created,
                "code": code,
                "valid_from": BEGINNING,
                "label": label,
                "local_time": at,
            }
            for code, label, at in plan.moments
        ],
    )
    connection.execute(
        insert(models.round_definition),
        [
            {
                "id": new_id(),
                "establishment_id": created,
                "moment_code": definition.moment_code,
                "label": definition.label,
                "starts": definition.starts,
                "ends": definition.ends,
                "valid_from": BEGINNING,
            }
            for definition in plan.rounds
        ],
    )


def create_unit(connection: Connection, establishment_id: str, unit: UnitPlan, position: int) -> str:
    """A new unit with its places; gives its id."""
    created = new_id()
    connection.execute(
        insert(models.unit),
        {
            "id": created,
            "establishment_id": establishment_id,
            "name": unit.name,
            "position": position,
            "idle_lock_s": unit.idle_lock_s,
        },
    )
    for kind, name in unit.places:
        connection.execute(
            insert(models.place),
            {
                "id": new_id(),
                "establishment_id": establishment_id,
                "unit_id": created,
                "kind": kind,
                "name": name,
            },
        )
    return created


def establishment(connection: Connection, establishment_id: str) -> Row[*tuple[Any, ...]]:
    """The row of an establishment.

    Raises:
        NotFound: there is none of this id.
    """
    row = connection.execute(
        select(models.establishment).where(models.establishment.c.id == establishment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def establishments(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Every establishment: id and name."""
    rows = connection.execute(
        select(models.establishment.c.id, models.establishment.c.name).order_by(models.establishment.c.name)
    )
    return tuple((row.id, row.name) for row in rows)


def idle_lock_s(connection: Connection, establishment_id: str, unit_ids: Collection[str | None]) -> int:
    """After how many seconds without a gesture a screen locks for a person of these units (None: of the whole house).

    A unit's own time goes before the house's; of several units, the shortest.
    """
    unit = models.unit.c
    of_house = int(establishment(connection, establishment_id).idle_lock_s)
    rows = connection.execute(
        select(unit.id, unit.idle_lock_s).where(unit.establishment_id == establishment_id)
    ).all()
    return min(
        (row.idle_lock_s or of_house for row in rows if None in unit_ids or row.id in unit_ids),
        default=of_house,
    )


def second_factor(connection: Connection, establishment_id: str) -> frozenset[str]:
    """The roles that sign in with a second factor in this establishment."""
    return frozenset(_settings(connection, establishment_id).second_factor.split())


def second_person(connection: Connection, establishment_id: str) -> tuple[str, ...]:
    """The beginnings of the ATC codes whose doses a second person finds anew in this establishment, whatever the line says."""
    return tuple(_settings(connection, establishment_id).second_person.split())


def first_dose_by_nurse(connection: Connection, establishment_id: str) -> bool:
    """Whether the first dose of a line is the nurse's in this establishment, whoever is authorised."""
    return bool(_settings(connection, establishment_id).first_dose_by_nurse)


def _settings(connection: Connection, establishment_id: str) -> Row[*tuple[Any, ...]]:
    return remembered(
        connection, ("settings", establishment_id), lambda: establishment(connection, establishment_id)
    )


def ask_second_factor(connection: Connection, establishment_id: str, roles: Iterable[str]) -> None:
    """From now on these roles sign in with a second factor in this establishment, and no others."""
    connection.execute(
        update(models.establishment)
        .where(models.establishment.c.id == establishment_id)
        .values(second_factor=" ".join(sorted(roles)))
    )
    forget(connection)


def zone(connection: Connection, establishment_id: str) -> ZoneInfo:
    """The time zone of an establishment."""
    return ZoneInfo(establishment(connection, establishment_id).zone)


def units(connection: Connection, establishment_id: str) -> tuple[tuple[str, str], ...]:
    """The units of an establishment in its own order: id and name."""
    rows = connection.execute(
        select(models.unit.c.id, models.unit.c.name)
        .where(models.unit.c.establishment_id == establishment_id)
        .order_by(models.unit.c.position, models.unit.c.name)
    )
    return tuple((row.id, row.name) for row in rows)


def open_units(connection: Connection, establishment_id: str, day: date) -> tuple[tuple[str, str], ...]:
    """The units of an establishment that are not closed on a day, in its own order: id and name."""
    unit = models.unit.c
    rows = connection.execute(
        select(unit.id, unit.name)
        .where(
            unit.establishment_id == establishment_id, unit.closed_from.is_(None) | (unit.closed_from > day)
        )
        .order_by(unit.position, unit.name)
    )
    return tuple((row.id, row.name) for row in rows)


def unit(connection: Connection, establishment_id: str, unit_id: str) -> tuple[str, str]:
    """The id and name of a unit.

    Raises:
        NotFound: this establishment has no such unit.
    """
    known = remembered(
        connection, ("units", establishment_id), lambda: dict(units(connection, establishment_id))
    )
    if unit_id not in known:
        raise NotFound
    return unit_id, known[unit_id]


_PLACES = (
    select(models.place.c.id, models.place.c.unit_id, models.place.c.kind, models.place.c.name)
    .where(models.place.c.establishment_id == bindparam("establishment"))
    .order_by(models.place.c.kind, models.place.c.name)
)
_PLACES_OF_UNIT = _PLACES.where(
    (models.place.c.unit_id == bindparam("unit")) | models.place.c.unit_id.is_(None)
)


def places(connection: Connection, establishment_id: str, unit_id: str | None = None) -> tuple[Place, ...]:
    """The places of an establishment; with a unit, its own and those of the whole house."""

    def read() -> tuple[Place, ...]:
        query = _PLACES if unit_id is None else _PLACES_OF_UNIT
        rows = connection.execute(query, {"establishment": establishment_id, "unit": unit_id})
        return tuple(Place(row.id, row.unit_id, row.kind, row.name) for row in rows)

    return remembered(connection, ("places", establishment_id, unit_id), read)


_MOMENTS = (
    select(models.moment.c.code, models.moment.c.valid_from, models.moment.c.local_time)
    .where(models.moment.c.establishment_id == bindparam("establishment"))
    .order_by(models.moment.c.code, models.moment.c.valid_from)
)


def moment_table(connection: Connection, establishment_id: str) -> Mapping[str, tuple[tuple[date, str], ...]]:
    """For each moment code, its local times in order of the day from which each holds."""
    return remembered(
        connection, ("moments", establishment_id), lambda: _moment_table(connection, establishment_id)
    )


def _moment_table(
    connection: Connection, establishment_id: str
) -> Mapping[str, tuple[tuple[date, str], ...]]:
    rows = connection.execute(_MOMENTS, {"establishment": establishment_id})
    table: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in rows:
        table[row.code].append((row.valid_from, row.local_time))
    return {code: tuple(dated) for code, dated in table.items()}


_ROUNDS = (
    select(models.round_definition)
    .where(models.round_definition.c.establishment_id == bindparam("establishment"))
    .order_by(models.round_definition.c.valid_from)
)


def round_definitions(
    connection: Connection, establishment_id: str
) -> Mapping[str | None, tuple[DatedRound, ...]]:
    """The rounds in order of the day from which each holds, by unit; None holds those of the whole house."""
    return remembered(
        connection, ("rounds", establishment_id), lambda: _round_definitions(connection, establishment_id)
    )


def _round_definitions(
    connection: Connection, establishment_id: str
) -> Mapping[str | None, tuple[DatedRound, ...]]:
    found: defaultdict[str | None, list[DatedRound]] = defaultdict(list)
    for row in connection.execute(_ROUNDS, {"establishment": establishment_id}):
        definition = RoundDefinition(row.moment_code, row.label, row.starts, row.ends)
        found[row.unit_id].append(DatedRound(row.valid_from, definition))
    return {unit_id: tuple(dated) for unit_id, dated in found.items()}
