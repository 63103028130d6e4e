"""What almost never changes, kept for a few seconds: units, places, moments, rounds, the catalogue.

A verb that changes any of it says `forget`: what it wrote is seen at once by itself, and by whoever reads after it, unless
a reading crossed it. Across readings and processes a change is seen within LIFE. Nothing of a resident is ever kept so. Each opened database has a memory of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import ref

from sqlalchemy import Connection, RootTransaction

LIFE = 5
"""For how many seconds what was read is believed."""
MOST = 8192
"""How many things are kept; beyond, all are forgotten."""
OPTION = "remembered"
"""The execution option by which a connection knows the memory of its database."""

Kept = TypeVar("Kept")


class Memory:
    """What was read of one database, each under a key, with the monotonic second until which it is believed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._changing: set[ref[RootTransaction]] = set()

    def get(self, connection: Connection, key: Hashable, read: Callable[[], Kept]) -> Kept:
        """What is kept under this key, else what `read` gives."""
        if self._changing and self._changes(connection):
            return read()  # it sees what nobody else may see yet
        now = self._clock()
        known = self._kept.get(key)
        if known is not None and now < known[0]:
            kept: Kept = known[1]
            return kept
        found = read()
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (now + LIFE, found)
        return found

    def _changes(self, connection: Connection) -> bool:
        transaction = connection.get_transaction()
        return transaction is not None and ref(transaction) in self._changing

    def forget(self, connection: Connection) -> None:
        """Forget everything, for this transaction changes some of it."""
        transaction = connection.get_transaction()
        if transaction is not None:
            self._changing.add(ref(transaction, self._changing.discard))
        self._kept.clear()


def remembered(connection: Connection, key: Hashable, read: Callable[[], Kept]) -> Kept:
    """What `read` gives, or gave a moment ago under this key; always read where the database has no memory."""
    memory: Memory | None = connection.get_execution_options().get(OPTION)
    return read() if memory is None else memory.get(connection, key, read)


def forget(connection: Connection) -> None:
    """Forget what is remembered of the database of this connection, whose transaction changes it."""
    memory: Memory | None = connection.get_execution_options().get(OPTION)
    if memory is not None:
        memory.forget(connection)
