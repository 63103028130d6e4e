"""Interactions between substances: who interacts with whom, how gravely, and what to do, as a thesaurus states it.

A thesaurus names protagonists: substances, and classes with their members. It covers the substances that it names
and says nothing of the others: a substance that is not covered is never said to be without interaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from medcircuit.medicines.rules.substances import base_name
from medcircuit.medicines.rules.words import fold


class Level(StrEnum):
    """How grave an association is, in the words of the ANSM; from the gravest on."""

    CONTRAINDICATED = "CI"
    ADVISED_AGAINST = "AD"
    PRECAUTION = "PE"
    TO_CONSIDER = "APEC"

    @property
    def french(self) -> str:
        """The level in words."""
        return LEVELS[self]


LEVELS = {
    Level.CONTRAINDICATED: "contre-indication",
    Level.ADVISED_AGAINST: "association déconseillée",
    Level.PRECAUTION: "précaution d'emploi",
    Level.TO_CONSIDER: "à prendre en compte",
}
ORDER = tuple(LEVELS)
SEVERAL = " selon le cas "
"""Between the levels of one association that depend on the dose or the patient."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two protagonists that interact; several levels where they depend on the case, the gravest first."""

    a: str
    b: str
    a_name: str
    b_name: str
    levels: tuple[Level, ...]
    mechanism: str
    conduct: str
    source: str


@dataclass(frozen=True, slots=True)
class Edition:
    """Where the data come from and of when they are."""

    source: str
    edition: date


@dataclass(frozen=True)
class Thesaurus:
    """All that is known: names under which a substance is known, the classes of each, and the pairs.

    `names` maps each way of writing a substance to its key; `classes` a substance's key to its classes' keys. What was
    looked up is kept beside, for a house asks the same substances all day.
    """

    editions: tuple[Edition, ...]
    names: Mapping[str, str]
    classes: Mapping[str, frozenset[str]]
    pairs: Mapping[tuple[str, str], tuple[Pair, ...]]
    _keys: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)
    _met: dict[tuple[str, str], tuple[Pair, ...]] = field(default_factory=dict, compare=False, repr=False)

    def key_of(self, name: str) -> str | None:
        """The protagonist that a substance of the catalogue is, or None where it is not covered."""
        if name not in self._keys:
            self._keys[name] = next((self.names[way] for way in ways(name) if way in self.names), None)
        return self._keys[name]

    def between(self, one: str, other: str) -> tuple[Pair, ...]:
        """What the thesaurus states of two covered substances, the gravest first; a substance and itself never interact."""
        asked = (one, other) if one <= other else (other, one)
        if asked not in self._met:
            self._met[asked] = () if one == other else self._stated(*asked)
        return self._met[asked]

    def _stated(self, one: str, other: str) -> tuple[Pair, ...]:
        mine, theirs = self._parties(one), self._parties(other)
        found = {
            id(pair): pair
            for a in mine
            for b in theirs
            for pair in self.pairs.get((a, b) if a <= b else (b, a), ())
        }
        return tuple(sorted(found.values(), key=lambda pair: (ORDER.index(pair.levels[0]), pair.a, pair.b)))

    def _parties(self, key: str) -> tuple[str, ...]:
        return (key, *self.classes.get(key, ()))

    def date_of(self, source: str) -> date | None:
        """The edition of a source that is in use."""
        return next((one.edition for one in self.editions if one.source == source), None)


_MINERALS = {
    "calcium": r"\bcalcium\b|\bcalcique\b",
    "potassium": r"\bpotassium\b|\bpotassique\b",
    "magnesium": r"\bmagnesium\b|\bmagnesien\b|\bmagnesique\b",
    "lithium": r"\blithium\b",
    "fer": r"\bferr?(?:eux|ique)\b|\bfer\b",
    "aluminium": r"\baluminium\b",
    "zinc": r"\bzinc\b",
    "strontium": r"\bstrontium\b",
}
_MINERAL_OF = {name: re.compile(pattern) for name, pattern in _MINERALS.items()}
_ANOTHER_ACTS = re.compile(
    r"clavulan|folin|dobesil|pantothen|edet|pentet|chromate|dithiocarbam|methioninate|valpro|alendron|clodron"
)
"""Salts of a metal whose other part is what acts."""
_ACID = re.compile(
    r"^(?P<stem>[a-z]{3,})ate(?: (?:de |di|mono)?\s?(?:sodium|sodique|calcium|calcique|potassium).*)?$"
)
_ESTER = re.compile(r"^(?!phenylbutyrate)[a-z]+(?:ate|ure|yle|ide) (?:de |d')(?P<rest>.+)$")
_NOT_ALONE = frozenset(
    ("acide", "alcool", "huile", "extrait", "sodium", "virus", "vaccin", "facteur", "vitamine")
)
_HOMEOPATHIC = "pour preparations homeopathiques"
_SYNONYMS = {
    "toxine botulinique type a": "botulique (toxine)",
    "toxine botulinique type b": "botulique (toxine)",
    "theine": "cafeine",
    "acetylsalicylate de lysine": "acide acetylsalicylique",
    "acetylsalicylate de dl-lysine": "acide acetylsalicylique",
    "l-thyroxine": "levothyroxine",
    "ethinyl estradiol": "ethinylestradiol",
    "levofolinate de calcium": "acide folinique",
    "acide levofolinique": "acide folinique",
    "paraffine liquide": "paraffine",
    "vaseline": "paraffine",
}
"""Other names under which the public database has a substance of the thesaurus."""


