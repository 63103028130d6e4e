"""After how long the effect of a dose as needed is looked at, where a protocol says it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import select

from medcircuit.delegations.models.protocols import protocol, protocol_line, protocol_version
from medcircuit.delegations.service.opening import LATEST, versions_where
from medcircuit.kernel.work import Work


def rechecks(work: Work, line_ids: Collection[str]) -> Mapping[str, timedelta]:
    """The delay that the protocol of each of these lines asks for; two statements, and no right: the caller decides."""
    if not line_ids:
        return {}
    opening = select(protocol_line.c.version_id).where(protocol_line.c.line_id.in_(sorted(line_ids)))
    mine = protocol.c.establishment_id == work.establishment_id
    return {
        line_id: timedelta(minutes=one.protocol.recheck_min)
        for one in versions_where(work.connection, mine, LATEST, protocol_version.c.id.in_(opening))
        if one.ended is None
        for line_id, _ in one.lines
        if line_id in line_ids
    }
