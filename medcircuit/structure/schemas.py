"""The file that describes an establishment to `medcircuit init`: TOML, read whole or refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from medcircuit.kernel.access import Role
from medcircuit.structure.rules.hours import DayHours, wrong
from medcircuit.structure.rules.identifiers import check_finess
from medcircuit.structure.rules.rounds import DEFAULT_MOMENTS, DEFAULT_ROUNDS, RoundDefinition
from medcircuit.structure.service import KINDS, EstablishmentPlan, EstablishmentUnreadable, UnitPlan


@dataclass(frozen=True)
class Description:
    """An organisation's name and the plan of its first establishment."""

    organisation: str
    plan: EstablishmentPlan


def read_description(text: str) -> Description:
    """The description that a TOML file states, by the words of `_WORDS`.

    Each unit gets a cart and a cupboard, unless the file states its places.

    Raises:
        EstablishmentUnreadable: says what is missing or wrong.
    """
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EstablishmentUnreadable(reason=f"ce n'est pas du TOML : {error}") from error
    unknown = set(stated) - _WORDS
    if unknown:
        raise EstablishmentUnreadable(reason=f"mots inconnus : {', '.join(sorted(unknown))}")
    kind = _text(stated, "kind")
    if kind not in KINDS:
        raise EstablishmentUnreadable(reason=f"kind est l'un de {', '.join(KINDS)}")
    moments = _moments(stated.get("moments", {}))
    plan = EstablishmentPlan(
        name=_text(stated, "name"),
        finess=_finess(stated),
        kind=kind,
        units=_units(stated.get("units"), stated.get("idle_lock_by_unit", {})),
        idle_lock_s=_idle_lock(stated.get("idle_lock_s", 60)),
        address=_contact(stated, "address"),
        phone=_contact(stated, "phone"),
        email=_contact(stated, "email"),
        second_factor=_roles(stated.get("second_factor", list(SIGNING))),
        second_person=_atc_codes(stated.get("second_person", list(CHECKED_TWICE))),
        first_dose_by_nurse=_yes_no(stated, "first_dose_by_nurse"),
        moments=moments,
        rounds=_rounds(stated.get("rounds", {}), moments),
    )
    return Description(_text(stated, "organisation"), plan)


_CONTACT = {"address": 200, "phone": 30, "email": 100}
"""How the establishment is reached, as its documents say it; each may be left out. The longest each may be."""
_WORDS = {
    "organisation",
    "name",
    "finess",
    "kind",
    "units",
    "idle_lock_s",
    "idle_lock_by_unit",
    "second_factor",
    "second_person",
    "first_dose_by_nurse",
    "moments",
    "rounds",
    *_CONTACT,
}
SIGNING = (Role.PHYSICIAN.value, Role.PHARMACIST.value)
"""The roles that sign: they need a second factor unless the file says otherwise."""
CHECKED_TWICE = ("A10A",)
"""Insulins: a second person finds their doses anew unless the file says otherwise."""
_ATC = re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
"""A code of the Anatomical Therapeutic Chemical classification (WHO), at any of its five levels."""
_MOST_CODES = 24
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
"""A local time, "HH:MM"."""
_EDGES = 2


def _roles(value: object) -> tuple[str, ...]:
    known = [role.value for role in Role]
    if not isinstance(value, list) or any(one not in known for one in value):
        raise EstablishmentUnreadable(reason=f"second_factor est une liste de {', '.join(known)}")
    return tuple(one for one in known if one in value)


def _atc_codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_CODES or not all(map(_is_atc, value)):
        raise EstablishmentUnreadable(
            reason=f"second_person est une liste de codes ATC (comme A10A), {_MOST_CODES} au plus"
        )
    return tuple(dict.fromkeys(value))


def _is_atc(one: object) -> bool:
    return isinstance(one, str) and _ATC.fullmatch(one) is not None


def _contact(stated: dict[str, Any], name: str) -> str | None:
    if stated.get(name) is None:
        return None
    said = _text(stated, name)
    if len(said) > _CONTACT[name]:
        raise EstablishmentUnreadable(reason=f"{name} dépasse {_CONTACT[name]} caractères")
    return said


