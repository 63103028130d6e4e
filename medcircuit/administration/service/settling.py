"""What a person decides about what the software asks them to look at: held facts, opposite answers, the prescriber."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from medcircuit.administration.models import dose_state, event, incident, settlement
from medcircuit.administration.rules.deciding import CLOSED_BECAUSE, Correction, corrections_for
from medcircuit.administration.rules.entry import Gesture, content_hash
from medcircuit.administration.rules.findings import INFORM_PRESCRIBER
from medcircuit.administration.rules.informing import CONDUCT, HOW, known
from medcircuit.administration.rules.second import SamePerson
from medcircuit.administration.rules.vocabulary import EventKind
from medcircuit.administration.service.afterwards import somebody
from medcircuit.administration.service.asides import Refusals
from medcircuit.administration.service.facts import Receipt, take
from medcircuit.administration.service.receipts import Taken
from medcircuit.administration.service.second import given_alone
from medcircuit.administration.service.states import facts_of
from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Conflict, Invalid, NotFound
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.work import Work

_MISTAKE = "mistake"
_EVENT = select(event).where(
    event.c.establishment_id == bindparam("establishment"), event.c.id == bindparam("id")
)
_DOSE = select(dose_state).where(
    dose_state.c.establishment_id == bindparam("establishment"), dose_state.c.dose_key == bindparam("key")
)
_SETTLED = select(settlement).where(
    settlement.c.establishment_id == bindparam("establishment"),
    settlement.c.matter == bindparam("matter"),
    settlement.c.subject == bindparam("subject"),
)
_TOLD = select(incident.c.id).where(
    incident.c.event_id == bindparam("event"), incident.c.code == INFORM_PRESCRIBER.code
)


class AlreadySettled(Conflict):
    """Somebody decided it before."""

    code = "already_settled"
    sentence = "%(by)s l'a déjà traité. Rien n'a été modifié. Rechargez la page."


class NoSuchDose(Invalid):
    """The dose chosen for a held fact is not planned, or is another person's."""

    code = "no_such_dose"
    sentence = "Cette prise n'est pas prévue pour cette personne. La saisie reste à rattacher. Choisissez une autre prise."


class NothingToDecide(Conflict):
    """The answers of this dose do not disagree any more."""

    code = "nothing_to_decide"
    sentence = "Ces réponses ne se contredisent plus. Rien n'a été modifié. Rechargez la page."


class DecisionUnreadable(Invalid):
    """A decision lacks its reason, or names one that no screen offers."""

    code = "decision_unreadable"
    sentence = "Cette décision est incomplète (%(reason)s). Rien n'a été modifié. Reprenez-la."


@dataclass(frozen=True)
class Placing:
    """The dose to which a held fact belongs; `id` is the identifier of the fact that places it."""

    id: str
    dose: str
    line: str
    resident: str
    asserted: bool = False


@dataclass(frozen=True)
class Decision:
    """What a person decided: why, in their words, and for doses which fact to keep (None: both took place)."""

    id: str
    reason: str | None = None
    note: str | None = None
    keep: str | None = None
    conduct: str | None = None


def place(work: Work, event_id: str, placing: Placing) -> Receipt:
    """Put a held fact to a dose: a fact of the same act, by the same person at the same instant; gives its receipt.

    Where the dose is given already the answer is a question, and nothing is placed until it is asserted.

    Raises:
        NotFound: this establishment has no such held fact.
        Forbidden: the actor does not coordinate.
        AlreadySettled: somebody placed or closed it.
        NoSuchDose: nothing is planned so.
    """
    row = _held(work, event_id)
    said = json.loads(row.content)
    gesture = Gesture(
        id=placing.id,
        device="server",
        device_seq=0,
        kind=EventKind(row.kind),
        dose=placing.dose,
        line=placing.line,
        resident=placing.resident,
        at=row.at,
        amount=_amount(said["amount"]),
        units=_amount(said["units"]),
        remainder=said["remainder"],
        reason=said["reason"],
        note=said["note"],
        scans=tuple(said["scans"]),
        asserted=placing.asserted,
        offer_again=said["offer_again"],
        second=said.get("second"),
        counted=_amount(said.get("counted")),
    )
    receipt = _enter(work, gesture, author=somebody(work, row.actor_id, row.actor_name))
    if receipt["status"] == "held":
        raise NoSuchDose
    if receipt["status"] != "question":
        _settle(work, "held", event_id, "placed", Decision(new_id()), event_id=gesture.id)
    return Receipt(receipt)


def close_held(work: Work, event_id: str, decision: Decision) -> None:
    """Say that a held fact needs no dose, and why.

    Raises:
        NotFound, Forbidden, AlreadySettled: as for `place`.
        DecisionUnreadable: no reason of the list, or "other" without a word.
    """
    _held(work, event_id)
    if not known(CLOSED_BECAUSE, decision.reason):
        raise DecisionUnreadable(reason="le motif manque")
    if decision.reason == "other" and not decision.note:
        raise DecisionUnreadable(reason="le motif « autre » se précise")
    _settle(work, "held", event_id, "closed", decision)


