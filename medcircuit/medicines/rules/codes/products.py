"""Numbers that name a product: GTIN, CIP13, CIP7, UCD13, UCD7, ACL13, and what a bare number on a label may be.

CIP13 is 34009, the CIP7 and an EAN key; UCD13 is 34008, the UCD7 and an EAN key; the GTIN of a French pack is 0 and
its CIP13; ACL13 (parapharmacy) begins with 3401. GS1 General Specifications 3.3.2: the first digit of a GTIN-14 is 0 for
the pack, 1 to 8 for a case of packs, 9 for a variable measure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from medcircuit.kernel.checksums import ean_key, has_ean_key
from medcircuit.medicines.rules.codes.own import LENGTH as OWN_LENGTH
from medcircuit.medicines.rules.codes.own import find_own
from medcircuit.medicines.rules.codes.reading import (
    BAD_CONTENT,
    GLUED,
    NOT_A_CODE,
    TRUNCATED,
    UNKNOWN_OWN_KIND,
    VARIABLE_MEASURE,
    WRONG_KEY,
    CodeReading,
    Product,
    Reason,
    Status,
    refused,
)

CIP, UCD, ACL = "34009", "34008", "3401"
_FRENCH13 = re.compile(r"3400[89][0-9]{8}")
_BEGINNING = re.compile(r"3400[89]|0103400|013400[89]")
"""How a French code begins: a shorter number that begins so is a piece of one."""


def cip13_of(cip7: str) -> str:
    """The CIP13 of seven digits."""
    body = CIP + cip7
    return body + str(ean_key(body))


def ucd13_of(ucd7: str) -> str:
    """The UCD13 of seven digits."""
    body = UCD + ucd7
    return body + str(ean_key(body))


@lru_cache(maxsize=4096)
def product_of(gtin: str) -> tuple[Status, Product] | Reason:
    """What fourteen digits name, and whether it is a French pack (PRODUCT_ONLY), another number, or a case."""
    if not has_ean_key(gtin):
        return WRONG_KEY
    if not gtin.strip("0"):
        return BAD_CONTENT
    if gtin[0] == "9":
        return VARIABLE_MEASURE
    if gtin[0] != "0":
        inner = gtin[1:13] + str(ean_key(gtin[1:13]))
        return Status.OUTER_CASE, Product(gtin, contained_cip13=inner if inner.startswith(CIP) else None)
    number = gtin[1:]
    if number.startswith(CIP):
        return Status.PRODUCT_ONLY, Product(gtin, cip13=number, cip7=number[5:12])
    if number.startswith(UCD):
        return Status.PRODUCT_ONLY, Product(gtin, ucd13=number, ucd7=number[5:12])
    return Status.FOREIGN, Product(gtin, acl13=number if number.startswith(ACL) else None)


def read_number(digits: str) -> CodeReading | None:
    """What a bare number is: a product, a code of ours, a piece of either; None where it may be something else.

    Seven digits carry no key that can be trusted: they name a product only as far as the catalogue knows it, and are
    not read where no CIP7 or UCD7 begins so. Twelve and fourteen digits that are a CIP13 with one digit lost or added
    are asked again, whatever their own key says.
    """
    size = len(digits)
    if size == 7:
        return _seven(digits)
    if size in {8, 12, 13, 14}:
        return _article(digits)
    if size == 33 and (own := find_own(digits)):
        return refused(UNKNOWN_OWN_KIND) if own.kind is None else CodeReading(Status.OWN, own=own)
    if size < 16:
        return refused(TRUNCATED if _BEGINNING.match(digits) else NOT_A_CODE)
    return refused(GLUED) if begins_with_product(digits) else None


def begins_with_product(text: str) -> bool:
    """Whether a whole CIP13 or UCD13 stands first, with something behind it."""
    return len(text) > 13 and bool(_FRENCH13.match(text)) and has_ean_key(text[:13])


def begins_with_own(text: str) -> bool:
    """Whether a whole code of ours stands first, with something behind it."""
    own = find_own(text[:OWN_LENGTH]) if len(text) > OWN_LENGTH else None
    return own is not None and own.kind is not None


def ends_with_product(text: str) -> bool:
    """Whether a whole CIP13 or UCD13 stands last."""
    return bool(_FRENCH13.fullmatch(text[-13:])) and has_ean_key(text[-13:])


def _seven(digits: str) -> CodeReading:
    if _BEGINNING.match(digits):
        return refused(TRUNCATED)
    if digits[0] == "9":
        return _as_read("0" + ucd13_of(digits))
    return _as_read("0" + cip13_of(digits)) if digits[0] in "23456" else refused(NOT_A_CODE)


def _article(digits: str) -> CodeReading:
    """GTIN-8, -12, -13 or -14."""
    if len(digits) != 13 and (_BEGINNING.match(digits) or _slipped(digits)):
        return refused(TRUNCATED)
    if digits.startswith("0103400"):
        return refused(TRUNCATED)
    if len(digits) in {8, 12} and not has_ean_key(digits):
        return refused(NOT_A_CODE)
    return _as_read(digits.zfill(14))


def _slipped(digits: str) -> bool:
    """Whether one digit added (to twelve) or taken away (from fourteen) makes a French number; never a leading 0."""
    if len(digits) == 12:
        near = {digits[:i] + d + digits[i:] for i in range(13) for d in "0123456789"}
    elif len(digits) == 14:
        near = {digits[:i] + digits[i + 1 :] for i in range(1 if digits[0] == "0" else 0, 14)}
    else:
        return False
    return any(_FRENCH13.fullmatch(number) and has_ean_key(number) for number in near)


def _as_read(gtin: str) -> CodeReading:
    named = product_of(gtin)
    if isinstance(named, Reason):
        return refused(named)
    return CodeReading(named[0], product=named[1])
