"""What kind of form a medicine has and how it releases its substance, from the words of the public database.

Two forms of one family may be given one for the other (a coated tablet for a plain one, a capsule for a tablet);
two families may not without asking, even where the French generic register puts them in one group
(CSP L.5121-1: oral immediate-release forms are one form for substitution by a pharmacist, not for giving a dose).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from medcircuit.medicines.rules.words import fold


class Family(StrEnum):
    """A family of forms; the value is part of the key of a medicine class, for good."""

    TABLET = "tablet"
    CHEWABLE = "chewable"
    LOZENGE = "lozenge"
    GUM = "gum"
    EFFERVESCENT = "effervescent"
    DISPERSIBLE = "dispersible"
    ORODISPERSIBLE = "orodispersible"
    SUBLINGUAL = "sublingual"
    BUCCAL = "buccal"
    MOUTH_LIQUID = "mouth_liquid"
    GRANULES = "granules"
    ORAL_POWDER = "oral_powder"
    ORAL_LIQUID = "oral_liquid"
    ORAL_LIQUID_DOSE = "oral_liquid_dose"
    ORAL_GEL = "oral_gel"
    MOUTHWASH = "mouthwash"
    INJECTABLE = "injectable"
    INJECTABLE_SUSPENSION = "injectable_suspension"
    INFUSION = "infusion"
    IMPLANT = "implant"
    PATCH = "patch"
    PLASTER = "plaster"
    EYE_DROPS = "eye_drops"
    EYE_DROPS_DOSE = "eye_drops_dose"
    EYE_OINTMENT = "eye_ointment"
    EAR = "ear"
    NASAL = "nasal"
    AEROSOL = "aerosol"
    INHALED_POWDER = "inhaled_powder"
    INHALED_CAPSULE = "inhaled_capsule"
    NEBULISER = "nebuliser"
    GAS = "gas"
    SUPPOSITORY = "suppository"
    ENEMA = "enema"
    PESSARY = "pessary"
    VAGINAL_DEVICE = "vaginal_device"
    VAGINAL_CREAM = "vaginal_cream"
    CREAM = "cream"
    OINTMENT = "ointment"
    GEL = "gel"
    SKIN_LIQUID = "skin_liquid"
    SKIN_POWDER = "skin_powder"
    SKIN_FOAM = "skin_foam"
    NAIL = "nail"
    HOMEOPATHIC = "homeopathic"
    KIT = "kit"
    OTHER = "other"


class Release(StrEnum):
    """How fast the substance leaves the form; the value is part of the key of a medicine class."""

    IMMEDIATE = "immediate"
    PROLONGED = "prolonged"
    MODIFIED = "modified"
    GASTRO_RESISTANT = "gastro_resistant"


@dataclass(frozen=True)
class Form:
    """The form of a medicine as the rules see it."""

    family: Family
    release: Release


_MOUTH = {"sublinguale", "gingivale", "buccogingivale", "voie buccale autre", "dentaire"}
_SWALLOWED = {"orale", "gastrique", "enterale", "gastro-enterale", "gastroenterale"}
_INJECTED = re.compile(r"intra(?!-uterine)|sous-cutanee|peri|infiltration")
_PARENTERAL = re.compile(
    r"injectable|injection|usage parenteral|preparation parenterale|dialyse|hemofiltration|cardiopleg|epidural"
)


@dataclass(frozen=True)
class _Seen:
    """What the choice of a family may look at; `single` when the product's name says it holds single doses."""

    form: str
    routes: frozenset[str]
    single: bool


_Choice = Family | Callable[[_Seen], Family]
_SINGLE = re.compile(r"unidose|sachet|en ampoules?\b|recipient[- ]unidose|dosette|stick")


def _oral_liquid(seen: _Seen) -> Family:
    return Family.ORAL_LIQUID_DOSE if seen.single else Family.ORAL_LIQUID


def _oral_powder(seen: _Seen) -> Family:
    return Family.ORAL_POWDER if seen.single else Family.ORAL_LIQUID


def _swallowed(seen: _Seen) -> Family:
    if seen.routes and seen.routes <= {"sublinguale"}:
        return Family.SUBLINGUAL
    if seen.routes and seen.routes <= {"voie buccale autre", "gingivale", "buccogingivale"}:
        return Family.BUCCAL
    return Family.TABLET


def _eye(seen: _Seen) -> Family:
    if re.search(r"pommade|gel|creme", seen.form):
        return Family.EYE_OINTMENT
    return Family.EYE_DROPS_DOSE if seen.single else Family.EYE_DROPS


def _vaginal(seen: _Seen) -> Family:
    if re.search(r"creme|gel\b|emulsion|solution|mousse", seen.form):
        return Family.VAGINAL_CREAM
    solid = re.search(r"ovule|comprime|capsule|gelule|tampon", seen.form)
    return Family.PESSARY if solid else Family.VAGINAL_DEVICE


def _rectal(seen: _Seen) -> Family:
    return Family.SUPPOSITORY if "suppositoire" in seen.form else Family.ENEMA


def _gel(seen: _Seen) -> Family:
    return Family.ORAL_GEL if seen.routes & (_SWALLOWED | _MOUTH) else Family.GEL


def _bare_powder(seen: _Seen) -> Family:
    return Family.ORAL_POWDER if seen.routes & _SWALLOWED else _loose_liquid(seen)


