"""Whether a separator may have been lost: every other way in which a field could end.

A field of variable length runs to the separator. Where the separator was lost (a keyboard drops control characters, a
printer forgot one) it swallows what followed, and nothing in the text tells a lot `AB21C` from a lot `AB` followed by
the serial number `C`. So whatever could follow is taken to follow, under three limits that keep the question rare:

- only identifiers that a pack carries are looked for: product, lot, expiry, serial (delegated regulation (EU)
  2016/161, article 4), the French number 711, those of other countries (710 to 716, seven digits at least),
  production and other dates, and 240. Counts (30, 37), variants (20, 22) and internal fields (90 to 99) are not: two
  lots out of three hold such a pair of digits;
- their values must be right: a date that exists, a GTIN or CIP13 whose key holds, something behind 10 and 21; behind
  such a date or number, whatever the standard lets follow is taken to follow, counts and internal fields too;
- no identifier stands twice in a symbol. A pack with its product, expiry, lot and serial each behind its own
  identifier therefore leaves nearly nothing to swallow, whatever its lot looks like.

A separator seen elsewhere in the read proves nothing about this one: it is not taken as leave to guess. A pack without
serial number whose lot holds "21" is asked about, three to five such packs in a hundred (lots of six to eight digits
drawn at random); a pack with all four fields, one in two hundred at most. That is the price of never storing a
wrong lot. A read cut short inside its last field cannot be seen from its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from medcircuit.kernel.checksums import has_ean_key
from medcircuit.medicines.rules.codes.gs1 import (
    DATES,
    LONGEST,
    SWALLOWED,
    Element,
    elements_of,
    fits,
    gs1_day,
    is_variable,
)
from medcircuit.medicines.rules.codes.products import CIP
from medcircuit.medicines.rules.codes.reading import Reason

_FOLLOWER = re.compile(
    r"(?=(01[0-9]{14}|1[1-35-7][0-9]{6}|711[0-9]{13}|71[02-6][0-9]{7}|10.|21.|240.))", re.DOTALL
)
_FIXED = {"01": 14, "711": 13} | dict.fromkeys(DATES, 6)
_THREE_DIGITS = frozenset({"24", "71"})
MOST_READINGS = 6
_MOST_STEPS = 400


def other_readings(elements: list[Element], read_on: date) -> list[list[Element]]:
    """The other ways to read these fields, had one separator or more been lost in one of them; at most six.

    A text with so many ways that they cannot be followed gives those found; it has at least one.
    """
    used = {ai for ai, _ in elements}
    found: list[list[Element]] = []
    for place, (ai, value) in enumerate(elements):
        if not is_variable(ai) or len(value) > SWALLOWED or _FOLLOWER.search(value, 1) is None:
            continue
        for fields in _Splitter(value, read_on).readings(ai, frozenset(used)):
            found.append([*elements[:place], *fields, *elements[place + 1 :]])
            if len(found) == MOST_READINGS:
                return found
    return found


@dataclass
class _Splitter:
    """One swallowing value, and the places in it where another field could begin."""

    value: str
    read_on: date
    steps: int = 0
    starts: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = {found.start(): found[1] for found in _FOLLOWER.finditer(self.value, 1)}

    def readings(self, ai: str, used: frozenset[str]) -> Iterator[list[Element]]:
        """The value as its own field cut short, followed by others up to its end."""
        return self._cut(ai, 0, used)

    def _cut(self, ai: str, begin: int, used: frozenset[str]) -> Iterator[list[Element]]:
        longest = LONGEST.get(ai, len(self.value))
        for start in self.starts:
            if begin < start <= begin + longest and fits(ai, self.value[begin:start]):
                for rest in self._from(start, used):
                    yield [(ai, self.value[begin:start]), *rest]

    def _from(self, start: int, used: frozenset[str]) -> Iterator[list[Element]]:
        """Every way to read the value from a place to its end."""
        self.steps += 1
        match = self.starts[start]
        ai = match[:3] if match[:2] in _THREE_DIGITS else match[:2]
        if ai in used or self.steps > _MOST_STEPS:
            return
        begin = start + len(ai)
        if (size := _FIXED.get(ai)) is None:
            if fits(ai, self.value[begin:]):
                yield [(ai, self.value[begin:])]
            yield from self._cut(ai, begin, used | {ai})
        elif self._right(ai, self.value[begin : begin + size]):
            own = (ai, self.value[begin : begin + size])
            for rest in self._behind(begin + size, used | {ai}):
                yield [own, *rest]

    def _behind(self, end: int, used: frozenset[str]) -> Iterator[list[Element]]:
        """Every way to read what stands behind a field whose own content proves it."""
        if end in self.starts:
            yield from self._from(end, used)
            return
        told = elements_of(self.value[end:])
        if not isinstance(told, Reason) and not used & {ai for ai, _ in told}:
            yield told

    def _right(self, ai: str, value: str) -> bool:
        if ai in DATES:
            return gs1_day(value, self.read_on) is not None
        return has_ean_key(value) and (ai == "01" or value.startswith(CIP))
