"""Prepared statements on PostgreSQL, said to the server through psycopg's own libpq.

A cursor of psycopg reads each statement again, asks it in Python steps and looks up each type anew: several times what
the server needs to answer. Here a statement is prepared once for each connection, with what turns its values into the
server's and back. What nobody waits to be told (BEGIN, a row that is written, COMMIT) waits here for the next statement
that is asked, and goes with it in one exchange: each exchange is a wait, and all locks last as long.

Every act of a house locks the head of its audit chain, and PostgreSQL keeps locks until a COMMIT is on the disk: acts
would wait for the disk one after the other. So a COMMIT here gives its locks back first, and only then is the disk waited
for, by all at once: by an empty note of its own in the log, behind that COMMIT. The log is written in its order, so what is
answered is on the disk with all it rests on, as before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from select import POLLIN, POLLOUT, poll
from typing import Any
from weakref import WeakKeyDictionary

from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, SerializationFailure, UniqueViolation, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine

_ANSWERED = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
MOST = 256
"""How many statements a connection keeps: each length of a list is one, and the server holds a plan for each."""
MOST_WAITING = 64
"""How many statements wait: what the server answers to them fits into what lies between it and us."""


class Answer:
    """What the server answered to one statement: its rows, or how many it changed."""

    __slots__ = ("_result", "_transformer")

    def __init__(self, result: Any, transformer: Any) -> None:
        self._result = result
        self._transformer = transformer

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._result.command_tuples or 0

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row."""
        rows: list[tuple[Any, ...]] = self._transformer.load_rows(0, self._result.ntuples, tuple)
        return rows


@dataclass(slots=True)
class _Known:
    """A statement as one connection knows it."""

    name: bytes
    transformer: Any
    formats: tuple[PyFormat, ...]
    fresh: bool = True

    def dumped(self, values: Sequence[Any]) -> Sequence[Any]:
        """The values as the server reads them."""
        return self.transformer.dump_sequence(values, self.formats)  # type: ignore[no-any-return]


@dataclass(slots=True)
class _Kept:
    """What is kept for a connection: the statements it knows, and those that wait to be sent."""

    statements: dict[str, _Known] = field(default_factory=dict)
    waiting: list[Callable[[Any], None]] = field(default_factory=list)


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


def execute(driver: Any, sql: str, values: Sequence[Any]) -> Answer:
    """Run a statement whose places are written $1, $2…, within the connection's transaction, behind those that wait.

    Raises:
        psycopg.Error: the server refused it or one that waited, or is gone.
    """
    kept = _of(driver)
    known = _known(driver, kept, sql, len(values))
    dumped = known.dumped(values)
    _begin(driver, kept)
    if kept.waiting:
        result = _exchange(driver, kept, partial(_send, known.name, dumped))
    else:
        result = driver.pgconn.exec_prepared(known.name, dumped)
        _answered(driver, result)
    known.transformer.set_pgresult(result, set_loaders=known.fresh)
    known.fresh = False
    return Answer(result, known.transformer)


def send(driver: Any, sql: str, values: Sequence[Any]) -> None:
    """Run such a statement with the next one that is asked, or with COMMIT; a rollback forgets it.

    Raises:
        psycopg.Error: the server refused one of many that waited, or is gone.
    """
    kept = _of(driver)
    known = _known(driver, kept, sql, len(values))
    if len(kept.waiting) >= MOST_WAITING:
        _flush(driver, kept)
    _begin(driver, kept)
    kept.waiting.append(partial(_send, known.name, known.dumped(values)))


def sending_with_others(engine: Engine) -> None:
    """Have an engine send what waits before whatever it says itself, with its COMMIT, and never after a rollback."""
    dialect: Any = engine.dialect
    execute_one, execute_many, execute_bare = (
        dialect.do_execute,
        dialect.do_executemany,
        dialect.do_execute_no_params,
    )

    def behind(said: Callable[..., None]) -> Callable[..., None]:
        def say(cursor: Any, *told: Any, **beside: Any) -> None:
            _flush(cursor.connection, _of(cursor.connection))
            said(cursor, *told, **beside)

        return say

    def commit(connection: Any) -> None:
        driver = connection.dbapi_connection
        kept = _of(driver)
        if kept.waiting:
            on_disk = _known(driver, kept, _ON_DISK, 0)
            _exchange(driver, kept, _LET_GO, _COMMIT, partial(_send, on_disk.name, ()))
        else:
            driver.commit()

    def rollback(connection: Any) -> None:
        _of(connection.dbapi_connection).waiting.clear()
        connection.dbapi_connection.rollback()

    dialect.do_execute, dialect.do_executemany = behind(execute_one), behind(execute_many)
    dialect.do_execute_no_params = behind(execute_bare)
    dialect.do_commit, dialect.do_rollback = commit, rollback


