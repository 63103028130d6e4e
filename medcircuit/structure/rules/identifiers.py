"""Numbers of houses and companies: FINESS, SIREN, SIRET, and the national number of a structure."""

from __future__ import annotations

import re

from medcircuit.kernel.checksums import has_luhn_key, is_digits
from medcircuit.kernel.identifiers import Checked, holds, rejected, written_plain

_CORSICAN_FINESS = re.compile(r"2[AB][0-9]{7}")
_LA_POSTE = "356000000"


def check_finess(text: str) -> Checked:
    """A FINESS number, legal entity or establishment: nine characters, department first, Luhn's key.

    In Corsica the department holds a letter and the key is not checked. Eight digits are a number whose leading zero a
    spreadsheet dropped: it is proposed, never taken.
    """
    number = written_plain(text)
    if _CORSICAN_FINESS.fullmatch(number):
        return holds(number, check="skipped")
    return _luhn(number, 9, "FINESS", propose=True)


def check_siren(text: str) -> Checked:
    """A SIREN: nine digits, Luhn's key."""
    return _luhn(written_plain(text), 9, "SIREN", propose=True)


def check_siret(text: str) -> Checked:
    """A SIRET: a SIREN and five digits, Luhn's key over all.

    The establishments of La Poste ran out of such numbers: theirs may have a sum of digits divisible by five instead
    (Insee, Sirene, définition du SIRET).
    """
    number = written_plain(text)
    if len(number) != 14 or not is_digits(number):
        return _luhn(number, 14, "SIRET", propose=True)
    if not has_luhn_key(number[:9]) or not number.strip("0"):
        return rejected("Les neuf premiers chiffres de ce SIRET ne forment pas un SIREN. Relisez le numéro.")
    if number.startswith(_LA_POSTE) and sum(map(int, number)) % 5 == 0:
        return holds(number)
    return _luhn(number, 14, "SIRET", propose=False)


def check_struct_idnat(text: str) -> Checked:
    """The national number of a structure (Struct_IdNat): 1 and its FINESS, 2 and its SIREN, 3 and its SIRET.

    The other prefixes hold a practitioner's number or a local one; they are kept as received.
    """
    number = written_plain(text)
    inner = {"1": check_finess, "2": check_siren, "3": check_siret}.get(number[:1])
    if inner is None:
        if number[:1] in {"4", "5", "6"} and len(number) > 1 and number.isascii():
            return holds(text.strip(), check="skipped")
        return rejected(
            "Un identifiant national de structure commence par un chiffre de 1 à 6. Relisez le numéro."
        )
    checked = inner(number[1:])
    return holds(number, **checked.facts) if checked.valid else rejected(checked.sentence)


def _luhn(number: str, size: int, name: str, *, propose: bool) -> Checked:
    if not is_digits(number) or len(number) != size:
        padded = number.zfill(size)
        facts = {}
        if propose and is_digits(number) and len(number) == size - 1 and has_luhn_key(padded):
            facts["propose"] = padded
        return rejected(f"Un numéro {name} a {size} chiffres. Relisez le numéro.", **facts)
    if not has_luhn_key(number) or not number.strip("0"):
        return rejected(f"La clé de ce numéro {name} est fausse. Relisez le numéro.")
    return holds(number)
