"""A text cut into facts: the longest phrase that fits at each place; what no phrase fits is a trouble, never skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from medcircuit.posology.rules.text.amounts import fold
from medcircuit.posology.rules.text.troubles import Trouble, Unclear


@dataclass(frozen=True)
class Fact:
    """One thing that a part of the text says: its kind, its value, where it stands and its folded words."""

    kind: str
    value: Any
    start: int
    end: int
    words: str = ""


@dataclass(frozen=True)
class Found:
    """A phrase found: its match in the folded text, the text as written, and the day the line starts."""

    match: re.Match[str]
    text: str
    today: date

    def group(self, number: int) -> str:
        """A part of the match, folded; empty where it is not there."""
        return self.match.group(number) or ""

    def written(self, number: int = 0) -> str:
        """The same as the prescriber wrote it."""
        return self.text[self.match.start(number) : self.match.end(number)].strip()


Reader = Callable[[Found], Iterable[tuple[str, Any]]]
Phrase = tuple[re.Pattern[str], Reader]


def phrase_of(pattern: str, reader: Reader) -> Phrase:
    """A phrase of the language: its pattern over folded text, and the facts it says."""
    return re.compile(rf"(?:{pattern})(?![a-z0-9½⅓⅔¼¾])"), reader


def says(kind: str, value: Any = None) -> Reader:
    """A phrase that always says the same fact."""
    return lambda _: [(kind, value)]


def nothing(_: Found) -> list[tuple[str, Any]]:
    """A phrase that says nothing: « à prendre »."""
    return []


_SEPARATOR = re.compile(r"(?:[ ,.;:()\[\]]|(?<= )-(?=[ a-z]))+")
_NAKED = re.compile(r"[ :;(]*[.,](?=\d)")
_BREAK = re.compile(r"[ )]*; ?et(?![a-z0-9])")
_REST = re.compile(r"[^ ,;:()\[\]]+")


def scan(text: str, phrases: Sequence[Phrase], today: date) -> tuple[list[Fact], list[Trouble]]:
    """The facts of a text in their order, and what of it is not understood."""
    folded = fold(text)
    facts: list[Fact] = []
    troubles: list[Trouble] = []
    at = 0
    while at < len(folded):
        if found := _BREAK.match(folded, at):
            facts.append(Fact("break", None, at, found.end()))
            at = found.end()
        elif found := _NAKED.match(folded, at):
            at = _naked(text, found.end() - 1, troubles)
        elif found := _SEPARATOR.match(folded, at):
            at = found.end()
        else:
            at = _next(text, folded, at, phrases, today, facts, troubles)
    return facts, merged(troubles, text)


def _naked(text: str, at: int, troubles: list[Trouble]) -> int:
    """« ,5 »: a dose without its zero."""
    found = re.compile(r"[.,](\d+)(?: ?[a-zA-Zµμ]+)?").match(text, at)
    assert found
    troubles.append(Trouble(at, found.end(), "no_leading_zero", {"text": found[0], "write": f"0,{found[1]}"}))
    return found.end()


def _next(
    text: str,
    folded: str,
    at: int,
    phrases: Sequence[Phrase],
    today: date,
    facts: list[Fact],
    troubles: list[Trouble],
) -> int:
    """Read the longest phrase that stands here."""
    fits = [
        (match.end(), -place)
        for place, (pattern, _) in enumerate(phrases)
        if (match := pattern.match(folded, at))
    ]
    if not fits or max(fits)[0] == at:
        rest = _REST.match(folded, at)
        end = rest.end() if rest else at + 1
        troubles.append(Trouble(at, end, "unknown"))
        return end
    end, place = max(fits)
    pattern, reader = phrases[-place]
    match = pattern.match(folded, at)
    assert match
    try:
        facts += [
            Fact(kind, value, at, end, folded[at:end]) for kind, value in reader(Found(match, text, today))
        ]
    except Unclear as unclear:
        troubles.append(Trouble(at, end, unclear.code, {"text": text[at:end].strip(), **unclear.facts}))
    return end


def merged(troubles: Sequence[Trouble], text: str) -> list[Trouble]:
    """Neighbouring parts that are not understood, as one."""
    kept: list[Trouble] = []
    for one in troubles:
        last = kept[-1] if kept else None
        if last and last.code == one.code == "unknown" and not text[last.end : one.start].strip():
            kept[-1] = Trouble(last.start, one.end, "unknown")
        else:
            kept.append(one)
    return [
        Trouble(one.start, one.end, one.code, {"text": text[one.start : one.end].strip()} | dict(one.facts))
        for one in kept
    ]
