"""What became of a resident's doses over some days: each with its facts, corrected ones too, and what comes next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import event, second_look, settlement
from medcircuit.administration.service.acts import worn_json
from medcircuit.administration.service.plan import Days, Due, day_plan, rounds_by_unit, said
from medcircuit.administration.service.wearing import with_worn
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents

LONGEST = timedelta(days=31)
"""The most days that are shown at once."""

_FACTS = (
    select(
        event.c.id,
        event.c.dose_key,
        event.c.kind,
        event.c.amount,
        event.c.at,
        event.c.received_at,
        event.c.actor_name,
        event.c.entered_by_name,
        event.c.replaces,
        event.c.content,
        settlement.c.outcome,
        settlement.c.by_name,
        second_look.c.by_name.label("second_name"),
    )
    .outerjoin(second_look, second_look.c.id == event.c.second_id)
    .outerjoin(
        settlement,
        (settlement.c.establishment_id == bindparam("establishment"))
        & (settlement.c.matter == "inform")
        & (settlement.c.subject == event.c.id),
    )
    .where(
        event.c.establishment_id == bindparam("establishment"),
        event.c.dose_key.in_(bindparam("keys", expanding=True)),
        event.c.held.is_(False),
    )
    .order_by(event.c.at, event.c.id)
)


class TooManyDays(Invalid):
    """More days are asked for than are shown at once, or they end before they begin."""

    code = "too_many_days"
    sentence = "Demandez de 1 à 31 jours. Rien n'a été lu. Corrigez les dates."


def dose_history(
    work: Work, resident_id: str, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """The doses of a resident from one local day to another, both included, in JSON: every fact of each, and what is worn.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the rounds of their unit.
        TooManyDays: the days make no sense.
    """
    unit_id = residents.unit_of(work, resident_id)
    work.require(Right.READ_ROUND, unit_id=unit_id)
    last = last or first or work.now.astimezone(PARIS).date()
    first = first or last
    if not first <= last < first + LONGEST:
        raise TooManyDays
    work.saw("resident", [resident_id])
    house = work.establishment_id
    rounds = rounds_by_unit(work.connection, house)
    plan = day_plan(work.connection, house, [resident_id], Days(first, last), lambda _: rounds(unit_id))
    shown = [due for due in plan.doses if first <= due.day <= last]
    answered = [due.planned.key for due in shown if due.answered is not None]
    facts = _facts(work, answered)
    worn = with_worn(work.connection, house, plan, [resident_id], Days(first, last))
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "doses": [_dose_json(due, facts.get(due.planned.key, [])) for due in shown],
        "worn": worn_json(worn, ()),
    }


def _facts(work: Work, keys: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    if keys:
        asked = {"establishment": work.establishment_id, "keys": list(keys)}
        for row in work.connection.execute(_FACTS, asked):
            found[row.dose_key].append(_fact_json(row))
    return found


def _fact_json(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    content = json.loads(row.content)
    return {
        "id": row.id,
        "kind": row.kind,
        "amount": row.amount,
        "at": instant_text(row.at),
        "received_at": instant_text(row.received_at),
        "by_name": row.actor_name,
        "entered_by_name": row.entered_by_name,
        "replaces": row.replaces,
        "reason": content["reason"],
        "note": content["note"],
        "afterwards": content.get("afterwards"),
        "conduct": row.outcome,
        "told_by": row.by_name,
        "second_by": row.second_name,
    }


def _dose_json(due: Due, facts: list[dict[str, Any]]) -> dict[str, Any]:
    answered = due.answered
    return {
        "key": due.planned.key,
        "line": due.planned.line_id,
        "medicine": said(due.planned),
        "sentence": due.planned.sentence,
        "day": due.planned.due.astimezone(PARIS).date().isoformat(),
        "due": instant_text(due.planned.due),
        "moment": due.round.label if due.round else None,
        "state": due.state.value,
        "at": instant_text(answered.at) if answered else None,
        "by_name": answered.by_name if answered else None,
        "flags": [flag for flag in answered.flags.split(",") if flag] if answered else [],
        "tries": answered.tries if answered else 0,
        "facts": facts,
    }
