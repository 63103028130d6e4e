"""Orders being written, over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import Policy, current, declare, policy
from medcircuit.kernel.work import reading, writing
from medcircuit.ordering import schemas, service
from medcircuit.prescriptions.routes import sealed_apart
from medcircuit.prescriptions.schemas import shown as line_shown
from medcircuit.prescriptions.schemas.signing import ChallengeSchema, SignatureSchema
from medcircuit.prescriptions.service import ToSign
from medcircuit.staff import service as staff

bp = Blueprint(
    "ordering", __name__, url_prefix="/api", description="Orders being written, drafts and templates"
)


@bp.post("/residents/<resident_id>/preview")
@bp.arguments(schemas.PreviewAskedSchema)
@bp.response(HTTPStatus.OK, schemas.PreviewSchema)
@declare(Policy(Right.READ_PRESCRIPTION, transaction=False))
def preview(asked: service.Asked, resident_id: str) -> dict[str, Any]:
    """What is understood of a posology, in words and as the plan of the next fourteen days; nothing is written."""
    with reading(current.database, current.actor, current.clock) as work:
        return schemas.shown(service.preview(work, resident_id, asked))


@bp.get("/residents/<resident_id>/draft")
@bp.response(HTTPStatus.OK, schemas.OrderDraftSchema)
@policy(Right.PRESCRIBE)
def read_draft(resident_id: str) -> service.Draft | dict[str, None]:
    """What the person signed in has begun to write for a resident."""
    return service.draft_of(current.work, resident_id) or {"content": None, "saved_at": None}


@bp.put("/residents/<resident_id>/draft")
@bp.arguments(schemas.DraftContentSchema)
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.PRESCRIBE)
def save_draft(draft: dict[str, Any], resident_id: str) -> None:
    """Keep what is being written, in place of what was kept."""
    service.save_draft(current.work, resident_id, draft["content"])


@bp.delete("/residents/<resident_id>/draft")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.PRESCRIBE)
def drop_draft(resident_id: str) -> None:
    """Forget what was begun."""
    service.drop_draft(current.work, resident_id)


@bp.post("/residents/<resident_id>/draft/signature/challenge")
@bp.arguments(schemas.WrittenOrderSchema)
@bp.response(HTTPStatus.CREATED, ChallengeSchema)
@policy(Right.PRESCRIBE)
def show_to_sign(order: schemas.WrittenOrder, resident_id: str) -> ToSign:
    """Fix an order as it is about to be sealed; 409 where the treatment moved on, or a check is open."""
    return service.to_sign(current.work, resident_id, order.of(resident_id), order.seen)


@bp.post("/residents/<resident_id>/draft/signature")
@bp.arguments(SignatureSchema)
@bp.response(HTTPStatus.CREATED, schemas.SignedOrderSchema)
@sealed_apart
def sign(asked: dict[str, Any], resident_id: str) -> dict[str, Any]:
    """Seal every line of the order that was shown, once, after a second proof of identity; the draft is gone."""
    staff.confirm(current.door, current.actor, asked["again"], about=asked["nonce"])
    with writing(current.database, current.actor, current.clock) as work:
        lines = service.sign(work, resident_id, asked["nonce"], asked["proof"], current.seal_key)
        return {"lines": [line_shown(line, work.now) for line in lines]}


@bp.get("/order-templates")
@bp.response(HTTPStatus.OK, schemas.OrderTemplateSchema(many=True))
@policy(Right.PRESCRIBE)
def list_templates() -> list[service.Template]:
    """The templates of the person signed in."""
    return list(service.templates(current.work))


@bp.post("/order-templates")
@bp.arguments(schemas.OrderTemplateSchema)
@bp.response(HTTPStatus.CREATED, schemas.OrderTemplateSchema)
@policy(Right.PRESCRIBE)
def keep_template(template: service.Template) -> service.Template:
    """Keep a line to use it again."""
    return service.keep_template(current.work, template)


@bp.delete("/order-templates/<template_id>")
@bp.response(HTTPStatus.NO_CONTENT)
@policy(Right.PRESCRIBE)
def delete_template(template_id: str) -> None:
    """Forget a template."""
    service.delete_template(current.work, template_id)
