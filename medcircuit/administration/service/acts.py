"""What the page of a round is told of acts that are more than a plain dose, in JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from medcircuit.administration.rules.wearing import applied_key
from medcircuit.administration.service.plan import Applied, DayPlan, Due
from medcircuit.administration.service.receipts import instant_text
from medcircuit.prescriptions.service import LineLabel

SHOWN = 3
"""How many of the last sites a carer is shown."""


def acts_json(due: Due) -> dict[str, Any]:
    """What kind of act is due, what it takes off, and where the medicine went before."""
    return {
        "act": due.planned.act,
        "worn": due.planned.worn,
        "applied": _applied_json(due.applied) if due.applied else None,
        "last_sites": [_applied_json(one) for one in due.last_sites[:SHOWN]]
        if due.planned.act == "give"
        else [],
    }


def label_json(label: LineLabel) -> dict[str, Any]:
    """The medicine of a line in words."""
    return {
        "substance": label.substance,
        "strength": label.strength,
        "form": label.form,
        "brand": label.brand,
    }


def _applied_json(one: Applied) -> dict[str, Any]:
    return {"site": one.site, "at": instant_text(one.at), "by": one.by}


def worn_json(plan: DayPlan, in_round: Collection[str]) -> list[dict[str, Any]]:
    """What is on people's bodies and is not to be taken off in this round."""
    on = {one.key for resident in {one.resident_id for one in plan.applied} for one in plan.wears(resident)}
    applied = {one.key: one for one in plan.applied}
    return [
        {
            "key": one.key,
            "resident": one.resident_id,
            "line": one.line_id,
            "version": one.version,
            "label": label_json(one.label),
            "due": instant_text(one.due),
            "applied": _applied_json(applied[own]),
        }
        for one in plan.removals
        if (own := applied_key(one.key) or "") in on and one.key not in in_round
    ]
