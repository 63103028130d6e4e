"""Numbers of professionals: RPPS, ADELI, and the national number that wraps them (PS_IdNat)."""

from __future__ import annotations

import re

from medcircuit.kernel.checksums import has_luhn_key, is_digits
from medcircuit.kernel.identifiers import Checked, doubtful, holds, rejected, written_plain

_ADELI = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
_LOCAL = re.compile(r"[3-6][!-~]+")


def check_rpps(text: str) -> Checked:
    """An RPPS number: eleven digits. Luhn's key warns and never blocks: published numbers fail it."""
    number = written_plain(text)
    if not is_digits(number) or len(number) != 11 or not number.strip("0"):
        return rejected("Un numéro RPPS a 11 chiffres. Relisez le numéro.")
    if not has_luhn_key(number):
        return doubtful(
            number, "La clé de ce numéro RPPS est fausse. Vérifiez-le sur la carte du professionnel."
        )
    return holds(number)


def check_adeli(text: str) -> Checked:
    """An ADELI number, no longer given: department and seven digits; its key is not published, so not checked."""
    number = written_plain(text)
    if not _ADELI.fullmatch(number) or not number.strip("0"):
        return rejected("Un numéro ADELI a 9 chiffres. Relisez le numéro.")
    return holds(number, check="skipped")


def check_ps_idnat(text: str) -> Checked:
    """The national number of a professional: 8 and the RPPS, 0 and the ADELI, 3 to 6 a local number.

    A local number is kept as received: it is never built nor interpreted here.
    """
    number = written_plain(text)
    if number.startswith("8"):
        inner = check_rpps(number[1:])
        if inner.normalised is None:
            return rejected("Après le 8 viennent les 11 chiffres du RPPS. Relisez le numéro.")
        return (
            holds(number, rpps=number[1:])
            if inner.valid
            else doubtful(number, inner.sentence, rpps=number[1:])
        )
    if number.startswith("0"):
        inner = check_adeli(number[1:])
        return holds(number, adeli=number[1:]) if inner.valid else rejected(inner.sentence)
    if _LOCAL.fullmatch(text.strip()):
        return holds(text.strip(), check="skipped")
    return rejected(
        "Un identifiant national de professionnel commence par 0, 3, 4, 5, 6 ou 8. Relisez le numéro."
    )
