"""The transfer sheet (fiche de liaison d'urgence): one page that leaves with a person for a hospital, at night too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

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
    page_count,
    pages,
    style,
    text,
)
from reports.treatment_plan import allergies_block

LARGEST, SMALLEST = 8.5, 6.5
"""Text sizes of the table in points: it shrinks to hold on one page, never below what is read."""


@dataclass(frozen=True)
class TransferLine:
    """One medicine: its name, its posology, the last time it was taken (or not), and the next dose due."""

    medicine: str
    posology: str
    last: str
    next_due: str


@dataclass(frozen=True)
class TransferSheet:
    """What the receiving team must know; `not_taken` are the refusals and omissions of the last three days."""

    house: House
    person: Person
    allergies: tuple[str, ...]
    texture: str | None
    notes: str | None
    lines: tuple[TransferLine, ...]
    suspended: tuple[str, ...]
    not_taken: tuple[str, ...]
    printed: str


def transfer_sheet(sheet: TransferSheet) -> bytes:
    """The PDF, on one page as long as text of 6.5 points holds there; a longer treatment goes on to a second."""
    imprint = Imprint("Fiche de liaison d'urgence", "Transfert vers un établissement de santé", sheet.printed)
    sizes = [LARGEST - step / 2 for step in range(int((LARGEST - SMALLEST) * 2) + 1)]
    stories = [partial(_story, sheet, size) for size in sizes]
    holds = (story for story in stories if page_count(imprint, sheet.person, story) == 1)
    return pages(imprint, sheet.person, next(holds, stories[-1]))


def _story(sheet: TransferSheet, size: float) -> list[Flowable]:
    story = [
        house_line(sheet.house),
        Spacer(0, 2 * mm),
        *identity_block(sheet.person),
        Spacer(0, 2 * mm),
        allergies_block(sheet.allergies),
        Spacer(0, 2 * mm),
    ]
    for label, said in (("Texture des repas", sheet.texture), ("À savoir", sheet.notes)):
        if said:
            story.append(text(f"{label} : {said}", style(9)))
    story += [Spacer(0, 2 * mm), text("Traitement en cours", style(10.5, bold=True)), Spacer(0, 1.5 * mm)]
    story.append(_treatment(sheet, size))
    if sheet.suspended:
        said = "Suspendu, ne pas donner : " + " ; ".join(sheet.suspended)
        story += [Spacer(0, 2 * mm), text(said, style(size, bold=True))]
    story += [Spacer(0, 2 * mm), text("Non pris depuis trois jours", style(10, bold=True))]
    story += [text(said, style(size)) for said in sheet.not_taken or ("Rien à signaler.",)]
    return story


def _treatment(sheet: TransferSheet, size: float) -> Flowable:
    if not sheet.lines:
        return text("Aucun médicament en cours.")
    rows: list[list[object]] = [["Médicament", "Posologie", "Dernière prise", "Prochaine prise"]]
    rows += [
        [text(line.medicine, style(size, bold=True)), line.posology, line.last, line.next_due]
        for line in sheet.lines
    ]
    shares = (0.3, 0.34, 0.2, 0.16)
    return grid(rows, [COLUMN * share for share in shares], size=size)
