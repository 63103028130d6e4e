"""« Qui a consulté »: who read a person's data under a temporary access, for the person who asks."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from reports.paper import (
    COLUMN,
    House,
    Imprint,
    Person,
    grid,
    house_line,
    identity_block,
    pages,
    text,
)


@dataclass(frozen=True)
class Reading:
    """One reading: when, by whom, what, and by what right."""

    at: str
    by: str
    what: str
    why: str


@dataclass(frozen=True)
class AccessSheet:
    """Every reading of a person's data, the last first."""

    house: House
    person: Person
    readings: tuple[Reading, ...]
    printed: str


def access_log(sheet: AccessSheet) -> bytes:
    """The PDF, for the person or who represents them."""
    note = "Lectures faites par un accès temporaire ou un bris de glace."
    imprint = Imprint("Qui a consulté", "Consultations de vos données", sheet.printed, note)
    return pages(imprint, sheet.person, lambda: _story(sheet))


def _story(sheet: AccessSheet) -> list[Flowable]:
    story = [
        house_line(sheet.house),
        Spacer(0, 2 * mm),
        *identity_block(sheet.person),
        Spacer(0, 5 * mm),
    ]
    if not sheet.readings:
        return [*story, text("Personne n'a lu ces données par un accès temporaire ou un bris de glace.")]
    rows: list[list[object]] = [["Quand", "Qui", "Quoi", "Pourquoi"]]
    rows += [[one.at, text(one.by), text(one.what), text(one.why)] for one in sheet.readings]
    return [*story, grid(rows, [COLUMN * 0.2, COLUMN * 0.22, COLUMN * 0.18, COLUMN * 0.4])]
