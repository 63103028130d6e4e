"""Notes on a line, and who saw that a line was stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import acknowledgement, line, line_note, line_version
from medcircuit.prescriptions.rules.lines import Act, LineLabel
from medcircuit.prescriptions.rules.talking import (
    STOP_SHOWN,
    NoteKind,
    Said,
    Wanted,
    check_note,
    check_reply,
)
from medcircuit.prescriptions.service.reading import line_read
from medcircuit.prescriptions.service.stored import label_of
from medcircuit.prescriptions.service.taken import take, taken_before
from medcircuit.prescriptions.service.versions import held
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text


@dataclass(frozen=True)
class NewNote:
    """Something to say about a line seen at `seen_version`; `id` is the browser's."""

    id: str
    kind: NoteKind
    text: str
    seen_version: int
    wants: Wanted | None = None
    replies_to: str | None = None


@dataclass(frozen=True)
class NoteRead(Said):
    """A note with its words and its author."""

    line_id: str
    text: str
    author_id: str


@dataclass(frozen=True)
class Stopped:
    """A line that was just stopped, suspended or changed: what a nurse's open round shows until she has seen it."""

    line_id: str
    version: int
    resident_id: str
    label: LineLabel
    act: str
    effective_from: datetime
    reason: str | None
    signed_by: str
    signed_at: datetime
    seen_by: tuple[tuple[str, datetime], ...]


def note(work: Work, line_id: str, said: NewNote) -> None:
    """Say something about a line; the same note sent again is one.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor may not read its resident's prescriptions; only a prescriber refuses.
        WantedMissing, NoSuchQuestion, FieldUnreadable: the note makes no sense.
        LineIdTaken: the id names another note.
    """
    before = held(work, line_id)
    unit_id = residents.unit_of(work, before.resident_id)
    work.require(
        Right.PRESCRIBE if said.kind is NoteKind.REFUSAL else Right.READ_PRESCRIPTION, unit_id=unit_id
    )
    check_note(said.kind, said.wants)
    written = {
        "line_id": line_id,
        "resident_id": before.resident_id,
        "version": said.seen_version,
        "kind": said.kind.value,
        "wants": said.wants.value if said.wants else None,
        "text": clean_text(said.text, field="Le message", longest=500),
        "author_id": work.actor.user_id,
        "replies_to": said.replies_to,
    }
    if taken_before(work, line_note, said.id, written):
        return
    if said.kind is NoteKind.ANSWER or said.replies_to is not None:
        check_reply(
            threads(work.connection, work.establishment_id, [line_id]).get(line_id, ()), said.replies_to
        )
    take(work, line_note, said.id, {**written, "at": work.now})
    work.did(f"note_{said.kind.value}", ("line", line_id), ("resident", before.resident_id))


def threads(
    connection: Connection, establishment_id: str, line_ids: Collection[str]
) -> dict[str, tuple[NoteRead, ...]]:
    """What was said about these lines, in order of time."""
    rows = connection.execute(
        select(line_note)
        .where(line_note.c.establishment_id == establishment_id, line_note.c.line_id.in_(line_ids))
        .order_by(line_note.c.at, line_note.c.id)
    )
    found: defaultdict[str, list[NoteRead]] = defaultdict(list)
    for row in rows:
        wants = Wanted(row.wants) if row.wants else None
        found[row.line_id].append(
            NoteRead(
                id=row.id,
                kind=NoteKind(row.kind),
                wants=wants,
                version=row.version,
                at=row.at,
                replies_to=row.replies_to,
                line_id=row.line_id,
                text=row.text,
                author_id=row.author_id,
            )
        )
    return {line_id: tuple(said) for line_id, said in found.items()}


def thread(work: Work, line_id: str) -> tuple[NoteRead, ...]:
    """What was said about one line.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor may not read its resident's prescriptions.
    """
    found = line_read(work.connection, work.establishment_id, line_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, found.resident_id))
    work.saw("resident", [found.resident_id])
    return threads(work.connection, work.establishment_id, [line_id]).get(line_id, ())


_TOLD = (Act.STOP.value, Act.SUSPEND.value, Act.CHANGE.value)


@dataclass(frozen=True)
class News:
    """What a board says in red: lines `awaiting` a prescriber (copied or told), and what was just `stopped`."""

    awaiting: tuple[str, ...]
    stopped: tuple[Stopped, ...]


