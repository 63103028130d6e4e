"""What people enter on the stock screens: each entry once, under the id their browser made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from medcircuit.kernel.problems import Unavailable
from medcircuit.kernel.work import Work
from medcircuit.stock.models import stock_act
from medcircuit.stock.rules.reception import AHEAD, EntryAhead, SameIdOtherContent
from medcircuit.stock.service.inserting import insert_new


@dataclass(frozen=True)
class Act:
    """One entry: its kind ("reception", "transfer", "count"), the browser's id, and everything that was asked."""

    kind: str
    id: str
    content: Mapping[str, Any]

    @property
    def canonical(self) -> str:
        """What was asked, as one text: the same entry gives the same; a scan may hold any character, so all are escaped."""
        return _canonical({"kind": self.kind, **self.content})


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def answered(work: Work, act: Act, at: datetime) -> dict[str, Any] | None:
    """The answer that this entry had before, or None where it is new; `at`: when it happened, by its device.

    Raises:
        SameIdOtherContent: its id names another entry.
        EntryAhead: it is new, and lies in the future.
    """
    known = work.connection.execute(
        select(stock_act.c.content, stock_act.c.answer).where(
            stock_act.c.establishment_id == work.establishment_id, stock_act.c.id == act.id
        )
    ).one_or_none()
    if known is None:
        if at > work.now + AHEAD:
            raise EntryAhead
        return None
    if known.content != act.canonical:
        raise SameIdOtherContent
    answer: dict[str, Any] = json.loads(known.answer)
    return answer


def keep(
    work: Work, act: Act, answer: Mapping[str, Any], *, cip13: str | None = None, serial: str | None = None
) -> None:
    """Keep an entry with its answer, for good.

    Raises:
        Unavailable: the same entry is being made by another request; sent again, it has its answer.
    """
    row = {
        "establishment_id": work.establishment_id,
        "id": act.id,
        "kind": act.kind,
        "content": act.canonical,
        "answer": _canonical(answer),
        "cip13": cip13,
        "serial": serial,
        "recorded_at": work.now,
        "actor_id": work.actor.user_id,
    }
    if work.connection.execute(insert_new(work.connection, stock_act), row).rowcount != 1:
        raise Unavailable


def serial_received(work: Work, cip13: str, serial: str) -> tuple[datetime, str] | None:
    """When and by whom (an id) the box with this serial number was taken in here, or None."""
    row = work.connection.execute(
        select(stock_act.c.recorded_at, stock_act.c.actor_id)
        .where(
            stock_act.c.establishment_id == work.establishment_id,
            stock_act.c.cip13 == cip13,
            stock_act.c.serial == serial,
        )
        .order_by(stock_act.c.recorded_at)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.recorded_at, row.actor_id)
