"""JSON shapes of the protocols. What a protocol lacks is said by its rules, a sentence for each field; never here."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from medcircuit.delegations.rules.protocols import (
    EXPIRES_SOON,
    SCALES,
    Assessment,
    Kind,
    Protocol,
)
from medcircuit.delegations.rules.walking import Asked as AskedAbout
from medcircuit.delegations.rules.walking import Question, Step, questions
from medcircuit.delegations.rules.written import written
from medcircuit.delegations.service import Asked, Choices, ProtocolRead
from medcircuit.delegations.service.choosing import Openable
from medcircuit.kernel.http import said
from medcircuit.kernel.ids import ID
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.shapes import AmountField, FlagField, InstantField, Strict
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff.schemas import ConfirmingSchema
from medcircuit.staff.service import Again

_DAY = validate.Range(date(2000, 1, 1), date(2199, 12, 31))
_MINUTES = validate.Range(0, 100_000)


def _text(longest: int) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=longest))


def _amount() -> AmountField:
    return AmountField(load_default=Fraction(0), validate=validate.Range(Fraction(0), Fraction(100_000)))


def _texts() -> fields.Field[Any]:
    one = fields.String(validate=validate.Length(1, 200))
    return fields.List(one, load_default=list, validate=validate.Length(max=8))


class AssessmentSchema(Strict):
    """What is measured before, and from which value on (`at_most`: down from it)."""

    scale = fields.String(required=True, validate=validate.OneOf(list(SCALES)))
    threshold = AmountField(required=True, validate=validate.Range(Fraction(0), Fraction(1000)))
    at_most = FlagField(load_default=False)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Assessment:
        """The assessment."""
        return Assessment(**data)


class ProtocolTextSchema(Strict):
    """What a physician writes; the day is that of the signature, and times are minutes."""

    kind = fields.Enum(Kind, by_value=True, required=True)
    title = _text(120)
    indication = _text(300)
    assessment = fields.Nested(AssessmentSchema, load_default=None, allow_none=True)
    class_id = _text(32)
    medicine = _text(200)
    unit = _text(40)
    dose = _amount()
    dose_high = AmountField(load_default=None, allow_none=True)
    once_max = _amount()
    day_max = _amount()
    interval_min = fields.Integer(load_default=0, strict=True, validate=_MINUTES)
    days_max = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 366))
    contra_signs = _texts()
    measures_first = _texts()
    regimes = fields.List(
        fields.Enum(Regime, by_value=True), load_default=list, validate=validate.Length(max=3)
    )
    call_name = _text(100)
    call_phone = _text(30)
    call_first = FlagField(load_default=False)
    recheck_min = fields.Integer(load_default=0, strict=True, validate=_MINUTES)
    rpps = _text(20)
    ends_on = fields.Date(load_default=None, allow_none=True, validate=_DAY)
    trainer = _text(100)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Protocol:
        """The protocol, as far as it is written."""
        texts = {name: value.strip() for name, value in data.items() if type(value) is str}
        lists = {name: tuple(data[name]) for name in ("contra_signs", "measures_first", "regimes")}
        return Protocol(**{**data, **texts, **lists, "written_on": None})


class OpenedPairSchema(Strict):
    """A line and whose it is."""

    line = fields.String(required=True, validate=ID)
    resident = fields.String(required=True, validate=ID)


class WrittenProtocolSchema(ConfirmingSchema, Strict):
    """A protocol to sign: `id` is the browser's, a proof of who signs is asked anew."""

    id = fields.String(required=True, validate=ID)
    protocol = fields.Nested(ProtocolTextSchema, required=True)
    lines = fields.List(fields.Nested(OpenedPairSchema), load_default=list, validate=validate.Length(max=100))
    seen_version = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 10_000))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[Asked, Again]:
        """What is asked, and the proof."""
        pairs = tuple((one["line"], one["resident"]) for one in data["lines"])
        return Asked(data["id"], data["protocol"], pairs, data["seen_version"]), self.again(data)


