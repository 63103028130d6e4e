"""Stock over the JSON API: places, levels, ledger, receptions by scan, transfers and counts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import Policy, current, declare, policy
from medcircuit.kernel.pdf import PDF, shown_pdf
from medcircuit.kernel.work import writing
from medcircuit.staff import service as staff
from medcircuit.stock import service
from medcircuit.stock.receipt_schemas import receipt_of
from medcircuit.stock.rules.witness import Witness
from medcircuit.stock.schemas import (
    CountSchema,
    HandBackSchema,
    LedgerQuerySchema,
    LedgerSchema,
    LevelsQuerySchema,
    PlacesSchema,
    Proof,
    ReceivedSchema,
    ReceptionSchema,
    SettledSchema,
    ShelfSchema,
    TransferSchema,
    WitnessSchema,
)
from reports.return_receipt import return_receipt

bp = Blueprint("stock", __name__, url_prefix="/api", description="Lots, levels, receptions, ledger")

proven_apart = declare(Policy(Right.MOVE_STOCK, transaction=False))
"""Hashing a PIN must not hold the writer: the proof comes before the unit of work."""


@bp.get("/places")
@bp.response(HTTPStatus.OK, PlacesSchema)
@policy(Right.READ_STOCK)
def list_places() -> dict[str, Any]:
    """The carts, cupboards, safes and rooms of the house."""
    return {"places": service.named_places(current.work)}


@bp.get("/stock/levels")
@bp.arguments(LevelsQuerySchema, location="query")
@bp.response(HTTPStatus.OK, ShelfSchema)
@policy(Right.READ_STOCK)
def read_levels(query: dict[str, str]) -> service.Shelf:
    """What lies in a place, by medicine and lot."""
    return service.shelf(current.work, query["place"])


@bp.get("/stock/ledger")
@bp.arguments(LedgerQuerySchema, location="query")
@bp.response(HTTPStatus.OK, LedgerSchema)
@policy(Right.READ_STOCK)
def read_ledger(asked: service.LedgerFilter) -> service.LinePage:
    """The moves, newest first: what, how much, from where to where, who, when and why."""
    return service.lines(current.work, asked)


@bp.post("/stock/receptions")
@bp.arguments(ReceptionSchema)
@bp.response(HTTPStatus.OK, ReceivedSchema)
@policy(Right.MOVE_STOCK)
def receive(reception: service.Reception) -> service.Received:
    """Take a scanned box into a place, or say what is not certain about it."""
    return service.receive(current.work, reception)


@bp.post("/stock/transfers")
@bp.arguments(TransferSchema)
@bp.response(HTTPStatus.OK, SettledSchema)
@policy(Right.MOVE_STOCK)
def transfer(asked: service.Transfer) -> service.Settled:
    """Carry an amount of a lot to another place."""
    return service.transfer(current.work, asked)


@bp.get("/stock/witnesses")
@bp.response(HTTPStatus.OK, WitnessSchema(many=True))
@policy(Right.MOVE_STOCK)
def list_witnesses() -> list[dict[str, str]]:
    """Who may be a witness: everyone else of the house who has a PIN."""
    return staff.with_a_pin(current.work.connection, current.actor, current.work.now)


@bp.post("/stock/counts")
@bp.arguments(CountSchema)
@bp.response(HTTPStatus.OK, SettledSchema)
@proven_apart
def count(told: tuple[service.Count, Proof | None]) -> service.Settled:
    """Bring a lot's level to what was counted; a narcotic's before a witness."""
    asked, proof = told
    witness = _proven(proof)
    with writing(current.database, current.actor, current.clock) as work:
        return service.count(work, asked, witness)


@bp.post("/stock/returns")
@bp.arguments(HandBackSchema)
@bp.response(HTTPStatus.OK, SettledSchema)
@proven_apart
def give_back(told: tuple[service.Return, Proof | None]) -> service.Settled:
    """Hand an amount of a lot back to the pharmacy; a narcotic's before a witness."""
    asked, proof = told
    witness = _proven(proof)
    with writing(current.database, current.actor, current.clock) as work:
        return service.give_back(work, asked, witness)


@bp.get("/stock/returns/<return_id>/receipt.pdf")
@bp.doc(responses=PDF)
@bp.response(HTTPStatus.OK)
@policy(Right.READ_STOCK)
def print_receipt(return_id: str) -> Response:
    """The receipt of a return on paper, which the pharmacy signs."""
    return shown_pdf(return_receipt(receipt_of(current.work, return_id)))


def _proven(proof: Proof | None) -> Witness | None:
    """The colleague who has just proved to stand beside."""
    if proof is None:
        return None
    colleague = staff.prove_colleague(current.database, current.clock, current.actor, *proof)
    return Witness(colleague.id, colleague.name)
