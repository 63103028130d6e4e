"""The pharmacist's review: opinions coded as SFPC and PN13 code them, which lines wait for one, and in what order.

Codes: FHIR France medication, code systems of the pharmaceutical analysis (Interop'Santé, read 2026).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from medcircuit.kernel.findings import Tier
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.prescriptions.rules.checks import Alert


class OpinionKind(StrEnum):
    """What a pharmacist says of a line, or of all lines: agreed, proposed otherwise, or blocked with a reason."""

    AGREED = "agreed"
    PROPOSAL = "proposal"
    BLOCKING = "blocking"


KINDS = {
    OpinionKind.AGREED: "Accord",
    OpinionKind.PROPOSAL: "Proposition",
    OpinionKind.BLOCKING: "Blocage motivé",
}
PROBLEMS = {
    "1": "Non-conformité aux référentiels ou contre-indication",
    "2": "Indication non traitée",
    "3": "Sous-dosage",
    "4": "Surdosage",
    "5": "Médicament non indiqué",
    "6.1": "Interaction à prendre en compte",
    "6.2": "Interaction : précaution d'emploi",
    "6.3": "Interaction : association déconseillée",
    "6.4": "Interaction : association contre-indiquée",
    "6.5": "Interaction publiée (hors thésaurus)",
    "7": "Effet indésirable",
    "8": "Voie ou administration inappropriée",
    "9": "Traitement non reçu",
    "10": "Monitorage à suivre",
}
INTERVENTIONS = {
    "1": "Ajout",
    "2": "Arrêt",
    "3": "Substitution ou échange",
    "4": "Choix de la voie",
    "5": "Suivi thérapeutique",
    "6": "Optimisation des modalités d'administration",
    "7": "Adaptation posologique",
}
OUTCOMES = {
    "1": "Acceptée",
    "2": "Non acceptée",
    "3": "Non renseigné",
    "4": "Acceptée avec modification",
}
ACCEPTED = frozenset({"1", "4"})


@dataclass(frozen=True)
class Template:
    """An opinion in one tap; its words may be changed before it is sent."""

    label: str
    problem: str
    intervention: str
    text: str


TEMPLATES = (
    Template("Dose trop forte", "4", "7", "Dose au-delà du maximum cité : proposer une réduction."),
    Template("Rein : adapter", "4", "7", "Adapter la dose à la clairance, ou la mesurer de nouveau."),
    Template("Doublon", "5", "2", "Même substance sur deux lignes : arrêter l'une des deux."),
    Template("Interaction à éviter", "6.3", "3", "Association déconseillée : proposer une alternative."),
    Template("Surveiller", "10", "5", "Prévoir une surveillance (INR, ionogramme, ECG, clairance)."),
    Template("Forme non écrasable", "8", "6", "Forme à ne pas écraser : proposer une autre forme."),
    Template("Réévaluer la durée", "1", "2", "Durée dépassée ou non écrite : réévaluer, ou arrêter."),
)


class OpinionUnclear(Invalid):
    """A proposal or a blocking opinion lacks its problem, its intervention or its words."""

    code = "opinion_unclear"
    sentence = (
        "Une proposition ou un blocage demande un problème, une intervention et une phrase. "
        "Rien n'a été enregistré. Complétez l'avis."
    )


class OpinionOutdated(Conflict):
    """The line has another version now than the one the opinion is about."""

    code = "opinion_outdated"
    sentence = "Cette ligne a changé depuis que vous l'avez lue. Rien n'a été enregistré. Relisez-la, puis donnez votre avis."


class OpinionAnswered(Conflict):
    """The opinion was answered otherwise, or asks for no answer."""

    code = "opinion_answered"
    sentence = "Cet avis a déjà une réponse, ou n'en demande pas. Rien n'a été enregistré. Rechargez la page."


@dataclass(frozen=True)
class Opinion:
    """An opinion to give: on a line as it stood at `version`, or on all lines (`line_id` None)."""

    id: str
    kind: OpinionKind
    line_id: str | None = None
    version: int | None = None
    problem: str | None = None
    intervention: str | None = None
    text: str = ""


def check_opinion(opinion: Opinion) -> None:
    """Raise unless the opinion says what it must: an agreement needs nothing, anything else its codes and words.

    Raises:
        OpinionUnclear: it does not.
    """
    coded = opinion.problem in PROBLEMS and opinion.intervention in INTERVENTIONS
    if opinion.kind is not OpinionKind.AGREED and not (coded and opinion.text.strip()):
        raise OpinionUnclear
    if (opinion.line_id is None) != (opinion.version is None):
        raise OpinionUnclear


@dataclass(frozen=True)
class LineSeen:
    """A line that stands: its version, and when that was signed."""

    id: str
    version: int
    signed_at: datetime


@dataclass(frozen=True)
class OpinionSeen:
    """An opinion already given, as far as the queue looks at it."""

    line_id: str | None
    version: int | None
    at: datetime
    open: bool


def unread(lines: Iterable[LineSeen], opinions: Iterable[OpinionSeen]) -> tuple[LineSeen, ...]:
    """The lines whose version no opinion is about, neither on the line itself nor on all lines since it was signed."""
    given = tuple(opinions)
    whole = max((one.at for one in given if one.line_id is None), default=None)
    read = {(one.line_id, one.version) for one in given}
    return tuple(
        line
        for line in lines
        if (line.id, line.version) not in read and not (whole is not None and line.signed_at <= whole)
    )


@dataclass(frozen=True)
class Risk:
    """How much a prescription asks to be looked at first: a number, and what makes it."""

    score: int
    why: tuple[str, ...]


_WEIGHTS = {Tier.STOP: 6, Tier.CONFIRM: 3}
MANY_LINES = 10
OLD = 75


def risk(alerts: Iterable[Alert], *, age: int | None, lines: int, unread_lines: int, blocked: int) -> Risk:
    """The order of the queue: what the checks found, then polypharmacy, age, lines never read, blocked lines.

    A choice of this product, to sort and nothing else: no published score is claimed.
    """
    score, why = 0, []
    tiers = [alert.finding.tier for alert in alerts]
    for tier, word in ((Tier.STOP, "stop"), (Tier.CONFIRM, "confirm")):
        if count := tiers.count(tier):
            score += _WEIGHTS[tier] * count
            why.append(f"{word}:{count}")
    for found, weight, word in (
        (lines >= MANY_LINES, 2, f"lines:{lines}"),
        (age is not None and age >= OLD, 1, f"age:{age}"),
        (unread_lines > 0, 2 * unread_lines, f"unread:{unread_lines}"),
        (blocked > 0, 4 * blocked, f"blocked:{blocked}"),
    ):
        if found:
            score += weight
            why.append(word)
    return Risk(score, tuple(why))


@dataclass(frozen=True)
class Acceptance:
    """What became of the proposals and blocking opinions of one problem."""

    problem: str
    given: int
    accepted: int
    modified: int
    refused: int

    @property
    def unanswered(self) -> int:
        """Those without an answer."""
        return self.given - self.accepted - self.modified - self.refused

    @property
    def rate(self) -> int | None:
        """Accepted, with or without modification, among those answered, in percent; None where none was."""
        answered = self.given - self.unanswered
        return round(100 * (self.accepted + self.modified) / answered) if answered else None


def acceptance(found: Iterable[tuple[str, str | None]]) -> tuple[Acceptance, ...]:
    """From each opinion's problem and outcome; the most frequent problem first."""
    by_problem: dict[str, list[str | None]] = {}
    for problem, outcome in found:
        by_problem.setdefault(problem, []).append(outcome)
    counts = (
        Acceptance(problem, len(every), every.count("1"), every.count("4"), every.count("2"))
        for problem, every in by_problem.items()
    )
    return tuple(sorted(counts, key=lambda one: (-one.given, one.problem)))
