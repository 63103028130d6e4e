"""How stock is counted, and how an amount of it is said to a reader."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from medcircuit.kernel.nouns import plural
from medcircuit.kernel.quantities import PER_ML, PER_UNIT, amount_french, amount_text, to_parts

PARTS: Mapping[str, int] = MappingProxyType({"unit": PER_UNIT, "ml": PER_ML, "use": 1})
"""Smallest parts in one stock unit; a product counted by use (a cream) is counted by container."""


def dose_parts(units: Fraction, stock_unit: str) -> int:
    """The parts a dose takes from stock, rounded up to a whole part; nothing for a product counted by use."""
    if stock_unit == "use":
        return 0
    return math.ceil(units * PARTS[stock_unit])


def whole_parts(units: Fraction, stock_unit: str) -> int | None:
    """The parts in a counted amount, or None where it cannot be counted so (a fifth of a tablet)."""
    return to_parts(units, PARTS[stock_unit])


def parts_amount(parts: int, stock_unit: str) -> Fraction:
    """The amount in stock units (tablets, millilitres, containers) that these parts make."""
    return Fraction(parts, PARTS[stock_unit])


@dataclass(frozen=True)
class Boxes:
    """An amount as whole boxes and what is left beside them, in stock units."""

    boxes: int
    rest: Fraction


def in_boxes(units: Fraction, per_box: Fraction | None) -> Boxes:
    """The amount as whole boxes and a rest; all of it is rest where nobody said yet what a box holds."""
    if not per_box:
        return Boxes(0, units)
    boxes, rest = divmod(units, per_box)
    return Boxes(int(boxes), rest)


BOX = "boîte"


@dataclass(frozen=True)
class Counted:
    """So many of something, its French word in the singular."""

    amount: Fraction
    word: str


@dataclass(frozen=True)
class Words:
    """An amount as a reader is told it, part by part: whole boxes, then what is beside them."""

    parts: tuple[Counted, ...]

    def __str__(self) -> str:
        """In French: « 3 boîtes + 12 comprimés », « 112 comprimés » where the box is not known."""
        return " + ".join(counted_french(part.amount, part.word) for part in self.parts)


def level_words(units: Fraction, unit_label: str, per_box: Fraction | None) -> Words:
    """The amount as whole boxes and units."""
    known = in_boxes(units, per_box)
    boxes = (Counted(Fraction(known.boxes), BOX),) if known.boxes else ()
    rest = (Counted(known.rest, unit_label),) if known.rest or not known.boxes else ()
    return Words(boxes + rest)


def counted_french(amount: Fraction, word: str) -> str:
    """A number and its word: « ½ comprimé », « 1 ½ comprimé », « 2 comprimés » (plural from two on), « 2,5 ml »."""
    return f"{counted_number(amount, word)} {plural_french(word) if amount >= 2 else word}"


def counted_number(amount: Fraction, word: str) -> str:
    """A number before a unit: millilitres are never said in fractions."""
    return amount_text(amount).replace(".", ",") if word == "ml" else amount_french(amount)


def plural_french(word: str) -> str:
    """The plural of a unit's name, adjectives included: « récipients unidoses », « anneaux », « ml »."""
    return plural(word)
