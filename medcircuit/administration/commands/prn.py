"""`medcircuit prn check`: may a dose given as needed be given now, and from when on?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click

from medcircuit.administration.commands import snapshot
from medcircuit.administration.service.answering import limits_for
from medcircuit.administration.service.prn import judged_line
from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.jsonl import Case, CaseUnreadable, answer_cases, field_instant, field_text
from medcircuit.kernel.quantities import read_amount
from medcircuit.medicines.rules.strength import spelled
from medcircuit.prescriptions.rules.limits import (
    DAY,
    Asked,
    Counted,
    LineLimits,
    SubstanceLimit,
    elapsed,
    judge,
)

_COUNTING = frozenset({"given", "handed", "partial", "in_progress"})
_COUNTING_NOTHING = frozenset({"refused", "absent", "cancelled", "superseded"})
_SPAT_OUT = "spat_out"
_LONGEST = Fraction(10 * 366 * 24)
"""Hours beyond which a period or an interval is a slip of the pen."""

Units = Mapping[str, str | None]
"""The unit of each limited substance; none where only an interval is written."""


@click.group(help="Si besoin : limites par prise, par 24 h, par substance.")
def prn() -> None:
    """Doses given as needed."""


@prn.command(
    "check",
    short_help="Dire si une dose « si besoin » est possible.",
    help="Dire si une dose « si besoin » est possible, pourquoi, et à partir de quand.",
)
@click.argument("resident", required=False)
@click.argument("line", required=False)
@click.option("--person", help="Pour qui (identifiant de connexion) ; sans elle, pour un infirmier.")
@click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")
@click.option("--jsonl", is_flag=True, help="Un cas JSON par ligne, une réponse par ligne.")
def check(resident: str | None, line: str | None, *, person: str | None, as_json: bool, jsonl: bool) -> None:
    """Say whether a dose of a line of a resident may be given now, or answer cases."""
    if jsonl:
        answer_cases(sys.stdin.buffer, sys.stdout.buffer, answer_limits)
        return
    if resident is None or line is None:
        raise click.UsageError("Donnez le résident et la ligne, ou --jsonl pour lire des cas.")
    with snapshot() as connection:
        now = SystemClock().now()
        found = (
            limits_for(connection, person, resident, line, now)
            if person
            else judged_line(connection, resident, line, now)
        )
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{found['said']} : {'possible' if found['allowed'] else 'non'}")
    for sentence in found["sentences"]:
        click.echo(f"  {sentence}")


def answer_limits(case: Case) -> dict[str, Any]:
    """One case {lines, substance_limits, history, reserved, ask_line, ask_at, ask_dose, step}.

    Raises:
        CaseUnreadable: a field is missing, is not of its kind, or names a line or a unit that nobody knows.
    """
    units = _units(case)
    lines = _lines(case, units)
    line = lines.get(field_text(case, "ask_line"))
    if line is None:
        raise CaseUnreadable(why="« ask_line » ne désigne aucune ligne")
    asked = Asked(
        line.name,
        field_instant(case, "ask_at"),
        _amount(case, "ask_dose"),
        line.per_unit,
        _optional_amount(case, "step"),
    )
    limits = [_substance_limit(one, units) for one in _objects(case, "substance_limits")]
    answer = judge(asked, line.limits(case), limits, _counted(case, lines, units))
    return {
        "allowed": answer.allowed,
        "blocked_by": [block.name for block in answer.blocks],
        "next_allowed_at": answer.next_at and answer.next_at.astimezone(asked.at.tzinfo).isoformat(),
        "remaining_24h": {
            name: {"value": amount, "unit": units[name]} for name, amount in answer.remaining.items()
        },
        "largest_dose_now": answer.largest,
    }


def _units(case: Case) -> Units:
    """The unit in which each limited substance is counted, the first that is written; none where nothing bounds it."""
    units: dict[str, str | None] = {}
    for one in _objects(case, "substance_limits"):
        name = field_text(one, "substance")
        said = field_text(one, "unit") if one.get("max") is not None else None
        units[name] = units.get(name) or said
    return units


def _lines(case: Case, units: Units) -> dict[str, _Line]:
    lines: dict[str, _Line] = {}
    for one in _objects(case, "lines"):
        line = _Line(one, units)
        if line.name in lines:
            raise CaseUnreadable(why=f"la ligne « {line.name} » est écrite deux fois")
        lines[line.name] = line
    return lines


class _Line:
    """A line of a case: what one unit of its product holds, in the unit of each substance's limit."""

    def __init__(self, told: Case, units: Units) -> None:
        self.name = field_text(told, "line")
        self.told = told
        self.per_unit = _contents(told, units)

    def limits(self, case: Case) -> LineLimits:
        """What is written on it."""
        told = _object(self.told, "limits")
        merged = {**case, **self.told, **told}
        return LineLimits(
            once=_optional_amount(told, "max_dose_per_administration"),
            per_period=_optional_amount(told, "max_dose_per_period"),
            period=_optional_hours(told, "period_h") or DAY,
            interval=_optional_hours(told, "min_interval_h"),
            until=field_instant(merged, "valid_until") if merged.get("valid_until") is not None else None,
        )


