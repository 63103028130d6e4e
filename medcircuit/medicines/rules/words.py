"""French text made comparable: folded without accents, and the start of a medicine's name that is its brand."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")
_RELEASE_MARK = re.compile(r"\bL\.?\s?[PM]\b\.?", re.IGNORECASE)
_NUMBERED = re.compile(r"\s+\d.*|,.*")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")


def _plain_letters() -> dict[int, str]:
    """Every accented Latin letter and its plain one, as str.translate wants them."""
    table = {}
    for code in range(0xC0, 0x250):
        plain = "".join(
            sign for sign in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(sign)
        )
        if plain != chr(code) and plain.isascii():
            table[code] = plain.lower()
    return table | _SIGNS


_SIGNS = {
    ord(sign): plain
    for sign, plain in {"œ": "oe", "Œ": "oe", "æ": "ae", "’": "'", "‘": "'", "ʼ": "'"}.items()
}
_SIGNS |= {ord(sign): " " for sign in "\u00a0\u202f\u2009"} | {ord("–"): "-", ord("—"): "-"}
_LETTERS = _plain_letters()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, without accents nor ligatures, spaces single: « Œstradiol  Gé » is "oestradiol ge"."""
    plain = text.lower()
    return " ".join((plain if plain.isascii() else plain.translate(_LETTERS)).split())


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, letters and digits only, in their order."""
    return tuple(_WORD.findall(fold(text)))


def without_markup(text: str) -> str:
    """The text without the HTML tags that stray into the public files ("<p>5,45 mg" is "5,45 mg")."""
    return _MARKUP.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def brand(denomination: str) -> str:
    """What names the product before its strength, folded: « RITALINE L.P. 20 mg, gélule… » is "ritaline"."""
    name = _NUMBERED.sub("", _RELEASE_MARK.sub(" ", denomination))
    return " ".join(words(name)) or fold(denomination)
