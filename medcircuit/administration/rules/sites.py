"""Where on the body: the closed list of sites, in words, for what is applied and what is injected."""

from __future__ import annotations

from dataclasses import dataclass

UNSAID = "unsaid"
"""Kept where something was applied and nobody said where."""


@dataclass(frozen=True)
class Site:
    """A site: its code, for good, its French label, and what it is offered for."""

    code: str
    label: str
    worn: bool = False
    injected: bool = False


SITES = (
    Site("arm_left", "bras gauche", worn=True, injected=True),
    Site("arm_right", "bras droit", worn=True, injected=True),
    Site("back_left", "haut du dos, à gauche", worn=True),
    Site("back_right", "haut du dos, à droite", worn=True),
    Site("chest_left", "thorax, à gauche", worn=True),
    Site("chest_right", "thorax, à droite", worn=True),
    Site("belly_left", "ventre, à gauche", worn=True, injected=True),
    Site("belly_right", "ventre, à droite", worn=True, injected=True),
    Site("flank_left", "flanc gauche", worn=True),
    Site("flank_right", "flanc droit", worn=True),
    Site("thigh_left", "cuisse gauche", worn=True, injected=True),
    Site("thigh_right", "cuisse droite", worn=True, injected=True),
    Site("buttock_left", "fesse gauche", injected=True),
    Site("buttock_right", "fesse droite", injected=True),
    Site("other", "autre endroit", worn=True, injected=True),
)
"""Every site, in the order of the screen: left and right side by side."""

NOT_SAID = "endroit non précisé"
_LABELS = {site.code: site.label for site in SITES} | {UNSAID: NOT_SAID}
KNOWN_SITES = frozenset(site.code for site in SITES)


def site_label(code: str) -> str:
    """A site in words."""
    return _LABELS.get(code, NOT_SAID)
