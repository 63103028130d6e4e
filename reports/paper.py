"""A4 documents about one person: their heading on each page, their styles, and what they are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

from reports.drawing import Box, draw_code
from reports.letters import BOLD, REGULAR, letters, printable

WIDTH, HEIGHT = A4
MARGIN = 15 * mm
COLUMN = WIDTH - 2 * MARGIN
"""How wide what is written is."""

_FONT = ("FONT", (0, 0), (-1, -1), REGULAR)
"""Or an empty cell would name a font that is not embedded."""


@dataclass(frozen=True)
class House:
    """The establishment that a document comes from; what it has not said is left out."""

    name: str
    finess: str
    address: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Person:
    """Whom a document is about. `ins` and `ins_code` (what its DataMatrix says) are of a qualified identity only."""

    birth_name: str
    used_name: str | None
    first_name: str
    first_names: str
    birth_date: date
    sex: str
    birthplace_code: str | None = None
    ins: str | None = None
    ins_nature: str | None = None
    ins_code: str | None = None
    room: str | None = None


@dataclass(frozen=True)
class Imprint:
    """What is said of the document itself: `printed` is when and by whom, `note` what it is not worth.

    `head` is said at the top of each page of a document that is about no person.
    """

    title: str
    subject: str
    printed: str
    note: str = ""
    head: str = ""


def name_of(person: Person) -> str:
    """« LEFEBVRE Marie (nom utilisé MARTIN) »: the birth name first, as identity monitoring asks."""
    used = f" (nom utilisé {person.used_name.upper()})" if person.used_name else ""
    return f"{person.birth_name.upper()} {person.first_name}{used}"


def born(person: Person) -> str:
    """« née le 02/03/1941 »."""
    return f"{'née' if person.sex == 'F' else 'né'} le {person.birth_date:%d/%m/%Y}"


def style(size: float = 9.5, *, bold: bool = False, **more: Any) -> ParagraphStyle:
    """A style of text; sizes in points."""
    letters()
    font = BOLD if bold else REGULAR
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, leading=size * 1.32, **more)


_HELD = re.compile(
    r"(?<=\d) (?=\d{3}\b|(?:mg|g|ml|mL|microgrammes?|unités?|UI|mmol|kg|h|heures?|%)(?![\w]))| (?=[:;?!»])|(?<=«) "
)
"""Spaces that no line may break: between a number and its unit, inside a number, before a high sign."""


def text(said: str, how: ParagraphStyle | None = None) -> Paragraph:
    """A paragraph of plain text: nothing in it is read as markup."""
    return Paragraph(escape(_HELD.sub("\u00a0", printable(said))), how or style())


def grid(rows: Sequence[Sequence[Any]], widths: Sequence[float], *, size: float = 8.5) -> Table:
    """A ruled table whose first row is its heading, repeated on each page; cells are texts or what a page is made of."""
    head, *others = rows
    cells = [[text(one, style(size, bold=True)) for one in head]]
    cells += [[text(one, style(size)) if isinstance(one, str) else one for one in row] for row in others]
    table = Table(cells, colWidths=list(widths), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                _FONT,
                ("GRID", (0, 0), (-1, -1), 0.5, black),
                ("LINEBELOW", (0, 0), (-1, 0), 1.2, black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ]
        )
    )
    return table


def framed(said: str, *, size: float = 9.5) -> Table:
    """A sentence that must be seen, in a thick frame that black and white keep."""
    table = Table([[text(said, style(size, bold=True))]], colWidths=[COLUMN])
    table.setStyle(
        TableStyle([_FONT, ("BOX", (0, 0), (-1, -1), 1.6, black), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)])
    )
    return table


def side_by_side(left: Sequence[Flowable], right: Sequence[Flowable], *, share: float = 0.5) -> Table:
    """Two columns, the left one of this share of the width."""
    table = Table([[list(left), list(right)]], colWidths=[COLUMN * share, COLUMN * (1 - share)])
    table.setStyle(
        TableStyle(
            [
                _FONT,
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (0, 0), 8),
                ("RIGHTPADDING", (1, 0), (1, 0), 0),
            ]
        )
    )
    return table


class Code(Flowable):
    """A DataMatrix as a block of a page; `side` in points."""

    def __init__(self, content: str, side: float) -> None:
        super().__init__()
        self.content = content
        self.width = self.height = side

    def draw(self) -> None:
        """Its squares, on the place where the page has put it."""
        draw_code(self.canv, self.content, Box(0, 0, self.width, self.height))


def identity_block(person: Person) -> list[Flowable]:
    """Who the document is about: traits in clear, the national identity only where it is qualified."""
    said: list[Flowable] = [
        text(name_of(person), style(12, bold=True)),
        text(f"Prénoms : {person.first_names} — sexe {person.sex} — {born(person)}"),
    ]
    where = [f"Code Insee du lieu de naissance : {person.birthplace_code}"] if person.birthplace_code else []
    where += [f"Chambre {person.room}"] if person.room else []
    if where:
        said.append(text(" — ".join(where)))
    if person.ins:
        said.append(text(f"Matricule INS : {person.ins} ({person.ins_nature})"))
    if person.ins_code is None:
        return said
    return [side_by_side(said, [Code(person.ins_code, 24 * mm)], share=1 - 26 * mm / COLUMN)]


def house_block(house: House) -> list[Flowable]:
    """Where the document comes from."""
    lines = [f"FINESS {house.finess}", house.address, house.phone and f"Tél. {house.phone}", house.email]
    return [text(house.name, style(11, bold=True)), *(text(one, style(8.5)) for one in lines if one)]


def house_line(house: House) -> Flowable:
    """Where the document comes from and how to call there, on one line."""
    told = [house.name, f"FINESS {house.finess}", house.address, house.phone and f"tél. {house.phone}"]
    return text(" — ".join(one for one in told if one), style(9, bold=True))


def pages(imprint: Imprint, person: Person | None, story: Callable[[], list[Flowable]]) -> bytes:
    """The PDF of a story, each page saying whom it is about, if anyone, and which page of how many it is.

    Same values, same bytes.
    """
    total = _built(imprint, person, story(), None)[1]
    return _built(imprint, person, story(), total)[0]


def page_count(imprint: Imprint, person: Person, story: Callable[[], list[Flowable]]) -> int:
    """How many pages a story takes."""
    return _built(imprint, person, story(), None)[1]


def _built(
    imprint: Imprint, person: Person | None, story: list[Flowable], total: int | None
) -> tuple[bytes, int]:
    letters()
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=imprint.title,
        author="medcircuit",
        subject=imprint.subject,
        lang="fr-FR",
        invariant=1,
        initialFontName=REGULAR,
    )

    def furniture(canvas: Canvas, at: BaseDocTemplate) -> None:
        _furniture(canvas, imprint, person, f"Page {at.page} / {total or '?'}")

    frame = Frame(MARGIN, 20 * mm, COLUMN, HEIGHT - 38 * mm, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=furniture)])
    document.build(story)
    return out.getvalue(), document.page


def _furniture(canvas: Canvas, imprint: Imprint, person: Person | None, page: str) -> None:
    canvas.saveState()
    canvas.setFillColor(black)
    canvas.setFont(BOLD, 9)
    canvas.drawString(MARGIN, HEIGHT - 12 * mm, printable(imprint.title))
    whom = printable(f"{name_of(person)}, {born(person)}" if person else imprint.head)
    size = 8.0
    while size > 5 and stringWidth(whom, REGULAR, size) > COLUMN - stringWidth(imprint.title, BOLD, 10):
        size -= 0.5
    canvas.setFont(REGULAR, size)
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 12 * mm, whom)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, HEIGHT - 14 * mm, WIDTH - MARGIN, HEIGHT - 14 * mm)
    canvas.line(MARGIN, 16 * mm, WIDTH - MARGIN, 16 * mm)
    canvas.setFont(REGULAR, 7.5)
    canvas.drawString(MARGIN, 12 * mm, printable(imprint.printed))
    canvas.drawRightString(WIDTH - MARGIN, 12 * mm, page)
    canvas.drawString(MARGIN, 8.5 * mm, printable(imprint.note))
    canvas.restoreState()
