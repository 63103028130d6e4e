"""The prescriptions over the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, json, request
from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import Policy, current, declare, policy
from medcircuit.kernel.work import writing
from medcircuit.prescriptions import checks_schemas, service
from medcircuit.prescriptions.rules.lines import Prescription
from medcircuit.prescriptions.schemas import entering, signing
from medcircuit.prescriptions.schemas import lines as schemas
from medcircuit.prescriptions.service.alerts import Checked
from medcircuit.staff import service as staff
from medcircuit.structure.hours_schemas import HoursSchema
from medcircuit.structure.rules.hours import HoursChange

PAPER_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": "inline"}
"""A document that came from outside runs nothing."""

sealed_apart = declare(Policy(Right.PRESCRIBE, transaction=False))
"""Signing proves the signer first, in its own unit of work: hashing a PIN must not hold the writer."""

bp = Blueprint("prescriptions", __name__, url_prefix="/api", description="Prescription lines and versions")


@bp.get("/residents/<resident_id>/lines")
@bp.response(HTTPStatus.OK, schemas.LineSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_lines(resident_id: str) -> list[dict[str, Any]]:
    """The lines of a resident, stopped ones too, where they stand now."""
    lines = service.resident_lines(current.work, resident_id)
    return [schemas.shown(line, current.work.now) for line in lines]


@bp.get("/lines/<line_id>")
@bp.response(HTTPStatus.OK, schemas.HistorySchema)
@policy(Right.READ_PRESCRIPTION)
def read_line(line_id: str) -> dict[str, Any]:
    """A line with every version of it."""
    return schemas.shown(service.line_history(current.work, line_id), current.work.now)


@bp.post("/residents/<resident_id>/papers")
@bp.response(HTTPStatus.CREATED, entering.MadeSchema)
@policy(Right.TRANSCRIBE)
def keep_paper(resident_id: str) -> dict[str, str]:
    """Keep the scan or photo of a paper order (JPEG, PNG or PDF, the bytes themselves)."""
    return {"id": service.keep_paper(current.work, resident_id, request.get_data())}


@bp.get("/papers/<document_id>")
@bp.response(HTTPStatus.OK, content_type="application/octet-stream")
@policy(Right.READ_PRESCRIPTION)
def read_paper(document_id: str) -> Response:
    """The scan or photo of a paper order."""
    found = service.paper(current.work, document_id)
    return Response(found.content, content_type=found.media_type, headers=PAPER_HEADERS)


@bp.get("/orders")
@bp.response(HTTPStatus.OK, entering.OrderReadSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_orders() -> list[dict[str, Any]]:
    """The copied orders that wait for a comparison or a second reading."""
    return [entering.order_shown(one, current.work.now) for one in service.orders_waiting(current.work)]


@bp.post("/residents/<resident_id>/orders")
@bp.arguments(entering.OrderSchema)
@bp.response(HTTPStatus.CREATED, entering.OrderReadSchema)
@policy(Right.TRANSCRIBE)
def begin_order(asked: Callable[[str], service.Order], resident_id: str) -> dict[str, Any]:
    """Begin to copy a paper order."""
    return entering.order_shown(service.begin_order(current.work, asked(resident_id)), current.work.now)


@bp.get("/orders/<order_id>")
@bp.response(HTTPStatus.OK, entering.OrderReadSchema)
@policy(Right.READ_PRESCRIPTION)
def read_order(order_id: str) -> dict[str, Any]:
    """A copied order with its lines."""
    return entering.order_shown(service.order(current.work, order_id), current.work.now)


@bp.post("/orders/<order_id>/lines")
@bp.arguments(schemas.PrescriptionSchema)
@bp.response(HTTPStatus.CREATED, schemas.HistorySchema)
@policy(Right.TRANSCRIBE)
def copy_line(asked: Callable[[str], Prescription], order_id: str) -> dict[str, Any]:
    """Copy one line of a paper order: in force once it is compared."""
    resident_id = service.order(current.work, order_id).resident_id
    line = service.copy_line(current.work, order_id, asked(resident_id))
    return schemas.shown(line, current.work.now)


@bp.post("/orders/<order_id>/checks")
@bp.response(HTTPStatus.OK, checks_schemas.CheckAnswerSchema)
@policy(Right.READ_PRESCRIPTION)
def check_copied(order_id: str) -> Response:
    """Check the copied lines before they are compared; what fires is kept, to be answered."""
    return _checked(service.check_copied(current.work, order_id))


@bp.post("/orders/<order_id>/comparison")
@bp.arguments(entering.ComparisonSchema)
@bp.response(HTTPStatus.OK, entering.OrderReadSchema)
@policy(Right.READ_PRESCRIPTION)
def compare(compared: dict[str, Any], order_id: str) -> dict[str, Any]:
    """Say of each copied line whether it is what the paper says."""
    return entering.order_shown(service.compare(current.work, order_id, **compared), current.work.now)


@bp.post("/orders/<order_id>/countersignature")
@bp.response(HTTPStatus.OK, entering.OrderReadSchema)
@policy(Right.READ_PRESCRIPTION)
def countersign(order_id: str) -> dict[str, Any]:
    """Read again an order that one nurse alone compared."""
    return entering.order_shown(service.countersign(current.work, order_id), current.work.now)


@bp.post("/residents/<resident_id>/oral-orders")
@bp.arguments(entering.OralOrderSchema)
@bp.response(HTTPStatus.CREATED, schemas.HistorySchema)
@policy(Right.TRANSCRIBE)
def take_oral(asked: dict[str, Any], resident_id: str) -> dict[str, Any]:
    """Enter what a physician orders by voice in an emergency."""
    line = service.take_oral(current.work, asked["line"](resident_id), asked["oral"])
    return schemas.shown(line, current.work.now)


@bp.get("/residents/<resident_id>/returns")
@bp.response(HTTPStatus.OK, entering.ReturnSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_returns(resident_id: str) -> list[service.Return]:
    """What waits after this person's last hospital stay."""
    return list(service.returns_of(current.work, resident_id))


