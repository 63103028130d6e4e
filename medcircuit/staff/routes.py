"""The people of an establishment and its audit trail, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, json, request
from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.staff import service
from medcircuit.staff.rules.badges import IssuedBadge
from medcircuit.staff.schemas import (
    EnrolledSchema,
    EnrolSchema,
    IssuedBadgeSchema,
    ResetSchema,
    RolesSchema,
    StaffSchema,
    TrailQuerySchema,
    TrailSchema,
)
from medcircuit.structure import service as structure
from reports.staff_badge import StaffBadgeSheet, staff_badges

bp = Blueprint("staff", __name__, url_prefix="/api", description="People, habilitations, audit trail")


@bp.get("/staff")
@bp.response(HTTPStatus.OK, StaffSchema)
@policy(Right.MANAGE_STAFF)
def list_staff() -> dict[str, Any]:
    """Everyone's habilitations in the establishment, and the roles that the reader may give."""
    return service.habilitations(current.work)


@bp.post("/staff")
@bp.arguments(EnrolSchema)
@bp.response(HTTPStatus.CREATED, EnrolledSchema)
@policy(Right.MANAGE_STAFF)
def enrol(person: service.Person) -> service.Enrolled:
    """Enrol a person; the one-time code with which they choose their password is shown this once."""
    return service.enrol(current.work, person)


@bp.delete("/habilitations/<habilitation_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_STAFF)
def end_habilitation(habilitation_id: str) -> None:
    """End a person's habilitation at once."""
    service.end_habilitation(current.work, habilitation_id)


@bp.post("/habilitations/<habilitation_id>/code")
@bp.arguments(ResetSchema)
@bp.response(HTTPStatus.CREATED, EnrolledSchema)
@policy(Right.MANAGE_STAFF)
def renew_code(asked: dict[str, str], habilitation_id: str) -> service.Enrolled:
    """Give a person who forgot a password or a PIN a one-time code, shown this once; the old ones end."""
    return service.renew_code(current.work, habilitation_id, asked["reason"])


@bp.post("/habilitations/<habilitation_id>/badge")
@bp.doc(responses={"201": {"content": {"application/pdf": {"schema": {"type": "string"}}}}})
@bp.response(HTTPStatus.CREATED, IssuedBadgeSchema)
@policy(Right.MANAGE_STAFF)
def issue_badge(habilitation_id: str) -> Response:
    """Issue a person's next badge: printed where the request accepts a PDF, else its digits, this once."""
    issued = service.issue_badge(current.work, habilitation_id)
    wanted = request.accept_mimetypes.best_match(list(ANSWERS), "application/json")
    answer = Response(ANSWERS[wanted](issued), status=HTTPStatus.CREATED, content_type=wanted)
    answer.headers["Content-Disposition"] = "inline"
    return answer


def _badge_pdf(issued: IssuedBadge) -> bytes:
    connection, house = current.work.connection, current.work.establishment_id
    who = service.signatories(connection, [issued.user_id])[issued.user_id]
    name = structure.establishment(connection, house).name
    return staff_badges(
        [StaffBadgeSheet(name, who.name, who.qualification or "", issued.number, issued.code)]
    )


def _badge_json(issued: IssuedBadge) -> bytes:
    return json.dumps({"id": issued.id, "number": issued.number, "code": issued.code}).encode()


ANSWERS = {"application/json": _badge_json, "application/pdf": _badge_pdf}
"""What issuing a badge may answer with."""


@bp.delete("/habilitations/<habilitation_id>/badge")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_STAFF)
def revoke_badge(habilitation_id: str) -> None:
    """Revoke a person's lost badge without issuing another."""
    service.revoke_badge(current.work, habilitation_id)


@bp.post("/habilitations/<habilitation_id>/factor-reset")
@bp.arguments(ResetSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CONFIGURE)
def reset_factor(asked: dict[str, str], habilitation_id: str) -> None:
    """Take away a person's second factors: they begin anew at their next sign-in."""
    service.reset(current.work, habilitation_id, asked["reason"])


@bp.get("/second-factor")
@bp.response(HTTPStatus.OK, RolesSchema)
@policy(Right.CONFIGURE)
def read_factor_roles() -> dict[str, list[str]]:
    """Which roles sign in with a second factor."""
    return {"roles": service.asked_of(current.work)}


@bp.put("/second-factor")
@bp.arguments(RolesSchema)
@bp.response(HTTPStatus.OK, RolesSchema)
@policy(Right.CONFIGURE)
def ask_factor_of_roles(asked: dict[str, list[str]]) -> dict[str, list[str]]:
    """Say which roles sign in with a second factor."""
    return {"roles": service.ask_of_roles(current.work, sorted(set(asked["roles"])))}


@bp.get("/audit")
@bp.arguments(TrailQuerySchema, location="query")
@bp.response(HTTPStatus.OK, TrailSchema(many=True))
@policy(Right.READ_AUDIT)
def read_trail(query: dict[str, int]) -> list[dict[str, Any]]:
    """The audit trail, the newest first."""
    return service.trail(current.work, before=query["before"], limit=query["limit"])