def decide(work: Work, key: str, decision: Decision) -> list[Receipt]:
    """Say which answer of a dose holds: the others are corrected; or that it was really given twice, in words.

    Raises:
        NotFound: no such dose was ever touched here.
        Forbidden: the actor does not coordinate.
        NothingToDecide: its answers agree, or were decided.
        DecisionUnreadable: no answer of this dose is kept, or nothing is said of a real double.
    """
    dose = work.connection.execute(_DOSE, {"establishment": work.establishment_id, "key": key}).one_or_none()
    if dose is None:
        raise NotFound
    work.require(Right.CORRECT_OTHERS, unit_id=dose.unit_id)
    work.did("decide", ("dose", key), ("resident", dose.resident_id))
    settled = any(row.event_id == dose.event_id for row in _settlements(work, "dose", key))
    if settled or not {"double", "contradictory", "contested"} & set(dose.flags.split(",")):
        raise NothingToDecide
    if decision.keep is None:
        if dose.flags != "double" or not decision.note:
            raise DecisionUnreadable(reason="dites ce qui a été fait pour la personne")
        _settle(work, "dose", key, "both", decision, event_id=dose.event_id)
        return []
    facts = facts_of(work, [key])[key]
    found = corrections_for([one.fact for one in facts], decision.keep)
    if not found:
        raise DecisionUnreadable(reason="la réponse à garder manque")
    kept = _event(work, decision.keep)
    return [Receipt(_enter(work, _correction(dose, kept, one))) for one in found]


def inform(work: Work, event_id: str, decision: Decision) -> None:
    """Note that the prescriber was told of an act, how, and what is to be done.

    Raises:
        NotFound: the prescriber had not to be told of such an act here.
        Forbidden: the actor may not give in this unit.
        AlreadySettled: somebody told them.
        DecisionUnreadable: how, or what was answered, is not of the lists.
    """
    row = _event(work, event_id)
    if work.connection.execute(_TOLD, {"event": event_id}).first() is None:
        raise NotFound
    work.require(Right.GIVE, unit_id=row.unit_id)
    _refuse_settled(work, "inform", event_id)
    if not known(HOW, decision.reason) or not known(CONDUCT, decision.conduct):
        raise DecisionUnreadable(reason="dites comment, et la conduite à tenir")
    work.did("inform", ("event", event_id), ("resident", row.resident_id))
    _settle(work, "inform", event_id, decision.conduct or "", decision)


def countersign(work: Work, event_id: str, decision: Decision) -> None:
    """Say that a dose given without a second person, or one whose count was wrong, was read over, by who coordinates.

    Raises:
        NotFound: no such dose was given here so.
        Forbidden: the actor does not coordinate.
        SamePerson: the actor gave it.
        AlreadySettled: somebody countersigned it.
        DecisionUnreadable: the count is wrong, and nothing is said of it.
    """
    row, miscounted = given_alone(work, event_id)
    if work.actor.user_id in {row.actor_id, row.entered_by}:
        raise SamePerson
    _refuse_settled(work, "alone", event_id)
    if miscounted and not decision.note:
        raise DecisionUnreadable(reason="dites ce que le nouveau compte a donné")
    work.did("countersign", ("event", event_id), ("resident", row.resident_id))
    _settle(work, "alone", event_id, "countersigned", decision)


def _event(work: Work, event_id: str) -> Row[*tuple[Any, ...]]:
    asked = {"establishment": work.establishment_id, "id": event_id}
    row = work.connection.execute(_EVENT, asked).one_or_none()
    if row is None:
        raise NotFound
    return row


def _held(work: Work, event_id: str) -> Row[*tuple[Any, ...]]:
    row = _event(work, event_id)
    if not row.held:
        raise NotFound
    work.require(Right.CORRECT_OTHERS, unit_id=row.unit_id)
    work.did("settle_held", ("event", event_id), ("resident", row.resident_id))
    _refuse_settled(work, "held", event_id)
    return row


def _settlements(work: Work, matter: str, subject: str) -> list[Row[*tuple[Any, ...]]]:
    asked = {"establishment": work.establishment_id, "matter": matter, "subject": subject}
    return list(work.connection.execute(_SETTLED, asked))


def _refuse_settled(work: Work, matter: str, subject: str) -> None:
    for row in _settlements(work, matter, subject):
        raise AlreadySettled(by=row.by_name)


def _amount(text: str | None) -> Any:
    return None if text is None else read_amount(text)


def _enter(work: Work, gesture: Gesture, **author: Any) -> Mapping[str, Any]:
    refused: Refusals = {}
    taken = Taken(gesture, gesture.at, content_hash(gesture.content), **author)
    receipts = take(work, [taken], refused)
    if problem := refused.get(id(gesture)):
        raise problem
    return receipts[gesture.id]


def _correction(dose: Row[*tuple[Any, ...]], kept: Row[*tuple[Any, ...]], one: Correction) -> Gesture:
    """The correction as a fact: what it says instead is what the kept fact says, its box included."""
    said = json.loads(kept.content)
    same = one.kind is not EventKind.VOID
    return Gesture(
        id=new_id(),
        device="server",
        device_seq=0,
        kind=one.kind,
        dose=dose.dose_key,
        line=dose.line_id,
        resident=dose.resident_id,
        at=kept.at + timedelta(milliseconds=1),
        amount=one.amount,
        units=_amount(said["units"]) if same else None,
        remainder=said["remainder"] if same else None,
        reason=_MISTAKE,
        replaces=one.replaces,
        scans=tuple(said["scans"]) if same else (),
    )


def _settle(
    work: Work, matter: str, subject: str, outcome: str, decision: Decision, *, event_id: str | None = None
) -> None:
    work.connection.execute(
        insert(settlement),
        {
            "id": decision.id,
            "establishment_id": work.establishment_id,
            "matter": matter,
            "subject": subject,
            "outcome": outcome,
            "reason": decision.reason,
            "note": decision.note,
            "event_id": event_id,
            "at": work.now,
            "by": work.actor.user_id,
            "by_name": work.actor.name,
        },
    )
