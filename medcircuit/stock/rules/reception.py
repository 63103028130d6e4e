"""What must be right before a scanned box is taken into stock, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from medcircuit.kernel.findings import Finding, FindingKind, Tier
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.stock.rules.freshness import Freshness, expired, freshness

MOST_BOXES = 500
"""More boxes than this at one scan is a slip of the finger."""
AHEAD = timedelta(minutes=2)
"""By how much a device's clock may be ahead."""
MOST_UNITS = 10_000
"""No box holds more tablets or millilitres than this."""


class SameIdOtherContent(Conflict):
    """An id that already names another entry: nothing of the new one is stored."""

    code = "stock_same_id_other_content"
    sentence = "Cette saisie porte un numéro déjà utilisé. Rien n'a été enregistré. Recommencez l'opération."


class EntryAhead(Invalid):
    """What was entered would have happened later than now."""

    code = "stock_entry_ahead"
    sentence = (
        "L'heure de cette saisie est dans le futur. Rien n'a été enregistré. Corrigez l'horloge de l'appareil et "
        "recommencez."
    )


class UnitsImpossible(Invalid):
    """The number of units a box is said to hold cannot be counted in stock."""

    code = "stock_units_impossible"
    sentence = "Une boîte ne peut pas contenir cette quantité. Rien n'a été enregistré. Comptez et corrigez."


class AmountImpossible(Invalid):
    """An amount that cannot be counted in stock, or is nothing."""

    code = "stock_amount_impossible"
    sentence = "Cette quantité ne peut pas être comptée en stock. Rien n'a été enregistré. Corrigez-la."


class Read(StrEnum):
    """What a scan turned out to be, as far as a reception cares."""

    BOX = "box"
    OUTER_CASE = "outer_case"
    OTHER = "other"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Delivery:
    """All that the checks of a reception may look at.

    `why` is the sentence of a read that is not accepted; `product` whether the catalogue knows it; `received` who
    took the same serial in, and when; `per_box` what somebody confirmed or just said that a box holds, in stock
    units; `without_lot` that the person saw that the code has no lot or expiry; `prescribed` that whoever brought the box
    takes this medicine.
    """

    read: Read
    today: date
    why: str = ""
    product: bool = True
    lot: str | None = None
    expiry: date | None = None
    without_lot: bool = False
    received: tuple[str, str] | None = None
    per_box: Fraction | None = None
    prescribed: bool = True


BOX_UNREADABLE = FindingKind("box_unreadable", "La boîte n'est pas lue. Rien n'est enregistré.", "%(why)s")
BOX_OTHER = FindingKind(
    "box_other_code",
    "Ce n'est pas le code d'une boîte de médicament.",
    "Cherchez le carré noir et blanc de la boîte.",
)
BOX_OUTER_CASE = FindingKind(
    "box_outer_case", "C'est le code d'un carton, pas d'une boîte.", "Ouvrez le carton et scannez une boîte."
)
BOX_AMBIGUOUS = FindingKind(
    "box_lot_ambiguous",
    "Le lot ou la péremption sont incertains : la boîte n'est pas enregistrée.",
    "Lisez-les sur la boîte et choisissez, ou scannez de nouveau.",
)
BOX_UNKNOWN = FindingKind(
    "box_unknown",
    "Ce médicament n'est pas au catalogue : la boîte n'est pas enregistrée.",
    "Mettez la boîte de côté et signalez-la à la pharmacie.",
)
BOX_EXPIRED = FindingKind(
    "box_expired", "Boîte périmée depuis le %(expiry)s.", "Mettez-la de côté pour la pharmacie."
)
BOX_RECEIVED = FindingKind(
    "box_already_received", "Boîte déjà reçue le %(at)s par %(by)s.", "Passez à la boîte suivante."
)
BOX_WITHOUT_LOT = FindingKind(
    "box_without_lot",
    "Ce code ne porte pas le lot et la péremption.",
    "Scannez le carré noir et blanc. S'il n'y en a pas, enregistrez sans lot.",
)
BOX_UNITS = FindingKind(
    "box_units_to_confirm",
    "Première réception de cette boîte : que contient-elle ?",
    "Comptez ou lisez l'étui, puis confirmez.",
)
BOX_NOT_PRESCRIBED = FindingKind(
    "box_not_prescribed",
    "Ce médicament n'est sur aucune ligne de la personne : la boîte n'est pas enregistrée.",
    "Rendez-la à la famille, ou montrez-la au médecin.",
)
BOX_SHORT_DATED = FindingKind(
    "box_short_dated", "Péremption proche : %(expiry)s (%(days)s jours).", "Rangez-la devant les autres."
)


