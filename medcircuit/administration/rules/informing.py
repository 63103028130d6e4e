"""When a dose that was not taken is told to the prescriber."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from medcircuit.administration.rules.vocabulary import EventKind, Reason, reasons

REFUSALS = 3
"""Refusals of one line within the window that are told, for a medicine that is not vital."""
REFUSED_WITHIN = timedelta(hours=72)


class Why(StrEnum):
    """Why the prescriber is told."""

    WITHHELD = "withheld"
    VITAL_REFUSED = "vital_refused"
    REFUSED_OFTEN = "refused_often"
    VITAL_ACT = "vital_act"


WHY = {
    Why.WITHHELD: "Dose non donnée par décision.",
    Why.VITAL_REFUSED: "Refus d'un anticoagulant, d'un antiépileptique, d'une insuline ou d'un immunosuppresseur.",
    Why.REFUSED_OFTEN: "Troisième refus de ce médicament en 72 heures.",
    Why.VITAL_ACT: "Geste d'urgence vitale.",
}

_VITAL = (
    # anticoagulants (ATC B01AA, B01AB, B01AE, B01AF, B01AX05)
    "warfarin", "fluindion", "acenocoumarol", "heparin", "enoxaparin", "tinzaparin", "dalteparin", "nadroparin",
    "danaparoid", "fondaparinux", "dabigatran", "rivaroxaban", "apixaban", "edoxaban",
    # antiepileptics (ATC N03A)
    "valpro", "divalpro", "carbamazepin", "oxcarbazepin", "eslicarbazepin", "lamotrigin", "levetiracetam",
    "brivaracetam", "phenytoin", "fosphenytoin", "phenobarbital", "primidon", "topiramat", "gabapentin", "pregabalin",
    "lacosamid", "zonisamid", "vigabatrin", "ethosuximid", "felbamat", "perampanel", "rufinamid", "stiripentol",
    "tiagabin", "cenobamat", "cannabidiol", "fenfluramin", "clonazepam", "clobazam",
    # insulins (ATC A10A)
    "insulin",
    # immunosuppressants (ATC L04A)
    "ciclosporin", "tacrolimus", "sirolimus", "everolimus", "azathioprin", "mycophenol", "methotrexat", "leflunomid",
    "teriflunomid", "belatacept", "tofacitinib", "baricitinib", "upadacitinib", "adalimumab", "etanercept",
    "infliximab", "tocilizumab",
)  # fmt: skip
"""How the names of the substances of these classes begin, without accents (WHO ATC/DDD index 2024, French names)."""


def is_vital(substance: str) -> bool:
    """Whether one refusal of this medicine is told: anticoagulant, antiepileptic, insulin, immunosuppressant."""
    plain = unicodedata.normalize("NFD", substance.casefold())
    words = re.findall(r"[a-z]+", "".join(char for char in plain if not unicodedata.combining(char)))
    return any(word.startswith(_VITAL) for word in words)


def why_inform(kind: EventKind, *, substance: str, refusals: int) -> Why | None:
    """Why the prescriber is told of this act, if so; `refusals` counts this one and those of its line within 72 h."""
    if kind is EventKind.WITHHELD:
        return Why.WITHHELD
    if kind is not EventKind.REFUSED:
        return None
    if is_vital(substance):
        return Why.VITAL_REFUSED
    return Why.REFUSED_OFTEN if refusals >= REFUSALS else None


HOW = reasons(phone="par téléphone", message="par message", present="sur place", on_call="médecin de garde")
"""How the prescriber was told."""
CONDUCT = reasons(
    offer_again="reproposer",
    leave="ne pas redonner",
    other_line="la prescription change",
    waiting="réponse attendue",
)
"""What the prescriber said is to be done."""


def known(reasons: Iterable[Reason], code: str | None) -> bool:
    """Whether a code is one of a closed list."""
    return any(reason.code == code for reason in reasons)
