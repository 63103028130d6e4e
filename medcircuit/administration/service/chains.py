"""The chains of the devices of a house: acts that never arrived."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import Connection, bindparam, func, select, union_all

from medcircuit.administration.models import aside, event
from medcircuit.administration.rules.chains import SERVER, Chain, Link, chain

_EVENTS = select(
    event.c.device_id, event.c.device_seq, event.c.hash, event.c.content, event.c.received_at
).where(event.c.establishment_id == bindparam("establishment"), event.c.device_id != SERVER)
_ASIDES = select(aside.c.device_id, aside.c.device_seq, aside.c.hash, aside.c.prev_hash).where(
    aside.c.establishment_id == bindparam("establishment")
)
_NUMBERS = union_all(
    select(event.c.device_id, event.c.device_seq).where(
        event.c.establishment_id == bindparam("establishment"), event.c.device_id != SERVER
    ),
    select(aside.c.device_id, aside.c.device_seq).where(
        aside.c.establishment_id == bindparam("establishment")
    ),
).subquery()
_HOLED = (
    select(_NUMBERS.c.device_id)
    .group_by(_NUMBERS.c.device_id)
    .having(func.count(_NUMBERS.c.device_seq.distinct()) < func.max(_NUMBERS.c.device_seq))
)


def chains(connection: Connection, establishment_id: str, devices: list[str] | None = None) -> list[Chain]:
    """The chains that do not hold, of these devices or of all."""
    asked = {"establishment": establishment_id}
    events, asides = _EVENTS, _ASIDES
    if devices is not None:
        events, asides = (
            events.where(event.c.device_id.in_(devices)),
            asides.where(aside.c.device_id.in_(devices)),
        )
    links: defaultdict[str, list[Link]] = defaultdict(list)
    for row in connection.execute(events, asked):
        links[row.device_id].append(Link(row.device_seq, row.hash, json.loads(row.content)["prev_hash"]))
    for one in connection.execute(asides, asked):
        links[one.device_id].append(Link(one.device_seq, one.hash, one.prev_hash))
    found = (chain(device, known) for device, known in sorted(links.items()))
    return [one for one in found if not one.holds]


def holed(connection: Connection, establishment_id: str) -> list[Chain]:
    """The chains in which a number is missing: found by counting, read whole only where the count is short."""
    asked = {"establishment": establishment_id}
    devices = [row.device_id for row in connection.execute(_HOLED, asked)]
    return chains(connection, establishment_id, devices) if devices else []
