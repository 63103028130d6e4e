"""The state of a dose: a pure fold over the set of its facts, whatever the order in which they arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from medcircuit.administration.rules.vocabulary import NEGATIVE, POSITIVE, TAKEN, DoseState, EventKind


@dataclass(frozen=True)
class Fact:
    """One recorded event, as far as the state of its dose depends on it."""

    id: str
    kind: EventKind
    at: datetime
    by: str
    amount: Fraction | None = None
    replaces: str | None = None

    @property
    def says(self) -> tuple[EventKind, Fraction | None]:
        """What it states; two corrections that say the same agree."""
        return self.kind, self.amount


@dataclass(frozen=True)
class Folded:
    """What the facts of one dose come to.

    `event_id` is the accepted fact. `takes` are the facts by which medicine left the stock, each once; `standing` all
    that are not corrected. `double`: given twice. `again`: given again after it was spat out. `contradictory`: given, and
    said not to be. `contested`: two different corrections of one fact, of which none holds until a person decides.
    """

    state: DoseState
    event_id: str | None = None
    at: datetime | None = None
    by: str | None = None
    takes: tuple[str, ...] = ()
    standing: frozenset[str] = frozenset()
    double: bool = False
    again: bool = False
    contradictory: bool = False
    contested: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person has to look at."""
        said = ("double", "again", "contradictory", "contested")
        return tuple(name for name in said if getattr(self, name))


NOTHING = Folded(DoseState.DUE)
"""What no fact comes to."""


def state(facts: Iterable[Fact]) -> Folded:
    """The state of a dose, from the set of its facts: sorted by (at, id), corrections applied first."""
    known = {fact.id: fact for fact in facts}
    if not known:
        return NOTHING
    live, contested = _corrected(known)
    run = _Run()
    for fact in sorted(live, key=lambda fact: (fact.at, fact.id)):
        run.take_in(fact)
    return run.result(standing=frozenset(fact.id for fact in live), contested=contested)


def is_second(before: Folded, kind: EventKind) -> bool:
    """Whether an act of this kind would give a dose that is given: watching what was handed is no second giving."""
    if kind not in POSITIVE or before.state not in TAKEN:
        return False
    return before.state is not DoseState.HANDED or kind is EventKind.HANDED


def newly_flagged(before: Folded, after: Folded) -> tuple[str, ...]:
    """What a person has to look at since one more fact came; each further take of a doubled dose anew."""
    third = after.double and len(after.takes) > len(before.takes)
    return tuple(flag for flag in after.flags if flag not in before.flags or (flag == "double" and third))


def _corrected(known: dict[str, Fact]) -> tuple[list[Fact], bool]:
    """The facts that stand once every correction is applied, and whether two corrections disagree.

    A fact whose correction is disputed stands as it was. A correction of a fact that is not here stands alone.
    """
    corrections: dict[str, list[Fact]] = {}
    for fact in known.values():
        if fact.replaces in known and fact.replaces != fact.id:
            corrections.setdefault(fact.replaces or "", []).append(fact)
    if not corrections:
        return [fact for fact in known.values() if fact.kind is not EventKind.VOID], False
    corrected = {fact.id for found in corrections.values() for fact in found}
    reached: set[str] = set()
    disputes: set[str] = set()
    standing: list[Fact] = []

    def outcome(fact: Fact) -> Fact:
        reached.add(fact.id)
        ends = [
            outcome(one) for one in sorted(corrections.get(fact.id, ()), key=lambda one: (one.at, one.id))
        ]
        if not ends:
            return fact
        if len({end.says for end in ends}) > 1:
            disputes.add(fact.id)
            return fact
        return ends[0]

    roots = [fact for fact in known.values() if fact.id not in corrected]
    standing.extend(outcome(fact) for fact in roots)
    circular = [fact for fact in known.values() if fact.id not in reached]
    live = [fact for fact in (*standing, *circular) if fact.kind is not EventKind.VOID]
    return live, bool(disputes or circular)


@dataclass
class _Run:
    """The walk along the standing facts of one dose, in time."""

    last: Fact | None = None
    takes: list[str] = field(default_factory=list)
    double: bool = False
    again: bool = False
    contradictory: bool = False

    def take_in(self, fact: Fact) -> None:
        """One more fact, later than those before."""
        if fact.kind in POSITIVE:
            self._positive(fact)
        elif fact.kind is EventKind.SPAT_OUT:
            self._spat_out(fact)
        elif fact.kind in NEGATIVE:
            self._negative(fact)
        elif fact.kind is EventKind.REMOVED:
            self._removed(fact)
        elif self.last is None:
            self.last = fact

    @property
    def _now(self) -> EventKind | None:
        return self.last.kind if self.last else None

    def _positive(self, fact: Fact) -> None:
        observed = self._now is EventKind.HANDED and fact.kind is not EventKind.HANDED
        if not observed:
            self.double = self.double or self._now in POSITIVE
            self.again = self.again or self._now is EventKind.SPAT_OUT
            self.takes.append(fact.id)
        self.last = fact

    def _spat_out(self, fact: Fact) -> None:
        """A dose taken and thrown up, said once or twice: it left the stock once."""
        if self._now not in POSITIVE and self._now is not EventKind.SPAT_OUT:
            self.takes.append(fact.id)
        self.last = fact

    def _removed(self, fact: Fact) -> None:
        """The first removal holds; a dose that was given is never removed, its removal is another act."""
        if self.takes:
            self.contradictory = True
        elif self._now is not EventKind.REMOVED:
            self.last = fact

    def _negative(self, fact: Fact) -> None:
        """Handed over and then refused is a sequence; anything else after a take, or a removal, contradicts it."""
        handed_back = self._now is EventKind.HANDED and fact.kind is EventKind.REFUSED
        if (self.takes and not handed_back) or self._now is EventKind.REMOVED:
            self.contradictory = True
            return
        self.last = fact

    def result(self, *, standing: frozenset[str], contested: bool) -> Folded:
        """What the walk came to."""
        last = self.last
        return Folded(
            state=DoseState(last.kind.value) if last else DoseState.DUE,
            event_id=last.id if last else None,
            at=last.at if last else None,
            by=last.by if last else None,
            takes=tuple(self.takes),
            standing=standing,
            double=self.double,
            again=self.again,
            contradictory=self.contradictory,
            contested=contested,
        )
