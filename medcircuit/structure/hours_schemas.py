"""JSON shapes of a house's units and the hours of its days."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from medcircuit.kernel.http import said
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.shapes import FlagField, InstantField, Strict
from medcircuit.structure.rules.hours import ORDER, HoursChange

_CLOCK = validate.Regexp(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z", error=phrase("une heure s'écrit 08:00"))
_SEEN = validate.Length(1, 64)
_CODE = fields.String(validate=validate.OneOf(list(ORDER)))


class UnitNameSchema(Strict):
    """What a unit is called; `seen` is the version that the page showed."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    seen = fields.String(required=True, validate=_SEEN)


class UnitClosingSchema(Strict):
    """The first day on which a unit is closed; null keeps it open."""

    day = fields.Date(required=True, allow_none=True)
    seen = fields.String(required=True, validate=_SEEN)


class SpanSchema(Strict):
    """When a round begins and ends."""

    starts = fields.String(required=True, validate=_CLOCK)
    ends = fields.String(required=True, validate=_CLOCK)


class HoursSchema(Strict):
    """Hours from a day on; `accepted`: that some moments are in no round is meant."""

    first_day = fields.Date(required=True)
    unit = fields.String(required=True, allow_none=True, attribute="unit_id", validate=validate.Length(1, 36))
    moments = fields.Dict(keys=_CODE, values=fields.String(validate=_CLOCK), load_default=dict)
    rounds = fields.Dict(keys=_CODE, values=fields.Nested(SpanSchema), load_default=dict)
    seen = fields.String(required=True, validate=_SEEN)
    accepted = FlagField(load_default=False)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> HoursChange:
        """The change."""
        rounds = {code: (span["starts"], span["ends"]) for code, span in data["rounds"].items()}
        return HoursChange(**{**data, "rounds": rounds})


class UnitReadSchema(Schema):
    """A unit; `closed_from` is the first day on which it is closed."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    closed_from = fields.Date(required=True, allow_none=True)


class _DatedSchema(Schema):
    label = fields.Function(lambda one: said(one.label))
    first_day = fields.Date(required=True, attribute="valid_from")
    set_at = InstantField(required=True, allow_none=True)
    set_by_name = fields.String(required=True, allow_none=True)


class MomentHourSchema(_DatedSchema):
    """The hour of a moment from a day on."""

    code = fields.String(required=True)
    at = fields.String(required=True)


class RoundHoursSchema(_DatedSchema):
    """The span of a round from a day on, of a unit or of the whole house (null)."""

    moment = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True, attribute="unit_id")
    starts = fields.String(required=True)
    ends = fields.String(required=True)


class HouseHoursSchema(Schema):
    """The units, moments and rounds of a house; `whole`: the reader may change what holds for all of it."""

    version = fields.String(required=True)
    today = fields.Date(required=True)
    whole = fields.Boolean(required=True)
    units = fields.List(fields.Nested(UnitReadSchema), required=True)
    moments = fields.List(fields.Nested(MomentHourSchema), required=True)
    rounds = fields.List(fields.Nested(RoundHoursSchema), required=True)


class UnitMadeSchema(Schema):
    """The unit that was added."""

    id = fields.String(required=True)
