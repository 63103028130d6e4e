"""The chain of a device: each of its acts has a number and names the one before, so that a lost or erased one is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SERVER = "server"
"""The device of acts that the software itself enters; they have no chain."""
_MOST_NAMED = 20


@dataclass(frozen=True)
class Link:
    """One act of a device: its number, its hash, and the hash of the act before."""

    seq: int
    hash: str
    prev_hash: str | None


@dataclass(frozen=True)
class Chain:
    """What is wrong with the chain of a device.

    `missing` are numbers never received (the first twenty), `forks` numbers that two different acts have, `broken`
    those whose act names another one before it than the one received.
    """

    device: str
    missing: tuple[int, ...] = ()
    forks: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.forks or self.broken)


def chain(device: str, links: Iterable[Link]) -> Chain:
    """What is wrong with the acts of one device, in whatever order they came."""
    by_seq: dict[int, set[tuple[str, str | None]]] = {}
    for link in links:
        by_seq.setdefault(link.seq, set()).add((link.hash, link.prev_hash))
    order = sorted(by_seq)
    forks = tuple(seq for seq in order if len({hashed for hashed, _ in by_seq[seq]}) > 1)
    broken = tuple(
        seq
        for before, seq in pairwise(order)
        if seq == before + 1
        and any(prev is not None and prev not in _hashes(by_seq, before) for _, prev in by_seq[seq])
    )
    return Chain(device, _missing(order), forks, broken)


def _hashes(by_seq: dict[int, set[tuple[str, str | None]]], seq: int) -> set[str]:
    return {hashed for hashed, _ in by_seq[seq]}


def _missing(order: Sequence[int]) -> tuple[int, ...]:
    """The numbers that are not there, from the first act of the device on."""
    missing: list[int] = []
    for before, seq in pairwise((0, *order)):
        missing += range(before + 1, min(seq, before + 1 + _MOST_NAMED))
    return tuple(missing[:_MOST_NAMED])
