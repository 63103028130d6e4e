"""Statements that every act asks, prepared once for each engine and run on the driver's own cursor.

SQLAlchemy writes them and binds their types; what it does again at each execution (cache keys, execution contexts,
result metadata) costs many times what the database needs to answer. Same connection, same transaction, same errors.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Dialect, Insert, Select, Table, Update
from sqlalchemy.exc import DBAPIError

from medcircuit.kernel import postgres
from medcircuit.kernel.row_hash import ROW_HASH, is_hashed, note_written, row_hash

Process = Callable[[Any], Any]
Values = Mapping[str, Any]
Row = Any
"""A named tuple of the selected columns."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one engine, for lists of given lengths."""

    sql: str
    take: Callable[[Values], tuple[Any, ...]]
    """The values in the order of their places."""
    bind: tuple[tuple[int, Process], ...]
    fixed: Mapping[str, Any]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """Each list with the names of its places."""
    columns: tuple[tuple[int, Process], ...]
    make: Callable[[Iterable[Any]], Row] | None

    def bound(self, values: Values) -> Sequence[Any]:
        """The values as the driver takes them, a list spread over its places."""
        if self.fixed or self.lists:
            values = {**self.fixed, **values}
            for name, places in self.lists:
                values.update(zip(places, values[name], strict=True))
        if not self.bind:
            return self.take(values)
        placed = list(self.take(values))
        for place, process in self.bind:
            placed[place] = process(placed[place])
        return placed

    def read(self, raw: list[tuple[Any, ...]]) -> list[Row]:
        """The rows as named tuples of Python values."""
        make = self.make
        assert make is not None, "what changes rows reads none"
        if not self.columns:
            return list(map(make, raw))
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
    _lists: tuple[str, ...] = ()
    _ready: dict[str | tuple[Any, ...], _Ready] = field(default_factory=dict)
    """By the engine's name, with the lengths of the lists where there are some."""

    def rows(self, connection: Connection, values: Values) -> list[Row]:
        """Every row that answers."""
        ready = self._for(connection, values)
        return ready.read(execute(connection, ready.sql, ready.bound(values)).fetchall())

    def first(self, connection: Connection, values: Values) -> Row | None:
        """The first row that answers, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def run(self, connection: Connection, *values: Values) -> int:
        """Change rows, once for each set of values; how many were changed by the last."""
        if isinstance(self.statement, Insert) and is_hashed(self.statement.table):
            return self._write_facts(connection, cast("Table", self.statement.table), values)
        changed = 0
        for one in values:
            ready = self._for(connection, one)
            changed = execute(connection, ready.sql, ready.bound(one)).rowcount
        return changed

    def send(self, connection: Connection, *values: Values) -> None:
        """Change rows, once for each set of values, and ask nothing about it.

        What refuses it is said here, at the transaction's next statement, or at its COMMIT.
        """
        for one in values:
            row = self._noted(connection, one)
            ready = self._for(connection, row)
            execute(connection, ready.sql, ready.bound(row), told=False)

    def _noted(self, connection: Connection, one: Values) -> Values:
        """A row with its hash, noted, where it is a fact."""
        table = self.statement.table if isinstance(self.statement, Insert) else None
        if not isinstance(table, Table) or not is_hashed(table):
            return one
        found = row_hash(table, one)
        note_written(connection, table, found)
        return {**one, ROW_HASH: found}

    def _write_facts(self, connection: Connection, table: Table, values: Iterable[Values]) -> int:
        """Insert rows with their hashes; of one that is there already nothing is written, and nothing noted."""
        written = 0
        for one in values:
            found = row_hash(table, one)
            row = {**one, ROW_HASH: found}
            ready = self._for(connection, row)
            written = execute(connection, ready.sql, ready.bound(row)).rowcount
            if written:
                note_written(connection, table, found)
        return written

    def _for(self, connection: Connection, values: Values) -> _Ready:
        dialect = connection.dialect
        if self._lists:
            ready = self._ready.get((dialect.name, *[len(values[name]) for name in self._lists]))
        else:
            ready = self._ready.get(dialect.name)
        return ready or self._prepare(dialect, values)

    def _prepare(self, dialect: Dialect, values: Values) -> _Ready:
        """Compile it for this engine and lists of these lengths, and remember it."""
        self._lists = tuple(sorted(name for name, value in values.items() if isinstance(value, list)))
        lengths = {name: len(values[name]) for name in self._lists}
        statement = self.statement
        if lengths:
            statement = cast("Select[Any]", statement).params(dict(values))
        names = None if isinstance(statement, Select) else list(values)
        compiled = cast(
            "Any",
            statement.compile(
                dialect=_numbering(dialect), column_keys=names, compile_kwargs={"render_postcompile": True}
            ),
        )
        spread = {
            name: tuple(f"{name}_{place}" for place in range(1, length + 1))
            for name, length in lengths.items()
        }
        binds = {}
        for name, bind in compiled.binds.items():
            places = spread.get(name, (name,))
            binds.update(dict.fromkeys(places, bind.type.dialect_impl(dialect).bind_processor(dialect)))
        order = tuple(compiled.positiontup)
        columns = tuple(statement.selected_columns) if isinstance(statement, Select) else ()
        results = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        ready = _Ready(
            sql=str(compiled),
            take=_taking(order),
            bind=tuple(
                (place, process) for place, name in enumerate(order) if (process := binds[name]) is not None
            ),
            fixed={name: bind.value for name, bind in compiled.binds.items() if name not in values},
            lists=tuple(spread.items()),
            columns=tuple((place, process) for place, process in enumerate(results) if process is not None),
            make=_row_of(columns) if columns else None,
        )
        self._ready[(dialect.name, *lengths.values()) if lengths else dialect.name] = ready
        return ready


@cache
def _numbering(dialect: Dialect) -> Dialect:
    """The dialect that numbers the places of a statement, as the server itself does, where there is a server."""
    if dialect.name != "postgresql":
        return dialect
    make: Callable[..., Dialect] = type(dialect)
    return make(paramstyle="numeric_dollar")


def _taking(names: tuple[str, ...]) -> Callable[[Values], tuple[Any, ...]]:
    """What takes these values, in this order."""
    if len(names) < 2:
        return lambda values: tuple(values[name] for name in names)
    return itemgetter(*names)


def _row_of(columns: Sequence[ColumnElement[Any]]) -> Callable[[Iterable[Any]], Row]:
    """What makes a named tuple of a row of these columns."""
    made: Any = namedtuple  # noqa: PYI024 - its fields are known at run time only
    return partial(tuple.__new__, made("Row", [str(column.key) for column in columns]))


def execute(connection: Connection, sql: str, values: Sequence[Any], *, told: bool = True) -> Any:
    """Run it where SQLAlchemy would; an error of the driver becomes the one that SQLAlchemy would raise.

    Where nobody needs to be `told` what it did, PostgreSQL is asked later.
    """
    if not connection.in_transaction():
        connection.begin()
    if connection._has_events or connection.engine._has_events:  # noqa: SLF001 - as SQLAlchemy itself asks first
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, None, sql, values, None, False)
    driver: Any = connection.connection.dbapi_connection
    try:
        if connection.dialect.name == "postgresql":
            return (postgres.execute if told else postgres.send)(driver, sql, values)
        return driver.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(sql, None, error, base, hide_parameters=True) from error
