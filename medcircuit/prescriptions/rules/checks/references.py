"""The limits that can be cited: each with its source and the day from which it holds. Data, not opinions of ours.

A substance that is not here is not checked, and the answer says so. Sources are public decisions and summaries of product
characteristics (RCP); nobody but their authors answers for them, and no pharmacist has reviewed this selection.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

ADULT = 18


@dataclass(frozen=True)
class DoseLimit:
    """The most of a substance for people of `ages` (first included, second excluded) and a clearance in `clearance`.

    `once` and `day` are milligrams, `day_per_kg` milligrams a kilogram over 24 hours; `day` 0: contraindicated or advised
    against there. `weight_below`: for people under this weight (kg) only.
    """

    substance: str
    source: str
    valid_from: date
    once: Fraction | None = None
    day: Fraction | None = None
    day_per_kg: Fraction | None = None
    ages: tuple[int, int] = (ADULT, 200)
    clearance: tuple[int, int] | None = None
    weight_below: int | None = None
    valid_to: date | None = None

    @property
    def renal(self) -> bool:
        """Whether it depends on the renal function."""
        return self.clearance is not None


def _limit(substance: str, source: str, on: str, **limits: int | tuple[int, int] | None) -> DoseLimit:
    amounts = {name: Fraction(limits.pop(name)) for name in ("once", "day", "day_per_kg") if name in limits}  # type: ignore[arg-type]
    return DoseLimit(substance, source, date.fromisoformat(on), **amounts, **limits)  # type: ignore[arg-type]


_PARACETAMOL = "RCP DOLIPRANE 1000 mg, comprimé, rubrique 4.2 (ANSM)"
_METFORMINE = "EMA, réévaluation de la metformine (EMEA/H/A-31/1432), RCP GLUCOPHAGE, rubriques 4.2 et 4.3"
_PREGABALINE = "RCP LYRICA, rubrique 4.2 (EMA)"
_GABAPENTINE = "RCP NEURONTIN, rubrique 4.2 (ANSM)"
_LEVETIRACETAM = "RCP KEPPRA, rubrique 4.2 (EMA)"
_CITALOPRAM = "Afssaps, lettre aux professionnels de santé sur le citalopram (allongement du QT)"
_ESCITALOPRAM = "Afssaps, lettre aux professionnels de santé sur l'escitalopram (allongement du QT)"
_HYDROXYZINE = "EMA, PRAC, réévaluation de l'hydroxyzine ; ANSM, lettre aux professionnels de santé"

LIMITS: tuple[DoseLimit, ...] = (
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", once=1000, day=4000),
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", day_per_kg=60, ages=(0, ADULT)),
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", day_per_kg=60, weight_below=50),
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", day=3000, clearance=(0, 10)),
    _limit(
        "tramadol", "RCP TOPALGIC 50 mg, gélule, rubrique 4.2 (ANSM)", "2024-01-01", day=400, ages=(12, 200)
    ),
    _limit(
        "codeine",
        "EMA, PRAC, codéine dans la douleur (EMEA/H/A-31/1342)",
        "2013-06-28",
        day=240,
        ages=(12, 200),
    ),
    _limit(
        "codeine", "EMA, PRAC, codéine dans la douleur (EMEA/H/A-31/1342)", "2013-06-28", day=0, ages=(0, 12)
    ),
    _limit("ibuprofene", "RCP BRUFEN 400 mg, rubrique 4.2 (ANSM)", "2024-01-01", day=2400, ages=(15, 200)),
    _limit("metformine", _METFORMINE, "2016-12-12", day=3000),
    _limit("metformine", _METFORMINE, "2016-12-12", day=2000, clearance=(45, 60)),
    _limit("metformine", _METFORMINE, "2016-12-12", day=1000, clearance=(30, 45)),
    _limit("metformine", _METFORMINE, "2016-12-12", day=0, clearance=(0, 30)),
    _limit("citalopram", _CITALOPRAM, "2011-10-01", day=40),
    _limit("citalopram", _CITALOPRAM, "2011-10-01", day=20, ages=(66, 200)),
    _limit("escitalopram", _ESCITALOPRAM, "2011-12-01", day=20),
    _limit("escitalopram", _ESCITALOPRAM, "2011-12-01", day=10, ages=(66, 200)),
    _limit("hydroxyzine", _HYDROXYZINE, "2015-03-27", day=100),
    _limit("hydroxyzine", _HYDROXYZINE, "2015-03-27", day=50, ages=(65, 200)),
    _limit(
        "domperidone",
        "EMA, réévaluation de la dompéridone (EMEA/H/A-31/1365)",
        "2014-09-01",
        day=30,
        ages=(12, 200),
    ),
    _limit(
        "metoclopramide",
        "EMA, réévaluation du métoclopramide (EMEA/H/A-31/1321)",
        "2013-12-20",
        once=10,
        day=30,
    ),
    _limit("zolpidem", "RCP STILNOX 10 mg, rubrique 4.2 (ANSM)", "2024-01-01", day=10),
    _limit("zolpidem", "RCP STILNOX 10 mg, rubrique 4.2 (ANSM)", "2024-01-01", day=5, ages=(65, 200)),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=600),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=300, clearance=(30, 60)),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=150, clearance=(15, 30)),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=75, clearance=(0, 15)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=3600),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=1800, clearance=(50, 80)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=900, clearance=(30, 50)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=600, clearance=(15, 30)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=300, clearance=(0, 15)),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=3000),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=2000, clearance=(50, 80)),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=1500, clearance=(30, 50)),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=1000, clearance=(0, 30)),
    _limit("memantine", "RCP EBIXA, rubrique 4.2 (EMA)", "2024-01-01", day=20),
    _limit("memantine", "RCP EBIXA, rubrique 4.2 (EMA)", "2024-01-01", day=10, clearance=(5, 30)),
    _limit("dabigatran etexilate", "RCP PRADAXA, rubrique 4.3 (EMA)", "2024-01-01", day=0, clearance=(0, 30)),
    _limit("rivaroxaban", "RCP XARELTO, rubrique 4.2 (EMA)", "2024-01-01", day=0, clearance=(0, 15)),
    _limit("apixaban", "RCP ELIQUIS, rubrique 4.2 (EMA)", "2024-01-01", day=0, clearance=(0, 15)),
    _limit(
        "colchicine", "RCP COLCHICINE OPOCALCIUM, rubrique 4.3 (ANSM)", "2024-01-01", day=0, clearance=(0, 30)
    ),
)


def limits_of(substance: str, on: date) -> tuple[DoseLimit, ...]:
    """What is cited of a substance on a day."""
    return tuple(
        one for one in LIMITS if one.substance == substance and _holds(one.valid_from, one.valid_to, on)
    )


def _holds(valid_from: date, valid_to: date | None, on: date) -> bool:
    return valid_from <= on and (valid_to is None or on <= valid_to)


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
"""DOMAIN A.4 and A.5. The first that fits a line's substance and route is taken."""
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
