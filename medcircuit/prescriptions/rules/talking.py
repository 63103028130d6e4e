"""What the team and the prescriber say to each other about a line, and who must hear that it stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from medcircuit.kernel.problems import Conflict, Invalid

STOP_SHOWN = timedelta(hours=24)
"""How long a stop is shown to the nurses of the unit who have not seen it."""


class NoteKind(StrEnum):
    """What is said."""

    REQUEST = "request"
    QUESTION = "question"
    ANSWER = "answer"
    REFUSAL = "refusal"


class Wanted(StrEnum):
    """What a request asks of the prescriber."""

    CHANGE = "change"
    SUSPEND = "suspend"
    STOP = "stop"
    RENEW = "renew"


class WantedMissing(Invalid):
    """A request says what it asks; nothing else does."""

    code = "wanted_missing"
    sentence = (
        "Choisissez ce que vous demandez (modifier, suspendre, arrêter, renouveler). Rien n'a été enregistré."
    )


class NoSuchQuestion(Conflict):
    """What is answered is not a question of this line, or was answered."""

    code = "no_such_question"
    sentence = "Cette question a déjà sa réponse. Rien n'a été enregistré. Rechargez la page."


@dataclass(frozen=True)
class Said:
    """One note of a line's thread."""

    id: str
    kind: NoteKind
    wants: Wanted | None
    version: int
    at: datetime
    replies_to: str | None


def check_note(kind: NoteKind, wants: Wanted | None) -> None:
    """Raise unless a request, and only a request, says what it asks.

    Raises:
        WantedMissing: it does not.
    """
    if (kind is NoteKind.REQUEST) != (wants is not None):
        raise WantedMissing


def check_reply(thread: Iterable[Said], replies_to: str | None) -> None:
    """Raise unless what is replied to is a question or a request of the thread without a reply.

    Raises:
        NoSuchQuestion: it is not.
    """
    thread = tuple(thread)
    asked = {one.id for one in thread if one.kind in {NoteKind.QUESTION, NoteKind.REQUEST}}
    if replies_to not in asked or any(one.replies_to == replies_to for one in thread):
        raise NoSuchQuestion


def open_request(thread: Iterable[Said], *, latest: int) -> Said | None:
    """The last request that waits for the prescriber: no reply, and no version signed since it was made."""
    thread = tuple(thread)
    replied = {one.replies_to for one in thread}
    waiting = [
        one
        for one in thread
        if one.kind is NoteKind.REQUEST and one.id not in replied and one.version >= latest
    ]
    return waiting[-1] if waiting else None


def renewal_refused(thread: Iterable[Said], *, latest: int) -> bool:
    """Whether the prescriber let this version of the line come to its end."""
    return any(
        one.kind is NoteKind.REFUSAL and one.replies_to is None and one.version == latest for one in thread
    )
