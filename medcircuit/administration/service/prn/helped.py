"""A dose as needed for someone who only helps: the lines opened to them, under the physician's protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from medcircuit.administration.rules.as_needed import limit_findings
from medcircuit.administration.rules.situation import Reader
from medcircuit.administration.service.counted import History, read_history
from medcircuit.administration.service.delegated import hard, said_of
from medcircuit.administration.service.limiting import body_of, judge_line
from medcircuit.administration.service.open_to import standing, standings
from medcircuit.administration.service.presenting import reader_of
from medcircuit.administration.service.prn.effects import effects_due as every_effect
from medcircuit.administration.service.prn.effects import effects_waiting, scales_json
from medcircuit.administration.service.prn.reading import needs_json
from medcircuit.administration.service.prn.reading import prn_json as every_line
from medcircuit.administration.service.receipts import finding_json
from medcircuit.delegations.rules.following import limits_under, unfollowed, unwalked
from medcircuit.delegations.service.opening import InForce
from medcircuit.delegations.service.standing import Standing
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.prescriptions.service import NeededLine
from medcircuit.residents import service as residents

NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
"""Nobody was asked the questions of a protocol."""


def is_helped(work: Work, unit_id: str | None) -> bool:
    """Whether the helper's column of the alert policy holds for the actor in this unit."""
    return reader_of(work.actor, unit_id) is Reader.HELPER


def strict(line: NeededLine, opened: InForce | None) -> NeededLine:
    """The line as the protocol that opens it says it: one dose, its own limits."""
    if opened is None:
        return line
    protocol = opened.protocol
    return replace(
        line,
        low=protocol.dose,
        high=protocol.dose,
        said=amount_said(protocol.dose, protocol.unit),
        limits=limits_under(protocol, line.limits),
    )


def held_protocol(work: Work, line: NeededLine, at: datetime) -> InForce | None:
    """The protocol that opened a line to the actor at an instant."""
    found = standings(work, work.actor.user_id, [line.resident_id], at=at, line_id=line.line_id)
    known = found.get(line.line_id)
    return known.opened if known is not None else None


def prn_json(work: Work, resident_id: str) -> dict[str, Any]:
    """What may be given as needed to a person now, in JSON; to a helper the lines that are open to them, no more.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not open the rounds of their unit.
    """
    unit_id = residents.unit_of(work, resident_id)
    work.require(Right.OPEN_ROUND, unit_id=unit_id)
    if work.actor.may(Right.READ_ROUND, unit_id=unit_id):
        return every_line(work, resident_id)
    work.saw("resident", [resident_id])
    history = read_history(work, resident_id)
    found = standings(work, work.actor.user_id, [resident_id])
    opened = {one: known for one, known in found.items() if known.is_open}
    lines = [strict(one, opened[one.line_id].opened) for one in history.needs.lines if one.line_id in opened]
    body = needs_json(work, resident_id, history, lines)
    body["lines"] = [{**one, **_opened_json(opened[one["line"]])} for one in body["lines"]]
    body["effects"] = [one for one in body["effects"] if one["line"] in opened]
    return body


def _opened_json(known: Standing) -> dict[str, Any]:
    return {
        "authorisation": known.authorisation_id,
        "until": instant_text(known.until.astimezone(UTC)) if known.until else None,
        "protocol": known.opened.protocol_id if known.opened else None,
        "asks": [finding_json(one) for one in known.said],
    }


def effects_due(work: Work, unit_id: str | None = None) -> dict[str, Any]:
    """The doses as needed of the last 72 h whose effect is to be looked at, in JSON; to a helper those they may give.

    Raises:
        Forbidden: the actor may open no round of this unit.
    """
    work.require(Right.OPEN_ROUND, unit_id=unit_id)
    if work.actor.may(Right.READ_ROUND, unit_id=unit_id):
        return every_effect(work, unit_id)
    due = [
        one
        for one in effects_waiting(work)
        if one["unit"] is not None
        and work.actor.may(Right.HELP, unit_id=one["unit"])
        and unit_id in {None, one["unit"]}
    ]
    people = sorted({one["resident"] for one in due})
    opened = standings(work, work.actor.user_id, people) if people else {}
    mine = [one for one in due if (known := opened.get(one["line"])) is not None and known.is_open]
    work.saw("resident", dict.fromkeys(one["resident"] for one in mine))
    return {"server_time": instant_text(work.now), "effects": mine, "scales": scales_json()}


def helped_findings(
    work: Work,
    history: History,
    line: NeededLine,
    amount: Fraction,
    *,
    scale: str | None = None,
    score: Fraction | None = None,
    called: str | None = None,
    answers: Mapping[str, str] = NO_ANSWERS,
) -> tuple[Finding, ...]:
    """What keeps a helper from giving this dose now beside the line's own limits: authorisation, protocol."""
    known = standing(work, work.actor.user_id, line.resident_id, line.line_id, amount=amount)
    said = [*said_of(known), *protocol_limits(work, history, line, amount, known.opened)]
    if known.opened is not None and not known.from_afar:
        said += unfollowed(known.opened.protocol, amount, scale=scale, score=score, called=called)
        said += unwalked(known.opened.protocol, answers)
    return hard(said)


def protocol_limits(
    work: Work,
    history: History,
    line: NeededLine,
    amount: Fraction,
    opened: InForce | None,
    *,
    at: datetime | None = None,
    but: str = "",
) -> list[Finding]:
    """What the protocol's own limits forbid of a dose at an instant (now), that dose (`but`) left out of account."""
    if opened is None:
        return []
    judged = judge_line(
        work,
        history,
        strict(line, opened),
        amount,
        body=body_of(work, line.resident_id),
        at=at,
        but=but,
    )
    return [one for one in limit_findings(judged) if one.tier is Tier.STOP]
