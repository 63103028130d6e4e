"""The effect of doses as needed: when it is due, and what was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from medcircuit.administration.models import dose_state, prn_ask, prn_effect
from medcircuit.administration.rules.as_needed import SCALES, AskUnreadable, Effect, check_score, reason_of
from medcircuit.administration.rules.entry import AHEAD, FutureAct, SameIdOtherContent, content_hash
from medcircuit.administration.rules.vocabulary import TAKEN
from medcircuit.administration.service.counted import History
from medcircuit.delegations.service.rechecking import rechecks
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents

SHOWN = timedelta(hours=72)
"""How long a dose without a look at its effect stays on the lists (the reminder of VistA's BCMA counts 72 h too)."""
SHIFT = timedelta(hours=4)
"""Overdue by this, a look is the next shift's."""

_GIVEN = (
    select(
        prn_ask.c.dose_key,
        prn_ask.c.resident_id,
        prn_ask.c.line_id,
        prn_ask.c.reason,
        prn_ask.c.scale,
        prn_ask.c.score,
        prn_ask.c.unit_id,
        dose_state.c.at,
        dose_state.c.by_name,
        prn_effect.c.effect,
        prn_effect.c.score.label("score_after"),
        prn_effect.c.at.label("looked_at"),
        prn_effect.c.actor_name.label("looked_by"),
    )
    .join(
        dose_state,
        (dose_state.c.establishment_id == prn_ask.c.establishment_id)
        & (dose_state.c.dose_key == prn_ask.c.dose_key),
    )
    .outerjoin(prn_effect, prn_effect.c.dose_key == prn_ask.c.dose_key)
    .where(
        prn_ask.c.establishment_id == bindparam("establishment"),
        prn_ask.c.received_at > bindparam("since"),
        dose_state.c.state.in_(sorted(TAKEN)),
    )
    .order_by(dose_state.c.at, prn_effect.c.received_at)
)
_KNOWN = select(prn_effect.c.hash, prn_effect.c.establishment_id).where(prn_effect.c.id == bindparam("id"))
_ASK = select(prn_ask).where(
    prn_ask.c.establishment_id == bindparam("establishment"), prn_ask.c.dose_key == bindparam("key")
)


@dataclass(frozen=True)
class Looked:
    """What somebody saw of the effect of a dose."""

    id: str
    dose: str
    effect: str
    at: datetime
    scale: str | None = None
    score: Fraction | None = None
    note: str | None = None

    @property
    def content(self) -> str:
        """All of it as one text, to know it again."""
        return "|".join(str(one) for one in (self.dose, self.effect, self.scale, self.score, self.note))


def effects_of(work: Work, history: History) -> list[dict[str, Any]]:
    """The doses of a person whose effect nobody has looked at yet, in JSON."""
    return due_among(work, {row.resident_id for row in history.asks.values()})


def effects_due(work: Work, unit_id: str | None = None) -> dict[str, Any]:
    """The doses as needed of the last 72 h whose effect is to be looked at, in the units one may read; in JSON.

    Raises:
        Forbidden: the actor may read no round of this unit.
    """
    work.require(Right.READ_ROUND, unit_id=unit_id)
    due = [
        one
        for one in effects_waiting(work)
        if one["unit"] is not None
        and work.actor.may(Right.READ_ROUND, unit_id=one["unit"])
        and unit_id in {None, one["unit"]}
    ]
    work.saw("resident", dict.fromkeys(one["resident"] for one in due))
    return {"server_time": instant_text(work.now), "effects": due, "scales": scales_json()}


def due_among(work: Work, people: Collection[str]) -> list[dict[str, Any]]:
    """The doses of these people whose effect nobody has looked at yet, in JSON."""
    return [one for one in effects_waiting(work) if one["resident"] in people]


def effects_waiting(work: Work) -> list[dict[str, Any]]:
    """The doses of the last 72 h of the whole house whose effect nobody has looked at yet, in JSON."""
    asked = {"establishment": work.establishment_id, "since": work.now - SHOWN}
    rows = {row.dose_key: row for row in work.connection.execute(_GIVEN, asked)}
    waiting = [row for row in rows.values() if row.effect is None]
    return _shown(work, waiting)


def _shown(work: Work, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    listed = list(rows)
    if not listed:
        return []
    people = sorted({row.resident_id for row in listed})
    connection, house = work.connection, work.establishment_id
    lines = {one.id: one for one in prescriptions.lines_of(connection, house, people)}
    cards = residents.cards(connection, house, work.now)
    delays = rechecks(work, {row.line_id for row in listed})
    return [
        _effect_json(
            row, lines, cards, row.at + (delays.get(row.line_id) or reason_of(row.reason).delay), work.now
        )
        for row in listed
    ]


def _effect_json(
    row: Row[*tuple[Any, ...]],
    lines: Mapping[str, Any],
    cards: Mapping[str, Any],
    due_at: datetime,
    now: datetime,
) -> dict[str, Any]:
    line, card = lines.get(row.line_id), cards.get(row.resident_id)
    return {
        "dose": row.dose_key,
        "resident": row.resident_id,
        "name": f"{card.used_name or card.birth_name} {card.first_name}" if card else "",
        "unit": card.unit_id if card else row.unit_id,
        "line": row.line_id,
        "label": line.label.substance if line else "",
        "reason": row.reason,
        "scale": row.scale,
        "score": row.score,
        "at": instant_text(row.at),
        "by": row.by_name,
        "due_at": instant_text(due_at),
        "due": now >= due_at,
        "next_shift": now >= due_at + SHIFT,
    }


def scales_json() -> list[dict[str, Any]]:
    """The scales on which signs are measured."""
    return [
        {
            "code": one.code,
            "label": one.label,
            "low": amount_text(one.low),
            "high": amount_text(one.high),
            "step": amount_text(one.step),
            "unit": one.unit,
        }
        for one in SCALES.values()
    ]


def look(work: Work, looked: Looked) -> dict[str, Any]:
    """Record the effect of a dose that was given; the same again changes nothing.

    Raises:
        NotFound: this establishment has no such dose as needed.
        Forbidden: the actor may not give where the person lives.
        AskUnreadable: the effect or the score is not one of the list.
        FutureAct: it would have been seen later than now.
        SameIdOtherContent: the id names another.
    """
    asked = {"establishment": work.establishment_id, "key": looked.dose}
    row = work.connection.execute(_ASK, asked).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.HELP, unit_id=residents.unit_of(work, row.resident_id))
    _check(work, looked)
    hashed = content_hash(looked.content)
    known = work.connection.execute(_KNOWN, {"id": looked.id}).one_or_none()
    if known is not None and (known.hash, known.establishment_id) != (hashed, work.establishment_id):
        raise SameIdOtherContent(event=looked.id)
    if known is None:
        work.connection.execute(insert(prn_effect), _row(work, looked, row, hashed))
        work.did("prn_effect", ("dose", looked.dose), ("resident", row.resident_id))
    return {"dose": looked.dose, "effect": looked.effect, "call": looked.effect in {"none", "adverse"}}


def _check(work: Work, looked: Looked) -> None:
    if looked.effect not in {one.value for one in Effect}:
        raise AskUnreadable(reason="l'effet n'est pas dans la liste")
    if looked.scale is not None or looked.score is not None:
        check_score(looked.scale, looked.score)
    if looked.at > work.now + AHEAD:
        raise FutureAct(event=looked.id)


def _row(work: Work, looked: Looked, ask: Row[*tuple[Any, ...]], hashed: str) -> dict[str, Any]:
    return {
        "id": looked.id,
        "establishment_id": work.establishment_id,
        "resident_id": ask.resident_id,
        "dose_key": looked.dose,
        "effect": looked.effect,
        "scale": looked.scale,
        "score": amount_text(looked.score) if looked.score is not None else None,
        "note": looked.note,
        "at": looked.at,
        "received_at": work.now,
        "actor_id": work.actor.user_id,
        "actor_name": work.actor.name,
        "hash": hashed,
    }
