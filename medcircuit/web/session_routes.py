"""Signing in and out, locking, unlocking and switching, over the JSON API."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import g, jsonify, request
from flask.wrappers import Response
from flask_smorest import Blueprint
from sqlalchemy import Connection
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Response as BaseResponse

from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.http import Policy, current, declare, public
from medcircuit.medicines.rules.codes import OwnKind, read_code
from medcircuit.staff import service as staff
from medcircuit.staff.rules.badges import NotABadge
from medcircuit.structure import service as structure
from medcircuit.web.session_schemas import (
    BadgeSchema,
    FirstSignInSchema,
    LanguageSchema,
    MeSchema,
    PersonSchema,
    PinSchema,
    SignInSchema,
    SwitchSchema,
)

bp = Blueprint("session", __name__, url_prefix="/api", description="Sign-in and the shared screen")

even_locked = declare(Policy(transaction=False, while_locked=True, while_due=True))
still_due = declare(Policy(while_due=True))


def _address() -> str | None:
    """The network address that a sign-in comes from; none where a proxy on this machine does not say."""
    told = request.remote_addr or ""
    return None if told in {"", "::1"} or told.startswith("127.") else told


def cookie_name() -> str:
    """The session cookie; over TLS its name ties it to this host alone."""
    return "__Host-medcircuit" if request.is_secure else "medcircuit"


def token() -> str:
    """The token that the request brings, or nothing."""
    return parse_cookie(request.environ.get("HTTP_COOKIE")).get(cookie_name(), "")


def me(connection: Connection, session: staff.Session, now: datetime) -> dict[str, Any]:
    """Who is signed in, where, and what they may see."""
    actor = session.actor
    house = structure.establishment(connection, actor.establishment_id)
    units = [
        {"id": unit_id, "name": name}
        for unit_id, name in structure.open_units(
            connection, actor.establishment_id, now.astimezone(PARIS).date()
        )
        if actor.rights or unit_id in actor.unit_rights
    ]
    return {
        "user": {"id": actor.user_id, "name": actor.name, "roles": sorted(actor.roles)},
        "establishment": {"id": house.id, "name": house.name, "kind": house.kind, "zone": house.zone},
        "units": units,
        "rights": sorted(actor.every_right()),
        "language": session.language,
        "locked": session.locked,
        "factor": session.factor,
        "factor_due": session.factor_due,
        "server_time": instant_text(now),
        "idle_lock_s": session.idle_lock_s,
    }


def signed_in_answer(proven: str) -> Response:
    """The answer to a sign-in: who one is, and the cookie that proves it from now on."""
    with current.database.read() as connection:
        session = staff.session_of(connection, proven, current.clock.now())
        answer = jsonify(me(connection, session, current.clock.now()))
    keep_token(answer, proven)
    return answer


def keep_token(answer: BaseResponse, proven: str) -> None:
    """Have the browser keep the token of its session."""
    answer.set_cookie(
        cookie_name(), proven, httponly=True, samesite="Strict", secure=request.is_secure, path="/"
    )


@bp.post("/session")
@bp.arguments(SignInSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@public
def sign_in(proof: staff.SignIn) -> Response:
    """Sign in by password."""
    proof = replace(proof, address=_address())
    return signed_in_answer(staff.sign_in(current.database, current.clock, proof))


@bp.post("/session/first")
@bp.arguments(FirstSignInSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@public
def first_sign_in(chosen: dict[str, str]) -> Response:
    """Choose a password and a PIN with the one-time code."""
    first = staff.SignIn(chosen["login"], chosen["code"], chosen["device"], address=_address())
    return signed_in_answer(
        staff.begin(current.database, current.clock, first, password=chosen["password"], pin=chosen["pin"])
    )


@bp.delete("/session")
@bp.response(HTTPStatus.NO_CONTENT)
@even_locked
def sign_out() -> None:
    """Sign out."""
    staff.end(current.database, current.clock, current.actor)


@bp.post("/session/lock")
@bp.response(HTTPStatus.NO_CONTENT)
@still_due
def lock() -> None:
    """Lock the screen."""
    staff.lock(current.work)


@bp.post("/session/seen")
@bp.response(HTTPStatus.NO_CONTENT)
@still_due
def seen() -> None:
    """Tell of a gesture that asked nothing of the server, so that the screen stays unlocked."""


@bp.post("/session/unlock")
@bp.arguments(PinSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@even_locked
def unlock(proof: dict[str, str]) -> Response:
    """Take the locked screen up again by PIN."""
    staff.unlock(current.database, current.clock, current.actor, proof["pin"])
    return _me_answer()


@bp.post("/session/switch")
@bp.arguments(SwitchSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@even_locked
def switch(proof: dict[str, str]) -> Response:
    """Change person on a shared device by PIN."""
    other = staff.SignIn(proof["login"], proof["pin"], current.actor.device_id or "")
    return signed_in_answer(staff.switch(current.database, current.clock, current.actor, other))


@bp.get("/session/people")
@bp.response(HTTPStatus.OK, PersonSchema(many=True))
@even_locked
def people() -> list[dict[str, Any]]:
    """Who may switch on this device."""
    return staff.people_of_device(current.database, current.clock, current.actor)


@bp.post("/session/badge")
@bp.arguments(BadgeSchema)
@bp.response(HTTPStatus.OK, PersonSchema)
@even_locked
def read_badge(told: dict[str, str]) -> dict[str, Any]:
    """Whose badge was scanned: who is about to give their PIN, even behind a locked screen."""
    reading = read_code(told["raw"], current.clock.now().date())
    if reading.own is None or reading.own.kind is not OwnKind.USER:
        raise NotABadge
    with current.database.read() as connection:
        found = staff.bearer(
            connection, current.actor.establishment_id, reading.own.digits, current.clock.now()
        )
    return {"login": found.login, "name": found.name, "mine": found.user_id == current.actor.user_id}


@bp.post("/session/language")
@bp.arguments(LanguageSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@even_locked
def choose_language(chosen: dict[str, str]) -> Response:
    """Choose the language of one's screens."""
    staff.choose_language(current.database, current.actor, chosen["language"])
    return _me_answer()


@bp.get("/me")
@bp.response(HTTPStatus.OK, MeSchema)
@even_locked
def read_me() -> Response:
    """Who is signed in, even behind a locked screen."""
    return _me_answer()


def _me_answer() -> Response:
    with current.database.read() as connection:
        session = staff.session_of(connection, token(), current.clock.now())
        g.language = session.language
        return jsonify(me(connection, session, current.clock.now()))
