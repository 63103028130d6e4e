"""JSON shapes of life-saving acts and of what is countersigned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import Schema, fields, post_load

from medcircuit.administration.rules.countersigning import Countersigning, Outcome
from medcircuit.administration.rules.vital import VitalAct
from medcircuit.administration.schemas.incoming import (
    Identifier,
    _instant,
    _optional,
    _optional_amount,
    _required,
)
from medcircuit.administration.schemas.outgoing import finding_said, sent
from medcircuit.administration.service.vital import Told
from medcircuit.kernel.http import said
from medcircuit.kernel.shapes import FlagField, Strict


class VitalActSchema(Strict):
    """A life-saving act, told after it was done."""

    id = Identifier(required=True)
    resident = _required(36)
    at = _instant()
    device = _required(64)
    line = _optional(36)
    protocol = _optional(36)
    product = _optional(200)
    amount = _optional_amount()
    called = FlagField(load_default=False)
    note = _optional(500)
    sent_at = _instant(required=False)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Told:
        """The act, and when it was sent."""
        sent_at = data.pop("sent_at")
        return Told(VitalAct(**data), sent_at)


class ReadAgainSchema(Strict):
    """What a nurse says of one act."""

    id = Identifier(required=True)
    event = _required(36)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    remark = _optional(500)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Countersigning:
        """The countersignature."""
        remark = (data.pop("remark") or "").strip() or None
        return Countersigning(remark=remark, **data)


class ToCountersignSchema(Schema):
    """The acts that wait for a countersignature, and who they are about."""

    acts = fields.List(fields.Dict())
    residents = fields.Dict()
    server_time = fields.String()


class ReadAgainDoneSchema(Schema):
    """What was recorded."""

    id = fields.String()


class VitalSchema(Schema):
    """What may save a person: the protocols their physician wrote for it."""

    resident = fields.String()
    protocols = fields.List(fields.Dict())


def acts_said(body: Mapping[str, Any]) -> Response:
    """The queue on the wire."""
    return sent({**body, "acts": [_act_said(act) for act in body["acts"]]})


def _act_said(act: Mapping[str, Any]) -> dict[str, Any]:
    told = (finding_said(one) for one in act["incidents"])
    return {
        **act,
        "reason": said(act["reason"]) if act["reason"] else None,
        "incidents": [{name: one[name] for name in ("code", "tier", "sentence")} for one in told],
    }


def vital_said(body: Mapping[str, Any]) -> Response:
    """The emergency protocols on the wire, what is wrong with one in the reader's language."""
    protocols = [{**one, "warnings": [said(text) for text in one["warnings"]]} for one in body["protocols"]]
    return sent({**body, "protocols": protocols})