def _loose_liquid(seen: _Seen) -> Family:
    if seen.routes and seen.routes <= _MOUTH:
        return Family.MOUTH_LIQUID
    if seen.routes & _SWALLOWED:
        return _oral_liquid(seen)
    if any(_INJECTED.match(route) for route in seen.routes):
        return Family.INJECTABLE
    if "cutanee" in seen.routes:
        return Family.SKIN_POWDER if seen.form.startswith("poudre") else Family.SKIN_LIQUID
    return Family.OTHER


_PLACES: dict[str, _Choice] = {
    "ophtalmique": _eye,
    "auriculaire": Family.EAR,
    "nasale": Family.NASAL,
    "vaginale": _vaginal,
    "rectale": _rectal,
}
_WORDS: tuple[tuple[re.Pattern[str], _Choice], ...] = tuple(
    (re.compile(pattern), choice)
    for pattern, choice in (
        (r"trousse|radiopharma", Family.OTHER),
        (r"\bgaz\b|inhalation par vapeur", Family.GAS),
        (r"nebuliseur", Family.NEBULISER),
        (r"poudre pour inhalation en gelule", Family.INHALED_CAPSULE),
        (r"poudre.* inhalation", Family.INHALED_POWDER),
        (r"inhalation", Family.AEROSOL),
        (r"implant|matrice", Family.IMPLANT),
        (r"suppositoire", Family.SUPPOSITORY),
        (r"ovule", Family.PESSARY),
        (r"\bcollyre", _eye),
        (r"emplatre", Family.PLASTER),
        (r"transdermique|\bpatch", Family.PATCH),
        (r"suspension injectable|suspension colloidale", Family.INJECTABLE_SUSPENSION),
        (r"(?:solution|dispersion|emulsion)(?: a diluer)? (?:injectable|pour injection)", Family.INJECTABLE),
        (r"perfusion", Family.INFUSION),
        (_PARENTERAL.pattern, Family.INJECTABLE),
        (r"bain de bouche|gargarisme|collutoire|dentifrice", Family.MOUTHWASH),
        (r"gomme", Family.GUM),
        (r"effervescent", Family.EFFERVESCENT),
        (r"orodispersible|lyophilisat", Family.ORODISPERSIBLE),
        (r"comprime.* pour (?:solution|suspension) buvable|dispersible", Family.DISPERSIBLE),
        (r"muco-adhesif|gingival", Family.BUCCAL),
        (r"sucer|pastille", Family.LOZENGE),
        (r"croquer", Family.CHEWABLE),
        (r"comprime|gelule|capsule", _swallowed),
        (r"poudre pour (?:solution|suspension) buvable", _oral_powder),
        (r"granules? (?:gastro-resistant\S* )?pour", _oral_powder),
        (r"granules?\b|microgranule", Family.GRANULES),
        (r"buvable|sirop|elixir|emulsion orale|solution orale|\bgouttes\b", _oral_liquid),
        (r"vernis", Family.NAIL),
        (r"creme", Family.CREAM),
        (r"pommade|\bpate\b", Family.OINTMENT),
        (r"\bgel\b|gelee", _gel),
        (r"mousse", Family.SKIN_FOAM),
        (r"shampooing|lotion|baton", Family.SKIN_LIQUID),
        (r"poudre$", _bare_powder),
        (r"application|pulverisation|lavage|liquide|solution|suspension|emulsion|poudre", _loose_liquid),
    )
)


@lru_cache(maxsize=8192)
def _family(seen: _Seen) -> Family:
    if {"cutanee", "sublinguale", "orale"} <= seen.routes:
        return Family.HOMEOPATHIC
    if re.search(r"\bet\b", seen.form) and "solvant" not in seen.form and "dispersible et" not in seen.form:
        return Family.KIT
    if len(seen.routes) == 1 and (choice := _PLACES.get(min(seen.routes))):
        return choice if isinstance(choice, Family) else choice(seen)
    if seen.routes == {"transdermique"} and "gel" not in seen.form:
        return Family.PATCH
    for pattern, choice in _WORDS:
        if pattern.search(seen.form):
            return choice if isinstance(choice, Family) else choice(seen)
    return Family.OTHER


_RELEASES = (
    (re.compile(r"gastro-?resistant"), Release.GASTRO_RESISTANT),
    (re.compile(r"liberation modifiee"), Release.MODIFIED),
    (re.compile(r"liberation prolongee|osmotique|\bl\.?p\b\.?"), Release.PROLONGED),
)


_RELEASE_IN_NAME = re.compile(r"liberation|gastro|l\.?p\b")


@lru_cache(maxsize=4096)
def read_routes(text: str) -> frozenset[str]:
    """The routes of a medicine, folded, from the file's « orale;sublinguale »."""
    return frozenset(route for part in text.split(";") if (route := fold(part)))


def read_form(form: str, routes: str, denomination: str) -> Form:
    """The family and the release that the form, the routes and the name of a medicine state together."""
    words, name = fold(form), fold(denomination)
    if "inhalation" in words and "nebuliseur" in name:
        return Form(Family.NEBULISER, Release.IMMEDIATE)
    single = _SINGLE.search(words) or _SINGLE.search(name)
    return Form(
        _family(_Seen(words, read_routes(routes), bool(single))),
        _release(words) or _release(name) or Release.IMMEDIATE,
    )


def _release(words: str) -> Release | None:
    if not _RELEASE_IN_NAME.search(words):
        return Release.PROLONGED if "osmotique" in words else None
    return next((release for pattern, release in _RELEASES if pattern.search(words)), None)
