"""JSON shapes of second factors."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from medcircuit.kernel.shapes import Strict
from medcircuit.web.session_schemas import DEVICE

_short = validate.Length(1, 64)


class FactorCodeSchema(Strict):
    """A code of the application, or a recovery code."""

    code = fields.String(required=True, validate=validate.Length(1, 40))


class TicketSchema(FactorCodeSchema):
    """The code that a right password still asks for."""

    ticket = fields.String(required=True, validate=_short)
    device = fields.String(required=True, validate=DEVICE)


class PasskeySignInSchema(Strict):
    """What the authenticator answered, on a device."""

    credential = fields.Dict(required=True)
    device = fields.String(required=True, validate=DEVICE)


class NewPasskeySchema(Strict):
    """A passkey just made, and what its owner calls it."""

    credential = fields.Dict(required=True)
    name = fields.String(required=True, validate=validate.Length(1, 60))


class ConfirmedSchema(Strict):
    """What is to be confirmed: the nonce of what was shown."""

    about = fields.String(required=True, validate=_short)


class TotpBegunSchema(Schema):
    """An application being added: shown this once."""

    secret = fields.String(required=True)
    uri = fields.String(required=True)
    picture = fields.String(required=True)


class RecoverySchema(Schema):
    """Recovery codes just made, shown this once; none where those printed before still serve."""

    codes = fields.List(fields.String(), required=True)


class PasskeySchema(Schema):
    """One of one's passkeys."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True, format="iso")
    used_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")


class AccountSchema(Schema):
    """What one has to prove who one is, and what one's role asks."""

    required = fields.Boolean(required=True)
    totp = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    passkeys = fields.List(fields.Nested(PasskeySchema), required=True)
    recovery_left = fields.Integer(required=True)
    passkeys_possible = fields.Boolean(required=True)


class WaysSchema(Schema):
    """How one may come in here, besides the password."""

    passkeys = fields.Boolean(required=True)
    psc = fields.Boolean(required=True)


class LocationSchema(Schema):
    """Where the browser goes next; null where it stays."""

    location = fields.String(required=True, allow_none=True)


class DeviceSchema(Strict):
    """On which device one comes in."""

    device = fields.String(required=True, validate=DEVICE)
