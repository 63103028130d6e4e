"""The national health identity (INS): its matricule, where it comes from, how far it is trusted, its DataMatrix.

Sources: référentiel INS and guide d'implémentation (ANS); Insee for the number and its key; « INS – Format
datamatrix » 2.2 of 26 September 2023 (ANS); RNIV for the statuses.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from medcircuit.kernel.checksums import nir_key
from medcircuit.kernel.identifiers import Checked, holds, rejected, written_plain
from medcircuit.medicines.rules.codes import Environment, InsContent, Reason, read_code
from medcircuit.medicines.rules.codes.reading import (
    DAMAGED_IDENTITY,
    IDENTITY_CONTENT,
    INS_HEADER,
    UNKNOWN_OID,
    WRONG_ENVIRONMENT,
    WRONG_KEY,
)

GS = "\x1d"
_MATRICULE = re.compile(
    r"[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}[0-9]{2}"
)
"""Sex (3, 4, 7, 8: being registered), year, month (20 to 42 and 50 to 99 where the birth record is incomplete),
department, commune, rank, key."""


@dataclass(frozen=True)
class Authority:
    """An OID under which a matricule is given: which number it is, and in which environment it is real."""

    oid: str
    nature: str
    env: Environment


AUTHORITIES = {
    authority.oid: authority
    for authority in (
        Authority("1.2.250.1.213.1.4.8", "NIR", Environment.PRODUCTION),
        Authority("1.2.250.1.213.1.4.9", "NIA", Environment.PRODUCTION),
        Authority("1.2.250.1.213.1.4.10", "NIR", Environment.TEST),
        Authority("1.2.250.1.213.1.4.11", "NIR", Environment.TEST),
    )
}


class IdentityStatus(StrEnum):
    """How far an identity is trusted: was it retrieved from INSi, was it checked on a document."""

    PROVISIONAL = "PROV"
    RETRIEVED = "RECUP"
    VALIDATED = "VALI"
    QUALIFIED = "QUAL"


def may_carry_matricule(status: IdentityStatus) -> bool:
    """Whether the matricule may be sent or printed: for a qualified identity only."""
    return status is IdentityStatus.QUALIFIED


def check_matricule(text: str) -> Checked:
    """A matricule INS: fifteen characters, key included; `level_test_oid` says what a wrong key weighs in tests.

    The published examples of the test OIDs carry wrong keys: there they warn. With a real OID they are refused.
    """
    number = written_plain(text)
    if not _MATRICULE.fullmatch(number):
        if len(number) == _FIXED_BLOCKS["S1"]:
            return rejected("Ce matricule INS est impossible. Relisez chaque caractère.")
        return rejected(
            "Un matricule INS a 15 caractères, clé comprise. Relisez-le sur le document d'identité."
        )
    if nir_key(number[:13]) != number[13:]:
        return rejected("La clé de ce matricule INS est fausse. Relisez-le.", level_test_oid="warn")
    return holds(number)


_FIXED_BLOCKS = {"S1": 15, "S5": 1, "S6": 10, "S7": 5}
_VARIABLE_BLOCKS = {"S2": 20, "S3": 100, "S4": 100}
_NEEDED = frozenset({"S1", "S2", "S3", "S4", "S5", "S6"})
_NAMES = re.compile(r"[A-Z](?:[A-Z '-]*[A-Z'])?")
_SHAPES = {
    "S2": re.compile(r"[0-9]+(?:\.[0-9]+)+"),
    "S3": _NAMES,
    "S4": _NAMES,
    "S5": re.compile(r"[MF]"),
    "S6": re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{4}"),
    "S7": re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}"),
}


def read_ins(text: str, env: Environment) -> InsContent | Reason:
    """What the content of an INS DataMatrix says, header included; blocks in any order, S7 may be absent.

    A separator stands only behind a variable block that is shorter than its longest and not the last. Where one was
    lost the text is not repaired: an identity is scanned again.
    """
    blocks = _blocks(text.removeprefix(INS_HEADER))
    if isinstance(blocks, Reason):
        return blocks
    if not blocks.keys() >= _NEEDED:
        return DAMAGED_IDENTITY
    authority = AUTHORITIES.get(blocks["S2"])
    day = _day(blocks["S6"])
    if (
        any(not shape.fullmatch(blocks[name]) for name, shape in _SHAPES.items() if name in blocks)
        or day is None
    ):
        return IDENTITY_CONTENT
    if authority is None:
        return UNKNOWN_OID
    if authority.env is not env:
        return WRONG_ENVIRONMENT
    matricule = check_matricule(blocks["S1"])
    if not matricule.valid and (env is Environment.PRODUCTION or not matricule.facts):
        return WRONG_KEY if matricule.facts else IDENTITY_CONTENT
    return InsContent(
        matricule=matricule.normalised or blocks["S1"],
        oid=authority.oid,
        nature=authority.nature,
        prenoms=tuple(blocks["S3"].split()),
        nom_naissance=blocks["S4"],
        sexe=blocks["S5"],
        naissance=day,
        lieu_cog=blocks.get("S7"),
        key_valid=matricule.valid,
    )


def write_ins(identity: InsContent, status: IdentityStatus) -> str:
    """The content of the INS DataMatrix of an identity; it is printed for a qualified identity only.

    Raises:
        ValueError: the identity is not qualified.
    """
    if not may_carry_matricule(status):
        raise ValueError("the INS DataMatrix is printed for a qualified identity only")
    blocks = [
        ("S1", identity.matricule),
        ("S2", identity.oid),
        ("S3", strict_trait(" ".join(identity.prenoms))),
        ("S4", strict_trait(identity.nom_naissance)),
        ("S5", identity.sexe),
        ("S6", identity.naissance.strftime("%d-%m-%Y")),
    ]
    if identity.lieu_cog:
        blocks.append(("S7", identity.lieu_cog))
    text = "".join(
        name + value + (GS if len(value) < _VARIABLE_BLOCKS.get(name, 0) else "") for name, value in blocks
    )
    return INS_HEADER + text


def strict_trait(name: str) -> str:
    """A name as the strict traits of an identity write it: capitals without accent; hyphens and apostrophes stay."""
    apart = name.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("’", "'")
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(sign)
    ).upper()


def _blocks(text: str) -> dict[str, str] | Reason:
    """The blocks by their name, or why they cannot be told apart."""
    blocks: dict[str, str] = {}
    start = 0
    while start < len(text):
        name = text[start : start + 2]
        begin = start + 2
        if size := _FIXED_BLOCKS.get(name):
            end = begin + size
        elif longest := _VARIABLE_BLOCKS.get(name):
            stop = text.find(GS, begin, begin + longest + 1)
            end = stop if stop >= 0 else min(begin + longest, len(text))
        else:
            return DAMAGED_IDENTITY
        value = text[begin:end]
        if name in blocks or GS in value or end > len(text) or not value:
            return DAMAGED_IDENTITY
        blocks[name] = value
        start = end
        while text.startswith(GS, start):
            start += 1
    return blocks


def _day(text: str) -> date | None:
    day, _, rest = text.partition("-")
    month, _, year = rest.partition("-")
    try:
        return date.fromisoformat(f"{year}-{month}-{day}")
    except ValueError:
        return None


read_scan = partial(read_code, identity=read_ins)
"""The whole reader: every code, identities included."""
