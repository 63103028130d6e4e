"""The pharmacist's review over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.prescriptions import review_schemas as schemas
from medcircuit.prescriptions.rules.review import Opinion
from medcircuit.prescriptions.service import review
from medcircuit.residents import service as residents
from medcircuit.staff import service as staff

bp = Blueprint("review", __name__, url_prefix="/api", description="The pharmacist's review")

DAYS = 90
"""Over which the opinions are counted beside the queue."""


@bp.get("/review")
@bp.response(HTTPStatus.OK, schemas.ReviewQueueSchema)
@policy(Right.READ_PRESCRIPTION)
def queue() -> dict[str, Any]:
    """Who waits for a review, the most at risk first, and what became of the opinions of the last 90 days."""
    work = current.work
    return schemas.queue_shown(review.queue(work), review.statistics(work, DAYS), DAYS, work.actor)


@bp.get("/residents/<resident_id>/review")
@bp.response(HTTPStatus.OK, schemas.ReviewSchema)
@policy(Right.READ_PRESCRIPTION)
def dossier(resident_id: str) -> dict[str, Any]:
    """One resident's lines, findings and opinions."""
    work = current.work
    found = review.dossier(work, resident_id)
    names = staff.names(work.connection, review.people_in(found))
    return schemas.review_shown(found, work.now, names, work.actor, residents.unit_of(work, resident_id))


@bp.post("/residents/<resident_id>/opinions")
@bp.arguments(schemas.ReviewOpinionSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.REVIEW)
def give_opinion(said: Opinion, resident_id: str) -> None:
    """Say what one thinks of a line, or of all lines."""
    review.give_opinion(current.work, resident_id, said)


@bp.post("/opinions/<opinion_id>/messages")
@bp.arguments(schemas.ReviewMessageSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.READ_PRESCRIPTION)
def write_message(said: dict[str, Any], opinion_id: str) -> None:
    """Write in the thread of an opinion."""
    review.write_message(current.work, opinion_id, said["id"], said["text"])


@bp.post("/opinions/<opinion_id>/outcome")
@bp.arguments(schemas.ReviewOutcomeSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.PRESCRIBE)
def settle(said: dict[str, Any], opinion_id: str) -> None:
    """Say what becomes of an opinion."""
    review.settle_opinion(current.work, opinion_id, said["outcome"])
