"""Those who only help: what they are answered, what is kept of what they did, and what of a round is theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.rights import check
from medcircuit.administration.rules.situation import Dose, Situation
from medcircuit.administration.rules.vocabulary import POSITIVE
from medcircuit.administration.service.limiting import Planned, over_substance
from medcircuit.administration.service.open_to import standing, standings
from medcircuit.administration.service.receipts import Taken
from medcircuit.delegations.rules.findings import JUDGED_HERE, NOT_AUTHORISED
from medcircuit.delegations.service import remote
from medcircuit.delegations.service.standing import Standing, is_helper
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work

SOMEBODY_ELSE = phrase("quelqu'un d'autre")
"""How a helper is told of another person: by no name."""


def checked(work: Work, situation: Situation) -> tuple[Finding, ...]:
    """Every right that is not met by a helper: theirs first among them, and nothing for them to confirm."""
    if situation.elsewhere:
        situation = replace(situation, elsewhere=(SOMEBODY_ELSE,))
    own = [one for one in check(situation) if one.code not in JUDGED_HERE]
    return hard([*own, *_theirs(work, situation), *_over(work, situation)])


def _over(work: Work, situation: Situation) -> Sequence[Finding]:
    """What the limits of its substances say of the planned dose that the product is for."""
    dose = situation.dose
    if situation.person is None or dose is None or dose.taken:
        return ()
    return planned_over(work, situation.person.id, dose, situation.given, at=situation.now)


def planned_over(
    work: Work, resident_id: str, dose: Dose, given: Fraction | None, *, at: datetime
) -> Sequence[Finding]:
    """What forbids this amount (the planned one, where none is given) of a planned dose to a helper at an instant."""
    amount = given if given is not None else dose.amount
    if amount is None or not dose.unit:
        return ()
    return over_substance(
        work, resident_id, Planned(dose.key, dose.line_id, dose.due, amount, dose.unit), at=at
    )


def hard(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings, each code once, where what a nurse may confirm stops a helper, who overrides nothing."""
    once = {one.code: one for one in findings}
    return tuple(replace(one, tier=Tier.STOP) if one.tier is Tier.CONFIRM else one for one in once.values())


def _theirs(work: Work, situation: Situation) -> Sequence[Finding]:
    if situation.person is None or situation.dose is None:
        return ()
    return said_of(where(work, situation.person.id, situation.dose))


def where(work: Work, resident_id: str, dose: Dose, *, amount: Fraction | None = None) -> Standing | None:
    """Where the actor stands before a dose now; None where the person has no such line now."""
    try:
        return standing(work, work.actor.user_id, resident_id, dose.line_id, amount=amount or dose.amount)
    except NotFound:
        return None


def opened_to(work: Work, resident_ids: Collection[str]) -> frozenset[str]:
    """The lines of these people, where they live, that are open to the actor now."""
    found = standings(work, work.actor.user_id, resident_ids)
    return frozenset(line_id for line_id, known in found.items() if known.is_open)


def said_of(known: Standing | None) -> tuple[Finding, ...]:
    """What a standing says: why it is closed, or what helping asks beside."""
    return known.said if known is not None else (NOT_AUTHORISED(Tier.STOP),)


def judge_helped(work: Work, one: Taken, unit_id: str | None) -> None:
    """Say of a fact what opened it to a helper, or that nothing did: it is kept all the same."""
    gesture = one.gesture
    if gesture.kind not in POSITIVE or not is_helper(work, unit_id):
        return
    try:
        known = standing(
            work, work.actor.user_id, gesture.resident, gesture.line, at=one.at, amount=gesture.amount
        )
    except NotFound:
        one.findings += [found.NOT_DELEGATED(Tier.STOP), NOT_AUTHORISED(Tier.STOP)]
        return
    one.registered = one.asked_to_count = one.registered or known.asked.counted
    if known.is_open:
        one.authorisation_id = known.authorisation_id
        one.findings += known.said
    else:
        one.findings += [found.NOT_DELEGATED(Tier.STOP), *known.findings]
    spent = known.from_afar and known.is_open and known.authorisation_id is not None
    if spent and not remote.use(work, known.authorisation_id or "", gesture.id):
        one.findings.append(found.NOT_DELEGATED(Tier.STOP))
