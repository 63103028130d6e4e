"""The on-call table, the units and the hours of a house over the JSON API."""

from __future__ import annotations

from http import HTTPStatus

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy, signed_in
from medcircuit.structure import service
from medcircuit.structure.hours_schemas import HouseHoursSchema, UnitMadeSchema, UnitNameSchema
from medcircuit.structure.on_call_schemas import DutyReadSchema, DutySchema, OnCallSchema, UnitQuery
from medcircuit.structure.rules.on_call import Duty

bp = Blueprint("structure", __name__, url_prefix="/api", description="The on-call table, units and hours")


@bp.get("/on-call")
@bp.arguments(UnitQuery, location="query")
@bp.response(HTTPStatus.OK, OnCallSchema)
@signed_in
def get_on_call(query: dict[str, str | None]) -> service.OnCallTable:
    """Who is on call now for a unit or the house, and the whole table."""
    return service.on_call_table(current.work, query["unit"])


@bp.post("/on-call")
@bp.arguments(DutySchema)
@bp.response(HTTPStatus.CREATED, DutyReadSchema)
@policy(Right.MANAGE_ON_CALL)
def post_on_call(duty: Duty) -> Duty:
    """Add a line to the on-call table."""
    return service.set_on_call(current.work, duty)


@bp.put("/on-call/<duty_id>")
@bp.arguments(DutySchema)
@bp.response(HTTPStatus.OK, DutyReadSchema)
@policy(Right.MANAGE_ON_CALL)
def put_on_call(duty: Duty, duty_id: str) -> Duty:
    """Put another line in the place of one of the on-call table."""
    return service.set_on_call(current.work, duty, instead_of=duty_id)


@bp.delete("/on-call/<duty_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_ON_CALL)
def delete_on_call(duty_id: str) -> None:
    """Take a line off the on-call table."""
    service.end_on_call(current.work, duty_id)


@bp.get("/hours")
@bp.response(HTTPStatus.OK, HouseHoursSchema)
@policy(Right.CONFIGURE)
def get_hours() -> service.HouseHours:
    """The units of the house, the hours of its moments and rounds, those to come included."""
    work = current.work
    work.did("read_hours")
    return service.house_hours(work)


@bp.post("/units")
@bp.arguments(UnitNameSchema)
@bp.response(HTTPStatus.CREATED, UnitMadeSchema)
@policy(Right.CONFIGURE)
def add_unit(asked: dict[str, str]) -> dict[str, str]:
    """Add a unit with a cart and a cupboard; 409 `house_changed`: somebody changed the house meanwhile."""
    return {"id": service.add_unit(current.work, asked["name"], asked["seen"])}


@bp.put("/units/<unit_id>/name")
@bp.arguments(UnitNameSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CONFIGURE)
def rename_unit(asked: dict[str, str], unit_id: str) -> None:
    """Give a unit another name; its cart and cupboard follow."""
    service.rename_unit(current.work, unit_id, asked["name"], asked["seen"])
