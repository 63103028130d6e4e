"""One scan as the device sends it, and what the code reader made of it, in the words of the bedside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from medcircuit.administration.rules.situation import Code, CodeKind
from medcircuit.administration.rules.vocabulary import TRAITS
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.medicines.rules.codes import CodeReading, OwnKind, Product, Status

REPEAT = timedelta(milliseconds=1500)
"""Within this time the same code on the same device is one reading."""


class ScanUnreadable(Invalid):
    """A scan lacks what its mode needs."""

    code = "scan_unreadable"
    sentence = "Cette lecture est incomplète (%(reason)s). Rien n'a été enregistré. Recommencez."


class SameScanOtherContent(Conflict):
    """This identifier already names another scan."""

    code = "same_scan_other_content"
    sentence = "Cette lecture porte l'identifiant d'une autre (%(scan)s). La première est conservée. Scannez de nouveau."


@dataclass(frozen=True)
class RoundName:
    """Which round: the unit, its local day, the moment's code."""

    unit_id: str
    day: date
    moment: str


@dataclass(frozen=True)
class Scan:
    """One reading: what the scanner sent or a person typed, or the person recognised by photo and traits.

    `resident` is who is open on the screen (in mode "photo", who was recognised); `at` is the device's instant.
    """

    id: str
    raw: str
    mode: str
    round: RoundName
    at: datetime
    device: str
    traits: frozenset[str] | None = None
    resident: str | None = None


def check_scan(scan: Scan) -> None:
    """Raise unless the scan says what its mode needs.

    Raises:
        ScanUnreadable: it does not.
    """
    if scan.mode == "photo" and (scan.resident is None or scan.traits is None):
        raise ScanUnreadable(reason="la personne reconnue et ses critères manquent")
    if scan.mode != "photo" and not scan.raw:
        raise ScanUnreadable(reason="le code manque")
    if scan.traits is not None and scan.traits - TRAITS:
        raise ScanUnreadable(reason="un critère n'est pas dans la liste")


IDENTITY = "identité INS"
OWN_WORDS = {
    OwnKind.RESIDENT: (CodeKind.RESIDENT, "carte de résident"),
    OwnKind.PLACE: (CodeKind.PLACE, "lieu"),
    OwnKind.CART: (CodeKind.PLACE, "chariot"),
    OwnKind.USER: (CodeKind.USER, "badge de professionnel"),
    OwnKind.CELL: (CodeKind.OTHER, "sachet ou alvéole"),
    OwnKind.PILLBOX: (CodeKind.OTHER, "pilulier"),
    OwnKind.UNIT_DOSE: (CodeKind.OTHER, "dose étiquetée"),
    OwnKind.DOCUMENT: (CodeKind.OTHER, "document"),
    OwnKind.COMMAND: (CodeKind.OTHER, "commande"),
}


def code_of(reading: CodeReading, raw: str, *, repeated: bool = False) -> Code:
    """What a reading is for, at the bedside."""
    healed = bool(reading.healed)
    if reading.own is not None and reading.own.kind is not None:
        kind, words = OWN_WORDS[reading.own.kind]
        return Code(kind, said=words, repeated=repeated, healed=healed)
    if reading.status is Status.INS:
        return Code(CodeKind.OTHER, said=IDENTITY, repeated=repeated, healed=healed)
    if reading.product is not None and (reading.accepted or reading.status is Status.AMBIGUOUS):
        said = product_number(reading.product)
        return Code(CodeKind.PRODUCT, reading.status.value, said, repeated=repeated, healed=healed)
    why = reading.reason.sentence if reading.reason else ""
    return Code(
        CodeKind.UNKNOWN, reading.status.value, looks_like(raw), why=why, repeated=repeated, healed=healed
    )


def product_number(product: Product) -> str:
    """The number under which a product is looked for, for a reader."""
    return product.cip13 or product.ucd13 or product.gtin or product.ppn or "?"


_DIGITS = phrase("%(count)s chiffres, %(digits)s", count=r"\d+", digits=r"\d+…?")
_SIGNS = phrase("« %(signs)s »")


def looks_like(raw: str) -> str:
    """What an unknown code looks like, for a reader: its length and its beginning."""
    plain = "".join(sign for sign in raw.strip() if sign.isprintable())
    if plain.isdigit():
        digits = f"{plain[:8]}…" if len(plain) > 8 else plain
        return _DIGITS % {"count": len(plain), "digits": digits}
    return _SIGNS % {"signs": f"{plain[:12]}…" if len(plain) > 12 else plain}


def kept_raw(reading: CodeReading, raw: str) -> str:
    """What is kept of a read: all of it, but of a code of ours or of an identity only its SHA-256."""
    secret = reading.own.digits if reading.own else reading.identity_text
    if secret is not None:
        return "sha256:" + hashlib.sha256(secret.encode()).hexdigest()
    return raw[:700]
