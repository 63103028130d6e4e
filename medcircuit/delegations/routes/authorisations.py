"""The authorisations over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.delegations.schemas.authorisations import (
    AuthorisationMadeSchema,
    AuthorisationMatrixSchema,
    AuthorisationsSchema,
    AuthorisingSchema,
    AutonomySchema,
    MyAuthorisationsSchema,
    RevocationSchema,
    lines_said,
)
from medcircuit.delegations.service import authorisations, authorising
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy

bp = Blueprint("authorisations", __name__, url_prefix="/api", description="Who may help whom with what")


@bp.get("/authorisations")
@bp.response(HTTPStatus.OK, AuthorisationsSchema)
@policy(Right.READ_AUTHORISATION)
def list_authorisations() -> dict[str, Any]:
    """Every authorisation, past ones too, of the units one may see."""
    return authorisations.every_authorisation(current.work)


@bp.post("/authorisations")
@bp.arguments(AuthorisingSchema)
@bp.response(HTTPStatus.CREATED, AuthorisationMadeSchema)
@policy(Right.AUTHORISE)
def post_authorisation(asked: authorising.Authorising) -> dict[str, str]:
    """Open lines or protocols of some residents to a named person; the same request again changes nothing."""
    return {"id": authorising.authorise(current.work, asked)}


@bp.post("/authorisations/<authorisation_id>/revocation")
@bp.arguments(RevocationSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.AUTHORISE)
def post_revocation(told: dict[str, str], authorisation_id: str) -> None:
    """Take an authorisation back, at once."""
    authorising.revoke(current.work, authorisation_id, told["why"])


@bp.get("/me/authorisations")
@bp.response(HTTPStatus.OK, MyAuthorisationsSchema)
@policy(Right.HELP)
def get_mine() -> dict[str, Any]:
    """What one may do, until when, and what is missing before one may."""
    mine = authorisations.authorisations_of(current.work, current.work.actor.user_id)
    return lines_said(mine)


@bp.get("/units/<unit_id>/authorisations")
@bp.response(HTTPStatus.OK, AuthorisationMatrixSchema)
@policy(Right.READ_AUTHORISATION)
def get_matrix(unit_id: str) -> dict[str, Any]:
    """Who may help whom with what in a unit."""
    return lines_said(authorisations.matrix(current.work, unit_id))


@bp.post("/residents/<resident_id>/autonomy")
@bp.arguments(AutonomySchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.AUTHORISE)
def post_autonomy(told: dict[str, Any], resident_id: str) -> None:
    """Note whether a person can take their medicines alone; the last assessment holds."""
    authorising.assess_autonomy(current.work, resident_id, **told)
