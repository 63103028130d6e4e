"""Acts that a device sent and that are no facts: taken back by their carer, or refused. Their place in its chain is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select

from medcircuit.administration.models import aside
from medcircuit.administration.rules.entry import Gesture, content_hash
from medcircuit.administration.service.receipts import Taken
from medcircuit.kernel import audit
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Problem
from medcircuit.kernel.work import Work

Refusals = dict[int, Problem]
"""Why acts of a batch were refused, by the identity of the object that was sent: two may share an id."""

WITHDRAWN = "withdrawn"
_KNOWN = select(aside.c.event_id, aside.c.hash, aside.c.code).where(
    aside.c.establishment_id == bindparam("establishment"),
    aside.c.event_id.in_(bindparam("ids", expanding=True)),
)


def withdraw(work: Work, taken: Collection[Taken]) -> dict[str, dict[str, Any]]:
    """Keep the place of acts that did not take place (« Non » to a second giving); gives their receipts."""
    if taken:
        work.did(WITHDRAWN, *(("event", one.gesture.id) for one in taken))
    _keep(work, [_row(work, one.gesture, one.hash, WITHDRAWN) for one in taken])
    return {
        one.gesture.id: {"id": one.gesture.id, "status": WITHDRAWN, "incidents": [], "question": None}
        for one in taken
    }


def set_aside(work: Work, gestures: Sequence[Gesture], refused: Mapping[int, Problem]) -> None:
    """Keep the place of acts that were refused, and audit each refusal on its own."""
    wrong = [(one, refused[id(one)]) for one in gestures if id(one) in refused]
    _keep(work, [_row(work, one, content_hash(one.content), problem.code) for one, problem in wrong])
    for one, problem in wrong:
        entry = audit.Entry(
            establishment_id=work.establishment_id,
            at=work.now,
            actor_id=work.actor.user_id,
            session_id=work.actor.session_id,
            device_id=work.actor.device_id,
            action="record+refused",
            objects=(("event", one.id),),
            outcome=problem.code,
        )
        audit.append(work.connection, entry)


def _row(work: Work, gesture: Gesture, hashed: str, code: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "establishment_id": work.establishment_id,
        "event_id": gesture.id,
        "device_id": gesture.device,
        "device_seq": gesture.device_seq,
        "prev_hash": gesture.prev_hash,
        "hash": hashed,
        "code": code,
        "actor_id": work.actor.user_id,
        "actor_name": work.actor.name,
        "at": work.now,
    }


def _keep(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Write those that are not there yet: the same sent again is one row."""
    if not rows:
        return
    asked = {"establishment": work.establishment_id, "ids": [row["event_id"] for row in rows]}
    known = {tuple(row) for row in work.connection.execute(_KNOWN, asked)}
    fresh = {}
    for row in rows:
        said = (row["event_id"], row["hash"], row["code"])
        if said not in known:
            fresh[said] = row
    if fresh:
        work.connection.execute(insert(aside), list(fresh.values()))
