"""JSON shapes of the doses that are decided day by day."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from marshmallow import fields, post_load, validate

from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import AmountField, InstantField, Strict
from medcircuit.prescriptions.rules.daily import LONGEST, Daily, Source
from medcircuit.prescriptions.schemas.lines import LabelSchema
from medcircuit.prescriptions.service.daily import Deciding


class DecidingSchema(Strict):
    """The doses of the next days: one amount a day from `first` on, after the INR of `value_at`."""

    id = fields.String(required=True, validate=ID)
    seen = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000))
    first = fields.Date(required=True)
    amounts = fields.List(AmountField(), required=True, validate=validate.Length(1, LONGEST))
    unit = fields.String(required=True, validate=validate.Length(1, 40))
    value = AmountField(required=True)
    value_at = InstantField(required=True)
    value_on = fields.Date(required=True)
    source = fields.Enum(Source, by_value=True, required=True)
    decided_by = fields.String(required=True, validate=validate.Length(1, 120))
    next_on = fields.Date(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Deciding:
        """The decision."""
        own = {name: data.pop(name) for name in ("id", "seen", "value_at")}
        amounts: tuple[Fraction, ...] = tuple(data.pop("amounts"))
        return Deciding(daily=Daily(amounts=amounts, **data), **own)


class DailySchema(Strict):
    """What was decided for a line, the last first; `by_day`: whether its doses are told so."""

    line = fields.String()
    resident = fields.String()
    label = fields.Nested(LabelSchema)
    unit = fields.String()
    by_day = fields.Boolean()
    today = fields.String()
    may_decide = fields.Boolean()
    decisions = fields.List(fields.Dict())