def _contents(told: Case, units: Units) -> dict[str, Fraction]:
    """What one unit holds of each limited substance, in the unit of its limit; of another, nothing is limited."""
    held = _object(_object(told, "product"), "per_unit")
    return {name: _converted(_object(held, name), units[name]) for name in held if name in units}


def _converted(told: Case, unit: str | None) -> Fraction:
    return _scaled(_amount(told, "value"), field_text(told, "unit"), unit)


def _scaled(amount: Fraction, own: str, unit: str | None) -> Fraction:
    if unit in {own, None}:
        return amount
    source, target = spelled(own), spelled(unit or "")
    if source is None or target is None or source[0] is not target[0]:
        raise CaseUnreadable(why=f"« {own} » ne se convertit pas en « {unit} »")
    return amount * source[1] / target[1]


def _substance_limit(told: Case, units: Units) -> SubstanceLimit:
    name, most = field_text(told, "substance"), _optional_amount(told, "max")
    return SubstanceLimit(
        name,
        None if most is None else _scaled(most, field_text(told, "unit"), units[name]),
        _optional_hours(told, "period_h") or DAY,
        _optional_hours(told, "min_interval_h"),
    )


def _counted(case: Case, lines: Mapping[str, _Line], units: Units) -> Iterator[Counted]:
    """Every dose of a case that counts: those of its history, and the reserved ones that none of them closes."""
    closed: set[tuple[str, datetime]] = set()
    for told in _objects(case, "history"):
        status = field_text(told, "status")
        if told.get("due") is not None and status != "superseded":
            closed.add((field_text(told, "line", default=""), field_instant(told, "due")))
        if _counts(told, status):
            yield _dose(told, "at", lines, units)
    for told in _objects(case, "reserved"):
        if (field_text(told, "line"), field_instant(told, "due")) not in closed:
            yield _dose(told, "due", lines, units)


def _counts(told: Case, status: str) -> bool:
    if status == _SPAT_OUT:
        return told.get("counts") is not False
    if status not in _COUNTING and status not in _COUNTING_NOTHING:
        raise CaseUnreadable(why=f"l'état « {status} » n'est pas connu")
    return status in _COUNTING


def _dose(told: Case, when: str, lines: Mapping[str, _Line], units: Units) -> Counted:
    """A dose of a line, or of a product that it tells itself: what the family gave."""
    name = field_text(told, "line", default="")
    amount, at = _amount(told, "dose"), field_instant(told, when)
    if name in lines:
        per_unit: Mapping[str, Fraction] = lines[name].per_unit
    elif isinstance(told.get("product"), dict):
        per_unit = _contents(told, units)
    else:
        raise CaseUnreadable(why=f"la ligne « {name} » n'est pas connue")
    return Counted(name, at, amount, {substance: each * amount for substance, each in per_unit.items()})


def _objects(case: Case, name: str) -> list[Case]:
    listed = [] if case.get(name) is None else case[name]
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise CaseUnreadable(why=f"le champ « {name} » doit être une liste d'objets")
    return listed


def _object(case: Case, name: str) -> Case:
    told = case.get(name)
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise CaseUnreadable(why=f"le champ « {name} » doit être un objet")
    return told


def _amount(case: Case, name: str) -> Fraction:
    value = case.get(name)
    if isinstance(value, str):
        return read_amount(value) if "/" in value else _decimal(value, name)
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0:
        return Fraction(value)
    raise CaseUnreadable(why=f"le champ « {name} » doit être une quantité")


def _decimal(text: str, name: str) -> Fraction:
    """A decimal with a point, of any length: "0.125" is no thousand in a case."""
    whole, _, part = text.strip().partition(".")
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(whole + part) > 40:
        raise CaseUnreadable(why=f"le champ « {name} » doit être une quantité")
    return Fraction(Decimal(f"{whole or 0}.{part or 0}"))


def _optional_amount(case: Case, name: str) -> Fraction | None:
    return None if case.get(name) is None else _amount(case, name)


def _optional_hours(case: Case, name: str) -> timedelta | None:
    hours = _optional_amount(case, name)
    if hours is not None and hours > _LONGEST:
        raise CaseUnreadable(why=f"le champ « {name} » dépasse dix ans")
    return None if hours is None else elapsed(hours)
