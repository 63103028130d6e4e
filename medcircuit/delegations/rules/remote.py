"""Leave given from afar for one dose: to whom, for what, how long it holds, and that it serves once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from medcircuit.kernel.problems import Conflict, Forbidden, Invalid

VALID = timedelta(minutes=15)
"""How long a request waits for its answer, and how long a leave holds from the answer on; at its end it is over."""
NOT_OPEN = frozenset({"nurse_only", None})
"""Regimes that no leave opens: a line without one is the nurse's alone."""

IN_THE_PLACE_OF = frozenset(
    {
        "not_authorised",
        "authorisation_of_other_kind",
        "authorisation_ahead",
        "authorisation_expired",
        "authorisation_revoked",
        "training_missing",
        "qualification_missing",
        "assessment_missing",
    }
)
"""What a leave stands in for: an authorisation, and nothing that is closed to whoever is authorised."""


class Outcome(StrEnum):
    """What became of a request; `expired`: nobody answered in time, or the leave was not used in time."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    USED = "used"


class Why(StrEnum):
    """Why somebody calls the nurse."""

    CALL = "call"
    STOP = "stop"
    PROBLEM = "problem"
    WORSE = "worse"
    REFUSED = "refused"


class SameRequestOtherContent(Conflict):
    """The id of a request or a call names another one."""

    code = "same_request_other_content"
    sentence = "Cette demande existe déjà avec un autre contenu. Rien n'a été envoyé. Rechargez la page."


class RequestOver(Conflict):
    """A request is answered after it has expired, or a second time."""

    code = "request_over"
    sentence = "Cette demande n'attend plus de réponse. Rien n'a été enregistré. Appelez la personne."


class OwnRequest(Forbidden):
    """Somebody answers their own request."""

    code = "own_request"
    sentence = (
        "Vous ne pouvez pas répondre à votre propre demande. Rien n'a été enregistré. Appelez un infirmier."
    )


class NurseLine(Forbidden):
    """Leave is asked for a line that only a nurse may give."""

    code = "nurse_line"
    sentence = "Ce médicament est réservé à l'infirmier. Rien n'a été envoyé. Appelez-le."


class RequestUnreadable(Invalid):
    """A request names no dose, or comes from the future."""

    code = "request_unreadable"
    sentence = "Cette demande n'est pas complète. Rien n'a été envoyé. Rechargez la page."


@dataclass(frozen=True)
class Answered:
    """The answer to a request."""

    granted: bool
    at: datetime


@dataclass(frozen=True)
class Dose:
    """One dose: who gives it to whom, of which version of which line, and how much in the line's unit."""

    user_id: str
    resident_id: str
    line_id: str
    version: int
    amount: Fraction | None


@dataclass(frozen=True)
class Request:
    """Leave asked for one dose, its answer, and the fact that used it."""

    dose: Dose
    asked_at: datetime
    answer: Answered | None = None
    used_by: str | None = None

    @property
    def until(self) -> datetime:
        """Until when it waits, or holds; that instant is not of it."""
        granted = self.answer is not None and self.answer.granted
        return (self.answer.at if self.answer is not None and granted else self.asked_at) + VALID

    def outcome(self, now: datetime) -> Outcome:
        """What became of it, as seen at an instant."""
        if self.used_by is not None:
            return Outcome.USED
        if self.answer is not None and not self.answer.granted:
            return Outcome.REFUSED
        if now >= self.until:
            return Outcome.EXPIRED
        return Outcome.WAITING if self.answer is None else Outcome.GRANTED

    def allows(self, dose: Dose, at: datetime) -> bool:
        """Whether it lets this dose be given at an instant; a dose without an amount asks whether there is leave at all."""
        if self.outcome(at) is not Outcome.GRANTED or self.answer is None or at < self.answer.at:
            return False
        mine = self.dose
        same = (mine.user_id, mine.resident_id, mine.line_id, mine.version) == (
            dose.user_id,
            dose.resident_id,
            dose.line_id,
            dose.version,
        )
        return same and dose.amount in {None, mine.amount}


def check_answerable(request: Request, *, user_id: str, now: datetime) -> None:
    """Raise unless this person may answer a request now.

    Raises:
        OwnRequest: they made it.
        RequestOver: it was answered, or has expired.
    """
    if request.dose.user_id == user_id:
        raise OwnRequest
    if request.outcome(now) is not Outcome.WAITING:
        raise RequestOver
