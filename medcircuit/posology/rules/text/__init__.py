"""A posology typed in French, read as FHIR dosages; a part that is not understood is shown, and nothing is guessed.

    read_text("1 cp matin et soir pendant 10 jours", today=...)   # .dosages, or .troubles at their places

The grammar is that of prescriptions, and of the sentences that `posology.rules.sentences` writes: what the software
says can be typed back. A number without unit is of `unit`, the one the medicine is counted in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from medcircuit.posology.rules.fhir import read_dosages
from medcircuit.posology.rules.text.amounts import Unit, unit_named
from medcircuit.posology.rules.text.build import built, numbered
from medcircuit.posology.rules.text.gather import Group, gathered
from medcircuit.posology.rules.text.scan import merged, scan
from medcircuit.posology.rules.text.troubles import Trouble
from medcircuit.posology.rules.text.what import BESIDE, BOUNDS, DOSES, NEEDED
from medcircuit.posology.rules.text.when import CLOCK_TIMES, DAYS_NAMED, FREQUENCIES, MOMENTS
from medcircuit.posology.rules.values import Dosage

__all__ = ["LONGEST", "TextRead", "Trouble", "read_text"]

LONGEST = 500
"""Characters of a posology; beyond, it is another document."""
_PHRASES = (*MOMENTS, *CLOCK_TIMES, *FREQUENCIES, *DAYS_NAMED, *DOSES, *BOUNDS, *NEEDED, *BESIDE)


@dataclass(frozen=True)
class TextRead:
    """What a text says: its dosages, or, where any part is not understood, none and what is not."""

    dosages: tuple[Dosage, ...]
    troubles: tuple[Trouble, ...]


def read_text(text: str, *, today: date, unit: str | None = None) -> TextRead:
    """The dosages of a text. `today` is the day the line starts; `unit` a French word, that of a bare number."""
    if len(text) > LONGEST:
        return TextRead((), (Trouble(LONGEST, len(text), "too_long"),))
    facts, troubles = scan(text, _PHRASES, today)
    if not facts and not troubles:
        return TextRead((), (Trouble(0, len(text), "no_dose"),))
    groups, doubts = gathered(facts)
    default = _default(groups, unit)
    dosages: list[tuple[int, dict[str, Any]]] = []
    for group in groups:
        made, wrong = built(group, unit=default, today=today)
        dosages += [(group.step, one) for one in made]
        doubts += wrong
    if troubles or doubts:
        found = merged(troubles or doubts, text)
        return TextRead((), tuple(sorted(found, key=lambda one: one.start)))
    return TextRead(read_dosages(numbered(dosages)), ())


def _default(groups: list[Group], unit: str | None) -> Unit | None:
    """The unit of a bare number: the one written elsewhere in the text, else the medicine's own."""
    written = list(dict.fromkeys(value[2] for group in groups for value in group.all("dose") if value[2]))
    if written:
        return written[0] if len(written) == 1 else None
    return unit_named(unit) if unit else None
