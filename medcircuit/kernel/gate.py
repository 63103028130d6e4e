"""The one fair gate through which every write to a SQLite database passes."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from medcircuit.kernel.prepared import execute
from medcircuit.kernel.problems import Unavailable

GROUP_LIMIT = 64
"""How many writes may share one COMMIT on SQLite."""
TIDY_EVERY = 192
"""After how many COMMITs the write-ahead log is copied into the file: three thousand pages or so."""
LONGEST_LOG = 8000
"""From how many pages of the log on a COMMIT copies it itself, should nothing else have come to it (32 MB)."""


class _Turn:
    """One waiting or committing write: when it may run, and how its COMMIT ended."""

    def __init__(self) -> None:
        self.mine, self.ended = _shut(), _shut()
        self.fault: SQLAlchemyError | None = None


def _shut() -> threading.Lock:
    """A door that one thread waits at and another opens, once: a lock that is taken until then."""
    door = threading.Lock()
    door.acquire()
    return door


class Gate:
    """The one writer of a SQLite database: first come, first served; those who wait share a COMMIT.

    A write runs alone on the shared connection. If others wait when it is done, it hands the connection over and
    waits for the group's COMMIT; the last of the group commits for all. A write that fails undoes its own part. What
    is committed lies in the write-ahead log, on the disk; a thread copies it into the file, so that no write waits.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: deque[_Turn] = deque()
        self._group: list[_Turn] = []
        self._busy = False
        self._connection: Connection | None = None
        self._commits = 0
        self._tidying: threading.Thread | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one write; return once it is on the disk."""
        turn = self._enter()
        try:
            connection, shared = self._begin()
        except BaseException:
            self._drop_connection()
            self._leave()
            raise
        try:
            yield connection
            if shared:
                execute(connection, "RELEASE one_write", ())
        except BaseException:
            self._undo(connection, shared=shared)
            self._leave()
            raise
        self._group.append(turn)
        self._leave()
        turn.ended.acquire()
        if turn.fault is not None:
            raise Unavailable from turn.fault

    def close(self) -> None:
        """Give the shared connection back, so that the last one out merges the write-ahead log into the file."""
        if self._tidying is not None:
            self._tidying.join()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _enter(self) -> _Turn:
        """Wait for one's turn, in the order of arrival."""
        turn = _Turn()
        with self._lock:
            if self._busy:
                self._waiting.append(turn)
            else:
                self._busy = True
                turn.mine.release()
        turn.mine.acquire()
        return turn

    def _begin(self) -> tuple[Connection, bool]:
        """The shared connection with its transaction open, and whether others of the group wrote in it before.

        What follows theirs has a savepoint, always of the same name: SQLAlchemy would give each a name of its own, which
        SQLite would have to read anew.
        """
        if self._connection is None:
            self._connection = self._engine.connect()
        shared = self._connection.in_transaction()
        if shared:
            execute(self._connection, "SAVEPOINT one_write", ())
        else:
            self._connection.begin()
        return self._connection, shared

    def _undo(self, connection: Connection, *, shared: bool) -> None:
        """Undo what one failed write did, and nothing of its group; where that fails, the group fails."""
        try:
            if shared:
                execute(connection, "ROLLBACK TO one_write", ())
                execute(connection, "RELEASE one_write", ())
            else:
                connection.rollback()
        except SQLAlchemyError as fault:
            self._end_group(fault)

    def _leave(self) -> None:
        """Hand the connection over within the group, or commit and let the next in."""
        with self._lock:
            share = bool(self._waiting) and 0 < len(self._group) < GROUP_LIMIT
            following = self._waiting.popleft() if share else None
        if following is None:
            self._commit()
            with self._lock:
                following = self._waiting.popleft() if self._waiting else None
                self._busy = following is not None
        if following is not None:
            following.mine.release()

    def _commit(self) -> None:
        """COMMIT, and tell every write of the group how it ended."""
        fault: SQLAlchemyError | None = None
        try:
            if self._connection is not None and self._connection.in_transaction():
                self._connection.commit()
                self._commits += 1
        except SQLAlchemyError as error:
            fault = error
        self._end_group(fault)
        if self._commits % TIDY_EVERY == 0 and not (self._tidying and self._tidying.is_alive()):
            self._tidying = threading.Thread(target=self._tidy, name="write-ahead log")
            self._tidying.start()

    def _tidy(self) -> None:
        """Copy what is in the log into the file; whatever hinders it, the log is kept, and is copied the next time."""
        with suppress(SQLAlchemyError, sqlite3.Error):
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            finally:
                connection.close()

    def _end_group(self, fault: SQLAlchemyError | None) -> None:
        """Wake everyone whose write shared this COMMIT; after a fault the connection is given up."""
        group, self._group = self._group, []
        if fault is not None:
            self._drop_connection()
        for turn in group:
            turn.fault = fault
            turn.ended.release()

    def _drop_connection(self) -> None:
        """Give the shared connection up; the next write opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
