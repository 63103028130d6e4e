"""What a person decides where facts disagree: which answer holds, and the corrections that make it so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from medcircuit.administration.rules.fold import Fact, Folded, state
from medcircuit.administration.rules.vocabulary import NEGATIVE, POSITIVE, EventKind, Reason

CLOSED_BECAUSE = (
    Reason("entered_twice", "déjà saisi autrement"),
    Reason("not_done", "l'acte n'a pas eu lieu"),
    Reason("not_ours", "ne concerne pas cet établissement"),
    Reason("other", "autre (à préciser)"),
)
"""Why a fact that no planned dose received needs none."""


@dataclass(frozen=True)
class Correction:
    """A correction to enter: of which fact, and what it says instead."""

    replaces: str
    kind: EventKind
    amount: Fraction | None = None


def corrections_for(facts: Iterable[Fact], keep: str) -> tuple[Correction, ...]:
    """The corrections after which the fact `keep` holds and nothing disagrees with it; none where it cannot be found."""
    known = {fact.id: fact for fact in facts}
    chosen = known.get(keep)
    if chosen is None:
        return ()
    found = [
        Correction(end.id, chosen.kind, chosen.amount)
        for end in _ends(known, _root(known, chosen))
        if end.says != chosen.says
    ]
    settled = [*known.values(), *(_as_fact(one, known) for one in found)]
    folded = state(settled)
    others = [fact for fact in settled if fact.id in folded.standing and not _same_root(known, fact, chosen)]
    return (*found, *(Correction(fact.id, EventKind.VOID) for fact in _opposing(others, chosen, folded)))


def _opposing(others: Sequence[Fact], chosen: Fact, folded: Folded) -> list[Fact]:
    """The standing facts that disagree with the chosen one: the other answer, or the same dose once more."""
    reached = [fact for fact in others if fact.kind not in NEGATIVE]
    if chosen.kind in NEGATIVE:
        return reached if folded.contradictory else []
    again = [fact for fact in reached if folded.double and fact.kind in POSITIVE and fact.id in folded.takes]
    first = min((fact.at, fact.id) for fact in (chosen, *reached) if fact not in again)
    denied = [fact for fact in others if fact.kind in NEGATIVE and (fact.at, fact.id) > first]
    return again + (denied if folded.contradictory else [])


def _root(known: dict[str, Fact], fact: Fact) -> Fact:
    """The first entry of which a fact is a correction."""
    seen = {fact.id}
    while fact.replaces in known and fact.replaces not in seen:
        fact = known[fact.replaces]
        seen.add(fact.id)
    return fact


def _same_root(known: dict[str, Fact], fact: Fact, chosen: Fact) -> bool:
    return _root(known, fact).id == _root(known, chosen).id


def _ends(known: dict[str, Fact], root: Fact, seen: frozenset[str] = frozenset()) -> list[Fact]:
    """The last corrections of an entry, that nobody corrected; the entry itself where there are none."""
    seen |= {root.id}
    corrections = [fact for fact in known.values() if fact.replaces == root.id and fact.id not in seen]
    if not corrections:
        return [root]
    return [end for one in sorted(corrections, key=lambda one: one.id) for end in _ends(known, one, seen)]


def _as_fact(correction: Correction, known: dict[str, Fact]) -> Fact:
    corrected = known[correction.replaces]
    return Fact(
        f"~{corrected.id}",
        correction.kind,
        corrected.at,
        corrected.by,
        correction.amount,
        correction.replaces,
    )
