"""JSON shapes of the on-call table."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from medcircuit.kernel.shapes import Strict
from medcircuit.structure.rules.on_call import LONGEST_NAME, LONGEST_NUMBER, WEEK, Duty, OnCallRole


class UnitQuery(Schema):
    """For which unit; without one, the whole house."""

    unit = fields.String(load_default=None, validate=validate.Length(1, 36))


class DutySchema(Strict):
    """A line of the table, to be written: days of the week, or a first and a last day."""

    unit = fields.String(
        load_default=None, allow_none=True, attribute="unit_id", validate=validate.Length(1, 36)
    )
    role = fields.Enum(OnCallRole, by_value=True, required=True)
    name = fields.String(required=True, validate=validate.Length(1, LONGEST_NAME))
    number = fields.String(required=True, validate=validate.Length(1, LONGEST_NUMBER))
    starts = fields.String(required=True, validate=validate.Length(equal=5))
    ends = fields.String(required=True, validate=validate.Length(equal=5))
    weekdays = fields.List(fields.Integer(strict=True, validate=validate.OneOf(WEEK)), load_default=list)
    first_day = fields.Date(load_default=None, allow_none=True)
    last_day = fields.Date(load_default=None, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Duty:
        """The line, which has no id yet."""
        name, number = data.pop("name").strip(), data.pop("number").strip()
        return Duty(id="", name=name, number=number, weekdays=frozenset(data.pop("weekdays")), **data)


class DutyReadSchema(Schema):
    """A line of the table."""

    id = fields.String(required=True)
    unit = fields.String(allow_none=True, required=True, attribute="unit_id")
    role = fields.Enum(OnCallRole, by_value=True, required=True)
    name = fields.String(required=True)
    number = fields.String(required=True)
    starts = fields.String(required=True)
    ends = fields.String(required=True)
    weekdays = fields.Function(lambda one: sorted(one.weekdays))
    first_day = fields.Date(allow_none=True, required=True)
    last_day = fields.Date(allow_none=True, required=True)


class AnsweringSchema(Schema):
    """Someone on call now, and until when."""

    duty = fields.Nested(DutyReadSchema, required=True)
    until = fields.AwareDateTime(required=True, format="iso")


class OnCallSchema(Schema):
    """Who answers now, and every line of the table."""

    now = fields.List(fields.Nested(AnsweringSchema), required=True)
    duties = fields.List(fields.Nested(DutyReadSchema), required=True)
