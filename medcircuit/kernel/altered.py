"""Which rows of the record are not as they were written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Table, false, or_, select, type_coerce
from sqlalchemy.types import NULLTYPE

from medcircuit.kernel.db import metadata
from medcircuit.kernel.row_hash import ROW_HASH, is_hashed, row_hash

_AT_ONCE = 2000


def altered_rows(
    connection: Connection, establishment_id: str, tables: Collection[str] | None = None
) -> Iterator[str]:
    """Say, one sentence each, which rows of an establishment's facts do not match their hash; nothing where all do.

    A row that belongs to no establishment any more is told by each. `tables`: of these alone.
    """
    for table in metadata.sorted_tables:
        if is_hashed(table) and (tables is None or table.name in tables):
            yield from altered_in(connection, table, establishment_id)


def altered_in(connection: Connection, table: Table, establishment_id: str) -> Iterator[str]:
    """The same of one table."""
    for row in _rows(connection, table, establishment_id):
        if row_hash(table, row) != row[ROW_HASH]:
            named = ", ".join(str(row[column.name]) for column in table.primary_key)
            yield f"table {table.name}, ligne {named} : altérée après avoir été enregistrée"


def _rows(connection: Connection, table: Table, establishment_id: str) -> Iterator[dict[str, Any]]:
    """Rows as the engine keeps them: a value that its column cannot mean is read all the same."""
    names = [column.name for column in table.c]
    flags = [column.name for column in table.c if isinstance(column.type, Boolean)]
    kept = [type_coerce(column, NULLTYPE) for column in table.c]
    found = connection.execute(
        select(*kept).where(of_house(table, establishment_id)).order_by(*table.primary_key),
        execution_options={"yield_per": _AT_ONCE},
    )
    for values in found:
        row = dict(zip(names, values, strict=True))
        for name in flags:
            if type(row[name]) is int:
                row[name] = {0: False, 1: True}.get(row[name], row[name])
        yield row


def of_house(table: Table, establishment_id: str) -> ColumnElement[bool]:
    """Which rows are the establishment's: they name it, or what they belong to does; or they are of none at all."""
    if "establishment_id" in table.c:
        houses = metadata.tables["establishment"].c.id
        own: Any = table.c.establishment_id
        return or_(own == establishment_id, own.not_in(select(houses)))
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        parent = key.column.table
        if "establishment_id" in parent.c:
            mine = select(key.column).where(parent.c.establishment_id == establishment_id)
            return or_(key.parent.in_(mine), key.parent.not_in(select(key.column)))
    return ~false()
