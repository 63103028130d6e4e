"""What a browser sent once and sends again: taken once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, insert, select

from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.lines import LineIdTaken


def taken_before(work: Work, table: Table, given: str, said: Mapping[str, Any]) -> bool:
    """Whether this request was taken before, under its id and with this content.

    Raises:
        LineIdTaken: its id names another.
    """
    row = work.connection.execute(select(table).where(table.c.id == given)).mappings().one_or_none()
    if row is None:
        return False
    if row["establishment_id"] != work.establishment_id or any(row[name] != said[name] for name in said):
        raise LineIdTaken
    return True


def take(work: Work, table: Table, given: str, said: Mapping[str, Any]) -> None:
    """Write what was sent, under its id."""
    house = {"id": given, "establishment_id": work.establishment_id}
    work.connection.execute(insert(table), {**said, **house})
