"""How much a box holds, read from the words of its presentation; nothing is guessed.

The public database has no number of units: it is in the text (« 2 plaquette(s) thermoformée(s) PVC-Aluminium de
15 comprimé(s) »). What is not understood for certain is None: a person counts at the first reception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from medcircuit.medicines.rules.strength import read_number
from medcircuit.medicines.rules.words import fold


@dataclass(frozen=True)
class Pack:
    """What a box holds: so many units of a form or container; `ml` is the volume of each where it is stated."""

    units: Fraction
    word: str
    ml: Fraction | None = None

    @property
    def total_ml(self) -> Fraction | None:
        """The volume of the whole box, where it is a liquid whose volume is stated."""
        return self.units * self.ml if self.ml else None


_SOLID = (
    "comprime|gelule|capsule|suppositoire|ovule|pastille|gomme|lyophilisat|granule|dragee|cachet|patch|film"
    "|dispositif transdermique|dispositif|sachet-dose|sachet|dose|emplatre|implant|unidose"
)
_HOLDER = (
    "ampoule bouteille|ampoule-bouteille|ampoule|flacon compte-gouttes|flacon pressurise|flacon pulverisateur|flacon"
    "|seringue preremplie|seringue pre-remplie|seringue|stylo prerempli|stylo pre-rempli|stylo|cartouche"
    "|recipient unidose|recipient-unidose|recipient|unidose|tube|poche|bouteille|pot|inhalateur|sachet-dose|sachet"
    "|dosette|bidon|boite|pilulier|plaquette|film|dispositif transdermique|dispositif|emplatre|patch|implant"
    "|systeme|anneau|applicateur|capsule|gobelet|enveloppe|sac|distributeur(?: journalier)?|etui"
)
_N = r"\d{1,3}(?: \d{3})+|\d+(?:,\d+)?"
_INNER = re.compile(
    rf"\b(?:de|contenant)\s+(?:(?P<of>{_N})\s*\(\s*(?P<a>\d+)\s*x\s*(?P<b>\d+)\s*\)|(?P<x>\d+)\s*x\s*(?P<y>\d+)|(?P<n>{_N}))"
    rf"\s*(?P<word>{_SOLID})(?:\b|$)"
)
_LEAD = re.compile(rf"^(?:(?P<n>{_N})\s+)?(?P<word>{_HOLDER})\b")
_VOLUME = re.compile(rf"\b(?:de|contenant)\s+(?P<n>{_N})\s*(?P<unit>ml|l|litres?)\b")
_MASS = re.compile(rf"\b(?:de|contenant)\s+(?P<n>{_N})\s*(?P<unit>mg|g|kg)\b")
_NOTE = re.compile(r"\(\s*(?:distributeur|importateur|abrogee|multipack|conditionnement)[^)]*\)")
_TOOLS = re.compile(
    r"(?:[+-]|\bavec|\bet) ?\d+ ?(?:aiguille|tampon|lingette|godet|gobelet|compresse|sparadrap|pansement|piston|capuchon"
    r"|seringue pour administration|seringue doseuse|dispositif d'administration|adaptateur|cuillere|pipette|filtre)[^+-]*"
)
_PLURALS = re.compile(r"(?<=[a-z]{3})s\b")
_OPTIONAL = re.compile(r"\((?:s|x|e|aux|e\)\(s)\)")
_SEVERAL = re.compile(
    r" - (?=\d)| \+ (?=\d)|\bet de \d+|\bou \d|\d+ \w+ (?:blanc|rose|jaune|bleu|vert|rouge|ivoire)"
)
_SINGLES = {
    *(
        "sachet",
        "sachet-dose",
        "dispositif",
        "dispositif transdermique",
        "emplatre",
        "patch",
        "implant",
        "ampoule",
    ),
    *(
        "recipient unidose",
        "recipient-unidose",
        "unidose",
        "seringue preremplie",
        "seringue pre-remplie",
        "seringue",
    ),
    *("stylo prerempli", "stylo pre-rempli", "stylo", "cartouche", "flacon", "poche", "bouteille", "dosette"),
    *(
        "ampoule bouteille",
        "ampoule-bouteille",
        "recipient",
        "flacon compte-gouttes",
        "flacon pressurise",
        "anneau",
    ),
    *(
        "flacon pulverisateur",
        "tube",
        "pot",
        "bidon",
        "inhalateur",
        "systeme",
        "applicateur",
        "capsule",
        "gobelet",
    ),
}


@lru_cache(maxsize=32768)
def read_pack(label: str) -> Pack | None:
    """What the box of this presentation holds, or None where the words do not say one certain thing."""
    text = _NOTE.sub(" ", fold(label))
    text = " ".join(_PLURALS.sub("", _OPTIONAL.sub("", text)).split())
    text = _TOOLS.sub(" ", text).strip()
    if not text or _SEVERAL.search(text):
        return None
    lead, inner = _LEAD.match(text), _INNER.search(text)
    if lead is None:
        return None
    count = read_number(lead["n"]) if lead["n"] else Fraction(1)
    if count is None or count == 0:
        return None
    if inner:
        return _units_inside(count, inner, text)
    if lead["word"] not in _SINGLES:
        return None
    return Pack(count, lead["word"], _volume(text))


def _units_inside(count: Fraction, inner: re.Match[str], text: str) -> Pack | None:
    if len(_INNER.findall(text)) > 1:
        return None
    if inner["of"]:
        each = read_number(inner["of"])
        if each != int(inner["a"]) * int(inner["b"]):
            return None
    elif inner["x"]:
        each = Fraction(int(inner["x"]) * int(inner["y"]))
    else:
        each = read_number(inner["n"])
    if each is None or each == 0:
        return None
    volume = _volume(text) if inner["word"] in {"sachet", "sachet-dose", "unidose"} else None
    return Pack(count * each, inner["word"], volume)


def _volume(text: str) -> Fraction | None:
    """The volume of one container where the text states exactly one."""
    found = _VOLUME.findall(text)
    before_tools = _VOLUME.search(re.split(r"\b(?:avec|\+|muni|et)\b", text)[0])
    match = before_tools or (_VOLUME.search(text) if len(found) == 1 and not _MASS.search(text) else None)
    if match is None or (value := read_number(match["n"])) is None or value == 0:
        return None
    return value if match["unit"] == "ml" else value * 1000
