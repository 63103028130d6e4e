"""The hash that every fact carries of its own row: by it `medcircuit verify` finds what was altered afterwards.

It covers every column, what the server found as well as what the device said: a damaged page, a mistaken UPDATE, a
tampering that forgets it are all found. Who computes it again is not: the copy kept elsewhere is for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from json import JSONEncoder
from typing import Any

from sqlalchemy import Column, String, Table

from medcircuit.kernel.clock import instant_kept

ROW_HASH = "row_hash"
_NAMES = "hashed"


def with_row_hash(table: Table) -> Table:
    """Add the hash as the last column; SQLAlchemy fills it in at each insert, after all other defaults."""
    table.info[_NAMES] = tuple(sorted(column.name for column in table.c))

    def of_row(context: Any) -> str:
        return row_hash(table, context.get_current_parameters())

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
    said = {name: value for name in names if (value := values.get(name)) is not None}
    return hashlib.sha256(_canonical((table.name, said)).encode()).hexdigest()[:32]


def _plain(value: Any) -> str:
    """What JSON has no word for, as SQLite keeps it; bytes by their own hash."""
    if isinstance(value, datetime):
        return instant_kept(value)
    return value.isoformat() if isinstance(value, date) else hashlib.sha256(value).hexdigest()


_canonical = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
