"""What residents take by themselves, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.prescriptions.schemas.autonomy import ManagedSchema, ManagingSchema
from medcircuit.prescriptions.service import autonomy

bp = Blueprint(
    "self_management", __name__, url_prefix="/api", description="What residents take by themselves"
)


@bp.get("/residents/<resident_id>/self-management")
@bp.response(HTTPStatus.OK, ManagedSchema)
@policy(Right.READ_PRESCRIPTION)
def get_self_management(resident_id: str) -> dict[str, Any]:
    """The lines of a person with what they manage of them."""
    return autonomy.managed(current.work, resident_id)


@bp.post("/residents/<resident_id>/self-management")
@bp.arguments(ManagingSchema)
@bp.response(HTTPStatus.OK, ManagedSchema)
@policy(Right.READ_PRESCRIPTION)
def post_self_management(asked: autonomy.Managing, resident_id: str) -> dict[str, Any]:
    """Note an assessment, a hand-over, a check or the end; 409 `not_autonomous` where it does not fit."""
    return autonomy.manage(current.work, resident_id, asked)
