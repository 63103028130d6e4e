"""The ATC code of a medicine: its own, else what its generic groups agree on."""

from __future__ import annotations

from collections.abc import Iterable

LEVELS = (7, 5, 4)
"""How long a code of each level is, the finest first (WHO Collaborating Centre for Drug Statistics Methodology).

A group that agrees on less than the fourth level, a pharmacological subgroup, says nothing useful.
"""


def atc_of(own: str, of_group: Iterable[str]) -> tuple[str, str]:
    """The code and where it comes from: "own", "group", or "" with no code.

    A group whose members have several codes gives the level that they share.
    """
    if own:
        return own, "own"
    codes = {code for code in of_group if code}
    for level in LEVELS:
        shared = {code[:level] for code in codes}
        if len(shared) == 1 and all(len(code) >= level for code in codes):
            return shared.pop(), "group"
    return "", ""
