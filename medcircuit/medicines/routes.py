"""The catalogue over the JSON API."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.http import current, policy
from medcircuit.medicines import schemas, service

bp = Blueprint(
    "medicines", __name__, url_prefix="/api", description="The catalogue of medicines and their boxes"
)


@bp.get("/medicines")
@bp.arguments(schemas.SearchSchema, location="query")
@bp.response(HTTPStatus.OK, schemas.HitSchema(many=True))
@policy(Right.READ_CATALOGUE)
def search_medicines(asked: dict[str, Any]) -> list[service.Hit]:
    """The medicines whose name, substances or ATC code have words beginning so, or whose code this is or begins."""
    return service.search(current.work.connection, asked["q"], asked["limit"], on=_today())


@bp.get("/medicines/<cis>")
@bp.response(HTTPStatus.OK, schemas.SheetSchema)
@policy(Right.READ_CATALOGUE)
def read_medicine(cis: str) -> service.MedicineSheet:
    """A medicine: composition, boxes, groups, conditions of prescription, shortages, opinions, and the age of it all."""
    return service.sheet(current.work.connection, cis, on=_today())


@bp.get("/medicine-classes/<class_id>")
@bp.response(HTTPStatus.OK, schemas.ClassSheetSchema)
@policy(Right.READ_CATALOGUE)
def read_class(class_id: str) -> service.ClassSheet:
    """What makes medicines the same, how they may be prescribed, and which they are now."""
    return service.class_sheet(current.work.connection, class_id, on=_today())


@bp.get("/catalogue")
@bp.response(HTTPStatus.OK, schemas.AgeSchema)
@policy(Right.READ_CATALOGUE)
def read_catalogue() -> service.DataAge:
    """Which editions the catalogue is made of, and whether they are old."""
    return service.age_of(current.work.connection, _today())


def _today() -> date:
    return current.work.now.astimezone(PARIS).date()


@bp.get("/presentations/<code>")
@bp.response(HTTPStatus.OK, schemas.BoxSchema)
@policy(Right.READ_CATALOGUE)
def read_presentation(code: str) -> service.Box:
    """A box by its CIP13, CIP7 or GTIN, and what it holds here."""
    return service.box(current.work.connection, current.work.establishment_id, code)


@bp.put("/presentations/<code>/units")
@bp.arguments(schemas.CountedSchema)
@bp.response(HTTPStatus.OK, schemas.BoxUnitsSchema)
@policy(Right.MOVE_STOCK)
def confirm_units(counted: dict[str, Fraction], code: str) -> service.BoxUnits:
    """Remember what a person counted in a box, for this establishment."""
    return service.confirm_units(current.work, code, counted["units"])
