"""The register of narcotics over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.administration.schemas.register import RegisterQuery, RegisterSchema
from medcircuit.administration.service.register import Days, register
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy

bp = Blueprint("register", __name__, url_prefix="/api", description="The register of narcotics helped with")


@bp.get("/units/<unit>/register")
@bp.arguments(RegisterQuery(), location="query")
@bp.response(HTTPStatus.OK, RegisterSchema)
@policy(Right.READ_REGISTER)
def get_register(days: Days, unit: str) -> dict[str, Any]:
    """The lines of a unit's register over some days."""
    return register(current.work, unit, days)
