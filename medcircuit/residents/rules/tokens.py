"""Identification tokens: numbered copies of a person's code, and what a read one says.

A code is 33 digits of type 1; nothing of the person is in it, and only its SHA-256 is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from medcircuit.medicines.rules.codes.own import RANDOM_DIGITS, TAIL, OwnKind, make_own_code

TAIL_DIGITS = TAIL
"""How many of the last digits are printed in clear, for typing."""


class Support(StrEnum):
    """What a token is printed on; one of each is in force at a time."""

    CARD = "card"
    BRACELET = "bracelet"
    BADGE = "badge"


SUPPORT_LABELS = {Support.CARD: "Carte", Support.BRACELET: "Bracelet", Support.BADGE: "Badge"}


@dataclass(frozen=True)
class TokenRead:
    """A known token: whose, which copy, and when it was revoked (by the copy `replaced_number`, where one followed).

    `printed` tells what is written beside the code (`printed_words`); `outdated`: the person is called or lives otherwise now.
    """

    resident_id: str
    number: int
    support: Support
    code_hash: str
    tail: str
    issued_at: datetime
    revoked_at: datetime | None
    replaced_number: int | None
    id: str
    printed: str = ""
    outdated: bool = False


@dataclass(frozen=True)
class IssuedToken:
    """A token just issued; its 33 digits are known now and never again."""

    id: str
    resident_id: str
    number: int
    support: Support
    code: str = field(repr=False)


def resident_code(number: int) -> str:
    """The 33 digits of a resident's token made of a random number below 10^30."""
    return make_own_code(OwnKind.RESIDENT, f"{number:0{RANDOM_DIGITS}d}").digits


def code_hash(code: str) -> str:
    """What is kept of a code: the SHA-256 of its digits, in hexadecimal."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()


def printed_words(
    *, birth_name: str, used_name: str | None, first_name: str, birth_date: date, sex: str, room: str
) -> str:
    """What is kept of the names and the room that are printed beside a code: their SHA-256, in hexadecimal."""
    words = [birth_name, used_name or "", first_name, birth_date.isoformat(), sex, room]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def identified(tokens: Iterable[TokenRead]) -> tuple[str, ...]:
    """The residents whom these tokens identify: those of tokens in force, each once, sorted.

    One: that person. None: revoked or unknown, nobody is identified. Several (a typed tail that two people share):
    ask which.
    """
    return tuple(sorted({token.resident_id for token in tokens if token.revoked_at is None}))
