"""Writing the protocols: a physician signs a version, people say that they understood it, a physician ends it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from sqlalchemy import insert, select, update

from medcircuit.delegations.models.protocols import (
    protocol,
    protocol_end,
    protocol_line,
    protocol_reading,
    protocol_version,
)
from medcircuit.delegations.rules.fitting import (
    OpenedLine,
    ProtocolDoesNotFit,
    misfits,
    outlives,
)
from medcircuit.delegations.rules.protocols import (
    KIND_KEPT,
    Protocol,
    ProtocolEnded,
    ProtocolIdTaken,
    ProtocolIncomplete,
    StaleProtocol,
    check_protocol,
)
from medcircuit.delegations.rules.written import written
from medcircuit.delegations.service.opening import latest_of, opened_lines
from medcircuit.delegations.service.protocols import ProtocolRead, read_protocol
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.seals import SealKey
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.sealing import canonical, digest
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text
from medcircuit.staff import service as staff

FORMAT = 1
"""The shape of a seal's payload."""


@dataclass(frozen=True)
class Asked:
    """What a physician signs: `id` is the browser's, `lines` are lines with whose they are, `seen_version` 0 at first.

    The day and the physician's RPPS number, where the account has one, are set when it is signed.
    """

    id: str
    protocol: Protocol
    lines: tuple[tuple[str, str], ...]
    seen_version: int = 0


def write_protocol(
    work: Work, asked: Asked, key: SealKey, *, protocol_id: str | None = None, method: str = "pin"
) -> ProtocolRead:
    """Sign a protocol, or a new version of one; the same request sent again gives the same version.

    The caller has just had the signer prove anew who they are (`method`).

    Raises:
        NotFound: this establishment has no such protocol, or no such line of this person.
        Forbidden: the actor may not prescribe in the unit of one of these people.
        ProtocolIdTaken: the id of the version already names another request.
        StaleProtocol, ProtocolEnded: the protocol moved on.
        ProtocolIncomplete, ProtocolDoesNotFit: with sentences for each field or line.
    """
    work.require(Right.PRESCRIBE)
    request_hash = digest([written(asked.protocol), sorted(asked.lines), asked.seen_version, protocol_id])
    if already := _known(work, asked.id, request_hash):
        return read_protocol(work, already)
    signed = _completed(work, asked.protocol)
    number = _next_number(work, asked, protocol_id)
    lines = _lines(work, asked.lines)
    check_protocol(signed)
    _check_fit(signed, lines)
    held = protocol_id or _create(work, asked.id, signed)
    _seal(work, _Signed(asked.id, held, number, signed, request_hash, method), lines, key)
    work.did("sign_protocol", ("protocol", held), *(("line", one.line_id) for one in lines))
    return read_protocol(work, held)


def _known(work: Work, version_id: str, request_hash: str) -> str | None:
    """The protocol of the version that this request already made."""
    row = work.connection.execute(
        select(
            protocol_version.c.protocol_id, protocol_version.c.request_hash, protocol_version.c.signer_id
        ).where(protocol_version.c.id == version_id)
    ).one_or_none()
    if row is None:
        return None
    if (row.request_hash, row.signer_id) != (request_hash, work.actor.user_id):
        raise ProtocolIdTaken
    return str(row.protocol_id)


def _completed(work: Work, asked: Protocol) -> Protocol:
    """The protocol as it is signed: of today, by this physician."""
    known = staff.signatories(work.connection, [work.actor.user_id]).get(work.actor.user_id)
    rpps = (known.rpps if known else None) or asked.rpps.strip()
    return replace(asked, rpps=rpps, written_on=work.now.astimezone(PARIS).date())


def _next_number(work: Work, asked: Asked, protocol_id: str | None) -> int:
    """The number of the version to add; the protocol's row is locked until it is there."""
    if protocol_id is None:
        return 1
    found = work.connection.execute(
        select(protocol.c.kind, protocol.c.latest)
        .where(protocol.c.id == protocol_id, protocol.c.establishment_id == work.establishment_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    read_protocol(work, protocol_id)
    if found.kind != asked.protocol.kind:
        raise ProtocolIncomplete(fields={"kind": [KIND_KEPT]})
    if latest_of(work.connection, work.establishment_id, protocol_id).ended is not None:
        raise ProtocolEnded
    if found.latest != asked.seen_version:
        raise StaleProtocol(seen=asked.seen_version, current=found.latest)
    return int(found.latest) + 1


def _lines(work: Work, asked: Collection[tuple[str, str]]) -> list[OpenedLine]:
    """The lines named, as they stand now; each is of the person named, in a unit where the actor prescribes."""
    whose = {who for _, who in asked}
    known = opened_lines(work.connection, work.establishment_id, whose, work.now)
    if any(line_id not in known or known[line_id].resident_id != who for line_id, who in asked):
        raise NotFound
    for who in sorted(whose):
        work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, who))
    return [known[line_id] for line_id in sorted({line_id for line_id, _ in asked})]


