"""The active substances of a medicine, a salt and its base counted once, and by what name they are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from medcircuit.medicines.rules.strength import (
    Amount,
    Per,
    Reference,
    Said,
    read_amount,
    read_reference,
)
from medcircuit.medicines.rules.words import fold


class Component(NamedTuple):
    """One line of composition as the public database has it; `nature` is SA (the salt) or FT (its active part)."""

    element: str
    code: str
    name: str
    dosage: str
    reference: str
    nature: str
    link: str


class Ingredient(NamedTuple):
    """One active substance of a medicine, counted once: its base, and the amount that its label states.

    `salt` is the salt whose amount that is, "" where it is the base's own.
    """

    base: str
    name: str
    code: str
    dosage: str
    amount: Amount | None
    reference: Reference | None
    element: str = ""
    salt: str = ""


_SALTS = (
    r"(?:mono|di|tri|hemi|sesqui)?(?:chlorhydrate|bromhydrate)|(?:hydrogeno)?sulfate|mesilate|dimesilate|esilate"
    r"|bes[iy]late|tos[iy]late|edisilate|maleate|(?:hemi|hydrogeno)?fumarate|bitartrate|(?:hemi|hydrogeno)?tartrate"
    r"|citrate|succinate|hydrogenosuccinate|oxalate|hydrogenooxalate|malate|lactate|gluconate|nitrate|iodhydrate"
    r"|(?:di)?(?:hydrogeno)?phosphate|phosphate disodique|erbumine|arginine|tert-butylamine|tertbutylamine|trometamol"
    r"|trometamine|dextrate|embonate|adipate|glucoheptonate|camsilate|napsilate|bisulfate|hyclate|olamine|meglumine"
    r"|lysine|ethylate|ethanolate|propyleneglycolate|propylene glycolate|propylene glycol"
)
_SALT_OF = re.compile(rf"^(?:{_SALTS})\s+(?:(?:sodique|disodique|acide|double|neutre)\s+)?(?:de\s+|d'\s*)")
_OF_SALT = re.compile(rf"\s*\((?:{_SALTS})(?:\s+(?:sodique|disodique|acide))?\s*(?:de|d')\s*\)")
_TAIL = re.compile(
    rf"\s+(?:base|anhydre|micronisee?|(?:mono|di|tri|tetra|penta|hemi|hemipenta|sesqui)?-?hydratee?s?"
    rf"|(?:mono|di|hemi)?(?:sodique|potassique|calcique|magnesien|magnesique)|tert-butylamine|erbumine|arginine"
    rf"|{_SALTS})$"
)
_MINERAL = re.compile(
    r"^(?:sodium|potassium|calcium|magnesium|fer|zinc|lithium|aluminium|ammonium|baryum|cuivre|manganese|argent|iode"
    r"|quinine|strontium|bismuth|lysine|arginine)\b"
)
_INVERTED = re.compile(r"^(?P<of>[^()]+?)\s*\((?P<what>acide|[^()]+? (?:de|d'))\)\s*(?P<rest>.*)$")
_VARIANTS = {
    "abiraterone": "acetate d'abiraterone",
    "acide ursodeoxycholique": "acide ursodesoxycholique",
    "alendronate acide": "acide alendronique",
    "alendronate": "acide alendronique",
    "carbocysteine": "carbocisteine",
    "colecalciferol": "cholecalciferol",
    "montelukast acide": "montelukast",
    "remifentanyl": "remifentanil",
    "risedronate": "acide risedronique",
}
"""Other spellings under which the public database has the same substance."""
_KEPT = re.compile(r"^heparine|penicilline|diclofenac|insuline")


@lru_cache(maxsize=16384)
def base_name(name: str) -> str:
    """The substance without its simple salt, hydrate or « base »: "METFORMINE (CHLORHYDRATE DE)" is "metformine".

    A salt that is the substance itself (chlorure de sodium) and an ester or salt that changes how it acts (decanoate,
    benzathine, heparine calcique) are kept: two names that may not be confused stay two.
    """
    words = re.sub(r"\s*,\s*|\s+", " ", fold(name)).strip()
    if _KEPT.search(words):
        return words
    before = ""
    while before != words:
        before = words
        shorter = _SALT_OF.sub("", _OF_SALT.sub("", _TAIL.sub("", words)))
        if shorter and not _MINERAL.match(shorter):
            words = shorter
    if match := _INVERTED.match(words):
        space = "" if match["what"].endswith("'") else " "
        words = f"{match['what']}{space}{match['of']} {match['rest']}".strip()
    return _VARIANTS.get(words, words)


_SALT = re.compile(rf"\b(?:{_SALTS}|(?:mono|di|hemi)?(?:sodique|potassique|calcique|magnesien|magnesique))\b")
_COUNTED_ACIDS = re.compile(
    r"^(?:hemi|mono|di|sesqui|hydrogeno)+(?=fumarate|succinate|chlorhydrate|bromhydrate|tartrate|oxalate|sulfate)"
)
"""« Hémifumarate » and « fumarate » are two spellings of one salt more often than two salts."""
_SAME_SALT = {"erbumine": "tert-butylamine", "tertbutylamine": "tert-butylamine", "trometamine": "trometamol"}


@lru_cache(maxsize=16384)
def salt_of(name: str) -> str:
    """The simple salt that this name says, however it is written; "" for the base, or a salt that is the substance."""
    plain = fold(name)
    if base_name(name) == plain:
        return ""
    salts = (_COUNTED_ACIDS.sub("", salt) for salt in _SALT.findall(plain))
    return " ".join(sorted({_SAME_SALT.get(salt, salt) for salt in salts}))


def ingredients(components: Iterable[Component], said: Sequence[Said]) -> tuple[Ingredient, ...]:
    """The active substances, a salt and its base counted once, in the order of their base names.

    Of the salt and the base the amount that the name states (`said`) is taken (oxycodone LP 15 mg is 15 mg of the
    salt), else the base's: this is what a prescriber means.
    """
    linked: dict[tuple[str, str], list[Component]] = {}
    for component in components:
        linked.setdefault((component.element, component.link), []).append(component)
    several = len({element for element, _ in linked}) > 1
    found = [
        ingredient
        for (element, _), group in linked.items()
        for ingredient in _of_link(group, said, element if several else "")
    ]
    return tuple(sorted(found, key=lambda one: (one.element, one.base, one.code)))


def _of_link(group: Sequence[Component], said: Sequence[Said], element: str) -> list[Ingredient]:
    bases = [component for component in group if component.nature == "FT"]
    salts = [component for component in group if component.nature != "FT"]
    if len(bases) == 1 and len(salts) <= 1:
        base = bases[0]
        counted = next((one for one in (base, *salts) if _is_said(one, said)), None)
        if counted is None:
            counted = base if read_amount(base.dosage) or not salts else salts[0]
        return [_ingredient(counted, base.name, element)]
    if len(salts) == 1 and read_amount(salts[0].dosage):
        return [_ingredient(salts[0], salts[0].name, element)]
    return [_ingredient(one, one.name, element) for one in bases or salts]


def _is_said(component: Component, said: Sequence[Said]) -> bool:
    amount = read_amount(component.dosage)
    if amount is None:
        return False
    return any(states(one, amount, read_reference(component.reference)) for one in said)


def states(said: Said, amount: Amount, reference: Reference | None) -> bool:
    """Whether what a name says is this amount: the same number, or the same concentration."""
    if said.amount.unit is not amount.unit:
        return False
    if said.amount.value == amount.value:
        return True
    if said.ml is None or reference is None:
        return False
    ml = reference.quantity if reference.per is Per.ML else reference.ml
    return ml is not None and said.amount.value * ml == amount.value * said.ml


def _ingredient(counted: Component, base: str, element: str) -> Ingredient:
    return Ingredient(
        base=base_name(base),
        name=counted.name.strip(),
        code=counted.code,
        dosage=counted.dosage.strip(),
        amount=read_amount(counted.dosage),
        reference=read_reference(counted.reference),
        element=fold(element),
        salt="" if counted.nature == "FT" else salt_of(counted.name),
    )