@lru_cache(maxsize=8192)
def ways(name: str) -> tuple[str, ...]:
    """The ways in which a thesaurus may write a substance of the catalogue, the nearest first.

    Its own name; without salt, ester or hydrate; the acid of a salt; the metal of a mineral; without its last words
    (« dabigatran étexilate », « insuline lispro recombinante »). A homeopathic dilution has none.
    """
    if _HOMEOPATHIC in fold(name):
        return ()
    return tuple(dict.fromkeys(_ways(name)))


def _ways(name: str) -> Iterator[str]:
    base = base_name(name)
    yield base
    if base in _SYNONYMS:
        yield key_of_name(_SYNONYMS[base])
    bare = re.sub(r"\s*\([^()]*\)|\s+de$", "", base).strip()
    yield bare
    if found := _ACID.match(bare):
        yield f"acide {found['stem']}ique"
    salt_acts = _ANOTHER_ACTS.search(base)
    ester = None if salt_acts else _ESTER.match(bare)
    stem = ester["rest"] if ester else bare
    for text in dict.fromkeys((stem, bare)):
        yield from _shorter(text)
    if not salt_acts:
        yield from (mineral for mineral, pattern in _MINERAL_OF.items() if pattern.search(base))


def _shorter(text: str) -> Iterator[str]:
    """The text, then without its last word, and so on; a word that names a family alone is not a substance."""
    words = text.replace(",", " ").split(" ")
    for count in range(len(words), 0, -1):
        shorter = " ".join(words[:count])
        if shorter not in _NOT_ALONE and not shorter.endswith((" de", " d'")):
            yield shorter


def key_of_name(name: str) -> str:
    """The key of a protagonist: its name folded, without salt, « valproïque (acide) » as "acide valproique"."""
    return base_name(re.sub(r"\(\s+", "(", fold(name)))


def names_of(name: str) -> Iterator[str]:
    """The ways in which a protagonist of the thesaurus may be looked for."""
    key = key_of_name(name)
    yield key
    words = re.sub(r"\(\s+", "(", fold(name))
    yield words
    bare = base_name(re.sub(r"\s*\([^()]*\)", "", words))
    if bare not in _NOT_ALONE:
        yield bare
    if found := re.fullmatch(r"(?P<of>[^()]+?)\s*\((?P<what>sels?|[^()]{3,20})\)", words):
        yield f"{found['what']} {found['of']}"


def build(
    editions: Iterable[Edition],
    members: Iterable[tuple[str, str]],
    pairs: Iterable[Pair],
) -> Thesaurus:
    """A thesaurus from its rows: (substance, class or "") as they are named, and the pairs between keys."""
    classes: dict[str, set[str]] = {}
    written: dict[str, str] = {}
    for substance, class_name in members:
        key = key_of_name(substance)
        written.setdefault(key, substance)
        classes.setdefault(key, set()).update({key_of_name(class_name)} if class_name else ())
    by_pair: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        by_pair.setdefault((pair.a, pair.b) if pair.a <= pair.b else (pair.b, pair.a), []).append(pair)
    every_class = set().union(*classes.values())
    for key, name in (end for found in by_pair.values() for end in _ends(found[0])):
        if key not in every_class:
            written.setdefault(key, name)
    return Thesaurus(
        editions=tuple(editions),
        names=_known_as(written),
        classes={key: frozenset(found) for key, found in classes.items()},
        pairs={key: tuple(found) for key, found in by_pair.items()},
    )


def _ends(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    return (pair.a, pair.a_name), (pair.b, pair.b_name)


def _known_as(written: Mapping[str, str]) -> dict[str, str]:
    """Each way of writing a substance, and its key; a key itself before another's second name."""
    names = {key: key for key in written}
    for key, name in written.items():
        for way in names_of(name):
            names.setdefault(way, key)
    return names


_OTHERS = re.compile(r"^autres (?:medicaments )?|\s*\(autres\)$")
_SAME_PARTY = {
    "autres medicaments a risque d'angio-oedeme": "medicaments bradykinine et angio-oedeme",
    "adsorbants": "topiques gastro-intestinaux antiacides et adsorbants",
    "sels de fer par voie injectable": "fer",
}
"""Protagonists that the ANSM names differently in its index and in its text."""


@dataclass(frozen=True)
class Protagonists:
    """Who the index of a thesaurus defines: what its pairs name is found among them.

    « Autres aminosides » beside « aminosides » are the members of one class, two by two.
    """

    classes: frozenset[str]
    substances: frozenset[str]

    def key(self, name: str) -> tuple[str, bool]:
        """The key that this name means, and whether the thesaurus defines it."""
        key = key_of_name(name)
        bare = _OTHERS.sub("", key)
        tried = (key, _SAME_PARTY.get(key, key), bare, f"medicaments {bare}")
        for one in tried:
            if one in self.classes or one in self.substances:
                return one, True
        longer = [one for one in self.classes if len(key) > 30 and one.startswith(key)]
        return (longer[0], True) if len(longer) == 1 else (key, False)
