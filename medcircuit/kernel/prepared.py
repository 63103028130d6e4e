"""Statements that every act asks, prepared once for each engine and run on the driver's own cursor.

SQLAlchemy writes them and binds their types; what it does again at each execution (cache keys, execution contexts,
result metadata) costs many times what the database needs to answer. Same connection, same transaction, same errors.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Process = Callable[[Any], Any]
Values = Mapping[str, Any]
Row = Any
"""A named tuple of the selected columns."""


@dataclass(frozen=True)
class _Ready:
    """A statement in the words of one engine, for lists of given lengths."""

    sql: str
    names: tuple[str, ...]
    positional: bool
    bind: Mapping[str, Process]
    fixed: Mapping[str, Any]
    columns: tuple[tuple[int, Process], ...]
    row: type[Any] | None

    def bound(self, values: Values) -> Sequence[Any] | Mapping[str, Any]:
        """The values as the driver takes them, a list spread over its places."""
        flat = dict(self.fixed)
        for name, value in values.items():
            if isinstance(value, list):
                flat.update({f"{name}_{place}": one for place, one in enumerate(value, 1)})
            else:
                flat[name] = value
        for name, process in self.bind.items():
            flat[name] = process(flat.get(name))
        return [flat.get(name) for name in self.names] if self.positional else flat

    def read(self, raw: Iterable[tuple[Any, ...]]) -> list[Row]:
        """The rows as named tuples of Python values."""
        assert self.row is not None, "what changes rows reads none"
        make = self.row._make
        if not self.columns:
            return [make(row) for row in raw]
        read = []
        for row in raw:
            values = list(row)
            for place, process in self.columns:
                values[place] = process(values[place])
            read.append(make(values))
        return read


@dataclass
class Prepared:
    """A select, insert or update; a list among the values is for an expanding IN."""

    statement: Select[Any] | Insert | Update
    _ready: dict[tuple[str, tuple[tuple[str, int], ...]], _Ready] = field(default_factory=dict)

    def rows(self, connection: Connection, values: Values) -> list[Row]:
        """Every row that answers."""
        ready = self._for(connection, values)
        return ready.read(_execute(connection, ready.sql, ready.bound(values)).fetchall())

    def first(self, connection: Connection, values: Values) -> Row | None:
        """The first row that answers, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def run(self, connection: Connection, *values: Values) -> int:
        """Change rows, once for each set of values; how many were changed by the last."""
        changed = 0
        for one in values:
            ready = self._for(connection, one)
            changed = _execute(connection, ready.sql, ready.bound(one)).rowcount
        return changed

    def _for(self, connection: Connection, values: Values) -> _Ready:
        lengths = tuple((name, len(value)) for name, value in values.items() if isinstance(value, list))
        key = connection.dialect.name, lengths
        ready = self._ready.get(key)
        if ready is None:
            ready = self._ready[key] = self._prepare(connection.dialect, values, dict(lengths))
        return ready

    def _prepare(self, dialect: Dialect, values: Values, lengths: Mapping[str, int]) -> _Ready:
        statement = self.statement
        if lengths:
            statement = cast("Select[Any]", statement).params(dict(values))
        names = None if isinstance(statement, Select) else list(values)
        compiled = statement.compile(
            dialect=dialect, column_keys=names, compile_kwargs={"render_postcompile": True}
        )
        binds, types = cast("Any", compiled).binds, {}
        for name, bind in binds.items():
            places = (
                [f"{name}_{place}" for place in range(1, lengths[name] + 1)] if name in lengths else [name]
            )
            types.update(dict.fromkeys(places, bind.type))
        processors = {
            name: process
            for name, kind in types.items()
            if (process := kind.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        columns = tuple(statement.selected_columns) if isinstance(statement, Select) else ()
        results = tuple(
            (place, process)
            for place, column in enumerate(columns)
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        )
        return _Ready(
            sql=str(compiled),
            names=tuple(cast("Any", compiled).positiontup or ()),
            positional=bool(cast("Any", compiled).positional),
            bind=processors,
            fixed={name: bind.value for name, bind in binds.items() if name not in values},
            columns=results,
            row=namedtuple("Row", [str(column.key) for column in columns]) if columns else None,  # noqa: PYI024 - made at run time
        )


def _execute(connection: Connection, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> Any:
    """Run it where SQLAlchemy would; an error of the driver becomes the one that SQLAlchemy would raise."""
    if not connection.in_transaction():
        connection.begin()
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, None, sql, values, None, False)
    cursor = connection.connection.cursor()
    driver = connection.dialect.dbapi
    assert driver is not None
    try:
        cursor.execute(sql, values)
    except driver.Error as error:
        raise DBAPIError.instance(sql, None, error, driver.Error, hide_parameters=True) from error
    return cursor
