"""Leave asked from afar and calls for the nurse, over the JSON API."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from sqlalchemy import Row

from medcircuit.delegations.rules.remote import Outcome
from medcircuit.delegations.schemas import remote as shapes
from medcircuit.delegations.service import calls, remote
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import Policy, current, declare, policy
from medcircuit.kernel.work import Work, writing
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff import service as staff

bp = Blueprint("remote", __name__, url_prefix="/api", description="Leave from afar, calls for the nurse")

proven_apart = declare(Policy(Right.ALLOW_ONCE, transaction=False))
"""Who answers proves first who they are, in a unit of work of its own: hashing a PIN must not hold the writer."""
even_locked = declare(Policy(Right.ALLOW_ONCE, while_locked=True))
"""A locked screen too says that somebody waits: how many, and nothing of anyone."""


@bp.post("/remote-requests")
@bp.arguments(shapes.RemoteWantedSchema)
@bp.response(HTTPStatus.OK, shapes.RemoteRequestSchema)
@policy(Right.HELP)
def post_request(wanted: remote.Wanted) -> dict[str, Any]:
    """Ask a nurse or a physician for leave to give one dose."""
    return _shown(current.work, [remote.request(current.work, wanted)])[0]


@bp.get("/remote-requests/<request_id>")
@bp.response(HTTPStatus.OK, shapes.RemoteRequestSchema)
@policy(Right.HELP)
def get_request(request_id: str) -> dict[str, Any]:
    """What became of one's own request."""
    return _shown(current.work, [remote.own_request(current.work, request_id)])[0]


@bp.get("/remote-requests")
@bp.response(HTTPStatus.OK, shapes.AskedOfOneSchema)
@policy(Right.ALLOW_ONCE)
def get_requests() -> dict[str, Any]:
    """What is asked of one: requests and calls of the last hour, with what became of them."""
    work = current.work
    called = calls.calls_lately(work)
    cards = _cards(work, called)
    return {
        "requests": _shown(work, remote.requests_lately(work)),
        "calls": [shapes.call_shown(one, cards) for one in called],
    }


@bp.get("/remote-requests/news")
@bp.response(HTTPStatus.OK, shapes.AskedNewsSchema)
@even_locked
def get_news() -> Response:
    """How much waits for one; the same again is not sent again."""
    work = current.work
    outcomes = [(one.id, remote.as_request(one).outcome(work.now)) for one in remote.requests_lately(work)]
    taken = [(one.id, one.by is not None) for one in calls.calls_lately(work)]
    waiting = sum(outcome is Outcome.WAITING for _, outcome in outcomes) + sum(not one for _, one in taken)
    stamp = hashlib.sha256(repr((outcomes, taken)).encode()).hexdigest()[:16]
    answer = jsonify({"waiting": waiting, "stamp": stamp})
    answer.set_etag(stamp)
    answer.make_conditional(request)
    return answer


@bp.post("/remote-requests/<request_id>/answer")
@bp.arguments(shapes.RemoteReplySchema)
@bp.response(HTTPStatus.OK, shapes.RemoteRequestSchema)
@proven_apart
def post_answer(reply: dict[str, Any], request_id: str) -> dict[str, Any]:
    """Say yes or no to a request, proving who one is: by PIN, code or passkey (about the request's id)."""
    staff.confirm(current.door, current.actor, reply["again"], about=request_id)
    with writing(current.database, current.actor, current.clock) as work:
        row = remote.answer(work, request_id, granted=reply["granted"], why=reply["why"])
        return _shown(work, [row])[0]


@bp.post("/help-calls")
@bp.arguments(shapes.HelpCallSchema)
@bp.response(HTTPStatus.OK, shapes.HelpCalledSchema)
@policy(Right.HELP)
def post_call(made: calls.Call) -> dict[str, Any]:
    """Call the nurse: told on the screens of those who may come."""
    return _called(calls.call(current.work, made))


@bp.get("/help-calls/<call_id>")
@bp.response(HTTPStatus.OK, shapes.HelpCalledSchema)
@policy(Right.HELP)
def get_call(call_id: str) -> dict[str, Any]:
    """Whether somebody has taken one's call."""
    return _called(calls.own_call(current.work, call_id))


@bp.post("/help-calls/<call_id>/answer")
@bp.response(HTTPStatus.OK, shapes.HelpCalledSchema)
@policy(Right.ALLOW_ONCE)
def post_take(call_id: str) -> dict[str, Any]:
    """Say that one has seen a call and comes."""
    return _called(calls.take(current.work, call_id))


def _called(row: Row[Any]) -> dict[str, Any]:
    return shapes.call_shown(row, _cards(current.work, [row]))


def _shown(work: Work, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Requests with the people and the medicines they are about, in words."""
    people = sorted({row.resident_id for row in rows})
    lines = prescriptions.lines_of(work.connection, work.establishment_id, people) if people else ()
    said = {
        one.id: " ".join(part for part in (one.label.substance, one.label.strength, one.label.form) if part)
        for one in lines
    }
    cards = _cards(work, rows)
    return [shapes.request_shown(row, work.now, said.get(row.line_id, ""), cards) for row in rows]


def _cards(work: Work, rows: Sequence[Row[Any]]) -> Mapping[str, ResidentCard]:
    """The cards of those whom these are about, whose data is shown."""
    people = {row.resident_id for row in rows} - {None}
    if not people:
        return {}
    work.saw("resident", sorted(people))
    known = residents.cards(work.connection, work.establishment_id, work.now)
    return {one: known[one] for one in people if one in known}
