"""JSON shapes of what waits for a person: what a decision brings, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, json
from marshmallow import Schema, ValidationError, fields, post_load, validate

from medcircuit.administration.rules.deciding import CLOSED_BECAUSE
from medcircuit.administration.rules.informing import CONDUCT, HOW
from medcircuit.administration.rules.sites import site_label
from medcircuit.administration.rules.vocabulary import STATES, TYPED_LATER, reasons_labelled
from medcircuit.administration.schemas.incoming import Amount, Identifier, Text, in_reach
from medcircuit.administration.schemas.outgoing import finding_said, reasons_said, sent
from medcircuit.administration.service import Asked, Begun, Decision, Placing
from medcircuit.kernel.http import said
from medcircuit.kernel.shapes import FlagField, Strict

LONGEST_DRAFT = 60_000
"""In characters: a long round's lines with their questions."""

WORDS = {word.state.value: word.word for word in STATES} | {"void": "Saisie annulée"}


def _short(longest: int, *, required: bool = False) -> Text:
    if required:
        return Text(required=True, validate=validate.Length(1, longest))
    return Text(load_default=None, allow_none=True, validate=validate.Length(max=longest))


class PlacingSchema(Strict):
    """The dose chosen for a held fact."""

    id = Identifier(required=True)
    dose = _short(120, required=True)
    line = _short(36, required=True)
    resident = _short(36, required=True)
    asserted = FlagField(load_default=False)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Placing:
        """The placing."""
        return Placing(**data)


class DecisionSchema(Strict):
    """A decision with its reason."""

    id = Identifier(required=True)
    reason = _short(40)
    note = _short(500)
    keep = Identifier(load_default=None, allow_none=True)
    conduct = _short(40)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Decision:
        """The decision."""
        return Decision(**data)


