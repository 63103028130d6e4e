"""What was answered for the doses of some people, and whether a round is closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, literal, select, true

from medcircuit.administration.models import dose_state, round_closing
from medcircuit.administration.rules.reading import RoundName
from medcircuit.kernel.prepared import Prepared

Rows = tuple[Row[*tuple[Any, ...]], ...]

STATE_COLUMNS = (
    dose_state.c.dose_key,
    dose_state.c.resident_id,
    dose_state.c.line_id,
    dose_state.c.state,
    dose_state.c.event_id,
    dose_state.c.at,
    dose_state.c.by,
    dose_state.c.by_name,
    dose_state.c.flags,
    dose_state.c.offer_again_at,
    dose_state.c.tries,
)
_ANCHOR = select(literal(1).label("one")).subquery()


def _states(of_lines: ColumnElement[bool]) -> Prepared:
    return Prepared(
        select(
            *STATE_COLUMNS,
            round_closing.c.id.label("closing_id"),
            round_closing.c.closed_at,
            round_closing.c.closed_by_name,
            round_closing.c.untraced,
        )
        .select_from(_ANCHOR)
        .outerjoin(
            dose_state,
            (dose_state.c.establishment_id == bindparam("establishment"))
            & dose_state.c.resident_id.in_(bindparam("residents", expanding=True))
            & dose_state.c.local_date.between(bindparam("first"), bindparam("last"))
            & of_lines,
        )
        .outerjoin(
            round_closing,
            (round_closing.c.establishment_id == bindparam("establishment"))
            & (round_closing.c.unit_id == bindparam("unit"))
            & (round_closing.c.round_date == bindparam("day"))
            & (round_closing.c.moment == bindparam("moment")),
        )
    )


_STATES = _states(true())
_STATES_OF_LINES = _states(dose_state.c.line_id.in_(bindparam("lines", expanding=True)))
"""What was answered, and whether the round is closed: one row at the least, its state or its closing missing."""


def answered(
    connection: Connection,
    establishment_id: str,
    resident_ids: Collection[str],
    days: tuple[date, date],
    *,
    lines: Collection[str] | None = None,
    name: RoundName | None = None,
) -> tuple[Rows, Row[*tuple[Any, ...]] | None]:
    """The states of these people's doses of these local days, of these lines alone where they are named; the closing of a round.

    One statement. A person has some hundred doses in these days: whoever judges one reads those of its line.
    """
    asked = {
        "establishment": establishment_id,
        "residents": list(resident_ids),
        "first": days[0],
        "last": days[1],
        "unit": name.unit_id if name else None,
        "day": name.day if name else None,
        "moment": name.moment if name else None,
    }
    if lines is None:
        rows = _STATES.rows(connection, asked)
    else:
        rows = _STATES_OF_LINES.rows(connection, asked | {"lines": list(lines)})
    states = tuple(row for row in rows if row.dose_key is not None)
    return states, rows[0] if rows[0].closing_id is not None else None
