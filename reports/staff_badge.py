"""The badge of a professional: name, what they are, the house, and the code that says who they are.

The size of a bank card (ISO/IEC 7810 ID-1: 85.6 × 54 mm), one a page, to be cut or printed on a card printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from reports.bank_card import HEIGHT, WIDTH, bank_cards
from reports.drawing import Box, draw_code
from reports.letters import BOLD, REGULAR, printable

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
    return bank_cards(sheets, _badge, title="Badge de professionnel", subject="Badge d'un professionnel")


def _badge(canvas: Canvas, sheet: StaffBadgeSheet) -> None:
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
