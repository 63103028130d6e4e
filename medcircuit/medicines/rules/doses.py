"""How a medicine is counted in stock, and how many of those units a prescribed dose is.

Solid and single-dose forms are counted in units, liquids that are measured out in millilitres, and what has no
countable dose (creams, eye drops, sprays) is only used. A dose that does not convert for certain is None: a person
decides how many units it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from medcircuit.medicines.rules.classes import Strength
from medcircuit.medicines.rules.forms import Family
from medcircuit.medicines.rules.packs import Pack
from medcircuit.medicines.rules.strength import Unit, spelled
from medcircuit.medicines.rules.words import fold


class StockUnit(StrEnum):
    """What a medicine's stock is counted in."""

    UNIT = "unit"
    ML = "ml"
    USE = "use"


@dataclass(frozen=True)
class Counting:
    """How one medicine is counted: the word of its unit, what that unit holds, its volume where it is a liquid.

    `drops_per_ml` is what the product's leaflet declares, entered by a person; without it drops do not convert.
    """

    stock_unit: StockUnit
    word: str
    family: Family
    strengths: tuple[Strength, ...] = ()
    unit_ml: Fraction | None = None
    drops_per_ml: Fraction | None = None


def breaks_a_unit(units: Fraction | None, counting: Counting) -> bool:
    """Whether an amount, in units of the product, leaves a rest of a unit that cannot be used: half a tablet, no millilitres."""
    return units is not None and counting.stock_unit is StockUnit.UNIT and units.denominator > 1


_SWALLOWED_WORDS = ("comprime", "gelule", "capsule")
UNIT_WORDS: dict[Family, tuple[str, ...]] = {
    Family.TABLET: _SWALLOWED_WORDS,
    Family.CHEWABLE: ("comprime",),
    Family.LOZENGE: ("pastille", "comprime"),
    Family.GUM: ("gomme",),
    Family.EFFERVESCENT: ("comprime", "sachet"),
    Family.DISPERSIBLE: ("comprime",),
    Family.ORODISPERSIBLE: ("comprime", "lyophilisat", "film"),
    Family.SUBLINGUAL: ("comprime",),
    Family.BUCCAL: ("comprime",),
    Family.ORAL_POWDER: ("sachet",),
    Family.ORAL_LIQUID_DOSE: ("sachet", "ampoule", "unidose", "recipient unidose"),
    Family.PATCH: ("patch", "dispositif"),
    Family.PLASTER: ("emplatre",),
    Family.SUPPOSITORY: ("suppositoire",),
    Family.PESSARY: ("ovule", "comprime", "capsule"),
    Family.INHALED_CAPSULE: ("gelule",),
    Family.EYE_DROPS_DOSE: ("unidose", "recipient unidose"),
    Family.NEBULISER: ("unidose", "recipient unidose", "ampoule"),
    Family.IMPLANT: ("implant",),
    Family.VAGINAL_DEVICE: ("systeme", "anneau", "dispositif"),
}
"""The families counted in units, and the words under which one unit of them is prescribed."""

CONTAINERS = (
    "ampoule",
    "seringue",
    "stylo",
    "flacon",
    "poche",
    "cartouche",
    "sachet",
    "dose",
    "recipient unidose",
)
_PARENTERAL = {Family.INJECTABLE, Family.INJECTABLE_SUSPENSION, Family.INFUSION}
_MEASURED = {Family.ORAL_LIQUID, Family.MOUTH_LIQUID}
_REUSED = re.compile(r"^(?:cartouche|stylo|flacon)")
UNIT_WORDS_FRENCH = {
    "comprime": "comprimé",
    "gelule": "gélule",
    "emplatre": "emplâtre",
    "systeme": "système",
    "recipient unidose": "récipient unidose",
    "unidose": "récipient unidose",
    "dispositif": "dispositif",
    "seringue preremplie": "seringue préremplie",
    "stylo prerempli": "stylo prérempli",
}