_STANDS = (
    or_(*(line_version.c.act == act for act in _TOLD))
    & (line_version.c.number > 1)
    & (line.c.changed_at > bindparam("since"))
)
_NEWS = Prepared(
    select(line_version, line.c.resident_id, line.c.label, line.c.awaits, _STANDS.label("told"))
    .join(line, (line.c.id == line_version.c.line_id) & (line.c.latest == line_version.c.number))
    .where(
        line.c.establishment_id == bindparam("establishment"),
        line.c.resident_id.in_(bindparam("residents", expanding=True)),
        line.c.awaits.is_not(None) | _STANDS,
    )
    .order_by(line_version.c.signed_at.desc(), line_version.c.line_id)
)


def news_of(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], now: datetime
) -> News:
    """What waits, and what was stopped, suspended or changed within a day, the newest first, with who saw it.

    Only what is the last word on its line. One statement; a second where something was stopped.
    """
    if not resident_ids:
        return News((), ())
    asked = {"establishment": establishment_id, "residents": list(resident_ids), "since": now - STOP_SHOWN}
    rows = _NEWS.rows(connection, asked)
    stopped = [row for row in rows if row.told]
    seen = _seen(connection, establishment_id, [row.line_id for row in stopped]) if stopped else {}
    return News(
        tuple(row.line_id for row in rows if row.awaits is not None),
        tuple(_stopped(row, seen) for row in stopped),
    )


def _stopped(
    row: Row[*tuple[Any, ...]], seen: Mapping[tuple[str, int], Sequence[tuple[str, datetime]]]
) -> Stopped:
    return Stopped(
        line_id=row.line_id,
        version=row.number,
        resident_id=row.resident_id,
        label=label_of(row.label),
        act=row.act,
        effective_from=row.effective_from,
        reason=row.reason,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        seen_by=tuple(seen.get((row.line_id, row.number), ())),
    )


def _seen(
    connection: Connection, establishment_id: str, line_ids: Collection[str]
) -> dict[tuple[str, int], list[tuple[str, datetime]]]:
    rows = connection.execute(
        select(acknowledgement)
        .where(
            acknowledgement.c.establishment_id == establishment_id, acknowledgement.c.line_id.in_(line_ids)
        )
        .order_by(acknowledgement.c.at)
    )
    found: defaultdict[tuple[str, int], list[tuple[str, datetime]]] = defaultdict(list)
    for row in rows:
        found[row.line_id, row.version].append((row.user_id, row.at))
    return found


def stops_signed_by(work: Work) -> tuple[Stopped, ...]:
    """What the actor stopped or suspended within a day, with who saw it.

    Raises:
        Forbidden: the actor may not prescribe.
    """
    work.require(Right.PRESCRIBE)
    people = work.connection.execute(
        select(line.c.resident_id)
        .join(line_version, line_version.c.line_id == line.c.id)
        .where(
            line.c.establishment_id == work.establishment_id,
            line_version.c.signed_by == work.actor.user_id,
            line_version.c.act.in_(_TOLD),
            line_version.c.signed_at > work.now - STOP_SHOWN,
        )
        .distinct()
    ).scalars()
    found = [
        one
        for one in news_of(work.connection, work.establishment_id, list(people), work.now).stopped
        if one.signed_by == work.actor.user_id
    ]
    work.saw("resident", dict.fromkeys(one.resident_id for one in found))
    return tuple(found)


def acknowledge(work: Work, line_id: str, version: int) -> None:
    """Say « vu » of a version that stops, suspends or changes a line; said once a person.

    Raises:
        NotFound: this establishment has no such line, or it no such version.
        Forbidden: the actor may not read its resident's prescriptions.
    """
    found = line_read(work.connection, work.establishment_id, line_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, found.resident_id))
    if version not in {one.number for one in found.versions}:
        raise NotFound
    held(work, line_id)
    mine = (
        (acknowledgement.c.line_id == line_id)
        & (acknowledgement.c.version == version)
        & (acknowledgement.c.user_id == work.actor.user_id)
    )
    if work.connection.execute(select(acknowledgement.c.line_id).where(mine)).first() is None:
        work.connection.execute(
            insert(acknowledgement),
            {
                "line_id": line_id,
                "version": version,
                "user_id": work.actor.user_id,
                "establishment_id": work.establishment_id,
                "at": work.now,
            },
        )
    work.did("acknowledge", ("line", line_id), ("resident", found.resident_id))
