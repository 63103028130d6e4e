"""The round over the JSON API."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.administration import service
from medcircuit.administration.rules.reading import Scan
from medcircuit.administration.schemas import (
    AnswerSchema,
    ClosedSchema,
    ClosingSchema,
    CursorQuery,
    DayQuery,
    DaySchema,
    GesturesSchema,
    HeldSchema,
    NewsSchema,
    PackSchema,
    ReceiptsSchema,
    ScanSchema,
    answered,
    packed,
    received,
    round_name,
    rounds_listed,
    sent,
)
from medcircuit.administration.schemas.settling import (
    AfterwardsSchema,
    AttentionSchema,
    BegunSchema,
    DaysQuery,
    DecisionSchema,
    DoseDecisionSchema,
    DosesSchema,
    DraftSchema,
    NearSchema,
    PlacingSchema,
    ResidentQuery,
    UnitQuery,
    afterwards_said,
    attention_said,
    history_said,
    near_said,
)
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, plain_body, policy

bp = Blueprint("administration", __name__, url_prefix="/api", description="Rounds, scans and facts")


@bp.get("/rounds")
@bp.arguments(DayQuery(), location="query")
@bp.response(HTTPStatus.OK, DaySchema)
@policy(Right.OPEN_ROUND)
def get_rounds(query: dict[str, date]) -> Response:
    """The rounds of a day in the units one may see."""
    return rounds_listed(service.day_json(current.work, query["date"]))


@bp.get("/rounds/<unit>/<day>/<moment>/pack")
@bp.response(HTTPStatus.OK, PackSchema)
@policy(Right.OPEN_ROUND)
def get_pack(unit: str, day: str, moment: str) -> Response:
    """Everything the page of a round needs."""
    return packed(service.pack(current.work, round_name(unit, day, moment)))


@bp.get("/rounds/<unit>/<day>/<moment>/events")
@bp.arguments(CursorQuery(), location="query")
@bp.response(HTTPStatus.OK, NewsSchema)
@policy(Right.OPEN_ROUND)
def get_events(query: dict[str, int], unit: str, day: str, moment: str) -> Response:
    """What happened in a round since a cursor: the other nurse's progress."""
    return sent(service.events_after(current.work, round_name(unit, day, moment), query["after"]))


@bp.post("/rounds/<unit>/<day>/<moment>/closing")
@bp.arguments(ClosingSchema())
@bp.response(HTTPStatus.OK, ClosedSchema)
@policy(Right.GIVE)
def post_closing(closing: service.Closing, unit: str, day: str, moment: str) -> Response:
    """Close a round: no dose stays without an answer."""
    return sent(service.close_round(current.work, round_name(unit, day, moment), closing))


@bp.get("/held")
@bp.response(HTTPStatus.OK, HeldSchema)
@policy(Right.READ_ROUND)
def get_held() -> Response:
    """The facts that no planned dose received: kept, and waiting for somebody to place them."""
    return sent(service.held_json(current.work))


@bp.post("/scans")
@plain_body(bp, ScanSchema())
@bp.response(HTTPStatus.OK, AnswerSchema)
@policy(Right.HELP)
def post_scan(scan: Scan) -> Response:
    """Judge one scan: what it is, for whom, and what is not right about it."""
    return answered(service.ask(current.work, scan))


@bp.post("/events")
@plain_body(bp, GesturesSchema())
@bp.response(HTTPStatus.OK, ReceiptsSchema)
@policy(Right.HELP)
def post_events(batch: dict[str, Any]) -> Response:
    """Record what was done at the bedside; the same again gives the same receipts."""
    return received(service.record_all(current.work, batch["events"], sent_at=batch["sent_at"]))


@bp.get("/residents/<resident_id>/doses")
@bp.arguments(DaysQuery(), location="query")
@bp.response(HTTPStatus.OK, DosesSchema)
@policy(Right.READ_ROUND)
def get_doses(query: dict[str, date | None], resident_id: str) -> Response:
    """What became of a resident's doses from one day to another, corrected answers too."""
    return history_said(service.dose_history(current.work, resident_id, query["first"], query["last"]))


@bp.get("/rounds/<unit>/<day>/<moment>/draft")
@bp.response(HTTPStatus.OK, DraftSchema)
@policy(Right.GIVE)
def get_draft(unit: str, day: str, moment: str) -> Response:
    """What one has begun in a round, on whatever tablet."""
    return sent(service.read_draft(current.work, round_name(unit, day, moment)))


@bp.put("/rounds/<unit>/<day>/<moment>/draft")
@bp.arguments(BegunSchema())
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.GIVE)
def put_draft(begun: service.Begun, unit: str, day: str, moment: str) -> None:
    """Keep what one has begun in a round."""
    service.keep_draft(current.work, round_name(unit, day, moment), begun)


@bp.get("/afterwards")
@bp.arguments(UnitQuery(), location="query")
@bp.response(HTTPStatus.OK, AfterwardsSchema)
@policy(Right.GIVE)
def get_afterwards(query: dict[str, str | None]) -> Response:
    """What typing a past act needs: who may have done it, and why it is typed now."""
    return afterwards_said(service.carers_of(current.work, query["unit"]))


@bp.get("/attention")
@bp.response(HTTPStatus.OK, AttentionSchema)
@policy(Right.READ_ROUND)
def get_attention() -> Response:
    """What waits for a person: held facts, answers that disagree, the prescriber to tell, acts never received."""
    return attention_said(service.attention(current.work))


@bp.get("/held/<held>/doses")
@bp.arguments(ResidentQuery(), location="query")
@bp.response(HTTPStatus.OK, NearSchema)
@policy(Right.CORRECT_OTHERS)
def get_doses_near(query: dict[str, str | None], held: str) -> Response:
    """The planned doses to which a held fact may belong."""
    return near_said(service.doses_near(current.work, held, query["resident"]))


@bp.post("/held/<held>/placing")
@bp.arguments(PlacingSchema())
@bp.response(HTTPStatus.OK, ReceiptsSchema)
@policy(Right.CORRECT_OTHERS)
def post_placing(placing: service.Placing, held: str) -> Response:
    """Put a held fact to a dose."""
    return received([service.place(current.work, held, placing)])


@bp.post("/held/<held>/closing")
@bp.arguments(DecisionSchema())
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CORRECT_OTHERS)
def post_held_closing(decision: service.Decision, held: str) -> None:
    """Say that a held fact needs no dose, and why."""
    service.close_held(current.work, held, decision)


@bp.post("/doses/decisions")
@bp.arguments(DoseDecisionSchema())
@bp.response(HTTPStatus.OK, ReceiptsSchema)
@policy(Right.CORRECT_OTHERS)
def post_dose_decision(decided: tuple[str, service.Decision]) -> Response:
    """Say which answer of a dose holds, or that it was really given twice."""
    return received(service.decide(current.work, *decided))


@bp.post("/events/<told>/prescriber")
@bp.arguments(DecisionSchema())
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.GIVE)
def post_prescriber_told(decision: service.Decision, told: str) -> None:
    """Note that the prescriber was told, how, and what is to be done."""
    service.inform(current.work, told, decision)
