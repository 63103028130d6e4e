"""What happened to a code between the label and us: prefixes, keyboard layouts, separators, repeated reads.

Only repairs that are certain are made. A scanner set to a US keyboard on a French host, or to a French one under Caps
Lock, sends wrong characters; the symbology identifier (AIM, ISO/IEC 15424) that it puts first tells which. Without
it the digits alone can be turned back, because both mistakes give the same signs for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medcircuit.medicines.rules.codes.reading import (
    EMPTY,
    GLUED,
    LAYOUT,
    NOT_A_CODE,
    TOO_LONG,
    Healed,
    Reason,
)

GS = "\x1d"
LONGEST = 700
"""Characters beyond which nothing is read: an INS code has at most 300, and may arrive twice."""

SPACES = " \u00a0\u2007\u2009\u202f"
_FRAME = SPACES + "\t\r\n\x00\x02\x03\u200b\ufeff"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
_FRENCH = "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"
_FRENCH_DIGITS = "&é\"'(-è_çàÉÈÇÀ"
_PASSING = GS + _FRAME
_ALTGR = "|{}[]\\~#@"
"""Signs of a French keyboard that Caps Lock leaves alone; the other signs change place with their neighbours."""

_FROM_AZERTY = dict(zip(map(ord, _FRENCH), _US, strict=True))
_DIGITS = dict(zip(map(ord, _FRENCH_DIGITS), "12345678902790", strict=True))
_FROM_CAPS = {
    **_DIGITS,
    **dict(zip(map(ord, _LETTERS), _LETTERS.swapcase(), strict=True)),
    **{ord(sign): sign for sign in _ALTGR},
}
for _sign in _PASSING:
    for _table in (_FROM_AZERTY, _DIGITS, _FROM_CAPS):
        _table[ord(_sign)] = _sign

_UNTOUCHED = re.compile(r"[0-9A-Za-z\x1d]*")
_AIM = re.compile(r"\][A-Za-z][0-9]")
_LINES = re.compile(r"[\r\n\t]+")
_AZERTY_PREFIX = re.compile(r"\$[A-Za-z][&é\"'(\-è_çà]")
_CAPS_PREFIX = re.compile(r"\][A-Za-z][&é\"'(\-è_çà]")
_CAPS_LETTER_PREFIX = re.compile(r"\](?:D[0-6]|c[0-4]|q[0-6])")
"""Symbology letters that only Caps Lock makes on a host whose digits it leaves alone."""
_DAMAGED_IDENTITY = re.compile(r"IS[àÀ][&1]", re.IGNORECASE)
"""IS01 of an identity, its digits through the wrong layout."""
_BEGINS_LIKE_A_CODE = re.compile(r"\s*(?:[0-9\x1d\](\[$&é\"'\-è_çà]|IS0)", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"<(?:GS|FNC1|0x1D)>|\{(?:GS|FNC1)\}|\[(?:GS|FNC1)\]|\\x1d|\\u001d|~d029|~F|\^\]|\](?=[0-9])|[|^~␝↔]",
    re.IGNORECASE,
)
"""What stands for GS when a scanner or a host rewrites it: Ctrl-] loses its Ctrl on the way, and a symbology
identifier has a letter behind its bracket. None of the single signs is lawful in a GS1 value."""


@dataclass(frozen=True)
class Clean:
    """One read: its text with GS as only separator, the scanner's AIM prefix, the repairs made."""

    text: str
    aim: str | None = None
    healed: tuple[Healed, ...] = ()


def clean(raw: str) -> Clean | Reason:
    """The read that this text is, once what surely happened to it is undone; else why it cannot be told."""
    if len(raw) > LONGEST:
        return TOO_LONG if _BEGINS_LIKE_A_CODE.match(raw) else NOT_A_CODE
    text = raw.strip(_FRAME)
    aim = None
    if _AIM.match(text) and _UNTOUCHED.fullmatch(text, 3) and not _CAPS_LETTER_PREFIX.match(text):
        aim, text = text[:3], text[3:]
    elif not _UNTOUCHED.fullmatch(text):
        return _heal(text)
    text = text.strip(GS)
    return Clean(text, aim) if text else EMPTY


def halves(text: str) -> str | None:
    """The text that was read twice in a row (with or without a separator or a space between), or None."""
    middle, odd = divmod(len(text), 2)
    if middle and text[:middle] == text[middle + odd :] and (not odd or text[middle] in GS + SPACES):
        return text[:middle]
    return None


def _heal(text: str) -> Clean | Reason:
    """The slow way: layouts first, then separators, then several reads in one."""
    turned = _turn_back(text)
    if isinstance(turned, Reason):
        return turned
    text, healed = turned
    lines = [line for line in map(_tidy, _LINES.split(_SEPARATOR.sub(GS, text))) if line]
    aims = [found[0] for line in lines if (found := _AIM.match(line))]
    parts = [part for line in lines for piece in _AIM.split(line) if (part := _tidy(piece))]
    if not parts:
        return EMPTY
    if len(set(parts)) > 1:
        if not all(part.startswith("(") for part in parts):
            return GLUED
        parts = ["".join(parts)]  # the readable form as it is printed, a field a line
    if len(parts) > 1:
        healed = (*healed, Healed.DOUBLED)
    return Clean(parts[0], aims[0] if aims else None, healed)


def _tidy(line: str) -> str:
    return line.strip(_FRAME + GS)


def _turn_back(text: str) -> tuple[str, tuple[Healed, ...]] | Reason:
    """The text as the label has it, whatever keyboard it came through."""
    if _AZERTY_PREFIX.match(text):
        return _through(_FROM_AZERTY, text, Healed.AZERTY)
    if _CAPS_PREFIX.match(text):
        return _through(_FROM_CAPS, text, Healed.CAPS)
    if _CAPS_LETTER_PREFIX.match(text):
        return text.swapcase(), (Healed.CAPS,)
    if _DAMAGED_IDENTITY.match(text):
        return LAYOUT
    signs = sum(sign in _FRENCH_DIGITS for sign in text)
    if _AIM.match(text) or signs < 6 or signs * 3 < len(text):
        return text, ()
    if all(ord(sign) in _DIGITS for sign in text):
        return _through(_DIGITS, text, Healed.DIGITS)
    # é, è, ç and à are in no code: letters beside them went through the wrong layout, and cannot be told apart
    return LAYOUT if any(sign in "éèçàÉÈÇÀ" for sign in text) else (text, ())


def _through(table: dict[int, str], text: str, healed: Healed) -> tuple[str, tuple[Healed, ...]] | Reason:
    if any(ord(sign) not in table for sign in text):
        return LAYOUT
    return text.translate(table), (healed,)
