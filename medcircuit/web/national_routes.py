"""Signing in and out by Pro Santé Connect: the browser goes there, and comes back with what it was given."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint as Pages
from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_smorest import Blueprint

from medcircuit.kernel.http import Policy, current, declare, public
from medcircuit.kernel.problems import Problem
from medcircuit.staff import service as staff
from medcircuit.staff.service.national import PATH
from medcircuit.web.factor_schemas import DeviceSchema, LocationSchema
from medcircuit.web.session_routes import keep_token

bp = Blueprint("national", __name__, url_prefix="/api", description="Pro Santé Connect")
back = Pages("national_back", __name__)

HOLDS_S = 300


def _cookie() -> str:
    return "__Host-psc" if request.is_secure else "psc"


@bp.post("/session/psc")
@bp.arguments(DeviceSchema)
@bp.response(HTTPStatus.CREATED, LocationSchema)
@public
def begin(given: dict[str, str]) -> Response:
    """Where the browser goes to sign in by Pro Santé Connect."""
    begun = staff.begin_national(current.door, given["device"])
    answer = jsonify({"location": begun.location})
    answer.status_code = HTTPStatus.CREATED
    # Lax, not Strict: the browser comes back from another site, and must bring it.
    answer.set_cookie(
        _cookie(),
        begun.secret,
        max_age=HOLDS_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path="/",
    )
    return answer


@back.get(PATH)
@public
def come_back() -> ResponseReturnValue:
    """What the provider sent the browser back with: a session, or the sign-in page with the reason why none."""
    try:
        token = staff.finish_national(current.door, request.args, request.cookies.get(_cookie(), ""))
    except Problem as problem:
        answer = redirect(url_for("pages.sign_in", refus=problem.code), HTTPStatus.SEE_OTHER)
    else:
        answer = redirect(url_for("pages.home"), HTTPStatus.SEE_OTHER)
        keep_token(answer, token)
    answer.delete_cookie(_cookie(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


@bp.post("/session/psc/end")
@bp.response(HTTPStatus.OK, LocationSchema)
@declare(Policy(transaction=False, while_locked=True, while_due=True))
def end() -> dict[str, str | None]:
    """Sign out, and where the browser goes to sign out of Pro Santé Connect too."""
    return {"location": staff.end_national(current.door, current.actor)}
