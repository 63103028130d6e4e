"""What giving asks, read back in words, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import policy
from medcircuit.kernel.shapes import Strict
from medcircuit.prescriptions.rules.care import Care, check_care
from medcircuit.prescriptions.rules.care_words import care_said
from medcircuit.prescriptions.schemas.lines import CareSchema

bp = Blueprint("care", __name__, url_prefix="/api", description="What giving asks beside the dose")


class CareSaidSchema(Strict):
    """A sentence for each thing that is asked."""

    sentences = fields.List(fields.String())


@bp.post("/care/words")
@bp.arguments(CareSchema)
@bp.response(HTTPStatus.OK, CareSaidSchema)
@policy(Right.READ_PRESCRIPTION)
def say(care: Care) -> dict[str, Any]:
    """Check what giving would ask, and say it as it would be signed; nothing is kept."""
    check_care(care)
    return {"sentences": list(care_said(care))}