def _check_fit(signed: Protocol, lines: list[OpenedLine]) -> None:
    found = {one.line_id: [*misfits(signed, one), *outlives(signed, one)] for one in lines}
    wrong = {line_id: said for line_id, said in found.items() if said}
    if wrong:
        raise ProtocolDoesNotFit(lines=wrong)


def _create(work: Work, protocol_id: str, signed: Protocol) -> str:
    row = {
        "id": protocol_id,
        "establishment_id": work.establishment_id,
        "kind": signed.kind.value,
        "created_at": work.now,
        "latest": 1,
    }
    work.connection.execute(insert(protocol), row)
    return protocol_id


@dataclass(frozen=True)
class _Signed:
    version_id: str
    protocol_id: str
    number: int
    protocol: Protocol
    request_hash: str
    method: str


def _seal(work: Work, one: _Signed, lines: list[OpenedLine], key: SealKey) -> None:
    prescriptions.keep_public(work, key)
    content = written(one.protocol)
    said = {
        "format": FORMAT,
        "protocol": one.protocol_id,
        "version": one.number,
        "establishment": work.establishment_id,
        "content": content,
        "hash": digest(content),
        "lines": [[line.line_id, line.resident_id] for line in lines],
        "signer": {"id": work.actor.user_id, "name": work.actor.name},
        "proof": one.method,
        "at": work.now.astimezone(UTC).isoformat(timespec="microseconds"),
        "key": key.id,
    }
    message = canonical(said)
    row: dict[str, Any] = {
        "id": one.version_id,
        "protocol_id": one.protocol_id,
        "establishment_id": work.establishment_id,
        "number": one.number,
        "content": canonical(content).decode(),
        "text_hash": _words_hash(content),
        "request_hash": one.request_hash,
        "key_id": key.id,
        "payload": message.decode(),
        "signature": key.sign(message).hex(),
        "signer_id": work.actor.user_id,
        "signed_at": work.now,
    }
    work.connection.execute(insert(protocol_version), row)
    opened = [
        {
            "version_id": one.version_id,
            "line_id": line.line_id,
            "establishment_id": work.establishment_id,
            "resident_id": line.resident_id,
        }
        for line in lines
    ]
    if opened:
        work.connection.execute(insert(protocol_line), opened)
    work.connection.execute(
        update(protocol).where(protocol.c.id == one.protocol_id).values(latest=one.number)
    )


def _words_hash(content: dict[str, Any]) -> str:
    """What a person has to read again when it changes: everything but the day of the signature and who signs."""
    apart = {"written_on", "rpps"}
    return digest({name: value for name, value in content.items() if name not in apart})


def understand(work: Work, version_id: str, *, protocol_id: str | None = None) -> None:
    """Say « lu et compris » of the last version of a protocol; saying it again changes nothing.

    Raises:
        NotFound: this establishment has no such version, or it is of another protocol than the one named.
        Forbidden: the protocol is for nobody of the actor's units.
        StaleProtocol, ProtocolEnded: it was changed or ended meanwhile.
    """
    row = work.connection.execute(
        select(protocol_version.c.protocol_id, protocol_version.c.number).where(
            protocol_version.c.id == version_id,
            protocol_version.c.establishment_id == work.establishment_id,
        )
    ).one_or_none()
    if row is None or protocol_id not in {None, row.protocol_id}:
        raise NotFound
    shown = read_protocol(work, row.protocol_id)
    if shown.version.ended is not None:
        raise ProtocolEnded
    if shown.version.number != row.number:
        raise StaleProtocol(seen=row.number, current=shown.version.number)
    if shown.read_at is not None:
        return
    said = {
        "version_id": version_id,
        "user_id": work.actor.user_id,
        "establishment_id": work.establishment_id,
        "at": work.now,
    }
    work.connection.execute(insert(protocol_reading), said)
    work.did("understand_protocol", ("protocol", row.protocol_id))


def end_protocol(work: Work, protocol_id: str, reason: str) -> ProtocolRead:
    """End a protocol at once: it opens nothing any more; ending it again changes nothing.

    Raises:
        NotFound: this establishment has no such protocol.
        Forbidden: the actor may not prescribe, or it is for nobody of their units.
        Invalid: no reason is written.
    """
    work.require(Right.PRESCRIBE)
    shown = read_protocol(work, protocol_id)
    why = clean_text(reason, field="Le motif", longest=300)
    if shown.version.ended is None:
        row = {
            "protocol_id": protocol_id,
            "establishment_id": work.establishment_id,
            "reason": why,
            "ended_by": work.actor.user_id,
            "ended_at": work.now,
        }
        work.connection.execute(insert(protocol_end), row)
        work.did("end_protocol", ("protocol", protocol_id))
    return read_protocol(work, protocol_id)
