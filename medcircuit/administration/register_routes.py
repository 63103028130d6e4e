"""The register of narcotics over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.administration.schemas.register import RegisterBooksSchema, RegisterQuery, RegisterSchema
from medcircuit.administration.schemas.register_printing import sheet_of_register
from medcircuit.administration.service.books import register_books
from medcircuit.administration.service.register import Days, register
from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.kernel.pdf import PDF, shown_pdf
from reports.register import register_sheet

bp = Blueprint("register", __name__, url_prefix="/api", description="The register of narcotics")


@bp.get("/units/<unit>/register")
@bp.arguments(RegisterQuery(), location="query")
@bp.response(HTTPStatus.OK, RegisterSchema)
@policy(Right.READ_REGISTER)
def get_register(days: Days, unit: str) -> dict[str, Any]:
    """The lines of a unit's register over some days."""
    return register(current.work, unit, days)


@bp.get("/units/<unit>/register/books")
@bp.arguments(RegisterQuery(), location="query")
@bp.response(HTTPStatus.OK, RegisterBooksSchema)
@policy(Right.READ_REGISTER)
def get_books(days: Days, unit: str) -> dict[str, Any]:
    """Every entry and exit of the narcotics of a unit, by presentation and place, with the balance after each."""
    return register_books(current.work, unit, days)


@bp.get("/units/<unit>/register.pdf")
@bp.doc(responses=PDF)
@bp.arguments(RegisterQuery(), location="query")
@bp.response(HTTPStatus.OK)
@policy(Right.READ_REGISTER)
def print_register(days: Days, unit: str) -> Response:
    """The register of a unit on paper."""
    return shown_pdf(register_sheet(sheet_of_register(current.work, unit, days)))
