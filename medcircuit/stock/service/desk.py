"""What a person does at the stock page: carry a lot to another place, count one, hand one back to the pharmacy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from medcircuit.kernel.access import Right
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.stock.rules import Account, Cause, parts_amount, whole_parts
from medcircuit.stock.rules.reasons import CountReason, ReturnReason
from medcircuit.stock.rules.reception import AmountImpossible
from medcircuit.stock.rules.witness import Beside, Witness, beside
from medcircuit.stock.service.acts import Act, answered, keep
from medcircuit.stock.service.book import lock_levels
from medcircuit.stock.service.entries import adjust, carry, place_account
from medcircuit.stock.service.entries import give_back as back_to_pharmacy
from medcircuit.stock.service.names import Level, Named, level_of, names_of
from medcircuit.stock.service.places import place_of
from medcircuit.stock.service.telling import Told

RETURN = "return"
"""The kind of the entries, and of the causes, of what goes back to the pharmacy."""


@dataclass(frozen=True)
class Transfer:
    """An amount, in stock units, of the lot in an account, to be carried to another place."""

    id: str
    account_id: str
    place_id: str
    units: Fraction
    at: datetime


@dataclass(frozen=True)
class Count:
    """What a person counted of a lot, in stock units; `seen` is the level their page showed."""

    id: str
    account_id: str
    units: Fraction
    seen: Fraction
    reason: CountReason
    at: datetime
    alone: bool = False


@dataclass(frozen=True)
class Return:
    """An amount, in stock units, of the lot in an account, that goes back to the pharmacy, and why."""

    id: str
    account_id: str
    units: Fraction
    reason: ReturnReason
    at: datetime
    alone: bool = False


@dataclass(frozen=True)
class Settled:
    """What an entry left in an account; `change`, in stock units, is what it added (negative: removed)."""

    id: str
    account_id: str
    level: Level
    change: Fraction


def transfer(work: Work, asked: Transfer) -> Settled:
    """Carry an amount to another place; the account it now lies in.

    Raises:
        NotFound: no such account or place here.
        AmountImpossible: nothing, or not countable.
        NotEnough: the place is known to hold less.
        SamePlace: it already lies there.
        SameIdOtherContent: the id names another entry.
        EntryAhead: it lies in the future.
    """
    source, name = _account(work, asked.account_id)
    place = place_of(work, asked.place_id, Right.MOVE_STOCK)
    content = {"account": source.id, "place": place.id, "units": amount_text(asked.units), "at": asked.at}
    act = Act("transfer", asked.id, content)
    if known := answered(work, act, asked.at):
        return _again(asked.id, name, known)
    parts = whole_parts(asked.units, name.stock_unit)
    if not parts:
        raise AmountImpossible
    target = carry(work, source, place.id, parts, Told(Cause("transfer", asked.id), asked.at))
    level = parts_amount(lock_levels(work.connection, (target.id,))[target.id], name.stock_unit)
    return _keep(work, act, Settled(asked.id, target.id, level_of(name, level), asked.units))


def count(work: Work, asked: Count, witness: Witness | None = None) -> Settled:
    """Bring a lot's level to what a person counted, with the reason they gave; a narcotic's before a witness.

    Raises:
        WitnessNeeded, WitnessIsYou: it is a narcotic, and no other person stood beside.
        NotFound: no such account here.
        AmountImpossible: not countable.
        Recount: the level moved since the page showed it.
        SameIdOtherContent: the id names another entry.
        EntryAhead: it lies in the future.
    """
    counted, name = _account(work, asked.account_id)
    content = {
        "account": counted.id,
        "units": amount_text(asked.units),
        "seen": amount_text(asked.seen),
        "reason": asked.reason,
        "at": asked.at,
        **_said(witness, alone=asked.alone),
    }
    act = Act("count", asked.id, content)
    if known := answered(work, act, asked.at):
        return _again(asked.id, name, known)
    parts, seen = whole_parts(asked.units, name.stock_unit), whole_parts(asked.seen, name.stock_unit)
    if parts is None or seen is None:
        raise AmountImpossible
    who = _beside(work, counted, witness, alone=asked.alone)
    told = Told(Cause("count", asked.id), asked.at, asked.reason, who)
    change = parts_amount(adjust(work, counted, parts, seen, told), name.stock_unit)
    return _keep(work, act, Settled(asked.id, counted.id, level_of(name, asked.units), change))


def give_back(work: Work, asked: Return, witness: Witness | None = None) -> Settled:
    """Hand an amount back to the pharmacy; what its place still holds. A narcotic goes before a witness.

    Raises:
        NotFound: no such account here.
        AmountImpossible: nothing, or not countable.
        NotEnough: the place is known to hold less.
        WitnessNeeded, WitnessIsYou: it is a narcotic, and no other person stood beside.
        SameIdOtherContent: the id names another entry.
        EntryAhead: it lies in the future.
    """
    source, name = _account(work, asked.account_id)
    content = {
        "account": source.id,
        "units": amount_text(asked.units),
        "reason": asked.reason,
        "at": asked.at.isoformat(),
        **_said(witness, alone=asked.alone),
    }
    act = Act(RETURN, asked.id, content)
    if known := answered(work, act, asked.at):
        return _again(asked.id, name, known)
    parts = whole_parts(asked.units, name.stock_unit)
    if not parts:
        raise AmountImpossible
    who = _beside(work, source, witness, alone=asked.alone)
    left = back_to_pharmacy(work, source, parts, Told(Cause(RETURN, asked.id), asked.at, asked.reason, who))
    level = level_of(name, parts_amount(left, name.stock_unit))
    return _keep(work, act, Settled(asked.id, source.id, level, -asked.units))


def _said(witness: Witness | None, *, alone: bool) -> dict[str, Any]:
    """Who stood beside, as a part of what was asked."""
    return ({"witness": witness.id} if witness else {}) | ({"alone": True} if alone else {})


def _beside(work: Work, what: Account, witness: Witness | None, *, alone: bool) -> Beside:
    narcotic = any(map(medicines.narcotics(work.connection).has, what.goods))
    return beside(Beside(witness, alone), narcotic=narcotic, actor_id=work.actor.user_id)


def _account(work: Work, account_id: str) -> tuple[Account, Named]:
    """A place account in which this person may move stock, and how what it holds is said and counted."""
    found = place_account(work, account_id)
    assert found.place_id is not None, "a place account names its place"
    place_of(work, found.place_id, Right.MOVE_STOCK)
    what = (found.cip13, found.class_id)
    return found, names_of(work, (what,))[what]


def _keep(work: Work, act: Act, settled: Settled) -> Settled:
    answer = {
        "account": settled.account_id,
        "level": amount_text(settled.level.units),
        "change": str(settled.change),
    }
    keep(work, act, answer)
    return settled


def _again(act_id: str, name: Named, known: dict[str, str]) -> Settled:
    """The answer that this very entry had."""
    level = level_of(name, read_amount(known["level"]))
    return Settled(act_id, known["account"], level, Fraction(known["change"]))
