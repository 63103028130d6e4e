"""The second person at giving, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.administration import service
from medcircuit.administration.schemas.settling import (
    CountersigningSchema,
    SecondFoundSchema,
    SecondLookSchema,
    SecondPersonSchema,
)
from medcircuit.administration.service.register_doubts import countersign_line
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import Policy, current, declare, policy
from medcircuit.kernel.work import writing
from medcircuit.staff import service as staff

bp = Blueprint("second", __name__, url_prefix="/api", description="The second person at giving")

proven_apart = declare(Policy(Right.GIVE, transaction=False))
"""Hashing a PIN must not hold the writer: the proof comes before the unit of work."""


@bp.get("/second-people")
@bp.response(HTTPStatus.OK, SecondPersonSchema(many=True))
@policy(Right.GIVE)
def get_people() -> list[dict[str, str]]:
    """Who may be the second person: everyone else of the house who has a PIN."""
    return staff.with_a_pin(current.work.connection, current.actor, current.work.now)


@bp.post("/second-looks")
@bp.arguments(SecondLookSchema())
@bp.response(HTTPStatus.OK, SecondFoundSchema)
@proven_apart
def post_look(told: tuple[service.Asked, str, str]) -> dict[str, Any]:
    """Have a second person identify and find a dose anew; whether both agree is answered, never an amount."""
    asked, login, pin = told
    colleague = staff.prove_colleague(current.database, current.clock, current.actor, login, pin)
    with writing(current.database, current.actor, current.clock) as work:
        return service.look_twice(work, asked, colleague)


@bp.post("/events/<alone>/countersigning")
@bp.arguments(CountersigningSchema())
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CORRECT_OTHERS)
def post_countersigning(decision: service.Decision, alone: str) -> None:
    """Countersign a dose that was given without a second person."""
    service.countersign(current.work, alone, decision)


@bp.post("/register-lines/<register_line>/countersigning")
@bp.arguments(CountersigningSchema())
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CORRECT_OTHERS)
def post_line_countersigning(decision: service.Decision, register_line: str) -> None:
    """Countersign a line of the register that was made without witness, or a count that differed."""
    countersign_line(current.work, register_line, decision)
