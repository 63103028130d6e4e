"""Reading the lines: where each stands, its history, who else takes a medicine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.row_hash import ROW_HASH
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.prescriptions.models import line, line_mention, line_note, line_version, transcription
from medcircuit.prescriptions.rules.lines import LineLabel, standing
from medcircuit.prescriptions.rules.mentions import NO_MENTIONS, Mentions
from medcircuit.prescriptions.service.mentioned import COLUMNS as MENTIONS
from medcircuit.prescriptions.service.mentioned import mentions_read
from medcircuit.prescriptions.service.stored import label_of, texts_of
from medcircuit.residents import service as residents


@dataclass(frozen=True)
class LineVersionRead:
    """A signed version of a line; `dosage` is the JSON text of its FHIR dosages, digits as written, `care` that of what giving asks."""

    number: int
    act: str
    status: str
    dosage: str
    route_label: str
    instructions: tuple[str, ...]
    regime: str | None
    time_critical: bool
    crush: str | None
    as_needed: bool
    badges: tuple[str, ...]
    care: str
    effective_from: datetime
    anchor: datetime
    reason: str | None
    author_id: str
    signed_by: str
    signed_at: datetime
    origin: str
    ordered_by: str | None


@dataclass(frozen=True)
class Line:
    """A line with its versions, in order of number. `class_id` is the class that stands for its own now, `latest` is the number that the next act must have seen, `awaits` that of the version that waits for a prescriber, `ends_at` when nothing more of it is due."""

    id: str
    resident_id: str
    class_id: str
    cis: str | None
    label: LineLabel
    created_at: datetime
    latest: int
    awaits: int | None
    ends_at: datetime | None
    transcription_id: str | None
    mentions: Mentions
    versions: tuple[LineVersionRead, ...]

    @cached_property
    def standing(self) -> tuple[LineVersionRead, ...]:
        """The versions that ever hold, in order of time."""
        return standing(self.versions)

    def at(self, instant: datetime) -> LineVersionRead | None:
        """The version in force at an instant; None before the first."""
        held = [one for one in self.standing if one.effective_from <= instant]
        return held[-1] if held else None

    def coming(self, instant: datetime) -> tuple[LineVersionRead, ...]:
        """The versions that take effect after an instant, in order of time."""
        return tuple(one for one in self.standing if one.effective_from > instant)

    def status_at(self, instant: datetime) -> str:
        """Where the line stands at an instant: proposed (not in force yet), coming (not begun), active, suspended, stopped."""
        held = self.at(instant)
        if held is None:
            return "proposed" if self.versions[-1].status == "proposed" else "coming"
        return held.status

    @property
    def last(self) -> LineVersionRead:
        """The version that stands last, whenever it takes effect."""
        return self.standing[-1]

    def since(self, instant: datetime) -> datetime | None:
        """The instant from which the line has stood where it stands now."""
        held = [one for one in self.standing if one.effective_from <= instant]
        begun = None
        for one in reversed(held):
            if one.status != held[-1].status:
                break
            begun = one.effective_from
        return begun


_COLUMNS = (
    line.c.id.label("line_id"),
    line.c.resident_id,
    line.c.class_id,
    line.c.cis,
    line.c.label,
    line.c.created_at,
    line.c.latest,
    line.c.awaits,
    line.c.ends_at,
    line.c.transcription_id,
)
_LINES = (
    select(
        *_COLUMNS,
        *MENTIONS,
        *(column for column in line_version.c if column.name not in {"line_id", "id", ROW_HASH}),
    )
    .join(line_version, line_version.c.line_id == line.c.id)
    .outerjoin(line_mention, line_mention.c.line_id == line.c.id)
    .order_by(line.c.resident_id, line.c.created_at, line.c.id, line_version.c.number)
)


_LINE_OF = Prepared(
    _LINES.where(line.c.id == bindparam("line"), line.c.establishment_id == bindparam("establishment"))
)


def _read(connection: Connection, *wanted: ColumnElement[bool]) -> tuple[Line, ...]:
    return _lines(connection, connection.execute(_LINES.where(*wanted)).all())


def _lines(connection: Connection, rows: Sequence[Any]) -> tuple[Line, ...]:
    """The lines of these rows of _LINES."""
    classes = medicines.current_classes(connection, {row.class_id for row in rows})
    return tuple(_line(list(of_line), classes) for _, of_line in groupby(rows, key=lambda row: row.line_id))


def _line(rows: Sequence[Any], classes: Mapping[str, str]) -> Line:
    first = rows[0]
    return Line(
        id=first.line_id,
        resident_id=first.resident_id,
        class_id=classes[first.class_id],
        cis=first.cis,
        label=label_of(first.label),
        created_at=first.created_at,
        latest=first.latest,
        awaits=first.awaits,
        ends_at=first.ends_at,
        transcription_id=first.transcription_id,
        mentions=NO_MENTIONS if first.ald is None else mentions_read(first._asdict()),
        versions=tuple(
            LineVersionRead(
                number=row.number,
                act=row.act,
                status=row.status,
                dosage=row.dosage,
                route_label=row.route_label,
                instructions=texts_of(row.instructions),
                regime=row.regime,
                time_critical=row.time_critical,
                crush=row.crush,
                as_needed=row.as_needed,
                badges=texts_of(row.badges),
                care=row.care,
                effective_from=row.effective_from,
                anchor=row.anchor,
                reason=row.reason,
                author_id=row.author_id,
                signed_by=row.signed_by,
                signed_at=row.signed_at,
                origin=row.origin,
                ordered_by=row.ordered_by,
            )
            for row in rows
        ),
    )


def running(at: datetime) -> ColumnElement[bool]:
    """Lines that are not stopped at this instant, or only after it."""
    return line.c.stopped_at.is_(None) | (line.c.stopped_at > at)


def lines_of(
    connection: Connection,
    establishment_id: str,
    resident_ids: Collection[str],
    *,
    stopped_after: datetime | None = None,
) -> tuple[Line, ...]:
    """The lines of these people, stopped ones too (with `stopped_after`, only those that stop after it)."""
    wanted = [line.c.establishment_id == establishment_id, line.c.resident_id.in_(resident_ids)]
    if stopped_after is not None:
        wanted.append(running(stopped_after))
    return _read(connection, *wanted)


def lines_waiting(
    connection: Connection, establishment_id: str, now: datetime, *, also: Collection[str] = ()
) -> tuple[Line, ...]:
    """The lines that may wait for a prescriber.

    Those to validate, near their end (or ended within a week), asked about within a month, and those named in `also`.
    """
    asked = select(line_note.c.line_id).where(
        line_note.c.establishment_id == establishment_id, line_note.c.at > now - timedelta(days=31)
    )
    near = line.c.ends_at.between(now - timedelta(days=7), now + timedelta(days=8))
    return _read(
        connection,
        line.c.establishment_id == establishment_id,
        line.c.awaits.is_not(None) | near | line.c.id.in_(asked) | line.c.id.in_(also),
    )


def papers_of(
    connection: Connection, establishment_id: str, transcription_ids: Collection[str | None]
) -> dict[str, str]:
    """The document of each of these copied orders."""
    rows = connection.execute(
        select(transcription.c.id, transcription.c.document_id).where(
            transcription.c.establishment_id == establishment_id,
            transcription.c.id.in_([one for one in transcription_ids if one]),
        )
    )
    return {row.id: row.document_id for row in rows}


def lines_of_class_elsewhere(
    connection: Connection,
    establishment_id: str,
    class_ids: Collection[str],
    not_in: Collection[str] = (),
    *,
    at: datetime | None = None,
) -> dict[str, tuple[str, ...]]:
    """For each medicine class, the residents here (others than `not_in`) who have a line of it at this instant, sorted.

    Suspended lines count: the box is in the house, and it is somebody's. Without an instant, lines never stopped. Two
    statements.
    """
    rows = connection.execute(
        select(line.c.class_id, line.c.resident_id)
        .where(
            line.c.establishment_id == establishment_id,
            line.c.resident_id.not_in(not_in),
            line.c.stopped_at.is_(None) if at is None else running(at),
        )
        .distinct()
        .order_by(line.c.class_id, line.c.resident_id)
    ).all()
    current = medicines.current_classes(connection, {row.class_id for row in rows})
    wanted = set(class_ids)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if current[row.class_id] in wanted:
            found[current[row.class_id]].add(row.resident_id)
    return {class_id: tuple(sorted(people)) for class_id, people in found.items()}


def resident_lines(work: Work, resident_id: str) -> tuple[Line, ...]:
    """The lines of a resident, for a reader: stopped ones too.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the prescriptions of their unit.
    """
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    return lines_of(work.connection, work.establishment_id, [resident_id])


def line_read(connection: Connection, establishment_id: str, line_id: str) -> Line:
    """A line with every version of it.

    Raises:
        NotFound: this establishment has no such line.
    """
    rows = _LINE_OF.rows(connection, {"establishment": establishment_id, "line": line_id})
    found = _lines(connection, rows)
    if not found:
        raise NotFound
    return found[0]


def line_history(work: Work, line_id: str) -> Line:
    """A line with every version of it, for a reader.

    Raises:
        NotFound: this establishment has no such line.
        Forbidden: the actor may not read the prescriptions of the resident's unit.
    """
    found = line_read(work.connection, work.establishment_id, line_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, found.resident_id))
    work.saw("resident", [found.resident_id])
    return found
