"""What the nurses of a house see of what their prescribers must do: orders to countersign, lines that come to their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work
from medcircuit.overview.rules import CardKind
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.life import (
    Origin,
    countersigned_before,
    days_left,
    is_overdue,
    notice_of,
)
from medcircuit.prescriptions.rules.lines import Status
from medcircuit.prescriptions.rules.talking import renewal_refused
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard


@dataclass(frozen=True)
class Unsigned:
    """A line in force that no prescriber has signed: told by voice or copied from paper, and until when it may stay so."""

    resident: ResidentCard
    line: prescriptions.Line
    kind: CardKind
    ordered_by: str | None
    since: datetime
    due: datetime
    overdue: bool


@dataclass(frozen=True)
class Ending:
    """A line under a notice of its end (7 or 3 days); `let_end`: its prescriber has said to let it end."""

    resident: ResidentCard
    line: prescriptions.Line
    notice: int
    days_left: int
    let_end: bool


@dataclass(frozen=True)
class Waiting:
    """Both, the most pressing first."""

    unsigned: tuple[Unsigned, ...]
    ending: tuple[Ending, ...]


def waiting(work: Work) -> Waiting:
    """What waits for prescribers among the people whose prescriptions the actor may read. Six statements.

    Raises:
        Forbidden: the actor may read no prescription.
    """
    work.require(Right.READ_PRESCRIPTION)
    connection, house = work.connection, work.establishment_id
    people = {
        card.id: card
        for card in residents.cards(connection, house, work.now).values()
        if work.actor.may(Right.READ_PRESCRIPTION, unit_id=card.unit_id)
    }
    lines = [
        one for one in prescriptions.lines_waiting(connection, house, work.now) if one.resident_id in people
    ]
    threads = prescriptions.threads(connection, house, [one.id for one in lines])
    unsigned = list(_unsigned(work, lines, people))
    unsigned.sort(key=lambda one: one.due)
    ending = list(_ending(work, lines, people, threads))
    ending.sort(key=lambda one: (one.days_left, one.resident.walking_order))
    work.saw(
        "resident",
        dict.fromkeys([*(one.resident.id for one in unsigned), *(one.resident.id for one in ending)]),
    )
    return Waiting(tuple(unsigned), tuple(ending))


def _unsigned(
    work: Work, lines: Iterable[prescriptions.Line], people: Mapping[str, ResidentCard]
) -> Iterator[Unsigned]:
    for line in lines:
        if line.awaits is None or line.last.status == Status.PROPOSED:
            continue
        waited = line.versions[line.awaits - 1]
        due = countersigned_before(waited.origin, waited.signed_at)
        yield Unsigned(
            resident=people[line.resident_id],
            line=line,
            kind=CardKind.ORAL if waited.origin == Origin.ORAL else CardKind.TRANSCRIBED,
            ordered_by=waited.ordered_by,
            since=waited.signed_at,
            due=due,
            overdue=is_overdue(due, work.now),
        )


def _ending(
    work: Work,
    lines: Iterable[prescriptions.Line],
    people: Mapping[str, ResidentCard],
    threads: Mapping[str, tuple[prescriptions.NoteRead, ...]],
) -> Iterator[Ending]:
    for line in lines:
        notice = notice_of(line.ends_at, begun=line.last.anchor, now=work.now)
        if not notice or line.ends_at is None or line.last.status != Status.ACTIVE or line.awaits is not None:
            continue
        yield Ending(
            resident=people[line.resident_id],
            line=line,
            notice=notice,
            days_left=days_left(line.ends_at, now=work.now),
            let_end=renewal_refused(threads.get(line.id, ()), latest=line.latest),
        )
