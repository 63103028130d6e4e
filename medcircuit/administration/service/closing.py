"""Closing a round: no dose stays without an answer; what nobody said is untraced, with an owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from medcircuit.administration.models import round_closing
from medcircuit.administration.rules.entry import AHEAD, FutureAct, Gesture, content_hash
from medcircuit.administration.rules.fold import Fact
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.vocabulary import DoseState, EventKind
from medcircuit.administration.service.pack import closed_json
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.receipts import Taken, write_facts
from medcircuit.administration.service.rounds import Round, read_round
from medcircuit.administration.service.states import Named, Parts, Stored, lock_doses, write_states
from medcircuit.kernel.access import Right, system_actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff

_CLOSED = select(round_closing).where(
    round_closing.c.establishment_id == bindparam("establishment"),
    round_closing.c.id == bindparam("id"),
)


class DosesWithoutAnswer(Conflict):
    """Doses of the round have no answer, and nobody forced the closing."""

    code = "doses_without_answer"
    sentence = (
        "Des prises n'ont pas de réponse. Le tour n'est pas clos, rien n'est perdu. Répondez à chacune, ou forcez la"
        " clôture avec un responsable."
    )


class AlreadyClosed(Conflict):
    """Someone closed this round before."""

    code = "round_already_closed"
    sentence = "Ce tour est déjà clos. Rien n'a été modifié. Rechargez la page."


class OwnerMissing(Invalid):
    """A forced closing names nobody who answers for what is untraced, or nobody known."""

    code = "owner_missing"
    sentence = "Une clôture forcée nomme un responsable. Le tour n'est pas clos. Choisissez-le."


class RoundNotBegun(Invalid):
    """The round has not begun: its doses cannot be untraced."""

    code = "round_not_begun"
    sentence = "Ce tour n'a pas commencé. Il n'est pas clos. Attendez son heure."


@dataclass(frozen=True)
class Closing:
    """A request to close a round; `owner` answers for what nobody traced."""

    id: str
    at: datetime
    forced: bool = False
    owner: str | None = None


def close_round(work: Work, name: RoundName, closing: Closing) -> dict[str, Any]:
    """Close a round once each of its doses has an answer; the same request again gives the same answer.

    Absences become facts without a nurse's act. Forced, every dose without an answer becomes untraced.

    Raises:
        Forbidden: the actor may not give in this unit.
        NotFound: this establishment has no such unit, or the unit no such round.
        RoundNotBegun, FutureAct, OwnerMissing: the request makes no sense.
        DosesWithoutAnswer: some dose has none; `keys` names them.
        AlreadyClosed: someone else closed it.
    """
    read = read_round(work, name)
    work.require(Right.GIVE, unit_id=name.unit_id)
    if known := work.connection.execute(
        _CLOSED, {"establishment": work.establishment_id, "id": closing.id}
    ).first():
        return {"closed": closed_json(known)}
    _check(work, read, closing)
    waiting = [due for due in read.doses if due.state is DoseState.DUE]
    if waiting and not closing.forced:
        work.did("close_round", ("unit", name.unit_id))
        raise DosesWithoutAnswer(keys=[due.planned.key for due in waiting])
    away = [due for due in read.doses if due.state is DoseState.ABSENT and due.absence is not None]
    unanswered_away = [due for due in away if due.answered is None or due.answered.event_id is None]
    _settle(work, read, unanswered_away, EventKind.ABSENT, closing)
    untraced = _settle(work, read, waiting, EventKind.UNTRACED, closing)
    return {"closed": closed_json(_store(work, name, closing, untraced))}


def _check(work: Work, read: Round, closing: Closing) -> None:
    if read.closing is not None:
        work.did("close_round", ("unit", read.name.unit_id))
        raise AlreadyClosed
    if closing.at > work.now + AHEAD:
        raise FutureAct(event=closing.id)
    if work.now < read.span.starts_at:
        raise RoundNotBegun
    if closing.forced and not (closing.owner and staff.names(work.connection, [closing.owner])):
        raise OwnerMissing


def _settle(work: Work, read: Round, doses: Sequence[Due], kind: EventKind, closing: Closing) -> int:
    """Write what nobody said of these doses, each as a fact; gives how many."""
    named = [Named(due.planned.key, due.planned.resident_id, due.planned.line_id, due.day) for due in doses]
    locked = lock_doses(work, named)
    author = system_actor(work.establishment_id) if kind is EventKind.ABSENT else work.actor
    taken = []
    for due in doses:
        dose = locked[due.planned.key]
        if dose.folded.event_id is not None:
            continue
        gesture = _gesture(due, kind, closing)
        one = Taken(gesture, work.now, content_hash(gesture.content), author=author)
        one.parts = Parts(due.planned.class_id, unit_id=read.name.unit_id)
        dose.add(Stored(Fact(gesture.id, kind, work.now, author.user_id), author.name, one.parts))
        taken.append(one)
    write_facts(work, taken, locked)
    write_states(work, [locked[one.gesture.dose] for one in taken])
    return len(taken)


def _gesture(due: Due, kind: EventKind, closing: Closing) -> Gesture:
    kinds = {"hospital": "hospital", "family": "family", "outing": "activity"}
    away = due.absence.kind.value if due.absence else ""
    return Gesture(
        id=new_id(),
        device="server",
        device_seq=0,
        kind=kind,
        dose=due.planned.key,
        line=due.planned.line_id,
        resident=due.planned.resident_id,
        at=closing.at,
        version_seen=due.planned.version,
        reason=kinds.get(away) if kind is EventKind.ABSENT else None,
    )


def _store(work: Work, name: RoundName, closing: Closing, untraced: int) -> Row[*tuple[Any, ...]]:
    work.connection.execute(
        insert(round_closing),
        {
            "id": closing.id,
            "establishment_id": work.establishment_id,
            "unit_id": name.unit_id,
            "round_date": name.day,
            "moment": name.moment,
            "forced": closing.forced,
            "owner_id": closing.owner,
            "untraced": untraced,
            "at": closing.at,
            "closed_at": work.now,
            "closed_by": work.actor.user_id,
            "closed_by_name": work.actor.name,
        },
    )
    work.did("close_round", ("unit", name.unit_id))
    return work.connection.execute(_CLOSED, {"establishment": work.establishment_id, "id": closing.id}).one()
