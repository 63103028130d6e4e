"""Doses as needed over the JSON API."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.administration.schemas.outgoing import sent
from medcircuit.administration.schemas.prn import (
    CountingSchema,
    DeclaredSchema,
    DoneSchema,
    EffectsSchema,
    FollowUpSchema,
    LookedSchema,
    PrnAnswerSchema,
    PrnAskSchema,
    PrnSchema,
    UnitQuery,
    declared,
    effects_listed,
    prn_answered,
    prn_listed,
)
from medcircuit.administration.service import prn
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy

bp = Blueprint("as_needed", __name__, url_prefix="/api", description="Doses given as needed")


@bp.get("/residents/<resident>/prn")
@bp.response(HTTPStatus.OK, PrnSchema)
@policy(Right.OPEN_ROUND)
def get_prn(resident: str) -> Response:
    """What may be given as needed to a person now, and from when on the rest."""
    return prn_listed(prn.prn_json(current.work, resident))


@bp.get("/residents/<resident>/prn/follow-up")
@bp.response(HTTPStatus.OK, FollowUpSchema)
@policy(Right.READ_PRESCRIPTION)
def get_follow_up(resident: str) -> Response:
    """How often each line as needed was used in four weeks, and what it did."""
    return sent(prn.following(current.work, resident))


@bp.post("/prn")
@bp.arguments(PrnAskSchema())
@bp.response(HTTPStatus.OK, PrnAnswerSchema)
@policy(Right.HELP)
def post_prn(asked: prn.PrnAsk) -> Response:
    """Ask for a dose as needed: judged, and claimed where nothing forbids it."""
    return prn_answered(prn.ask_prn(current.work, asked))


@bp.post("/prn/<ask>/end")
@bp.response(HTTPStatus.OK, DoneSchema)
@policy(Right.HELP)
def post_prn_end(ask: str) -> Response:
    """Give up a dose in progress: not given, it counts no more."""
    return sent(prn.end_ask(current.work, ask))


@bp.get("/prn/effects")
@bp.arguments(UnitQuery(), location="query")
@bp.response(HTTPStatus.OK, EffectsSchema)
@policy(Right.OPEN_ROUND)
def get_effects(query: dict[str, Any]) -> Response:
    """The doses as needed whose effect is to be looked at."""
    return effects_listed(prn.effects_due(current.work, query["unit"]))


@bp.post("/prn/effects")
@bp.arguments(LookedSchema())
@bp.response(HTTPStatus.OK, DoneSchema)
@policy(Right.HELP)
def post_effect(looked: prn.Looked) -> Response:
    """Record the effect of a dose that was given as needed."""
    return sent(prn.look(current.work, looked))


@bp.post("/prn/counting")
@bp.arguments(CountingSchema())
@bp.response(HTTPStatus.OK, DoneSchema)
@policy(Right.GIVE)
def post_counting(told: Mapping[str, Any]) -> Response:
    """Decide whether a dose that was spat out counts in the limits."""
    return sent(prn.set_counting(current.work, told["dose"], counts=told["counts"]))


@bp.post("/residents/<resident>/declared-doses")
@bp.arguments(DeclaredSchema())
@bp.response(HTTPStatus.OK, DoneSchema)
@policy(Right.HELP)
def post_declared(told: Mapping[str, Any], resident: str) -> Response:
    """Record a dose that the family gave."""
    return sent(prn.declare(current.work, declared(resident, told)))
