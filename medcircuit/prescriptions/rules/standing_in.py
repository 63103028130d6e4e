"""Who answers for whose lines: a prescriber for their own, their stand-in (remplaçant) between two days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from medcircuit.kernel.problems import Invalid


class StandInImpossible(Invalid):
    """A stand-in of oneself, for no day, or for days that are over."""

    code = "stand_in_impossible"
    sentence = "Choisissez un autre médecin, et une fin après le début et pas encore passée. Rien n'a été enregistré."


@dataclass(frozen=True)
class StandIn:
    """Who answers for whose lines, from a day to another, both included."""

    id: str
    prescriber_id: str
    stand_in_id: str
    starts: date
    ends: date

    def holds(self, day: date) -> bool:
        """Whether it is so on this local day."""
        return self.starts <= day <= self.ends


def check_stand_in(asked: StandIn, today: date) -> None:
    """Raise unless another person stands in, from a day to a later or the same one that is not over.

    Raises:
        StandInImpossible: they do not.
    """
    if asked.prescriber_id == asked.stand_in_id or asked.ends < max(asked.starts, today):
        raise StandInImpossible


def answering(user_id: str, periods: Iterable[StandIn], day: date) -> frozenset[str]:
    """Whose lines a person answers for on a day: their own, and those of whom they stand in for; never further on."""
    others = (one.prescriber_id for one in periods if one.stand_in_id == user_id and one.holds(day))
    return frozenset((user_id, *others))


def owner_of(signings: Iterable[tuple[str, date]], periods: Iterable[StandIn]) -> str | None:
    """Whose line it is: of who signed it last, but for those who signed as the stand-in of whose it was.

    `signings`: who signed each version and on which local day, in order. None where nobody did.
    """
    periods, owner = tuple(periods), None
    for signer, day in signings:
        stands_in = any(
            one.prescriber_id == owner and one.stand_in_id == signer and one.holds(day) for one in periods
        )
        owner = owner if stands_in else signer
    return owner
