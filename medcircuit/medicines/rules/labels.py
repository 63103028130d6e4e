"""How a medicine class is said to a nurse: « Paracétamol 1 g, comprimé »."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from medcircuit.kernel.quantities import amount_text
from medcircuit.medicines.rules.classes import MedicineClass, Strength
from medcircuit.medicines.rules.forms import Family, Release
from medcircuit.medicines.rules.strength import Unit
from medcircuit.medicines.rules.substances import Ingredient
from medcircuit.medicines.rules.words import fold

FAMILIES = {
    Family.TABLET: "comprimé ou gélule",
    Family.CHEWABLE: "comprimé à croquer",
    Family.LOZENGE: "pastille",
    Family.GUM: "gomme à mâcher",
    Family.EFFERVESCENT: "effervescent",
    Family.DISPERSIBLE: "comprimé dispersible",
    Family.ORODISPERSIBLE: "orodispersible",
    Family.SUBLINGUAL: "comprimé sublingual",
    Family.BUCCAL: "comprimé buccal",
    Family.MOUTH_LIQUID: "solution buccale",
    Family.GRANULES: "granulés",
    Family.ORAL_POWDER: "poudre en sachet",
    Family.ORAL_LIQUID: "solution ou suspension buvable",
    Family.ORAL_LIQUID_DOSE: "dose buvable",
    Family.ORAL_GEL: "gel oral",
    Family.MOUTHWASH: "bain de bouche",
    Family.INJECTABLE: "solution injectable",
    Family.INJECTABLE_SUSPENSION: "suspension injectable",
    Family.INFUSION: "solution pour perfusion",
    Family.IMPLANT: "implant",
    Family.PATCH: "patch",
    Family.PLASTER: "emplâtre",
    Family.EYE_DROPS: "collyre",
    Family.EYE_DROPS_DOSE: "collyre en unidose",
    Family.EYE_OINTMENT: "pommade ou gel ophtalmique",
    Family.EAR: "gouttes auriculaires",
    Family.NASAL: "solution nasale",
    Family.AEROSOL: "aérosol pour inhalation",
    Family.INHALED_POWDER: "poudre pour inhalation",
    Family.INHALED_CAPSULE: "gélule pour inhalation",
    Family.NEBULISER: "solution pour nébuliseur",
    Family.GAS: "gaz ou vapeur à inhaler",
    Family.SUPPOSITORY: "suppositoire",
    Family.ENEMA: "solution ou gel rectal",
    Family.PESSARY: "ovule ou capsule vaginale",
    Family.VAGINAL_DEVICE: "dispositif vaginal",
    Family.VAGINAL_CREAM: "crème ou gel vaginal",
    Family.CREAM: "crème",
    Family.OINTMENT: "pommade",
    Family.GEL: "gel",
    Family.SKIN_LIQUID: "solution pour la peau",
    Family.SKIN_POWDER: "poudre pour la peau",
    Family.SKIN_FOAM: "mousse pour la peau",
    Family.NAIL: "vernis à ongles",
    Family.HOMEOPATHIC: "homéopathie",
    Family.KIT: "plusieurs éléments",
    Family.OTHER: "autre forme",
}
RELEASES = {
    Release.IMMEDIATE: "",
    Release.PROLONGED: "LP",
    Release.MODIFIED: "à libération modifiée",
    Release.GASTRO_RESISTANT: "gastro-résistant",
}
_UNITS = {
    Unit.IU: "unités",
    Unit.ANTI_XA: "unités anti-Xa",
    Unit.MMOL: "mmol",
    Unit.MEQ: "mEq",
    Unit.ML: "ml",
    Unit.MBQ: "MBq",
}


def class_label(what: MedicineClass, parts: Sequence[Ingredient]) -> str:
    """The class in words; doses have no trailing zero, no « µg », no « UI »."""
    names = {part.base: accented(part.name, part.base) for part in parts}
    every = (f"{names.get(one.base, one.base)} {strength_french(one)}".strip() for one in what.strengths)
    said = list(dict.fromkeys(every))
    if len(said) > 4:
        del said[4:]
        said.append("…")
    form = " ".join(word for word in (FAMILIES[what.family], RELEASES[what.release]) if word)
    brand = (
        f" ({what.bound.removeprefix('iv ').removeprefix('brand ').upper()})"
        if "brand " in what.bound
        else ""
    )
    text = " + ".join(said)
    return f"{text[:1].upper()}{text[1:]}{brand}, {form}" if text else form


@lru_cache(maxsize=4096)
def strength_french(one: Strength) -> str:
    """One strength in words: « 1 g », « 25 microgrammes », « 100 unités/ml »; empty where it is not known."""
    if one.value is None or one.unit is None:
        return ""
    if one.per == "h":
        day = f"{_measured(one._replace(value=one.value * 24))}/24 h"
        hour = f"{_measured(one)}/h"
        return day if len(day.split(maxsplit=1)[0]) < len(hour.split(maxsplit=1)[0]) else hour
    return _measured(one) + {"1": "", "mL": "/ml", "g": "/g"}[one.per]


def _measured(one: Strength) -> str:
    assert one.value is not None
    assert one.unit is not None
    if one.unit is not Unit.MG:
        return f"{_decimal(one.value)} {_UNITS[one.unit]}"
    if one.value >= 1000:
        return f"{_decimal(one.value / 1000)} g"
    if one.value < Fraction(1, 10):
        return f"{_decimal(one.value * 1000)} microgrammes"
    return f"{_decimal(one.value)} mg"


def _decimal(value: Fraction) -> str:
    """A mass is said as a decimal, never as a fraction; one without end is rounded to three digits."""
    text = amount_text(value)
    if "/" in text:
        text = format(Decimal(value.numerator) / Decimal(value.denominator), ".3g")
    return text.replace(".", ",")


@lru_cache(maxsize=8192)
def accented(name: str, base: str) -> str:
    """The folded base with the accents that the composition writes in this name, in lower case."""
    plain = name.lower().replace("’", "'")
    start = fold(plain).find(base)
    if start >= 0 and len(fold(plain)) == len(plain):
        return plain[start : start + len(base)]
    return base
