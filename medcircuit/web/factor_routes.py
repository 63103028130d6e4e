"""Second factors over the JSON API: giving one to come in, and adding or removing one's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import jsonify
from flask.wrappers import Response
from flask_smorest import Blueprint

from medcircuit.kernel.http import Policy, current, declare, public
from medcircuit.staff import service as staff
from medcircuit.web import factor_schemas as schemas
from medcircuit.web.session_routes import signed_in_answer
from medcircuit.web.session_schemas import MeSchema, PinSchema

bp = Blueprint("factors", __name__, url_prefix="/api", description="Second factors: applications, passkeys")

apart = declare(Policy(transaction=False, while_due=True))
"""A PIN is proved first, outside any transaction; who still lacks a second factor gets it here."""
not_due = declare(Policy(transaction=False))


@bp.get("/session/ways")
@bp.response(HTTPStatus.OK, schemas.WaysSchema)
@public
def read_ways() -> dict[str, bool]:
    """How one may come in here."""
    return {"passkeys": current.door.site is not None, "psc": current.door.provider is not None}


@bp.post("/session/factor")
@bp.arguments(schemas.TicketSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@public
def give_code(given: dict[str, str]) -> Response:
    """Open the session that a right password began, by a code."""
    return signed_in_answer(staff.finish(current.door, given["ticket"], given["device"], given["code"]))


@bp.post("/session/passkey/challenge")
@bp.response(HTTPStatus.CREATED)
@public
def ask_passkey() -> Response:
    """What the browser asks an authenticator, to sign in."""
    return _created(staff.ask_passkey(current.door, None))


@bp.post("/session/passkey")
@bp.arguments(schemas.PasskeySignInSchema)
@bp.response(HTTPStatus.OK, MeSchema)
@public
def sign_in_by_passkey(given: dict[str, Any]) -> Response:
    """Sign in by a passkey."""
    return signed_in_answer(staff.sign_in_by_passkey(current.door, given["device"], given["credential"]))


@bp.get("/account")
@bp.response(HTTPStatus.OK, schemas.AccountSchema)
@declare(Policy(while_due=True))
def read_account() -> dict[str, Any]:
    """What one has to prove who one is."""
    held = staff.account(current.work.connection, current.actor)
    return held | {"passkeys_possible": current.door.site is not None}


@bp.post("/account/totp")
@bp.arguments(PinSchema)
@bp.response(HTTPStatus.CREATED, schemas.TotpBegunSchema)
@apart
def begin_totp(given: dict[str, str]) -> staff.Begun:
    """Begin to add an authenticator application; its secret is shown this once."""
    return staff.begin_totp(current.door, current.actor, given["pin"])


@bp.post("/account/totp/confirm")
@bp.arguments(schemas.FactorCodeSchema)
@bp.response(HTTPStatus.OK, schemas.RecoverySchema)
@apart
def confirm_totp(given: dict[str, str]) -> dict[str, list[str]]:
    """The first code shown: the application counts from now on."""
    return {"codes": staff.confirm_totp(current.door, current.actor, given["code"])}


@bp.post("/account/totp/remove")
@bp.arguments(PinSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@not_due
def remove_totp(given: dict[str, str]) -> None:
    """Take one's application away."""
    staff.remove_totp(current.door, current.actor, given["pin"])


@bp.post("/account/recovery")
@bp.arguments(PinSchema)
@bp.response(HTTPStatus.CREATED, schemas.RecoverySchema)
@not_due
def print_recovery(given: dict[str, str]) -> dict[str, list[str]]:
    """New recovery codes, shown this once."""
    return {"codes": staff.print_recovery(current.door, current.actor, given["pin"])}


@bp.post("/account/passkeys/challenge")
@bp.arguments(PinSchema)
@bp.response(HTTPStatus.CREATED)
@apart
def begin_passkey(given: dict[str, str]) -> Response:
    """What the browser asks an authenticator, to make a passkey."""
    return _created(staff.begin_passkey(current.door, current.actor, given["pin"]))


@bp.post("/account/passkeys")
@bp.arguments(schemas.NewPasskeySchema)
@bp.response(HTTPStatus.CREATED, schemas.RecoverySchema)
@apart
def add_passkey(given: dict[str, Any]) -> dict[str, list[str]]:
    """Keep the passkey just made."""
    codes = staff.add_passkey(current.door, current.actor, given["name"], given["credential"])
    return {"codes": codes}


@bp.post("/account/passkeys/<passkey_id>/remove")
@bp.arguments(PinSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@not_due
def remove_passkey(given: dict[str, str], passkey_id: str) -> None:
    """Take one of one's passkeys away."""
    staff.remove_passkey(current.door, current.actor, passkey_id, given["pin"])


@bp.post("/account/confirmation")
@bp.arguments(schemas.ConfirmedSchema)
@bp.response(HTTPStatus.CREATED)
@not_due
def ask_confirmation(given: dict[str, str]) -> Response:
    """What the browser asks an authenticator, to confirm what was shown."""
    return _created(staff.ask_passkey(current.door, current.actor, given["about"]))


def _created(options: dict[str, Any]) -> Response:
    answer = jsonify(options)
    answer.status_code = HTTPStatus.CREATED
    return answer
