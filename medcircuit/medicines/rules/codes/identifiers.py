"""Numbers of medicines typed or received: CIP13, CIP7, UCD13, UCD7, GTIN-14, checked one kind at a time."""

from __future__ import annotations

from medcircuit.kernel.checksums import ean_key, has_ean_key, has_mod11_key, is_digits
from medcircuit.kernel.identifiers import Checked, doubtful, holds, rejected, written_plain
from medcircuit.medicines.rules.codes.products import ACL, CIP, UCD, cip13_of, ucd13_of

_WRONG_KEY = "La clé de ce code est fausse. Relisez-le sur la boîte."


def check_cip13(text: str) -> Checked:
    """A CIP13: 34009, the CIP7, an EAN key."""
    return _thirteen(text, CIP) or _cip13(written_plain(text))


def check_ucd13(text: str) -> Checked:
    """A UCD13: 34008, the UCD7, an EAN key. The old key of the UCD7 is told and refuses nothing."""
    number = written_plain(text)
    return _thirteen(text, UCD) or holds(number, ucd7=number[5:12], ucd7_mod11=has_mod11_key(number[5:12]))


def check_acl13(text: str) -> Checked:
    """An ACL13, of parapharmacy: 3401 and an EAN key."""
    return _thirteen(text, ACL) or holds(written_plain(text))


def check_cip7(text: str) -> Checked:
    """A CIP7: seven digits. The old key, which numbers since 2009 do not keep, is told and refuses nothing."""
    number = written_plain(text)
    if not is_digits(number) or len(number) != 7:
        return rejected("Un code CIP court a 7 chiffres. Relisez-le sur la boîte.")
    return holds(number, cip13=cip13_of(number), mod11=has_mod11_key(number))


def check_ucd7(text: str) -> Checked:
    """A UCD7: seven digits, the first a 9. Its key warns and never blocks: published numbers fail it."""
    number = written_plain(text)
    if not is_digits(number) or len(number) != 7 or number[0] != "9":
        return rejected("Un code UCD court a 7 chiffres et commence par 9. Relisez-le.")
    if not has_mod11_key(number):
        return doubtful(number, "La clé de ce code UCD est fausse. Vérifiez-le.", ucd13=ucd13_of(number))
    return holds(number, ucd13=ucd13_of(number))


def check_gtin14(text: str) -> Checked:
    """A GTIN-14: an EAN key; a first digit from 1 to 8 is a case of the packs whose CIP13 is told."""
    number = written_plain(text)
    if not is_digits(number) or len(number) != 14:
        return rejected("Un GTIN a 14 chiffres. Relisez-le sur la boîte.")
    if not has_ean_key(number) or not number.strip("0"):
        return rejected(_WRONG_KEY)
    inner = number[1:13] + str(ean_key(number[1:13]))
    if not inner.startswith(CIP) or number[0] == "9":
        return holds(number)
    return holds(number, cip13=inner) if number[0] == "0" else holds(number, contained_cip13=inner)


def _cip13(number: str) -> Checked:
    return holds(number, cip7=number[5:12])


def _thirteen(text: str, prefix: str) -> Checked | None:
    """Why these are not thirteen digits of this prefix with their key; None where they are."""
    number = written_plain(text)
    if not is_digits(number) or len(number) != 13:
        return rejected("Ce code a 13 chiffres. Relisez-le sur la boîte.")
    if not has_ean_key(number):
        return rejected(_WRONG_KEY)
    if number.startswith(prefix):
        return None
    kinds = {CIP: "cip13", UCD: "ucd13", ACL: "acl13"}
    is_kind = next((name for known, name in kinds.items() if number.startswith(known)), None)
    if is_kind is None:
        return rejected("Ce code n'est pas celui d'un médicament français. Relisez-le sur la boîte.")
    return rejected(f"Ce code est d'un autre genre ({is_kind}). Saisissez-le à sa place.", is_kind=is_kind)