def _text(stated: dict[str, Any], name: str) -> str:
    value = stated.get(name)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 200:
        raise EstablishmentUnreadable(reason=f"{name} manque ou n'est pas un texte")
    return value.strip()


def _finess(stated: dict[str, Any]) -> str:
    checked = check_finess(_text(stated, "finess"))
    if not checked.valid or checked.normalised is None:
        raise EstablishmentUnreadable(reason=f"finess : {checked.sentence}")
    return checked.normalised


def _yes_no(stated: dict[str, Any], name: str) -> bool:
    value = stated.get(name, False)
    if not isinstance(value, bool):
        raise EstablishmentUnreadable(reason=f"{name} est true ou false")
    return value


def _idle_lock(value: object, name: str = "idle_lock_s") -> int:
    if not isinstance(value, int) or not 15 <= value <= 120:
        raise EstablishmentUnreadable(reason=f"{name} va de 15 à 120 secondes")
    return value


def _is_time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _moments(stated: object) -> tuple[tuple[str, str, str], ...]:
    """The moments of the day, each at its usual time unless the file states another."""
    codes = [code for code, _, _ in DEFAULT_MOMENTS]
    if (
        not isinstance(stated, dict)
        or not set(stated) <= set(codes)
        or not all(map(_is_time, stated.values()))
    ):
        raise EstablishmentUnreadable(
            reason=f'moments donne une heure (comme MORN = "08:00") à des moments parmi {", ".join(codes)}'
        )
    return tuple((code, label, stated.get(code, usual)) for code, label, usual in DEFAULT_MOMENTS)


def _rounds(stated: object, moments: tuple[tuple[str, str, str], ...]) -> tuple[RoundDefinition, ...]:
    """The rounds of the day, each at its usual span unless the file states another; a round holds its moment's time."""
    codes = [one.moment_code for one in DEFAULT_ROUNDS]
    if (
        not isinstance(stated, dict)
        or not set(stated) <= set(codes)
        or not all(map(_is_span, stated.values()))
    ):
        raise EstablishmentUnreadable(
            reason='rounds donne le début et la fin, le même jour, (comme MORN = ["07:00", "10:00"])'
            f" à des tours parmi {', '.join(codes)}"
        )
    times = {code: time for code, _, time in moments}
    rounds = tuple(
        RoundDefinition(one.moment_code, one.label, *stated.get(one.moment_code, (one.starts, one.ends)))
        for one in DEFAULT_ROUNDS
    )
    for one in rounds:
        if not one.starts <= times[one.moment_code] <= one.ends:
            raise EstablishmentUnreadable(
                reason=f"le tour {one.moment_code} va de {one.starts} à {one.ends} et son moment est à"
                f" {times[one.moment_code]} : écrivez l'heure dans moments, le début et la fin dans rounds"
            )
    for reason in wrong(DayHours({code: (label, at) for code, label, at in moments}, rounds)):
        raise EstablishmentUnreadable(reason=reason)
    return rounds


def _is_span(value: object) -> bool:
    return (
        isinstance(value, list) and len(value) == _EDGES and all(map(_is_time, value)) and value[0] < value[1]
    )


def _units(value: object, idle_locks: object) -> tuple[UnitPlan, ...]:
    names = value if isinstance(value, list) else []
    if (
        not names
        or not all(isinstance(name, str) and name.strip() for name in names)
        or len({" ".join(name.split()).casefold() for name in names}) < len(names)
    ):
        raise EstablishmentUnreadable(reason="units est une liste de noms différents")
    if not isinstance(idle_locks, dict) or not set(idle_locks) <= set(names):
        raise EstablishmentUnreadable(
            reason="idle_lock_by_unit donne une durée à des unités de la liste units"
        )
    locks = {name: _idle_lock(stated, "idle_lock_by_unit") for name, stated in idle_locks.items()}
    return tuple(
        UnitPlan(name, (("cart", f"Chariot {name}"), ("cupboard", f"Armoire {name}")), locks.get(name))
        for name in names
    )
