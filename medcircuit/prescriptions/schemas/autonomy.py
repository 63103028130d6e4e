"""JSON shapes of what residents take by themselves."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import Strict
from medcircuit.prescriptions.rules.autonomy import AutonomyAct
from medcircuit.prescriptions.service.autonomy import Managing


class ManagingSchema(Strict):
    """An act about some lines of a person."""

    id = fields.String(required=True, validate=ID)
    act = fields.Enum(AutonomyAct, by_value=True, required=True)
    lines = fields.List(fields.String(validate=ID), required=True, validate=validate.Length(1, 40))
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Managing:
        """The act."""
        return Managing(**{**data, "lines": tuple(data["lines"])})


class ManagedSchema(Strict):
    """The lines of a person with what they manage of them, and every act."""

    lines = fields.List(fields.Dict())
    log = fields.List(fields.Dict())
    may_assess = fields.Boolean()
    may_hand = fields.Boolean()
