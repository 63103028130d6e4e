"""The group of somebody who helps people take their medicines: who they are, and what to help with now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from medcircuit.administration.rules.helping import Help, When
from medcircuit.administration.service.acts import label_json
from medcircuit.administration.service.counted import read_history
from medcircuit.administration.service.open_to import standings
from medcircuit.administration.service.plan import DayPlan, Days, Due, day_plan, rounds_by_unit
from medcircuit.administration.service.prn.effects import due_among
from medcircuit.administration.service.prn.helped import strict
from medcircuit.administration.service.prn.reading import needs_json
from medcircuit.administration.service.receipts import finding_json
from medcircuit.delegations.rules.remote import IN_THE_PLACE_OF
from medcircuit.delegations.service import protocol_of_line, remote
from medcircuit.delegations.service.standing import Standing, is_helper
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service import NeededLine
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.structure import service as structure

OPENED = frozenset({"assisted", "entrusted"})
"""Regimes in which others than a nurse may help; a line without one is the nurse's alone."""


def group(work: Work) -> dict[str, Any]:
    """The people of the units where the actor may help, with what to help them with now, in JSON.

    Of their treatment only the lines that a helper may be entitled to are told.

    Raises:
        Forbidden: the actor may help nowhere.
    """
    work.require(Right.HELP)
    connection, house = work.connection, work.establishment_id
    day = work.now.astimezone(PARIS).date()
    open_now = structure.open_units(connection, house, day)
    units = [one for one in open_now if work.actor.may(Right.HELP, unit_id=one[0])]
    mine = {unit_id for unit_id, _ in units}
    days = Days.around(day)
    cards = [
        card
        for card in residents.cards(connection, house, work.now, away=days.span).values()
        if card.unit_id in mine
    ]
    lives = {card.id: card.unit_id for card in cards}
    rounds = rounds_by_unit(connection, house)
    absences = [absence for card in cards for absence in card.absences]
    plan = day_plan(connection, house, list(lives), days, lambda one: rounds(lives[one]), absences=absences)
    needed = prescriptions.needs(connection, house, list(lives), work.now).lines
    helped = frozenset(card.id for card in cards if is_helper(work, card.unit_id))
    may = standings(work, work.actor.user_id, helped) if helped else {}
    told = _Told(plan, needed, helped, may, due_among(work, lives), work.now)
    work.saw("resident", lives)
    return {
        "server_time": instant_text(work.now),
        "day": day.isoformat(),
        "units": [{"id": unit_id, "name": name} for unit_id, name in units],
        "people": [_person_json(card, told) for card in cards],
    }


@dataclass(frozen=True)
class _Told:
    """What is known of a group: its plan, its lines as needed, where the actor stands before each line, what to look at.

    `helped` are those whom the actor only helps: `may` says with what.
    """

    plan: DayPlan
    needed: tuple[NeededLine, ...]
    helped: frozenset[str]
    may: Mapping[str, Standing]
    effects: list[dict[str, Any]]
    now: datetime

    def is_open(self, resident_id: str, line_id: str) -> bool:
        """Whether the actor may help a person with a line."""
        if resident_id not in self.helped:
            return True
        return line_id in self.may and self.may[line_id].is_open


def _person_json(card: ResidentCard, told: _Told) -> dict[str, Any]:
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
        "doses": [_dose_json(due, when) for due, when in _helped(card.id, told)],
        "as_needed": sum(one.resident_id == card.id and one.regime in OPENED for one in told.needed),
        "effects": sum(one["resident"] == card.id and one["due"] for one in told.effects),
    }


def _helped(resident_id: str, told: _Told) -> Iterator[tuple[Due, When]]:
    """The doses of today's boards that are open to the actor, each with when to help."""
    for due in told.plan.of_day(told.now.astimezone(PARIS).date()):
        planned = due.planned
        if planned.resident_id != resident_id or planned.regime not in OPENED:
            continue
        if not told.is_open(resident_id, planned.line_id):
            continue
        opened = due.window
        span = (opened.opens, opened.closes) if opened else None
        yield due, Help(due.state, planned.due, span, due.status_at(told.now)).at(told.now)


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
        "unit": planned.unit_word,
        "said": planned.said,
        "route": planned.route_label or None,
        "instructions": list(planned.instructions),
        "missed": planned.care.missed,
        "doubled": planned.care.doubled,
    }


def needs(work: Work, resident_id: str) -> dict[str, Any]:
    """The lines as needed of a person that a helper may be entitled to, with lights, protocol and leave, in JSON.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not help where the person lives.
    """
    unit_id = residents.unit_of(work, resident_id)
    work.require(Right.HELP, unit_id=unit_id)
    history = read_history(work, resident_id)
    lines = [one for one in history.needs.lines if one.regime in OPENED]
    may = standings(work, work.actor.user_id, [resident_id]) if is_helper(work, unit_id) else None
    work.saw("resident", [resident_id])
    shown = [strict(one, may[one.line_id].opened) if may and one.line_id in may else one for one in lines]
    body = needs_json(work, resident_id, history, shown)
    return {**body, "lines": [_need_json(work, resident_id, one, may) for one in body["lines"]]}


def _need_json(
    work: Work, resident_id: str, told: Mapping[str, Any], may: Mapping[str, Standing] | None
) -> dict[str, Any]:
    """A line with what the physician wrote of it, and whether the actor may help with it."""
    line_id, user = told["line"], work.actor.user_id
    written = protocol_of_line(work, line_id)
    stands = may.get(line_id) if may is not None else None
    leave = remote.granted(work, user, resident_id, line_id, None)
    return {
        **told,
        "protocol": {
            "id": written.protocol_id,
            "version": written.version_id,
            "title": written.protocol.title,
            "scale": written.protocol.assessment.scale if written.protocol.assessment else None,
            "recheck_min": written.protocol.recheck_min,
            "call": {"name": written.protocol.call_name, "phone": written.protocol.call_phone},
        }
        if written
        else None,
        "open": may is None or (stands is not None and stands.is_open),
        "askable": stands is not None and {one.code for one in stands.findings} <= IN_THE_PLACE_OF,
        "closed": [finding_json(one) for one in stands.findings] if stands else [],
        "until": instant_text(stands.until.astimezone(UTC)) if stands and stands.until else None,
        "leave": {"id": leave.request_id, "by": leave.by_name, "until": instant_text(leave.until)}
        if leave
        else None,
    }
