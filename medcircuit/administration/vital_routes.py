"""Life-saving acts, and Monday's queue of what a nurse countersigns, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_smorest import Blueprint

from medcircuit.administration.rules.countersigning import Countersigning
from medcircuit.administration.schemas import ReceiptsSchema, received
from medcircuit.administration.schemas.outgoing import sent
from medcircuit.administration.service.countersigning import acts_to_countersign, countersign
from medcircuit.administration.service.vital import Told, record_vital, vital_json
from medcircuit.administration.vital_schemas import (
    ReadAgainDoneSchema,
    ReadAgainSchema,
    ToCountersignSchema,
    VitalActSchema,
    VitalSchema,
    acts_said,
    vital_said,
)
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy, signed_in

bp = Blueprint("vital", __name__, url_prefix="/api", description="Life-saving acts and countersigning")


@bp.get("/residents/<resident_id>/vital")
@bp.response(HTTPStatus.OK, VitalSchema)
@signed_in
def get_vital(resident_id: str) -> Response:
    """What may save a person: for anybody of their house."""
    return vital_said(vital_json(current.work, resident_id))


@bp.post("/vital-acts")
@bp.arguments(VitalActSchema())
@bp.response(HTTPStatus.OK, ReceiptsSchema)
@signed_in
def post_vital(told: Told) -> Response:
    """Record a life-saving act: never refused but where nobody could tell what was given."""
    return received([record_vital(current.work, told)])


@bp.get("/countersignatures")
@bp.response(HTTPStatus.OK, ToCountersignSchema)
@policy(Right.COUNTERSIGN)
def get_countersignatures() -> Response:
    """The acts that wait for a nurse's countersignature."""
    return acts_said(acts_to_countersign(current.work))


@bp.post("/countersignatures")
@bp.arguments(ReadAgainSchema())
@bp.response(HTTPStatus.OK, ReadAgainDoneSchema)
@policy(Right.COUNTERSIGN)
def post_countersignature(countersigning: Countersigning) -> Response:
    """Countersign one act, or say what is to be seen again."""
    return sent(countersign(current.work, countersigning))
