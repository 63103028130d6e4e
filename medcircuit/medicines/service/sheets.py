"""Everything known of one medicine, and how old it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from medcircuit.medicines.models import (
    availability,
    benefit_improvement,
    catalogue_edition,
    composition,
    generic_group,
    generic_member,
    has_page,
    major_interest,
    medical_benefit,
    prescription_condition,
    presentation,
)
from medcircuit.medicines.rules.bdpm import AVAILABILITIES, CONDITIONS, LAYOUTS
from medcircuit.medicines.rules.conditions import Condition, Conditions, read_conditions, sum_up
from medcircuit.medicines.rules.supply import Declaration, Supply, is_old, shortage_of, standing, supply_of
from medcircuit.medicines.rules.words import without_markup
from medcircuit.medicines.service.reading import (
    PRODUCTS,
    Medicine,
    MedicineUnknown,
    Product,
    medicine_of,
    product_from,
)

BENEFIT, IMPROVEMENT = "SMR", "ASMR"


@dataclass(frozen=True)
class FileEdition:
    """The edition of one file that is in use, and when it was imported."""

    file: str
    edition: date
    imported_at: datetime


@dataclass(frozen=True)
class DataAge:
    """How old the catalogue is: the oldest edition in use; `old` when it should be brought up to date.

    `missing` are the files that no edition ever had: what they say is not known.
    """

    edition: date | None
    days: int | None
    old: bool
    files: tuple[FileEdition, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Opinion:
    """One opinion of the HAS on a medicine: "SMR" or "ASMR", its value and words, and where it is published."""

    kind: str
    dossier: str
    motive: str
    given_on: date | None
    value: str
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class MedicineSheet:
    """One medicine: its composition as written, boxes, generic groups, conditions, shortages, opinions, and their age.

    `conditions` and `supply` are None where no edition ever had their file.
    """

    medicine: Medicine
    composition: tuple[dict[str, str], ...]
    presentations: tuple[Product, ...]
    groups: tuple[str, ...]
    conditions: tuple[Condition, ...] | None
    summary: Conditions | None
    supply: tuple[Declaration, ...] | None
    opinions: tuple[Opinion, ...]
    major_interest: str | None
    age: DataAge

    @property
    def shortage(self) -> Supply | None:
        """What must be known first of its supply; None where all is in supply, or nothing is known."""
        short = shortage_of(self.supply or ())
        return short.supply if short else None

    @property
    def edition(self) -> date | None:
        """The date of the data."""
        return self.age.edition


def sheet(connection: Connection, cis: str, *, on: date) -> MedicineSheet:
    """Everything known of one medicine; `on` is the day from which the age of the data is counted.

    Raises:
        MedicineUnknown: the catalogue has no such CIS.
    """
    found = medicine_of(connection, cis)
    if found is None:
        raise MedicineUnknown
    age = age_of(connection, on)
    boxes = connection.execute(PRODUCTS.where(presentation.c.cis == cis).order_by(presentation.c.cip13))
    conditions = None if CONDITIONS.file in age.missing else _conditions(connection, cis)
    interest = connection.scalar(select(major_interest.c.link).where(*_of(major_interest, cis)))
    return MedicineSheet(
        medicine=found,
        composition=_composition(connection, cis),
        presentations=tuple(product_from(row) for row in boxes),
        groups=_groups(connection, cis),
        conditions=conditions,
        summary=None if conditions is None else sum_up(conditions),
        supply=None if AVAILABILITIES.file in age.missing else supplies(connection, [cis]).get(cis, ()),
        opinions=(*_opinions(connection, cis, medical_benefit, BENEFIT), *_improvements(connection, cis)),
        major_interest=interest,
        age=age,
    )


def _of(table: Table, cis: str) -> tuple[Any, ...]:
    return (table.c.cis == cis, table.c.retired_at.is_(None))


def _composition(connection: Connection, cis: str) -> tuple[dict[str, str], ...]:
    rows = connection.execute(
        select(composition)
        .where(*_of(composition, cis))
        .order_by(composition.c.element, composition.c.link, composition.c.nature.desc())
    )
    return tuple(
        {"name": row.name, "nature": row.nature, "dosage": row.dosage, "reference": row.reference}
        for row in rows
    )


def _groups(connection: Connection, cis: str) -> tuple[str, ...]:
    return tuple(
        connection.scalars(
            select(generic_group.c.label)
            .join(generic_member, generic_member.c.group_id == generic_group.c.id)
            .where(*_of(generic_member, cis))
            .order_by(generic_group.c.label)
        )
    )


def _conditions(connection: Connection, cis: str) -> tuple[Condition, ...]:
    table = prescription_condition
    return read_conditions(connection.scalars(select(table.c.condition).where(*_of(table, cis))))


def supplies(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[Declaration, ...]]:
    """The shortages, stops and returns declared of these medicines, by CIS; the worst first."""
    found: dict[str, list[Declaration]] = {}
    table = availability
    rows = connection.execute(select(table).where(table.c.cis.in_(list(codes)), table.c.retired_at.is_(None)))
    for row in rows:
        found.setdefault(row.cis, []).append(_declaration(row))
    return {cis: standing(every) for cis, every in found.items()}


def _declaration(row: Row[Any]) -> Declaration:
    return Declaration(
        cip13=row.cip13,
        supply=supply_of(row.status),
        label=row.label,
        started=date.fromisoformat(row.started) if row.started else None,
        updated_on=row.updated_on,
        back_on=row.back_on,
        link=row.link,
    )


def _improvements(connection: Connection, cis: str) -> tuple[Opinion, ...]:
    return _opinions(connection, cis, benefit_improvement, IMPROVEMENT)


def _opinions(connection: Connection, cis: str, table: Table, kind: str) -> tuple[Opinion, ...]:
    rows = connection.execute(select(table).where(*_of(table, cis)).order_by(table.c.given_on.desc())).all()
    links: dict[str, list[str]] = {}
    wanted = {row.dossier for row in rows}
    for page in connection.execute(
        select(has_page)
        .where(has_page.c.dossier.in_(wanted), has_page.c.retired_at.is_(None))
        .order_by(has_page.c.link)
    ):
        links.setdefault(page.dossier, []).append(page.link)
    return tuple(
        Opinion(
            kind,
            row.dossier,
            row.motive,
            row.given_on,
            row.value,
            unescape(without_markup(row.text)),
            tuple(links.get(row.dossier, ())),
        )
        for row in rows
    )


def editions(connection: Connection) -> tuple[FileEdition, ...]:
    """The edition in use of each file, in the order of the files."""
    table = catalogue_edition
    rows = connection.execute(
        select(table.c.file, table.c.edition, table.c.imported_at).order_by(table.c.imported_at, table.c.id)
    )
    last = {row.file: FileEdition(row.file, row.edition, row.imported_at) for row in rows}
    return tuple(last[layout.file] for layout in LAYOUTS if layout.file in last)


def edition_of(connection: Connection) -> date | None:
    """The date of the oldest file in use: the age of the data. None where nothing was imported."""
    return min((one.edition for one in editions(connection)), default=None)


def age_of(connection: Connection, on: date) -> DataAge:
    """How old the catalogue is on this day."""
    files = editions(connection)
    edition = min((one.edition for one in files), default=None)
    known = {one.file for one in files}
    return DataAge(
        edition=edition,
        days=None if edition is None else max((on - edition).days, 0),
        old=is_old(edition, on),
        files=files,
        missing=tuple(layout.file for layout in LAYOUTS if layout.file not in known),
    )