def readable(d: Delivery) -> Finding | None:
    """The code names one thing for certain."""
    return BOX_UNREADABLE(Tier.UNKNOWN, why=d.why) if d.read is Read.UNREADABLE else None


def a_box(d: Delivery) -> Finding | None:
    """What was scanned is one box: not a card, a label or an outer case."""
    if d.read is Read.OTHER:
        return BOX_OTHER(Tier.UNKNOWN)
    return BOX_OUTER_CASE(Tier.CONFIRM) if d.read is Read.OUTER_CASE else None


def known_product(d: Delivery) -> Finding | None:
    """The catalogue knows the presentation."""
    read = d.read in {Read.BOX, Read.AMBIGUOUS}
    return BOX_UNKNOWN(Tier.UNKNOWN) if read and not d.product else None


def certain_lot(d: Delivery) -> Finding | None:
    """An ambiguous lot or expiry is said to be so, and never stored."""
    return BOX_AMBIGUOUS(Tier.CONFIRM) if d.read is Read.AMBIGUOUS else None


def lot_read(d: Delivery) -> Finding | None:
    """The code carried lot and expiry, or a person saw that there are none to read."""
    complete = d.lot is not None and d.expiry is not None
    return (
        BOX_WITHOUT_LOT(Tier.CONFIRM) if d.read is Read.BOX and not complete and not d.without_lot else None
    )


def not_expired(d: Delivery) -> Finding | None:
    """The last day of use is not past."""
    if d.expiry is None or not expired(d.expiry, d.today):
        return None
    return BOX_EXPIRED(Tier.STOP, expiry=f"{d.expiry:%d/%m/%Y}")


def not_received_yet(d: Delivery) -> Finding | None:
    """The same box, by its serial number, was not taken in before."""
    return BOX_RECEIVED(Tier.REPEAT, at=d.received[0], by=d.received[1]) if d.received else None


def units_confirmed(d: Delivery) -> Finding | None:
    """A person confirmed what a box of this presentation holds: the words of the catalogue are not enough."""
    return BOX_UNITS(Tier.CONFIRM) if d.read is Read.BOX and d.product and d.per_box is None else None


def prescribed(d: Delivery) -> Finding | None:
    """A box brought from home is of a medicine that its owner takes here."""
    read = d.read in {Read.BOX, Read.AMBIGUOUS} and d.product
    return BOX_NOT_PRESCRIBED(Tier.CONFIRM) if read and not d.prescribed else None


def not_short_dated(d: Delivery) -> Finding | None:
    """It does not expire soon; worth saying, never a reason to refuse it."""
    if d.expiry is None or freshness(d.expiry, d.today) is not Freshness.SHORT:
        return None
    days = (d.expiry - d.today).days
    return BOX_SHORT_DATED(Tier.INFO, expiry=f"{d.expiry:%d/%m/%Y}", days=str(days))


CHECKS = (
    readable,
    a_box,
    known_product,
    certain_lot,
    lot_read,
    not_expired,
    not_received_yet,
    prescribed,
    units_confirmed,
    not_short_dated,
)


def check(delivery: Delivery) -> tuple[Finding, ...]:
    """All there is to say about a box, in the order of CHECKS."""
    return tuple(finding for right in CHECKS if (finding := right(delivery)))


def taken(findings: tuple[Finding, ...]) -> bool:
    """Whether the box goes into stock: nothing but information was found."""
    return all(finding.tier is Tier.INFO for finding in findings)


def units_in_box(units: Fraction, parts: int | None) -> Fraction:
    """What a person says that a box holds, where stock can count it so (`parts`, None where it cannot).

    Raises:
        UnitsImpossible: less than one, far too much, or not countable.
    """
    if parts is None or not 1 <= units <= MOST_UNITS:
        raise UnitsImpossible
    return units


def left_in_box(left: Fraction, per_box: Fraction, parts: int | None) -> Fraction:
    """What a person counted in an opened box, where that can be (`parts`, None where stock cannot count it so).

    Raises:
        UnitsImpossible: nothing, more than a full box, or not countable.
    """
    if parts is None or not 0 < left <= per_box:
        raise UnitsImpossible
    return left
