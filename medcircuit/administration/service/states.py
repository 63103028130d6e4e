"""The doses that facts are about: locked, folded anew with each fact, written back as their projection."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, false, select, update
from sqlalchemy.dialects import postgresql, sqlite

from medcircuit.administration.models import dose_state, event
from medcircuit.administration.rules.entry import OFFER_AGAIN, day_of
from medcircuit.administration.rules.fold import Fact, Folded, state
from medcircuit.administration.rules.vocabulary import NEGATIVE, OFFERED, TAKEN, DoseState, EventKind
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.work import Work

_EVENTS = (
    select(
        event.c.id,
        event.c.kind,
        event.c.dose_key,
        event.c.resident_id,
        event.c.line_id,
        event.c.unit_id,
        event.c.amount,
        event.c.replaces,
        event.c.at,
        event.c.actor_id,
        event.c.actor_name,
        event.c.class_id,
        event.c.cip13,
        event.c.lot,
        event.c.expiry,
        event.c.parts_given,
        event.c.parts_discarded,
        event.c.offer_again,
        event.c.site,
        event.c.entered_by,
    )
    .where(event.c.establishment_id == bindparam("establishment"), event.c.held.is_(False))
    .order_by(event.c.id)
)
_EVENTS_OF = Prepared(_EVENTS.where(event.c.dose_key.in_(bindparam("keys", expanding=True))))
_FRESH = postgresql.insert(dose_state)
_HOLD = Prepared(
    _FRESH.on_conflict_do_update(
        index_elements=[dose_state.c.establishment_id, dose_state.c.dose_key],
        set_={"changed_at": _FRESH.excluded.changed_at},
        where=false(),
    )
)
"""Make the row of a dose, which then has no facts; one that is there stays as it is, counts as none made, and is locked
all the same (PostgreSQL, "ON CONFLICT")."""


_AT_ONCE = 500
"""How many doses are asked for at once where there may be many."""


@dataclass(frozen=True)
class Parts:
    """What leaves the stock if a fact stands, in smallest parts of a product."""

    class_id: str | None = None
    cip13: str | None = None
    lot: str | None = None
    expiry: date | None = None
    unit_id: str | None = None
    given: int = 0
    discarded: int = 0


NOTHING_LEAVES = Parts()


@dataclass(frozen=True)
class Stored:
    """One fact with what it moves and who said it."""

    fact: Fact
    name: str
    parts: Parts
    offer_again: bool = False
    entered_by: str | None = None
    site: str | None = None

    @property
    def offer_again_at(self) -> datetime | None:
        """When the dose is to be offered again."""
        return self.fact.at + OFFER_AGAIN if self.offer_again else None


@dataclass
class LockedDose:
    """One dose and its facts; `before` is its state when it was locked."""

    key: str
    resident_id: str
    line_id: str
    day: date
    stored: list[Stored] = field(default_factory=list)
    before: Folded = field(init=False)
    folded: Folded = field(init=False)

    def __post_init__(self) -> None:
        """Fold what is known."""
        self.before = self.folded = state(self.facts)

    @property
    def facts(self) -> list[Fact]:
        """Its facts alone."""
        return [one.fact for one in self.stored]

    @property
    def unit_id(self) -> str | None:
        """Where the person lived at the last of its facts."""
        last = max(self.stored, key=lambda one: (one.fact.at, one.fact.id), default=None)
        return last.parts.unit_id if last else None

    def add(self, stored: Stored) -> None:
        """One more fact."""
        self.stored.append(stored)
        self.folded = state(self.facts)

    def of(self, event_id: str | None) -> Stored | None:
        """The fact of this id."""
        return next((one for one in self.stored if one.fact.id == event_id), None)

    def moved(self, folded: Folded) -> dict[str, tuple[int, int]]:
        """For each fact that moves stock in this state: the parts given and the parts thrown away."""
        moved = {}
        for one in self.stored:
            if one.fact.id in folded.takes:
                moved[one.fact.id] = (one.parts.given, one.parts.discarded)
            elif one.fact.id in folded.standing and one.fact.kind in NEGATIVE:
                moved[one.fact.id] = (0, one.parts.discarded)
        return {fact_id: parts for fact_id, parts in moved.items() if any(parts)}


@dataclass(frozen=True)
class Named:
    """The dose a fact is about: its key, and whose it is."""

    key: str
    resident_id: str
    line_id: str
    day: date


def lock_doses(
    work: Work, doses: Iterable[Named], *, touched: Collection[str] | None = None
) -> dict[str, LockedDose]:
    """These doses with their facts, held until the end of the transaction; first touched, their row is made.

    On SQLite the one writer is the lock, and those that were `touched` are known for certain: others have no facts.
    """
    named = {dose.key: dose for dose in doses}
    if not named:
        return {}
    connection, house = work.connection, work.establishment_id
    asked = sorted(named)
    if connection.dialect.name == "postgresql":
        asked = [key for key in asked if not _HOLD.run(connection, _row(work, _empty(named[key])))]
    elif touched is not None:
        asked = [key for key in asked if key in touched]
    locked = {key: _empty(dose) for key, dose in named.items()}
    facts: dict[str, list[Stored]] = {}
    for row in _EVENTS_OF.rows(connection, {"establishment": house, "keys": asked}) if asked else ():
        facts.setdefault(row.dose_key, []).append(stored_of(row))
    for key, known in facts.items():
        locked[key].stored = known
        locked[key].before = locked[key].folded = state(locked[key].facts)
    return locked


def _empty(dose: Named) -> LockedDose:
    return LockedDose(dose.key, dose.resident_id, dose.line_id, dose.day)


def facts_of(work: Work, keys: Sequence[str]) -> dict[str, list[Stored]]:
    """The facts of these doses."""
    facts: dict[str, list[Stored]] = {}
    if keys:
        asked = {"establishment": work.establishment_id, "keys": list(keys)}
        for row in _EVENTS_OF.rows(work.connection, asked):
            facts.setdefault(row.dose_key, []).append(stored_of(row))
    return facts


def stored_of(row: Row[*tuple[Any, ...]]) -> Stored:
    """A fact as it was stored."""
    return Stored(
        Fact(
            id=row.id,
            kind=EventKind(row.kind),
            at=row.at,
            by=row.actor_id,
            amount=read_amount(row.amount) if row.amount is not None else None,
            replaces=row.replaces,
        ),
        row.actor_name,
        Parts(
            row.class_id,
            row.cip13,
            row.lot,
            row.expiry,
            row.unit_id,
            row.parts_given,
            row.parts_discarded,
        ),
        row.offer_again,
        entered_by=row.entered_by,
        site=row.site,
    )


def write_states(work: Work, doses: Collection[LockedDose]) -> None:
    """Write the projection of these doses."""
    rows = [_row(work, dose) for dose in sorted(doses, key=lambda one: one.key)]
    if not rows:
        return
    _upsert(work.connection.dialect.name).send(work.connection, *rows)


def refold(work: Work, doses: Iterable[Named]) -> list[LockedDose]:
    """These doses with all their facts, whatever their row says; each is held until the end of the transaction."""
    named = sorted(doses, key=lambda one: one.key)
    if work.connection.dialect.name == "postgresql":
        for one in named:
            _HOLD.run(work.connection, _row(work, _empty(one)))
    facts: dict[str, list[Stored]] = {}
    for first in range(0, len(named), _AT_ONCE):
        facts |= facts_of(work, [one.key for one in named[first : first + _AT_ONCE]])
    folded = [_empty(one) for one in named]
    for dose in folded:
        dose.stored = facts.get(dose.key, [])
        dose.folded = state(dose.facts)
    return folded


_BLANK = (
    update(dose_state)
    .where(
        dose_state.c.establishment_id == bindparam("house"),
        dose_state.c.dose_key == bindparam("key"),
    )
    .values(event_id=None, state=DoseState.DUE)
)


def replace_states(work: Work, doses: Sequence[LockedDose]) -> None:
    """Write the whole projection of these doses over whatever their rows hold."""
    if not doses:
        return
    rows = [_row(work, dose) for dose in doses]
    named = [{"house": row["establishment_id"], "key": row["dose_key"]} for row in rows]
    work.connection.execute(_BLANK, named)  # no row holds the fact of another while they are written
    _upsert(work.connection.dialect.name, whole=True).run(work.connection, *rows)


@cache
def _upsert(engine: str, *, whole: bool = False) -> Prepared:
    """Write a state, or replace what may change (or the whole) of the one that is there, in this engine's words."""
    fresh = (postgresql if engine == "postgresql" else sqlite).insert(dose_state)
    kept = {"establishment_id", "dose_key"} | (set() if whole else {"resident_id", "line_id", "local_date"})
    changed = {column.name: fresh.excluded[column.name] for column in dose_state.c if column.name not in kept}
    return Prepared(
        fresh.on_conflict_do_update(
            index_elements=[dose_state.c.establishment_id, dose_state.c.dose_key], set_=changed
        )
    )


