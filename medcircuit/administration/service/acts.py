"""What the page of a round is told of acts that are more than a plain dose, in JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from medcircuit.administration.rules.wearing import applied_key
from medcircuit.administration.service.plan import Applied, DayPlan, Due
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.care import Requirement, Scale
from medcircuit.prescriptions.rules.care_words import limits_said
from medcircuit.prescriptions.rules.doses import PlannedDose, amount_said, unit_said
from medcircuit.prescriptions.service import LineLabel
from medcircuit.residents import service as residents


def act_json(planned: PlannedDose) -> dict[str, Any]:
    """What kind of act a dose is."""
    return {
        "act": planned.act,
        "worn": planned.worn,
        "sited": planned.sited,
        "second": planned.asks_second,
        "scale": _scale_json(planned.care.scale) if planned.care.scale else None,
    }


def _scale_json(scale: Scale) -> dict[str, Any]:
    """The dose by a measured value; the page finds the row of what was just measured."""
    rows = [
        {
            "low": _text(row.low),
            "high": _text(row.high),
            "dose": _text(row.dose),
            "said": amount_said(row.dose, scale.unit),
        }
        for row in scale.rows
    ]
    unit = unit_said(scale.unit, Fraction(2))
    return {"kind": scale.kind, "unit": unit, "rows": rows, "conduct": scale.conduct}


def need_json(need: Requirement) -> dict[str, Any]:
    """A measure to have before giving; the sentence of its limits is made here, for the page only shows it."""
    return {
        "kind": need.kind,
        "within_min": int(need.within.total_seconds() // 60),
        "low": _text(need.low),
        "high": _text(need.high),
        "limits": limits_said(need) if need.low is not None or need.high is not None else None,
        "conduct": need.conduct,
    }


def measures_json(work: Work, doses: Iterable[Due]) -> list[dict[str, Any]]:
    """What was measured of the people of a round, as far back as their doses ask; one statement, or none."""
    ages: dict[str, timedelta] = {}
    for due in doses:
        for need in due.planned.care.measures:
            ages[due.planned.resident_id] = max(need.within, ages.get(due.planned.resident_id, need.within))
    if not ages:
        return []
    since = work.now - max(ages.values())
    known = residents.measures(work.connection, work.establishment_id, list(ages), since)
    return [
        {
            "resident": one.resident_id,
            "id": one.measure.id,
            "kind": one.measure.kind,
            "value": _text(one.measure.value),
            "second": _text(one.measure.second),
            "said": one.measure.said,
            "at": instant_text(one.measure.at),
            "by_name": one.by_name,
        }
        for one in known
    ]


def _text(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def label_json(label: LineLabel) -> dict[str, Any]:
    """The medicine of a line in words."""
    return {
        "substance": label.substance,
        "strength": label.strength,
        "form": label.form,
        "brand": label.brand,
    }


def applied_json(one: Applied) -> dict[str, Any]:
    """Where something was put on the body or injected, when, and by whom."""
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
            "applied": applied_json(applied[own]),
        }
        for one in plan.removals
        if (own := applied_key(one.key) or "") in on and one.key not in in_round
    ]
