"""Check digits: every key the trade's numbers carry, each computed on ASCII digits only.

A key tells a slip of the finger or of the reader from a number; it says nothing about whether the number exists.
"""

from __future__ import annotations

import re

_DIGITS = re.compile(r"[0-9]+")
_NIR = re.compile(r"[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{6}")
_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_digits(text: str) -> bool:
    """Whether the text is one or more of the characters 0 to 9: no full-width, superscript or Arabic digit."""
    return text.isascii() and text.isdigit()


def ean_key(body: str) -> int:
    """The check digit of a GTIN, EAN, CIP13, UCD13 or SSCC without its last digit.

    GS1 General Specifications, 7.9: weights 3, 1, 3… from the right, the key brings the sum to a multiple of ten.
    """
    odd = sum(map(int, body[::-2]))
    return -(3 * odd + sum(map(int, body[-2::-2]))) % 10


def has_ean_key(text: str) -> bool:
    """Whether these digits end with their EAN key; false for anything but digits."""
    return is_digits(text) and len(text) > 1 and ean_key(text[:-1]) == int(text[-1])


def has_luhn_key(text: str) -> bool:
    """Whether these digits satisfy Luhn's formula (ISO/IEC 7812-1, annex B): SIREN, SIRET, FINESS, RPPS."""
    if not is_digits(text):
        return False
    plain = sum(map(int, text[-1::-2]))
    return (plain + sum(_LUHN_DOUBLED[int(digit)] for digit in text[-2::-2])) % 10 == 0


def mod97_key(body: str) -> str:
    """The two check digits that ISO/IEC 7064 MOD 97-10 appends to digits."""
    return f"{98 - int(body) * 100 % 97:02d}"


def has_mod97_key(text: str) -> bool:
    """Whether these digits end with their two check digits of ISO/IEC 7064 MOD 97-10."""
    return is_digits(text) and len(text) > 2 and mod97_key(text[:-2]) == text[-2:]


def nir_key(body: str) -> str | None:
    """The two-digit key of the 13 characters of a NIR or NIA; None where they are not of its form.

    97 minus the remainder by 97 of the number, in which 2A (Corse-du-Sud) counts as 19 and 2B (Haute-Corse) as 18
    (Insee, numéro d'inscription au répertoire).
    """
    if not _NIR.fullmatch(body):
        return None
    return f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02d}"


def has_mod11_key(text: str) -> bool:
    """Whether seven digits satisfy the old key of CIP7 and UCD7: weights 2 to 7, modulo 11; a 10 never holds.

    Numbers given since about 2009 (300xxxx and after) do not keep it: it informs, it never refuses.
    """
    if not is_digits(text) or len(text) != 7:
        return False
    return sum(int(digit) * weight for weight, digit in enumerate(text[:6], 2)) % 11 == int(text[6])


def has_ppn_key(text: str) -> bool:
    """Whether a Pharmacy Product Number ends with its two check digits.

    IFA, Coding Rules Medicines: the characters' ASCII values weighted 2, 3, 4… from the left, modulo 97.
    """
    body, key = text[:-2], text[-2:]
    if not text.isascii() or not body.isalnum() or not is_digits(key):
        return False
    return sum(ord(sign) * weight for weight, sign in enumerate(body, 2)) % 97 == int(key)
