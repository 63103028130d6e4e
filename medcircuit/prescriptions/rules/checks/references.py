"""The rules of prescription that can be cited: each with its reference and the day from which it holds. Data, not opinions.

The maxima of substances are in `rules.maxima`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LegalLimit:
    """How long a prescription of some substances may run, or by what fractions it is given out."""

    substances: frozenset[str]
    days: int
    reference: str
    valid_from: date
    secure: bool = False
    narcotic: bool = False
    routes: tuple[str, ...] = ()
    fraction: int | None = None


def _legal(substances: str, days: int, reference: str, on: str, **more: object) -> LegalLimit:
    return LegalLimit(frozenset(substances.split(", ")), days, reference, date.fromisoformat(on), **more)  # type: ignore[arg-type]


_R30 = "CSP R.5132-30"
_BENZODIAZEPINES = "arrêté du 7 octobre 1991"
LEGAL: tuple[LegalLimit, ...] = (
    _legal(
        "morphine",
        7,
        f"{_R30}, voie injectable",
        "1999-03-31",
        narcotic=True,
        secure=True,
        routes=("inject", "intraveineu", "sous-cutan", "intramuscul"),
    ),
    _legal(
        "fentanyl",
        28,
        f"{_R30} ; fractions de 14 jours",
        "2001-02-22",
        narcotic=True,
        secure=True,
        routes=("transdermique",),
        fraction=14,
    ),
    _legal(
        "fentanyl",
        28,
        f"{_R30} ; fractions de 7 jours",
        "2001-02-22",
        narcotic=True,
        secure=True,
        routes=("buccale", "nasale", "sublinguale", "gingivale"),
        fraction=7,
    ),
    _legal(
        "methadone",
        14,
        f"{_R30} ; fractions de 7 jours",
        "1999-09-20",
        narcotic=True,
        secure=True,
        fraction=7,
    ),
    _legal(
        "morphine, oxycodone, hydromorphone, fentanyl, sufentanil, methylphenidate",
        28,
        _R30,
        "1999-03-31",
        narcotic=True,
        secure=True,
    ),
    _legal(
        "buprenorphine",
        28,
        "arrêté du 20 septembre 1999 ; fractions de 7 jours",
        "1999-09-20",
        secure=True,
        fraction=7,
    ),
    _legal(
        "tramadol, codeine, dihydrocodeine",
        84,
        "décision de l'ANSM, ordonnance sécurisée, 12 semaines",
        "2025-03-01",
        secure=True,
    ),
    _legal(
        "clonazepam",
        84,
        "CSP R.5132-5 et R.5132-29, 12 semaines",
        "2011-09-07",
        secure=True,
        routes=("orale",),
    ),
    _legal("zolpidem", 28, "arrêté du 7 janvier 2017, ordonnance sécurisée", "2017-04-10", secure=True),
    _legal("pregabaline", 183, "arrêté du 24 février 2021, 6 mois", "2021-05-24", secure=True),
    _legal(
        "zopiclone, lormetazepam, loprazolam, estazolam, nitrazepam",
        28,
        f"{_BENZODIAZEPINES}, 4 semaines",
        "1991-10-07",
    ),
    _legal(
        "alprazolam, bromazepam, clobazam, clorazepate dipotassique, clorazepate, clotiazepam, diazepam, loflazepate d'ethyle, lorazepam, nordazepam, oxazepam, prazepam",
        84,
        f"{_BENZODIAZEPINES}, 12 semaines",
        "1991-10-07",
    ),
)
"""The first that fits a line's substance and route is taken."""
LONGEST_DAYS = 365
LONGEST_REFERENCE = "CSP R.5132-22, douze mois"


def legal_of(substances: Iterable[str], route: str, on: date) -> LegalLimit | None:
    """The limit of a line by its substances and its route, on a day."""
    held = frozenset(substances)
    return next(
        (
            one
            for one in LEGAL
            if one.substances & held
            and one.valid_from <= on
            and (not one.routes or any(word in route.casefold() for word in one.routes))
        ),
        None,
    )


WEEKLY_SUBSTANCES = {"methotrexate": "ANSM, méthotrexate par voie orale : une prise par semaine"}
"""Substances whose oral use outside oncology is once a week; a daily intake kills."""
WEEKLY_FROM = date(2016, 7, 1)
STOP_DATES = {"J01": "antibiotique", "B01": "anticoagulant", "N05": "psychotrope", "N06A": "psychotrope"}
"""ATC groups whose end or review should be written (recommended practice in establishments)."""
