"""A professional's badge: numbered copies of a code of ours, and why one that is read names nobody; pure.

A code is 33 digits of type 7; nothing of the person is in it, and only its SHA-256 is kept. A badge says who one claims to
be, in one gesture; the PIN proves it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from medcircuit.kernel.checksums import mod97_key
from medcircuit.kernel.problems import Conflict, Invalid, NotFound

KIND = "7"
"""The type of a professional's badge among the codes of ours."""
RANDOM_DIGITS = 30


class NotABadge(Invalid):
    """What was read is no badge of a professional."""

    code = "not_a_badge"
    sentence = "Ce code n'est pas un badge de professionnel. Rien n'a été enregistré. Scannez le badge, ou choisissez le nom."


class BadgeUnknown(NotFound):
    """A badge that this house did not print, or whose bearer works here no more."""

    code = "badge_unknown"
    sentence = "Ce badge n'est pas connu ici. Rien n'a été enregistré. Choisissez le nom, et faites imprimer un badge."


class BadgeRevoked(Conflict):
    """A badge that was lost or replaced."""

    code = "badge_revoked"
    sentence = "Ce badge n'est plus valable depuis le %(on)s. Rien n'a été enregistré. Prenez le nouveau, ou choisissez le nom."


@dataclass(frozen=True)
class IssuedBadge:
    """A badge just issued; its 33 digits are known now and never again."""

    id: str
    user_id: str
    number: int
    code: str = field(repr=False)


@dataclass(frozen=True)
class Bearer:
    """Whose badge was read."""

    user_id: str
    login: str
    name: str


def badge_code(number: int) -> str:
    """The 33 digits of a badge made of a random number below 10^30."""
    body = f"{KIND}{number:0{RANDOM_DIGITS}d}"
    return body + mod97_key(body)


def code_hash(code: str) -> str:
    """What is kept of a code: the SHA-256 of its digits, in hexadecimal."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()
