"""GS1 element strings: where each field ends, whether it could end elsewhere, and what the fields say.

Where fields end is decided here by the letter of the standard (General Specifications, 7.8: a few identifiers have a
predefined length, every other field runs to the separator). biip then reads the well-formed string as a second
opinion, and any difference refuses the code.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from medcircuit.medicines.rules.codes.healing import GS
from medcircuit.medicines.rules.codes.reading import BAD_CONTENT, IMPOSSIBLE_DATE, TRUNCATED, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

Element = tuple[str, str]
"""An application identifier and its value."""

DATES = frozenset({"11", "12", "13", "15", "16", "17"})
_PREDEFINED = {"00": 18, "01": 14, "02": 14, "03": 14, "20": 2} | dict.fromkeys(DATES, 6)
"""Digits of the values whose end needs no separator (General Specifications, figure 7.8.5-2)."""
_FOUR_DIGIT_MEASURES = frozenset({"31", "32", "33", "34", "35", "36"})
_WIDTHS = (
    dict.fromkeys(("10", "21", "22", "30", "37", *(str(ai) for ai in range(90, 100))), 2)
    | dict.fromkeys(("23", "24", "25", "40", "42", "71"), 3)
    | dict.fromkeys(("39", "43", "70", "72", "80", "81", "82"), 4)
)
"""How many digits the other identifiers have, by their first two."""
LONGEST = {"10": 20, "21": 20, "22": 20, "240": 30, "241": 30} | {f"71{n}": 20 for n in range(8)}
_ANY = 90
SWALLOWED = 100
"""Characters of all the fields of a pack together; a longer value is no lost separator but noise."""
_TEXTS = frozenset({"10", "21"})
"""Lot and serial number: new on nearly every box, and only text."""
TEXT82 = re.compile(r"[!\"%-?A-Z_a-z]+")
"""GS1 character set 82, without the separator."""


def century(yy: int, read_on: date) -> int:
    """The year that two digits mean on a day: at most 49 years back, 50 ahead (General Specifications, 7.12)."""
    base = read_on.year - read_on.year % 100
    distance = yy - read_on.year % 100
    if distance >= 51:
        return base - 100 + yy
    return base + 100 + yy if distance <= -50 else base + yy


@lru_cache(maxsize=512)
def gs1_day(value: str, read_on: date) -> date | None:
    """The day that YYMMDD means; day 00 is the last day of the month; None where there is no such day."""
    year, month, day = century(int(value[:2]), read_on), int(value[2:4]), int(value[4:])
    if not (1 <= month <= 12 and MINYEAR <= year <= MAXYEAR):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def elements_of(text: str) -> list[Element] | Reason:
    """The fields of a read by the letter of the standard, values not judged but for their digits."""
    found: list[Element] = []
    for segment in text.split(GS):
        start = 0
        while start < len(segment):
            element = _element(segment, start)
            if isinstance(element, Reason):
                return element
            found.append(element)
            start += len(element[0]) + len(element[1])
    return found


def _element(segment: str, start: int) -> Element | Reason:
    head = segment[start : start + 2]
    if (size := _PREDEFINED.get(head)) is not None:
        return _fixed(head, segment[start + 2 : start + 2 + size], size)
    if head in _FOUR_DIGIT_MEASURES:
        return _fixed(segment[start : start + 4], segment[start + 4 : start + 10], 6)
    if head == "41":
        return _fixed(segment[start : start + 3], segment[start + 3 : start + 16], 13)
    width = _WIDTHS.get(head)
    if width is None:
        return TRUNCATED if len(head) < 2 and head.isdigit() else BAD_CONTENT
    ai, value = segment[start : start + width], segment[start + width :]
    return (ai, value) if value else TRUNCATED


def _fixed(ai: str, value: str, size: int) -> Element | Reason:
    if not (ai + value + "0").isascii() or not (ai + value).isdigit():
        return BAD_CONTENT
    return (ai, value) if len(value) == size else TRUNCATED


def hri_elements(text: str) -> list[Element] | Reason:
    """The fields of the human readable form, (01)…(17)…(10)…, typed or pasted: brackets are its separators."""
    pieces = re.split(r"\(([0-9]{2,4})\)", text)
    if pieces[0] or len(pieces) < 3:
        return BAD_CONTENT
    pairs = list(zip(pieces[1::2], pieces[2::2], strict=True))
    return TRUNCATED if any(not value for _, value in pairs) else pairs


def first_fault(elements: list[Element], read_on: date) -> Reason | None:
    """Why these fields are no code, if they are none: their dates, then whatever biip finds."""
    for ai, value in elements:
        if ai in DATES and (len(value) != 6 or not value.isdigit() or not value.isascii()):
            return BAD_CONTENT
        if ai in DATES and gs1_day(value, read_on) is None:
            return IMPOSSIBLE_DATE
    return None if _biip_agrees(elements) else BAD_CONTENT


def fits(ai: str, value: str) -> bool:
    """Whether text may be the value of a field of variable length."""
    return len(value) <= LONGEST.get(ai, _ANY) and TEXT82.fullmatch(value) is not None


def is_overlong(ai: str, value: str) -> bool:
    """Whether a field holds more than it may, all of it lawful text: its separator was lost, wherever it stood."""
    return LONGEST.get(ai, _ANY) < len(value) <= SWALLOWED and TEXT82.fullmatch(value) is not None


def is_variable(ai: str) -> bool:
    """Whether a field with this identifier runs to the separator."""
    return ai[:2] in _WIDTHS


@cache
def _biip() -> Callable[[str], list[Element] | None]:
    """biip, imported when it is first needed: its tables take a quarter of a second to load."""
    from biip import ParseConfig, ParseError
    from biip.gs1_messages import GS1Message

    # Days are judged here, against the day of reading: biip would take the machine's clock.
    config = ParseConfig(gs1_element_strings_verify_date=False)

    def read(text: str) -> list[Element] | None:
        try:
            message = GS1Message.parse(text, config=config)
        except (ParseError, ValueError, ArithmeticError, LookupError):
            return None
        return [(element.ai.ai, element.value) for element in message.element_strings]

    return read


def prepare_codes() -> None:
    """Load the tables of GS1 now, so that the first box read does not wait for them."""
    _biip()


def _biip_agrees(elements: list[Element]) -> bool:
    return all(
        _biip_text(ai).fullmatch(ai + value) if ai in _TEXTS else _biip_reads(ai, value)
        for ai, value in elements
    )


@cache
def _biip_text(ai: str) -> re.Pattern[str]:
    """What biip takes for the field of a lot or a serial number: it judges nothing else of them."""
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    return re.compile(GS1ApplicationIdentifier.extract(ai).pattern)


@lru_cache(maxsize=4096)
def _biip_reads(ai: str, value: str) -> bool:
    """Whether biip reads this field as we do. It judges each by itself: most of a box are those of the boxes before."""
    return _biip()(f"{ai}{value}{GS}") == [(ai, value)]
