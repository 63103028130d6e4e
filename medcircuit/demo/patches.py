"""What the demonstration's residents have on the body: where each patch went, and when it comes off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from medcircuit.administration.rules.sites import SITES
from medcircuit.administration.rules.wearing import removal_key
from medcircuit.administration.service.plan import Due

INJECTED = "belly_left"
_SITES = [site.code for site in SITES if site.worn and site.code != "other"]


@dataclass
class Patches:
    """What is on, by line; each next one goes to another site."""

    on: dict[str, Due] = field(default_factory=dict)
    put: dict[str, int] = field(default_factory=dict)

    def apply(self, due: Due) -> str:
        """Put one on; gives its site."""
        line = due.planned.line_id
        self.on[line] = due
        self.put[line] = self.put.get(line, len(self.put)) + 1
        return _SITES[self.put[line] % len(_SITES)]

    def off(self, due: Due) -> Due | None:
        """The removal of what the next of its line finds on; None where nothing is."""
        on = self.on.pop(due.planned.line_id, None)
        return removal(on) if on else None

    def ending(self, resident_id: str, begins: datetime, ends: datetime) -> Iterator[Due]:
        """The removals of a person that fall in a round by their own hour."""
        for line, on in list(self.on.items()):
            until = on.planned.ends
            if on.planned.resident_id == resident_id and until and begins <= until <= ends:
                del self.on[line]
                yield removal(on)


def removal(applied: Due) -> Due:
    """The act that takes off what was applied."""
    planned = replace(
        applied.planned, key=removal_key(applied.planned.key), act="remove", amount=None, units=None
    )
    return replace(applied, planned=planned)
