"""JSON shapes of signatures, of what is said about a line, and of stand-ins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import InstantField, Strict
from medcircuit.posology.rules import parse_json, read_dosages, sentences
from medcircuit.prescriptions import service
from medcircuit.prescriptions.checks_schemas import finding
from medcircuit.prescriptions.rules.care import care_of
from medcircuit.prescriptions.rules.care_words import care_said
from medcircuit.prescriptions.rules.sealing import Decided, Decision, Proof, SeenHow
from medcircuit.prescriptions.rules.talking import NoteKind, Wanted
from medcircuit.prescriptions.schemas.lines import TERMS_WITH_A_CHANGE, LabelSchema, TermsSchema
from medcircuit.staff.schemas import ConfirmingSchema

_NUMBER = validate.Range(1, 10_000)


class DecidedSchema(Strict):
    """One decision about one line; `terms` with a change only."""

    line_id = fields.String(required=True, data_key="line", validate=ID)
    decision = fields.Enum(Decision, by_value=True, required=True)
    seen_version = fields.Integer(required=True, strict=True, validate=_NUMBER)
    terms = fields.Nested(TermsSchema, load_default=None, allow_none=True)
    effective_from = InstantField(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))

    @validates_schema
    def terms_go_with_a_change(self, data: dict[str, Any], **_: Any) -> None:
        """A change without terms changes nothing; another decision has none."""
        if (data["decision"] is Decision.CHANGE) != (data["terms"] is not None):
            raise ValidationError(TERMS_WITH_A_CHANGE, "terms")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Decided:
        """The decision."""
        return Decided(**data)


class ToSignSchema(Strict):
    """The decisions of one act of signature: about one person."""

    decisions = fields.List(
        fields.Nested(DecidedSchema), required=True, validate=validate.Length(min=1, max=40)
    )


class ShownSchema(Strict):
    """A version as it is shown to be sealed: in words, with its hash; `before` is the version that stands.

    `mentions` goes with the first version of a line only.
    """

    line = fields.String(required=True, attribute="line_id")
    decision = fields.String(required=True)
    number = fields.Integer(required=True)
    before = fields.Integer(required=True, allow_none=True)
    hash = fields.String(required=True)
    status = fields.Function(lambda one: one.content["status"])
    sentence = fields.Function(lambda one: content_sentence(one.content))
    reason = fields.Function(lambda one: one.content["reason"])
    effective_from = fields.Function(lambda one: one.content["effective_from"])
    label = fields.Function(lambda one: json.loads(one.content["of"]["label"]))
    regime = fields.Function(lambda one: one.content["regime"])
    crush = fields.Function(lambda one: one.content["crush"])
    time_critical = fields.Function(lambda one: one.content["time_critical"])
    instructions = fields.Function(lambda one: json.loads(one.content["instructions"]))
    care_said = fields.Function(lambda one: list(care_said(care_of(one.content["care"]))))
    mentions = fields.Function(lambda one: one.content.get("mentions"))


def content_sentence(content: Mapping[str, Any]) -> str:
    """The dosage of a sealed content in French."""
    return sentences(read_dosages(parse_json(content["dosage"])))


class ChallengeSchema(Strict):
    """What was fixed to be signed: `nonce` serves once, until `expires_at`; `answered`: alerts that were gone beyond."""

    nonce = fields.String(required=True)
    expires_at = InstantField(required=True)
    shown = fields.List(fields.Nested(ShownSchema), required=True)
    answered = fields.Function(lambda one: [finding(fired) for fired in one.answered])


class SignatureSchema(ConfirmingSchema, Strict):
    """A second proof of identity on what was shown, and how the person was seen."""

    nonce = fields.String(required=True, validate=validate.Length(20, 43))
    seen_how = fields.Enum(SeenHow, by_value=True, required=True)
    seen_reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The nonce, the proof of who signs, and how the person was seen."""
        again = self.again(data)
        proof = Proof(again.method, data["seen_how"], data["seen_reason"])
        return {"nonce": data["nonce"], "again": again, "proof": proof}


class NewNoteSchema(Strict):
    """Something to say about a line; `wants` with a request only, `replies_to` what is answered."""

    id = fields.String(required=True, validate=ID)
    kind = fields.Enum(NoteKind, by_value=True, required=True)
    wants = fields.Enum(Wanted, by_value=True, load_default=None, allow_none=True)
    text = fields.String(required=True, validate=validate.Length(1, 500))
    seen_version = fields.Integer(required=True, strict=True, validate=_NUMBER)
    replies_to = fields.String(load_default=None, allow_none=True, validate=ID)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> service.NewNote:
        """The note."""
        return service.NewNote(**data)


class NoteSchema(Strict):
    """What was said about a line."""

    id = fields.String(required=True)
    kind = fields.Enum(NoteKind, by_value=True, required=True)
    wants = fields.Enum(Wanted, by_value=True, required=True, allow_none=True)
    version = fields.Integer(required=True)
    text = fields.String(required=True)
    author = fields.String(required=True, attribute="author_id")
    at = InstantField(required=True)
    replies_to = fields.String(required=True, allow_none=True)


class StandInSchema(Strict):
    """Who answers for whose lines, from a day to another, both included."""

    id = fields.String(required=True, validate=ID)
    prescriber_id = fields.String(required=True, data_key="prescriber", validate=ID)
    stand_in_id = fields.String(required=True, data_key="stand_in", validate=ID)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> service.StandIn:
        """The stand-in."""
        return service.StandIn(**data)


class PrescriberSchema(Strict):
    """Someone who may prescribe here."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class SeenSchema(Strict):
    """Who saw that a line was stopped, and when."""

    by = fields.String(required=True)
    at = InstantField(required=True)


class SeenVersionSchema(Strict):
    """The version that was seen."""

    version = fields.Integer(required=True, strict=True, validate=_NUMBER)


class StoppedSchema(Strict):
    """What the actor stopped, suspended or changed within a day, and who saw it."""

    line = fields.String(required=True, attribute="line_id")
    version = fields.Integer(required=True)
    resident = fields.String(required=True, attribute="resident_id")
    label = fields.Nested(LabelSchema, required=True)
    act = fields.String(required=True)
    effective_from = InstantField(required=True)
    signed_at = InstantField(required=True)
    seen = fields.List(fields.Nested(SeenSchema), required=True)


def stopped_shown(one: service.Stopped, names: Mapping[str, str]) -> dict[str, Any]:
    """A stop, with the names of who saw it."""
    return {**vars(one), "seen": [{"by": names.get(who, ""), "at": at} for who, at in one.seen_by]}
