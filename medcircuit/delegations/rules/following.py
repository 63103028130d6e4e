"""Whether a dose follows the physician's protocol that opens its line to someone who is no nurse; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from medcircuit.delegations.rules import findings as found
from medcircuit.delegations.rules.protocols import Protocol
from medcircuit.delegations.rules.walking import Outcome, walk
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.prescriptions.rules.limits import DAY, LineLimits


def limits_under(protocol: Protocol, written: LineLimits) -> LineLimits:
    """The limits of a line as its protocol tightens them: never more than the line itself says (rules.fitting)."""
    return replace(
        written,
        once=protocol.once_max,
        per_period=protocol.day_max,
        period=DAY,
        interval=timedelta(minutes=protocol.interval_min),
        days=protocol.days_max or written.days,
    )


def unfollowed(
    protocol: Protocol,
    amount: Fraction,
    *,
    scale: str | None,
    score: Fraction | None,
    called: str | None,
) -> tuple[Finding, ...]:
    """What of the protocol is not followed: its dose, its threshold, the call it asks for first; each a STOP.

    `called` is who was asked before, in words.
    """
    said: list[Finding] = []
    if amount != protocol.dose:
        said.append(
            found.OTHER_DOSE(
                Tier.STOP,
                dose=amount_said(protocol.dose, protocol.unit),
                asked=amount_said(amount, protocol.unit),
            )
        )
    measure = protocol.assessment
    if measure is not None:
        measured = scale == measure.scale and score is not None
        if not measured:
            said.append(found.NOT_MEASURED(Tier.STOP))
        elif not measure.met(score or Fraction(0)):
            said.append(found.BELOW_THRESHOLD(Tier.STOP))
    if protocol.call_first and not called:
        said.append(found.CALL_FIRST(Tier.STOP, who=protocol.call_name, phone=protocol.call_phone))
    return tuple(said)


def unwalked(protocol: Protocol, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Why the questions of yes and no of a protocol do not end at *you may give*: a STOP; empty where they do.

    What is measured and whom one calls first is `unfollowed`'s.

    Raises:
        AnswerUnreadable: an answer is neither yes nor no.
    """
    step = walk(replace(protocol, assessment=None, call_first=False), answers)
    if step.question is not None:
        return (found.NOT_WALKED(Tier.STOP),)
    return (found.SAYS_NO(Tier.STOP, why=step.why),) if step.outcome is Outcome.DO_NOT_GIVE else ()
