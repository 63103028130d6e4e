"""A dose as needed where facts are taken: what was claimed stands for the plan, and its limits are judged again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import prn_ask
from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.as_needed import ask_of, limit_findings
from medcircuit.administration.rules.entry import Gesture, day_of
from medcircuit.administration.service.counted import read_history
from medcircuit.administration.service.limiting import body_of, judge_line
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.prn.helped import held_protocol, is_helped, protocol_limits
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import PlannedDose
from medcircuit.prescriptions.service import NeededLine, Needs
from medcircuit.residents import service as residents

_ASKS = Prepared(
    select(prn_ask).where(
        prn_ask.c.establishment_id == bindparam("establishment"),
        prn_ask.c.dose_key.in_(bindparam("keys", expanding=True)),
    )
)


def asks_of(work: Work, keys: Sequence[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    """The requests behind these keys, by key."""
    if not keys:
        return {}
    rows = _ASKS.rows(work.connection, {"establishment": work.establishment_id, "keys": list(keys)})
    return {row.dose_key: row for row in rows}


def prn_dues(work: Work, gestures: Sequence[Gesture]) -> dict[str, Due]:
    """The doses as needed that some gestures are about, by key: of a line as needed of that person, asked for or not."""
    named = [one for one in gestures if ask_of(one.dose) is not None and day_of(one.dose) is not None]
    if not named:
        return {}
    asks = asks_of(work, sorted({one.dose for one in named}))
    dues: dict[str, Due] = {}
    for one in named:
        known = prescriptions.needs(work.connection, work.establishment_id, [one.resident], one.at)
        line = known.line(one.line)
        if line is None or one.dose.split("/", 1)[0] != one.line or line.resident_id != one.resident:
            continue
        dues[one.dose] = Due(_planned(one, line, known, asks.get(one.dose)), None, None, None)
    return dues


def _planned(
    gesture: Gesture, line: NeededLine, known: Needs, ask: Row[*tuple[Any, ...]] | None
) -> PlannedDose:
    amount = Fraction(ask.amount) if ask is not None else gesture.amount or line.high
    units = known.held[line.line_id].units(amount, line.unit) if amount is not None and line.unit else None
    return PlannedDose(
        key=gesture.dose,
        resident_id=line.resident_id,
        line_id=line.line_id,
        version=line.version,
        due=ask.at if ask is not None else gesture.at,
        timing="stat",
        moment_code=None,
        interval_h=None,
        time_critical=line.time_critical,
        class_id=line.class_id,
        cis=line.cis,
        label=line.label,
        amount=amount,
        unit=line.unit,
        units=units,
        said=line.said,
        when="",
        route_label=line.route_label,
        instructions=line.instructions,
        badges=line.badges,
        regime=line.regime,
        line_status=line.status,
        ends=None,
        care=line.care,
    )


def prn_findings(work: Work, gesture: Gesture, at: datetime, amount: Fraction | None) -> list[Finding]:
    """What the limits say of a dose as needed that was given: judged at its instant, over all that counted then."""
    if ask_of(gesture.dose) is None or amount is None:
        return []
    history = read_history(work, gesture.resident, at=at)
    line = history.needs.line(gesture.line)
    if line is None:
        return []
    body = body_of(work, gesture.resident)
    judged = judge_line(work, history, line, amount, body=body, at=at, but=gesture.dose)
    said = [one for one in limit_findings(judged) if one.tier is Tier.STOP]
    ask = asks_of(work, [gesture.dose]).get(gesture.dose)
    if is_helped(work, residents.unit_of(work, gesture.resident)):
        under = held_protocol(work, line, at)
        said += protocol_limits(work, history, line, amount, under, at=at, but=gesture.dose)
        return [*said, *_unasked(ask, Tier.STOP)]
    if ask is None or not ask.claimed:
        return [*said, *_unasked(ask, Tier.CONFIRM)]
    if ask.decided_by is not None and said:
        return [
            *(replace(one, tier=Tier.INFO) for one in said),
            found.PRN_DECIDED(Tier.STOP, by=ask.decided_by),
        ]
    return said


def _unasked(ask: Row[*tuple[Any, ...]] | None, tier: Tier) -> list[Finding]:
    """What is said of a dose that was given without being asked for, or although it was refused."""
    if ask is None:
        return [found.PRN_NOT_ASKED(tier)]
    return [] if ask.claimed else [found.PRN_STOPPED(Tier.STOP)]
