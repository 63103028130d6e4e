"""Showing the protocols: what each says, for whom, and who has read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from medcircuit.delegations.models.protocols import protocol, protocol_reading, protocol_version
from medcircuit.delegations.rules.fitting import OpenedLine, misfits
from medcircuit.delegations.rules.walking import Step, walk
from medcircuit.delegations.service.opening import LATEST, Version, latest_of, opened_lines, versions_where
from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import Forbidden
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff import service as staff


def read_by(work: Work, user_id: str, version_id: str) -> bool:
    """Whether a person said « lu et compris » of this version, or of another of the very same words."""
    mine = protocol_version.c.establishment_id == work.establishment_id
    asked = versions_where(work.connection, mine, protocol_version.c.id == version_id)
    return any(user_id in found for found in readings_of(work.connection, asked).values())


def readings_of(
    connection: Connection, versions: Collection[Version]
) -> dict[tuple[str, str], dict[str, datetime]]:
    """Who read the words of these versions, and when first: by protocol and words."""
    rows = connection.execute(
        select(
            protocol_version.c.protocol_id,
            protocol_version.c.text_hash,
            protocol_reading.c.user_id,
            protocol_reading.c.at,
        )
        .join(protocol_version, protocol_version.c.id == protocol_reading.c.version_id)
        .where(protocol_version.c.protocol_id.in_({one.protocol_id for one in versions}))
        .order_by(protocol_reading.c.at.desc())
    )
    asked = {(one.protocol_id, one.text_hash) for one in versions}
    found: dict[tuple[str, str], dict[str, datetime]] = {}
    for row in rows:
        if (row.protocol_id, row.text_hash) in asked:
            found.setdefault((row.protocol_id, row.text_hash), {})[row.user_id] = row.at
    return found


@dataclass(frozen=True)
class Reader:
    """Someone who may help with taking, and when they read the protocol."""

    id: str
    name: str
    at: datetime | None


@dataclass(frozen=True)
class OpenedFor:
    """A line that a protocol opens: whose it is, and why it does not open it now (nothing where it does)."""

    line_id: str
    card: ResidentCard
    misfits: tuple[str, ...]


@dataclass(frozen=True)
class ProtocolRead:
    """A protocol as it is shown: `read_at` is when the actor read these words, `readers` are for those who train."""

    version: Version
    signer: str
    lines: tuple[OpenedFor, ...]
    read_at: datetime | None
    readers: tuple[Reader, ...]
    may_write: bool


def protocols(work: Work) -> tuple[ProtocolRead, ...]:
    """The protocols that the actor may read, in order of creation: of the people of their units.

    Raises:
        Forbidden: the actor may not read residents.
    """
    work.require(Right.READ_RESIDENT)
    mine = protocol.c.establishment_id == work.establishment_id
    return _shown(work, versions_where(work.connection, mine, LATEST))


def protocol_titles(work: Work) -> dict[str, str]:
    """The title of every protocol of the house, for whoever may see who is authorised to follow it.

    Raises:
        Forbidden: the actor may not see the authorisations.
    """
    work.require(Right.READ_AUTHORISATION)
    mine = protocol.c.establishment_id == work.establishment_id
    found = versions_where(work.connection, mine, LATEST)
    return {one.protocol_id: one.protocol.title for one in found}


def read_protocol(work: Work, protocol_id: str) -> ProtocolRead:
    """One protocol, its last version.

    Raises:
        NotFound: this establishment has no such protocol.
        Forbidden: it is for nobody of the actor's units.
    """
    return _one(work, latest_of(work.connection, work.establishment_id, protocol_id))


def protocol_versions(work: Work, protocol_id: str) -> tuple[ProtocolRead, ...]:
    """Every version of a protocol, the oldest first.

    Raises:
        NotFound, Forbidden: as for reading it.
    """
    read_protocol(work, protocol_id)
    return _shown(work, versions_where(work.connection, protocol.c.id == protocol_id))


def walk_protocol(work: Work, protocol_id: str, answers: Mapping[str, str]) -> Step:
    """The next step of a protocol's tree, given what was answered.

    Raises:
        NotFound, Forbidden: as for reading it.
        AnswerUnreadable: an answer is neither yes nor no, or not a number.
    """
    return walk(read_protocol(work, protocol_id).version.protocol, answers)


def _one(work: Work, version: Version) -> ProtocolRead:
    found = _shown(work, (version,))
    if not found:
        raise Forbidden
    return found[0]


def _shown(work: Work, versions: tuple[Version, ...]) -> tuple[ProtocolRead, ...]:
    """Those of these versions that the actor may read, with the people of their units."""
    everyone = residents.cards(work.connection, work.establishment_id, work.now)
    whose = {who for one in versions for _, who in one.lines}
    readable = {
        who: card
        for who, card in everyone.items()
        if who in whose and work.actor.may(Right.READ_RESIDENT, unit_id=card.unit_id)
    }
    kept = [one for one in versions if _reaches(work, one, readable)]
    seen = {who for one in kept for _, who in one.lines if who in readable}
    if seen:
        work.saw("resident", sorted(seen))
    around = _Around(
        readable,
        opened_lines(work.connection, work.establishment_id, seen, work.now) if seen else {},
        staff.names(work.connection, {one.signer_id for one in kept}),
        readings_of(work.connection, kept),
        staff.colleagues(work.connection, work.establishment_id, Right.HELP, work.now)
        if work.actor.may(Right.READ_PRESCRIPTION)
        else (),
    )
    return tuple(_read(work, one, around) for one in kept)


@dataclass(frozen=True)
class _Around:
    """What is read once for all the versions shown."""

    people: Mapping[str, ResidentCard]
    lines: Mapping[str, OpenedLine]
    names: Mapping[str, str]
    readings: Mapping[tuple[str, str], Mapping[str, datetime]]
    helpers: tuple[staff.Colleague, ...]


def _reaches(work: Work, version: Version, readable: Mapping[str, ResidentCard]) -> bool:
    """Whether a version is of somebody of the actor's units; one of nobody yet is its author's and the whole house's."""
    if Right.READ_RESIDENT in work.actor.rights:
        return True
    if not version.lines:
        return version.signer_id == work.actor.user_id
    return any(who in readable for _, who in version.lines)


def _read(work: Work, version: Version, around: _Around) -> ProtocolRead:
    read = around.readings.get((version.protocol_id, version.text_hash), {})
    opened = tuple(
        OpenedFor(line_id, around.people[who], misfits(version.protocol, around.lines[line_id]))
        for line_id, who in version.lines
        if who in around.people
    )
    units = {one.card.unit_id for one in opened}
    concerned = [one for one in around.helpers if one.units is None or one.units & units]
    return ProtocolRead(
        version=version,
        signer=around.names.get(version.signer_id, ""),
        lines=opened,
        read_at=read.get(work.actor.user_id),
        readers=tuple(Reader(one.id, one.name, read.get(one.id)) for one in concerned),
        may_write=work.actor.may(Right.PRESCRIBE),
    )
