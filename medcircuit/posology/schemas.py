"""JSON shapes of posology: the cases of `posology plan --jsonl`, and a plan as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.jsonl import CaseUnreadable, field_text
from medcircuit.kernel.quantities import decimal_text
from medcircuit.posology.rules import CONVENTIONS, Decisions, Dose, Plan, PlannedDose, PrnEntry, read_dosages
from medcircuit.posology.rules.calendar import read_span_edge
from medcircuit.posology.rules.dose import plain, unit_said
from medcircuit.posology.rules.planned import Window
from medcircuit.posology.rules.relations import After, Alternative, Line, Relation, Together, plan_lines
from medcircuit.posology.rules.values import Quantity

_MOST_DAYS = 4000
_MOST_DOSAGES = 500
_MOST_RELATIONS = 100
_YEARS = range(1900, 2201)


def answer_case(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The plan of a case's lines under the conventions' moments: a list of entries, each of one of three shapes.

    Raises:
        Invalid: the case or one of its dosages cannot be read.
    """
    start = read_span_edge(field_text(case, "start")).first
    if start.year not in _YEARS:
        raise CaseUnreadable(why=f"le début doit être entre les années {_YEARS.start} et {_YEARS.stop - 1}")
    held = _objects(case.get("lines"), "lines")
    if not held:
        raise CaseUnreadable(why="le champ « lines » doit être une liste non vide")
    decided = _objects(case.get("decisions"), "decisions")
    lines = [
        Line(
            _name(one.get("line")),
            read_dosages(one.get("dosageInstruction")),
            start,
            _decisions(decided, _name(one.get("line"))),
        )
        for one in held
    ]
    if sum(len(line.dosages) for line in lines) > _MOST_DOSAGES:
        raise CaseUnreadable(why=f"un cas porte {_MOST_DOSAGES} posologies au plus")
    if len({line.id for line in lines}) < len(lines):
        raise CaseUnreadable(why="deux lignes portent le même numéro")
    relations = [_relation(one) for one in _objects(case.get("relations"), "relations")]
    if len(relations) > _MOST_RELATIONS:
        raise CaseUnreadable(why=f"un cas porte {_MOST_RELATIONS} relations au plus")
    found = plan_lines(lines, window=_window(case), relations=relations, moments=CONVENTIONS)
    return plan_entries(found)


def plan_entries(plan: Plan) -> list[dict[str, Any]]:
    """A plan as JSON: planned doses, as-needed entries, questions (ANSWERS, posology)."""
    return [
        *(_planned(dose) for dose in plan.doses),
        *(_as_needed(entry) for entry in plan.prn),
        *(
            {"line": one.line, "instruction": one.instruction, "needs_decision": one.sentence}
            for one in plan.questions
        ),
    ]


def _planned(dose: PlannedDose) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "line": dose.line,
        "instruction": dose.instruction,
        "due": _local(dose.due),
        "key": dose.key,
        **_dose(dose.dose),
    }
    if dose.ends:
        entry["ends"] = _local(dose.ends)
    if dose.dose.rate:
        entry["rate"] = dose.dose.rate.text
    return entry


def _dose(dose: Dose) -> dict[str, Any]:
    if dose.low is not None and dose.high is not None:
        low, high = decimal_text(dose.low), decimal_text(dose.high)
        return {"dose": None, "dose_low": low, "dose_high": high, "unit": dose.unit}
    if dose.amount is None:
        return {"dose": None, "unit": None}
    written = plain(dose.written) if dose.written is not None else decimal_text(dose.amount)
    entry = {"dose": written, "unit": dose.unit}
    return {**entry, "fraction": decimal_text(dose.amount)} if dose.third else entry


def _as_needed(entry: PrnEntry) -> dict[str, Any]:
    return {
        "line": entry.line,
        "instruction": entry.instruction,
        "prn": True,
        "reason": entry.reason,
        "dose": _prn_dose(entry.dose),
        "max_dose_per_administration": _quantity(entry.max_per_administration),
        "max_dose_per_period": _quantity(entry.max_per_period),
        "period_h": _number(entry.period_h),
        "min_interval_h": _number(entry.min_interval_h),
        "from": entry.begin and _local(entry.begin),
        "until": entry.until and _local(entry.until),
    }


def _prn_dose(dose: Dose | None) -> dict[str, Any] | None:
    if dose is None:
        return None
    if dose.low is not None and dose.high is not None:
        return {"low": decimal_text(dose.low), "high": decimal_text(dose.high), "unit": dose.unit}
    return {"value": _dose(dose)["dose"], "unit": dose.unit}


def _quantity(limit: Quantity | None) -> dict[str, Any] | None:
    if limit is None or limit.value is None:
        return None
    return {"value": plain(limit.value), "unit": unit_said(limit)}


def _number(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)


def _local(at: datetime) -> str:
    return at.astimezone(PARIS).isoformat()


# ---------------------------------------------------------------- reading a case
def _name(value: object) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value)
    raise CaseUnreadable(why="le champ « line » doit être un numéro ou un texte")


def _objects(value: object, name: str) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise CaseUnreadable(why=f"le champ « {name} » doit être une liste d'objets")
    return value


def _window(case: Mapping[str, Any]) -> Window:
    held = case.get("window")
    if not isinstance(held, Mapping):
        raise CaseUnreadable(why="le champ « window » doit être un objet avec from et to")
    begin, end = (read_span_edge(field_text(dict(held), name)).first for name in ("from", "to"))
    if not begin < end or (end - begin).days > _MOST_DAYS:
        raise CaseUnreadable(why="la fenêtre doit aller d'un instant à un plus tard, sur dix ans au plus")
    if begin.year not in _YEARS or end.year not in _YEARS:
        raise CaseUnreadable(why=f"la fenêtre doit être entre les années {_YEARS.start} et {_YEARS.stop - 1}")
    return begin, end


def _decisions(held: list[Mapping[str, Any]], line: str) -> Decisions:
    ended: dict[int, datetime] = {}
    for one in held:
        if _name(one.get("line")) != line:
            continue
        number = one.get("sequence")
        if not isinstance(number, int) or isinstance(number, bool):
            raise CaseUnreadable(why="une décision doit nommer la séquence qu'elle termine")
        ended[number] = read_span_edge(field_text(dict(one), "ends")).first
    return Decisions(ended)


def _relation(held: Mapping[str, Any]) -> Relation:
    kind = held.get("type")
    if kind == "after":
        minutes = held.get("offset_min")
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= 10_000:
            raise CaseUnreadable(why="offset_min doit être un nombre de minutes")
        return After(_name(held.get("line")), _name(held.get("other")), minutes)
    names = held.get("lines")
    if not isinstance(names, list):
        raise CaseUnreadable(why="une relation doit nommer ses lignes")
    lines = tuple(_name(name) for name in names)
    if kind == "together":
        return Together(lines)
    if kind == "alternative":
        when = held.get("when")
        return Alternative(lines, when if isinstance(when, str) else "")
    raise CaseUnreadable(why="le type d'une relation est alternative, together ou after")
