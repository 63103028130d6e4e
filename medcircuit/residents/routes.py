"""The residents over the JSON API."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, json, request
from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.medicines.rules.codes import Environment
from medcircuit.residents import schemas, service
from medcircuit.residents.rules.admission import Admission, AllergyNote, Arrival, Leave
from medcircuit.residents.rules.correcting import Changed, Correction
from medcircuit.residents.rules.people import Absence, Allergy, ResidentCard
from medcircuit.residents.rules.tokens import SUPPORT_LABELS, IssuedToken, Support, TokenRead
from medcircuit.residents.service.cards import ResidentEntry
from medcircuit.structure.hours_schemas import UnitClosingSchema
from reports.resident_card import ResidentCardSheet, resident_cards

bp = Blueprint("residents", __name__, url_prefix="/api", description="Residents, stays, absences, tokens")

PORTRAIT_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Content-Disposition": "inline",
}
"""A portrait opened by itself runs nothing and loads nothing."""


def environment() -> Environment:
    """Whose INS identities are real here: the demonstration's are those of tests."""
    return (Environment.PRODUCTION, Environment.TEST)[bool(current_app.config["DEMO"])]


@bp.get("/units/<unit_id>/residents")
@bp.response(HTTPStatus.OK, schemas.CardSchema(many=True))
@policy(Right.READ_RESIDENT)
def list_residents(unit_id: str) -> list[ResidentCard]:
    """Who lives in a unit now, in walking order."""
    return list(service.unit_cards(current.work, unit_id))


@bp.put("/units/<unit_id>/closing")
@bp.arguments(UnitClosingSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CONFIGURE)
def close_unit(closing: dict[str, Any], unit_id: str) -> None:
    """Close a unit from a day on, or keep it open; 409 `unit_lived_in`: people live there still."""
    service.close_unit(current.work, unit_id, closing["day"], closing["seen"])


@bp.post("/residents")
@bp.arguments(schemas.AdmissionSchema)
@bp.response(HTTPStatus.CREATED, schemas.AdmittedSchema)
@policy(Right.MANAGE_RESIDENT)
def admit(admission: Admission) -> dict[str, str]:
    """Enter a person who comes to live here; 409 `possible_duplicate` names whom they may be."""
    return {"id": service.admit(current.work, admission, environment=environment())}


@bp.get("/residents/<resident_id>")
@bp.response(HTTPStatus.OK, schemas.EntrySchema)
@policy(Right.READ_RESIDENT)
def read_resident(resident_id: str) -> ResidentEntry:
    """A person's entry."""
    return service.resident(current.work, resident_id)


@bp.get("/residents/<resident_id>/whereabouts")
@bp.response(HTTPStatus.OK, schemas.WhereaboutsSchema)
@policy(Right.READ_RESIDENT)
def read_whereabouts(resident_id: str) -> service.Whereabouts:
    """Where a person has lived, and when they were or will be away."""
    return service.whereabouts(current.work, resident_id)


