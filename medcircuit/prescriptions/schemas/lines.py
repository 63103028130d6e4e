"""JSON shapes of lines and versions; a dosage is a list of FHIR R4 Dosage."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from medcircuit.kernel.ids import ID
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.shapes import AmountField, FlagField, InstantField, Strict
from medcircuit.posology.rules import Dosage, read_dosages
from medcircuit.prescriptions.rules.care import (
    LONGEST_CONDUCT,
    NO_CARE,
    Care,
    Requirement,
    Scale,
    ScaleRow,
    care_json,
    care_of,
)
from medcircuit.prescriptions.rules.care_words import care_said
from medcircuit.prescriptions.rules.lines import Crush, Prescription, Regime, Terms
from medcircuit.prescriptions.rules.mentions import Mentions, Substitution
from medcircuit.prescriptions.service import Line, LineVersionRead
from medcircuit.prescriptions.service.stored import sentence_of
from medcircuit.residents.rules.measures import KINDS

_MOST_DOSAGES = 30
_TOO_MANY = phrase("une liste de %(most)s posologies au plus est attendue")
TERMS_WITH_A_CHANGE = phrase("une modification a ses termes, un autre acte n'en a pas")


class DosagesField(fields.Field[tuple[Dosage, ...]]):
    """A list of FHIR R4 dosages; what cannot be read is said by the posology's own problem, with its place."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[Dosage, ...]:
        if not isinstance(value, list) or len(value) > _MOST_DOSAGES:
            raise ValidationError(_TOO_MANY % {"most": _MOST_DOSAGES})
        return read_dosages(value)