def counting(
    family: Family,
    strengths: Sequence[Strength],
    form_words: str,
    packs: Iterable[Pack],
    stated_ml: Fraction | None = None,
) -> Counting:
    """How a medicine of this form is counted; `packs` are its boxes, `stated_ml` the volume its composition states."""
    boxes = tuple(packs)
    words = {pack.word for pack in boxes}
    volumes = {pack.ml for pack in boxes if pack.ml}
    unit_ml = volumes.pop() if len(volumes) == 1 else (stated_ml if not volumes else None)
    if family in _PARENTERAL:
        return _injected(family, strengths, words, unit_ml)
    if family in _MEASURED or (family is Family.GRANULES and unit_ml):
        return _poured(family, strengths, words, unit_ml)
    if family in UNIT_WORDS:
        wet = (
            unit_ml if family in {Family.ORAL_LIQUID_DOSE, Family.NEBULISER, Family.EYE_DROPS_DOSE} else None
        )
        return Counting(StockUnit.UNIT, _word(family, words, form_words), family, tuple(strengths), wet)
    if family is Family.GRANULES and words and words <= {"sachet", "sachet-dose"}:
        return Counting(StockUnit.UNIT, "sachet", family, tuple(strengths))
    if family is Family.ENEMA and words and words <= {"recipient unidose", "unidose", "poche"}:
        return Counting(StockUnit.UNIT, "récipient unidose", family, tuple(strengths), unit_ml)
    return Counting(StockUnit.USE, "application", family, tuple(strengths))


def _injected(
    family: Family, strengths: Sequence[Strength], words: set[str], unit_ml: Fraction | None
) -> Counting:
    """Ampoules, syringes, bags and powders are counted; pens, cartridges and vials of a solution are measured out."""
    liquid = any(one.per == "mL" for one in strengths)
    if liquid and words and all(_REUSED.match(word) for word in words):
        return Counting(StockUnit.ML, "ml", family, tuple(strengths), unit_ml)
    word = words.pop() if len(words) == 1 else "flacon"
    return Counting(StockUnit.UNIT, UNIT_WORDS_FRENCH.get(word, word), family, tuple(strengths), unit_ml)


def _poured(
    family: Family, strengths: Sequence[Strength], words: set[str], unit_ml: Fraction | None
) -> Counting:
    if words and all(word.startswith("seringue") for word in words):
        return Counting(StockUnit.UNIT, "seringue préremplie", family, tuple(strengths), unit_ml)
    if unit_ml or any(one.per == "mL" for one in strengths):
        return Counting(StockUnit.ML, "ml", family, tuple(strengths), unit_ml)
    return Counting(StockUnit.USE, "application", family, tuple(strengths))


def _word(family: Family, words: set[str], form_words: str) -> str:
    """The French word of one unit: as the form says it, else as the boxes do, else the family's own."""
    form = fold(form_words)
    known = UNIT_WORDS[family]
    found = next((word for word in known if word in form), None)
    found = found or next((word for word in known if any(word in box for box in words)), known[0])
    return UNIT_WORDS_FRENCH.get(found, found)


