"""Lines that may not go together: the same substance twice, substances that interact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from medcircuit.kernel.findings import Tier
from medcircuit.medicines.rules.thesaurus import SEVERAL, Level, Pair
from medcircuit.prescriptions.rules.checks.findings import (
    DUPLICATE,
    INTERACTION,
    NO_THESAURUS,
    NOT_COVERED,
    tier,
)
from medcircuit.prescriptions.rules.checks.values import Alert, Case, CheckedLine, Detail

_MAJOR = {Level.CONTRAINDICATED, Level.ADVISED_AGAINST}


def duplicates(case: Case) -> Iterator[Alert]:
    """A substance is on one line only; by two routes it is said, and no more."""
    for one, other in combinations(case.lines, 2):
        if not case.concerns(one, other):
            continue
        rule = DUPLICATE.code if one.route == other.route else "duplicate_other_route"
        for substance in sorted(set(one.substances) & set(other.substances)):
            finding = DUPLICATE(
                tier(rule, case.reader), substance=substance, line=one.label, other=other.label
            )
            yield Alert(finding, (one.id, other.id), substance)


def interactions(case: Case) -> Iterator[Alert]:
    """No two lines interact, and each is covered by the thesaurus; what is not is said, never passed over."""
    if not case.thesaurus.editions:
        yield Alert(NO_THESAURUS(Tier.INFO), (), "thesaurus")
        return
    keys = {line.id: _keys(case, line) for line in case.lines}
    for one, other in combinations(case.lines, 2):
        if case.concerns(one, other):
            yield from _between(case, one, other, keys)
    for line in case.lines:
        if case.concerns(line) and (alert := _uncovered(case, line)):
            yield alert


def _keys(case: Case, line: CheckedLine) -> dict[str, str]:
    """The covered substances of a line, and their keys."""
    return {base: key for base in line.substances if (key := case.thesaurus.key_of(base))}


def _between(
    case: Case, one: CheckedLine, other: CheckedLine, keys: dict[str, dict[str, str]]
) -> Iterator[Alert]:
    """One alert for two substances, by the gravest that is stated of them; every statement is kept with it."""
    for mine, my_key in keys[one.id].items():
        for theirs, their_key in keys[other.id].items():
            stated = case.thesaurus.between(my_key, their_key)
            if stated:
                yield _alert(case, one, other, "+".join(sorted((mine, theirs))), stated)


def _alert(case: Case, one: CheckedLine, other: CheckedLine, about: str, stated: tuple[Pair, ...]) -> Alert:
    first = stated[0]
    rule = "interaction_major" if _MAJOR & set(first.levels) else INTERACTION.code
    finding = INTERACTION(
        tier(rule, case.reader),
        line=one.label,
        other=other.label,
        levels=SEVERAL.join(level.french for level in first.levels),
        mechanism=first.mechanism,
        conduct=first.conduct,
    )
    return Alert(
        finding,
        (one.id, other.id),
        about,
        source=first.source,
        dated=case.thesaurus.date_of(first.source),
        details=tuple(Detail(p.a_name, p.b_name, p.levels, p.mechanism, p.conduct) for p in stated),
    )


def _uncovered(case: Case, line: CheckedLine) -> Alert | None:
    missing = [base for base in line.substances if case.thesaurus.key_of(base) is None]
    if line.substances and not missing:
        return None
    edition = case.thesaurus.editions[0]
    finding = NOT_COVERED(Tier.INFO, line=line.label, substances=", ".join(missing) or "composition inconnue")
    return Alert(finding, (line.id,), ",".join(missing), source=edition.source, dated=edition.edition)
