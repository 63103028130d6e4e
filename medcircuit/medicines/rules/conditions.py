"""How a medicine may be prescribed and given out, from the free French of the public database (CIS_CPD file).

Every text of the editions of July 2025 and May 2026 is known here. Another is kept, called UNKNOWN and shown as it
is: it is never guessed, for a half-read condition is worse than one that a person reads.

What the file calls « stupéfiants » is a narcotic (CSP L.5132-7, R.5132-30). A medicine prescribed on a secure form that
is not one is « assimilé »: part of the rules of narcotics is applied to it by order (CSP R.5132-5, R.5132-29).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from medcircuit.medicines.rules.words import fold


class Kind(StrEnum):
    """What a condition bears on."""

    NARCOTIC = "narcotic"
    ASSIMILATED = "assimilated"
    LIST_I = "list_i"
    LIST_II = "list_ii"
    PRESCRIBED = "prescribed"
    SECURE = "secure"
    LIMIT = "limit"
    FRACTION = "fraction"
    OVERLAP = "overlap"
    RENEWAL = "renewal"
    HOSPITAL_USE = "hospital_use"
    HOSPITAL_PRESCRIPTION = "hospital_prescription"
    INITIAL = "initial"
    SPECIALIST = "specialist"
    PROFESSIONAL_USE = "professional_use"
    EMERGENCY = "emergency"
    SURVEILLANCE = "surveillance"
    PREGNANCY = "pregnancy"
    PAPERS = "papers"
    DELIVERY = "delivery"
    ADMINISTRATION = "administration"
    HEADING = "heading"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Condition:
    """One condition: what it bears on, its words, and the durations it states (7 or 28 days are (7, 28))."""

    kind: Kind
    text: str
    days: tuple[int, ...] = ()
    months: int | None = None


@dataclass(frozen=True)
class Conditions:
    """What the conditions of one medicine come to.

    `limit_days` is the longest that a prescription may run; where the file gives two (7 days, 28 by a pump), it is the
    shorter and `limit_days_longest` the other. A limit in months is `limit_months`. `fraction_days`: given out for so
    many days at a time. `list` is "I", "II" or "". `unknown`: texts that nobody has read yet.
    """

    narcotic: bool = False
    assimilated: bool = False
    secure_prescription: bool = False
    list: str = ""
    limit_days: int | None = None
    limit_days_longest: int | None = None
    limit_months: int | None = None
    fraction_days: int | None = None
    hospital_use: bool = False
    hospital_prescription: bool = False
    restricted: bool = False
    surveillance: bool = False
    unknown: tuple[str, ...] = ()


NARCOTIC_DAYS = 28
"""The longest a prescription of a narcotic may run, where the file gives no shorter limit (CSP R.5132-30)."""

_DURATION = r"[0-9]+ (?:jours?|semaines?|mois)"
_SPECIALISTS = r"medecins?|specialistes?|titulaires|certains specialistes|unites de soins intensifs"
_PATTERNS: dict[Kind, tuple[str, ...]] = {
    Kind.NARCOTIC: (r"stupefiants?",),
    Kind.ASSIMILATED: (r"assimiles? (?:aux? )?stupefiants?",),
    Kind.LIST_I: (r"liste i",),
    Kind.LIST_II: (r"liste ii",),
    Kind.PRESCRIBED: (r"medicament soumis a prescription medicale(?: restreinte|, en attente .*)?",),
    Kind.SECURE: (r"prescription (?:en toutes lettres )?sur ordonnance securisee",),
    Kind.LIMIT: (rf"prescription limitee a {_DURATION}(?: ou {_DURATION})?",),
    Kind.FRACTION: (rf"delivrance fractionnee de {_DURATION}",),
    Kind.OVERLAP: (r"chevauchement interdit .*",),
    Kind.RENEWAL: (
        r"renouvellement (?:non restreint|de la prescription reserve aux .*)",
        r"ne peut etre obtenu que sur prescription medicale non renouvelable",
    ),
    Kind.HOSPITAL_USE: (r"reserve a l'usage hospitalier",),
    Kind.HOSPITAL_PRESCRIPTION: (r"prescription hospitaliere",),
    Kind.INITIAL: (
        r"prescription initiale (?:hospitaliere|par un medecin|reservee a)\b.*",
        r"prescription initiale (?:annuelle|semestrielle|trimestrielle) reservee (?:a|aux) .*",
    ),
    Kind.SPECIALIST: (
        rf"prescription reservee (?:aux|a) (?:{_SPECIALISTS})\b.*",
        r"prescription par un medecin exercant dans .*",
        r"hors etablissement de sante : prescription reservee aux .*",
    ),
    Kind.PROFESSIONAL_USE: (
        r"reserve a l'usage (?:professionnel|militaire)\b.*",
        r"(?:medicament )?reserve aux centres de vaccination .*",
    ),
    Kind.EMERGENCY: (
        r"reserve a l'usage en situation d'urgence .*",
        r"reserve a une structure d'assistance medicale mobile .*",
        r"a ne prendre que sur instructions des autorites competentes",
    ),
    Kind.SURVEILLANCE: (r"medicament necessitant une surveillance particuliere pendant le traitement",),
    Kind.PREGNANCY: (
        r"pour les femmes (?:en age|susceptibles) de procreer : .*",
        r"pour (?:enfants et )?adolescents .*procreer.* :(?: .*)?",
    ),
    Kind.PAPERS: (
        r"prescription necessitant (?:prealablement le recueil de l'accord de soins|la remise d'une?) .*",
        r"prescription necessitant la signature annuelle par le medecin .*",
        r"mise a jour du carnet de suivi .*",
        r"un livret d'information .*",
        r"la prescription necessite la mention .*",
        r"conservation d'une copie de l'ordonnance .*",
        r"ordonnance avec .* limites usuelles",
        r"dosage testosteronemie .*",
        r"prescription et delivrance subordonnees a .*",
    ),
    Kind.DELIVERY: (
        r"delivrance (?:apres verification|effectuee par|ne pouvant se faire|reservee aux) .*",
        r"la (?:delivrance ne peut se faire|premiere delivrance) .*",
        r"dispositions particulieres de delivrance",
    ),
    Kind.ADMINISTRATION: (
        r"l'administration doit etre effectuee dans .*",
        r"administration par tout medecin specialiste en .*",
        r"(?:l'|la premiere |les )administrations? .*en milieu hospitalier",
        r"(?:les )?(?:[a-z]+ )?premieres administrations .*en milieu hospitalier",
    ),
    Kind.HEADING: (
        r"pour tous les patients :",
        r"pour toute anteriorite de traitement .* :",
        r"a l'initiation du traitement et une fois par an",
    ),
}
_KNOWN = tuple((kind, re.compile(pattern)) for kind, every in _PATTERNS.items() for pattern in every)
_STATED = re.compile(r"([0-9]+) (jour|semaine|mois)")


@lru_cache(maxsize=1024)
def read_condition(text: str) -> Condition:
    """What one text says; UNKNOWN where no reader of ours has met it."""
    plain = fold(text).rstrip(".")
    kind = next((kind for kind, pattern in _KNOWN if pattern.fullmatch(plain)), Kind.UNKNOWN)
    if kind not in {Kind.LIMIT, Kind.FRACTION}:
        return Condition(kind, text)
    stated = [(int(number), unit) for number, unit in _STATED.findall(plain)]
    days = sorted(number * (7 if unit == "semaine" else 1) for number, unit in stated if unit != "mois")
    months = [number for number, unit in stated if unit == "mois"]
    return Condition(kind, text, tuple(days), min(months, default=None))


def read_conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions of a medicine, those that bind most first, then as they are written."""
    order = list(Kind)
    return tuple(
        sorted((read_condition(text) for text in texts), key=lambda one: (order.index(one.kind), one.text))
    )


