"""Measures of a person: noted once, corrected by another, read by who gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import Connection, bindparam, func, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.prepared import Prepared, Row
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.kernel.work import Work
from medcircuit.residents.models import measure as measure_table
from medcircuit.residents.rules.measures import Measure, SameMeasureOtherContent, check_measure
from medcircuit.residents.service.presence import unit_of

_SINCE = Prepared(
    select(measure_table)
    .where(
        measure_table.c.establishment_id == bindparam("establishment"),
        measure_table.c.resident_id.in_(bindparam("residents", expanding=True)),
        measure_table.c.at >= bindparam("since"),
    )
    .order_by(measure_table.c.at.desc(), measure_table.c.id.desc())
)
_CONTENT = ("establishment_id", "resident_id", "kind", "value", "second")
_KNOWN = Prepared(select(measure_table).where(measure_table.c.id.in_(bindparam("ids", expanding=True))))


@dataclass(frozen=True)
class MeasureRead:
    """A measure as it was noted, with who did."""

    resident_id: str
    measure: Measure
    by: str
    by_name: str


def measures(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], since: datetime
) -> tuple[MeasureRead, ...]:
    """The measures of these people from an instant on that no other replaced, the last first."""
    asked = {"establishment": establishment_id, "residents": list(resident_ids), "since": since}
    rows = _SINCE.rows(connection, asked) if resident_ids else []
    replaced = {row.replaces for row in rows}
    return tuple(_read(row) for row in rows if row.id not in replaced)


def _read(row: Row) -> MeasureRead:
    second = read_amount(row.second) if row.second else None
    measure = Measure(row.id, row.kind, read_amount(row.value), row.at, second)
    return MeasureRead(row.resident_id, measure, row.noted_by, row.noted_by_name)


_REPLACED = select(measure_table.c.replaces).where(
    measure_table.c.establishment_id == bindparam("establishment"), measure_table.c.replaces.is_not(None)
)
_RANKED = (
    select(
        measure_table,
        func.row_number()
        .over(
            partition_by=(measure_table.c.resident_id, measure_table.c.kind),
            order_by=(measure_table.c.at.desc(), measure_table.c.id.desc()),
        )
        .label("rank"),
    )
    .where(
        measure_table.c.establishment_id == bindparam("establishment"),
        measure_table.c.resident_id.in_(bindparam("residents", expanding=True)),
        measure_table.c.at >= bindparam("since"),
        measure_table.c.id.not_in(_REPLACED),
    )
    .subquery()
)
_LAST = select(_RANKED).where(_RANKED.c.rank == 1).order_by(_RANKED.c.at.desc(), _RANKED.c.id.desc())


def last_measures(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], since: datetime
) -> dict[str, tuple[MeasureRead, ...]]:
    """The last measure of each kind of these people from an instant on, by resident, the most recent kind first."""
    asked = {"establishment": establishment_id, "residents": list(resident_ids), "since": since}
    found: defaultdict[str, list[MeasureRead]] = defaultdict(list)
    for row in connection.execute(_LAST, asked) if resident_ids else ():
        found[row.resident_id].append(_read(row))
    return {resident_id: tuple(noted) for resident_id, noted in found.items()}


_SIX_MONTHS = timedelta(days=183)


def measures_of(work: Work, resident_id: str) -> tuple[MeasureRead, ...]:
    """A person's measures of the last six months, the last first.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read them.
    """
    work.require(Right.READ_RESIDENT, unit_id=unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    return measures(work.connection, work.establishment_id, [resident_id], work.now - _SIX_MONTHS)


def note_measure(work: Work, resident_id: str, noted: Measure, *, replaces: str | None = None) -> None:
    """Note a measure; the same sent again is noted once.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        MeasureUnreadable: it cannot be.
        SameMeasureOtherContent: its id names another.
    """
    work.require(Right.MEASURE, unit_id=unit_of(work, resident_id))
    check_measure(noted, work.now)
    known = _KNOWN.first(work.connection, {"ids": [noted.id]})
    row = measure_row(work, resident_id, noted, replaces)
    if known is not None and any(getattr(known, name) != row[name] for name in _CONTENT):
        raise SameMeasureOtherContent
    keep_measures(work, {resident_id: (noted,)}, replaces=replaces)


def keep_measures(work: Work, noted: Mapping[str, Sequence[Measure]], *, replaces: str | None = None) -> None:
    """Keep measures that were checked, as they came with acts at the bedside: each id once, the first stands."""
    fresh = {
        one.id: measure_row(work, whose, one, replaces) for whose, of_one in noted.items() for one in of_one
    }
    if not fresh:
        return
    known = {row.id for row in _KNOWN.rows(work.connection, {"ids": list(fresh)})}
    rows = [row for measure_id, row in fresh.items() if measure_id not in known]
    if rows:
        work.connection.execute(insert(measure_table), rows)
        work.did("note_measure", *(("measure", measure_id) for measure_id in fresh))


def measure_row(
    work: Work, resident_id: str, one: Measure, replaces: str | None = None
) -> dict[str, str | datetime | None]:
    """The row of a measure."""
    return {
        "id": one.id,
        "establishment_id": work.establishment_id,
        "resident_id": resident_id,
        "kind": one.kind,
        "value": _text(one.value),
        "second": _text(one.second) if one.second is not None else None,
        "at": one.at,
        "noted_at": work.now,
        "noted_by": work.actor.user_id,
        "noted_by_name": work.actor.name,
        "replaces": replaces,
    }


def _text(value: Fraction) -> str:
    return amount_text(value)
