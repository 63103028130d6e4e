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
    known: dict[Any, Any] = {}  # the same instants and days come again and again

    def bound(process: Callable[[Any], Any] | None, value: Any) -> Any:
        if value is None or process is None:
            return value
        if value not in known:
            known[value] = process(value)
        return known[value]

    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        values = [tuple(bound(process, row.get(name)) for name, process in columns) for row in some]
        connection.exec_driver_sql(statement, values)
