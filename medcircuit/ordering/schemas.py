"""JSON shapes of the orders being written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from medcircuit.kernel.ids import ID
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.shapes import AmountField, FlagField, InstantField, Strict
from medcircuit.ordering.rules import MOST_LINES, Decided, Length
from medcircuit.ordering.service import Asked, Preview, Template
from medcircuit.posology.rules import write_dosage
from medcircuit.posology.rules.text import LONGEST
from medcircuit.prescriptions.rules.lines import Prescription
from medcircuit.prescriptions.rules.mentions import NO_MENTIONS, Mentions
from medcircuit.prescriptions.schemas import DosagesField, HistorySchema, MentionsSchema, PrescriptionSchema

_LARGEST = 100_000
"""Characters of a draft."""
_TOO_LARGE = phrase("un objet de 100 000 caractères au plus est attendu")
_LENGTH_OR_DAY = phrase("une durée ou un dernier jour, pas les deux")
_TEXT_OR_DOSAGE = phrase("un texte ou une posologie, pas les deux")


class ContentField(fields.Field[Any]):
    """An object of the page's own shape, of a size that a person can have written."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, dict) or len(json.dumps(value)) > _LARGEST:
            raise ValidationError(_TOO_LARGE)
        return value

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return value


class TreatmentLengthSchema(Strict):
    """How long: a number of days, weeks or months, or a last day."""

    value = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 400))
    unit = fields.String(load_default="d", validate=validate.OneOf(["d", "wk", "mo"]))
    until = fields.Date(load_default=None, allow_none=True)

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """A number or a day, not both."""
        if (data["value"] is None) == (data["until"] is None):
            raise ValidationError(_LENGTH_OR_DAY, "value")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Length:
        """The length."""
        return Length(**data)


class StepEndedSchema(Strict):
    """The last day of an open step."""

    sequence = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100))
    until = fields.Date(required=True)


class DoseDecidedSchema(Strict):
    """The dose of an instruction."""

    instruction = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100))
    amount = AmountField(required=True)
    unit = fields.String(required=True, validate=validate.Length(1, 40))


class StartDecidedSchema(Strict):
    """The instant of an instruction that hangs on an event."""

    instruction = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100))
    at = InstantField(required=True)


class PreviewDecidedSchema(Strict):
    """A prescriber's answers to what the plan asks."""

    ended = fields.List(fields.Nested(StepEndedSchema), load_default=list, validate=validate.Length(max=30))
    doses = fields.List(fields.Nested(DoseDecidedSchema), load_default=list, validate=validate.Length(max=30))
    starts = fields.List(
        fields.Nested(StartDecidedSchema), load_default=list, validate=validate.Length(max=30)
    )

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Decided:
        """The answers."""
        return Decided(
            {one["sequence"]: one["until"] for one in data["ended"]},
            {one["instruction"]: (one["amount"], one["unit"]) for one in data["doses"]},
            {one["instruction"]: one["at"] for one in data["starts"]},
        )


class PreviewAskedSchema(Strict):
    """A posology to look at: `text` as typed, or `dosage` (FHIR R4), for a product or a class of medicines."""

    cis = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{8}\Z"))
    class_id = fields.String(
        load_default=None, allow_none=True, data_key="class", validate=validate.Length(1, 32)
    )
    text = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2 * LONGEST))
    dosages = DosagesField(load_default=None, allow_none=True, data_key="dosage")
    starts_at = InstantField(load_default=None, allow_none=True)
    length = fields.Nested(TreatmentLengthSchema, load_default=None, allow_none=True)
    route = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 60))
    decided = fields.Nested(PreviewDecidedSchema, load_default=Decided)
    undosed = FlagField(load_default=False)
    unit = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))

    @validates_schema
    def text_or_dosage(self, data: dict[str, Any], **_: Any) -> None:
        """One of them, not both."""
        if (data["text"] is None) == (data["dosages"] is None):
            raise ValidationError(_TEXT_OR_DOSAGE, "text")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Asked:
        """What is asked."""
        return Asked(**data)


class TextTroubleSchema(Strict):
    """A part of the text, from `start` to before `end`, that is not understood."""

    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    code = fields.String(required=True)
    sentence = fields.String(required=True)


