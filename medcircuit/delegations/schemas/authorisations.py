"""JSON shapes of the authorisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from medcircuit.delegations.rules.regimes import Kind
from medcircuit.delegations.service.authorising import Authorising
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.http import filled
from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import FlagField, InstantField, Strict

_DAY = validate.Range(date(2000, 1, 1), date(2199, 12, 31))
_MANY = validate.Length(max=200)


class AuthorisingSchema(Strict):
    """What a nurse opens to a named person; `id` is chosen by the browser."""

    id = fields.String(required=True, validate=ID)
    kind = fields.Enum(
        Kind, by_value=True, required=True, validate=validate.OneOf([Kind.ASSISTED, Kind.ENTRUSTED])
    )
    user = fields.String(required=True, validate=ID, attribute="user_id")
    residents = fields.List(
        fields.String(validate=ID), required=True, validate=_MANY, attribute="resident_ids"
    )
    lines = fields.List(fields.String(validate=ID), load_default=list, validate=_MANY, attribute="line_ids")
    protocols = fields.List(
        fields.String(validate=ID), load_default=list, validate=_MANY, attribute="protocol_ids"
    )
    first_day = fields.Date(required=True, validate=_DAY)
    last_day = fields.Date(required=True, validate=_DAY)
    trained_on = fields.Date(required=True, validate=_DAY)
    trained_by = fields.String(load_default=None, allow_none=True, validate=ID)
    qualification = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(["AS", "AP", "AES"])
    )
    act = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 80))
    care_protocol = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 120))
    assessed_on = fields.Date(load_default=None, allow_none=True, validate=_DAY)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Authorising:
        """What is asked."""
        many = {name: tuple(data[name]) for name in ("resident_ids", "line_ids", "protocol_ids")}
        return Authorising(**{**data, **many})


class RevocationSchema(Strict):
    """Why an authorisation is taken back."""

    why = fields.String(required=True, validate=validate.Length(1, 300))


class AutonomySchema(Strict):
    """Whether a person cannot take their medicines alone, and when that was assessed."""

    dependent = FlagField(required=True)
    assessed_on = fields.Date(required=True, validate=_DAY)


class AuthorisationMadeSchema(Schema):
    """What was made."""

    id = fields.String(required=True)


class UnmetConditionSchema(Schema):
    """One condition that is not met, in the reader's words."""

    code = fields.String(required=True)
    tier = fields.String(required=True)
    sentence = fields.String(required=True)
    advice = fields.String(required=True)


class AuthorisedPersonSchema(Schema):
    """A person."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class MatrixResidentSchema(AuthorisedPersonSchema):
    """A resident; `dependent` is None where nobody assessed whether they take their medicines alone."""

    dependent = FlagField(required=True, allow_none=True)


class AuthorisedLineSchema(Schema):
    """A line in words, and whose it is."""

    line = fields.String(required=True)
    said = fields.String(required=True)
    resident = fields.String(required=True)


class AuthorisationSchema(Schema):
    """An authorisation: revoked, ahead, expired or open; both its days are included."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    user = fields.String(required=True)
    user_name = fields.String(required=True)
    qualification = fields.String(required=True, allow_none=True)
    act = fields.String(required=True, allow_none=True)
    care_protocol = fields.String(required=True, allow_none=True)
    residents = fields.List(fields.Nested(AuthorisedPersonSchema), required=True)
    lines = fields.List(fields.Nested(AuthorisedLineSchema), required=True)
    protocols = fields.List(fields.String(), required=True)
    first_day = fields.String(required=True)
    last_day = fields.String(required=True)
    trained_on = fields.String(required=True)
    trained_by = fields.String(required=True)
    assessed_on = fields.String(required=True, allow_none=True)
    given_by = fields.String(required=True)
    given_at = InstantField(required=True)
    state = fields.String(required=True)
    ends_soon = fields.Boolean(required=True)
    ended_at = InstantField(required=True, allow_none=True)
    ended_by = fields.String(required=True, allow_none=True)
    ended_why = fields.String(required=True, allow_none=True)


class OpenLineSchema(AuthorisedLineSchema):
    """A line as far as it may be opened; `closed` is what keeps it for the nurse whoever is authorised."""

    resident_name = fields.String(required=True)
    regime = fields.String(required=True, allow_none=True)
    as_needed = fields.Boolean(required=True)
    closed = fields.List(fields.Nested(UnmetConditionSchema), required=True)


class MyLineSchema(OpenLineSchema):
    """A line that one may help with, or why one may not, and until when."""

    open = fields.Boolean(required=True)
    authorisation = fields.String(required=True, allow_none=True)
    until = InstantField(required=True, allow_none=True)
    findings = fields.List(fields.Nested(UnmetConditionSchema), required=True)


class AuthorisationsSchema(Schema):
    """Authorisations."""

    authorisations = fields.List(fields.Nested(AuthorisationSchema), required=True)


class MyAuthorisationsSchema(AuthorisationsSchema):
    """One's own authorisations, and the lines they are about."""

    user = fields.String(required=True)
    lines = fields.List(fields.Nested(MyLineSchema), required=True)


class AuthorisationMatrixSchema(AuthorisationsSchema):
    """Who may help whom with what in a unit."""

    unit = fields.Nested(AuthorisedPersonSchema, required=True)
    people = fields.List(fields.Nested(AuthorisedPersonSchema), required=True)
    residents = fields.List(fields.Nested(MatrixResidentSchema), required=True)
    lines = fields.List(fields.Nested(OpenLineSchema), required=True)
    may_authorise = fields.Boolean(required=True)


def finding_said(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding in the reader's words."""
    kind, facts = KINDS[finding["code"]], finding["facts"]
    return {
        "code": kind.code,
        "tier": finding["tier"],
        "sentence": filled(kind.sentence, facts),
        "advice": filled(kind.advice, facts),
    }


def lines_said(body: dict[str, Any]) -> dict[str, Any]:
    """A body whose lines say their findings in the reader's words."""
    told = [
        {
            **line,
            **{
                name: [finding_said(one) for one in line[name]]
                for name in ("closed", "findings")
                if name in line
            },
        }
        for line in body["lines"]
    ]
    return {**body, "lines": told}
