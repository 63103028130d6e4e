"""JSON shapes of the people who act."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from medcircuit.kernel.access import Role
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.shapes import Strict
from medcircuit.staff.service import Again, Person

_name = validate.Length(1, 100)
_ONE_PROOF = phrase("un code PIN, un code de l'application ou une clé d'accès : un seul des trois")


class EnrolSchema(Strict):
    """Someone to enrol, with their first habilitation."""

    login = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"[a-z0-9][a-z0-9._-]{1,59}\Z")
    )
    family_name = fields.String(required=True, validate=_name)
    given_name = fields.String(required=True, validate=_name)
    role = fields.Enum(Role, by_value=True, required=True)
    unit = fields.String(load_default=None, allow_none=True, data_key="unit", attribute="unit_id")
    rpps = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{11}\Z"))
    valid_from = fields.Date(load_default=None, allow_none=True)
    valid_to = fields.Date(load_default=None, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Person:
        """The person."""
        return Person(**data)


class EnrolledSchema(Schema):
    """A person just enrolled, and the code that is shown this once."""

    login = fields.String(required=True)
    code = fields.String(required=True)


class HabilitationSchema(Schema):
    """What a person is in the establishment, until when, and who said so; `yours`: the reader may end it.

    `factor`: whether they have a second factor; `badge`: the number of their badge in force.
    """

    id = fields.String(required=True)
    user = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    unit = fields.String(allow_none=True, required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True, required=True)
    granted_by = fields.String(allow_none=True, required=True)
    factor = fields.Boolean(required=True)
    badge = fields.Integer(allow_none=True, required=True)
    yours = fields.Boolean(required=True)


class StaffSchema(Schema):
    """Everyone's habilitations, the roles that the reader may give, and whether in the whole house."""

    people = fields.List(fields.Nested(HabilitationSchema), required=True)
    roles = fields.List(fields.String(), required=True)
    everywhere = fields.Boolean(required=True)


class TrailSchema(Schema):
    """One entry of the audit trail."""

    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True, format="iso")
    actor = fields.String(required=True)
    action = fields.String(required=True)
    objects = fields.List(fields.List(fields.String()), required=True)
    outcome = fields.String(required=True)


class TrailQuerySchema(Schema):
    """Which entries: those before a sequence number, at most `limit`."""

    before = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**53))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class IssuedBadgeSchema(Schema):
    """A badge just issued, and its digits, shown this once."""

    id = fields.String(required=True)
    number = fields.Integer(required=True)
    code = fields.String(required=True)


class RolesSchema(Strict):
    """The roles that sign in with a second factor."""

    roles = fields.List(
        fields.String(validate=validate.OneOf([role.value for role in Role])),
        required=True,
        validate=validate.Length(max=len(Role)),
    )


class ResetSchema(Strict):
    """Why a person's access begins anew."""

    reason = fields.String(required=True, validate=validate.Length(1, 300))


class ConfirmingSchema(Schema):
    """A body that confirms an act: exactly one proof of who acts, by PIN, code of the application, or passkey."""

    pin = fields.String(load_default=None, allow_none=True, validate=validate.Length(4, 6))
    code = fields.String(load_default=None, allow_none=True, validate=validate.Length(6, 40))
    passkey = fields.Dict(load_default=None, allow_none=True)

    @validates_schema
    def one_proof(self, data: dict[str, Any], **_: Any) -> None:
        """One proof, neither none nor two."""
        if [data.get(name) for name in ("pin", "code", "passkey")].count(None) != 2:
            raise ValidationError(_ONE_PROOF, "pin")

    @staticmethod
    def again(data: dict[str, Any]) -> Again:
        """The proof that a body holds."""
        return Again(data["pin"], data["code"], data["passkey"])
