"""A prescription line: what is asked of it, the versions that stand, and which act may follow which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.posology.rules import Dosage
from medcircuit.posology.rules.values import Concept
from medcircuit.prescriptions.rules.care import NO_CARE, Care
from medcircuit.prescriptions.rules.mentions import NO_MENTIONS, Mentions

BACK_DATED = timedelta(hours=24)
"""How far back a version may take effect: what was decided by telephone in the night, never last week."""
AHEAD = timedelta(days=366)
"""How far ahead a version may take effect."""


class Status(StrEnum):
    """Where a line stands; a proposed one is not in force yet, the doses of a suspended one stay planned, as suspended."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


class Act(StrEnum):
    """What a version does to its line."""

    PRESCRIBE = "prescribe"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESUME = "resume"
    STOP = "stop"
    RENEW = "renew"
    PROPOSE = "propose"
    COMPARE = "compare"
    VALIDATE = "validate"


class Regime(StrEnum):
    """Who may give (CASF L.313-26; CSP R.4311-3 s.): help with taking, entrusted by a nurse, nurse only.

    A prescriber chooses; an imported line without one is judged nurse only.
    """

    ASSISTED = "assisted"
    ENTRUSTED = "entrusted"
    NURSE_ONLY = "nurse_only"


class Crush(StrEnum):
    """Whether the unit may be crushed or opened, where it is known."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"


class StaleVersion(Conflict):
    """The line has changed since it was read: `seen` is not the version that is `current`."""

    code = "stale_version"
    sentence = (
        "Cette ligne a été modifiée entre-temps (version %(current)s ; vous voyez la version %(seen)s). "
        "Rien n'a été enregistré. Comparez les deux versions, puis recommencez."
    )


class LineStopped(Conflict):
    """The line was stopped: it never starts again."""

    code = "line_stopped"
    sentence = "Cette ligne est arrêtée. Rien n'a été enregistré. Pour reprendre ce médicament, prescrivez une nouvelle ligne."


class ActImpossible(Conflict):
    """The act does not fit where the line stands: suspending a suspended line, resuming an active one."""

    code = "act_impossible"
    sentence = "Cette ligne est déjà %(status)s. Rien n'a été enregistré. Rechargez la page."


class LaterVersionPending(Conflict):
    """A version already signed takes effect later; only stopping the line may come before it."""

    code = "later_version_pending"
    sentence = (
        "Une autre modification de cette ligne prendra effet plus tard. Rien n'a été enregistré. "
        "Choisissez une date après elle, ou arrêtez la ligne et prescrivez-la de nouveau."
    )


class EffectOutOfReach(Invalid):
    """A version would take effect too far back, or too far ahead."""

    code = "effect_out_of_reach"
    sentence = (
        "La date d'effet doit être comprise entre hier à la même heure et dans un an. "
        "Rien n'a été enregistré. Corrigez la date."
    )


class LineIdTaken(Conflict):
    """The identifier that the browser chose already names another request."""

    code = "line_id_taken"
    sentence = "Cet identifiant désigne déjà une autre prescription. Rien n'a été enregistré. Rechargez la page et recommencez."


class DosageMissing(Invalid):
    """A line without a single dosage instruction."""

    code = "dosage_missing"
    sentence = "La posologie est vide. Rien n'a été enregistré. Indiquez au moins une dose et son moment."


class RouteMissing(Invalid):
    """No route is written, and the medicine has several; or the instructions of one line name two."""

    code = "route_missing"
    sentence = "La voie n'est pas précisée. Rien n'a été enregistré. Choisissez une seule voie pour la ligne."


class RegimeNotOpen(Invalid):
    """An injection is neither help with taking nor entrusted."""

    code = "regime_not_open"
    sentence = (
        "Une injection est réservée à l'infirmier. Rien n'a été enregistré. Choisissez « infirmier seul »."
    )


class MedicineMissing(Invalid):
    """Neither a product of the catalogue nor a class is named, or they do not agree."""

    code = "medicine_missing"
    sentence = (
        "Le médicament n'est pas choisi dans le catalogue. Rien n'a été enregistré. Cherchez-le par son nom."
    )


@dataclass(frozen=True)
class LineLabel:
    """The medicine of a line in words: substance first, then strength, form, and the brand it was prescribed by."""

    substance: str
    strength: str
    form: str
    brand: str | None = None


@dataclass(frozen=True)
class Terms:
    """What a prescriber signs beside the medicine: the dosage and how it is given; no regime is a default."""

    dosages: tuple[Dosage, ...]
    regime: Regime | None
    instructions: tuple[str, ...] = ()
    time_critical: bool = False
    crush: Crush | None = None
    fasting: bool = False
    care: Care = NO_CARE


@dataclass(frozen=True)
class Prescription:
    """A line to open; `id` is the browser's, `cis` the product or `class_id` the class it is prescribed by."""

    id: str
    resident_id: str
    terms: Terms
    cis: str | None = None
    class_id: str | None = None
    effective_from: datetime | None = None
    reason: str | None = None
    mentions: Mentions = NO_MENTIONS


@dataclass(frozen=True)
class Revision:
    """A version to add to a line that was seen at `seen_version`; `terms` only where the act is a change.

    Without `effective_from` it takes effect now: from the next dose that falls due.
    """

    id: str
    act: Act
    seen_version: int
    terms: Terms | None = None
    effective_from: datetime | None = None
    reason: str | None = None


