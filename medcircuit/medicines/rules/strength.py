"""How much of a substance there is in how much medicine, read exactly from the words of the public database.

Sources of the words: the COMPO file of the Base de données publique des médicaments, fields « dosage » ("500 mg",
"1,5 M UI") and « référence » ("un comprimé", "5 ml de solution", "une ampoule de 2 ml"). What does not parse for
certain is None: the words are always kept beside it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from medcircuit.medicines.rules.words import fold, without_markup


class Unit(StrEnum):
    """What a substance is measured in; the value is its UCUM code."""

    MG = "mg"
    IU = "[iU]"
    ANTI_XA = "[anti'Xa'U]"
    MMOL = "mmol"
    MEQ = "meq"
    ML = "mL"
    MBQ = "MBq"


class Per(StrEnum):
    """What an amount refers to: one unit of the form or its container, one millilitre, or one gram of medicine."""

    UNIT = "1"
    ML = "mL"
    G = "g"


class Amount(NamedTuple):
    """An exact amount of a substance, in one unit of measure (masses always in milligrams)."""

    value: Fraction
    unit: Unit


class Reference(NamedTuple):
    """What an amount is contained in: so many units, millilitres or grams; `ml` is the volume of one unit if said."""

    quantity: Fraction
    per: Per
    word: str = ""
    ml: Fraction | None = None


_MILLIONS = (
    *("mui", "m ui", "m.ui", "m.u.i.", "m u.i.", "million ui", "millions ui"),
    *("million d'unites internationales", "millions d'unites internationales"),
)
_SPELLINGS: dict[str, tuple[Unit, Fraction]] = {
    **dict.fromkeys(("kg", "kilogramme", "kilogrammes"), (Unit.MG, Fraction(1_000_000))),
    **dict.fromkeys(("g", "gramme", "grammes"), (Unit.MG, Fraction(1000))),
    **dict.fromkeys(("mg", "milligramme", "milligrammes"), (Unit.MG, Fraction(1))),
    **dict.fromkeys(
        ("µg", "μg", "ug", "mcg", "microg", "microgramme", "microgrammes"), (Unit.MG, Fraction(1, 1000))
    ),
    **dict.fromkeys(("ng", "nanogramme", "nanogrammes"), (Unit.MG, Fraction(1, 1_000_000))),
    **dict.fromkeys(
        (
            "ui",
            "u.i.",
            "u.i",
            "iu",
            "unite",
            "unites",
            "u",
            "[iu]",
            "unite internationale",
            "unites internationales",
        ),
        (Unit.IU, Fraction(1)),
    ),
    **dict.fromkeys(_MILLIONS, (Unit.IU, Fraction(1_000_000))),
    **dict.fromkeys(
        ("ui anti-xa", "ui anti xa", "ui axa", "u.i. anti-xa", "u anti-xa"), (Unit.ANTI_XA, Fraction(1))
    ),
    "mmol": (Unit.MMOL, Fraction(1)),
    "meq": (Unit.MEQ, Fraction(1)),
    **dict.fromkeys(("ml", "millilitre", "millilitres"), (Unit.ML, Fraction(1))),
    **dict.fromkeys(("l", "litre", "litres"), (Unit.ML, Fraction(1000))),
    **dict.fromkeys(("microlitre", "microlitres", "µl", "μl"), (Unit.ML, Fraction(1, 1000))),
    "mbq": (Unit.MBQ, Fraction(1)),
    "gbq": (Unit.MBQ, Fraction(1000)),
}

_NUMBER = r"\d{1,3}(?:[   ]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<unit>[^\d\s(][^\d(]*?)\s*(?:\([^()]*\)|d['’]insuline\b.*)?", re.IGNORECASE
)
_SAID_UNITS = (
    r"kg|g|mg|microgrammes?|µg|μg|ng|UI|U|M\.?U\.?I\.?|unités?(?: internationales)?|mmol|mEq|GBq|MBq"
)
_SAID = re.compile(
    rf"(?<![\w,.])(?P<number>{_NUMBER})\s*(?P<unit>{_SAID_UNITS})(?:\s+anti-?\s?Xa)?(?![a-zA-Zé])"
    rf"(?:\s*(?:/|par|pour)\s*(?P<volume>{_NUMBER})?\s*(?P<of>ml|l|microlitres?|µl|μl)\b)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def read_number(text: str) -> Fraction | None:
    """A number as the French files write it: "1 000", "0,5", "9.5"; "1.000" could be a thousand, so it is None."""
    plain = re.sub(r"[   ]", "", text)
    whole, point, part = plain.partition(".")
    if point and len(part) == 3 and whole not in {"0", ""}:
        return None
    return Fraction(Decimal(plain.replace(",", ".")))


def spelled(unit: str) -> tuple[Unit, Fraction] | None:
    """The unit of measure these words name, and how many of it they are ("g" is 1000 mg), or None.

    "MUI" is a million units; "mUI", a thousandth, is None rather than a thousand million times too much.
    """
    plain = fold(unit)
    if plain in _MILLIONS and not unit.strip().startswith("M") and not plain.startswith("million"):
        return None
    return _SPELLINGS.get(plain) or _SPELLINGS.get(unit.strip().lower())


@lru_cache(maxsize=16384)
def read_amount(text: str) -> Amount | None:
    """The amount these words state ("1,5 M UI", "<p>5,45 mg"), or None where they do not state exactly one."""
    match = _AMOUNT.fullmatch(without_markup(text).replace("Ul", "UI"))
    if match is None or (number := read_number(match["number"])) is None or number == 0:
        return None
    known = spelled(match["unit"])
    return Amount(number * known[1], known[0]) if known else None


_REF_VOLUME = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>ml|l|litres?|g|grammes?|mg)\b.*", re.IGNORECASE)
_REF_UNIT = re.compile(r"(?:une?|1)\s+(?P<word>[^\d(,]*?)(?:\s+de)?(?:\s*\(?(?P<rest>\d.*))?")


@lru_cache(maxsize=8192)
def read_reference(text: str) -> Reference | None:
    """What the amount is contained in: "5 ml de sirop", "100 g de crème", "une ampoule de 2 ml", "comprimé"."""
    plain = fold(without_markup(text)).replace("^^", "")
    if match := _REF_VOLUME.fullmatch(plain):
        return _measured(match["number"], match["unit"])
    if not plain or (plain[0].isdigit() and not plain.startswith("1 ")):
        return None
    match = _REF_UNIT.fullmatch(plain)
    word = match["word"] if match else plain
    inside = match and match["rest"] and _REF_VOLUME.fullmatch(match["rest"])
    size = _measured(inside["number"], inside["unit"]) if inside else None
    ml = size.quantity if size and size.per is Per.ML else None
    if ml and word.startswith("cuillere"):
        return Reference(ml, Per.ML)
    return Reference(Fraction(1), Per.UNIT, word.split(" de ")[0], ml)


def _measured(number: str, unit: str) -> Reference | None:
    value = read_number(number)
    known = spelled(unit)
    if value is None or known is None or value == 0:
        return None
    if known[0] is Unit.ML:
        return Reference(value * known[1], Per.ML)
    return Reference(value * known[1] / 1000, Per.G)


class Said(NamedTuple):
    """An amount that a denomination states: « 50 mg/5 ml » is 50 mg in 5 ml, « 1 g » has no volume."""

    amount: Amount
    ml: Fraction | None = None


_PERCENT = re.compile(rf"(?P<number>{_NUMBER})\s*(?:%|pour cent)(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def percent_said(denomination: str) -> Fraction | None:
    """The one percentage that the name of a medicine states (« 1 POUR CENT, crème »), or None."""
    if "%" not in denomination and "CENT" not in denomination.upper():
        return None
    found = _PERCENT.findall(denomination)
    return read_number(found[0]) if len(found) == 1 else None


@lru_cache(maxsize=32768)
def amounts_said(denomination: str) -> tuple[Said, ...]:
    """Every amount that the name of a medicine states, in their order."""
    found = []
    for match in _SAID.finditer(denomination):
        number, known = read_number(match["number"]), spelled(match["unit"])
        if number is None or known is None:
            continue
        ml = None
        if match["of"]:
            volume = read_number(match["volume"]) if match["volume"] else Fraction(1)
            measure = spelled(match["of"])
            ml = volume * measure[1] if volume and measure else None
        found.append(Said(Amount(number * known[1], known[0]), ml))
    return tuple(found)


_RATE = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<unit>{_SAID_UNITS})\s*(?:/|par)\s*(?P<hours>{_NUMBER})?\s*(?:h|heures?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def rate_said(denomination: str) -> Amount | None:
    """What a patch gives in one hour, as its name states it (« 25 microgrammes/heure », « 4,6 mg/24 h »)."""
    match = _RATE.search(denomination)
    if match is None or (number := read_number(match["number"])) is None:
        return None
    known, hours = spelled(match["unit"]), read_number(match["hours"]) if match["hours"] else Fraction(1)
    return Amount(number * known[1] / hours, known[0]) if known and hours else None
