"""The letters that documents are set in: fonts that are embedded, and text that they can write."""

from __future__ import annotations

import unicodedata
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Vera", "VeraBd"


@cache
def letters() -> frozenset[int]:
    """The letters that every font has, by code point; the fonts, which reportlab brings, are registered to be embedded."""
    fonts = [TTFont(name, f"{name}.ttf") for name in (REGULAR, BOLD)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def printable(text: str) -> str:
    """The text with the letters that the fonts have: one they lack loses its accent rather than becoming an empty box."""
    known = letters()
    said = []
    for sign in unicodedata.normalize("NFC", text):
        bare = unicodedata.normalize("NFKD", sign)
        said.append(sign if ord(sign) in known else "".join(one for one in bare if ord(one) in known))
    return "".join(said)
