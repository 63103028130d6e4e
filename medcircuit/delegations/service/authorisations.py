"""Reading the authorisations: those of one person, and the matrix of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from medcircuit.delegations.rules.regimes import SOON, never_open
from medcircuit.delegations.service.asking import AskedLine, asked_lines, dependent_on
from medcircuit.delegations.service.standing import Given, Standing, given_to, standings
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure


def authorisations_of(work: Work, user_id: str) -> dict[str, Any]:
    """What a person may do, until when, and what is missing before they may, in JSON: their own, for themselves.

    Raises:
        Forbidden: the actor does not help here, or asks for someone else without the right to see it.
    """
    right = Right.HELP if user_id == work.actor.user_id else Right.READ_AUTHORISATION
    work.require(right)
    given = given_to(work, user_id)
    cards = residents.cards(work.connection, work.establishment_id, work.now)
    here = _seen(work, cards, right)
    people = sorted({one for each in given for one in each.residents if one in here})
    lines = asked_lines(work, people, work.now) if people else {}
    found = standings(work, user_id, people) if people else {}
    named = {line for each in given for line in each.lines}
    work.saw("resident", people)
    return {
        "user": user_id,
        "authorisations": [
            _json(work, one, here, lines)
            for one in given
            if any(resident in here for resident in one.residents)
        ],
        "lines": [
            _line_json(lines[one], found[one], here)
            for one in sorted(found)
            if one in named or found[one].authorisation_id is not None
        ],
    }


def matrix(work: Work, unit_id: str) -> dict[str, Any]:
    """Who may help whom with what in a unit, in JSON: the people who help, the residents, their lines, what was given.

    Raises:
        NotFound: the establishment has no such unit.
        Forbidden: the actor may not see the authorisations of this unit.
    """
    connection, house = work.connection, work.establishment_id
    _, name = structure.unit(connection, house, unit_id)
    work.require(Right.READ_AUTHORISATION, unit_id=unit_id)
    here = {
        one: card
        for one, card in residents.cards(connection, house, work.now).items()
        if card.unit_id == unit_id
    }
    treated = work.actor.may(Right.READ_PRESCRIPTION, unit_id=unit_id)
    lines = asked_lines(work, list(here), work.now) if here else {}
    dependent = dependent_on(work, list(here)) if here else {}
    given = [one for one in given_to(work) if any(resident in here for resident in one.residents)]
    work.saw("resident", here)
    return {
        "unit": {"id": unit_id, "name": name},
        "people": _helpers(work, unit_id),
        "residents": [
            {"id": one, "name": _named(card), "dependent": dependent.get(one)} for one, card in here.items()
        ],
        "lines": [_open_json(one, here) for one in lines.values()] if treated else [],
        "authorisations": [_json(work, one, here, lines if treated else {}) for one in given],
        "may_authorise": work.actor.may(Right.AUTHORISE, unit_id=unit_id),
    }


def every_authorisation(work: Work) -> dict[str, Any]:
    """Every authorisation for people whose authorisations the actor may see, in JSON."""
    work.require(Right.READ_AUTHORISATION)
    cards = residents.cards(work.connection, work.establishment_id, work.now)
    here = _seen(work, cards, Right.READ_AUTHORISATION)
    given = [one for one in given_to(work) if any(resident in here for resident in one.residents)]
    people = sorted({one for each in given for one in each.residents if one in here})
    lines = asked_lines(work, people, work.now) if people and work.actor.may(Right.READ_PRESCRIPTION) else {}
    work.saw("resident", people)
    return {"authorisations": [_json(work, one, here, lines) for one in given]}


def _seen(work: Work, cards: Mapping[str, ResidentCard], right: Right) -> dict[str, ResidentCard]:
    """The people of the units where the actor has this right."""
    return {one: card for one, card in cards.items() if work.actor.may(right, unit_id=card.unit_id)}


def _helpers(work: Work, unit_id: str) -> list[dict[str, Any]]:
    """Those who help in this unit and are no nurses there."""
    connection, house = work.connection, work.establishment_id
    nurses = {one.id for one in _of(staff.colleagues(connection, house, Right.GIVE, work.now), unit_id)}
    helpers = _of(staff.colleagues(connection, house, Right.HELP, work.now), unit_id)
    return [{"id": one.id, "name": one.name} for one in helpers if one.id not in nurses]


def _of(people: Iterable[staff.Colleague], unit_id: str) -> list[staff.Colleague]:
    return [one for one in people if one.units is None or unit_id in one.units]


def _named(card: ResidentCard) -> str:
    return f"{card.used_name or card.birth_name} {card.first_name}"


def _json(
    work: Work, one: Given, here: Mapping[str, ResidentCard], lines: Mapping[str, AskedLine]
) -> dict[str, Any]:
    row, today = one.row, work.now.astimezone(PARIS).date()
    state = _state(one, work)
    return {
        "id": row.id,
        "kind": row.kind,
        "user": row.user_id,
        "user_name": staff.names(work.connection, [row.user_id])[row.user_id],
        "qualification": row.qualification,
        "act": row.act,
        "care_protocol": row.care_protocol,
        "residents": [{"id": each, "name": _named(here[each])} for each in one.residents if each in here],
        "lines": [
            {"line": each, "said": lines[each].said, "resident": lines[each].line.resident_id}
            for each in one.lines
            if each in lines
        ],
        "protocols": list(one.protocols),
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "trained_on": row.trained_on.isoformat(),
        "trained_by": row.trained_by_name,
        "assessed_on": row.assessed_on.isoformat() if row.assessed_on else None,
        "given_by": row.given_by_name,
        "given_at": row.given_at,
        "state": state,
        "ends_soon": state == "open" and row.last_day - today <= SOON - timedelta(days=1),
        "ended_at": row.ended_at,
        "ended_by": row.ended_by_name,
        "ended_why": row.ended_why,
    }


def _state(one: Given, work: Work) -> str:
    """Where an authorisation stands today: revoked, ahead, expired, open."""
    row, today = one.row, work.now.astimezone(PARIS).date()
    if row.ended_at is not None and row.ended_at <= work.now:
        return "revoked"
    if today < row.first_day:
        return "ahead"
    return "expired" if today > row.last_day else "open"


def _line_json(one: AskedLine, standing: Standing, here: Mapping[str, ResidentCard]) -> dict[str, Any]:
    return {
        **_open_json(one, here),
        "open": standing.is_open,
        "authorisation": standing.authorisation_id,
        "until": standing.until,
        "findings": finding_codes(standing.said),
    }


def _open_json(one: AskedLine, here: Mapping[str, ResidentCard]) -> dict[str, Any]:
    card = here[one.line.resident_id]
    regime = one.asked.regime
    return {
        "line": one.line.id,
        "said": one.said,
        "resident": card.id,
        "resident_name": _named(card),
        "regime": regime.value if regime else None,
        "as_needed": one.as_needed,
        "closed": finding_codes(never_open(one.asked)),
    }


def finding_codes(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as they are kept: code, tier, facts; the door says their sentences."""
    return [
        {"code": one.code, "tier": Tier(one.tier).name.lower(), "facts": dict(one.facts)} for one in findings
    ]
