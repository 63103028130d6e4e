"""The codes this house prints: 33 digits of which the first is a type, thirty are random and two are a key.

Digits only, so that a wrong keyboard layout or Caps Lock can always be turned back; no meaning inside; a length that
no GTIN, CIP or INS has. The key (ISO/IEC 7064 MOD 97-10) finds every wrong digit and every exchange of neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from medcircuit.kernel.checksums import has_mod97_key, is_digits, mod97_key

LENGTH = 33
RANDOM_DIGITS = 30
TAIL = 8


class OwnKind(Enum):
    """What a code of ours stands on; its value is the code's first digit."""

    RESIDENT = "1"
    CELL = "2"
    PILLBOX = "3"
    UNIT_DOSE = "4"
    PLACE = "5"
    CART = "6"
    USER = "7"
    DOCUMENT = "8"
    COMMAND = "9"


_KINDS = {kind.value: kind for kind in OwnKind}


@dataclass(frozen=True)
class OwnCode:
    """A code of ours, or the eight digits of one that a person typed (then `kind` is None until it is found)."""

    digits: str
    kind: OwnKind | None

    @property
    def tail(self) -> str:
        """The last eight digits, printed in clear for typing."""
        return self.digits[-TAIL:]


def make_own_code(kind: OwnKind, random_digits: str) -> OwnCode:
    """The code of this kind around thirty random digits, which the caller drew from a safe source."""
    assert is_digits(random_digits), "an own code is made of digits"
    assert len(random_digits) == RANDOM_DIGITS, "an own code holds thirty random digits"
    body = kind.value + random_digits
    return OwnCode(body + mod97_key(body), kind)


def find_own(digits: str) -> OwnCode | None:
    """The code of ours that these digits are; None where length or key say otherwise. Type 0 has no kind."""
    if len(digits) != LENGTH or not has_mod97_key(digits):
        return None
    return OwnCode(digits, _KINDS.get(digits[0]))


def looks_own(text: str) -> bool:
    """Whether a text has the shape of our codes, whatever its key: no other code has this length."""
    return len(text) == LENGTH and is_digits(text) and text[0] in _KINDS


def own_tail(text: str) -> str | None:
    """The eight digits a person typed from a label of ours (spaces allowed), else None.

    A tail names no code by itself: it is looked up among the codes in use here, and two codes may share it.
    """
    digits = text.replace(" ", "")
    return digits if len(digits) == TAIL and is_digits(digits) else None
