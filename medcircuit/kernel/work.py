"""The unit of work: one request's connection, actor and instant, and what it touched.

Services take a Work and nothing else of the outside. What they note with `did` and `saw` becomes one audit entry,
written last in the same transaction (or, for a reading, in one of its own before the answer leaves).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from medcircuit.kernel import audit
from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.clock import Clock
from medcircuit.kernel.db import Database
from medcircuit.kernel.problems import Problem
from medcircuit.kernel.row_hash import has_written


@dataclass
class Work:
    """One request: its connection, the actor, the instant (one for the whole request) and its trace."""

    connection: Connection
    actor: Actor
    now: datetime
    actions: list[str] = field(default_factory=list)
    objects: list[tuple[str, str]] = field(default_factory=list)

    @property
    def establishment_id(self) -> str:
        """The establishment in which all of this happens."""
        return self.actor.establishment_id

    def require(self, right: Right, *, unit_id: str | None = None) -> None:
        """Raise unless the actor's habilitation gives this right (for this unit).

        Raises:
            Forbidden: it does not.
        """
        self.actor.require(right, unit_id=unit_id)

    def did(self, action: str, *objects: tuple[str, str]) -> None:
        """Note an act and its objects, each a kind and an identifier: never a name, never a content."""
        if action not in self.actions:
            self.actions.append(action)
        self.objects.extend(objects)

    def saw(self, kind: str, identifiers: Iterable[str]) -> None:
        """Note whose health data is being shown."""
        self.did("read", *((kind, identifier) for identifier in identifiers))

    def entry(self, outcome: str) -> audit.Entry:
        """What was noted, as one audit entry."""
        return audit.Entry(
            establishment_id=self.actor.establishment_id,
            at=self.now,
            actor_id=self.actor.user_id,
            session_id=self.actor.session_id,
            device_id=self.actor.device_id,
            action="+".join(self.actions)[:64],
            objects=tuple(self.objects),
            outcome=outcome,
        )


@contextmanager
def writing(database: Database, actor: Actor | Callable[[Connection], Actor], clock: Clock) -> Iterator[Work]:
    """A unit of work that may write: everything in it and its audit entry are on the disk, or none of it.

    A problem undoes it; the refusal is then audited in a transaction of its own. The actor is given, or found within the
    transaction; where it is not found there is nobody to audit.
    """
    work: Work | None = None
    try:
        with database.write() as connection:
            known = actor if isinstance(actor, Actor) else actor(connection)
            work = Work(connection, known, clock.now())
            yield work
            if work.actions or has_written(connection):
                audit.append(connection, work.entry("done"))
    except Problem as problem:
        if work is not None:
            refuse(database, work, problem)
        raise


@contextmanager
def reading(database: Database, actor: Actor, clock: Clock) -> Iterator[Work]:
    """A unit of work that only reads; what it saw is audited before it ends."""
    work: Work | None = None
    try:
        with database.read() as connection:
            work = Work(connection, actor, clock.now())
            yield work
    except Problem as problem:
        if work is not None:
            refuse(database, work, problem)
        raise
    if work.actions:
        with database.write() as connection:
            audit.append(connection, work.entry("done"))


def refuse(database: Database, work: Work, problem: Problem) -> None:
    """Audit a refusal, in a transaction of its own, where who was refused is known."""
    if problem.status in {403, 404, 409}:
        work.did("refused")
        with database.write() as connection:
            audit.append(connection, work.entry(problem.code))
