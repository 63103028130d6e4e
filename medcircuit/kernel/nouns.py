"""The nouns that amounts are counted in: their gender, their plural, and the abbreviations that mean them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Noun:
    """A unit as a word. `measured`: an amount of substance, said as a decimal; else a thing, cut in fractions."""

    one: str
    many: str
    feminine: bool = False
    measured: bool = False


_MEASURES = {
    "nanogramme": ("ng",),
    "microgramme": ("µg", "μg", "ug", "mcg", "gamma"),
    "milligramme": ("mg", "milligr"),
    "gramme": ("g", "gr"),
    "kilogramme": ("kg",),
    "microlitre": ("µl", "μl", "ul"),
    "millilitre": ("ml", "cc", "cm3", "cm³"),
    "centilitre": ("cl",),
    "décilitre": ("dl",),
    "litre": ("l",),
    "millimole": ("mmol",),
    "micromole": ("µmol", "μmol", "umol"),
    "mole": ("mol",),
    "milliéquivalent": ("meq",),
    "unité internationale": ("ui", "iu", "[iu]", "[iu]s", "u.i.", "unité inter"),
    "unité": ("u", "[u]"),
    "unité anti-Xa": ("ui anti-xa", "u anti-xa"),
    "million d'unités internationales": ("mui", "m ui", "mu"),
    "kilocalorie": ("kcal",),
    "mégabecquerel": ("mbq",),
    "gigabecquerel": ("gbq",),
    "millimètre": ("mm",),
    "centimètre": ("cm",),
    "mètre carré": ("m2", "m²"),
    "pour cent": ("%",),
}
_TIMES = {
    "seconde": ("s", "sec"),
    "minute": ("min", "mn"),
    "heure": ("h", "hr"),
    "jour": ("j", "d"),
    "semaine": ("sem", "wk"),
    "mois": ("mo",),
    "an": ("a",),
}
_THINGS = {
    "comprimé": ("cp", "cpr", "cps", "comp", "tab", "tablet", "{tablet}", "{tbl}", "15054000"),
    "gélule": ("gél", "gel.", "gélule ou capsule molle", "{capsule}", "15012000"),
    "ampoule": ("amp", "15002000"),
    "goutte": ("gtt", "gttes", "gte", "drop", "[drp]", "{drop}"),
    "cuillère à café": (
        "cac",
        "càc",
        "c à c",
        "c.à.c",
        "c.à.c.",
        "cuil. à café",
        "cuillerée à café",
        "[tsp_m]",
    ),
    "cuillère à soupe": ("cas", "càs", "c à s", "c.à.s", "c.à.s.", "cuillerée à soupe", "[tbs_m]"),
    "suppositoire": ("suppo",),
    "dispositif transdermique": ("15036000",),
    "seringue": ("15052000",),
    "poche": ("15005000",),
    "flacon": ("fl", "15009000"),
    "emplâtre": ("15042000",),
    "tube": ("15058000",),
    "boîte": ("bte", "30009000"),
    "sachet": ("sach",),
    "pulvérisation": ("pulv",),
    "bouffée": ("bff", "{puff}", "puff"),
}
_FEMININE = frozenset(
    (
        *("unité", "mole", "millimole", "micromole", "kilocalorie", "seconde", "minute", "heure", "semaine"),
        *("gélule", "capsule", "ampoule", "goutte", "cuillère", "cuillerée", "seringue", "poche", "boîte"),
        *("bouffée", "dose", "dose-mesure", "dose-graduation", "mesure", "pastille", "gomme", "cartouche"),
        *("pipette", "dosette", "bandelette", "compresse", "unidose", "prise", "ligne", "noisette", "noix"),
        *("plaquette", "dragée", "mèche", "canule", "crème", "pression", "pompe", "main", "solution"),
        *(
            "cuillère-mesure",
            "cupule",
            "bille",
            "éponge",
            "pâte",
            "tablette",
            "graduation",
            "perle",
            "barquette",
        ),
    )
)
_FEMININE_ENDS = ("tion", "sion", "ette", "ée")
_INVARIABLE = frozenset(
    (
        "ml",
        "mg",
        "compte-gouttes",
        "pour",
        "cent",
        "anti-xa",
        "lp",
        "prêt-à-l'emploi",
        "goutte-à-goutte",
        "avec",
        "usage",
    )
)
_STOP = re.compile(r"(?P<head>.+?)(?P<tail> (?:de|des|du|à|au|en|pour|par|sur|sous|sans|dans) .*| d['’].*)?")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\- ]){0,59}(?:\([^\d()]*\))?")
_FINAL_S = re.compile(r"\b(\w{3,})s\b")
_VOWELS = "aàâeéèêëiîïoôuùûœæh"


@lru_cache(maxsize=4096)
def noun_of(unit: str) -> Noun | None:
    """The noun that a word, a plural, an abbreviation or a code means; None where the text is no word at all."""
    plain = " ".join(unit.replace("’", "'").split())
    if found := _KNOWN.get(plain.casefold()):
        return found
    if not _WORD.fullmatch(plain) or len(plain) < 2:
        return None
    return _singular(plain) or _noun(plain, measured=False)


def _singular(plain: str) -> Noun | None:
    """A known noun under its plural, or with a further word: "comprimés", "comprimés orodispersibles"."""
    shorter = _FINAL_S.sub(r"\1", plain)
    if found := _KNOWN.get(shorter.casefold()):
        return found
    head = shorter.partition(" ")[0].casefold()
    return _noun(shorter, measured=False) if head in _KNOWN or head in _FEMININE else None


def _noun(one: str, *, measured: bool) -> Noun:
    head = one.partition(" ")[0].casefold()
    feminine = head in _FEMININE or head.endswith(_FEMININE_ENDS)
    return Noun(one, plural(one), feminine=feminine, measured=measured)


@lru_cache(maxsize=4096)
def plural(one: str) -> str:
    """The plural of a unit: each word up to a preposition ("dispositifs transdermiques", "cuillères à café")."""
    found = _STOP.fullmatch(one)
    assert found is not None
    return " ".join(map(_many, found["head"].split(" "))) + (found["tail"] or "")


def _many(word: str) -> str:
    """One word in the plural, both halves of a compound ("doses-mesures")."""
    low = word.casefold()
    if low in _INVARIABLE or low.startswith(("(", "anti-")) or word.isupper():
        return word
    if "-" in word:
        return "-".join(map(_many, word.split("-")))
    if low.endswith(("s", "x", "z")):
        return word
    if low.endswith("al"):
        return f"{word[:-1]}ux"
    return f"{word}x" if low.endswith("eau") else f"{word}s"


def elided(word: str) -> str:
    """« de » before a word, with its apostrophe before a vowel or a mute h: "de comprimé", "d'ampoule"."""
    return f"d'{word}" if word[:1].casefold() in _VOWELS else f"de {word}"


def _known() -> dict[str, Noun]:
    table: dict[str, Noun] = {}
    for names, measured in ((_MEASURES, True), (_TIMES, False), (_THINGS, False)):
        for one, abbreviations in names.items():
            noun = _noun(one, measured=measured)
            for text in (one, noun.many, *abbreviations):
                table.setdefault(text.casefold(), noun)
    return table


_KNOWN = _known()
