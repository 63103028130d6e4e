"""The closed lists of the bedside: kinds of events, states of a dose, and the reasons a carer may tap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """What a carer says happened; `untraced` is set by a forced closing, never by a carer."""

    GIVEN = "given"
    HANDED = "handed"
    PARTIAL = "partial"
    REFUSED = "refused"
    SPAT_OUT = "spat_out"
    ABSENT = "absent"
    UNAVAILABLE = "unavailable"
    WITHHELD = "withheld"
    OMITTED = "omitted"
    REMOVED = "removed"
    UNTRACED = "untraced"
    VOID = "void"


POSITIVE = frozenset({EventKind.GIVEN, EventKind.HANDED, EventKind.PARTIAL})
"""Kinds by which medicine reaches the person."""
NEGATIVE = frozenset(
    {EventKind.REFUSED, EventKind.ABSENT, EventKind.UNAVAILABLE, EventKind.WITHHELD, EventKind.OMITTED}
)
"""Kinds by which it does not."""


OFFERED = frozenset({EventKind.REFUSED, EventKind.SPAT_OUT, EventKind.WITHHELD})
"""Kinds of an offer that came to nothing, and may be made again."""


class DoseState(StrEnum):
    """The one state a planned dose has; `removed` is that of a removal, which is due as a dose is."""

    DUE = "due"
    HANDED = "handed"
    GIVEN = "given"
    PARTIAL = "partial"
    REFUSED = "refused"
    SPAT_OUT = "spat_out"
    ABSENT = "absent"
    UNAVAILABLE = "unavailable"
    SUSPENDED = "suspended"
    WITHHELD = "withheld"
    OMITTED = "omitted"
    SELF_MANAGED = "self_managed"
    REMOVED = "removed"
    UNTRACED = "untraced"


TAKEN = frozenset({DoseState.GIVEN, DoseState.HANDED, DoseState.PARTIAL})
"""States in which the medicine is with the person: giving it again would be a second dose."""


@dataclass(frozen=True)
class Reason:
    """One tap that says why: its code, for good, and its French label."""

    code: str
    label: str


@dataclass(frozen=True)
class StateWord:
    """How a state is said: word, letter that stands alone on paper, icon, the reasons it asks for.

    `choice` marks the states a carer may tap instead of « Donné ».
    """

    state: DoseState
    word: str
    letter: str
    icon: str
    reasons: tuple[Reason, ...] = ()
    choice: bool = False


def reasons(**labels: str) -> tuple[Reason, ...]:
    """A closed list of reasons, each code with its words."""
    return tuple(Reason(code, label) for code, label in labels.items())


STATES = (
    StateWord(DoseState.DUE, "À donner", "D", "circle"),
    StateWord(DoseState.HANDED, "Remis", "R", "check", (), choice=True),
    StateWord(DoseState.GIVEN, "Pris", "P", "check"),
    StateWord(
        DoseState.PARTIAL,
        "Pris partiellement",
        "½",
        "half",
        reasons(taste="goût", nausea="nausée", tired="fatigue", opposition="opposition", other="autre"),
        choice=True,
    ),
    StateWord(
        DoseState.REFUSED,
        "Refusé",
        "✗",
        "cross",
        reasons(
            taste="goût", nausea="nausée", opposition="opposition", later="souhaite plus tard", other="autre"
        ),
        choice=True,
    ),
    StateWord(
        DoseState.SPAT_OUT,
        "Recraché/vomi",
        "V",
        "undo",
        reasons(spat="recraché", vomited="vomi", other="autre"),
        choice=True,
    ),
    StateWord(
        DoseState.ABSENT,
        "Absent",
        "A",
        "away",
        reasons(hospital="hospitalisé", family="famille", activity="activité", consultation="consultation"),
        choice=True,
    ),
    StateWord(
        DoseState.UNAVAILABLE,
        "Non disponible",
        "I",
        "box",
        reasons(
            out_of_stock="rupture", not_delivered="non livré", not_prepared="non préparé", broken="cassé"
        ),
        choice=True,
    ),
    StateWord(DoseState.SUSPENDED, "Suspendu", "U", "pause"),
    StateWord(
        DoseState.WITHHELD,
        "Non donné (décision)",
        "E",
        "hand",
        reasons(
            asleep="endormi",
            does_not_understand="ne comprend pas",
            low_pressure="tension basse",
            low_glucose="glycémie basse",
            drowsy="somnolence",
            nausea="nausées",
            physician="appel médecin",
        ),
        choice=True,
    ),
    StateWord(
        DoseState.OMITTED,
        "Omis",
        "O",
        "minus",
        reasons(forgotten="oubli", no_time="faute de temps", found_later="retrouvé non donné", other="autre"),
        choice=True,
    ),
    StateWord(DoseState.SELF_MANAGED, "Autonome", "T", "person"),
    StateWord(DoseState.REMOVED, "Retiré", "−", "peel"),
    StateWord(DoseState.UNTRACED, "Non tracé", "?", "question"),
)
"""Every state, in the order of the screens."""

UNREADABLE = reasons(
    crumpled="froissé",
    wet="mouillé",
    missing="absent",
    reader="lecteur en panne",
    no_code="produit sans code",
)
"""Why a code could not be scanned."""

CORRECTIONS = reasons(
    mistake="erreur de saisie",
    wrong_person="mauvaise personne",
    wrong_line="mauvais médicament",
    wrong_amount="mauvaise quantité",
    not_taken="finalement non pris",
    taken_after_all="finalement pris",
)
"""Why an entry is corrected."""

REMOVALS = reasons(found_off="déjà décollé ou absent", by_person="retiré par la personne")
"""How something came off that was not taken off as planned."""

TYPED_LATER = reasons(
    outage="panne",
    emergency="urgence",
    forgotten="oubli",
    paper="tour fait sur papier",
)
"""Why an act is typed by hand after it was done."""

TRAITS = frozenset({"birth_name", "first_name", "birth_date", "room"})
"""By what a person without a token may be recognised beside the photo: two of them."""


def reasons_labelled(kind: str) -> dict[str, str]:
    """The label of each reason that an event of this kind may name."""
    own = next((word.reasons for word in STATES if word.state.value == kind), ())
    return {reason.code: reason.label for reason in (*CORRECTIONS, *own)}


def reasons_of(kind: EventKind) -> frozenset[str]:
    """The reasons that an event of this kind may name."""
    corrections = frozenset(reason.code for reason in CORRECTIONS)
    own = {word.state.value: frozenset(reason.code for reason in word.reasons) for word in STATES}
    own["removed"] = frozenset(reason.code for reason in REMOVALS)
    return own.get(kind.value, frozenset()) | corrections
