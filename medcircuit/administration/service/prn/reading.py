"""The lines as needed of a person, each with its light: what the page « Si besoin » shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row

from medcircuit.administration.rules.as_needed import (
    ASK_AFTER,
    REASONS,
    light,
    limit_findings,
    mass_said,
    suggested,
)
from medcircuit.administration.service.counted import History, Spoken, read_history
from medcircuit.administration.service.limiting import body_of, judge_line
from medcircuit.administration.service.plan import line_said
from medcircuit.administration.service.prn.effects import effects_of, scales_json
from medcircuit.administration.service.receipts import finding_json
from medcircuit.kernel.access import Right, system_actor
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.maxima import Body
from medcircuit.prescriptions.service import NeededLine
from medcircuit.residents import service as residents

_MOST_BUTTONS = 6


def prn_json(work: Work, resident_id: str) -> dict[str, Any]:
    """What may be given as needed to a person now, and what waits for its effect, in JSON.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the rounds of their unit.
    """
    unit_id = residents.unit_of(work, resident_id)
    work.require(Right.READ_ROUND, unit_id=unit_id)
    work.saw("resident", [resident_id])
    return needs_json(work, resident_id, history := read_history(work, resident_id), history.needs.lines)


def judged_line(connection: Connection, resident_id: str, line_id: str, now: datetime) -> dict[str, Any]:
    """Whether a dose of a line may be given now, in sentences: for the command line.

    Raises:
        NotFound: nobody here has this line as needed.
    """
    house = residents.house_of(connection, resident_id)
    if house is None:
        raise NotFound
    work = Work(connection, system_actor(house), now)
    history = read_history(work, resident_id)
    line = history.needs.line(line_id)
    if line is None:
        raise NotFound
    amount = line.low if line.low is not None else Fraction(1)
    judged = judge_line(work, history, line, amount, body=body_of(work, resident_id))
    return {
        "said": f"{line_said(line.label)} — {line.said}",
        "allowed": judged.answer.allowed,
        "blocked_by": [block.name for block in judged.answer.blocks],
        "next_allowed_at": instant_text(judged.answer.next_at),
        "remaining_24h": {name: amount_text(left) for name, left in judged.answer.remaining.items()},
        "sentences": [KINDS[one.code].sentence % one.facts for one in limit_findings(judged)],
    }


def needs_json(work: Work, resident_id: str, history: History, lines: Iterable[NeededLine]) -> dict[str, Any]:
    """These lines of a person with their lights, for a screen."""
    body = body_of(work, resident_id)
    return {
        "resident": resident_id,
        "unit": residents.unit_of(work, resident_id),
        "server_time": instant_text(work.now),
        "lines": [_line_json(work, history, one, body) for one in lines],
        "effects": effects_of(work, history),
        "reasons": [{"code": one.code, "label": one.label, "scales": list(one.scales)} for one in REASONS],
        "scales": scales_json(),
    }


def doses_of(line: NeededLine) -> tuple[Fraction, ...]:
    """The doses that the buttons of a line offer: one, or those of its range by its step."""
    if line.low is None or line.high is None:
        return ()
    step = max(line.step, (line.high - line.low) / (_MOST_BUTTONS - 1)) if line.high > line.low else line.step
    found, dose = [], line.low
    while dose < line.high:
        found.append(dose)
        dose += step
    return (*found, line.high)


def _line_json(work: Work, history: History, line: NeededLine, body: Body) -> dict[str, Any]:
    least = line.low if line.low is not None else Fraction(1)
    judged = judge_line(work, history, line, least, body=body)
    claims = [row for row in history.open_asks if row.line_id == line.line_id]
    shown = light(judged) if line.status == "active" else "suspended"
    return {
        "line": line.line_id,
        "version": line.version,
        "label": {
            "substance": line.label.substance,
            "strength": line.label.strength,
            "form": line.label.form,
            "brand": line.label.brand,
        },
        "said": line.said,
        "reason": line.reason,
        "reasons": list(suggested(line.reason)),
        "route": line.route_label,
        "instructions": list(line.instructions),
        "badges": list(line.badges),
        "unit": line.unit,
        "doses": [amount_text(one) for one in doses_of(line)],
        "light": "in_progress" if claims and shown not in {"suspended", "over"} else shown,
        "next_at": instant_text(judged.answer.next_at),
        "largest": amount_text(judged.answer.largest) if judged.answer.largest is not None else None,
        "left": [
            {"substance": judged.named(name), "amount": mass_said(amount)}
            for name, amount in judged.answer.remaining.items()
        ],
        "findings": [finding_json(one) for one in limit_findings(judged)],
        "last": _last_json(history.last(line.line_id)),
        "in_progress": [_claim_json(work, row) for row in claims],
        "unread": line.unread,
    }


def _last_json(last: Spoken | None) -> dict[str, Any] | None:
    """The last dose taken of a line."""
    if last is None:
        return None
    return {
        "at": instant_text(last.at),
        "by": last.by_name,
        "amount": amount_text(last.amount),
        "state": last.state,
        "counts": last.counts,
        "dose": last.key,
    }


def _claim_json(work: Work, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """A dose that somebody is about to give; after ten minutes both carers are asked what became of it."""
    return {
        "ask": row.id,
        "dose": row.dose_key,
        "by": row.actor_name,
        "own": row.actor_id == work.actor.user_id,
        "at": instant_text(row.at),
        "ask_both": work.now - row.at >= ASK_AFTER,
        "amount": row.amount,
        "scan": row.scan_id,
    }
