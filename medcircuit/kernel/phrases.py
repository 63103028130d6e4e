"""French texts with places that a fact may hold, such as « à 08:03 »: known again at the door, to be said in English.

A rule says a whole fact in French and stores it so. What it composes is entered here as a message id; the door finds
which one a stored fact is and says it in the reader's language, so a rule never learns of languages.
"""

from __future__ import annotations

import re

PHRASES: dict[str, re.Pattern[str]] = {}
"""Every phrase with its places, and what its texts look like; the first that fits is taken."""

_PLACE = re.compile(r"%\((\w+)\)s")


def phrase(message: str, **shapes: str) -> str:
    """Enter a message in the closed list, and give it back; a shape is what may stand in that place (any text by default)."""
    parts = _PLACE.split(message)
    written = [
        f"(?P<{part}>{shapes.get(part, '.*')})" if at % 2 else re.escape(part)
        for at, part in enumerate(parts)
    ]
    PHRASES[message] = re.compile("".join(written), re.DOTALL)
    return message


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The phrase that a French text is, with what stands in its places; None where it is none."""
    for message, pattern in PHRASES.items():
        if found := pattern.fullmatch(text):
            return message, found.groupdict()
    return None
