"""The hash that every fact carries of its own row: by it `medcircuit verify` finds what was altered afterwards.

It covers every column, what the server found as well as what the device said: a damaged page, a mistaken UPDATE, a
tampering that forgets it are all found. Each hash is noted as the row is written, and the audit entry of the same
transaction holds it: by that a row that is removed, or added, or hashed again, is found too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from itertools import compress, repeat
from json import JSONEncoder
from operator import is_not
from typing import Any

from sqlalchemy import Column, Connection, String, Table

from medcircuit.kernel.clock import instant_kept

ROW_HASH = "row_hash"
_NAMES = "hashed"
_WRITTEN = "written"


def with_row_hash(table: Table) -> Table:
    """Add the hash as the last column; SQLAlchemy fills it in at each insert, after all other defaults."""
    table.info[_NAMES] = tuple(sorted(column.name for column in table.c))

    def of_row(context: Any) -> str:
        found = row_hash(table, context.get_current_parameters())
        note_written(context.root_connection, table, found)
        return found

    table.append_column(Column(ROW_HASH, String(32), nullable=False, default=of_row))
    return table


def is_hashed(table: Any) -> bool:
    """Whether the rows of this table carry their hash."""
    return isinstance(table, Table) and _NAMES in table.info


def row_hash(table: Table, values: Mapping[str, Any]) -> str:
    """The first 128 bits, in hexadecimal, of the SHA-256 of a row in canonical JSON, its table named, NULLs left out.

    A NULL is not said, so that a column that is added later leaves the rows of before as they are.
    """
    names = table.info[_NAMES]
    found = [*map(values.get, names)]
    said = [*map(is_not, found, repeat(None))]
    row = dict(zip(compress(names, said), compress(found, said), strict=True))
    return hashlib.sha256(_canonical((table.name, row)).encode()).hexdigest()[:32]


def note_written(connection: Connection, table: Table, found: str) -> None:
    """Note the hash of a row that is written, for the audit entry of its transaction."""
    connection.info.setdefault(_WRITTEN, []).append(f"{table.name}:{found}")


def begin_noting(connection: Connection) -> None:
    """A transaction begins: what one before it noted and undid is forgotten."""
    connection.info[_WRITTEN] = []


def has_written(connection: Connection) -> bool:
    """Whether the transaction wrote facts that no audit entry holds yet."""
    return bool(connection.info.get(_WRITTEN))


def take_written(connection: Connection) -> list[str]:
    """The facts written since this was last asked in the transaction, each as `table:hash`, in the order of writing."""
    written: list[str] = connection.info.get(_WRITTEN, [])
    connection.info[_WRITTEN] = []
    return written


def _plain(value: Any) -> str:
    """What JSON has no word for, as SQLite keeps it; bytes by their own hash."""
    if isinstance(value, datetime):
        return instant_kept(value)
    return value.isoformat() if isinstance(value, date) else hashlib.sha256(value).hexdigest()


_canonical = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
