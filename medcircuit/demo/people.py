"""Who lives in the demonstration's houses: plain values drawn from a seed; nobody real."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from medcircuit.kernel.checksums import nir_key

INS_TEST_OID = "1.2.250.1.213.1.4.10"
"""The INS-NIR test identifiers' OID: no matricule below it is anybody's."""


@dataclass(frozen=True)
class House:
    """An establishment to people: its name, its FINESS number, its kind, its units with their first room."""

    key: str
    name: str
    finess: str
    kind: str
    generation: str
    units: tuple[tuple[str, int], ...]
    per_unit: int
    ages: tuple[int, int]
    address: str
    phone: str


EHPAD = House(
    "ehpad",
    "EHPAD Les Quatre Tilleuls",
    "990000119",
    "EHPAD",
    "old",
    (("Les Glycines", 101), ("Le Verger", 201), ("Les Alizés", 301), ("La Clairière (unité protégée)", 1)),
    20,
    (75, 101),
    "4 place des Quatre Tilleuls, 59000 Lille, France",
    "+33 3 53 01 01 10",
)
IME = House(
    "ime",
    "IME La Passerelle",
    "990000259",
    "IME",
    "young",
    (("Les Mésanges", 11), ("Les Hirondelles", 31), ("Les Martinets", 51), ("Internat des Grands", 71)),
    10,
    (6, 20),
    "18 chemin de la Passerelle, 59000 Lille, France",
    "+33 3 53 01 01 20",
)
HOUSES = (EHPAD, IME)


@dataclass(frozen=True)
class Identity:
    """A civil identity as INS has it; no matricule where the status does not come with one."""

    birth_name: str
    used_name: str | None
    first_names: str
    birth_date: date
    sex: str
    birthplace_code: str
    ins_status: str
    ins_matricule: str | None


@dataclass(frozen=True)
class Resident:
    """One person of a house, before any database: where they live, and what a carer must know at a glance."""

    house: str
    unit: int
    room: str
    order: int
    origin: str
    identity: Identity
    allergies: tuple[tuple[str, str], ...] = ()
    texture: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class Member:
    """One person of the staff: how they sign in, and what they are in which houses."""

    login: str
    family_name: str
    given_name: str
    role: str
    houses: tuple[str, ...]
    label: str
    qualification: str | None = None
    phone: str | None = None


STAFF = (
    Member("spetit", "Petit-Jean", "Sandrine", "nurse", ("ehpad",), "infirmière"),
    Member("kbenali", "Ben Alioui", "Karim", "nurse", ("ehpad",), "infirmier"),
    Member("lmoreau", "Moreau-Lesage", "Lucie", "nurse", ("ime",), "infirmière de l'IME"),
    Member(
        "chamelin",
        "Hamelin-Roy",
        "Catherine",
        "coordinating_nurse",
        ("ehpad", "ime"),
        "infirmière coordinatrice",
    ),
    Member(
        "drvasseur",
        "Vasseur-Lamy",
        "Philippe",
        "physician",
        ("ehpad", "ime"),
        "médecin",
        "Médecin généraliste",
        "+33 6 39 98 01 10",
    ),
    Member("pgauthier", "Gauthier-Noël", "Hélène", "pharmacist", ("ehpad", "ime"), "pharmacienne"),
    Member("tkone", "Konaté-Brun", "Tiémoko", "pharmacy_technician", ("ehpad",), "préparateur en pharmacie"),
    Member("mleroux", "Leroux-Danjou", "Martine", "care_assistant", ("ehpad",), "aide-soignante"),
    Member("jfabre", "Fabre-Costa", "Julien", "educator", ("ime",), "éducateur"),
    Member("sdiallo", "Diallo-Mercier", "Safi", "educator", ("ime",), "éducatrice, autorisation expirée"),
    Member("ndirection", "Nogaret-Vial", "Nathalie", "manager", ("ehpad", "ime"), "directrice"),
    Member(
        "drroux",
        "Roux-Delmas",
        "Antoine",
        "physician",
        ("ehpad",),
        "médecin remplacé cette semaine",
        "Médecin généraliste",
        "+33 6 39 98 01 11",
    ),
    Member("admin", "Administration", "Alex", "administrator", ("ehpad", "ime"), "administrateur"),
)
"""The staff of both houses: at least one for every role."""

TEXTURES = ("Haché", "Mixé lisse", "Haché, eau gélifiée", "Mixé, boissons épaissies")
ALLERGIES = (
    ("Amoxicilline", "severe"),
    ("Pénicillines", "severe"),
    ("Sulfamides", "other"),
    ("Aspirine", "severe"),
    ("Produits de contraste iodés", "severe"),
    ("Latex", "other"),
    ("Codéine", "other"),
    ("Arachide", "severe"),
    ("Tramadol", "other"),
)


_WITH_SECOND_NAMES = frozenset({"fr", "it", "es", "pt", "pl", "am", "an"})
"""Origins whose birth certificates commonly carry several first names out of the same pool."""


def residents(house: House, today: date, random: Random) -> tuple[Resident, ...]:
    """Everybody who lives in a house, unit by unit in walking order."""
    taken: set[str] = set()
    drawn = []
    for unit, (_name, first_room) in enumerate(house.units):
        for order in range(house.per_unit):
            origin, identity = _identity(house, today, random, taken)
            room = f"{first_room + order:03d}" if house is EHPAD else f"{first_room + order // 2}"
            drawn.append(_settled(Resident(house.key, unit, room, order + 1, origin, identity), random))
    return _with_likenesses(house, tuple(drawn))


def _settled(resident: Resident, random: Random) -> Resident:
    """The same person with allergies, texture and a note for the carer, for some."""
    allergies = (
        tuple(sorted(random.sample(ALLERGIES, random.choice((1, 1, 2))))) if random.random() < 0.24 else ()
    )
    old = resident.house == EHPAD.key
    texture = random.choice(TEXTURES) if random.random() < (0.3 if old else 0.12) else None
    notes = None
    if random.random() < 0.15:
        notes = random.choice(
            (
                "Malentendant : se placer face à la personne",
                "Malvoyante : nommer ce qui est donné",
                "Gaucher : verre à gauche",
            )
            if old
            else (
                "Communique par pictogrammes",
                "Préfère l'eau à température ambiante",
                "Prévenir avant de toucher",
            )
        )
    return replace(resident, allergies=allergies, texture=texture, notes=notes)


@cache
def _pools() -> dict[str, Any]:
    """Where names are drawn from, by generation, origin and sex: words parted by spaces."""
    pools: dict[str, Any] = json.loads((files("medcircuit.demo") / "names.json").read_text(encoding="utf-8"))
    return pools


def _draw_name(pool: str, taken: set[str], random: Random) -> str:
    """A family name that nobody in the house has yet."""
    free = [name for name in pool.split() if name not in taken]
    name: str = random.choice(
        free or [name for name in _pools()["family"]["fr"].split() if name not in taken]
    )
    taken.add(name)
    return name


def _first_names(house: House, origin: str, sex: str, random: Random) -> str:
    first = random.choice(_pools()["first"][house.generation][origin][sex].split())
    christened = _pools()["second"][house.generation][sex].split() if origin in _WITH_SECOND_NAMES else ()
    others = random.sample(christened, random.choice((0, 1, 1, 2)) if christened else 0)
    return " ".join((first, *(other for other in others if other not in first)))


def _identity(house: House, today: date, random: Random, taken: set[str]) -> tuple[str, Identity]:
    pools = _pools()
    weights = pools["weights"][house.generation]
    origin = random.choices(list(weights), list(weights.values()))[0]
    sex = "F" if random.random() < (0.72 if house is EHPAD else 0.35) else "M"
    name = _draw_name(pools["family"][origin], taken, random)
    married = house is EHPAD and sex == "F" and random.random() < 0.7
    used = _draw_name(pools["family"]["fr"], taken, random) if married else None
    born = _birth_date(house, today, random)
    abroad = house is EHPAD or random.random() < 0.3
    place = random.choice(pools["birthplaces"][origin if abroad else "fr"].split())
    status = random.choices(("QUAL", "VALI", "RECUP", "PROV"), (62, 16, 10, 12))[0]
    matricule = invented_matricule(sex, born, place, random) if status in {"QUAL", "RECUP"} else None
    first_names = _first_names(house, origin, sex, random)
    return origin, Identity(name, used, first_names, born, sex, place, status, matricule)


def _birth_date(house: House, today: date, random: Random) -> date:
    """A birth date that makes an age of the house's span: most people of an EHPAD are between 82 and 93."""
    youngest, oldest = house.ages
    age = (
        round(random.triangular(youngest, oldest, 88)) if house is EHPAD else random.randint(youngest, oldest)
    )
    return _years_before(today, age) - timedelta(days=random.randint(1, 360))


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def invented_matricule(sex: str, born: date, birthplace_code: str, random: Random) -> str:
    """An invented matricule with its right key; it means nobody, and stands below the test OID only."""
    body = f"{1 if sex == 'M' else 2}{born:%y%m}{birthplace_code}{random.randint(1, 899):03d}"
    return body + (nir_key(body) or "")


