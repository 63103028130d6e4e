"""Exact amounts: how they are read, written and counted. No binary float anywhere.

Rules reason with Fraction. Stock counts whole numbers of a product's smallest unit: twelfths of a unit for solid
forms (halves, quarters and thirds are exact), hundredths of a millilitre for liquids.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid

PER_UNIT = 12
"""Smallest parts of one unit of a solid form."""
PER_ML = 100
"""Smallest parts of one millilitre."""

_SIGNS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_DECIMAL = re.compile(r"(?P<whole>[0-9]{1,9})(?:(?P<point>[.,])(?P<part>[0-9]{1,6}))?")
_MIXED = re.compile(r"(?:(?P<whole>[0-9]{1,6})[  ])?(?P<top>[0-9]{1,10})/(?P<bottom>[0-9]{1,6})")


class AmountUnreadable(Invalid):
    """The text is not one amount, or could be read as two different ones."""

    code = "amount_unreadable"
    sentence = phrase(
        "« %(text)s » n'est pas une quantité claire. Rien n'a été enregistré. Écrivez par exemple 1, 0,5 ou 1/2."
    )


@lru_cache(maxsize=4096)
def read_amount(text: str) -> Fraction:
    """The amount a person or a message wrote: "1", "0,5", "0.25", "1/3", "1 1/2", "1½", never negative.

    A decimal comma or point is taken as one; a group of exactly three digits behind it ("1.500", "1,500") could
    be a thousand and is refused, as is a missing zero (",5").

    Raises:
        AmountUnreadable: not an amount, or an ambiguous one.
    """
    plain = text.strip()
    for sign, fraction in _SIGNS.items():
        plain = re.sub(rf"(?<=[0-9]){sign}", f" {fraction}", plain).replace(sign, fraction)
    if match := _DECIMAL.fullmatch(plain):
        part = match["part"]
        if _could_be_a_thousand(plain):
            raise AmountUnreadable(text=text[:20])
        return Fraction(Decimal(f"{match['whole']}.{part or 0}"))
    if (match := _MIXED.fullmatch(plain)) and int(match["bottom"]):
        return int(match["whole"] or 0) + Fraction(int(match["top"]), int(match["bottom"]))
    raise AmountUnreadable(text=text[:20])


def _could_be_a_thousand(text: str) -> bool:
    """Whether a decimal has three digits behind a whole number: "1.500" may be meant as fifteen hundred."""
    match = _DECIMAL.fullmatch(text)
    return match is not None and match["whole"] != "0" and len(match["part"] or "") == 3


def amount_text(amount: Fraction) -> str:
    """The amount for a program, such that `read_amount` reads it again: "0.5", "2", "1/3".

    A fraction too where the decimal has more than six places, or three behind a whole number ("105/8", for "13.125"
    could be read as a thousand). Less than nothing, a difference of two counts, has its sign before.
    """
    if amount.denominator == 1:
        return str(amount.numerator)
    if amount < 0:
        return f"-{amount_text(-amount)}"
    text = decimal_text(amount)
    return text if _DECIMAL.fullmatch(text) and not _could_be_a_thousand(text) else _fraction(amount)


def decimal_text(amount: Fraction) -> str:
    """The amount as a decimal with a point where it is finite ("13.125"), else a fraction ("1/3")."""
    bottom = amount.denominator
    if bottom == 1:
        return str(amount.numerator)
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    if bottom != 1:
        return _fraction(amount)
    decimal = Decimal(amount.numerator) / Decimal(amount.denominator)
    return format(decimal.normalize(), "f") if decimal % 1 else str(int(decimal))


def _fraction(amount: Fraction) -> str:
    return str(amount.numerator) if amount.denominator == 1 else f"{amount.numerator}/{amount.denominator}"


_SAID = {
    Fraction(1, 2): "½",
    Fraction(1, 3): "⅓",
    Fraction(2, 3): "⅔",
    Fraction(1, 4): "¼",
    Fraction(3, 4): "¾",
}


def amount_french(amount: Fraction) -> str:
    """The amount for a reader: decimal comma, no trailing zero, leading zero; ½ ⅓ ⅔ ¼ ¾ as signs ("1 ½")."""
    whole, rest = divmod(amount, 1)
    if rest in _SAID:
        return f"{whole} {_SAID[rest]}" if whole else _SAID[rest]
    return decimal_text(amount).replace(".", ",")


def third_meant(value: Decimal) -> Fraction:
    """The amount meant of a unit that can be cut: 0.33, 0.6666667 and 0.667 are a third and two thirds, 0.3 is not."""
    digits = -int(value.as_tuple().exponent)
    if digits < 2:
        return Fraction(value)
    step = Decimal(1).scaleb(-digits)
    for third in (1, 2):
        meant = int(value) + Fraction(third, 3)
        decimal = Decimal(meant.numerator) / Decimal(meant.denominator)
        if value in (decimal.quantize(step, ROUND_HALF_UP), decimal.quantize(step, ROUND_DOWN)):
            return meant
    return Fraction(value)


def to_parts(amount: Fraction, per: int) -> int | None:
    """The amount as a whole number of smallest parts, or None where it is not one ("a fifth" of a tablet)."""
    parts = amount * per
    return int(parts) if parts.denominator == 1 else None
