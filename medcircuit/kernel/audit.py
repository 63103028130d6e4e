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

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)

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
    Column("prev", String(64), nullable=False),
)
"""The last entry of each chain; its row is the lock of the chain, and is taken last of all locks."""

GENESIS = "0" * 64
_CLOSES = '"]'
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
_MOVE_HEAD = Prepared(
    update(audit_head)
    .where(
        audit_head.c.establishment_id == bindparam("establishment"),
        audit_head.c.seq == bindparam("seq_before"),
        audit_head.c.hash == bindparam("hash_before"),
    )
    .values(seq=bindparam("seq_now"), hash=bindparam("hash_now"), prev=bindparam("hash_before"))
)
_next = audit_head.c.seq + literal_column("1")
_content = func.concat(
    bindparam("before_seq", type_=Text),
    _next,
    bindparam("before_prev", type_=Text),
    audit_head.c.hash,
    literal_column(f"'{_CLOSES}'"),
)
_hash = func.sha256(func.convert_to(_content, literal_column("'UTF8'")))
_moved = (
    update(audit_head)
    .where(audit_head.c.establishment_id == bindparam("establishment"))
    .values(seq=_next, prev=audit_head.c.hash, hash=func.encode(_hash, literal_column("'hex'")))
    .returning(audit_head.c.seq, audit_head.c.prev, audit_head.c.hash)
    .cte("moved")
)
_CHAIN = Prepared(
    insert(audit_entry)
    .values({column.name: bindparam(f"entry_{column.name}", type_=column.type) for column in audit_entry.c})
    .values({column.name: select(column).scalar_subquery() for column in _moved.c})
    .inline()
)
"""PostgreSQL hashes the entry itself, behind whatever is the last when its turn comes: nobody guesses, nobody waits to be
told. Where there is no chain the entry has no number, and is refused."""
_last: dict[str, tuple[int, str]] = {}
"""Where each chain ended when this process last saw it: a guess, which the database confirms or denies."""


def open_chain(connection: Connection, establishment_id: str) -> None:
    """Begin the chain of a new establishment."""
    connection.execute(
        insert(audit_head), {"establishment_id": establishment_id, "seq": 0, "hash": GENESIS, "prev": GENESIS}
    )


def append(connection: Connection, *entries: Entry) -> None:
    """Chain entries of one establishment behind the last, in this order.

    Call it last in a transaction, for it locks the establishment's chain.
    """
    establishment_id = entries[0].establishment_id
    written = _dealt(take_written(connection), len(entries))
    if connection.dialect.name == "postgresql":
        _CHAIN.send(connection, *map(_unchained, entries, written))
        return
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
    if _MOVE_HEAD.run(connection, ends) != 1:
        return False
    _INSERT.run(connection, *rows)
    _last[establishment_id] = (seq, prev)
    return True


def _row(entry: Entry, written: str, seq: int, prev: str) -> dict[str, Any]:
    objects = _OBJECTS(entry.objects)
    return {
        **_columns(entry, objects, written),
        "seq": seq,
        "prev": prev,
        "hash": entry_hash(entry, seq=seq, objects=objects, written=written, prev=prev),
    }


def _unchained(entry: Entry, written: str) -> dict[str, Any]:
    """An entry with what is hashed of it around its number and around the hash of the one before."""
    objects = _OBJECTS(entry.objects)
    before_seq, before_prev = _hashed(entry, objects, written)
    columns = {f"entry_{name}": value for name, value in _columns(entry, objects, written).items()}
    return columns | {
        "establishment": entry.establishment_id,
        "before_seq": before_seq,
        "before_prev": before_prev,
    }


def _columns(entry: Entry, objects: str, written: str) -> dict[str, Any]:
    """Every column but its place in the chain."""
    return {
        "establishment_id": entry.establishment_id,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "session_id": entry.session_id,
        "device_id": entry.device_id,
        "action": entry.action,
        "objects": objects,
        "outcome": entry.outcome,
        "written": written,
    }


def entry_hash(entry: Entry, *, seq: int, objects: str, written: str, prev: str) -> str:
    """SHA-256 over the entry in canonical JSON, the hash of the entry before included."""
    before_seq, before_prev = _hashed(entry, objects, written)
    return hashlib.sha256(f"{before_seq}{seq}{before_prev}{prev}{_CLOSES}".encode()).hexdigest()


def _hashed(entry: Entry, objects: str, written: str) -> tuple[str, str]:
    """The canonical JSON of an entry, a list: what stands before its number, and between it and the hash before."""
    told = (
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.session_id,
        entry.device_id,
        entry.action,
        objects,
        entry.outcome,
        written,
    )
    return f"[{_CANONICAL(entry.establishment_id)},", f',{_CANONICAL(told)[1:-1]},"'


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
