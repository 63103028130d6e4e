"""JSON shapes of what a nurse enters for a prescriber, and of hospital returns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import FlagField, InstantField, Strict
from medcircuit.prescriptions import service
from medcircuit.prescriptions.rules.life import Oral, OrderKind, ReturnAnswer
from medcircuit.prescriptions.schemas.lines import (
    TERMS_WITH_A_CHANGE,
    LineSchema,
    PrescriptionSchema,
    TermsSchema,
    shown,
)


class OrderSchema(Strict):
    """A paper order to copy; `document` is its scan."""

    id = fields.String(required=True, validate=ID)
    kind = fields.Enum(OrderKind, by_value=True, required=True)
    prescriber = fields.String(required=True, validate=validate.Length(1, 120))
    written_on = fields.Date(required=True)
    document_id = fields.String(required=True, data_key="document", validate=ID)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Callable[[str], service.Order]:
        """The order, once the resident of the address is known."""
        return lambda resident_id: service.Order(resident_id=resident_id, **data)


class OrderReadSchema(Strict):
    """A copied order with its lines."""

    id = fields.String(required=True)
    resident = fields.String(required=True, attribute="resident_id")
    kind = fields.String(required=True)
    prescriber = fields.String(required=True)
    written_on = fields.Date(required=True)
    document = fields.String(required=True, attribute="document_id")
    entered_by = fields.String(required=True)
    entered_at = InstantField(required=True)
    compared_by = fields.String(required=True, allow_none=True)
    compared_at = InstantField(required=True, allow_none=True)
    alone_reason = fields.String(required=True, allow_none=True)
    countersigned_by = fields.String(required=True, allow_none=True)
    countersigned_at = InstantField(required=True, allow_none=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class ComparedLineSchema(Strict):
    """Whether a copied line is what the paper says."""

    line = fields.String(required=True, validate=ID)
    right = FlagField(required=True)


class ComparisonSchema(Strict):
    """The answer for each copied line; `alone_reason` where nobody else is there to compare."""

    lines = fields.List(fields.Nested(ComparedLineSchema), required=True, validate=validate.Length(max=100))
    alone_reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The answers by line."""
        return {
            "answers": {one["line"]: one["right"] for one in data["lines"]},
            "alone_reason": data["alone_reason"],
        }


class OralSchema(Strict):
    """An order told by voice: by whom, why it cannot wait, until when, whether it was read back."""

    prescriber = fields.String(required=True, validate=validate.Length(1, 120))
    reason = fields.String(required=True, validate=validate.Length(max=300))
    until = InstantField(required=True)
    read_back = FlagField(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Oral:
        """The order."""
        return Oral(**data)


class OralOrderSchema(Strict):
    """A line to open on an oral order."""

    line = fields.Nested(PrescriptionSchema, required=True)
    oral = fields.Nested(OralSchema, required=True)


class DischargeSchema(Strict):
    """The discharge order that was copied."""

    document = fields.String(required=True, attribute="document_id")
    prescriber = fields.String(required=True)
    written_on = fields.Date(required=True)


class ReturnSchema(Strict):
    """A person back from hospital and the lines that wait for an answer before `due`."""

    absence = fields.String(required=True, attribute="absence_id")
    resident = fields.String(required=True, attribute="resident_id")
    back_at = InstantField(required=True)
    due = InstantField(required=True)
    lines = fields.List(fields.String(), required=True, attribute="line_ids")
    discharge = fields.Nested(DischargeSchema, required=True, allow_none=True)


class AnsweredSchema(Strict):
    """What becomes of a line after a hospital stay; a nurse names the discharge order and who signed it."""

    id = fields.String(required=True, validate=ID)
    line_id = fields.String(required=True, data_key="line", validate=ID)
    answer = fields.Enum(ReturnAnswer, by_value=True, required=True)
    seen_version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    terms = fields.Nested(TermsSchema, load_default=None, allow_none=True)
    document_id = fields.String(load_default=None, allow_none=True, data_key="document", validate=ID)
    prescriber = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 120))

    @validates_schema
    def terms_go_with_a_change(self, data: dict[str, Any], **_: Any) -> None:
        """A change without terms changes nothing; another answer has none."""
        if (data["answer"] is ReturnAnswer.CHANGE) != (data["terms"] is not None):
            raise ValidationError(TERMS_WITH_A_CHANGE, "terms")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> service.ReturnAnswered:
        """The answer."""
        return service.ReturnAnswered(**data)


class MadeSchema(Strict):
    """What was made."""

    id = fields.String(required=True)


def order_shown(order: service.OrderRead, now: datetime) -> dict[str, Any]:
    """A copied order at this instant."""
    return {**vars(order), "lines": [shown(one, now) for one in order.lines]}
