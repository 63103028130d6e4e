"""Amounts and units as prescribers type them: exact, in one way only, or refused with what to write instead."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from medcircuit.kernel.words import number_in_words
from medcircuit.posology.rules.dose import EDQM, UCUM
from medcircuit.posology.rules.text.troubles import Unclear


def fold(text: str) -> str:
    """Lower case without accents, one character for one: a place in it is the same place in the text."""
    return "".join(map(_folded, text))


def _folded(sign: str) -> str:
    if sign in "’‘`´":
        return "'"
    if sign.isspace():
        return " "
    if sign in "–—−":
        return "-"
    plain = unicodedata.normalize("NFD", sign)[0].lower()
    return plain if len(plain) == 1 else sign


_GLYPHS = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
}
_WORDS: dict[str, int] = {
    fold(number_in_words(number, feminine=feminine)): number
    for number in range(1, 101)
    for feminine in (False, True)
}
"""Whole numbers in words, as a prescription of narcotics writes them (CSP R.5132-29)."""
_PARTS = {
    "un demi": Fraction(1, 2),
    "une demie": Fraction(1, 2),
    "une demi": Fraction(1, 2),
    "demi": Fraction(1, 2),
    "demie": Fraction(1, 2),
    "trois quarts de": Fraction(3, 4),
    "trois quarts": Fraction(3, 4),
    "un quart de": Fraction(1, 4),
    "un quart": Fraction(1, 4),
    "deux tiers de": Fraction(2, 3),
    "deux tiers": Fraction(2, 3),
    "un tiers de": Fraction(1, 3),
    "un tiers": Fraction(1, 3),
}
WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
WHOLE = rf"(?:\d{{1,4}}|(?:{WORD})\b)"
"""A whole number, in digits or in words."""
AMOUNT = (
    rf"(?:(?:{'|'.join(sorted(_PARTS, key=len, reverse=True))})\b"
    r"|\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d|/\d)"
    r"|\d+[.,]\d+(?!\d)"
    r"|\d* ?[½⅓⅔¼¾]"
    r"|(?:\d+ )?\d+/\d+(?!\d|/\d)"
    r"|\d+(?!\d|/\d)"
    rf"|(?:{WORD})\b)"
)
"""Anything that may stand for an amount; `read` says whether it is one."""

_WRITABLE = {2, 3, 4}


def read(text: str) -> Fraction:
    """The amount that folded text stands for, above zero.

    Raises:
        Unclear: it can be read in two ways, or is not written as an amount must be.
    """
    amount = _value(text.strip())
    if amount == 0:
        raise Unclear("zero")
    return amount


def _value(text: str) -> Fraction:
    if text in _PARTS or text in _WORDS:
        return _PARTS.get(text) or Fraction(_WORDS[text])
    if text[-1] in _GLYPHS:
        return Fraction(text[:-1].strip() or 0) + _GLYPHS[text[-1]]
    if "/" in text:
        return _fraction(text)
    return _decimal(text.replace(" ", ""))


def _fraction(text: str) -> Fraction:
    whole, _, part = text.rpartition(" ")
    top, bottom = map(int, part.split("/"))
    if bottom not in _WRITABLE or not 0 < top < 2 * bottom or (whole and top >= bottom):
        raise Unclear("fraction")
    return int(whole or 0) + Fraction(top, bottom)


def _decimal(text: str) -> Fraction:
    whole, _, part = text.replace(".", ",").partition(",")
    if len(part) == 3 and whole != "0":
        raise Unclear("thousand")
    if part.endswith("0"):
        raise Unclear("trailing_zero", write=_written(whole, part.rstrip("0")))
    if len(whole) > 1 and whole.startswith("0"):
        raise Unclear("leading_zero", write=f"0,{whole[1:]}", other=str(int(whole)))
    if len(whole) > 7 or len(part) > 4:
        raise Unclear("digits")
    return Fraction(Decimal(f"{whole}.{part or 0}"))


def _written(whole: str, part: str) -> str:
    return f"{whole},{part}" if part else whole


def number(amount: Fraction) -> int | Decimal:
    """The JSON number of an amount; a third is written with seven digits, as the e-prescription does."""
    if amount.denominator == 1:
        return int(amount)
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("1e-7")).normalize()


class Unit(NamedTuple):
    """A unit of dose: its French word, its code where it has one; `counted`: it is a thing one counts."""

    word: str
    system: str | None = None
    code: str | None = None
    counted: bool = True

    def quantity(self, amount: Fraction) -> dict[str, Any]:
        """A FHIR Quantity."""
        coded = {"system": self.system, "code": self.code} if self.code else {}
        return {"value": number(amount), "unit": self.word, **coded}


def _measured(word: str, code: str) -> Unit:
    return Unit(word, UCUM, code, counted=False)


_UNITS: tuple[tuple[str, Unit], ...] = (
    (r"cp[rs]?\b\.?|comp(?:rime)?s?\b\.?|cachets?", Unit("comprimé", EDQM, "15054000")),
    (r"gel(?:ule)?s?\b\.?|caps(?:ules?)?(?: molles?)?\b", Unit("gélule", EDQM, "15012000")),
    (r"comprimes? vagina(?:l|ux)", Unit("comprimé vaginal")),
    (r"sachets?(?:[- ]doses?)?", Unit("sachet")),
    (r"gouttes?|gttes?\b\.?|gtt\b\.?", Unit("goutte")),
    (r"(?:patch(?:e?s)?|dispositifs?(?: transdermiques?)?|timbres?)", Unit("dispositif transdermique", EDQM, "15036000")),
    (r"emplatres?", Unit("emplâtre", EDQM, "15042000")),
    (r"suppos?\b\.?|suppositoires?", Unit("suppositoire")),
    (r"ovules?", Unit("ovule")),
    (r"ampoules?|amp\b\.?", Unit("ampoule", EDQM, "15002000")),
    (r"(?:seringues?(?: pre-?remplies?)?)", Unit("seringue", EDQM, "15052000")),
    (r"flacons?", Unit("flacon", EDQM, "15009000")),
    (r"poches?", Unit("poche", EDQM, "15005000")),
    (r"(?:recipients? )?unidoses?|dosettes?", Unit("récipient unidose")),
    (r"bouffees?|inhalations?", Unit("bouffée")),
    (r"pulverisations?|pulve?s?\b\.?", Unit("pulvérisation")),
    (r"applications?|applis?\b", Unit("application")),
    (r"injections?|inj\b\.?", Unit("injection")),
    (r"doses?(?!-)", Unit("dose")),
    (r"mesures?", Unit("mesure")),
    (r"(?:cuilleres?|cuil\.?|c\.?) ?a ?(?:cafe|c\b\.?)|cac\b", Unit("cuillère à café")),
    (r"(?:cuilleres?|cuil\.?|c\.?) ?a ?(?:soupe|s\b\.?)|cas\b", Unit("cuillère à soupe")),
    (r"pastilles?", Unit("pastille")),
    (r"gommes?", Unit("gomme")),
    (r"films?", Unit("film")),
    (r"lyocs?|lyophilisats?", Unit("lyophilisat")),
    (r"kg\b|kilogrammes?", _measured("kg", "kg")),
    (r"mg\b|milligrammes?", _measured("mg", "mg")),
    (r"(?:µg|μg|ug|mcg)\b|microgrammes?|gammas?", _measured("microgramme", "ug")),
    (r"ng\b|nanogrammes?", _measured("nanogramme", "ng")),
    (r"g\b|gr\b|grammes?", _measured("g", "g")),
    (r"ml\b|cc\b|millilitres?", _measured("ml", "mL")),
    (r"cl\b|centilitres?", _measured("cl", "cL")),
    (r"l\b|litres?", _measured("l", "L")),
    (r"(?:ui|u\.i\.|unites(?: internationales)?|unite(?: internationale)?|u) ?anti-?xa", Unit("UI anti-Xa", counted=False)),
    (r"ui\b|u\.i\.|unites? internationales?", _measured("unité internationale", "[iU]")),
    (r"unites?\b|u\b\.?", Unit("unité", counted=False)),
    (r"mmol\b|millimoles?", _measured("mmol", "mmol")),
    (r"meq\b|milliequivalents?", _measured("mEq", "meq")),
)  # fmt: skip
_PER_KG = r" ?(?:/|par) ?(?:kg\b|kilo(?:gramme)?s?\b)(?! ?(?:/|par) ?(?:j|24|h))"
UNIT = "(?:" + "|".join(f"(?:{pattern})" for pattern, _ in _UNITS) + ")" + rf"(?:{_PER_KG})?(?![a-z0-9])"
"""Any unit of dose; one per kilogram too (the planner then asks for the dose of this resident)."""
_KNOWN = [(re.compile(pattern), unit) for pattern, unit in _UNITS]


def unit_of(text: str) -> Unit:
    """The unit that folded text names (a match of UNIT)."""
    base = re.sub(_PER_KG + "$", "", text)
    found = next(unit for pattern, unit in _KNOWN if pattern.fullmatch(base))
    return Unit(f"{found.word}/kg", counted=False) if base != text else found


def unit_named(word: str) -> Unit:
    """The unit that a French word names, whether or not the grammar knows it."""
    folded = fold(word)
    return unit_of(folded) if re.fullmatch(UNIT, folded) else Unit(word)
