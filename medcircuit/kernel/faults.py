"""What the log says of a storage that fails: which fault and where, never what was being written or for whom."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

from sqlalchemy.exc import DBAPIError

log = logging.getLogger("medcircuit")

QUIET_S = 10
"""For how many seconds a fault that was said is only counted when it comes again."""


class FaultLog:
    """Says each kind of fault when it comes, and while it lasts how often it came since."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._told: dict[str, tuple[float, int]] = {}

    def tell(self, fault: BaseException, where: str) -> None:
        """A fault was met by a request to this endpoint."""
        named = named_fault(fault)
        with self._lock:
            now = self._clock()
            quiet_until, unsaid = self._told.get(named, (now, 0))
            if now < quiet_until:
                self._told[named] = quiet_until, unsaid + 1
                return
            self._told[named] = now + QUIET_S, 0
        more = f", and {unsaid} times since it was last said" if unsaid else ""
        log.error("database fault at %s%s: %s", where, more, named)


def named_fault(fault: BaseException) -> str:
    """The driver's name of a fault with its code; its words only where they come from this machine and quote no row."""
    driver = fault.orig if isinstance(fault, DBAPIError) and fault.orig is not None else fault
    name = f"{type(driver).__module__}.{type(driver).__qualname__}"
    said = getattr(driver, "sqlstate", None) or getattr(driver, "sqlite_errorname", None)
    if said is None and type(driver).__module__.startswith("psycopg"):
        said = next(iter(str(driver).splitlines()), "")  # the client's own: a server's fault has its code
    return f"{name} {said}" if said else name
