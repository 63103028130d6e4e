"""Searching the whole catalogue as one types; the words are kept in memory, one index for each state of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from medcircuit.medicines.service.reading import Medicine, medicine_from, medicines_with_class, strengths_from
from medcircuit.medicines.service.sheets import supplies

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


_indexes: dict[tuple[Any, ...], Index] = {}
"""The index of each state of a catalogue met lately; the last few suffice, for a process serves one database."""
_MOST = 4


def search(connection: Connection, text: str, limit: int = 20, *, on: date | None = None) -> list[Hit]:
    """The medicines whose name, substances or ATC code have words beginning so; or those of a code, typed or scanned.

    Marketed before gone; then those whose substance begins with the first word, those whose name does, the others.
    A code as a scanner sends it is read only where `on`, the day of the scan, is given.
    """
    codes = _of_code(connection, text, limit, on)
    near = False
    if codes is None:
        found = _index(connection).find(text, limit)
        codes, near = list(found.codes), found.near
    rows = {
        row.cis: row for row in connection.execute(medicines_with_class().where(medicine.c.cis.in_(codes)))
    }
    declared = supplies(connection, codes)
    return [_hit(rows[cis], declared.get(cis, ()), near=near) for cis in codes]


def _hit(row: Row[Any], declared: Iterable[Declaration], *, near: bool) -> Hit:
    short = shortage_of(declared)
    said = [strength_french(one) for one in strengths_from(row.strengths)]
    return Hit(
        **vars(medicine_from(row)),
        brand=brand(row.denomination).upper(),
        strength=" + ".join(dict.fromkeys(said)) if said and all(said) else "",
        shortage=short.supply if short else None,
        near=near,
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


def _index(connection: Connection) -> Index:
    table = catalogue_edition
    state = connection.execute(
        select(func.max(table.c.id), func.max(table.c.imported_at), func.count())
    ).one()
    known = _indexes.get(tuple(state))
    if known is None:
        known = Index(_entries(connection))
        while len(_indexes) >= _MOST:
            _indexes.pop(next(iter(_indexes)), None)
        _indexes[tuple(state)] = known
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