_EDQM = {
    "15001000": "bouffee",
    "15002000": "ampoule",
    "15005000": "poche",
    "15009000": "flacon",
    "15012000": "gelule",
    "15013000": "cartouche",
    "15022000": "goutte",
    "15023000": "film",
    "15025000": "implant",
    "15029000": "pastille",
    "15030000": "lyophilisat",
    "15036000": "patch",
    "15037000": "stylo",
    "15039000": "ovule",
    "15042000": "emplatre",
    "15045000": "sachet",
    "15051000": "suppositoire",
    "15052000": "seringue",
    "15053000": "systeme",
    "15054000": "comprime",
    "15060000": "flacon",
}
"""EDQM standard terms, units of presentation, as the French e-prescription names them."""
_SYNONYMS = {
    **dict.fromkeys(("cp", "cpr", "cps", "tab", "tablet", "{tbl}", "comprimes", "cachet"), "comprime"),
    **dict.fromkeys(("gel", "gelules", "capsule molle", "capsules", "capsule", "{capsule}"), "gelule"),
    "gelule ou capsule molle": "gelule",
    **dict.fromkeys(("sachet-dose", "sachets", "stick"), "sachet"),
    **dict.fromkeys(("dispositif transdermique", "dispositif", "patchs", "patches"), "patch"),
    **dict.fromkeys(("gouttes", "gtte", "gttes", "drop", "drops", "[drp]"), "goutte"),
    **dict.fromkeys(("suppo", "suppos", "suppositoires"), "suppositoire"),
    **dict.fromkeys(("seringue preremplie", "seringue pre-remplie", "seringues"), "seringue"),
    **dict.fromkeys(("stylo prerempli", "stylo pre-rempli", "stylos"), "stylo"),
    **dict.fromkeys(("recipient unidose", "recipient-unidose", "unidoses", "dosette"), "unidose"),
    **dict.fromkeys(("unite", "unites", "1", "{unite}", "unite de prise", "ea"), "unite"),
    **dict.fromkeys(("ampoules", "amp"), "ampoule"),
    "flacons": "flacon",
    "poches": "poche",
    "ovules": "ovule",
    "pastilles": "pastille",
    "doses": "dose",
    "lyophilisats": "lyophilisat",
    "films": "film",
    "gommes": "gomme",
    "emplatres": "emplatre",
}
_SPOONS = {"cuillere a cafe": 5, "cuilleres a cafe": 5, "c. a cafe": 5, "cuillere a dessert": 10} | {
    "cuilleres a dessert": 10,
    "cuillere a soupe": 15,
    "cuilleres a soupe": 15,
    "c. a soupe": 15,
}
"""Millilitres of a spoon, as the French pharmacopoeia has them; a product's own spoon-measure is not one of them."""


def dose_in_units(amount: Fraction, unit: str, counted: Counting) -> Fraction | None:
    """How many stock units (or millilitres) of this medicine a prescribed dose is, or None where a person decides.

    The unit is a French word (« comprimé », « mg », « goutte »), a UCUM code or an EDQM code of a unit of presentation.
    """
    if counted.stock_unit is StockUnit.USE:
        return None
    word = _EDQM.get(unit.strip()) or fold(unit)
    word = _SYNONYMS.get(word, word)
    if word == "unite" and any(one.unit is Unit.IU for one in counted.strengths):
        return _of_substance(amount, "UI", counted)
    if counted.stock_unit is StockUnit.UNIT and _is_one_unit(word, counted):
        return amount
    if word == "goutte":
        return _of_volume(amount / counted.drops_per_ml, counted) if counted.drops_per_ml else None
    if word in _SPOONS:
        return _of_volume(amount * _SPOONS[word], counted)
    return _of_substance(amount, unit, counted)


def _is_one_unit(word: str, counted: Counting) -> bool:
    if word == "unite":
        return True
    if counted.family in _PARENTERAL or counted.family in _MEASURED or counted.family not in UNIT_WORDS:
        return word in CONTAINERS and fold(counted.word).startswith(word)
    said = {_SYNONYMS.get(known, known) for known in UNIT_WORDS[counted.family]}
    return word in said


def _of_volume(ml: Fraction, counted: Counting) -> Fraction | None:
    if counted.stock_unit is StockUnit.ML:
        return ml
    return ml / counted.unit_ml if counted.unit_ml else None


def _of_substance(amount: Fraction, unit: str, counted: Counting) -> Fraction | None:
    """A volume, or an amount of the one substance of the medicine; of several substances a person must say which."""
    known = spelled(unit)
    if known is None:
        return None
    value = amount * known[1]
    if known[0] is Unit.ML:
        return _of_volume(value, counted)
    if len(counted.strengths) != 1:
        return None
    strength = counted.strengths[0]
    if not strength.value or strength.unit is not known[0]:
        return None
    if strength.per == "mL":
        return _of_volume(value / strength.value, counted)
    return value / strength.value if strength.per == "1" and counted.stock_unit is StockUnit.UNIT else None


def pack_in_stock_units(pack: Pack | None, stock_unit: StockUnit, family: Family) -> Fraction | None:
    """What a box adds to the stock, in the units of the medicine; None where a person must count."""
    if pack is None:
        return None
    if stock_unit is StockUnit.ML:
        return pack.total_ml
    if stock_unit is StockUnit.USE or family not in UNIT_WORDS:
        return pack.units
    known = (*UNIT_WORDS[family], "dose", "patch", "dispositif")
    return pack.units if any(word in pack.word for word in known) else None
