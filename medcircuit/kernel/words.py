"""Quantities in French words (« en toutes lettres »), as narcotic prescriptions must say them (CSP R.5132-29).

Numbers are joined by the hyphens of the 1990 spelling ("vingt-et-un", "deux-cents"), so that where a number ends can
always be seen; million and milliard are nouns and stay apart. A part of a unit that can be cut is said as a fraction
("un demi-comprimé"), an amount of substance as a decimal ("douze virgule cinq milligrammes").
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from medcircuit.kernel.nouns import Noun, elided, noun_of
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import decimal_text, third_meant

MOST = 10**12
"""The first number that is not said."""

_SMALL = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = (
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
)
_SCALES = ((10**9, "milliard"), (10**6, "million"))
_DENOMINATORS = {3: "tiers", 4: "quart", 6: "sixième", 8: "huitième", 12: "douzième"}
"""Parts of a unit that are said as a fraction; a half has words of its own."""
_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?|[0-9]{1,9}/[0-9]{1,9}")


class NotSayable(Invalid):
    """A quantity that has no clear words: below zero, too large, or of an unreadable unit."""

    code = "not_sayable"
    sentence = phrase(
        "« %(text)s » ne peut pas être écrit en toutes lettres. Vérifiez le nombre et l'unité, par exemple : 12,5 milligramme."
    )


def exact_amount(text: str) -> Fraction:
    """A decimal or fraction as programs write it ("1.125", "1/3"), exactly.

    Raises:
        NotSayable: it is neither, or divides by zero.
    """
    if not _DECIMAL.fullmatch(text) or re.search(r"/0+$", text):
        raise NotSayable(text=text[:30])
    return Fraction(text)


def quantity_in_words(amount: Fraction, unit: str = "") -> str:
    """The quantity in words: "deux-cents milligrammes", "une ampoule et demie", "un quart de comprimé".

    `unit` is a word, an abbreviation or a code of the trade ("mg", "gélule", "UI", "mg/24 h"), empty for a number
    alone. The plural begins at two.

    Raises:
        NotSayable: the amount is negative or too large, or the unit holds what is no word.
    """
    if not 0 <= amount < MOST:
        raise NotSayable(text=f"{decimal_text(amount)} {unit}".strip()[:30])
    counted, slash, per = unit.partition("/")
    if not unit.strip():
        return _decimal(amount, feminine=False)
    said = _counted(amount, _noun(counted, unit))
    return f"{said} par {_divisor(per, unit)}" if slash else said


def _noun(word: str, unit: str) -> Noun:
    noun = noun_of(word)
    if noun is None:
        raise NotSayable(text=unit[:30])
    return noun


def _divisor(per: str, unit: str) -> str:
    """What an amount is per: "heure", "vingt-quatre heures", "kilogramme"."""
    found = re.fullmatch(r"\s*(?P<count>[0-9]{1,4})?\s*(?P<unit>\D+)", per)
    if found is None:
        raise NotSayable(text=unit[:30])
    noun = _noun(found["unit"], unit)
    count = int(found["count"] or 1)
    return noun.one if count == 1 else _counted(Fraction(count), noun)


def _counted(amount: Fraction, noun: Noun) -> str:
    if not noun.measured and not _endless(amount):
        amount = third_meant(Decimal(decimal_text(amount)))
    whole, rest = int(amount), amount % 1
    said_as_part = rest and rest.denominator in {2, *_DENOMINATORS}
    if said_as_part and (not noun.measured or _endless(rest)):
        return _part(rest, noun) if not whole else _whole_and_part(whole, rest, noun)
    return f"{_decimal(amount, feminine=noun.feminine)} {_beside(amount, noun)}"


def _endless(amount: Fraction) -> bool:
    """No decimal writes it: a third, a sixth."""
    return "/" in decimal_text(amount)


def _beside(amount: Fraction, noun: Noun) -> str:
    """The noun behind a number: after a bare million it takes "de"."""
    word = noun.many if amount >= 2 else noun.one
    bare = amount.denominator == 1 and amount >= 10**6 and amount % 10**6 == 0
    return elided(word) if bare else word


def _part(rest: Fraction, noun: Noun) -> str:
    """Less than one: "une demi-gélule", "trois quarts de comprimé", "un tiers d'ampoule"."""
    if rest == Fraction(1, 2):
        return f"{'une' if noun.feminine else 'un'} demi-{noun.one}"
    return f"{part_in_words(rest)} {elided(noun.one)}"


def _whole_and_part(whole: int, rest: Fraction, noun: Noun) -> str:
    """More than one: "deux comprimés et demi", "une ampoule et demie", "un comprimé et quart"."""
    said = f"{number_in_words(whole, feminine=noun.feminine)} {_beside(Fraction(whole), noun)}"
    part = "quart" if rest == Fraction(1, 4) else part_in_words(rest, feminine=noun.feminine)
    return f"{said} et {part}"


def part_in_words(rest: Fraction, *, feminine: bool = False) -> str:
    """A part of a unit in halves, thirds, quarters, sixths, eighths or twelfths: "demie", "un quart", "deux tiers"."""
    if rest == Fraction(1, 2):
        return "demie" if feminine else "demi"
    word = _DENOMINATORS[rest.denominator]
    plural = word if rest.numerator == 1 or word.endswith("s") else f"{word}s"
    return f"{_up_to_thousand(rest.numerator)} {plural}"


def _decimal(amount: Fraction, *, feminine: bool) -> str:
    """A number and its decimals: "douze virgule cinq", "zéro virgule zéro deux"; an endless one has no words.

    The agreement of « un » is that of the noun even before decimals: "une virgule cinq unité".
    """
    whole, point, part = decimal_text(amount).partition(".")
    if not whole.isdigit() or len(part) > 12:
        raise NotSayable(text=decimal_text(amount)[:30])
    said = number_in_words(int(whole), feminine=feminine)
    return f"{said} virgule {_behind_the_comma(part)}" if point else said


def _behind_the_comma(part: str) -> str:
    """Zeros one by one, then the rest as a number where it has at most three digits, else digit by digit."""
    rest = part.lstrip("0")
    zeros = ["zéro"] * (len(part) - len(rest))
    said = [_up_to_thousand(int(rest))] if len(rest) <= 3 else [_SMALL[int(digit)] for digit in rest]
    return " ".join(zeros + said)


def number_in_words(number: int, *, feminine: bool = False) -> str:
    """A whole number below a million million: "quatre-vingts", "vingt-et-une", "deux millions trois-cent-mille".

    Raises:
        NotSayable: it is negative or too large.
    """
    if not 0 <= number < MOST:
        raise NotSayable(text=str(number)[:30])
    parts, rest = [], number
    for scale, word in _SCALES:
        count, rest = divmod(rest, scale)
        if count:
            parts.append(f"{_up_to_thousand(count)} {word}{'s' if count > 1 else ''}")
    if rest or not parts:
        parts.append(_below_million(rest, feminine=feminine))
    return " ".join(parts)


def _below_million(number: int, *, feminine: bool) -> str:
    thousands, rest = divmod(number, 1000)
    said = _up_to_thousand(rest, feminine=feminine) if rest or not thousands else ""
    if not thousands:
        return said
    before = "" if thousands == 1 else f"{_up_to_thousand(thousands, counted=True)}-"
    return f"{before}mille{'-' if said else ''}{said}"


def _up_to_thousand(number: int, *, feminine: bool = False, counted: bool = False) -> str:
    """Up to 999. `counted`: mille follows, so that cent and vingt take no s."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _up_to_hundred(rest, feminine=feminine, counted=counted)
    cent = "cent" if hundreds == 1 else f"{_SMALL[hundreds]}-cent"
    if not rest:
        return cent if hundreds == 1 or counted else f"{cent}s"
    return f"{cent}-{_up_to_hundred(rest, feminine=feminine, counted=counted)}"


def _up_to_hundred(number: int, *, feminine: bool, counted: bool) -> str:
    one = "une" if feminine else "un"
    if number < 20:
        return one if number == 1 else _SMALL[number]
    if number == 80:
        return "quatre-vingt" if counted else "quatre-vingts"
    tens, unit = divmod(number, 10)
    if tens in {7, 9}:
        unit += 10
    if not unit:
        return _TENS[tens]
    linked = "-et-" if unit in {1, 11} and tens < 8 else "-"
    return f"{_TENS[tens]}{linked}{one if unit == 1 else _SMALL[unit]}"
