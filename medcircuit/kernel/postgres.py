"""Prepared statements on PostgreSQL, said to the server through psycopg's own libpq.

A cursor of psycopg reads each statement again, asks it in Python steps and looks up each type anew: several times what
the server needs to answer. Here a statement is prepared once for each connection, with what turns its values into the
server's and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

_ANSWERED = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_PREPARED = "medcircuit_prepared"
MOST = 256
"""How many statements a connection keeps: each length of a list is one, and the server holds a plan for each."""


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


def execute(driver: Any, kept: dict[str, Any], sql: str, values: Sequence[Any]) -> Answer:
    """Run a statement whose places are written $1, $2…, within the connection's transaction; `kept` lasts as long as it.

    Raises:
        psycopg.Error: the server refused it, or is gone.
    """
    pgconn = driver.pgconn
    if pgconn.transaction_status == TransactionStatus.IDLE:
        _answered(driver, pgconn.exec_(b"BEGIN READ ONLY" if driver.read_only else b"BEGIN"))
    statements: dict[str, _Known] = kept.setdefault(_PREPARED, {})
    known = statements.get(sql)
    if known is None:
        if len(statements) >= MOST:
            _answered(driver, pgconn.exec_(b"DEALLOCATE ALL"))
            statements.clear()
        known = _Known(
            b"medcircuit_%d" % len(statements),
            Transformer.from_context(driver),
            (PyFormat.TEXT,) * len(values),
        )
        _answered(driver, pgconn.prepare(known.name, sql.encode()))
        statements[sql] = known
    result = pgconn.exec_prepared(known.name, known.transformer.dump_sequence(values, known.formats))
    _answered(driver, result)
    known.transformer.set_pgresult(result, set_loaders=known.fresh)
    known.fresh = False
    return Answer(result, known.transformer)


def _answered(driver: Any, result: Any) -> None:
    if result.status not in _ANSWERED:
        raise error_from_result(result, driver.info.encoding)
