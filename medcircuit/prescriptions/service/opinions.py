"""The pharmacist's opinions as a prescriber's queue shows them: the last of each line, and those without an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from medcircuit.prescriptions.models import opinion, opinion_outcome
from medcircuit.prescriptions.rules.review import OpinionKind

LOOKED_BACK = timedelta(days=90)
"""How far back an opinion that was answered is still told; one without an answer always is."""


@dataclass(frozen=True)
class OpinionTold:
    """An opinion in short; `line_id` None: about all lines. `open`: it waits for a prescriber's answer."""

    id: str
    resident_id: str
    line_id: str | None
    kind: str
    problem: str | None
    intervention: str | None
    text: str
    author_id: str
    at: datetime
    outcome: str | None

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.kind != OpinionKind.AGREED and self.outcome is None


def opinions_told(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], now: datetime
) -> dict[str, tuple[OpinionTold, ...]]:
    """By resident, the opinions without an answer and those of the last three months, the oldest first. One statement."""
    waits = opinion_outcome.c.outcome.is_(None) & (opinion.c.kind != OpinionKind.AGREED.value)
    rows = connection.execute(
        select(
            opinion.c.id,
            opinion.c.resident_id,
            opinion.c.line_id,
            opinion.c.kind,
            opinion.c.problem,
            opinion.c.intervention,
            opinion.c.text,
            opinion.c.author_id,
            opinion.c.at,
            opinion_outcome.c.outcome,
        )
        .outerjoin(opinion_outcome, opinion_outcome.c.opinion_id == opinion.c.id)
        .where(
            opinion.c.establishment_id == establishment_id,
            opinion.c.resident_id.in_(resident_ids),
            waits | (opinion.c.at > now - LOOKED_BACK),
        )
        .order_by(opinion.c.at, opinion.c.id)
    )
    found: defaultdict[str, list[OpinionTold]] = defaultdict(list)
    for row in rows:
        found[row.resident_id].append(OpinionTold(**row._mapping))  # noqa: SLF001 - SQLAlchemy's public way to read a row by names
    return {resident_id: tuple(said) for resident_id, said in found.items()}
