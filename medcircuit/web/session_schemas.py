"""JSON shapes of signing in."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from medcircuit.kernel.shapes import Strict
from medcircuit.staff.service import SignIn

_short = validate.Length(1, 64)
_secret = validate.Length(1, 200)
DEVICE = validate.Regexp(r"[^*@\x00-\x1f][^\x00-\x1f]{0,63}\Z")
"""How a device calls itself; * and @ begin the names under which tries elsewhere are counted."""


class SignInSchema(Strict):
    """A login and its password, on a device."""

    login = fields.String(required=True, validate=_short)
    password = fields.String(required=True, validate=_secret)
    device = fields.String(required=True, validate=DEVICE)
    establishment = fields.String(load_default=None, allow_none=True, validate=_short)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> SignIn:
        """The proof of identity."""
        return SignIn(data["login"], data["password"], data["device"], data["establishment"])


class FirstSignInSchema(Strict):
    """The one-time code, and the password and PIN chosen."""

    login = fields.String(required=True, validate=_short)
    code = fields.String(required=True, validate=_secret)
    device = fields.String(required=True, validate=DEVICE)
    password = fields.String(required=True, validate=_secret)
    pin = fields.String(required=True, validate=_secret)


class PinSchema(Strict):
    """The PIN of the person whose screen is locked."""

    pin = fields.String(required=True, validate=_secret)


class SwitchSchema(Strict):
    """Another person's login and PIN."""

    login = fields.String(required=True, validate=_short)
    pin = fields.String(required=True, validate=_secret)


class BadgeSchema(Strict):
    """What the scanner sent."""

    raw = fields.String(required=True, validate=validate.Length(1, 700))


class LanguageSchema(Strict):
    """The language of the screens."""

    language = fields.String(required=True, validate=validate.OneOf(["fr", "en"]))


class NamedSchema(Schema):
    """Something with an id and a name."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class UserSchema(NamedSchema):
    """The person signed in."""

    roles = fields.List(fields.String(), required=True)


class EstablishmentSchema(NamedSchema):
    """The establishment of the session."""

    kind = fields.String(required=True)
    zone = fields.String(required=True)


class MeSchema(Schema):
    """Who is signed in, where, and what they may see."""

    user = fields.Nested(UserSchema, required=True)
    establishment = fields.Nested(EstablishmentSchema, required=True)
    units = fields.List(fields.Nested(NamedSchema), required=True)
    rights = fields.List(fields.String(), required=True)
    language = fields.String(required=True)
    locked = fields.Boolean(required=True)
    factor = fields.String(required=True, allow_none=True)
    factor_due = fields.Boolean(required=True)
    server_time = fields.String(required=True)
    idle_lock_s = fields.Integer(required=True)


class PersonSchema(Schema):
    """A colleague who signed in on this device, or whose badge was read; `mine`: whoever has the session."""

    login = fields.String(required=True)
    name = fields.String(required=True)
    mine = fields.Boolean(required=True)