class DoseDecisionSchema(DecisionSchema):
    """Which answer of a dose holds."""

    dose = _short(120, required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[str, Decision]:
        """The dose and the decision."""
        return data.pop("dose"), Decision(**data)


class CountersigningSchema(Strict):
    """That a dose given without a second person was read over."""

    id = Identifier(required=True)
    note = _short(500)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Decision:
        """The decision."""
        return Decision(**data)


class SecondLookSchema(Strict):
    """What the first person prepared and what the second, who proves to be one, finds; in the dose's unit."""

    id = Identifier(required=True)
    dose = _short(120, required=True)
    resident = _short(36, required=True)
    stated = Amount(required=True)
    found = Amount(required=True)
    login = _short(60, required=True)
    pin = Text(required=True, validate=validate.Length(1, 12))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[Asked, str, str]:
        """The look, and the proof of who makes it."""
        login, pin = data.pop("login"), data.pop("pin")
        return Asked(**data), login, pin


class SecondFoundSchema(Schema):
    """Whether both found the same; neither amount is told."""

    id = fields.String()
    agrees = fields.Boolean()
    by_name = fields.String()


class SecondPersonSchema(Schema):
    """Somebody who may be the second person."""

    login = fields.String()
    name = fields.String()


class ResidentQuery(Strict):
    """Another person than the fact names."""

    resident = _short(36)


class UnitQuery(Strict):
    """In which unit."""

    unit = _short(36)


class AfterwardsSchema(Schema):
    """What typing a past act needs: who may have done it, and why it is typed."""

    carers = fields.List(fields.Dict())
    reasons = fields.List(fields.Dict())


class DaysQuery(Strict):
    """From which local day to which, both included; today alone where none is named."""

    first = fields.Date(load_default=None, validate=in_reach)
    last = fields.Date(load_default=None, validate=in_reach)


class DosesSchema(Schema):
    """What became of a resident's doses."""

    first = fields.String()
    last = fields.String()
    doses = fields.List(fields.Dict())
    worn = fields.List(fields.Dict())


def _small(kept: dict[str, Any] | None) -> None:
    """Refuse notes longer than any resident's lines need."""
    if len(json.dumps(kept)) > LONGEST_DRAFT:
        raise ValidationError(f"Longer than maximum length {LONGEST_DRAFT}.")


class BegunSchema(Strict):
    """What is begun on a device; no resident: nothing is."""

    device = _short(64, required=True)
    resident = _short(36)
    content = fields.Dict(keys=fields.String(), load_default=None, allow_none=True, validate=_small)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Begun:
        """What is begun."""
        return Begun(**data)


class DraftSchema(Schema):
    """What one has begun, and on which device."""

    draft = fields.Dict(allow_none=True)


class AttentionSchema(Schema):
    """What waits for a person."""

    held = fields.List(fields.Dict())
    doses = fields.List(fields.Dict())
    prescriber = fields.List(fields.Dict())
    alone = fields.List(fields.Dict())
    counts = fields.List(fields.Dict())
    narcotics = fields.List(fields.Dict())
    autonomy = fields.List(fields.Dict())
    helpers = fields.List(fields.Dict())
    devices = fields.List(fields.Dict())
    residents = fields.Dict()
    lines = fields.Dict()
    may_decide = fields.Boolean()
    may_tell = fields.Boolean()


class NearSchema(Schema):
    """The doses to which a held fact may belong."""

    resident = fields.String()
    doses = fields.List(fields.Dict())


def afterwards_said(carers: list[dict[str, str]]) -> Response:
    """Who may have done an act, and why it is typed now, on the wire."""
    return sent({"carers": carers, "reasons": reasons_said(TYPED_LATER)})


def attention_said(body: Mapping[str, Any]) -> Response:
    """What waits, on the wire, with the closed lists that answer it."""
    told = {
        "held": [_fact_said(one) for one in body["held"]],
        "prescriber": [{**_fact_said(one), "why": said(one["why"])} for one in body["prescriber"]],
        "alone": [{**_fact_said(one), "why": said(one["why"] or "")} for one in body["alone"]],
        "counts": [_fact_said(one) for one in body["counts"]],
        "doses": [{**one, "facts": [_fact_said(fact) for fact in one["facts"]]} for one in body["doses"]],
        "helpers": [
            {**one, "findings": [finding_said(each) for each in one["findings"]]} for one in body["helpers"]
        ],
        "closed_because": reasons_said(CLOSED_BECAUSE),
        "how": reasons_said(HOW),
        "conduct": reasons_said(CONDUCT),
    }
    return sent({**body, **told})


def history_said(body: Mapping[str, Any]) -> Response:
    """What became of doses, on the wire, in the reader's words."""
    letters = {word.state.value: word.letter for word in STATES}
    conducts = {reason.code: reason.label for reason in CONDUCT}
    later = {reason.code: reason.label for reason in TYPED_LATER}
    doses = [
        {
            **dose,
            "word": said(WORDS[dose["state"]]),
            "letter": letters[dose["state"]],
            "moment": said(dose["moment"] or ""),
            "facts": [
                {
                    **_fact_said(fact),
                    "conduct": said(conducts.get(fact["conduct"] or "", "")),
                    "afterwards": said(later.get(fact["afterwards"] or "", "")),
                }
                for fact in dose["facts"]
            ],
        }
        for dose in body["doses"]
    ]
    worn = [{**one, "site": said(site_label(one["applied"]["site"]))} for one in body["worn"]]
    return sent({**body, "doses": doses, "worn": worn})


def near_said(body: Mapping[str, Any]) -> Response:
    """Doses on the wire, their states in words."""
    doses = [{**one, "word": said(WORDS[one["state"]])} for one in body["doses"]]
    return sent({**body, "doses": doses})


def _fact_said(one: Mapping[str, Any]) -> dict[str, Any]:
    labels = reasons_labelled(one["kind"])
    reason = one.get("reason")
    return {
        **one,
        "word": said(WORDS[one["kind"]]),
        "reason": said(labels.get(reason, reason)) if reason else None,
    }
