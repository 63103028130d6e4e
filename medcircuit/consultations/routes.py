"""Consultations over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.consultations import service
from medcircuit.consultations.printing import access_sheet
from medcircuit.consultations.rules import Consultation
from medcircuit.consultations.schemas import (
    AccessChoicesSchema,
    AccessesSchema,
    AccessLogSchema,
    AccessReadingSchema,
    AccessReadSchema,
    AccessSettingSchema,
    ConsultationSchema,
    GlassJudgementSchema,
    GlassNoticesSchema,
    GlassSchema,
    choices_said,
    items_said,
    listed,
    log_said,
    one_held,
)
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.kernel.pdf import PDF, shown_pdf
from reports.access_log import access_log

bp = Blueprint(
    "consultations", __name__, url_prefix="/api", description="Temporary consultation, broken glass"
)


@bp.get("/consultations/choices")
@bp.response(HTTPStatus.OK, AccessChoicesSchema)
@policy(Right.BREAK_GLASS)
def get_choices() -> Response:
    """Who lives here, who works here, why a glass may be broken or a consultation given."""
    return choices_said(service.choices(current.work))


@bp.get("/consultations/mine")
@bp.response(HTTPStatus.OK, AccessesSchema)
@policy(Right.BREAK_GLASS)
def get_mine() -> Response:
    """The consultations that are open to the reader."""
    return listed(current.work, service.mine(current.work))


@bp.get("/consultations")
@bp.response(HTTPStatus.OK, AccessesSchema)
@policy(Right.GRANT_CONSULTATION)
def get_given() -> Response:
    """The consultations that were given these three months."""
    return listed(current.work, service.given(current.work))


@bp.post("/consultations")
@bp.arguments(ConsultationSchema)
@bp.response(HTTPStatus.OK, AccessesSchema)
@policy(Right.GRANT_CONSULTATION)
def post_consultation(asked: Consultation) -> Response:
    """Give somebody a consultation."""
    return one_held(current.work, service.grant(current.work, asked))


@bp.post("/consultations/<consultation_id>/end")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.BREAK_GLASS)
def post_end(consultation_id: str) -> None:
    """Take a consultation back, or give up one's own."""
    service.end_consultation(current.work, consultation_id)


@bp.post("/consultations/<consultation_id>/reads")
@bp.arguments(AccessReadingSchema)
@bp.response(HTTPStatus.OK, AccessReadSchema)
@policy(Right.BREAK_GLASS)
def post_read(told: dict[str, Any], consultation_id: str) -> Response:
    """Read one category of a person under a consultation; that it was read is written first."""
    found = service.read(current.work, consultation_id, told["resident"], told["category"])
    return items_said(found)


@bp.get("/glasses")
@bp.response(HTTPStatus.OK, AccessesSchema)
@policy(Right.REVIEW_ACCESS)
def get_glasses() -> Response:
    """The broken glasses of these three months, those to judge first."""
    return listed(current.work, service.glasses(current.work))


@bp.post("/glasses")
@bp.arguments(GlassSchema)
@bp.response(HTTPStatus.OK, AccessesSchema)
@policy(Right.BREAK_GLASS)
def post_glass(asked: service.Glass) -> Response:
    """Break the glass: read everything of one person for an hour, in an emergency."""
    return one_held(current.work, service.break_glass(current.work, asked))


@bp.get("/glasses/notices")
@bp.response(HTTPStatus.OK, GlassNoticesSchema)
@policy(Right.REVIEW_ACCESS)
def get_notices() -> dict[str, int]:
    """How many broken glasses wait to be judged."""
    return {"to_judge": sum(one.judged_at is None for one in service.glasses(current.work))}


@bp.post("/glasses/<consultation_id>/judgement")
@bp.arguments(GlassJudgementSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.REVIEW_ACCESS)
def post_judgement(told: dict[str, Any], consultation_id: str) -> None:
    """Say whether a broken glass was justified."""
    service.judge(current.work, consultation_id, justified=told["justified"], note=told["note"])


@bp.get("/residents/<resident_id>/consultations")
@bp.response(HTTPStatus.OK, AccessLogSchema)
@policy(Right.GRANT_CONSULTATION)
def get_log(resident_id: str) -> Response:
    """Who read what of a person under a consultation."""
    return log_said(service.who_read(current.work, resident_id))


@bp.get("/residents/<resident_id>/consultations.pdf")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.GRANT_CONSULTATION)
def print_log(resident_id: str) -> Response:
    """The same as a document, for the person who asks."""
    return shown_pdf(access_log(access_sheet(current.work, resident_id)))


@bp.get("/consultations/settings")
@bp.response(HTTPStatus.OK, AccessSettingSchema)
@policy(Right.CONFIGURE)
def get_settings() -> service.Setting:
    """How long consultations last here at the most, and whether the management gives them."""
    return service.setting(current.work)


@bp.put("/consultations/settings")
@bp.arguments(AccessSettingSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CONFIGURE)
def put_settings(chosen: service.Setting) -> None:
    """Choose it."""
    service.choose_setting(current.work, chosen)