class RequirementSchema(Strict):
    """A measure to have before giving, and what to do outside its limits."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    within_min = fields.Integer(required=True, strict=True, validate=validate.Range(1, 60 * 24 * 31))
    low = AmountField(load_default=None, allow_none=True)
    high = AmountField(load_default=None, allow_none=True)
    conduct = fields.String(load_default="", validate=validate.Length(max=200))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Requirement:
        """The requirement."""
        return Requirement(within=timedelta(minutes=data.pop("within_min")), **data)


class ScaleRowSchema(Strict):
    """From `low` to just below `high`: this dose, in the unit of the line's dose."""

    low = AmountField(load_default=None, allow_none=True)
    high = AmountField(load_default=None, allow_none=True)
    dose = AmountField(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> ScaleRow:
        """The row."""
        return ScaleRow(**data)


class ScaleSchema(Strict):
    """The dose by a measured value."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    unit = fields.String(required=True, validate=validate.Length(1, 40))
    rows = fields.List(fields.Nested(ScaleRowSchema), required=True, validate=validate.Length(1, 20))
    conduct = fields.String(required=True, validate=validate.Length(max=200))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Scale:
        """The scale."""
        return Scale(data["kind"], data["unit"], tuple(data["rows"]), data["conduct"])


class CareSchema(Strict):
    """What giving asks beside the dose."""

    measures = fields.List(
        fields.Nested(RequirementSchema), load_default=list, validate=validate.Length(max=5)
    )
    scale = fields.Nested(ScaleSchema, load_default=None, allow_none=True)
    second = FlagField(load_default=False)
    missed = fields.String(load_default="", validate=validate.Length(max=LONGEST_CONDUCT))
    doubled = fields.String(load_default="", validate=validate.Length(max=LONGEST_CONDUCT))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Care:
        """What is asked."""
        return Care(**{**data, "measures": tuple(data["measures"])})


class TermsSchema(Strict):
    """What a prescriber signs beside the medicine; the regime has no default."""

    dosage = DosagesField(required=True, attribute="dosages")
    regime = fields.Enum(Regime, by_value=True, required=True)
    instructions = fields.List(
        fields.String(validate=validate.Length(1, 200)), load_default=list, validate=validate.Length(max=10)
    )
    time_critical = FlagField(load_default=False)
    crush = fields.Enum(Crush, by_value=True, load_default=None, allow_none=True)
    fasting = FlagField(load_default=False)
    care = fields.Nested(CareSchema, load_default=NO_CARE)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Terms:
        """The terms."""
        return Terms(**{**data, "instructions": tuple(data["instructions"])})


class MentionsSchema(Strict):
    """What a line says for the pharmacy and the insurer."""

    substitution = fields.Enum(Substitution, by_value=True, load_default=None, allow_none=True)
    ald = FlagField(load_default=False)
    packs = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 99))
    renewals = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 12))
    off_label = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Mentions:
        """The mentions."""
        return Mentions(**data)


class PrescriptionSchema(Strict):
    """A line to open, by a product (CIS) or a class of medicines; `id` is chosen by the browser."""

    id = fields.String(required=True, validate=ID)
    cis = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{8}\Z"))
    class_id = fields.String(
        load_default=None, allow_none=True, data_key="class", validate=validate.Length(1, 32)
    )
    terms = fields.Nested(TermsSchema, required=True)
    effective_from = InstantField(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Callable[[str], Prescription]:
        """The prescription, once the resident of the address is known."""
        return lambda resident_id: Prescription(resident_id=resident_id, **data)


class LabelSchema(Strict):
    """The medicine in words."""

    substance = fields.String(required=True)
    strength = fields.String(required=True)
    form = fields.String(required=True)
    brand = fields.String(required=True, allow_none=True)


def dosage_json(version: LineVersionRead) -> list[dict[str, Any]]:
    """The FHIR dosages of a version."""
    dosages: list[dict[str, Any]] = json.loads(version.dosage)
    return dosages


def version_care(version: LineVersionRead) -> dict[str, Any]:
    """What giving asks beside the dose."""
    return care_json(care_of(version.care))


def version_care_said(version: LineVersionRead) -> list[str]:
    """The same in words, as it was signed."""
    return list(care_said(care_of(version.care)))


def version_sentence(version: LineVersionRead) -> str:
    """The dosage of a version in French, as a nurse says it."""
    return sentence_of(version.dosage)


class VersionSchema(Strict):
    """A signed version of a line."""

    number = fields.Integer(required=True)
    act = fields.String(required=True)
    status = fields.String(required=True)
    dosage = fields.Function(dosage_json)
    sentence = fields.Function(version_sentence)
    route = fields.String(attribute="route_label", required=True)
    instructions = fields.List(fields.String(), required=True)
    regime = fields.String(required=True, allow_none=True)
    time_critical = FlagField(required=True)
    crush = fields.String(required=True, allow_none=True)
    as_needed = fields.Boolean(required=True)
    badges = fields.List(fields.String(), required=True)
    care = fields.Function(version_care)
    care_said = fields.Function(version_care_said)
    effective_from = InstantField(required=True)
    reason = fields.String(required=True, allow_none=True)
    signed_by = fields.String(required=True)
    signed_at = InstantField(required=True)
    origin = fields.String(required=True)
    ordered_by = fields.String(required=True, allow_none=True)


class LineSchema(Strict):
    """A line where it stands now. `latest` is what the next act must have seen; `coming` is signed and not yet in effect."""

    id = fields.String(required=True)
    resident = fields.String(required=True)
    class_id = fields.String(required=True, data_key="class")
    cis = fields.String(required=True, allow_none=True)
    label = fields.Nested(LabelSchema, required=True)
    status = fields.String(
        required=True, validate=validate.OneOf(["proposed", "coming", "active", "suspended", "stopped"])
    )
    since = InstantField(required=True, allow_none=True)
    latest = fields.Integer(required=True)
    awaits = fields.Integer(required=True, allow_none=True)
    ends_at = InstantField(required=True, allow_none=True)
    mentions = fields.Nested(MentionsSchema, required=True)
    version = fields.Nested(VersionSchema, required=True, allow_none=True)
    coming = fields.List(fields.Nested(VersionSchema), required=True)


class HistorySchema(LineSchema):
    """A line with every version of it."""

    versions = fields.List(fields.Nested(VersionSchema), required=True)


def shown(line: Line, now: datetime) -> dict[str, Any]:
    """A line where it stands at this instant."""
    return {
        "id": line.id,
        "resident": line.resident_id,
        "class_id": line.class_id,
        "cis": line.cis,
        "label": line.label,
        "status": line.status_at(now),
        "since": line.since(now),
        "latest": line.latest,
        "awaits": line.awaits,
        "ends_at": line.ends_at,
        "mentions": line.mentions,
        "version": line.at(now),
        "coming": line.coming(now),
        "versions": line.versions,
    }