@bp.put("/residents/<resident_id>/identity")
@bp.arguments(schemas.CorrectionSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def correct_identity(correction: Correction, resident_id: str) -> None:
    """Correct a person's identity; its status follows. 409 `identity_changed`: somebody else corrected it meanwhile."""
    service.correct_identity(current.work, resident_id, correction, environment=environment())


@bp.get("/residents/<resident_id>/identity-changes")
@bp.response(HTTPStatus.OK, schemas.ChangedSchema(many=True))
@policy(Right.READ_RESIDENT)
def list_identity_changes(resident_id: str) -> list[Changed]:
    """The corrections of a person's identity, the last first."""
    return list(service.identity_changes(current.work, resident_id))


@bp.put("/residents/<resident_id>/description")
@bp.arguments(schemas.DescriptionSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def describe(description: dict[str, str | None], resident_id: str) -> None:
    """Replace the texture of their food, and the note that the round shows."""
    service.describe(current.work, resident_id, **description)


@bp.post("/residents/<resident_id>/stays")
@bp.arguments(schemas.NewStaySchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def move(moved: tuple[Arrival, datetime | None], resident_id: str) -> None:
    """Have a person live elsewhere in the establishment, or come back to it; 409 `stay_changed`: somebody else did meanwhile."""
    arrival, seen = moved
    service.move(current.work, resident_id, arrival, seen=seen)


@bp.post("/residents/<resident_id>/departure")
@bp.arguments(schemas.AtSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def leave(departure: dict[str, datetime], resident_id: str) -> None:
    """End a person's stay; their tokens are revoked."""
    service.leave(current.work, resident_id, departure["at"])


@bp.get("/residents/<resident_id>/portrait")
@policy(Right.READ_RESIDENT)
def read_portrait(resident_id: str) -> Response:
    """A person's portrait, SVG or PNG."""
    shown = service.portrait(current.work, resident_id)
    return Response(shown.content, content_type=shown.media_type, headers=PORTRAIT_HEADERS)


@bp.put("/residents/<resident_id>/portrait")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def set_portrait(resident_id: str) -> None:
    """Replace a person's portrait by the SVG or PNG that is the body of the request."""
    service.set_portrait(current.work, resident_id, request.get_data())


@bp.post("/residents/<resident_id>/allergies")
@bp.arguments(schemas.AllergyNoteSchema)
@bp.response(HTTPStatus.CREATED, schemas.AllergySchema)
@policy(Right.MANAGE_RESIDENT)
def note_allergy(note: AllergyNote, resident_id: str) -> Allergy:
    """Note an allergy or intolerance."""
    return service.note_allergy(current.work, resident_id, note)


@bp.get("/residents/<resident_id>/measures")
@bp.response(HTTPStatus.OK, schemas.MeasureSchema(many=True))
@policy(Right.READ_RESIDENT)
def list_measures(resident_id: str) -> list[dict[str, Any]]:
    """A person's measures of the last six months, the last first."""
    return [schemas.measure_json(one) for one in service.measures_of(current.work, resident_id)]


@bp.post("/residents/<resident_id>/measures")
@bp.arguments(schemas.MeasureNoteSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MEASURE)
def note_measure(noted: dict[str, Any], resident_id: str) -> None:
    """Note a measure; one that replaces another corrects it."""
    service.note_measure(current.work, resident_id, noted["measure"], replaces=noted["replaces"])


@bp.delete("/allergies/<allergy_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def withdraw_allergy(allergy_id: str) -> None:
    """Take back an allergy noted by mistake."""
    service.withdraw_allergy(current.work, allergy_id)


@bp.post("/residents/<resident_id>/absences")
@bp.arguments(schemas.LeaveSchema)
@bp.response(HTTPStatus.CREATED, schemas.AbsenceSchema)
@policy(Right.MANAGE_RESIDENT)
def declare_absence(absence: Leave, resident_id: str) -> Absence:
    """Say that a person is, was or will be away."""
    return service.declare_absence(current.work, resident_id, absence)


@bp.post("/absences/<absence_id>/return")
@bp.arguments(schemas.AtSchema)
@bp.response(HTTPStatus.OK, schemas.AbsenceSchema)
@policy(Right.MANAGE_RESIDENT)
def end_absence(back: dict[str, datetime], absence_id: str) -> Absence:
    """Say when a person came, or comes, back."""
    return service.end_absence(current.work, absence_id, back["at"])


@bp.delete("/absences/<absence_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def withdraw_absence(absence_id: str) -> None:
    """Take back an absence declared by mistake."""
    service.withdraw_absence(current.work, absence_id)


@bp.get("/residents/<resident_id>/tokens")
@bp.response(HTTPStatus.OK, schemas.TokenSchema(many=True))
@policy(Right.READ_RESIDENT)
def list_tokens(resident_id: str) -> list[TokenRead]:
    """A person's tokens, revoked ones included."""
    return list(service.resident_tokens(current.work, resident_id))


@bp.post("/residents/<resident_id>/tokens")
@bp.arguments(schemas.SupportSchema)
@bp.doc(responses={"201": {"content": {"application/pdf": {"schema": {"type": "string"}}}}})
@bp.response(HTTPStatus.CREATED, schemas.IssuedSchema)
@policy(Right.MANAGE_RESIDENT)
def issue_token(asked: dict[str, Support], resident_id: str) -> Response:
    """Issue the next numbered copy: the printed card where the request accepts a PDF, else its digits, this once."""
    issued = service.issue_token(current.work, resident_id, asked["support"])
    wanted = request.accept_mimetypes.best_match(list(ANSWERS), "application/json")
    answer = Response(ANSWERS[wanted](issued), status=HTTPStatus.CREATED, content_type=wanted)
    answer.headers["Content-Disposition"] = "inline"
    return answer


def _card_pdf(issued: IssuedToken) -> bytes:
    facts = service.card_facts(current.work, issued.resident_id)
    sheet = ResidentCardSheet(
        **vars(facts), support_label=SUPPORT_LABELS[issued.support], number=issued.number, code=issued.code
    )
    return resident_cards([sheet])


def _card_json(issued: IssuedToken) -> bytes:
    return json.dumps(schemas.issued_json(issued)).encode()


ANSWERS = {"application/json": _card_json, "application/pdf": _card_pdf}
"""What issuing a token may answer with."""


@bp.delete("/tokens/<token_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.MANAGE_RESIDENT)
def revoke_token(token_id: str) -> None:
    """Revoke a lost token without issuing another."""
    service.revoke_token(current.work, token_id)
