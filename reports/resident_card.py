"""The card of a resident: photo, names, birth date, room, and the code that identifies them.

The size of a bank card (ISO/IEC 7810 ID-1: 85.6 × 54 mm), one a page, to be cut or printed on a card printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from reports.bank_card import WIDTH, bank_cards
from reports.drawing import Box, NotDrawable, draw_code, draw_svg
from reports.letters import BOLD, REGULAR, printable

SMALLEST_PT = 6.5
"""No text is smaller: it is broken into lines instead."""

_PHOTO = Box(4 * mm, 15 * mm, 24 * mm, 30 * mm)
_CODE = Box(WIDTH - 21 * mm, 8 * mm, 17 * mm, 17 * mm)
_NAMES = Box(31 * mm, 31.5 * mm, WIDTH - 34 * mm, 19 * mm)


@dataclass(frozen=True)
class ResidentCardSheet:
    """What a card shows. `sex` is M or F, `code` the 33 digits, `portrait` an image and its media type (image/svg+xml, image/png)."""

    house: str
    birth_name: str
    used_name: str | None
    first_name: str
    birth_date: date
    sex: str
    room: str
    support_label: str
    number: int
    code: str
    portrait: tuple[str, bytes] | None = None


def resident_cards(sheets: Sequence[ResidentCardSheet]) -> bytes:
    """A PDF of cards, one a page. The same values give the same bytes."""
    return bank_cards(
        sheets, _card, title="Carte d'identification", subject="Support d'identification d'un résident"
    )


def _card(canvas: Canvas, sheet: ResidentCardSheet) -> None:
    _photo(canvas, sheet)
    _names(canvas, sheet)
    canvas.setFillColorRGB(0, 0, 0)
    born = {"F": "Née", "M": "Né"}[sheet.sex]
    _text(canvas, BOLD, 9, 31 * mm, 27 * mm, f"{born} le {sheet.birth_date:%d/%m/%Y}")
    _lines(canvas, REGULAR, 8, Box(31 * mm, 14 * mm, 32 * mm, 11 * mm), f"Chambre {sheet.room}")
    _text(canvas, REGULAR, SMALLEST_PT, 31 * mm, 10 * mm, f"{sheet.support_label} n° {sheet.number}")
    draw_code(canvas, sheet.code, _CODE)
    tail = f"{sheet.code[-8:-4]} {sheet.code[-4:]}"
    canvas.setFont(BOLD, 9)
    canvas.drawCentredString(_CODE.x + _CODE.width / 2, 4.5 * mm, tail)
    _lines(canvas, REGULAR, SMALLEST_PT, Box(4 * mm, 3 * mm, 54 * mm, 6 * mm), sheet.house)


def _photo(canvas: Canvas, sheet: ResidentCardSheet) -> None:
    """The portrait, or an empty frame on which a photo can be glued."""
    if sheet.portrait is not None:
        media_type, content = sheet.portrait
        try:
            if media_type == "image/svg+xml":
                draw_svg(canvas, content.decode("utf-8"), _PHOTO)
            else:
                canvas.drawImage(
                    ImageReader(BytesIO(content)),
                    _PHOTO.x,
                    _PHOTO.y,
                    _PHOTO.width,
                    _PHOTO.height,
                    preserveAspectRatio=True,
                )
        except (NotDrawable, OSError):
            canvas.setFillColorRGB(0.95, 0.95, 0.95)
    canvas.setStrokeColorRGB(0.4, 0.4, 0.4)
    canvas.rect(_PHOTO.x, _PHOTO.y, _PHOTO.width, _PHOTO.height, stroke=1, fill=0)


def _names(canvas: Canvas, sheet: ResidentCardSheet) -> None:
    """BIRTH NAME First name, then the used name; as large as fits, never cut."""
    canvas.setFillColorRGB(0, 0, 0)
    name = printable(sheet.birth_name).upper()
    first = printable(sheet.first_name)
    used = f"Nom utilisé : {printable(sheet.used_name).upper()}" if sheet.used_name else ""
    size = 13.0
    while size > SMALLEST_PT and _height(name, first, used, size) > _NAMES.height:
        size -= 0.5
    y = _NAMES.y + _NAMES.height
    for font, text, share in ((BOLD, name, 1.0), (REGULAR, first, 1.0), (REGULAR, used, 0.7)):
        points = max(size * share, SMALLEST_PT)
        for written in _broken(text, font, points, _NAMES.width):
            y -= points * 1.12
            canvas.setFont(font, points)
            canvas.drawString(_NAMES.x, y, written)


def _height(name: str, first: str, used: str, size: float) -> float:
    small = max(size * 0.7, SMALLEST_PT)
    lines = len(_broken(name, BOLD, size, _NAMES.width)) + len(_broken(first, REGULAR, size, _NAMES.width))
    return 1.12 * (lines * size + len(_broken(used, REGULAR, small, _NAMES.width)) * small)


def _broken(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines of this width: broken at spaces and hyphens, within a word only where it is too long itself."""
    lines: list[str] = []
    current = ""
    for piece in (
        text.replace("-", "-\N{ZERO WIDTH SPACE}")
        .replace(" ", " \N{ZERO WIDTH SPACE}")
        .split("\N{ZERO WIDTH SPACE}")
    ):
        if current and pdfmetrics.stringWidth(current + piece.rstrip(), font, size) > width:
            lines.append(current.rstrip())
            current = ""
        current += piece
        while pdfmetrics.stringWidth(current.rstrip(), font, size) > width:
            fits = next(
                at
                for at in range(len(current), 0, -1)
                if at == 1 or pdfmetrics.stringWidth(current[:at], font, size) <= width
            )
            lines.append(current[:fits])
            current = current[fits:]
    return [*lines, current.rstrip()] if current.strip() else lines


def _lines(canvas: Canvas, font: str, size: float, box: Box, text: str) -> None:
    y = box.y + box.height
    for written in _broken(printable(text), font, size, box.width):
        y -= size * 1.15
        _text(canvas, font, size, box.x, y, written)


def _text(canvas: Canvas, font: str, size: float, x: float, y: float, text: str) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, printable(text))