def _with_likenesses(house: House, people: Sequence[Resident]) -> tuple[Resident, ...]:
    """The same people, two of whom are homonyms of a neighbour, and two of whom have very long names."""
    named = list(people)

    def rename(number: int, **changes: object) -> None:
        person = named[number]
        named[number] = replace(person, identity=replace(person.identity, **changes))  # type: ignore[arg-type]

    if house is EHPAD:
        rename(4, birth_name="MARTINEAU", used_name=None, first_names="Jeanne Marie", sex="F")
        rename(11, birth_name="MARTINEAU", used_name=None, first_names="Jeanne Louise", sex="F")
        rename(27, birth_name="LEFEBVRIER", used_name=None, first_names="André Jean", sex="M")
        rename(33, birth_name="LEFÈVRIER", used_name=None, first_names="André", sex="M")
        rename(46, birth_name="DE LA VILLENEUVE-SAINT-AUBIN DES GRANDES-EAUX", used_name=None)
        rename(
            61, birth_name="WOLFENSCHIESSENBERGER", used_name="VANDENPLASSCHE-KERGUÉLENNEC DU BOIS-GUILLAUME"
        )
    else:
        rename(7, birth_name="RAVALOMANANTSOANANDRIAMAMPIANINA-RAKOTOARISOA")
    return tuple(_key_again(person) for person in named)


def _key_again(person: Resident) -> Resident:
    """The same person, the matricule beginning with the digit of their sex."""
    identity = person.identity
    if identity.ins_matricule is None:
        return person
    body = ("1" if identity.sex == "M" else "2") + identity.ins_matricule[1:13]
    return replace(person, identity=replace(identity, ins_matricule=body + (nir_key(body) or "")))
