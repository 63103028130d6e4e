"""The helper's group over the JSON API."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_smorest import Blueprint

from medcircuit.administration.schemas.helping import (
    HelpedGroupSchema,
    HelpedNeedsSchema,
    group_said,
    needs_said,
)
from medcircuit.administration.service import helping
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy

bp = Blueprint("helping", __name__, url_prefix="/api", description="Helping people take their medicines")


@bp.get("/group")
@bp.response(HTTPStatus.OK, HelpedGroupSchema)
@policy(Right.HELP)
def get_group() -> Response:
    """Who lives where one helps, and what to help them with now."""
    return group_said(helping.group(current.work))


@bp.get("/group/<resident>/needs")
@bp.response(HTTPStatus.OK, HelpedNeedsSchema)
@policy(Right.HELP)
def get_needs(resident: str) -> Response:
    """What somebody who is no nurse may give as needed to a person, and why not where they may not."""
    return needs_said(helping.needs(current.work, resident))
