"""What a line says for the pharmacy and the insurer, signed with its first version (CSP R.5132-3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Substitution(StrEnum):
    """Why a medicine may not be substituted: narrow margin, child under six, excipient (CSP L.5125-23)."""

    MTE = "MTE"
    EFG = "EFG"
    CIF = "CIF"


@dataclass(frozen=True)
class Mentions:
    """`packs` boxes, `renewals` times more; `ald`: for a long-term condition; `off_label`: why outside its authorisation."""

    substitution: Substitution | None = None
    ald: bool = False
    packs: int | None = None
    renewals: int = 0
    off_label: str | None = None


NO_MENTIONS = Mentions()
