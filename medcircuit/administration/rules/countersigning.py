"""When a nurse countersigns what another did: once, never one's own act, with a remark where it is to be seen again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from medcircuit.kernel.problems import Conflict, Invalid


class Outcome(StrEnum):
    """What a nurse says of an act that was read again."""

    COUNTERSIGNED = "countersigned"
    REVIEW = "review"


class RemarkMissing(Invalid):
    """An act is to be seen again, and it is not said why."""

    code = "remark_missing"
    sentence = "Dites ce qui est à revoir. Rien n'a été enregistré. Ajoutez une remarque, puis recommencez."


class OwnAct(Conflict):
    """Somebody countersigns what they did themselves."""

    code = "own_act"
    sentence = "Ce geste est le vôtre : un autre infirmier le contresigne. Rien n'a été enregistré."


class AlreadyCountersigned(Conflict):
    """Somebody countersigned it before."""

    code = "already_countersigned"
    sentence = "%(by)s l'a déjà contresigné. Rien n'a été modifié. Rechargez la page."


@dataclass(frozen=True)
class Countersigning:
    """What a nurse says of one act; `id` is made by the browser."""

    id: str
    event: str
    outcome: Outcome
    remark: str | None = None


def check_countersigning(
    said: Countersigning, *, by: str, done_by: str, countersigned_by: str | None
) -> None:
    """Raise unless this person may say so of this act now.

    Raises:
        RemarkMissing: « à revoir » without what.
        OwnAct: they did it themselves.
        AlreadyCountersigned: somebody did before.
    """
    if said.outcome is Outcome.REVIEW and not (said.remark or "").strip():
        raise RemarkMissing
    if by == done_by:
        raise OwnAct
    if countersigned_by is not None:
        raise AlreadyCountersigned(by=countersigned_by)
