"""The physician's protocols over the JSON API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.delegations import service
from medcircuit.delegations.schemas import protocols as schemas
from medcircuit.delegations.schemas.printing import authorisation_sheet_of, protocol_sheet_of
from medcircuit.delegations.service import authorisations
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.http import Policy, current, declare, policy
from medcircuit.kernel.pdf import PDF, shown_pdf
from medcircuit.kernel.work import Work, writing
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure
from reports.authorisations import authorisation_sheet
from reports.protocol import protocol_sheet

bp = Blueprint("protocols", __name__, url_prefix="/api", description="The physician's protocols")


sealed_apart = declare(Policy(Right.PRESCRIBE, transaction=False))
"""Signing proves the signer first, in its own unit of work: hashing a PIN must not hold the writer."""


def _shown(work: Work, one: service.ProtocolRead) -> dict[str, Any]:
    return schemas.protocol_shown(one, work.now.astimezone(PARIS).date())


@bp.get("/protocols")
@bp.response(HTTPStatus.OK, schemas.ProtocolSchema(many=True))
@policy(Right.READ_RESIDENT)
def list_protocols() -> list[dict[str, Any]]:
    """The protocols for people of one's units, those that no longer hold too."""
    return [_shown(current.work, one) for one in service.protocols(current.work)]


@bp.post("/protocols")
@bp.arguments(schemas.WrittenProtocolSchema)
@bp.response(HTTPStatus.CREATED, schemas.ProtocolSchema)
@sealed_apart
def sign_protocol(asked: tuple[service.Asked, staff.Again]) -> dict[str, Any]:
    """Sign a new protocol after a second proof of identity; the same request sent again gives the same one."""
    return _sign(asked, None)


@bp.get("/protocols/<protocol_id>")
@bp.response(HTTPStatus.OK, schemas.ProtocolSchema)
@policy(Right.READ_RESIDENT)
def read_protocol(protocol_id: str) -> dict[str, Any]:
    """A protocol, its last version."""
    return _shown(current.work, service.read_protocol(current.work, protocol_id))


@bp.get("/protocols/<protocol_id>.pdf")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.READ_RESIDENT)
def print_protocol(protocol_id: str) -> Response:
    """A protocol on paper."""
    work = current.work
    one = service.read_protocol(work, protocol_id)
    house = structure.establishment(work.connection, work.establishment_id)
    return shown_pdf(protocol_sheet(protocol_sheet_of(one, house, work.now, work.actor.name)))


@bp.get("/units/<unit_id>/authorisations.pdf")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.READ_AUTHORISATION)
def print_authorisations(unit_id: str) -> Response:
    """Who may help whom with what in a unit, on paper."""
    work = current.work
    found = authorisations.matrix(work, unit_id)
    titles = service.protocol_titles(work)
    house = structure.establishment(work.connection, work.establishment_id)
    return shown_pdf(
        authorisation_sheet(authorisation_sheet_of(found, titles, house, work.now, work.actor.name))
    )


@bp.get("/protocols/<protocol_id>/versions")
@bp.response(HTTPStatus.OK, schemas.ProtocolSchema(many=True))
@policy(Right.READ_RESIDENT)
def list_versions(protocol_id: str) -> list[dict[str, Any]]:
    """Every version of a protocol, the oldest first."""
    return [_shown(current.work, one) for one in service.protocol_versions(current.work, protocol_id)]


@bp.post("/protocols/<protocol_id>/versions")
@bp.arguments(schemas.WrittenProtocolSchema)
@bp.response(HTTPStatus.CREATED, schemas.ProtocolSchema)
@sealed_apart
def sign_version(asked: tuple[service.Asked, staff.Again], protocol_id: str) -> dict[str, Any]:
    """Sign a new version; 409 `stale_protocol` with the versions seen and current where it moved on."""
    return _sign(asked, protocol_id)


def _sign(asked: tuple[service.Asked, staff.Again], protocol_id: str | None) -> dict[str, Any]:
    version, again = asked
    staff.confirm(current.door, current.actor, again, about=version.id)
    with writing(current.database, current.actor, current.clock) as work:
        signed = service.write_protocol(
            work, version, current.seal_key, protocol_id=protocol_id, method=again.method
        )
        return _shown(work, signed)


@bp.post("/protocols/<protocol_id>/understanding")
@bp.arguments(schemas.UnderstoodSchema)
@bp.response(HTTPStatus.OK, schemas.ProtocolSchema)
@policy(Right.READ_RESIDENT)
def understand(read: dict[str, str], protocol_id: str) -> dict[str, Any]:
    """Say « lu et compris » of the last version; 409 where another one came meanwhile."""
    service.understand(current.work, read["version"], protocol_id=protocol_id)
    return _shown(current.work, service.read_protocol(current.work, protocol_id))


@bp.post("/protocols/<protocol_id>/walk")
@bp.arguments(schemas.WalkSchema)
@bp.response(HTTPStatus.OK, schemas.ProtocolStepSchema)
@policy(Right.READ_RESIDENT)
def walk(said: dict[str, dict[str, str]], protocol_id: str) -> dict[str, Any]:
    """The next question of the tree, or where it ends; nothing is recorded."""
    return schemas.step_shown(service.walk_protocol(current.work, protocol_id, said["answers"]))


@bp.post("/protocols/<protocol_id>/end")
@bp.arguments(schemas.ProtocolEndSchema)
@bp.response(HTTPStatus.OK, schemas.ProtocolSchema)
@policy(Right.PRESCRIBE)
def end_protocol(told: dict[str, str], protocol_id: str) -> dict[str, Any]:
    """End a protocol at once, with the reason."""
    return _shown(current.work, service.end_protocol(current.work, protocol_id, told["reason"]))


@bp.get("/units/<unit_id>/protocol-choices")
@bp.response(HTTPStatus.OK, schemas.ProtocolChoicesSchema)
@policy(Right.PRESCRIBE)
def list_choices(unit_id: str) -> dict[str, Any]:
    """The lines given as needed in a unit, the scales and the nurses: what a protocol is written from."""
    return schemas.choices_shown(service.choices(current.work, unit_id))
