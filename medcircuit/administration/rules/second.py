"""The second person: before some doses, another member of staff finds the dose anew, without seeing the first answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from medcircuit.administration.rules import acts_found as found
from medcircuit.administration.rules.entry import AHEAD, Override
from medcircuit.administration.rules.saying import tier_for
from medcircuit.administration.rules.situation import SecondLook, Situation
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.problems import Conflict

HOLDS = timedelta(minutes=30)
"""For how long what the second person found stands for the dose that was prepared."""
COUNTERSIGN_WITHIN = timedelta(hours=24)
"""In which time a dose given without witness is countersigned."""
NOBODY = frozenset({found.WITHOUT_WITNESS.code, found.SECOND_PERSON.code})
"""The incidents of a dose that nobody found anew."""


class SamePerson(Conflict):
    """The second person is the first."""

    code = "same_person"
    sentence = (
        "La deuxième personne doit être une autre que vous. Rien n'a été enregistré. Appelez un collègue."
    )


def looked_twice(s: Situation) -> Finding | None:
    """A dose that asks it was found anew by another person lately, and they found the same."""
    dose = s.dose
    if dose is None or not dose.second or dose.taken:
        return None
    if s.second is None or not _holds(s.second, s):
        return found.SECOND_PERSON(tier_for(s, Tier.CONFIRM))
    given = s.given if s.given is not None else dose.amount
    if given is not None and given != s.second.amount:
        return found.SECOND_DIFFERS(Tier.STOP)
    return None


def _holds(second: SecondLook, s: Situation) -> bool:
    return -AHEAD <= s.now - second.at <= HOLDS


WASTED = "reste jeté"
"""Why it matters that nobody stood beside: the rest of a narcotic was thrown away."""


def unseen_waste(findings: Iterable[Finding]) -> list[Finding]:
    """What is found of the rest of a narcotic that was thrown away before nobody, unless it is found already."""
    if {finding.code for finding in findings} & NOBODY:
        return []
    return [found.WITHOUT_WITNESS(Tier.CONFIRM, why=WASTED)]


def without_witness(findings: Iterable[Finding], overrides: Iterable[Override]) -> list[Finding]:
    """These findings of an act; a reason to be alone does not settle that nobody found the dose anew: it is kept."""
    why = {
        one.reason: reason.label
        for one in overrides
        if one.finding == found.SECOND_PERSON.code
        for reason in found.ACT_OVERRIDES[one.finding]
        if reason.code == one.reason
    }
    return [
        found.WITHOUT_WITNESS(finding.tier, why=", ".join(why.values()))
        if finding.code == found.SECOND_PERSON.code and why
        else finding
        for finding in findings
    ]
