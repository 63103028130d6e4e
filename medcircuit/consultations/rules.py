"""Temporary consultation when physician and nurse are absent, and *bris de glace*: for how long, for what, judged by whom.

MATEO/DITEP, axis 4 (« délégation temporaire de consultation de données médicales »): a named person, residents and
categories, a reason, 72 hours at the most, ending by itself. Break-glass access is shown during the whole access (DMP
requirement EX_0.3-1050), lasts an hour, and is judged afterwards. Neither ever gives the right to prescribe or to write.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Conflict, Forbidden, Invalid

LONGEST_H = 72
"""How long a consultation lasts at the most, in hours, where the establishment says nothing else."""
MOST_H = 168
"""Beyond a week no establishment may set it: that is a habilitation, not a consultation."""
GLASS_LASTS = timedelta(minutes=60)
LEAST_WORDS = 15
"""How many characters say why a glass is broken, at the least, beside its reason."""
AHEAD = timedelta(days=31)
"""How far ahead a consultation may be prepared: the next month's absences."""
MOST_RESIDENTS = 100


class Category(StrEnum):
    """A part of a person's medical data."""

    ALLERGIES = "allergies"
    TREATMENT = "treatment"
    DOSES = "doses"
    PROTOCOLS = "protocols"
    MEASURES = "measures"
    CONTACTS = "contacts"


class Kind(StrEnum):
    """Given by somebody beforehand, or taken in an emergency."""

    GRANTED = "granted"
    GLASS = "glass"


REASONS = {
    "no_nurse": "Aucun infirmier présent",
    "no_physician": "Aucun médecin joignable",
    "outing": "Sortie ou séjour hors de l'établissement",
    "night": "Nuit ou week-end",
}
"""Why a consultation is given."""
GLASS_REASONS = {
    "emergency": "Urgence pour la personne",
    "hospital": "Départ à l'hôpital ou appel du 15",
    "doubt": "Doute sur un médicament ou une allergie",
    "other": "Autre raison",
}
"""Why a glass is broken."""

_GRANTERS = frozenset({Role.NURSE, Role.COORDINATING_NURSE, Role.PHYSICIAN})


class ConsultationUnreadable(Invalid):
    """A consultation lacks what it must say, or cannot be."""

    code = "consultation_unreadable"
    sentence = (
        "Cet accès ne peut pas être ouvert : %(reason)s. Rien n'a été enregistré. Corrigez, puis recommencez."
    )


class TooLong(Invalid):
    """A consultation would last longer than the establishment allows."""

    code = "consultation_too_long"
    sentence = "Un accès temporaire dure au plus %(hours)s heures. Rien n'a été enregistré. Choisissez une fin plus proche."


class NotOpen(Forbidden):
    """The consultation has not begun, is over, was taken back, or does not cover what is asked."""

    code = "consultation_not_open"
    sentence = (
        "Cet accès n'est pas ouvert pour ces données. Rien n'a été lu. Appelez l'infirmier d'astreinte."
    )


class ManagerMayNot(Forbidden):
    """The management gives consultations only where the establishment chose so."""

    code = "manager_may_not_grant"
    sentence = "Ici, l'accès temporaire est donné par un infirmier ou un médecin. Rien n'a été enregistré. Demandez-leur."


class OwnGlass(Conflict):
    """Somebody judges the access they took themselves."""

    code = "own_glass"
    sentence = "Cet accès est le vôtre : une autre personne le juge. Rien n'a été enregistré."


class AlreadyJudged(Conflict):
    """Somebody judged it before."""

    code = "already_judged"
    sentence = "%(by)s l'a déjà jugé. Rien n'a été modifié. Rechargez la page."


class ConsultationIdTaken(Conflict):
    """The identifier that the browser made names another consultation."""

    code = "consultation_id_taken"
    sentence = "Cet identifiant désigne déjà un autre accès. Rien n'a été enregistré. Rechargez la page et recommencez."


@dataclass(frozen=True)
class Consultation:
    """Who may read which categories of whose data, from when to just before when, and why."""

    id: str
    kind: Kind
    reader: str
    residents: frozenset[str]
    categories: frozenset[Category]
    reason: str
    words: str | None
    starts_at: datetime
    ends_at: datetime


def check_granted(asked: Consultation, *, by: str, now: datetime, longest_h: int) -> None:
    """Raise unless a consultation may be given so; its longest duration to the second is allowed.

    Raises:
        ConsultationUnreadable: says what is wrong.
        TooLong: it would last longer than the establishment allows.
    """
    if fault := _fault(asked, by=by, now=now):
        raise ConsultationUnreadable(reason=fault)
    if asked.ends_at - asked.starts_at > timedelta(hours=longest_h):
        raise TooLong(hours=longest_h)


def _fault(asked: Consultation, *, by: str, now: datetime) -> str | None:
    if asked.reader == by:
        return "on ne se donne pas un accès à soi-même"
    if not asked.residents or len(asked.residents) > MOST_RESIDENTS:
        return "choisissez les personnes concernées"
    if not asked.categories:
        return "choisissez ce qui peut être lu"
    if asked.reason not in REASONS:
        return "le motif manque"
    if asked.ends_at <= max(asked.starts_at, now):
        return "la fin est déjà passée"
    if asked.starts_at > now + AHEAD:
        return "le début est trop lointain"
    return None


def check_glass(asked: Consultation) -> None:
    """Raise unless it is said why a glass is broken: a reason of the list, and words of one's own.

    Raises:
        ConsultationUnreadable: it is not.
    """
    if asked.reason not in GLASS_REASONS:
        raise ConsultationUnreadable(reason="le motif manque")
    if len((asked.words or "").strip()) < LEAST_WORDS:
        raise ConsultationUnreadable(reason="expliquez en quelques mots (15 lettres au moins)")


def check_granter(roles: Collection[Role], *, manager_grants: bool) -> None:
    """Raise unless these roles give consultations: nurse and physician do, the management where it was chosen so.

    Raises:
        ManagerMayNot: only the management's role, and it was not.
    """
    if not may_grant(roles, manager_grants=manager_grants):
        raise ManagerMayNot


def may_grant(roles: Collection[Role], *, manager_grants: bool) -> bool:
    """Whether these roles give consultations; the software itself, which has none, does."""
    return not roles or manager_grants or bool(_GRANTERS & set(roles))


def is_open(held: Consultation, *, now: datetime, ended_at: datetime | None) -> bool:
    """Whether it may be read under it now: begun, not over, not taken back; its last instant is out."""
    return held.starts_at <= now < held.ends_at and ended_at is None


def check_reading(
    held: Consultation,
    *,
    by: str,
    resident: str,
    category: Category,
    now: datetime,
    ended_at: datetime | None,
) -> None:
    """Raise unless this person may read this of this resident now.

    Raises:
        NotOpen: they may not; which of the reasons is not said.
    """
    covered = held.reader == by and resident in held.residents and category in held.categories
    if not (covered and is_open(held, now=now, ended_at=ended_at)):
        raise NotOpen


def check_judging(held: Consultation, *, by: str, note: str, judged_by: str | None) -> None:
    """Raise unless this person may judge a broken glass: another's, once, in words.

    Raises:
        OwnGlass: they broke it themselves.
        ConsultationUnreadable: nothing is said.
        AlreadyJudged: somebody did before.
    """
    if held.reader == by:
        raise OwnGlass
    if not note.strip():
        raise ConsultationUnreadable(reason="dites pourquoi en quelques mots")
    if judged_by is not None:
        raise AlreadyJudged(by=judged_by)