@bp.post("/returns/<stay_id>/lines")
@bp.arguments(entering.AnsweredSchema)
@bp.response(HTTPStatus.OK, schemas.HistorySchema)
@policy(Right.READ_PRESCRIPTION)
def answer_return(asked: service.ReturnAnswered, stay_id: str) -> dict[str, Any]:
    """Keep, change or stop one line after a hospital stay."""
    return schemas.shown(service.answer_return(current.work, stay_id, asked), current.work.now)


@bp.post("/returns/<stay_id>/checks")
@bp.arguments(entering.AnsweredSchema)
@bp.response(HTTPStatus.OK, checks_schemas.CheckAnswerSchema)
@policy(Right.READ_PRESCRIPTION)
def check_return(asked: service.ReturnAnswered, stay_id: str) -> Response:
    """Check the line as this answer has it go on; what fires is kept, to be answered."""
    return _checked(service.check_return(current.work, stay_id, asked))


@bp.post("/residents/<resident_id>/signatures/challenge")
@bp.arguments(signing.ToSignSchema)
@bp.response(HTTPStatus.CREATED, signing.ChallengeSchema)
@policy(Right.PRESCRIBE)
def show_to_sign(asked: dict[str, Any], resident_id: str) -> service.ToSign:
    """Fix what is about to be signed for one person; 409 where a line has moved on or a check stops it."""
    return service.to_sign(current.work, resident_id, asked["decisions"])


@bp.post("/residents/<resident_id>/signatures/checks")
@bp.arguments(signing.ToSignSchema)
@bp.response(HTTPStatus.OK, checks_schemas.CheckAnswerSchema)
@policy(Right.PRESCRIBE)
def check_to_sign(asked: dict[str, Any], resident_id: str) -> Response:
    """Check the lines that these decisions have go on; what fires is kept, to be answered."""
    return _checked(service.check_to_sign(current.work, resident_id, asked["decisions"]))