class Versioned(Protocol):
    """Anything that has a version's number and the instant from which it holds."""

    @property
    def number(self) -> int:
        """1 for the first signed."""
        ...

    @property
    def effective_from(self) -> datetime:
        """When it takes effect."""
        ...


AnyVersion = TypeVar("AnyVersion", bound=Versioned)


def standing(versions: Iterable[AnyVersion]) -> tuple[AnyVersion, ...]:
    """The versions that ever hold, in order of time: one signed later replaces those that take effect with or after it."""
    kept: list[AnyVersion] = []
    for version in sorted(versions, key=lambda one: -one.number):
        if not kept or version.effective_from < kept[-1].effective_from:
            kept.append(version)
    return tuple(reversed(kept))


def in_force(versions: Iterable[AnyVersion], at: datetime) -> AnyVersion | None:
    """The version that holds at an instant (from its very effective instant on); None before the first."""
    held = [version for version in standing(versions) if version.effective_from <= at]
    return held[-1] if held else None


def check_effect(effective_from: datetime, *, now: datetime) -> None:
    """Raise unless a version may take effect then: from 24 h back to a year ahead, both included.

    Raises:
        EffectOutOfReach: it may not.
    """
    if not now - BACK_DATED <= effective_from <= now + AHEAD:
        raise EffectOutOfReach


def check_revision(act: Act, effective_from: datetime, *, status: Status, last_effect: datetime) -> Status:
    """The status that this act brings, on a line whose last standing version has this status and effective instant.

    Raises:
        LineStopped: the line is stopped, or will be.
        ActImpossible: it is already so.
        LaterVersionPending: a version already signed takes effect later, and this is not a stop.
    """
    if status is Status.STOPPED and not (act is Act.STOP and effective_from < last_effect):
        raise LineStopped
    if act is Act.STOP:
        return Status.STOPPED
    if status is Status.PROPOSED:
        raise ActImpossible(status="en attente de comparaison ou de validation")
    if act is Act.SUSPEND and status is Status.SUSPENDED:
        raise ActImpossible(status="suspendue")
    if act is Act.RESUME and status is Status.ACTIVE:
        raise ActImpossible(status="active")
    if effective_from < last_effect:
        raise LaterVersionPending
    return {Act.SUSPEND: Status.SUSPENDED, Act.RESUME: Status.ACTIVE}.get(act, status)


def same_rhythm(before: Sequence[Dosage], after: Sequence[Dosage]) -> bool:
    """Whether two dosages differ by their doses only: the same instants, in the same steps.

    The steps, days and durations of the new version then go on from where they were counted (its keys go on);
    otherwise they start anew.
    """
    return [(one.sequence, one.timing, one.as_needed) for one in before] == [
        (one.sequence, one.timing, one.as_needed) for one in after
    ]


_ROUTES = {
    "20053000": "orale",
    "20066000": "sous-cutanée",
    "20045000": "intraveineuse",
    "20035000": "intramusculaire",
    "20003000": "cutanée",
    "20070000": "transdermique",
    "20020000": "inhalée",
    "20001000": "auriculaire",
    "20047000": "nasale",
    "20049000": "ophtalmique",
    "20061000": "rectale",
    "20067000": "sublinguale",
    "20072000": "vaginale",
}
"""EDQM standard terms, routes of administration, as the French catalogue says them."""


def route_said(route: Concept) -> str:
    """A route in the words of the catalogue: "orale", whether it was coded, or written « voie orale »."""
    coded = next((_ROUTES[one.code] for one in route.codings if one.code in _ROUTES), None)
    said = coded or (route.label or "").strip()
    return said[5:].strip() if said.casefold().startswith("voie ") else said


def checked_route(dosages: Sequence[Dosage], known: Sequence[str]) -> str:
    """The one route of a line: as its instructions say it, else the only one its medicine has.

    Raises:
        DosageMissing: there is no instruction.
        RouteMissing: none, or more than one.
    """
    if not dosages:
        raise DosageMissing
    said = {said for one in dosages if one.route is not None and (said := route_said(one.route))}
    routes = said or set(known)
    if len(routes) != 1:
        raise RouteMissing
    return routes.pop()[:80]


_INJECTED = ("inject", "intraveineu", "intramuscul", "sous-cutan", "sous cutan", "intraderm", "perfusion")


def check_regime(regime: Regime | None, route: str) -> None:
    """Raise where a line by this route is not open to others than a nurse (CASF L.313-26).

    Raises:
        RegimeNotOpen: an injection.
    """
    if regime in {Regime.ASSISTED, Regime.ENTRUSTED} and is_injected(route):
        raise RegimeNotOpen


def is_injected(route: str) -> bool:
    """Whether what is given by this route is injected."""
    return any(word in route.casefold() for word in _INJECTED)


def badges_of(terms: Terms) -> tuple[str, ...]:
    """What is said beside every dose of a line, from what was signed."""
    marks = {
        "time_critical": terms.time_critical,
        "crush_no": terms.crush is Crush.FORBIDDEN,
        "crush_ok": terms.crush is Crush.ALLOWED,
        "fasting": terms.fasting,
        "assisted": terms.regime is Regime.ASSISTED,
        "nurse_act": terms.regime is Regime.NURSE_ONLY,
    }
    return tuple(mark for mark, said in marks.items() if said)
