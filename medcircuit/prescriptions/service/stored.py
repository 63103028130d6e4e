"""What the tables keep as text, read once per content: versions never change, so nothing here goes stale."""

from __future__ import annotations

import json
from functools import lru_cache

from medcircuit.posology.rules import Dosage, parse_json, read_dosages
from medcircuit.prescriptions.rules.lines import LineLabel

REMEMBERED = 16384
"""How many texts of a kind are remembered."""


@lru_cache(maxsize=REMEMBERED)
def dosages_of(text: str) -> tuple[Dosage, ...]:
    """The dosages of a stored version."""
    return read_dosages(parse_json(text))


@lru_cache(maxsize=REMEMBERED)
def label_of(text: str) -> LineLabel:
    """The label of a stored line."""
    return LineLabel(**json.loads(text))


@lru_cache(maxsize=REMEMBERED)
def texts_of(text: str) -> tuple[str, ...]:
    """A stored list of texts."""
    return tuple(json.loads(text))
