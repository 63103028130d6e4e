"""What a fact says of what stays on the body: where it was put on, and how it came off."""

from __future__ import annotations

from dataclasses import replace

from medcircuit.administration.rules import acts_found as found
from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.rights import right_time
from medcircuit.administration.rules.sites import UNSAID
from medcircuit.administration.rules.situation import Code, CodeKind, Situation
from medcircuit.administration.rules.vocabulary import POSITIVE
from medcircuit.administration.rules.wearing import applied_key
from medcircuit.administration.service.bedside import Bedside
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.presenting import reader_of
from medcircuit.administration.service.receipts import Taken
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.work import Work


def site_of(gesture: Gesture, due: Due) -> str | None:
    """Where it went; "unsaid" where it stays on the body and nobody said."""
    if gesture.kind not in POSITIVE:
        return None
    return gesture.site or (UNSAID if due.planned.worn else None)


def site_said(gesture: Gesture, due: Due) -> list[Finding]:
    """What is not known of where it went."""
    missing = due.planned.worn and gesture.site is None
    return [found.SITE_NOT_SAID(Tier.INFO)] if missing else []


def findings_of_removal(work: Work, one: Taken, bedside: Bedside, due: Due) -> list[Finding]:
    """What was not right about taking something off: not at its time, or it was gone."""
    gesture = one.gesture
    bedside.off.add(applied_key(gesture.dose) or "")
    situation = Situation(
        now=one.at,
        today=one.at.astimezone(PARIS).date(),
        unit_id="",
        code=Code(CodeKind.OTHER),
        reader=reader_of(work.actor, bedside.unit_of(gesture, one.at)),
        doses=(replace(bedside.dose(due, one.at), key=gesture.dose),),
        asked=gesture.dose,
    )
    confirmed = {override.finding for override in gesture.overrides}
    said = [finding for finding in [right_time(situation)] if finding and finding.code not in confirmed]
    if gesture.reason == "found_off":
        said.append(found.FOUND_OFF(Tier.CONFIRM))
    return said
