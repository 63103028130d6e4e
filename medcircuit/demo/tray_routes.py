"""The door of the tray: only the demonstration's application has it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from medcircuit.administration.rules.reading import RoundName
from medcircuit.demo.group_tray import lay_out_group
from medcircuit.demo.tray import Codes, lay_out, lay_out_needs
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.kernel.shapes import Strict


class RoundQuery(Strict):
    """Which round."""

    unit = fields.String(required=True, validate=validate.Length(1, 36))
    date = fields.Date(required=True)
    moment = fields.String(required=True, validate=validate.Length(1, 16))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> RoundName:
        """The name of the round."""
        return RoundName(data["unit"], data["date"], data["moment"])


class CodeSchema(Schema):
    """One code: what it is, what it shows, and what the scanner sends."""

    label = fields.String()
    hint = fields.String()
    raw = fields.String()


class GroupSchema(Schema):
    """Some codes under a title."""

    title = fields.String()
    codes = fields.List(fields.Nested(CodeSchema))


class TraySchema(Schema):
    """The tray of a round."""

    groups = fields.List(fields.Nested(GroupSchema))


def tray_blueprint(codes: Mapping[str, Codes]) -> Blueprint:
    """The route of the tray over the codes of the demonstration's houses."""
    bp = Blueprint("demo", __name__, url_prefix="/api/demo", description="The demonstration's codes")

    @bp.get("/tray")
    @bp.arguments(RoundQuery, location="query")
    @bp.response(HTTPStatus.OK, TraySchema)
    @policy(Right.READ_ROUND)
    def get_tray(name: RoundName) -> dict[str, Any]:
        """The codes at hand for a round."""
        return {"groups": lay_out(current.work, codes, name)}

    @bp.get("/residents/<resident>/tray")
    @bp.response(HTTPStatus.OK, TraySchema)
    @policy(Right.READ_ROUND)
    def get_needs(resident: str) -> dict[str, Any]:
        """The codes at hand for what a person may be given as needed."""
        return {"groups": lay_out_needs(current.work, codes, resident)}

    @bp.get("/group/tray")
    @bp.response(HTTPStatus.OK, TraySchema)
    @policy(Right.HELP)
    def get_group() -> dict[str, Any]:
        """The codes at hand for those whom one helps."""
        return {"groups": lay_out_group(current.work, codes)}

    return bp
