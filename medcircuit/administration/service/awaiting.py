"""Which facts wait for a nurse's countersignature: noted as they are taken, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert

from medcircuit.administration.models import to_countersign
from medcircuit.administration.service.receipts import Taken
from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work


def await_countersigning(work: Work, kept: Iterable[Taken]) -> None:
    """Note those that are by somebody who is no nurse, or that saved a life."""
    helper = not work.actor.may(Right.GIVE)
    rows = [
        {
            "event_id": one.gesture.id,
            "why": why,
            "establishment_id": work.establishment_id,
            "unit_id": one.parts.unit_id,
            "at": one.at,
        }
        for one in kept
        for why, holds in (("helper", helper), ("vital", one.vital))
        if holds
    ]
    if rows:
        work.connection.execute(insert(to_countersign), rows)
