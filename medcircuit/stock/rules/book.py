"""What stock is made of: accounts, the moves between them, and which lot leaves first.

Stock is double entry: a move takes a positive amount from one account to another. Place accounts hold what lies in a
cart or a cupboard, by presentation, lot and expiry; outer accounts say where it came from or went. Amounts are whole
numbers of a product's smallest parts: twelfths of a unit, hundredths of a millilitre, or whole containers.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from medcircuit.stock.rules.freshness import expired

LOT_LENGTH = 20
"""Longest lot a GS1 code can carry (AI 10)."""


class AccountKind(StrEnum):
    """Where an amount can lie: in a place, or outside the house's places."""

    PLACE = "place"
    SUPPLIER = "supplier"
    ADMINISTERED = "administered"
    DESTROYED = "destroyed"
    RETURNED = "returned"
    INVENTORY_DIFFERENCE = "inventory_difference"


OUTER = tuple(kind for kind in AccountKind if kind is not AccountKind.PLACE)

_NAMESPACE = uuid.UUID("5d0bb8f4-7c0c-4c55-9d2b-6f3b1a3f2e10")


@dataclass(frozen=True)
class Account:
    """What one account counts. A lot or an expiry that nobody knows is None, and is an account of its own.

    `cip13` is None where only the medicine class is known; outer accounts have neither, nor a place.
    """

    establishment_id: str
    kind: AccountKind
    place_id: str | None = None
    cip13: str | None = None
    class_id: str | None = None
    lot: str | None = None
    expiry: date | None = None

    @cached_property
    def id(self) -> str:
        """The identifier that follows from what is counted (RFC 9562, version 5): opened twice, it is one account."""
        what = (
            self.establishment_id,
            self.kind,
            self.place_id,
            self.cip13,
            self.class_id,
            self.lot,
            self.expiry,
        )
        return str(uuid.uuid5(_NAMESPACE, "\x1f".join("" if part is None else str(part) for part in what)))

    @property
    def goods(self) -> tuple[str | None, str | None]:
        """What lies in it: a presentation, or where none is known a class."""
        return self.cip13, self.class_id


@lru_cache(maxsize=1024)
def outer(establishment_id: str, kind: AccountKind) -> Account:
    """The establishment's account of this outer kind; never a place."""
    assert kind is not AccountKind.PLACE, "a place account names its place"
    return Account(establishment_id, kind)


@dataclass(frozen=True)
class Cause:
    """What made something move: a kind ("event", "reception", "transfer", "count"…) and its identifier."""

    kind: str
    id: str


@dataclass(frozen=True)
class Move:
    """An amount that goes from one account to another; `reverses` names the move it undoes."""

    source: str
    target: str
    amount: int
    reverses: str | None = None

    def __post_init__(self) -> None:
        """Direction is never a sign, and nothing moves to where it is."""
        assert self.amount > 0, "a move has a positive amount"
        assert self.source != self.target, "a move goes somewhere else"


def balances(moves: Iterable[Move]) -> dict[str, int]:
    """The balance of every account these moves touch, in parts; their sum is zero."""
    total: defaultdict[str, int] = defaultdict(int)
    for move in moves:
        total[move.source] -= move.amount
        total[move.target] += move.amount
    return dict(total)


@dataclass(frozen=True)
class Candidate:
    """An account a dose may leave from; `rank` is the order of its place (the cart before the cupboard)."""

    account_id: str
    rank: int
    lot: str | None
    expiry: date | None
    amount: int


@dataclass(frozen=True)
class Part:
    """How much leaves one account."""

    account_id: str
    amount: int


@dataclass(frozen=True)
class Choice:
    """What leaves each account, and what no account has."""

    parts: tuple[Part, ...]
    missing: int


def choose(candidates: Iterable[Candidate], need: int, *, on: date, lot: str | None = None) -> Choice:
    """Where an amount leaves from: the lot that was read first, then the nearest place, there the first to expire.

    An expired lot is never chosen, unless it is the one that was read: that is a fact. A lot nobody knows may be the
    one that was read, so it comes before the other lots then; an unknown expiry comes after the known ones.
    """
    usable = [one for one in candidates if one.amount > 0 and (_is(one, lot) or not expired(one.expiry, on))]
    parts: list[Part] = []
    for one in sorted(usable, key=lambda one: _order(one, lot)):
        if need == 0:
            break
        taken = min(need, one.amount)
        parts.append(Part(one.account_id, taken))
        need -= taken
    return Choice(tuple(parts), need)


def _is(candidate: Candidate, lot: str | None) -> bool:
    return lot is not None and candidate.lot == lot


def _order(one: Candidate, lot: str | None) -> tuple[bool, bool, int, date, str]:
    other = lot is not None and one.lot is not None
    return not _is(one, lot), other, one.rank, one.expiry or date.max, one.account_id
