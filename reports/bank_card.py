"""What is printed on a card of the size of a bank card (ISO/IEC 7810 ID-1: 85.6 × 54 mm), one a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TypeVar

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from reports.letters import REGULAR, letters

WIDTH, HEIGHT = 85.6 * mm, 54 * mm

Sheet = TypeVar("Sheet")


def bank_cards(
    sheets: Sequence[Sheet], draw: Callable[[Canvas, Sheet], None], *, title: str, subject: str
) -> bytes:
    """A PDF of cards, each in its frame. The same values give the same bytes."""
    letters()
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        lang="fr-FR",
        initialFontName=REGULAR,  # type: ignore[arg-type]  # its types say a size here
    )
    canvas.setTitle(title)
    canvas.setAuthor("medcircuit")
    canvas.setSubject(subject)
    for sheet in sheets:
        canvas.setLineWidth(0.3)
        canvas.setStrokeColorRGB(0.6, 0.6, 0.6)
        canvas.roundRect(1 * mm, 1 * mm, WIDTH - 2 * mm, HEIGHT - 2 * mm, 3 * mm, stroke=1, fill=0)
        draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
