"""The receipt of a return as the plain values of its document."""

from __future__ import annotations

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.stock.rules.reasons import ReturnReason
from medcircuit.stock.service.receipts import returned
from medcircuit.structure import service as structure
from reports.paper import House
from reports.return_receipt import ReturnReceipt

RETURN_REASONS: dict[str, str] = {
    ReturnReason.STOPPED: "traitement arrêté",
    ReturnReason.LEFT: "départ ou décès",
    ReturnReason.EXPIRED: "périmé",
    ReturnReason.RECALLED: "rappel de lot",
    ReturnReason.SURPLUS: "en trop",
}


def receipt_of(work: Work, return_id: str) -> ReturnReceipt:
    """Everything the document says.

    Raises:
        NotFound, Forbidden: as for reading the return.
    """
    told = returned(work, return_id)
    house = structure.establishment(work.connection, work.establishment_id)
    at = told.at.astimezone(PARIS)
    beside = "Sans témoin" if told.alone else told.witness and f"Témoin : {told.witness}"
    return ReturnReceipt(
        House(house.name, house.finess, house.address, house.phone, house.email),
        product=told.product,
        amount=str(told.words),
        lot=told.lot or "inconnu",
        expiry=f"{told.expiry:%d/%m/%Y}" if told.expiry else "inconnue",
        reason=RETURN_REASONS[told.reason],
        place=told.place,
        given=f"Remis par {told.by} le {at:%d/%m/%Y à %H:%M}",
        beside=beside or "",
        line="" if told.number is None else f"Ligne {told.number} du registre de ce lieu",
        printed=f"Imprimé le {work.now.astimezone(PARIS):%d/%m/%Y à %H:%M} par {work.actor.name}",
    )
