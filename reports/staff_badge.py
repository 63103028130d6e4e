"""The badge of a professional: name, what they are, the house, and the code that says who they are.

The size of a bank card (ISO/IEC 7810 ID-1: 85.6 × 54 mm), one a page, to be cut or printed on a card printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from reports.drawing import Box, draw_code
from reports.letters import BOLD, REGULAR, letters, printable

WIDTH, HEIGHT = 85.6 * mm, 54 * mm
_CODE = Box(WIDTH - 28 * mm, 12 * mm, 24 * mm, 24 * mm)
_WORDS = Box(4 * mm, 4 * mm, WIDTH - 34 * mm, HEIGHT - 8 * mm)
_SMALL_PT = 6.5


@dataclass(frozen=True)
class StaffBadgeSheet:
    """What a badge shows; `code` is its 33 digits, `number` which copy it is."""

    house: str
    name: str
    what: str
    number: int
    code: str


def staff_badges(sheets: Sequence[StaffBadgeSheet]) -> bytes:
    """A PDF of badges, one a page. The same values give the same bytes."""
    letters()
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        lang="fr-FR",
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub takes it for a size
    )
    canvas.setTitle("Badge de professionnel")
    canvas.setAuthor("medcircuit")
    canvas.setSubject("Badge d'un professionnel")
    for sheet in sheets:
        _badge(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _badge(canvas: Canvas, sheet: StaffBadgeSheet) -> None:
    canvas.setLineWidth(0.3)
    canvas.setStrokeColorRGB(0.6, 0.6, 0.6)
    canvas.roundRect(1 * mm, 1 * mm, WIDTH - 2 * mm, HEIGHT - 2 * mm, 3 * mm, stroke=1, fill=0)
    canvas.setFillColorRGB(0, 0, 0)
    note = f"Badge n° {sheet.number}. Il dit qui vous êtes, votre code PIN le prouve."
    size = 14.0
    while size > _SMALL_PT and _words(canvas, sheet, note, size, draw=False) < _WORDS.y:
        size -= 0.5
    _words(canvas, sheet, note, size, draw=True)
    draw_code(canvas, sheet.code, _CODE)


def _words(canvas: Canvas, sheet: StaffBadgeSheet, note: str, size: float, *, draw: bool) -> float:
    """Write the words from the top, broken into lines, or only say how low they come, in points from the bottom."""
    y = _WORDS.y + _WORDS.height
    texts = ((BOLD, sheet.name, size), (REGULAR, sheet.what, size * 0.7), (REGULAR, sheet.house, size * 0.7))
    for font, text, points in (*texts, (REGULAR, note, _SMALL_PT)):
        shown = max(points, _SMALL_PT)
        for line in simpleSplit(printable(text), font, shown, _WORDS.width):
            y -= shown * 1.2
            if draw:
                canvas.setFont(font, shown)
                canvas.drawString(_WORDS.x, y, line)
        y -= shown * 0.4
    return y