def _checked(checked: Checked) -> Response:
    return Response(json.dumps(checks_schemas.answered(checked)), content_type="application/json")


@bp.post("/residents/<resident_id>/signatures")
@bp.arguments(signing.SignatureSchema)
@bp.response(HTTPStatus.CREATED, schemas.HistorySchema(many=True))
@sealed_apart
def sign(asked: dict[str, Any], resident_id: str) -> list[dict[str, Any]]:
    """Seal what was shown, once, after a second proof of identity."""
    staff.confirm(current.door, current.actor, asked["again"], about=asked["nonce"])
    with writing(current.database, current.actor, current.clock) as work:
        lines = service.sign(work, resident_id, asked["nonce"], asked["proof"], current.seal_key)
        return [schemas.shown(line, work.now) for line in lines]


@bp.get("/lines/<line_id>/notes")
@bp.response(HTTPStatus.OK, signing.NoteSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_notes(line_id: str) -> list[service.NoteRead]:
    """What the team and the prescriber said about a line."""
    return list(service.thread(current.work, line_id))


@bp.post("/lines/<line_id>/notes")
@bp.arguments(signing.NewNoteSchema)
@bp.response(HTTPStatus.CREATED, signing.NoteSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def add_note(said: service.NewNote, line_id: str) -> list[service.NoteRead]:
    """Ask, answer, request or refuse something about a line."""
    service.note(current.work, line_id, said)
    return list(service.thread(current.work, line_id))


@bp.post("/lines/<line_id>/seen")
@bp.arguments(signing.SeenVersionSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.READ_PRESCRIPTION)
def acknowledge(seen: dict[str, int], line_id: str) -> None:
    """Say « vu » of a version that stops, suspends or changes a line."""
    service.acknowledge(current.work, line_id, seen["version"])


@bp.get("/stops")
@bp.response(HTTPStatus.OK, signing.StoppedSchema(many=True))
@policy(Right.PRESCRIBE)
def list_stops() -> list[dict[str, Any]]:
    """What one stopped, suspended or changed within a day, and who saw it."""
    found = service.stops_signed_by(current.work)
    seen = {who for one in found for who, _ in one.seen_by}
    named = staff.names(current.work.connection, seen)
    return [signing.stopped_shown(one, named) for one in found]


@bp.get("/prescribers")
@bp.response(HTTPStatus.OK, signing.PrescriberSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_prescribers() -> list[dict[str, str]]:
    """Who may prescribe here today."""
    work = current.work
    found = staff.holders(work.connection, work.establishment_id, Right.PRESCRIBE, work.now)
    return [{"id": user_id, "name": name} for user_id, name in found.items()]


@bp.get("/stand-ins")
@bp.response(HTTPStatus.OK, signing.StandInSchema(many=True))
@policy(Right.READ_PRESCRIPTION)
def list_stand_ins() -> list[service.StandIn]:
    """Who stands in for whom, today and later."""
    return list(service.stand_ins(current.work.connection, current.work.establishment_id, current.work.now))


@bp.post("/stand-ins")
@bp.arguments(signing.StandInSchema)
@bp.response(HTTPStatus.CREATED, signing.StandInSchema)
@policy(Right.READ_PRESCRIPTION)
def declare_stand_in(asked: service.StandIn) -> service.StandIn:
    """Say who answers for a prescriber's lines while they are away."""
    service.declare_stand_in(current.work, asked)
    return asked


@bp.delete("/stand-ins/<stand_in_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.READ_PRESCRIPTION)
def withdraw_stand_in(stand_in_id: str) -> None:
    """Take a stand-in back."""
    service.withdraw_stand_in(current.work, stand_in_id)


@bp.post("/hours")
@bp.arguments(HoursSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.CONFIGURE)
def change_hours(change: HoursChange) -> None:
    """Change hours of moments and rounds from tomorrow or later on; 409 `hours_doubtful`: a moment would be in no round."""
    service.change_hours(current.work, change)
