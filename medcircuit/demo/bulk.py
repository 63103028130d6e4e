"""Writing many rows at once, below SQLAlchemy's handling of each: the same values reach the same columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

ROWS_AT_ONCE = 5000


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows into a SQLite table; a column that a row does not name is NULL."""
    dialect = sqlite.dialect()
    columns: list[tuple[str, Callable[[Any], Any] | None]] = [
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.columns
    ]
    names = ", ".join(name for name, _ in columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        values = [_bound(process, [row.get(name) for row in some]) for name, process in columns]
        connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


def _bound(process: Callable[[Any], Any] | None, values: list[Any]) -> list[Any]:
    """The values of a column as the driver takes them; the same instants and days come again and again."""
    if process is None:
        return values
    known = {value: process(value) for value in set(values) if value is not None}
    return [known.get(value) for value in values]
