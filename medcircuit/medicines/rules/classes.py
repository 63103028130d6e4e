"""The medicine class: by what two boxes are the same medicine, and how two that are not differ.

A class is substances, their strength, the family of the form and its release. Where those do not suffice to give one
product for another (prolonged release, patches, inhalers, suspensions to inject: their rhythm or their device differs
between brands) the class is also bound to the generic group, or to the brand outside any group. Insulins are always
bound to their brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from medcircuit.kernel.quantities import amount_text
from medcircuit.medicines.rules.forms import Family, Form, Release, read_routes
from medcircuit.medicines.rules.strength import (
    Amount,
    Per,
    Reference,
    Said,
    Unit,
    amounts_said,
    percent_said,
    rate_said,
)
from medcircuit.medicines.rules.substances import Component, Ingredient, ingredients, states
from medcircuit.medicines.rules.words import brand, fold


class Strength(NamedTuple):
    """How much of one substance: exact, in one unit or millilitre or gram of medicine, or an hour for a patch."""

    base: str
    value: Fraction | None
    unit: Unit | None
    per: str


@dataclass(frozen=True)
class MedicineClass:
    """What makes two boxes the same medicine; `bound` names the group or brand where composition does not suffice.

    `salts`, one for each strength, says of which salt the amount is ("" the base's own); it is no part of the key.
    """

    strengths: tuple[Strength, ...]
    family: Family
    release: Release
    bound: str = ""
    salts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The class in words, the same for ever: "paracetamol 1000 mg/1|tablet|immediate|".

        Inside a generic group that decides, the amounts do not: two salts are written with two numbers.
        """
        if "group " in self.bound:
            return f"|{self.family.value}|{self.release.value}|{self.bound}"
        parts = []
        for one in self.strengths:
            unit = one.unit.value if one.unit else ""
            parts.append(
                f"{one.base} {amount_text(one.value)} {unit}/{one.per}" if one.value else f"{one.base} ?"
            )
        return "|".join((" + ".join(parts), self.family.value, self.release.value, self.bound))

    @property
    def id(self) -> str:
        """A short stable name of the class: the first 16 hexadecimal digits of the hash of its key."""
        return id_of(self.key)


def id_of(key: str) -> str:
    """The id of the class of this key."""
    return blake2b(key.encode(), digest_size=8).hexdigest()


_LIQUIDS = {
    *(
        Family.ORAL_LIQUID,
        Family.ORAL_LIQUID_DOSE,
        Family.INJECTABLE,
        Family.INJECTABLE_SUSPENSION,
        Family.INFUSION,
    ),
    *(Family.EYE_DROPS, Family.EYE_DROPS_DOSE, Family.EAR, Family.NEBULISER, Family.SKIN_LIQUID),
    *(Family.MOUTHWASH, Family.MOUTH_LIQUID, Family.NASAL, Family.ENEMA),
}
_PARENTERAL = {Family.INJECTABLE, Family.INJECTABLE_SUSPENSION, Family.INFUSION}
_POWDERED = re.compile(r"^(?:poudre|lyophilisat)")
_BY_BRAND = re.compile(r"^insuline|^toxine botulinique")
_RHYTHM = {
    *(Family.PATCH, Family.PLASTER, Family.AEROSOL, Family.INHALED_POWDER, Family.INHALED_CAPSULE),
    *(Family.INJECTABLE_SUSPENSION, Family.IMPLANT, Family.VAGINAL_DEVICE, Family.NASAL),
}
_VEINS = ("intraveineuse", "intraarterielle", "voie extracorporelle")


def classify(
    components: Iterable[Component],
    form: Form,
    *,
    form_words: str,
    routes: str,
    denomination: str,
    cis: str,
    group: str | None,
) -> tuple[MedicineClass, tuple[Ingredient, ...]]:
    """The class of a medicine and its ingredients, from its composition, form, routes, name and generic group."""
    label = Label(
        said=amounts_said(denomination),
        percent=percent_said(denomination),
        rate=rate_said(denomination) if form.family is Family.PATCH else None,
        family=form.family,
        powder=form.family in _PARENTERAL and bool(_POWDERED.match(fold(form_words))),
    )
    parts, strengths = _compose(tuple(components), label)
    bound = _bound(parts, strengths, form, denomination, cis, group)
    if form.family is Family.INJECTABLE and any(route.startswith(_VEINS) for route in read_routes(routes)):
        bound = f"iv {bound}".strip()
    salts = tuple(part.salt for part in parts)
    return MedicineClass(strengths, form.family, form.release, bound, salts), parts


@lru_cache(maxsize=16384)
def _compose(
    components: tuple[Component, ...], label: Label
) -> tuple[tuple[Ingredient, ...], tuple[Strength, ...]]:
    """The ingredients and their strengths: the same for every generic that says and holds the same."""
    parts = ingredients(components, label.said)
    label = label._replace(alone=len(parts) == 1)
    return parts, tuple(_strength(part, label) for part in parts)


def _bound(
    parts: Sequence[Ingredient],
    strengths: Sequence[Strength],
    form: Form,
    denomination: str,
    cis: str,
    group: str | None,
) -> str:
    if any(_BY_BRAND.match(part.base) for part in parts):
        return f"brand {brand(denomination)}"
    unknown = (
        not strengths
        or any(one.value is None for one in strengths)
        or form.family in {Family.KIT, Family.OTHER}
    )
    if unknown:
        return f"group {group}" if group else f"cis {cis}"
    rhythm = form.release in {Release.PROLONGED, Release.MODIFIED} or form.family in _RHYTHM
    if not rhythm:
        return ""
    return f"group {group}" if group else f"brand {brand(denomination)}"


_SOLIDS = {
    *(Family.TABLET, Family.CHEWABLE, Family.LOZENGE, Family.GUM, Family.EFFERVESCENT, Family.DISPERSIBLE),
    *(Family.ORODISPERSIBLE, Family.SUBLINGUAL, Family.BUCCAL, Family.SUPPOSITORY, Family.PESSARY),
    *(Family.INHALED_CAPSULE, Family.INHALED_POWDER, Family.PLASTER),
}


_SPREAD = {Family.CREAM, Family.OINTMENT, Family.GEL}


def _strength(part: Ingredient, label: Label) -> Strength:
    """What one unit (or ml, or g, or hour) of the medicine holds of this substance, as its label means it."""
    if label.family is Family.PATCH and label.rate:
        return Strength(part.base, label.rate.value, label.rate.unit, "h")
    if part.amount is None or part.reference is None:
        return _only_said(part, label)
    said = label.of(part)
    amount, reference = said.amount if said else part.amount, part.reference
    if label.percent and label.alone and amount.unit is Unit.MG and label.family in _SPREAD:
        return Strength(part.base, label.percent * 10, amount.unit, Per.G.value)
    if label.family in _SOLIDS or label.powder:
        known = reference.per is Per.UNIT or said is not None
        return Strength(part.base, amount.value if known else None, amount.unit, Per.UNIT.value)
    if said and said.ml and reference.per is not Per.UNIT and label.family is not Family.ORAL_LIQUID_DOSE:
        return Strength(part.base, amount.value / said.ml, amount.unit, Per.ML.value)
    if reference.per is not Per.UNIT:
        return _measured_out(part, label, said, amount, reference)
    ml = (said.ml if said else None) or reference.ml
    if label.family in _LIQUIDS - {Family.ORAL_LIQUID_DOSE} and ml:
        return Strength(part.base, amount.value / ml, amount.unit, Per.ML.value)
    return Strength(part.base, amount.value, amount.unit, Per.UNIT.value)


def _only_said(part: Ingredient, label: Label) -> Strength:
    """The strength where the composition states none: what the name says, for a lone substance; else unknown."""
    if label.alone and len(label.said) == 1 and label.family in _SOLIDS:
        return Strength(part.base, label.said[0].amount.value, label.said[0].amount.unit, Per.UNIT.value)
    if label.alone and label.percent and label.family in _LIQUIDS:
        return Strength(part.base, label.percent * 10, Unit.MG, Per.ML.value)
    return Strength(part.base, None, None, "")


def _measured_out(
    part: Ingredient, label: Label, said: Said | None, amount: Amount, reference: Reference
) -> Strength:
    """The strength of a medicine whose composition is stated for some millilitres or grams of it."""
    if label.family is Family.ORAL_LIQUID_DOSE and said and (said.ml or reference.quantity) > 1:
        return Strength(part.base, amount.value, amount.unit, Per.UNIT.value)
    if label.percent and label.alone and amount.unit is Unit.MG:
        return Strength(part.base, label.percent * 10, amount.unit, reference.per.value)
    whole = part.amount or amount
    return Strength(part.base, whole.value / reference.quantity, whole.unit, reference.per.value)


class Label(NamedTuple):
    """What the name of a medicine says of its strength, and what bears on how to read it."""

    said: tuple[Said, ...]
    percent: Fraction | None
    rate: Amount | None
    family: Family
    powder: bool
    alone: bool = False

    def of(self, part: Ingredient) -> Said | None:
        """The amount that the name states for this substance; for a lone substance the only amount stated.

        A name that is far from the composition is not believed: in « PROFIL 30 100 UI/ml » two numbers touch.
        """
        assert part.amount is not None
        if found := next((one for one in self.said if states(one, part.amount, part.reference)), None):
            return found
        return self.said[0] if self.alone and len(self.said) == 1 and _near(self.said[0], part) else None


def _near(said: Said, part: Ingredient) -> bool:
    """Whether a name and a composition can mean one thing: other units, or a salt and its base (within a factor 2)."""
    assert part.amount is not None
    assert part.reference is not None
    if said.amount.unit is not part.amount.unit or (said.ml and part.reference.per is Per.G):
        return True
    ml = part.reference.quantity if part.reference.per is Per.ML else part.reference.ml
    ratios = [said.amount.value / part.amount.value]
    if said.ml and ml:
        ratios.append(ratios[0] * ml / said.ml)
    return any(Fraction(1, 2) <= ratio <= 2 for ratio in ratios)


class Likeness(Enum):
    """How one medicine stands to another; all but SAME ask a person."""

    SAME = "same"
    OTHER_STRENGTH = "other_strength"
    OTHER_FORM = "other_form"
    OTHER_RELEASE = "other_release"
    NOT_EQUIVALENT = "not_equivalent"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Comparison:
    """How the second medicine stands to the first; `ratio` is its strength over the first's (1 g for 500 mg is 2)."""

    likeness: Likeness
    ratio: Fraction | None = None


def compare(wanted: MedicineClass, found: MedicineClass) -> Comparison:
    """How what was found stands to what is wanted.

    NOT_EQUIVALENT is the same substance and form, but of a brand or group nobody declares interchangeable, or of
    another salt: 4 mg of perindopril tert-butylamine are 5 mg of the arginine salt, no ratio of the numbers says so.
    """
    if wanted.key == found.key:
        return Comparison(Likeness.SAME, Fraction(1))
    if [one.base for one in wanted.strengths] != [
        one.base for one in found.strengths
    ] or not wanted.strengths:
        return Comparison(Likeness.DIFFERENT)
    ratio = _ratio(wanted.strengths, found.strengths)
    if wanted.release is not found.release:
        return Comparison(Likeness.OTHER_RELEASE, ratio)
    if wanted.family is not found.family:
        return Comparison(Likeness.OTHER_FORM, ratio)
    if ratio != 1 and _other_salt(wanted.salts, found.salts):
        return Comparison(Likeness.NOT_EQUIVALENT)
    if ratio is None or (ratio == 1 and wanted.bound != found.bound):
        return Comparison(Likeness.NOT_EQUIVALENT, ratio)
    return Comparison(Likeness.OTHER_STRENGTH, ratio)


def _other_salt(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the amounts are of two salts; where one is not said, or is the base's, the numbers are believed."""
    return any(one and other and one != other for one, other in zip(wanted, found, strict=False))


def _ratio(wanted: Sequence[Strength], found: Sequence[Strength]) -> Fraction | None:
    ratios = set()
    for one, other in zip(wanted, found, strict=True):
        if not one.value or not other.value or (one.unit, one.per) != (other.unit, other.per):
            return None
        ratios.add(other.value / one.value)
    return ratios.pop() if len(ratios) == 1 else None
