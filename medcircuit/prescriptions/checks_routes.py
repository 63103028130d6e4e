"""The checks of prescriptions over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, json
from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.prescriptions import checks_schemas as schemas
from medcircuit.prescriptions.service import alerts
from medcircuit.prescriptions.service.alert_counts import rule_counts

bp = Blueprint("checks", __name__, url_prefix="/api", description="Checks of prescriptions")


@bp.post("/residents/<resident_id>/checks")
@bp.arguments(schemas.CheckRequestSchema)
@bp.response(HTTPStatus.OK, schemas.CheckAnswerSchema)
@policy(Right.READ_PRESCRIPTION)
def check(asked: dict[str, Any], resident_id: str) -> Response:
    """Check the lines of a resident, proposed ones beside those that stand; what fires is kept."""
    checked = alerts.run_checks(current.work, resident_id, asked["lines"], asked["person"])
    return Response(json.dumps(schemas.answered(checked)), content_type="application/json")


@bp.post("/alerts/<alert_id>/override")
@bp.arguments(schemas.AlertOverrideRequestSchema)
@bp.response(HTTPStatus.OK, schemas.AlertOverrideSchema)
@policy(Right.READ_PRESCRIPTION)
def override(asked: dict[str, Any], alert_id: str) -> alerts.Override:
    """Go beyond an alert, with a reason and one's name."""
    return alerts.override(current.work, alert_id, reason=asked["reason"], note=asked["note"])


@bp.get("/alerts/rules")
@bp.arguments(schemas.AlertCountsQuery, location="query")
@bp.response(HTTPStatus.OK, schemas.AlertRuleSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def rules(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """How often each rule fired and was gone beyond."""
    return schemas.counted(rule_counts(current.work, asked["days"]))
