"""Likeness of names: who could be taken for whom.

Names are compared folded (no accent, case, hyphen, apostrophe, space or particle) and by how they sound in French.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_PARTICLES = frozenset(
    [
        "A",
        "AL",
        "BEN",
        "D",
        "DA",
        "DAL",
        "DE",
        "DEL",
        "DELLA",
        "DEN",
        "DER",
        "DES",
        "DI",
        "DO",
        "DOS",
        "DU",
        "EL",
        "L",
        "LA",
        "LE",
        "LES",
        "MC",
        "O",
        "SAN",
        "SANTA",
        "TEN",
        "TER",
        "VAN",
        "VON",
        "Y",
        "ZU",
    ]
)
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_SAINTS = {"ST": "SAINT", "STE": "SAINTE"}


@dataclass(frozen=True)
class Named:
    """A person as others may call them; `used_name` is None where only the birth name is used."""

    id: str
    birth_name: str
    used_name: str | None
    first_name: str
    birth_date: date


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).upper()
    return [_SAINTS.get(word, word) for word in re.findall(r"[^\W_]+", letters)]


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """The name as bare capital letters, without particle: "de l'Écluse-Le Bœuf" → "ECLUSEBOEUF".

    A name made of particles only ("Le", "Van") keeps them all.
    """
    words = _words(name)
    return "".join([word for word in words if word not in _PARTICLES] or words)


@lru_cache(maxsize=8192)
def glued(name: str) -> str:
    """The name as bare capital letters, its particles kept: "Le Goff" → "LEGOFF", as others write it."""
    return "".join(_words(name))


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"PH|FF", "F"),
        (r"CH(?=[RLNT])", "K"),
        (r"SCH|CH|SH", "2"),
        (r"GN", "NI"),
        (r"QU?|CK|C(?=[AOUKLRT]|$)|CC(?![EIY])|K+", "K"),
        (r"GU(?=[EIY])", "9"),
        (r"G(?=[EIY])|J", "J"),
        (r"SC(?=[EIY])|C(?=[EIY])|SS|Z", "S"),
        (r"C", "K"),
        (r"9", "G"),
        (r"EAUX?|AUL(?=T)|AUX?|OT$|OTS$|OD$|OS$", "O"),
        (r"LEFEBVRE|LEFEUVRE", "LEFEVRE"),
        (r"W", "V"),
        (r"H", ""),
        (r"(?:AI|EI|E)(?:NN|MM)E?$", "ENE"),
        (r"(?:AI|EI|I|Y|U)[NM](?![AEIOUY])", "1"),
        (r"(?:A|E)[NM](?![AEIOUY])", "3"),
        (r"O[NM](?![AEIOUY])", "4"),
        (r"EUX?|OEU", "E"),
        (r"OU", "U"),
        (r"AI|EI|AY|EY|ER$|EZ$|ET$|ES$", "E"),
        (r"Y", "I"),
        (r"I?LL(?=[EA])", "L"),
    )
)
_SILENT = re.compile(r"(?<=..)(?:E|[DTSXP]+)$")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=8192)
def sound(name: str) -> str:
    """For a folded name, a key shared by names that sound nearly the same in French: Dupont and Dupond, Lefebvre and Lefèvre.

    It is coarse on purpose: a likeness announced for nothing costs a glance, a missed one may cost a person.
    """
    key = name
    for pattern, replacement in _SOUNDS:
        key = pattern.sub(replacement, key)
    key = _DOUBLED.sub(r"\1", key)
    return _SILENT.sub("", key) or name


@lru_cache(maxsize=8192)
def likeness_keys(person: Named) -> frozenset[tuple[str, ...]]:
    """The keys of a person: two people who share one could be taken for each other.

    They bear, at birth or in use, the same name with the same first name (spelled or sounding alike, in either
    order), or the same name and the same birth date (twins).
    """
    first = glued(person.first_name)
    keys: set[tuple[str, ...]] = set()
    for name in {person.birth_name, person.used_name or person.birth_name}:
        for spelling in {folded(name), glued(name)}:
            keys.add(("spelled", *sorted((spelling, first))))
            keys.add(("sounds", *sorted((sound(spelling), sound(first)))))
            keys.add(("twins", spelling, person.birth_date.isoformat()))
    return frozenset(keys)


def homonyms(people: Iterable[Named]) -> dict[str, tuple[str, ...]]:
    """For each person who has any, the identifiers of those who could be taken for them, sorted."""
    sharing: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for person in people:
        for key in likeness_keys(person):
            sharing[key].add(person.id)
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for group in sharing.values():
        if len(group) > 1:
            for one in group:
                alike[one] |= group - {one}
    return {one: tuple(sorted(others)) for one, others in alike.items()}


def same_person(one: Named, other: Named) -> bool:
    """Whether two entries may be one person entered twice: born the same day, with a likeness of name."""
    return one.birth_date == other.birth_date and bool(
        {key for key in likeness_keys(one) if key[0] != "twins"} & likeness_keys(other)
    )
