"""Finding a medicine as one types it: the beginnings of words, accents and case aside, a slip of the finger forgiven.

The index knows words only. What it answers is an order: marketed before gone, the substance that begins so before the
brand that does, and these before what only contains the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from medcircuit.medicines.rules.words import words

SLIP = 4
"""From how many letters on a word that nothing begins with may be a slip of the finger."""
LONGEST = 24
"""Up to how many: no name is longer, and comparing costs their product."""
LONG = 8
"""From how many letters on two slips are forgiven."""
MOST_COUNTED = 4000
"""Among how many candidates whole words are told from beginnings; beyond, so little was typed that it says nothing."""

_NUMBER_UNIT = re.compile(
    r"(?<![a-zA-Z0-9])(\d+)(?=(?:mg|g|ml|ui|mcg|microg\w*|%)(?![a-z0-9]))", re.IGNORECASE
)


class Entry(NamedTuple):
    """One medicine to be found: its folded name and substance, other words (label, ATC), and whether it is gone."""

    cis: str
    name: tuple[str, ...]
    substance: tuple[str, ...]
    others: tuple[str, ...]
    gone: bool
    several: bool


@dataclass(frozen=True)
class Found:
    """What a search found, best first; `near` when a word had to be read as another that is spelled nearly so."""

    codes: tuple[str, ...]
    near: bool = False


def asked_words(text: str) -> tuple[str, ...]:
    """The words of what a person typed: « 50µg » and « 50 microgrammes » begin alike, « 1g » is « 1 g »."""
    return words(_NUMBER_UNIT.sub(r"\1 ", text.replace("µg", "microg").replace("μg", "microg")))


def natural(name: Sequence[str]) -> tuple[tuple[int, int, str], ...]:
    """A key by which names sort as a person sorts them: 5 mg before 10 mg."""
    return tuple((0, int(word), "") if word.isdecimal() else (1, 0, word) for word in name)


class Index:
    """The words of every medicine of a catalogue, in the order in which equals are shown."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ordered = sorted(entries, key=lambda one: (one.gone, one.several, natural(one.name), one.cis))
        self._codes = [one.cis for one in ordered]
        self._living = sum(not one.gone for one in ordered)
        self._words = [frozenset((*one.name, *one.substance, *one.others)) for one in ordered]
        self._any = _Postings((word, at) for at, every in enumerate(self._words) for word in every)
        self._substance = _Postings((one.substance[0], at) for at, one in enumerate(ordered) if one.substance)
        self._name = _Postings((one.name[0], at) for at, one in enumerate(ordered) if one.name)

    def find(self, text: str, limit: int) -> Found:
        """The medicines that have, for each word typed, a word that begins with it.

        A word that nothing begins with is read as those spelled nearly so, and the answer says that it was.
        """
        asked = asked_words(text)
        if not asked:
            return Found(())
        near = False
        matching: set[int] | None = None
        for word in asked:
            having = self._any.beginning(word)
            if not having and (alike := self._any.alike(word)):
                near = True
                having = frozenset().union(*(self._any.exactly(one) for one in alike))
            matching = set(having) if matching is None else matching & having
            if not matching:
                return Found(())
        assert matching is not None
        return Found(tuple(self._codes[at] for at in self._ordered(matching, asked, limit)), near)

    def _ordered(self, matching: set[int], asked: Sequence[str], limit: int) -> list[int]:
        substance, name = self._substance.beginning(asked[0]), self._name.beginning(asked[0])
        order: list[int] = []
        for living in (True, False):
            left = {at for at in matching if (at < self._living) is living}
            for begins in (substance & name, substance, name):
                order += self._best(left & begins, asked, limit - len(order))
                left -= begins
            order += self._best(left, asked, limit - len(order))
        return order

    def _best(self, some: set[int], asked: Sequence[str], limit: int) -> list[int]:
        """Those that have the most of the words whole, in the order of the index."""
        if limit <= 0 or not some:
            return []
        if len(some) > MOST_COUNTED:
            return sorted(some)[:limit]
        return sorted(some, key=lambda at: (-sum(word in self._words[at] for word in asked), at))[:limit]


class _Postings:
    """Which entries have each word, and the words in their order."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        having: dict[str, list[int]] = defaultdict(list)
        for word, at in pairs:
            having[word].append(at)
        self._having = {word: frozenset(every) for word, every in having.items()}
        self._sorted = sorted(having)
        self.beginning = lru_cache(maxsize=512)(self._beginning)
        self.alike = lru_cache(maxsize=512)(self._alike)

    def exactly(self, word: str) -> frozenset[int]:
        """The entries that have this word."""
        return self._having[word]

    def _from(self, start: str) -> Iterator[str]:
        at = bisect_left(self._sorted, start)
        while at < len(self._sorted) and self._sorted[at].startswith(start):
            yield self._sorted[at]
            at += 1

    def _beginning(self, start: str) -> frozenset[int]:
        """The entries that have a word beginning so."""
        return frozenset().union(*(self._having[word] for word in self._from(start)))

    def _alike(self, typed: str) -> tuple[str, ...]:
        """The words whose beginning is spelled nearly so: the nearest of those with the same first letter."""
        if not SLIP <= len(typed) <= LONGEST or not typed.isalpha():
            return ()
        most = 2 if len(typed) >= LONG else 1
        slips = {
            word: distance
            for word in self._from(typed[0])
            if (distance := slipped(typed, word, most)) <= most
        }
        nearest = min(slips.values(), default=0)
        return tuple(word for word, distance in slips.items() if distance == nearest)


def slipped(typed: str, word: str, most: int) -> int:
    """How many letters were added, lost, changed or swapped between what was typed and the beginning of a word.

    Beyond `most` the answer is `most` + 1. (Optimal string alignment, against the best prefix of the word.)
    """
    word = word[: len(typed) + most]
    before: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(typed, 1):
        before, above, row = row, before, [at]
        for there, other in enumerate(word, 1):
            best = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != other))
            if at > 1 and there > 1 and letter == word[there - 2] and other == typed[at - 2]:
                best = min(best, above[there - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(*row, most + 1)
