"""What a carer has begun and not recorded, so that they go on at the same step on another tablet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select

from medcircuit.administration.models import draft
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.service.plan import rounds_by_unit
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.structure import service as structure

KEPT = timedelta(hours=2)
"""How long what was begun may be taken up again: later, the medicine is no longer the one that was held in hand."""


@dataclass(frozen=True)
class Begun:
    """What is begun on a device: with whom, and the page's own notes of it; nobody: it is recorded or left."""

    device: str
    resident: str | None = None
    content: dict[str, Any] | None = None


def keep_draft(work: Work, name: RoundName, begun: Begun) -> None:
    """Keep what the actor has begun in a round, in place of what was kept before.

    Raises:
        NotFound: this establishment has no such unit or resident, or the unit no such round.
        Forbidden: the actor may not give in this unit.
    """
    _require(work, name)
    work.connection.execute(delete(draft).where(_mine(work, name)))
    if begun.resident is None:
        return
    residents.unit_of(work, begun.resident)
    work.connection.execute(
        insert(draft),
        {
            "establishment_id": work.establishment_id,
            "unit_id": name.unit_id,
            "round_date": name.day,
            "moment": name.moment,
            "user_id": work.actor.user_id,
            "device_id": begun.device,
            "resident_id": begun.resident,
            "content": json.dumps(begun.content or {}, ensure_ascii=False),
            "changed_at": work.now,
        },
    )


def read_draft(work: Work, name: RoundName) -> dict[str, Any]:
    """What the actor has begun in a round lately, and on which device, in JSON; nothing where nothing is.

    Raises:
        NotFound: this establishment has no such unit, or the unit no such round.
        Forbidden: the actor may not give in this unit.
    """
    _require(work, name)
    row = work.connection.execute(
        select(draft).where(_mine(work, name), draft.c.changed_at > work.now - KEPT)
    ).one_or_none()
    if row is None:
        return {"draft": None}
    work.saw("resident", [row.resident_id])
    kept = {"device": row.device_id, "resident": row.resident_id, "content": json.loads(row.content)}
    return {"draft": kept | {"changed_at": instant_text(row.changed_at)}}


def _require(work: Work, name: RoundName) -> None:
    structure.unit(work.connection, work.establishment_id, name.unit_id)
    work.require(Right.GIVE, unit_id=name.unit_id)
    rounds = rounds_by_unit(work.connection, work.establishment_id)(name.unit_id)
    if all(span.moment_code != name.moment for span in rounds.on(name.day)):
        raise NotFound


def _mine(work: Work, name: RoundName) -> ColumnElement[bool]:
    return and_(
        draft.c.establishment_id == work.establishment_id,
        draft.c.unit_id == name.unit_id,
        draft.c.round_date == name.day,
        draft.c.moment == name.moment,
        draft.c.user_id == work.actor.user_id,
    )
