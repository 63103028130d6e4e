"""What checking a national number says: whether it holds, the form to store, and what to do where it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_WRITTEN_BETWEEN = re.compile(r"[ .\u00a0\u2007\u2009\u200b\u202f\ufeff\u2010-\u2013-]")


class Level(StrEnum):
    """What to do with a number that does not hold: refuse it, or keep it and warn."""

    REJECT = "reject"
    WARN = "warn"


@dataclass(frozen=True)
class Checked:
    """A number, checked. `normalised` is the form to store (None: nothing is), `facts` what else the number tells."""

    valid: bool
    level: Level | None
    normalised: str | None
    sentence: str
    facts: Mapping[str, str | bool] = field(default_factory=dict)


def holds(normalised: str, **facts: str | bool) -> Checked:
    """The number is right."""
    return Checked(valid=True, level=None, normalised=normalised, sentence="Numéro correct.", facts=facts)


def doubtful(normalised: str, sentence: str, **facts: str | bool) -> Checked:
    """The number may be kept, and a person is told why it may be wrong."""
    return Checked(valid=False, level=Level.WARN, normalised=normalised, sentence=sentence, facts=facts)


def rejected(sentence: str, **facts: str | bool) -> Checked:
    """The number is wrong: nothing is stored."""
    return Checked(valid=False, level=Level.REJECT, normalised=None, sentence=sentence, facts=facts)


def written_plain(text: str) -> str:
    """The characters of a number as people space it: blanks, dots and hyphens of any kind taken out, letters in capitals.

    Nothing else is changed: a letter O is not a zero, and a full-width digit stays what it is.
    """
    plain = _WRITTEN_BETWEEN.sub("", text.strip())
    return plain.upper() if plain.isascii() else plain
