"""The doses that are decided day by day, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.prescriptions.schemas.daily import DailySchema, DecidingSchema
from medcircuit.prescriptions.service import daily

bp = Blueprint("daily", __name__, url_prefix="/api", description="Doses decided day by day")


@bp.get("/lines/<line_id>/daily")
@bp.response(HTTPStatus.OK, DailySchema)
@policy(Right.READ_PRESCRIPTION)
def get_daily(line_id: str) -> dict[str, Any]:
    """What was decided for a line, and whether its doses are told day by day."""
    return daily.daily_of(current.work, line_id)


@bp.post("/lines/<line_id>/daily")
@bp.arguments(DecidingSchema)
@bp.response(HTTPStatus.OK, DailySchema)
@policy(Right.READ_PRESCRIPTION)
def post_daily(asked: daily.Deciding, line_id: str) -> dict[str, Any]:
    """Note the doses of the next days after an INR, from the physician or the laboratory; 409 `daily_superseded`."""
    return daily.decide_daily(current.work, line_id, asked)