def _of(driver: Any) -> _Kept:
    kept = _kept.get(driver)
    if kept is None:
        kept = _kept[driver] = _Kept()
    return kept


def _known(driver: Any, kept: _Kept, sql: str, places: int) -> _Known:
    """The statement as this connection knows it, from now on if it did not."""
    known = kept.statements.get(sql)
    if known is None:
        if len(kept.statements) >= MOST:
            _flush(driver, kept)
            _answered(driver, driver.pgconn.exec_(b"DEALLOCATE ALL"))
            kept.statements.clear()
        known = _Known(
            b"medcircuit_%d" % len(kept.statements),
            Transformer.from_context(driver),
            (PyFormat.TEXT,) * places,
        )
        _answered(driver, driver.pgconn.prepare(known.name, sql.encode()))
        kept.statements[sql] = known
    return known


def _begin(driver: Any, kept: _Kept) -> None:
    """Have the transaction begin with what is sent first."""
    if not kept.waiting and driver.pgconn.transaction_status == TransactionStatus.IDLE:
        kept.waiting.append(_BEGIN_READING if driver.read_only else _BEGIN)


def _send(name: bytes, values: Sequence[Any], pgconn: Any) -> None:
    pgconn.send_query_prepared(name, values)


def _say(words: bytes, pgconn: Any) -> None:
    pgconn.send_query_params(words, None)


_BEGIN, _BEGIN_READING, _COMMIT, _LET_GO = (
    partial(_say, one)
    for one in (b"BEGIN", b"BEGIN READ ONLY", b"COMMIT", b"SET LOCAL synchronous_commit TO off")
)
_ON_DISK = "SELECT pg_logical_emit_message(true, 'medcircuit', '')"
"""Writes an empty note in the log, in a transaction of its own, which waits for the disk as the server is set to."""


def _flush(driver: Any, kept: _Kept) -> None:
    if kept.waiting:
        _exchange(driver, kept)


def _exchange(driver: Any, kept: _Kept, *asked: Callable[[Any], None]) -> Any:
    """Send what waits and what is asked behind it; the last answer. Behind what is refused the server does nothing."""
    waiting, kept.waiting = kept.waiting, []
    pgconn = driver.pgconn
    pgconn.enter_pipeline_mode()
    for one in (*waiting, *asked):
        one(pgconn)
    pgconn.pipeline_sync()
    results = [_read(driver) for _ in range(len(waiting) + len(asked))]
    end = _next(driver)
    pgconn.exit_pipeline_mode()
    try:
        for result in results[: len(waiting)]:
            _answered(driver, result)
    except (
        UniqueViolation
    ) as error:  # a write that waits is right by itself: another wrote the same meanwhile
        raise SerializationFailure(str(error)) from error
    for result in results[len(waiting) :]:
        _answered(driver, result)
    if end.status != ExecStatus.PIPELINE_SYNC:
        raise error_from_result(end, driver.info.encoding)
    return results[-1]


def _read(driver: Any) -> Any:
    """The answer to one statement of an exchange."""
    result = _next(driver)
    driver.pgconn.get_result()  # the end of this answer
    return result


def _next(driver: Any) -> Any:
    """What the server says next; while it is awaited other threads run."""
    pgconn = driver.pgconn
    while pgconn.is_busy():
        door = poll()
        door.register(pgconn.socket, POLLIN | POLLOUT if pgconn.flush() else POLLIN)
        door.poll()
        pgconn.consume_input()
    result = pgconn.get_result()
    if result is None:
        raise OperationalError(pgconn.get_error_message(driver.info.encoding))
    return result


def _answered(driver: Any, result: Any) -> None:
    if result.status not in _ANSWERED:
        raise error_from_result(result, driver.info.encoding)
