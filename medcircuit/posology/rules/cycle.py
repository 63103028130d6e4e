"""Days of a cycle that repeats: 21 days on and 7 off, one dose one day and another the next.

FHIR R4 has no word for it, so it is our modifierExtension of Dosage: a reader that does not know it must not plan by the
rest alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.values import Dosage

CYCLE_URL = "urn:medcircuit:fhir:dosage-cycle"


@dataclass(frozen=True)
class Cycle:
    """Doses on these days (1 is the first day on which a dose is possible) of each run of `length` days."""

    length: int
    days: frozenset[int]

    def holds(self, since_first: int) -> bool:
        """A day, counted from the first (0), is one of the cycle's."""
        return since_first % self.length + 1 in self.days


def cycle_extension(length: int, days: Iterable[int]) -> dict[str, Any]:
    """The member of `modifierExtension` that says so."""
    return {
        "url": CYCLE_URL,
        "extension": [
            {"url": "length", "valuePositiveInt": length},
            *({"url": "day", "valuePositiveInt": day} for day in sorted(days)),
        ],
    }


def cycle_of(dosage: Dosage) -> Cycle | None:
    """The cycle of a dosage; None where it has none.

    Raises:
        ToDecide: the dosage carries another modifier, or a cycle that makes no sense.
    """
    held = dosage.rest.get("modifierExtension")
    if not held:
        return None
    if not isinstance(held, list) or len(held) != 1 or not isinstance(held[0], Mapping):
        raise ToDecide("modified")
    parts = held[0].get("extension")
    if held[0].get("url") != CYCLE_URL or not isinstance(parts, list):
        raise ToDecide("modified")
    numbers = [(part.get("url"), part.get("valuePositiveInt")) for part in parts if isinstance(part, Mapping)]
    lengths = [number for name, number in numbers if name == "length" and type(number) is int]
    days = frozenset(number for name, number in numbers if name == "day" and type(number) is int)
    if (
        len(lengths) != 1
        or not days
        or not 2 <= lengths[0] <= 366
        or not all(1 <= day <= lengths[0] for day in days)
    ):
        raise ToDecide("modified")
    return Cycle(lengths[0], days)
