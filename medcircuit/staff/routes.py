"""The people of an establishment and its audit trail, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.staff import service
from medcircuit.staff.schemas import (
    EnrolledSchema,
    EnrolSchema,
    ResetSchema,
    RolesSchema,
    StaffSchema,
    TrailQuerySchema,
    TrailSchema,
)

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
