"""Searching the whole catalogue as one types; the words are kept in memory, one index for each state of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from medcircuit.kernel.checksums import is_digits
from medcircuit.medicines.models import catalogue_edition, medicine, medicine_class, presentation
from medcircuit.medicines.rules.codes import read_code
from medcircuit.medicines.rules.finding import Entry, Index
from medcircuit.medicines.rules.labels import strength_french
from medcircuit.medicines.rules.supply import Declaration, Supply, shortage_of
from medcircuit.medicines.rules.words import brand, words
from medcircuit.medicines.service.reading import (
    Medicine,
    MedicineUnknown,
    Prescribing,
    find_class,
    medicine_from,
    medicines_with_class,
    strengths_from,
)
from medcircuit.medicines.service.sheets import DataAge, age_of, supplies

SHORTEST_CODE = 7
"""From how many digits on a number is the beginning of a code (CIP7, CIS, CIP13, GTIN), not a strength."""
LONGEST_NUMBER = 14


@dataclass(frozen=True)
class Hit(Medicine):
    """A medicine found, in the parts of the line that shows it; `near`: what was typed was read as nearly so spelled."""

    brand: str
    strength: str
    shortage: Supply | None
    near: bool


@dataclass(frozen=True)
class ClassSheet:
    """A class: how its medicines may be prescribed, which they are, and how old this is."""

    id: str
    label: str
    rules: Prescribing
    medicines: tuple[Hit, ...]
    age: DataAge


@dataclass
class _Catalogue:
    """One state of a catalogue: the index of its words, and the medicines already shown, by CIS."""

    index: Index
    shown: dict[str, Hit] = field(default_factory=dict)


_catalogues: dict[tuple[Any, ...], _Catalogue] = {}
"""The states of catalogues met lately; the last few suffice, for a process serves one database."""
_MOST = 4


def search(connection: Connection, text: str, limit: int = 20, *, on: date | None = None) -> list[Hit]:
    """The medicines whose name, substances or ATC code have words beginning so; or those of a code, typed or scanned.

    Marketed before gone; then those whose substance begins with the first word, those whose name does, the others.
    A code as a scanner sends it is read only where `on`, the day of the scan, is given.
    """
    known = _catalogue(connection)
    codes = _of_code(connection, text, limit, on)
    near = False
    if codes is None:
        found = known.index.find(text, limit)
        codes, near = list(found.codes), found.near
    hits = _shown(connection, known, codes)
    return [replace(hit, near=True) for hit in hits] if near else hits


def prepare_search(connection: Connection) -> None:
    """Read the words of the catalogue now, so that the first search does not wait for them."""
    _catalogue(connection)


def class_sheet(connection: Connection, class_id: str, *, on: date) -> ClassSheet:
    """A class and the medicines that are of it now, those marketed first.

    Raises:
        MedicineUnknown: the catalogue has no such class.
    """
    found = find_class(connection, class_id)
    if found is None:
        raise MedicineUnknown
    codes = connection.scalars(
        select(medicine.c.cis)
        .where(medicine.c.class_id == found.current_id)
        .order_by(
            medicine.c.retired_at.is_not(None), medicine.c.marketed.is_not(True), medicine.c.denomination
        )
    )
    hits = _shown(connection, _catalogue(connection), list(codes))
    return ClassSheet(found.current_id, found.label, found.rules, tuple(hits), age_of(connection, on))


def _shown(connection: Connection, known: _Catalogue, codes: list[str]) -> list[Hit]:
    missing = [cis for cis in codes if cis not in known.shown]
    if missing:
        declared = supplies(connection, missing)
        for row in connection.execute(medicines_with_class().where(medicine.c.cis.in_(missing))):
            known.shown[row.cis] = _hit(row, declared.get(row.cis, ()))
    return [known.shown[cis] for cis in codes]


def _hit(row: Row[Any], declared: Iterable[Declaration]) -> Hit:
    short = shortage_of(declared)
    said = [strength_french(one) for one in strengths_from(row.strengths)]
    return Hit(
        **vars(medicine_from(row)),
        brand=brand(row.denomination).upper(),
        strength=" + ".join(dict.fromkeys(said)) if said and all(said) else "",
        shortage=short.supply if short else None,
        near=False,
    )


def _of_code(connection: Connection, text: str, limit: int, on: date | None) -> list[str] | None:
    """The medicines of the code that this is or begins; None where it is no code."""
    digits = "".join(text.split())
    if not (is_digits(digits) and SHORTEST_CODE <= len(digits) <= LONGEST_NUMBER):
        scanned = read_code(text, on).product if on and len(digits) > LONGEST_NUMBER else None
        if scanned is None:
            return None
        digits = scanned.cip13 or scanned.gtin or ""
    cip13 = digits[1:] if len(digits) == LONGEST_NUMBER and digits[0] == "0" else digits
    boxes = select(presentation.c.cis).where(
        or_(_begins(presentation.c.cip13, cip13, 13), presentation.c.cip7 == digits)
    )
    rows = connection.scalars(
        select(medicine.c.cis)
        .where(or_(medicine.c.cis == digits, medicine.c.cis.in_(boxes)))
        .order_by(medicine.c.retired_at.is_not(None), medicine.c.denomination)
        .limit(limit)
    )
    return list(rows)


def _begins(column: Any, digits: str, width: int) -> Any:
    """Whether a code of so many digits begins with these; a range, for which an index serves on every engine."""
    return column.between(digits.ljust(width, "0"), digits.ljust(width, "9"))


_STATE = select(
    func.max(catalogue_edition.c.id), func.max(catalogue_edition.c.imported_at), func.count()
).select_from(catalogue_edition)


def _catalogue(connection: Connection) -> _Catalogue:
    """The catalogue as this connection sees it: every import that changes anything leaves an edition."""
    state = tuple(connection.execute(_STATE).one())
    known = _catalogues.get(state)
    if known is None:
        known = _Catalogue(Index(_entries(connection)))
        while len(_catalogues) >= _MOST:
            _catalogues.pop(next(iter(_catalogues)), None)
        _catalogues[state] = known
    return known


def _entries(connection: Connection) -> list[Entry]:
    rows = connection.execute(
        select(
            medicine.c.cis,
            medicine.c.denomination,
            medicine.c.substances,
            medicine.c.atc,
            medicine.c.marketed,
            medicine.c.retired_at,
            medicine_class.c.label,
        ).join(medicine_class, medicine_class.c.id == medicine.c.class_id)
    )
    return [
        Entry(
            cis=row.cis,
            name=words(row.denomination),
            substance=words(row.substances),
            others=(*words(row.label.rpartition(", ")[0]), *words(row.atc)),
            gone=row.retired_at is not None or not row.marketed,
            several="," in row.substances,
        )
        for row in rows
    ]
