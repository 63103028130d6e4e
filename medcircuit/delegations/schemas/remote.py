"""JSON shapes of leave asked from afar, and of calls for the nurse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, post_load, validate
from sqlalchemy import Row

from medcircuit.delegations.rules.remote import Outcome, Why
from medcircuit.delegations.service.calls import Call
from medcircuit.delegations.service.remote import Wanted, as_request
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.shapes import AmountField, FlagField, InstantField, Strict
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff.schemas import ConfirmingSchema

_ID = validate.Length(1, 36)


class RemoteWantedSchema(Strict):
    """Leave asked for one dose; `context` says why."""

    id = fields.UUID(required=True)
    resident_id = fields.String(required=True, data_key="resident", validate=_ID)
    line_id = fields.String(required=True, data_key="line", validate=_ID)
    amount = AmountField(required=True)
    unit = fields.String(required=True, validate=validate.Length(1, 60))
    context = fields.String(required=True, validate=validate.Length(1, 1000))
    device = fields.String(required=True, validate=validate.Length(1, 64))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Wanted:
        """The request."""
        return Wanted(**{**data, "id": str(data["id"])})


class RemoteReplySchema(ConfirmingSchema, Strict):
    """Yes or no, under a proof of who says it; `why` where there is something to say."""

    granted = FlagField(required=True)
    why = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The answer and the proof."""
        return {"granted": data["granted"], "why": data["why"], "again": self.again(data)}


class HelpCallSchema(Strict):
    """A call for the nurse from a unit, about a person where it is about one."""

    id = fields.UUID(required=True)
    unit_id = fields.String(required=True, data_key="unit", validate=_ID)
    resident_id = fields.String(load_default=None, allow_none=True, data_key="resident", validate=_ID)
    why = fields.Enum(Why, by_value=True, required=True)
    context = fields.String(required=True, validate=validate.Length(max=300))
    device = fields.String(required=True, validate=validate.Length(1, 64))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Call:
        """The call."""
        return Call(**{**data, "id": str(data["id"])})


class AboutSchema(Schema):
    """Whom it is about, as far as one must know to say yes or no."""

    id = fields.String(required=True)
    birth_name = fields.String(required=True)
    used_name = fields.String(required=True, allow_none=True)
    first_name = fields.String(required=True)
    birth_date = fields.Date(required=True)
    room = fields.String(required=True, allow_none=True)
    portrait = fields.String(required=True, allow_none=True)


class RemoteRequestSchema(Schema):
    """A request and what became of it; `until`: how long it waits, or holds."""

    id = fields.String(required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    resident = fields.Nested(AboutSchema, required=True, allow_none=True)
    line = fields.String(required=True)
    said = fields.String(required=True)
    amount = fields.String(required=True)
    context = fields.String(required=True)
    asked_by = fields.String(required=True)
    asked_at = InstantField(required=True)
    until = InstantField(required=True)
    answered_by = fields.String(required=True, allow_none=True)
    answered_at = InstantField(required=True, allow_none=True)
    why = fields.String(required=True, allow_none=True)
    used_at = InstantField(required=True, allow_none=True)


class HelpCalledSchema(Schema):
    """A call, and who took it."""

    id = fields.String(required=True)
    resident = fields.Nested(AboutSchema, required=True, allow_none=True)
    unit = fields.String(required=True)
    why = fields.String(required=True)
    context = fields.String(required=True)
    asked_by = fields.String(required=True)
    asked_at = InstantField(required=True)
    taken_by = fields.String(required=True, allow_none=True)
    taken_at = InstantField(required=True, allow_none=True)


class AskedOfOneSchema(Schema):
    """What is asked of the actor."""

    requests = fields.List(fields.Nested(RemoteRequestSchema), required=True)
    calls = fields.List(fields.Nested(HelpCalledSchema), required=True)


class AskedNewsSchema(Schema):
    """How much waits, and a mark that changes with anything of it; nothing of anyone."""

    waiting = fields.Integer(required=True)
    stamp = fields.String(required=True)


def _person(card: ResidentCard | None) -> dict[str, Any] | None:
    if card is None:
        return None
    portrait = f"/api/residents/{card.id}/portrait" if card.has_portrait else None
    return {**{name: getattr(card, name) for name in _TRAITS}, "portrait": portrait}


_TRAITS = ("id", "birth_name", "used_name", "first_name", "birth_date", "room")


def request_shown(
    row: Row[Any], now: datetime, said: str, cards: Mapping[str, ResidentCard]
) -> dict[str, Any]:
    """A request as a screen shows it; `said`: the medicine in words."""
    known = as_request(row)
    return {
        "id": row.id,
        "outcome": known.outcome(now),
        "resident": _person(cards.get(row.resident_id)),
        "line": row.line_id,
        "said": said,
        "amount": amount_said(read_amount(row.amount), row.unit),
        "context": row.context,
        "asked_by": row.asked_by_name,
        "asked_at": row.asked_at,
        "until": known.until,
        "answered_by": row.by_name,
        "answered_at": row.at,
        "why": row.why,
        "used_at": row.used_at,
    }


def call_shown(row: Row[Any], cards: Mapping[str, ResidentCard]) -> dict[str, Any]:
    """A call as a screen shows it."""
    return {
        "id": row.id,
        "resident": _person(cards.get(row.resident_id)),
        "unit": row.unit_id,
        "why": row.why,
        "context": row.context,
        "asked_by": row.asked_by_name,
        "asked_at": row.asked_at,
        "taken_by": row.by_name,
        "taken_at": row.at,
    }
