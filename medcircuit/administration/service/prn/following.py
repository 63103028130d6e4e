"""The use of a person's doses as needed over four weeks, in JSON."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import dose_state, prn_ask, prn_effect
from medcircuit.administration.rules.following import DAYS, Use, follow
from medcircuit.administration.rules.vocabulary import TAKEN
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents

_USES = (
    select(
        prn_ask.c.dose_key,
        prn_ask.c.line_id,
        prn_ask.c.scale,
        prn_ask.c.score,
        dose_state.c.at,
        prn_effect.c.effect,
        prn_effect.c.score.label("after"),
    )
    .join(
        dose_state,
        (dose_state.c.establishment_id == prn_ask.c.establishment_id)
        & (dose_state.c.dose_key == prn_ask.c.dose_key),
    )
    .outerjoin(prn_effect, prn_effect.c.dose_key == prn_ask.c.dose_key)
    .where(
        prn_ask.c.establishment_id == bindparam("establishment"),
        prn_ask.c.resident_id == bindparam("resident"),
        prn_ask.c.received_at > bindparam("since"),
        dose_state.c.state.in_(sorted(TAKEN)),
    )
    .order_by(dose_state.c.at, prn_effect.c.received_at)
)


def following(work: Work, resident_id: str) -> dict[str, Any]:
    """For each line of a person that was given as needed in four weeks: how often, and what it did.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the prescriptions of their unit.
    """
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    asked = {
        "establishment": work.establishment_id,
        "resident": resident_id,
        "since": work.now - timedelta(days=DAYS + 1),
    }
    last = {row.dose_key: row for row in work.connection.execute(_USES, asked)}
    of_line: defaultdict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in last.values():
        of_line[row.line_id].append(row)
    lines = {
        one.id: one for one in prescriptions.lines_of(work.connection, work.establishment_id, [resident_id])
    }
    return {
        "lines": [_line_json(work, lines[one].label.substance, one, rows) for one, rows in of_line.items()]
    }


def _line_json(work: Work, label: str, line_id: str, rows: list[Row[*tuple[Any, ...]]]) -> dict[str, Any]:
    uses = [Use(row.at.astimezone(PARIS).date(), row.effect) for row in rows]
    found = follow(uses, work.now.astimezone(PARIS).date())
    return {
        "line": line_id,
        "label": label,
        "days": [{"date": day.isoformat(), "doses": doses} for day, doses in found.doses],
        "days_used": found.days_used,
        "doses": sum(doses for _, doses in found.doses),
        "effects": dict(found.effects),
        "not_looked": found.not_looked,
        "regular": found.regular,
        "scores": [
            {"at": instant_text(row.at), "scale": row.scale, "before": row.score, "after": row.after}
            for row in rows
            if row.score is not None and row.after is not None
        ],
    }
