"""What became of a person's doses lately: what other services read before they go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

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
