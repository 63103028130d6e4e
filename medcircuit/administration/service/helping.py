"""The group of somebody who helps people take their medicines: who they are, and what to help with now (SCREENS E1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from medcircuit.administration.rules.helping import Help, When
from medcircuit.administration.service.acts import label_json
from medcircuit.administration.service.plan import DayPlan, Days, Due, day_plan, rounds_by_unit
from medcircuit.administration.service.receipts import instant_text
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service import NeededLine
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.structure import service as structure

OPENED = frozenset({"assisted", "entrusted"})
"""Regimes in which others than a nurse may help; a line without one is the nurse's alone (DECISIONS, Regimes)."""


def group(work: Work) -> dict[str, Any]:
    """The people of the units where the actor may help, with what to help them with now, in JSON.

    Of their treatment only the lines that a helper may be entitled to are told.

    Raises:
        Forbidden: the actor may help nowhere.
    """
    work.require(Right.HELP)
    connection, house = work.connection, work.establishment_id
    units = [one for one in structure.units(connection, house) if work.actor.may(Right.HELP, unit_id=one[0])]
    mine = {unit_id for unit_id, _ in units}
    day = work.now.astimezone(PARIS).date()
    days = Days.around(day)
    cards = [
        card
        for card in residents.cards(connection, house, work.now, away=days.span).values()
        if card.unit_id in mine
    ]
    lives = {card.id: card.unit_id for card in cards}
    rounds = rounds_by_unit(connection, house, day)
    absences = [absence for card in cards for absence in card.absences]
    plan = day_plan(connection, house, list(lives), days, lambda one: rounds(lives[one]), absences=absences)
    needed = prescriptions.needs(connection, house, list(lives), work.now).lines
    work.saw("resident", lives)
    return {
        "server_time": instant_text(work.now),
        "day": day.isoformat(),
        "units": [{"id": unit_id, "name": name} for unit_id, name in units],
        "people": [_person_json(card, plan, needed, work.now) for card in cards],
    }


def _person_json(
    card: ResidentCard, plan: DayPlan, needed: Iterable[NeededLine], now: datetime
) -> dict[str, Any]:
    away = card.absence
    return {
        "id": card.id,
        "unit": card.unit_id,
        "birth_name": card.birth_name,
        "used_name": card.used_name,
        "first_name": card.first_name,
        "birth_date": card.birth_date.isoformat(),
        "age": card.age,
        "sex": card.sex,
        "room": card.room,
        "portrait": f"/api/residents/{card.id}/portrait" if card.has_portrait else None,
        "allergies": [{"label": one.label, "severity": one.severity.value} for one in card.allergies],
        "homonyms": list(card.homonyms),
        "texture": card.texture,
        "notes": card.notes,
        "ins_status": card.ins_status,
        "absence": {
            "kind_label": away.kind_label,
            "ends_at": instant_text(away.ends_at) if away.ends_at else None,
        }
        if away
        else None,
        "doses": [_dose_json(due, when) for due, when in _helped(card.id, plan, now)],
        "as_needed": sum(one.resident_id == card.id and one.regime in OPENED for one in needed),
    }


def _helped(resident_id: str, plan: DayPlan, now: datetime) -> Iterator[tuple[Due, When]]:
    """The doses of today's boards that may be opened to helpers, each with when to help."""
    today = now.astimezone(PARIS).date()
    for due in plan.of_day(today):
        planned = due.planned
        if planned.resident_id != resident_id or planned.regime not in OPENED:
            continue
        opened = due.window
        span = (opened.opens, opened.closes) if opened else None
        yield due, Help(due.state, planned.due, span, due.status_at(now)).at(now)


def _dose_json(due: Due, when: When) -> dict[str, Any]:
    planned, given = due.planned, due.round
    assert given is not None, "a dose of a day's boards has a round"
    return {
        "key": planned.key,
        "line": planned.line_id,
        "version": planned.version,
        "when": when.value,
        "state": due.state.value,
        "due": instant_text(planned.due),
        "by": due.answered.by_name if due.answered else None,
        "date": given.day.isoformat(),
        "moment": {"code": given.moment_code, "label": given.label},
        "label": label_json(planned.label),
        "amount": amount_text(planned.amount) if planned.amount is not None else None,
        "unit": planned.unit,
        "said": planned.said,
        "route": planned.route_label or None,
        "instructions": list(planned.instructions),
    }
