"""The receipt of a return: what went back to the pharmacy, from whom, and what the pharmacy signs."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from reports.paper import COLUMN, House, Imprint, grid, house_line, pages, style, text


@dataclass(frozen=True)
class ReturnReceipt:
    """One return, in words; `beside` and `line` are empty where it is no narcotic's."""

    house: House
    product: str
    amount: str
    lot: str
    expiry: str
    reason: str
    place: str
    given: str
    beside: str
    line: str
    printed: str


TITLE = "Reçu de retour à la pharmacie"
NOTE = "À faire signer par la pharmacie et à conserver avec le registre."
NAMED = 45 * mm
SIGNED = 22 * mm


def return_receipt(receipt: ReturnReceipt) -> bytes:
    """The PDF."""
    house = " — ".join(part for part in (receipt.house.name, receipt.house.address) if part)
    imprint = Imprint(TITLE, house, receipt.printed, NOTE, head=house)
    return pages(imprint, None, lambda: _story(receipt))


def _story(receipt: ReturnReceipt) -> list[Flowable]:
    told = [
        ("Médicament", receipt.product),
        ("Quantité rendue", receipt.amount),
        ("Lot", receipt.lot),
        ("Péremption", receipt.expiry),
        ("Motif", receipt.reason),
        ("Lieu", receipt.place),
        *([("Registre", receipt.line)] if receipt.line else []),
    ]
    return [
        house_line(receipt.house),
        Spacer(0, 3 * mm),
        text(TITLE, style(15, bold=True)),
        text(receipt.given, style(11, bold=True)),
        *([text(receipt.beside, style(11))] if receipt.beside else []),
        Spacer(0, 5 * mm),
        grid([("", "Ce qui est rendu"), *told], (NAMED, COLUMN - NAMED), size=11),
        Spacer(0, 8 * mm),
        KeepTogether(_signatures(receipt)),
    ]


def _signatures(receipt: ReturnReceipt) -> list[Flowable]:
    """Who hands over, who saw it, who receives: a box each."""
    who = ["Remis par", *(["Témoin"] if receipt.beside.startswith("Témoin") else []), "Reçu par la pharmacie"]
    boxes = [Spacer(0, SIGNED) for _ in who]
    return [
        grid([who, boxes], [COLUMN / len(who)] * len(who), size=10),
        Spacer(0, 2 * mm),
        text("Nom, date, signature ; cachet de la pharmacie."),
    ]