class PlannedDueSchema(Strict):
    """One dose of the plan, in local time; `units` where its words are another measure."""

    time = fields.String(required=True)
    when = fields.String(required=True)
    said = fields.String(required=True)
    units = fields.String(required=True, allow_none=True)


class PlannedDaySchema(Strict):
    """One day of the plan."""

    date = fields.Date(required=True)
    doses = fields.List(fields.Nested(PlannedDueSchema), required=True)


class PreviewQuestionSchema(Strict):
    """What the plan asks; `takes` says what answers it (date, dose, instant), null where the text must be rewritten."""

    instruction = fields.Integer(required=True)
    sequence = fields.Integer(required=True, allow_none=True)
    code = fields.String(required=True)
    sentence = fields.String(required=True)
    takes = fields.String(required=True, allow_none=True)


class PreviewSchema(Strict):
    """What is understood of a posology. Any trouble: nothing else is there."""

    troubles = fields.List(fields.Nested(TextTroubleSchema), required=True)
    dosage = fields.List(fields.Dict(), required=True)
    sentence = fields.String(required=True)
    days = fields.List(fields.Nested(PlannedDaySchema), required=True)
    needed = fields.List(fields.String(), required=True)
    questions = fields.List(fields.Nested(PreviewQuestionSchema), required=True)
    unsure = fields.List(fields.String(), required=True)
    bounded = fields.Boolean(required=True)
    fasting = FlagField(required=True)
    route = fields.String(required=True, allow_none=True)
    routes = fields.List(fields.String(), required=True)


def shown(found: Preview) -> dict[str, Any]:
    """A preview for the page."""
    return {
        **vars(found),
        "dosage": [_plain(write_dosage(one)) for one in found.dosages],
        "questions": [
            {
                "instruction": one.instruction,
                "sequence": sequence,
                "code": one.code,
                "sentence": one.sentence,
                "takes": takes,
            }
            for one, takes, sequence in found.questions
        ],
    }


def _plain(value: Any) -> Any:
    """JSON numbers that a browser gives back as they were: at most seven decimals."""
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_plain(held) for held in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


class OrderDraftSchema(Strict):
    """An order begun."""

    content = ContentField(required=True, allow_none=True)
    saved_at = InstantField(required=True, allow_none=True)


class DraftContentSchema(Strict):
    """What to keep as a draft."""

    content = ContentField(required=True)


class OrderTemplateSchema(Strict):
    """A line kept to be used again; its id is the browser's."""

    id = fields.String(required=True, validate=ID)
    name = fields.String(required=True, validate=validate.Length(1, 80))
    content = ContentField(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Template:
        """The template."""
        return Template(**data)


class WrittenLineSchema(Strict):
    """One line of an order, with its mentions."""

    line = fields.Nested(PrescriptionSchema, required=True)
    mentions = fields.Nested(MentionsSchema, load_default=NO_MENTIONS)


class SeenLineSchema(Strict):
    """A line that its prescriber saw beside what they write: the number of its last version."""

    line = fields.String(required=True, validate=ID)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))


@dataclass(frozen=True)
class WrittenOrder:
    """An order as it was sent; `seen` gives the last version of each line that its prescriber saw."""

    lines: tuple[tuple[Callable[[str], Prescription], Mentions], ...]
    seen: Mapping[str, int]

    def of(self, resident_id: str) -> list[Prescription]:
        """Its lines, for the resident of the address."""
        return [replace(line(resident_id), mentions=mentions) for line, mentions in self.lines]


class WrittenOrderSchema(Strict):
    """The lines of an order, sealed together or not at all; `seen` is the treatment that they are written beside."""

    lines = fields.List(
        fields.Nested(WrittenLineSchema), required=True, validate=validate.Length(1, MOST_LINES)
    )
    seen = fields.List(fields.Nested(SeenLineSchema), required=True, validate=validate.Length(max=1000))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> WrittenOrder:
        """The order."""
        lines: list[tuple[Callable[[str], Prescription], Mentions]] = [
            (one["line"], one["mentions"]) for one in data["lines"]
        ]
        return WrittenOrder(tuple(lines), {one["line"]: one["version"] for one in data["seen"]})


class SignedOrderSchema(Strict):
    """The lines that were signed."""

    lines = fields.List(fields.Nested(HistorySchema), required=True)
