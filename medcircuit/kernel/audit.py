"""The audit trail: every read and write of health data, one hash chain per establishment.

An entry names who did what to which objects and how it ended, never the content: no name, no medicine. Each entry
holds the SHA-256 of the one before, so a changed, removed, inserted or reordered entry is found by `verify_chain`.
Truncation at the end is found only against an outside copy of the head. An entry also holds the hash of every fact
that its transaction wrote: see `kernel.written`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import JSONEncoder
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, String, Table, Text, bindparam, insert, select, update

from medcircuit.kernel.db import Instant, append_only, metadata
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.row_hash import take_written

audit_entry = append_only(
    Table(
        "audit_entry",
        metadata,
        Column("establishment_id", String(36), primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("at", Instant, nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("session_id", String(64)),
        Column("device_id", String(64)),
        Column("action", String(64), nullable=False),
        Column("objects", Text, nullable=False),
        Column("outcome", String(64), nullable=False),
        Column("written", Text, nullable=False),
        Column("prev", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    ),
    hashed=False,
)
"""Columns: `objects` is JSON, a list of [kind, id]; `outcome` is "done" or the code of the problem that refused it;
`written` is the facts written with it, each as `table:hash`, a space between two."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("establishment_id", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The last entry of each chain; its row is the lock of the chain, and is taken last of all locks."""

GENESIS = "0" * 64
_OBJECTS = JSONEncoder(separators=(",", ":")).encode
_CANONICAL = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Entry:
    """What one request did: who, when, from where, to what, and how it ended."""

    establishment_id: str
    at: datetime
    actor_id: str
    session_id: str | None
    device_id: str | None
    action: str
    objects: tuple[tuple[str, str], ...]
    outcome: str


_HEAD = select(audit_head.c.seq, audit_head.c.hash)
_LOCKED_HEAD = Prepared(
    _HEAD.where(audit_head.c.establishment_id == bindparam("establishment")).with_for_update()
)
_INSERT = Prepared(insert(audit_entry))
_MOVED = (
    update(audit_head)
    .where(
        audit_head.c.establishment_id == bindparam("establishment"),
        audit_head.c.seq == bindparam("seq_before"),
        audit_head.c.hash == bindparam("hash_before"),
    )
    .values(seq=bindparam("seq_now"), hash=bindparam("hash_now"))
)
_MOVE_HEAD = Prepared(_MOVED)
_moved = _MOVED.returning(audit_head.c.seq).cte("moved")
_written = (
    insert(audit_entry)
    .from_select(
        audit_entry.c.keys(),
        select(
            *(bindparam(f"entry_{column.key}", type_=column.type) for column in audit_entry.c)
        ).select_from(_moved),
    )
    .returning(audit_entry.c.seq)
    .cte("written")
)
_MOVE_AND_INSERT = Prepared(select(_written.c.seq))
"""Both at once, for one entry: PostgreSQL changes rows within a reading, and each statement is a wait there."""
_last: dict[str, tuple[int, str]] = {}
"""Where each chain ended when this process last saw it: a guess, which the database confirms or denies."""


def open_chain(connection: Connection, establishment_id: str) -> None:
    """Begin the chain of a new establishment."""
    connection.execute(insert(audit_head), {"establishment_id": establishment_id, "seq": 0, "hash": GENESIS})


def append(connection: Connection, *entries: Entry) -> None:
    """Chain entries of one establishment behind the last, in this order.

    Call it last in a transaction, for it locks the establishment's chain.
    """
    establishment_id = entries[0].establishment_id
    written = _dealt(take_written(connection), len(entries))
    guessed = _last.get(establishment_id)
    if guessed is None or not _chain(connection, entries, written, *guessed):
        head = _LOCKED_HEAD.first(connection, {"establishment": establishment_id})
        assert head is not None, "an establishment is created with its chain"
        moved = _chain(connection, entries, written, head.seq, head.hash)
        assert moved, "a locked head stays where it is"


def _dealt(written: list[str], entries: int) -> list[str]:
    """The facts of a transaction dealt out to its entries in order, all of them to a single one."""
    share = -(-len(written) // entries)
    return [" ".join(written[place * share : (place + 1) * share]) for place in range(entries)]


def _chain(
    connection: Connection, entries: Sequence[Entry], written: Sequence[str], seq: int, prev: str
) -> bool:
    """Write entries behind this one if it is the last, and whether it was: the head moves on only from there."""
    establishment_id, before = entries[0].establishment_id, (seq, prev)
    rows = []
    for entry, facts in zip(entries, written, strict=True):
        seq += 1
        rows.append(_row(entry, facts, seq, prev))
        prev = rows[-1]["hash"]
    ends = {
        "establishment": establishment_id,
        "seq_before": before[0],
        "hash_before": before[1],
        "seq_now": seq,
        "hash_now": prev,
    }
    if not _write(connection, ends, rows):
        return False
    _last[establishment_id] = (seq, prev)
    return True


def _write(connection: Connection, ends: dict[str, Any], rows: Sequence[dict[str, Any]]) -> bool:
    """Move the head from the one end to the other and insert the entries, if the chain ends where it was thought to."""
    if connection.dialect.name == "postgresql" and len(rows) == 1:
        entry = {f"entry_{name}": value for name, value in rows[0].items()}
        return _MOVE_AND_INSERT.first(connection, ends | entry) is not None
    if _MOVE_HEAD.run(connection, ends) != 1:
        return False
    _INSERT.run(connection, *rows)
    return True


def _row(entry: Entry, written: str, seq: int, prev: str) -> dict[str, Any]:
    objects = _OBJECTS(entry.objects)
    return {
        "establishment_id": entry.establishment_id,
        "seq": seq,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "session_id": entry.session_id,
        "device_id": entry.device_id,
        "action": entry.action,
        "objects": objects,
        "outcome": entry.outcome,
        "written": written,
        "prev": prev,
        "hash": entry_hash(entry, seq=seq, objects=objects, written=written, prev=prev),
    }


def entry_hash(entry: Entry, *, seq: int, objects: str, written: str, prev: str) -> str:
    """SHA-256 over the entry in canonical JSON, the hash of the entry before included."""
    content = (
        entry.establishment_id,
        seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.session_id,
        entry.device_id,
        entry.action,
        objects,
        entry.outcome,
        written,
        prev,
    )
    return hashlib.sha256(_CANONICAL(content).encode()).hexdigest()


def verify_chain(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, where the chain of an establishment does not hold; nothing where it does."""
    seq, prev = 0, GENESIS
    rows = connection.execute(
        select(audit_entry)
        .where(audit_entry.c.establishment_id == establishment_id)
        .order_by(audit_entry.c.seq)
    )
    for row in rows:
        seq += 1
        if row.seq != seq:
            yield f"audit {establishment_id}: entrée {seq} absente (trouvé {row.seq})"
            seq = row.seq
        if row.prev != prev:
            yield f"audit {establishment_id}: l'entrée {seq} ne suit pas la précédente"
        entry = Entry(
            establishment_id,
            row.at,
            row.actor_id,
            row.session_id,
            row.device_id,
            row.action,
            (),
            row.outcome,
        )
        prev = row.hash
        found = entry_hash(entry, seq=row.seq, objects=row.objects, written=row.written, prev=row.prev)
        if found != row.hash:
            yield f"audit {establishment_id}: l'entrée {seq} a été modifiée"
    head = connection.execute(_HEAD.where(audit_head.c.establishment_id == establishment_id)).one_or_none()
    if head is None or (head.seq, head.hash) != (seq, prev):
        yield f"audit {establishment_id}: la tête de chaîne ne correspond pas à la dernière entrée"
