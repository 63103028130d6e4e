"""JSON shapes of doses as needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import Schema, fields, post_load, validate

from medcircuit.administration.schemas.incoming import Amount as AmountField
from medcircuit.administration.schemas.incoming import (
    Identifier,
    Raw,
    Text,
    _instant,
    _optional,
    _optional_amount,
    _required,
)
from medcircuit.administration.schemas.outgoing import HEADLINES, finding_said, for_helper, sent
from medcircuit.administration.service.prn import Declared, Looked, PrnAsk
from medcircuit.delegations.rules.walking import Asked
from medcircuit.kernel.findings import Verdict
from medcircuit.kernel.http import said
from medcircuit.kernel.shapes import FlagField, Strict


class PrnAskSchema(Strict):
    """A dose as needed that a carer wants to give."""

    id = Identifier(required=True)
    resident = _required(36)
    line = _required(36)
    version_seen = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
    reason = _required(20)
    scale = _optional(20)
    score = _optional_amount()
    amount = AmountField(required=True)
    at = _instant()
    device = _required(64)
    card = Raw(load_default=None, allow_none=True, validate=validate.Length(max=700))
    raw = Raw(load_default=None, allow_none=True, validate=validate.Length(max=700))
    scan_id = Identifier(load_default=None, allow_none=True)
    decided_by = Text(load_default=None, allow_none=True, validate=validate.Length(2, 120))
    answers = fields.Dict(
        keys=fields.String(validate=validate.OneOf([one.value for one in Asked])),
        values=fields.String(validate=validate.Length(1, 20)),
        load_default=dict,
    )

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> PrnAsk:
        """The request."""
        return PrnAsk(**{**data, "answers": tuple(sorted(data["answers"].items()))})


class LookedSchema(Strict):
    """What was seen of the effect of a dose."""

    id = Identifier(required=True)
    dose = _required(120)
    effect = _required(10)
    scale = _optional(20)
    score = _optional_amount()
    note = _optional(500)
    at = _instant()

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Looked:
        """The look."""
        return Looked(**data)


class DeclaredSchema(Strict):
    """A dose that the family says it gave."""

    id = Identifier(required=True)
    line = _required(36)
    amount = AmountField(required=True, validate=validate.Range(min=0, min_inclusive=False))
    at = _instant()
    said_by = _required(80)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Mapping[str, Any]:
        """The declaration, once its resident is known."""
        return data


class CountingSchema(Strict):
    """Whether a dose that was spat out counts."""

    dose = _required(120)
    counts = FlagField(required=True)


class UnitQuery(Strict):
    """Which unit; without one, all that one may read."""

    unit = _optional(36)


class PrnSchema(Schema):
    """The lines as needed of a person with their lights."""

    resident = fields.String()
    lines = fields.List(fields.Dict())
    effects = fields.List(fields.Dict())


class PrnAnswerSchema(Schema):
    """The answer to a request for a dose as needed."""

    id = fields.String()
    verdict = fields.String()
    dose = fields.String()
    claimed = fields.Boolean()
    findings = fields.List(fields.Dict())


class EffectsSchema(Schema):
    """Doses whose effect is to be looked at."""

    effects = fields.List(fields.Dict())


class FollowUpSchema(Schema):
    """The use of lines as needed over four weeks."""

    lines = fields.List(fields.Dict())


class DoneSchema(Schema):
    """What was recorded."""

    id = fields.String()


def declared(resident: str, told: Mapping[str, Any]) -> Declared:
    """The declaration of a resident."""
    return Declared(resident=resident, **told)


def prn_listed(body: Mapping[str, Any]) -> Response:
    """The lines as needed of a person, on the wire."""
    return sent(
        {
            **body,
            "lines": [
                {
                    **line,
                    **{
                        name: [finding_said(one) for one in line[name]]
                        for name in ("findings", "asks")
                        if name in line
                    },
                }
                for line in body["lines"]
            ],
            "reasons": [{**one, "label": said(one["label"])} for one in body["reasons"]],
            "scales": _scales_said(body),
        }
    )


def _scales_said(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**one, "label": said(one["label"])} for one in body["scales"]]


def effects_listed(body: Mapping[str, Any]) -> Response:
    """The doses whose effect is to be looked at, on the wire."""
    return sent({**body, "scales": _scales_said(body)})


def prn_answered(body: Mapping[str, Any]) -> Response:
    """The answer to a request for a dose as needed, on the wire."""
    return sent(
        {
            **body,
            "findings": [finding_said(one) for one in body["findings"]],
            "headline": said(HEADLINES[Verdict(body["verdict"])]),
            **for_helper(body),
        }
    )
