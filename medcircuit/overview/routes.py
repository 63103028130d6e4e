"""Documents about a person's treatment, as PDF."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.kernel.pdf import PDF, shown_pdf
from medcircuit.overview.schemas import documents as schemas
from medcircuit.overview.schemas.queue import QueueQuerySchema, QueueSchema, queue_shown
from medcircuit.overview.schemas.waiting import WaitingSchema, waiting_shown
from medcircuit.overview.service import dossier, queue, waiting
from medcircuit.residents.routes import environment
from reports.ordonnance import ordonnance
from reports.transfer_sheet import transfer_sheet
from reports.treatment_plan import treatment_plan

bp = Blueprint("overview", __name__, url_prefix="/api", description="Documents about a person's treatment")


@bp.get("/residents/<resident_id>/ordonnance")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.READ_PRESCRIPTION)
def print_ordonnance(resident_id: str) -> Response:
    """The active prescriptions of a person, by prescriber and day (CSP R.5132-3)."""
    return shown_pdf(ordonnance(schemas.ordonnance_of(dossier(current.work, resident_id), environment())))


@bp.get("/residents/<resident_id>/treatment-plan")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.READ_PRESCRIPTION)
def print_treatment_plan(resident_id: str) -> Response:
    """What a person takes, with the doses of the day."""
    return shown_pdf(
        treatment_plan(schemas.treatment_plan_of(dossier(current.work, resident_id), environment()))
    )


@bp.get("/residents/<resident_id>/transfer-sheet")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.READ_PRESCRIPTION)
def print_transfer_sheet(resident_id: str) -> Response:
    """The page that leaves with a person for a hospital."""
    return shown_pdf(
        transfer_sheet(schemas.transfer_sheet_of(dossier(current.work, resident_id), environment()))
    )


@bp.get("/queue")
@bp.arguments(QueueQuerySchema, location="query")
@bp.response(HTTPStatus.OK, QueueSchema)
@policy(Right.PRESCRIBE)
def read_queue(query: dict[str, bool]) -> Response:
    """What waits for the prescriber, by urgency; `everyone` shows what waits for the others too."""
    work = current.work
    return queue_shown(queue(work, everyone=query["everyone"]), work)


@bp.get("/waiting")
@bp.response(HTTPStatus.OK, WaitingSchema)
@policy(Right.READ_PRESCRIPTION)
def read_waiting() -> dict[str, Any]:
    """What prescribers must still sign or renew, for the team: deadlines, lines announced 7 and 3 days before their end."""
    return waiting_shown(waiting(current.work))
