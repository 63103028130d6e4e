"""Facts gathered into steps and doses: which dose goes with which moment, and what is shared, carried, or in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from medcircuit.posology.rules.text.scan import Fact
from medcircuit.posology.rules.text.troubles import Trouble

IN_DAY = frozenset({"moment", "meal", "time", "hours", "event", "hangs", "told"})
"""Facts that say when in the day."""
ON_DAYS = frozenset({"days", "cycle", "daily", "month_days"})
"""Facts that say on which days."""
OFTEN = frozenset({"frequency", "a_day", "count", "takes"})
_SHARED = frozenset({"length", "begin", "end", "until", "route", "site"})
"""Facts written once for all the doses of a sentence."""
_CARRIED = IN_DAY | ON_DAYS | (OFTEN - {"count"}) | {"words", "route", "site"}
"""Facts of a step that go on in the next one where it says no other moment: « 40 mg le matin 5 jours puis 20 mg »."""


@dataclass
class Group:
    """The facts about one dose of one step (1 is the first)."""

    step: int
    facts: list[Fact] = field(default_factory=list)

    def all(self, kind: str) -> list[Any]:
        """The values of every fact of a kind, each once."""
        values: list[Any] = []
        for fact in self.facts:
            if fact.kind == kind and fact.value not in values:
                values.append(fact.value)
        return values

    def one(self, kind: str) -> Any:
        """The value of a kind, or None."""
        return next((fact.value for fact in self.facts if fact.kind == kind), None)

    def place(self, *kinds: str) -> tuple[int, int]:
        """From where to where the last fact of these kinds stands in the text, or the whole group."""
        held = [fact for fact in self.facts if fact.kind in kinds]
        return (held[-1].start, held[-1].end) if held else (self.facts[0].start, self.facts[-1].end)

    def has(self, kinds: Iterable[str]) -> bool:
        """Whether it holds a fact of one of these kinds."""
        wanted = set(kinds)
        return any(fact.kind in wanted for fact in self.facts)

    @property
    def timed(self) -> bool:
        """It says when, or as needed."""
        return self.has((IN_DAY | ON_DAYS | OFTEN | {"prn", "rate", "condition"}) - {"takes"})


def gathered(facts: Sequence[Fact]) -> tuple[list[Group], list[Trouble]]:
    """The groups of a text in their order, and what is in doubt between them."""
    troubles: list[Trouble] = []
    groups: list[Group] = []
    before: list[Group] = []
    for number, step in enumerate(_parts(facts, "then"), 1):
        if {fact.kind for fact in step} == {"stop"} and number > 1:
            continue
        mine: list[Group] = []
        for part in _parts(step, "break"):
            grouped = [Group(number, part_facts) for part_facts in _by_dose(part)]
            troubles += _in_doubt(grouped)
            _share(grouped)
            mine += grouped
        _carry(before, mine)
        groups += mine
        before = mine
    return groups, troubles


def _parts(facts: Sequence[Fact], kind: str) -> list[list[Fact]]:
    parts: list[list[Fact]] = [[]]
    for fact in facts:
        if fact.kind == kind:
            parts.append([])
        else:
            parts[-1].append(fact)
    return [part for part in parts if part]


def _by_dose(facts: Sequence[Fact]) -> list[list[Fact]]:
    """One list for each dose. Where the moment comes first (« le matin 1 cp, le soir 2 cp »), each begins with it."""
    doses = [at for at, fact in enumerate(facts) if fact.kind in {"dose", "rate"}]
    if len(doses) < 2:
        return [list(facts)]
    leading = IN_DAY | ON_DAYS | {"prn"}
    moment_first = any(fact.kind in leading for fact in facts[: doses[0]])
    groups: list[list[Fact]] = [[]]
    for fact in facts:
        held = {one.kind for one in groups[-1]}
        starts = fact.kind in leading if moment_first else fact.kind in {"dose", "rate"}
        if starts and "dose" in held:
            groups.append([])
        groups[-1].append(fact)
    return groups


def _in_doubt(groups: Sequence[Group]) -> list[Trouble]:
    """Days, or « si besoin », said for some doses of a sentence only: for which ones is in doubt."""
    if len(groups) < 2:
        return []
    day_said = [group for group in groups if _says_days(group)]
    asked = day_said if len(day_said) < len(groups) else []
    needed = [group for group in groups if group.has({"prn"})]
    if len(needed) < len(groups):
        asked = asked + [group for group in needed if group.has(IN_DAY | ON_DAYS | OFTEN)]
    doubts = [
        Trouble(*group.place(*ON_DAYS, "frequency") if group in day_said else group.place("prn"), "scope")
        for group in asked[:1]
    ]
    last = groups[-1].one("meal")
    if last and not last[2] and not all(group.has({"meal"}) for group in groups):
        doubts.append(Trouble(*groups[-1].place("meal"), "scope"))
    return doubts


def _says_days(group: Group) -> bool:
    frequency = group.one("frequency")
    return group.has(ON_DAYS) or (frequency is not None and (frequency[4] not in {"h", "min"}))


def _share(groups: Sequence[Group]) -> None:
    """What is written once, behind the last dose, holds for all."""
    if len(groups) < 2:
        return
    shared = [
        fact for fact in groups[-1].facts if fact.kind in _SHARED or (fact.kind == "meal" and fact.value[2])
    ]
    kinds = {fact.kind for fact in shared}
    for group in groups[:-1]:
        if not group.has(kinds):
            group.facts += shared


def _carry(before: Sequence[Group], mine: Sequence[Group]) -> None:
    """A step of one dose goes on as the step of one dose before it, in what it does not say itself."""
    if len(before) != 1 or len(mine) != 1:
        return
    previous, group = before[0], mine[0]
    if not group.timed:
        group.facts += [
            fact for fact in previous.facts if fact.kind in _CARRIED and not group.has({fact.kind})
        ]
    if not group.has({"dose", "rate", "told"}):
        group.facts += [fact for fact in previous.facts if fact.kind == "dose"]
