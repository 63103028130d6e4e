"""The authorisations of a unit on paper: who may help whom with what, trained when and by whom, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from reports.paper import COLUMN, House, Imprint, grid, house_line, pages, style, text


@dataclass(frozen=True)
class Granted:
    """One authorisation in words: the person, what it is, its objects, for whom, the training, its days."""

    person: str
    kind: str
    objects: tuple[str, ...]
    residents: tuple[str, ...]
    training: str
    days: str
    state: str


@dataclass(frozen=True)
class AuthorisationSheet:
    """The authorisations of one unit; `nobody` are those who help there without any that holds."""

    house: House
    unit: str
    granted: tuple[Granted, ...]
    nobody: tuple[str, ...]
    printed: str


TITLE = "Autorisations et actes confiés"
NOTE = "Une autorisation retirée ne vaut plus, même imprimée. Vérifiez dans le logiciel."
WIDTHS = (38 * mm, 34 * mm, 26 * mm, 42 * mm)


def authorisation_sheet(sheet: AuthorisationSheet) -> bytes:
    """The PDF."""
    imprint = Imprint(f"{TITLE} : {sheet.unit}", TITLE, sheet.printed, NOTE)
    return pages(imprint, None, lambda: _story(sheet))


def _story(sheet: AuthorisationSheet) -> list[Flowable]:
    story: list[Flowable] = [
        house_line(sheet.house),
        Spacer(0, 3 * mm),
        text(TITLE, style(15, bold=True)),
        text(sheet.unit, style(11, bold=True)),
        Spacer(0, 4 * mm),
    ]
    if sheet.granted:
        head = ("Personne", "Quoi", "Pour qui", "Formation", "Validité")
        rows = [head, *(_row(one) for one in sheet.granted)]
        story.append(grid(rows, (*WIDTHS, COLUMN - sum(WIDTHS)), size=8.5))
    else:
        story.append(text("Aucune autorisation en cours."))
    if sheet.nobody:
        story += [Spacer(0, 4 * mm), text("Sans autorisation en cours :", style(9.5, bold=True))]
        story.append(text(", ".join(sheet.nobody)))
    for one in sheet.granted:
        story += _details(one)
    return story


def _row(one: Granted) -> Sequence[object]:
    validity = [text(one.days, style(8.5)), text(one.state, style(8.5, bold=True))]
    people = len(one.residents)
    whom = f"{people} personne{'s' if people > 1 else ''}"
    return (one.person, one.kind, whom, one.training, validity)


def _details(one: Granted) -> list[Flowable]:
    """All of one authorisation; it may run over pages, as a table's row could not."""
    heading = text(f"{one.person} : {one.kind}, {one.days}", style(10, bold=True, keepWithNext=1))
    said = [text(f"– {each}", style(8.5, leftIndent=4 * mm)) for each in one.objects]
    return [Spacer(0, 4 * mm), heading, text("Pour : " + ", ".join(one.residents), style(8.5)), *said]