def sum_up(conditions: Iterable[Condition]) -> Conditions:
    """What these conditions come to together: the strictest of each."""
    every = tuple(conditions)
    kinds = {one.kind for one in every}
    limits = sorted({day for one in every if one.kind is Kind.LIMIT for day in one.days})
    if Kind.NARCOTIC in kinds and not limits:
        limits = [NARCOTIC_DAYS]
    months = [one.months for one in every if one.kind is Kind.LIMIT and one.months]
    fractions = [day for one in every if one.kind is Kind.FRACTION for day in one.days]
    return Conditions(
        narcotic=Kind.NARCOTIC in kinds,
        assimilated=Kind.NARCOTIC not in kinds and bool(kinds & {Kind.SECURE, Kind.ASSIMILATED}),
        secure_prescription=bool(kinds & {Kind.SECURE, Kind.NARCOTIC}),
        list="I" if Kind.LIST_I in kinds else "II" if Kind.LIST_II in kinds else "",
        limit_days=limits[0] if limits else None,
        limit_days_longest=limits[-1] if len(limits) > 1 else None,
        limit_months=min(months, default=None),
        fraction_days=min(fractions, default=None),
        hospital_use=Kind.HOSPITAL_USE in kinds,
        hospital_prescription=Kind.HOSPITAL_PRESCRIPTION in kinds,
        restricted=bool(kinds & {Kind.INITIAL, Kind.SPECIALIST, Kind.PROFESSIONAL_USE}),
        surveillance=Kind.SURVEILLANCE in kinds,
        unknown=tuple(one.text for one in every if one.kind is Kind.UNKNOWN),
    )
