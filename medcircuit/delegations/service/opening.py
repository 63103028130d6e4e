"""Which protocols open a line now, and the emergency ones of a person: what the other verbs of the slice look up first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from medcircuit.delegations.models.protocols import (
    protocol,
    protocol_end,
    protocol_line,
    protocol_version,
)
from medcircuit.delegations.rules.fitting import OpenedLine, expired, misfits
from medcircuit.delegations.rules.protocols import Kind, Protocol
from medcircuit.delegations.rules.written import protocol_of
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.limits import DAY
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.residents import service as residents


@dataclass(frozen=True)
class Ended:
    """When a protocol was ended, by whom and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Version:
    """A version of a protocol; `lines` are the lines it opens with whose they are, `ended` is the protocol's."""

    id: str
    protocol_id: str
    number: int
    protocol: Protocol
    text_hash: str
    signer_id: str
    signed_at: datetime
    lines: tuple[tuple[str, str], ...]
    ended: Ended | None


@dataclass(frozen=True)
class InForce:
    """A protocol that opens a resident's line now; `warnings` only in an emergency, which they never stop."""

    protocol_id: str
    version_id: str
    number: int
    protocol: Protocol
    line_id: str
    resident_id: str
    warnings: tuple[str, ...] = ()


_VERSIONS = (
    select(
        protocol_version,
        protocol.c.kind,
        protocol.c.latest,
        protocol_end.c.ended_at,
        protocol_end.c.ended_by,
        protocol_end.c.reason,
    )
    .join(protocol, protocol.c.id == protocol_version.c.protocol_id)
    .outerjoin(protocol_end, protocol_end.c.protocol_id == protocol.c.id)
    .order_by(protocol.c.created_at, protocol.c.id, protocol_version.c.number)
)
LATEST = protocol.c.latest == protocol_version.c.number


def versions_where(connection: Connection, *wanted: ColumnElement[bool]) -> tuple[Version, ...]:
    """The versions that meet these conditions, with their lines; two statements."""
    rows = connection.execute(_VERSIONS.where(*wanted)).all()
    opened: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in connection.execute(
        select(protocol_line)
        .where(protocol_line.c.version_id.in_([row.id for row in rows]))
        .order_by(protocol_line.c.line_id)
    ):
        opened[one.version_id].append((one.line_id, one.resident_id))
    return tuple(_version(row, tuple(opened[row.id])) for row in rows)


def _version(row: Row[*tuple[Any, ...]], lines: tuple[tuple[str, str], ...]) -> Version:
    return Version(
        id=row.id,
        protocol_id=row.protocol_id,
        number=row.number,
        protocol=protocol_of(json.loads(row.content)),
        text_hash=row.text_hash,
        signer_id=row.signer_id,
        signed_at=row.signed_at,
        lines=lines,
        ended=Ended(row.ended_at, row.ended_by, row.reason) if row.ended_at else None,
    )


def latest_of(connection: Connection, establishment_id: str, protocol_id: str) -> Version:
    """The last version of a protocol.

    Raises:
        NotFound: this establishment has no such protocol.
    """
    found = versions_where(
        connection,
        protocol.c.establishment_id == establishment_id,
        protocol.c.id == protocol_id,
        LATEST,
    )
    if not found:
        raise NotFound
    return found[0]


def opened_lines(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], at: datetime
) -> dict[str, OpenedLine]:
    """Every line of these people as a protocol must find it, by id; those not given as needed now are not running."""
    needs = prescriptions.needs(connection, establishment_id, resident_ids, at)
    found = {
        line_id: OpenedLine(
            line_id, one.resident_id, "", one.unit, None, None, None, None, None, None, False, None
        )
        for line_id, one in needs.held.items()
    }
    return found | {one.line_id: _opened(one) for one in needs.lines}


def _opened(one: prescriptions.NeededLine) -> OpenedLine:
    limits = one.limits
    last = (limits.until - timedelta(microseconds=1)).astimezone(PARIS).date() if limits.until else None
    return OpenedLine(
        line_id=one.line_id,
        resident_id=one.resident_id,
        class_id=one.class_id,
        unit=one.unit,
        low=one.low,
        high=one.high,
        once=limits.once,
        per_day=limits.per_period if limits.period == DAY else None,
        interval=limits.interval,
        regime=Regime(one.regime) if one.regime else None,
        running=one.status == "active",
        last_day=last,
    )


def protocols_of_line(work: Work, line_id: str) -> tuple[InForce, ...]:
    """The protocols that open a line now: signed, not ended, of this day, and saying no more than the line itself.

    It asks no right: whoever calls it decides what may be shown.
    """
    found = versions_where(
        work.connection,
        protocol.c.establishment_id == work.establishment_id,
        LATEST,
        protocol_version.c.id.in_(
            select(protocol_line.c.version_id).where(protocol_line.c.line_id == line_id)
        ),
    )
    today = work.now.astimezone(PARIS).date()
    held = [one for one in found if one.ended is None and one.protocol.holds_on(today)]
    whose = {who for one in held for line, who in one.lines if line == line_id}
    lines = opened_lines(work.connection, work.establishment_id, whose, work.now) if held else {}
    line = lines.get(line_id)
    return tuple(
        InForce(one.protocol_id, one.id, one.number, one.protocol, line_id, line.resident_id)
        for one in held
        if line is not None and not misfits(one.protocol, line)
    )


def protocol_of_line(work: Work, line_id: str) -> InForce | None:
    """The protocol that opens a line now, the first of them; None where none does."""
    return next(iter(protocols_of_line(work, line_id)), None)


def vital_protocols(work: Work, resident_id: str) -> tuple[InForce, ...]:
    """The emergency protocols of a resident, past their last day too: what is wrong with one is said beside it.

    Only a line that no longer runs, or a protocol that was ended, takes one away.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the residents of their unit.
    """
    work.require(Right.READ_RESIDENT, unit_id=residents.unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    found = versions_where(
        work.connection,
        protocol.c.establishment_id == work.establishment_id,
        protocol.c.kind == Kind.VITAL.value,
        protocol_end.c.protocol_id.is_(None),
        LATEST,
        protocol_version.c.id.in_(
            select(protocol_line.c.version_id).where(protocol_line.c.resident_id == resident_id)
        ),
    )
    lines = opened_lines(work.connection, work.establishment_id, [resident_id], work.now)
    today = work.now.astimezone(PARIS).date()
    return tuple(
        InForce(
            one.protocol_id,
            one.id,
            one.number,
            one.protocol,
            line_id,
            resident_id,
            (*expired(one.protocol, today), *misfits(one.protocol, lines[line_id])),
        )
        for one in found
        for line_id, _ in one.lines
        if line_id in lines and lines[line_id].running
    )


def emergency_lines(
    connection: Connection, establishment_id: str, resident_ids: Collection[str]
) -> frozenset[str]:
    """The lines of these people that an emergency protocol opens, past its last day too: only ending it closes them."""
    found = versions_where(
        connection,
        protocol.c.establishment_id == establishment_id,
        protocol.c.kind == Kind.VITAL.value,
        protocol_end.c.protocol_id.is_(None),
        LATEST,
        protocol_version.c.id.in_(
            select(protocol_line.c.version_id).where(protocol_line.c.resident_id.in_(resident_ids))
        ),
    )
    return frozenset(line_id for one in found for line_id, who in one.lines if who in resident_ids)
