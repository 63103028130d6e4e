"""What became of a person's doses lately: what other services read before they go on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from medcircuit.administration.models import dose_state, prn_ask
from medcircuit.administration.rules.vocabulary import TAKEN, DoseState


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


def refusals(connection: Connection, establishment_id: str, since: date) -> dict[str, tuple[datetime, ...]]:
    """When each line was refused, spat out or withheld on the local days from `since` on; lines with none left out."""
    rows = connection.execute(
        select(dose_state.c.line_id, dose_state.c.at)
        .where(
            dose_state.c.establishment_id == establishment_id,
            dose_state.c.local_date >= since,
            dose_state.c.state.in_(_AGAINST),
            dose_state.c.at.is_not(None),
        )
        .order_by(dose_state.c.at)
    )
    found: defaultdict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append(row.at)
    return {line_id: tuple(times) for line_id, times in found.items()}


def used_as_needed(
    connection: Connection, establishment_id: str, since: date
) -> dict[str, tuple[tuple[date, int], ...]]:
    """The days on which each line was given as needed, from `since` on, each with how many doses."""
    rows = connection.execute(
        select(prn_ask.c.line_id, dose_state.c.local_date, func.count().label("doses"))
        .join(
            dose_state,
            (dose_state.c.establishment_id == prn_ask.c.establishment_id)
            & (dose_state.c.dose_key == prn_ask.c.dose_key),
        )
        .where(
            prn_ask.c.establishment_id == establishment_id,
            dose_state.c.local_date >= since,
            dose_state.c.state.in_(sorted(TAKEN)),
        )
        .group_by(prn_ask.c.line_id, dose_state.c.local_date)
        .order_by(prn_ask.c.line_id, dose_state.c.local_date)
    )
    found: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append((row.local_date, row.doses))
    return {line_id: tuple(days) for line_id, days in found.items()}


def answers_by_day(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], since: date
) -> dict[str, tuple[tuple[date, str, int], ...]]:
    """What was answered for each line of these people from `since` on: the day, the state, how often."""
    rows = connection.execute(
        select(dose_state.c.line_id, dose_state.c.local_date, dose_state.c.state, func.count().label("times"))
        .where(
            dose_state.c.establishment_id == establishment_id,
            dose_state.c.resident_id.in_(resident_ids),
            dose_state.c.local_date >= since,
            dose_state.c.event_id.is_not(None),
        )
        .group_by(dose_state.c.line_id, dose_state.c.local_date, dose_state.c.state)
        .order_by(dose_state.c.line_id, dose_state.c.local_date)
    )
    found: defaultdict[str, list[tuple[date, str, int]]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append((row.local_date, row.state, row.times))
    return {line_id: tuple(answered) for line_id, answered in found.items()}
