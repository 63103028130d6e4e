"""The register of narcotics on paper: each page names the house and its address, each operation has its date and balance."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from reports.paper import COLUMN, House, Imprint, grid, house_line, pages, style, text


@dataclass(frozen=True)
class Operation:
    """One line, in words; amounts are in units of the product."""

    number: str
    at: str
    what: str
    came: str
    left: str
    after: str
    by: str


@dataclass(frozen=True)
class ProductBook:
    """One presentation in one place: its balance when the time began, each operation, its balance at the end."""

    product: str
    place: str
    unit_word: str
    before: str
    after: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class RegisterSheet:
    """The register of a unit over some days."""

    house: House
    unit: str
    days: str
    books: tuple[ProductBook, ...]
    printed: str


TITLE = "Registre interne des stupéfiants"
NOTE = "Les lignes de chaque produit se suivent sans trou et personne ne les modifie. Une correction est une ligne de plus."
WIDTHS = (11 * mm, 29 * mm, 16 * mm, 16 * mm, 16 * mm, 36 * mm)


def register_sheet(sheet: RegisterSheet) -> bytes:
    """The PDF."""
    house = " — ".join(part for part in (sheet.house.name, sheet.house.address) if part)
    imprint = Imprint(TITLE, house, sheet.printed, NOTE, head=house)
    return pages(imprint, None, lambda: _story(sheet))


def _story(sheet: RegisterSheet) -> list[Flowable]:
    story: list[Flowable] = [
        house_line(sheet.house),
        Spacer(0, 3 * mm),
        text(TITLE, style(15, bold=True)),
        text(f"{sheet.unit} — {sheet.days}", style(11, bold=True)),
        Spacer(0, 4 * mm),
    ]
    if not sheet.books:
        story.append(text("Aucun stupéfiant détenu ni mouvementé sur cette période."))
    for one in sheet.books:
        story += _book(one)
    return story


def _book(book: ProductBook) -> list[Flowable]:
    heading = text(f"{book.product} — {book.place}", style(10.5, bold=True))
    what = COLUMN - sum(WIDTHS)
    head = ("N°", "Date et heure", "Opération", "Entrée", "Sortie", "Solde", "Par")
    rows = [head, ("", "", f"Solde au début ({book.unit_word})", "", "", book.before, "")]
    rows += [(one.number, one.at, one.what, one.came, one.left, one.after, one.by) for one in book.operations]
    rows.append(("", "", f"Solde à la fin ({book.unit_word})", "", "", book.after, ""))
    return [
        CondPageBreak(40 * mm),
        heading,
        grid(rows, (*WIDTHS[:2], what, *WIDTHS[2:]), size=8),
        Spacer(0, 5 * mm),
    ]