def _row(work: Work, dose: LockedDose) -> dict[str, Any]:
    return {
        "establishment_id": work.establishment_id,
        "changed_at": work.now,
        **projection(dose),
    }


def projection(dose: LockedDose) -> dict[str, Any]:
    """What the facts of a dose come to, as its row says it: the same facts always give the same."""
    folded = dose.folded
    accepted = dose.of(folded.event_id)
    return {
        "dose_key": dose.key,
        "resident_id": dose.resident_id,
        "line_id": dose.line_id,
        "unit_id": dose.unit_id,
        "local_date": dose.day,
        "state": folded.state.value,
        "event_id": folded.event_id,
        "at": folded.at,
        "by": folded.by,
        "by_name": accepted.name if accepted else None,
        "flags": ",".join(folded.flags),
        "takes": json.dumps(folded.takes),
        "offer_again_at": accepted.offer_again_at if accepted else None,
        "site": accepted.site if accepted and folded.state in TAKEN else None,
        "tries": sum(one.fact.id in folded.standing and one.fact.kind in OFFERED for one in dose.stored),
    }


def every_dose(connection: Connection, establishment_id: str) -> Sequence[LockedDose]:
    """Every dose that a fact is about, folded from its facts alone."""
    doses: dict[str, LockedDose] = {}
    for row in connection.execute(_EVENTS, {"establishment": establishment_id}):
        day = day_of(row.dose_key)
        assert day is not None, "a fact that was placed has a key with a day"
        dose = doses.setdefault(row.dose_key, LockedDose(row.dose_key, row.resident_id, row.line_id, day))
        dose.stored.append(stored_of(row))
    for dose in doses.values():
        dose.folded = state(dose.facts)
    return tuple(doses.values())
