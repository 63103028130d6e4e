"""What the tables keep as text, read once per content: versions never change, so nothing here goes stale."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import lru_cache
from threading import Lock
from typing import Generic, Protocol, TypeVar

from medcircuit.kernel.quantities import amount_text
from medcircuit.medicines.rules.classes import Strength
from medcircuit.medicines.rules.doses import Counting, StockUnit, breaks_a_unit, dose_in_units
from medcircuit.medicines.rules.forms import Family
from medcircuit.medicines.rules.strength import Unit
from medcircuit.posology.rules import Dosage, parse_json, read_dosages, sentences
from medcircuit.prescriptions.rules.lines import LineLabel

REMEMBERED = 16384
"""How many texts of a kind are remembered."""


class Amounted(Protocol):
    """What says an amount and its unit, where it does."""

    @property
    def amount(self) -> Fraction | None:
        """How much."""

    @property
    def unit(self) -> str | None:
        """Of what."""


Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Memory(Generic[Key, Kept]):
    """What was worked out last, under a key that says all it depends on; beyond `most` the oldest is forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Key, Kept] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        """What is remembered under this key."""
        return self._kept.get(key)

    def put(self, key: Key, kept: Kept) -> Kept:
        """Remember it, and give it back."""
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return kept


@lru_cache(maxsize=REMEMBERED)
def dosages_of(text: str) -> tuple[Dosage, ...]:
    """The dosages of a stored version."""
    return read_dosages(parse_json(text))


@lru_cache(maxsize=REMEMBERED)
def sentence_of(text: str) -> str:
    """The dosages of a stored version in French, as a nurse says them."""
    return sentences(dosages_of(text))


@lru_cache(maxsize=REMEMBERED)
def label_of(text: str) -> LineLabel:
    """The label of a stored line."""
    return LineLabel(**json.loads(text))


@lru_cache(maxsize=REMEMBERED)
def texts_of(text: str) -> tuple[str, ...]:
    """A stored list of texts."""
    return tuple(json.loads(text))


def counting_text(counting: Counting) -> str:
    """How a medicine is counted, to be kept with the line."""
    return json.dumps(
        {
            "stock_unit": counting.stock_unit.value,
            "word": counting.word,
            "family": counting.family.value,
            "strengths": [
                [one.base, _text(one.value), one.unit.value if one.unit else None, one.per]
                for one in counting.strengths
            ],
            "unit_ml": _text(counting.unit_ml),
            "drops_per_ml": _text(counting.drops_per_ml),
        },
        ensure_ascii=False,
    )


@lru_cache(maxsize=REMEMBERED)
def counting_of(text: str) -> Counting:
    """What `counting_text` wrote."""
    kept = json.loads(text)
    return Counting(
        stock_unit=StockUnit(kept["stock_unit"]),
        word=kept["word"],
        family=Family(kept["family"]),
        strengths=tuple(
            Strength(base, _amount(value), Unit(unit) if unit else None, per)
            for base, value, unit, per in kept["strengths"]
        ),
        unit_ml=_amount(kept["unit_ml"]),
        drops_per_ml=_amount(kept["drops_per_ml"]),
    )


@lru_cache(maxsize=REMEMBERED)
def units_of(amount: Fraction, unit: str, counting: str) -> Fraction | None:
    """How many stock units a dose is, or None where a person decides."""
    return dose_in_units(amount, unit, counting_of(counting))


def wastes(dose: Amounted, counting: str) -> bool:
    """Whether the rest of a unit cannot be used once a dose is taken from it: what is thrown away of a narcotic is seen by two."""
    if not dose.amount or not dose.unit:
        return False
    return breaks_a_unit(units_of(dose.amount, dose.unit, counting), counting_of(counting))


def _text(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _amount(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
