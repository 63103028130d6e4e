"""The prescriptions over the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.prescriptions import schemas, service
from medcircuit.prescriptions.rules.lines import Prescription, Revision

bp = Blueprint("prescriptions", __name__, url_prefix="/api", description="Prescription lines and versions")


@bp.get("/residents/<resident_id>/lines")
@bp.response(HTTPStatus.OK, schemas.LineSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_lines(resident_id: str) -> list[dict[str, Any]]:
    """The lines of a resident, stopped ones too, where they stand now."""
    lines = service.resident_lines(current.work, resident_id)
    return [schemas.shown(line, current.work.now) for line in lines]


@bp.post("/residents/<resident_id>/lines")
@bp.arguments(schemas.PrescriptionSchema)
@bp.response(HTTPStatus.CREATED, schemas.HistorySchema)
@policy(Right.PRESCRIBE)
def prescribe(asked: Callable[[str], Prescription], resident_id: str) -> dict[str, Any]:
    """Open a line and sign it; the same request sent again gives the same line."""
    line = service.prescribe(current.work, asked(resident_id))
    return schemas.shown(line, current.work.now)


@bp.get("/lines/<line_id>")
@bp.response(HTTPStatus.OK, schemas.HistorySchema)
@policy(Right.READ_PRESCRIPTION)
def read_line(line_id: str) -> dict[str, Any]:
    """A line with every version of it."""
    return schemas.shown(service.line_history(current.work, line_id), current.work.now)


@bp.post("/lines/<line_id>/versions")
@bp.arguments(schemas.RevisionSchema)
@bp.response(HTTPStatus.CREATED, schemas.HistorySchema)
@policy(Right.PRESCRIBE)
def revise(asked: Revision, line_id: str) -> dict[str, Any]:
    """Change, suspend, resume or stop a line; 409 `stale_version` where it has changed since it was read."""
    line = service.revise(current.work, line_id, asked)
    return schemas.shown(line, current.work.now)
