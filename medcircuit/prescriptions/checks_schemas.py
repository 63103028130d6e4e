"""JSON shapes of the checks: lines proposed, findings with their source and its date, overrides, counts by rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from marshmallow import fields, post_load, validate

from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.http import filled, said
from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import AmountField, FlagField, InstantField, Strict
from medcircuit.prescriptions.rules.checks import REASONS, outcome
from medcircuit.prescriptions.rules.lines import MedicineMissing
from medcircuit.prescriptions.schemas import TermsSchema
from medcircuit.prescriptions.service.alert_counts import RuleCount
from medcircuit.prescriptions.service.alerts import Checked, Fired, Override
from medcircuit.prescriptions.service.checking import Proposed
from medcircuit.prescriptions.service.measured import Measured

_MOST_LINES = 60
_LIKELY = validate.Range(0, 1000, min_inclusive=False, max_inclusive=False)


class ProposedLineSchema(Strict):
    """A line about to be signed; `replaces` names the line that it would change."""

    id = fields.String(required=True, validate=ID)
    cis = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{8}\Z"))
    class_id = fields.String(
        load_default=None, allow_none=True, data_key="class", validate=validate.Length(1, 32)
    )
    terms = fields.Nested(TermsSchema, required=True)
    effective_from = InstantField(load_default=None, allow_none=True)
    replaces = fields.String(load_default=None, allow_none=True, validate=ID)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Proposed:
        """The proposed line.

        Raises:
            MedicineMissing: it names neither a product nor a class.
        """
        if data["cis"] is None and data["class_id"] is None:
            raise MedicineMissing
        return Proposed(**data)


class CheckPersonSchema(Strict):
    """What is known of the person: weight in kilograms, clearance in millilitres a minute and its day."""

    weight_kg = AmountField(load_default=None, allow_none=True, validate=_LIKELY)
    clearance = AmountField(load_default=None, allow_none=True, validate=_LIKELY)
    measured_on = fields.Date(load_default=None, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Measured:
        """The measures."""
        return Measured(**data)


class CheckRequestSchema(Strict):
    """Lines to check beside those that stand; without any, those that stand are checked."""

    lines = fields.List(
        fields.Nested(ProposedLineSchema), load_default=list, validate=validate.Length(max=_MOST_LINES)
    )
    person = fields.Nested(CheckPersonSchema, load_default=None, allow_none=True)


class AlertOverrideRequestSchema(Strict):
    """Why an alert is gone beyond."""

    reason = fields.String(required=True, validate=validate.Length(1, 20))
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))


class AlertOverrideSchema(Strict):
    """An answer to an alert."""

    reason = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    by = fields.String(required=True, attribute="actor_id")
    said_at = InstantField(required=True)


class StatementSchema(Strict):
    """One statement of a thesaurus; several levels where they depend on the case, the gravest first."""

    a = fields.String(required=True)
    b = fields.String(required=True)
    levels = fields.List(fields.String(), required=True)
    levels_said = fields.String(required=True)
    mechanism = fields.String(required=True)
    conduct = fields.String(required=True)


class AlertReasonSchema(Strict):
    """A reason that may be given."""

    code = fields.String(required=True)
    label = fields.String(required=True)


class CheckFindingSchema(Strict):
    """A finding: what, how it weighs for this reader, about which lines, by which source and of when."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    tier = fields.String(required=True)
    sentence = fields.String(required=True)
    advice = fields.String(required=True)
    lines = fields.List(fields.String(), required=True)
    source = fields.String(required=True)
    dated = fields.String(required=True, allow_none=True)
    again = FlagField(required=True)
    override = fields.Nested(AlertOverrideSchema, required=True, allow_none=True)
    details = fields.List(fields.Nested(StatementSchema), required=True)
    reasons = fields.List(fields.Nested(AlertReasonSchema), required=True)


class CheckDataSchema(Strict):
    """A source of data in use, and its date."""

    source = fields.String(required=True)
    edition = fields.String(required=True, allow_none=True)


class CheckAnswerSchema(Strict):
    """All that was found, the gravest first, and the age of the data."""

    verdict = fields.String(required=True)
    findings = fields.List(fields.Nested(CheckFindingSchema), required=True)
    data = fields.List(fields.Nested(CheckDataSchema), required=True)


class AlertCountsQuery(Strict):
    """Over how many days, today included."""

    days = fields.Integer(load_default=30, validate=validate.Range(1, 366))


class AlertRuleSchema(Strict):
    """What a rule did over a time."""

    rule = fields.String(required=True)
    sentence = fields.String(required=True)
    firings = fields.Integer(required=True)
    overrides = fields.Integer(required=True)
    stops = fields.Integer(required=True)
    confirms = fields.Integer(required=True)
    people = fields.Integer(required=True)


def answered(checked: Checked) -> dict[str, Any]:
    """The answer to a check, in the reader's language; a plain dictionary of the shape of CheckAnswerSchema."""
    editions = [
        {"source": one.source, "edition": one.edition.isoformat()} for one in checked.case.thesaurus.editions
    ]
    catalogue = {
        "source": "Base de données publique des médicaments",
        "edition": _day(checked.case.catalogue_edition),
    }
    return {
        "verdict": outcome(tuple(one.alert for one in checked.fired)).value,
        "findings": [finding(one) for one in checked.fired],
        "data": [catalogue, *editions],
    }


def finding(fired: Fired) -> dict[str, Any]:
    """What was found, as CheckFindingSchema has it."""
    alert = fired.alert
    kind = KINDS[alert.finding.code]
    overridable = alert.finding.tier.name == "CONFIRM"
    return {
        "id": fired.id,
        "code": kind.code,
        "tier": alert.finding.tier.name.lower(),
        "sentence": filled(kind.sentence, alert.finding.facts),
        "advice": filled(kind.advice, alert.finding.facts),
        "lines": list(alert.lines),
        "source": alert.source,
        "dated": _day(alert.dated),
        "again": fired.again,
        "override": _override(fired.override) if fired.override else None,
        "details": [
            {
                "a": one.a,
                "b": one.b,
                "levels": [level.value for level in one.levels],
                "levels_said": ", ".join(said(level.french) for level in one.levels),
                "mechanism": one.mechanism,
                "conduct": one.conduct,
            }
            for one in alert.details
        ],
        "reasons": [{"code": code, "label": said(label)} for code, label in REASONS.items()]
        if overridable
        else [],
    }


def _override(given: Override) -> dict[str, Any]:
    return {
        "reason": given.reason,
        "note": given.note,
        "by": given.actor_id,
        "said_at": instant_text(given.said_at),
    }


def counted(counts: tuple[RuleCount, ...]) -> list[dict[str, Any]]:
    """Counts by rule, their sentences without their facts."""
    return [{**vars(one), "sentence": gettext(one.sentence)} for one in counts]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
