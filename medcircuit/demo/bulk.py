"""Writing many rows at once, below SQLAlchemy's handling of each: the same values reach the same columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

from medcircuit.kernel.row_hash import ROW_HASH, is_hashed, note_written, row_hash

ROWS_AT_ONCE = 5000


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows into a SQLite table; all have the same columns, and one that they do not name is NULL."""
    if not rows:
        return
    if is_hashed(table):
        rows = [{**row, ROW_HASH: row_hash(table, row)} for row in rows]
        for row in rows:
            note_written(connection, table, row[ROW_HASH])
    dialect = sqlite.dialect()
    columns: list[tuple[str, Callable[[Any], Any] | None]] = [
        (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in rows[0]
    ]
    names = ", ".join(name for name, _ in columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
    take = itemgetter(*rows[0])
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        assert all(len(row) == len(columns) for row in some), f"rows of {table.name} differ in their columns"
        values = zip(*map(take, some), strict=True)
        bound = [_bound(process, column) for (_, process), column in zip(columns, values, strict=True)]
        connection.exec_driver_sql(statement, list(zip(*bound, strict=True)))


def _bound(process: Callable[[Any], Any] | None, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them; the same instants and days come again and again."""
    if process is None:
        return values
    known = {value: process(value) for value in set(values) if value is not None}
    return [known.get(value) for value in values]