class UnderstoodSchema(Strict):
    """The version that was read and understood."""

    version = fields.String(required=True, validate=ID)


class ProtocolEndSchema(Strict):
    """Why a protocol is ended."""

    reason = fields.String(required=True, validate=validate.Length(1, 300))


class WalkSchema(Strict):
    """What was answered so far, by question: yes, no, or a number."""

    answers = fields.Dict(
        keys=fields.String(validate=validate.OneOf([one.value for one in AskedAbout])),
        values=fields.String(validate=validate.Length(1, 20)),
        load_default=dict,
    )


class ProtocolQuestionSchema(Schema):
    """One question; `unit` is None where the answer is yes or no."""

    code = fields.String(required=True)
    text = fields.String(required=True)
    items = fields.List(fields.String(), required=True)
    unit = fields.String(required=True, allow_none=True)


class WhomToCallSchema(Schema):
    """Whom to call."""

    name = fields.String(required=True)
    phone = fields.String(required=True)


class ProtocolStepSchema(Schema):
    """The next question, or the outcome (give, do_not_give), why, and whom to call."""

    question = fields.Nested(ProtocolQuestionSchema, required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    why = fields.String(required=True)
    call = fields.Nested(WhomToCallSchema, required=True, allow_none=True)


class ProtocolEndedSchema(Schema):
    """When a protocol was ended and why."""

    at = InstantField(required=True)
    reason = fields.String(required=True)


class ProtocolPersonSchema(Schema):
    """Whom a protocol is for."""

    id = fields.String(required=True)
    birth_name = fields.String(required=True)
    used_name = fields.String(required=True, allow_none=True)
    first_name = fields.String(required=True)
    birth_date = fields.Date(required=True)
    room = fields.String(required=True)
    unit = fields.String(required=True)


class ProtocolLineSchema(Schema):
    """A line that a protocol opens; `misfits` says why it does not open it now."""

    line = fields.String(required=True)
    resident = fields.Nested(ProtocolPersonSchema, required=True)
    misfits = fields.List(fields.String(), required=True)


class ProtocolReaderSchema(Schema):
    """Someone who may help, and when they read the protocol."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    at = InstantField(required=True, allow_none=True)


class ProtocolSchema(Schema):
    """A version of a protocol as it is read; `state` is running, ends_soon, over or ended."""

    id = fields.String(required=True)
    version_id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    protocol = fields.Dict(required=True)
    dose_said = fields.String(required=True)
    once_max_said = fields.String(required=True)
    day_max_said = fields.String(required=True)
    before_said = fields.String(required=True)
    questions = fields.List(fields.Nested(ProtocolQuestionSchema), required=True)
    signer = fields.String(required=True)
    signed_at = InstantField(required=True)
    ended = fields.Nested(ProtocolEndedSchema, required=True, allow_none=True)
    lines = fields.List(fields.Nested(ProtocolLineSchema), required=True)
    read_at = InstantField(required=True, allow_none=True)
    readers = fields.List(fields.Nested(ProtocolReaderSchema), required=True)
    may_write = fields.Boolean(required=True)


class OpenableLineSchema(Schema):
    """A line given as needed that a protocol may be written for."""

    line = fields.String(required=True)
    resident = fields.Nested(ProtocolPersonSchema, required=True)
    class_id = fields.String(required=True)
    medicine = fields.String(required=True)
    said = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True)
    dose = AmountField(required=True, allow_none=True)
    high = AmountField(required=True, allow_none=True)
    once = AmountField(required=True, allow_none=True)
    per_day = AmountField(required=True, allow_none=True)
    interval_min = fields.Integer(required=True, allow_none=True)
    regime = fields.String(required=True, allow_none=True)
    last_day = fields.Date(required=True, allow_none=True)


class ScaleChoiceSchema(Schema):
    """A scale that may be asked for."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    unit = fields.String(required=True)


class ProtocolChoicesSchema(Schema):
    """What a protocol is written from."""

    lines = fields.List(fields.Nested(OpenableLineSchema), required=True)
    trainers = fields.List(fields.String(), required=True)
    rpps = fields.String(required=True, allow_none=True)
    scales = fields.List(fields.Nested(ScaleChoiceSchema), required=True)


def _question(one: Question) -> dict[str, Any]:
    unit = None if one.unit is None else said(one.unit)
    return {"code": one.asked.value, "text": said(one.text), "items": list(one.items), "unit": unit}


def step_shown(step: Step) -> dict[str, Any]:
    """A step of the tree in the reader's language."""
    return {
        "question": step.question and _question(step.question),
        "outcome": step.outcome and step.outcome.value,
        "why": said(step.why),
        "call": step.call and vars(step.call),
    }


def _person(card: ResidentCard) -> dict[str, Any]:
    names = ("id", "birth_name", "used_name", "first_name", "birth_date", "room")
    return {**{name: getattr(card, name) for name in names}, "unit": card.unit_id}


def protocol_shown(one: ProtocolRead, today: date) -> dict[str, Any]:
    """A version as it is read, in the reader's language; what the physician wrote stays as it was written."""
    version, words = one.version, one.version.protocol
    return {
        "id": version.protocol_id,
        "version_id": version.id,
        "version": version.number,
        "state": state_of(one, today),
        "protocol": _amounts_said(words),
        "dose_said": words.dose_said,
        "once_max_said": words.amount_said(words.once_max),
        "day_max_said": words.amount_said(words.day_max),
        "before_said": said(words.before_said),
        "questions": [_question(question) for question in questions(words)],
        "signer": one.signer,
        "signed_at": version.signed_at,
        "ended": version.ended,
        "lines": [
            {
                "line": line.line_id,
                "resident": _person(line.card),
                "misfits": [said(sentence) for sentence in line.misfits],
            }
            for line in one.lines
        ],
        "read_at": one.read_at,
        "readers": one.readers,
        "may_write": one.may_write,
    }


def _amounts_said(words: Protocol) -> dict[str, Any]:
    """All that a protocol says, its amounts as programs write them."""
    found = written(words)
    amounts = {"dose": words.dose, "once_max": words.once_max, "day_max": words.day_max}
    found |= {name: amount_text(amount) for name, amount in amounts.items()}
    found["dose_high"] = None if words.dose_high is None else amount_text(words.dose_high)
    if words.assessment:
        found["assessment"]["threshold"] = amount_text(words.assessment.threshold)
    return found


def state_of(one: ProtocolRead, today: date) -> str:
    """Where a protocol stands: ended by a physician, over (past its last day), ending within a week, or running."""
    last = one.version.protocol.ends_on
    if one.version.ended is not None:
        return "ended"
    if last is None or last < today:
        return "over"
    return "ends_soon" if last - today <= EXPIRES_SOON else "running"


def choices_shown(found: Choices) -> dict[str, Any]:
    """What a physician chooses from, in the reader's language."""
    scales = [{"code": one.code, "label": said(one.label), "unit": said(one.unit)} for one in SCALES.values()]
    return {
        "lines": [_openable(one) for one in found.lines],
        "trainers": list(found.trainers),
        "rpps": found.rpps,
        "scales": scales,
    }


def _openable(one: Openable) -> dict[str, Any]:
    label, line = one.needed.label, one.opened
    minutes = None if line.interval is None else -(-int(line.interval.total_seconds()) // 60)
    medicine = ", ".join(part for part in (f"{label.substance} {label.strength}".strip(), label.form) if part)
    return {
        "line": line.line_id,
        "resident": _person(one.card),
        "class_id": line.class_id,
        "medicine": medicine,
        "said": one.needed.said,
        "reason": one.needed.reason,
        "unit": line.unit,
        "dose": line.low,
        "high": line.high,
        "once": line.once,
        "per_day": line.per_day,
        "interval_min": minutes,
        "regime": line.regime and line.regime.value,
        "last_day": line.last_day,
    }
