"""Stock over the JSON API: places, levels, ledger, receptions by scan, transfers and counts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_smorest import Blueprint

from medcircuit.kernel.access import Right
from medcircuit.kernel.http import current, policy
from medcircuit.stock import service
from medcircuit.stock.schemas import (
    CountSchema,
    LedgerQuerySchema,
    LedgerSchema,
    LevelsQuerySchema,
    PlacesSchema,
    ReceivedSchema,
    ReceptionSchema,
    SettledSchema,
    ShelfSchema,
    TransferSchema,
)

bp = Blueprint("stock", __name__, url_prefix="/api", description="Lots, levels, receptions, ledger")


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


@bp.post("/stock/counts")
@bp.arguments(CountSchema)
@bp.response(HTTPStatus.OK, SettledSchema)
@policy(Right.MOVE_STOCK)
def count(asked: service.Count) -> service.Settled:
    """Bring a lot's level to what was counted."""
    return service.count(current.work, asked)
