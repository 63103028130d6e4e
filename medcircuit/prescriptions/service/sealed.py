"""Seals as they are kept: what exactly of a version is sealed, and whether every seal still holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Row, func, select

from medcircuit.kernel.db import Instant
from medcircuit.kernel.row_hash import ROW_HASH
from medcircuit.kernel.seals import holds, public_by_id
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import line, line_mention, line_version, seal, seal_key
from medcircuit.prescriptions.rules.lines import Act
from medcircuit.prescriptions.rules.sealing import faults
from medcircuit.prescriptions.service.alerts import Earlier
from medcircuit.prescriptions.service.mentioned import COLUMNS as MENTIONS
from medcircuit.prescriptions.service.mentioned import mentions_json, mentions_read

_APART = frozenset({"id", "request_hash", "signed_by", "signed_at", ROW_HASH})
"""Columns of a version that are not what is signed: who signs and when are in the seal itself."""


@dataclass(frozen=True)
class Sealed:
    """A seal as it is read."""

    line_id: str
    version: int
    signer_id: str
    sealed_at: datetime
    seen_how: str
    seen_reason: str | None
    key_id: str


_OF = (line.c.resident_id, line.c.class_id, line.c.cis, line.c.label, line.c.counting)


def medicine_of(connection: Connection, line_id: str) -> dict[str, Any]:
    """Whose line it is and of what medicine: sealed with every version."""
    row = connection.execute(select(*_OF).where(line.c.id == line_id)).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public way to read a row by names


def content_of(version: dict[str, Any]) -> dict[str, Any]:
    """All of a version that is signed, in texts, whole numbers and booleans."""
    return {name: plain(value) for name, value in sorted(version.items()) if name not in _APART}


def plain(value: Any) -> Any:
    """A value of a column as it is sealed: an instant in UTC to the microsecond, a date, else itself."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def columns_of(content: dict[str, Any]) -> dict[str, Any]:
    """What `_content` wrote, as columns again."""
    readers = {Instant: datetime.fromisoformat, Date: date.fromisoformat}
    found = {name: value for name, value in content.items() if name not in {"of", "mentions"}}
    for column in line_version.c:
        reader = readers.get(type(column.type))
        if reader is not None and found.get(column.name) is not None:
            found[column.name] = reader(found[column.name])
    return found


def sealed_versions(
    connection: Connection, establishment_id: str, line_ids: Sequence[str]
) -> dict[tuple[str, int], Sealed]:
    """The seals of these lines, by line and version."""
    rows = connection.execute(
        select(
            seal.c.line_id,
            seal.c.version,
            seal.c.signer_id,
            seal.c.sealed_at,
            seal.c.seen_how,
            seal.c.seen_reason,
            seal.c.key_id,
        ).where(seal.c.establishment_id == establishment_id, seal.c.line_id.in_(line_ids))
    )
    return {(row.line_id, row.version): Sealed(**row._mapping) for row in rows}  # noqa: SLF001 - as above


SAID_BEFORE_SEAL = timedelta(days=1)
"""How long before a seal the reasons were given that belong to it."""


def said_at_last_seal(work: Work, latest: Mapping[str, int]) -> dict[str, Earlier]:
    """Of the lines (with their last versions) that the actor sealed last: which of their reasons still hold.

    An alert that stands as it stood, by the same data, asks no second reason where the line goes on unchanged.
    """
    me = work.actor.user_id
    found = sealed_versions(work.connection, work.establishment_id, list(latest))
    return {
        one.line_id: Earlier((me,), one.sealed_at - SAID_BEFORE_SEAL, one.sealed_at)
        for one in found.values()
        if (one.signer_id, one.version) == (me, latest[one.line_id])
    }


def standing_content(connection: Connection, line_id: str, number: int) -> dict[str, Any]:
    """All of a version that stands, as a seal covers it."""
    row = connection.execute(
        select(line_version).where(line_version.c.line_id == line_id, line_version.c.number == number)
    ).one()
    return content_of(dict(row._mapping)) | {"of": medicine_of(connection, line_id)}  # noqa: SLF001 - as above


def public_keys(connection: Connection) -> dict[str, bytes]:
    """The public half of every key that ever sealed, by its id."""
    rows = connection.execute(select(seal_key.c.id, seal_key.c.public_key))
    return public_by_id((row.id, row.public_key) for row in rows)


def verify_seals(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, which seals do not hold: signature, content, key, nonce or expiry."""
    keys = public_keys(connection)
    rows = connection.execute(
        select(
            seal,
            *(column.label(f"v_{column.name}") for column in line_version.c),
            *(column.label(f"of_{column.name}") for column in _OF),
            *(column.label(f"mention_{column.name}") for column in MENTIONS),
        )
        .join(line, line.c.id == seal.c.line_id)
        .outerjoin(line_mention, line_mention.c.line_id == seal.c.line_id)
        .join(
            line_version,
            (line_version.c.line_id == seal.c.line_id) & (line_version.c.number == seal.c.version),
        )
        .where(seal.c.establishment_id == establishment_id)
        .order_by(seal.c.line_id, seal.c.version)
    )
    for row in rows:
        read = dict(row._mapping)  # noqa: SLF001 - as above
        current = content_of(_named(read, "v_"))
        current["of"] = _named(read, "of_")
        current["mentions"] = mentions_json(mentions_read(_named(read, "mention_")))
        for fault in _faults(row, keys.get(row.key_id), current):
            yield f"sceau de la ligne {row.line_id}, version {row.version} : {fault}"
    yield from _unsealed(connection, establishment_id)


def _named(read: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name[len(prefix) :]: value for name, value in read.items() if name.startswith(prefix)}


def _faults(row: Row[Any], public: bytes | None, current: dict[str, Any]) -> Iterator[str]:
    if public is None:
        yield "la clé publique manque"
        return
    try:
        signature = bytes.fromhex(row.signature)
    except ValueError:
        signature = b""
    if not holds(public, row.payload.encode(), signature):
        yield "la signature ne correspond pas"
        return
    yield from faults(json.loads(row.payload), current, key_id=row.key_id, nonce=row.nonce)


def _unsealed(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Acts that only a seal makes, without one."""
    rows = connection.execute(
        select(line_version.c.line_id, line_version.c.number)
        .join(line, line.c.id == line_version.c.line_id)
        .outerjoin(
            seal,
            (seal.c.line_id == line_version.c.line_id) & (seal.c.version == line_version.c.number),
        )
        .where(
            line.c.establishment_id == establishment_id,
            line_version.c.act.in_([Act.VALIDATE.value, Act.RENEW.value]),
            seal.c.line_id.is_(None),
        )
    )
    for row in rows:
        yield f"ligne {row.line_id}, version {row.number} : validée sans sceau"


def count_seals(connection: Connection, establishment_id: str) -> int:
    """How many seals the establishment has."""
    return connection.execute(
        select(func.count()).select_from(seal).where(seal.c.establishment_id == establishment_id)
    ).scalar_one()
