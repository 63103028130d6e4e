"""What became of a person's doses lately: what other services read before they go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from medcircuit.administration.models import dose_state
from medcircuit.administration.rules.vocabulary import DoseState


@dataclass(frozen=True)
class Lately:
    """Where a dose stands, when it came to that, and by whom; `at` None: nobody has acted on it."""

    dose_key: str
    line_id: str
    state: DoseState
    at: datetime | None
    by_name: str | None


def lately(
    connection: Connection, establishment_id: str, resident_id: str, since: date
) -> tuple[Lately, ...]:
    """A person's doses that somebody acted on, of the local days from `since` on, in order of time."""
    rows = connection.execute(
        select(
            dose_state.c.dose_key,
            dose_state.c.line_id,
            dose_state.c.state,
            dose_state.c.at,
            dose_state.c.by_name,
        )
        .where(
            dose_state.c.establishment_id == establishment_id,
            dose_state.c.resident_id == resident_id,
            dose_state.c.local_date >= since,
            dose_state.c.at.is_not(None),
        )
        .order_by(dose_state.c.at, dose_state.c.dose_key)
    )
    return tuple(Lately(row.dose_key, row.line_id, DoseState(row.state), row.at, row.by_name) for row in rows)


_AGAINST = (DoseState.REFUSED.value, DoseState.SPAT_OUT.value, DoseState.WITHHELD.value)


def refusals(connection: Connection, establishment_id: str, since: date) -> dict[str, int]:
    """How often each line was refused, spat out or withheld on the local days from `since` on; lines with none left out."""
    rows = connection.execute(
        select(dose_state.c.line_id, func.count().label("times"))
        .where(
            dose_state.c.establishment_id == establishment_id,
            dose_state.c.local_date >= since,
            dose_state.c.state.in_(_AGAINST),
        )
        .group_by(dose_state.c.line_id)
    )
    return {row.line_id: row.times for row in rows}


def answers_since(
    connection: Connection, establishment_id: str, lines: Mapping[str, tuple[str, date]]
) -> dict[str, dict[str, int]]:
    """How often each state was answered for each line since its own day; `lines`: by line, whose it is and that day."""
    if not lines:
        return {}
    rows = connection.execute(
        select(dose_state.c.line_id, dose_state.c.state, dose_state.c.local_date, func.count().label("times"))
        .where(
            dose_state.c.establishment_id == establishment_id,
            dose_state.c.resident_id.in_({resident_id for resident_id, _ in lines.values()}),
            dose_state.c.local_date >= min(since for _, since in lines.values()),
            dose_state.c.line_id.in_(lines),
            dose_state.c.event_id.is_not(None),
        )
        .group_by(dose_state.c.line_id, dose_state.c.state, dose_state.c.local_date)
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.local_date >= lines[row.line_id][1]:
            counts = found.setdefault(row.line_id, {})
            counts[row.state] = counts.get(row.state, 0) + row.times
    return found
