"""The register of narcotics as the plain values of the document that a control authority may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from medcircuit.administration.service.books import register_books
from medcircuit.administration.service.register import Days
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.stock.receipt_schemas import RETURN_REASONS
from medcircuit.stock.rules.reasons import CountReason, Why, Written
from medcircuit.stock.service.reception import FROM_HOME
from medcircuit.structure import service as structure
from reports.paper import House
from reports.register import Operation, ProductBook, RegisterSheet

WORDS: dict[str, str] = {
    Why.RECEIVED: "Reçu",
    Why.GIVEN: "Donné",
    Why.DESTROYED: "Détruit",
    Why.RETURNED: "Rendu",
    Why.TRANSFERRED: "Changé de place",
    Why.FOUND: "Trouvé en plus",
    Why.MISSED: "Trouvé en moins",
    Why.UNDONE: "Annulé",
    Written.CARRIED_OVER: "Report de ce qui était déjà là",
    Written.COUNTED: "Compté, juste",
}
REASONS: dict[str, str] = {
    CountReason.INVENTORY: "inventaire",
    CountReason.FOUND: "retrouvé",
    CountReason.LOST: "manquant",
    CountReason.BROKEN: "cassé ou abîmé",
    CountReason.ENTRY_ERROR: "erreur de saisie",
    FROM_HOME: "apporté par la personne",
    **RETURN_REASONS,
}


def sheet_of_register(work: Work, unit_id: str, days: Days) -> RegisterSheet:
    """Everything the document says.

    Raises:
        NotFound, Forbidden, RegisterDaysUnreadable: as for reading the books.
    """
    told = register_books(work, unit_id, days)
    house = structure.establishment(work.connection, work.establishment_id)
    first, last = (date.fromisoformat(told[name]) for name in ("from", "to"))
    printed = f"Imprimé le {work.now.astimezone(PARIS):%d/%m/%Y à %H:%M} par {work.actor.name}"
    return RegisterSheet(
        House(house.name, house.finess, house.address, house.phone, house.email),
        told["unit"]["name"],
        f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
        tuple(_book(one) for one in told["books"]),
        printed,
    )


def _book(book: Mapping[str, Any]) -> ProductBook:
    return ProductBook(
        book["product"],
        book["place"],
        book["unit_word"],
        _said(book["before"]),
        _said(book["after"]),
        tuple(_operation(one) for one in book["entries"]),
    )


def _operation(one: Mapping[str, Any]) -> Operation:
    at = datetime.fromisoformat(one["at"]).astimezone(PARIS)
    by = one["prescriber"] and f"prescrit par {one['prescriber']}"
    whose = ", ".join(part for part in (one["resident_name"], by) if part)
    counted = one["counted"] and f"reste compté {_said(one['counted'])}"
    lot = one["lot"] and f"lot {one['lot']}"
    why = one["reason"] and REASONS.get(one["reason"])
    beside = "sans témoin" if one["alone"] else one["witness"] and f"témoin : {one['witness']}"
    said = (WORDS[one["why"]], why, whose, counted, beside, lot)
    what = " — ".join(part for part in said if part)
    return Operation(
        str(one["number"]),
        f"{at:%d/%m/%Y %H:%M}",
        what,
        _said(one["in"]),
        _said(one["out"]),
        _said(one["after"]),
        one["by"],
    )


def _said(amount: str | None) -> str:
    return (amount or "").replace(".", ",")
