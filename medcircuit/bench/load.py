"""A light load: many keep-alive connections on plain sockets, in a process that is never the one measured."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, sleep
from typing import Any


@dataclass(frozen=True)
class Answer:
    """The status and body of a response, and how long it took, in seconds."""

    status: int
    body: bytes
    took: float

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Client:
    """One browser: a connection kept open and the cookie of its session."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._socket: socket.socket | None = None
        self._buffer = b""
        self.cookie = ""

    def request(self, method: str, path: str, body: object = None) -> Answer:
        """Send a request and read its whole answer."""
        content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nX-Requested-With: medcircuit\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nCookie: {self.cookie}\r\n\r\n"
        )
        started = perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection((self._host, self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + content)
        status, headers, answer = self._read()
        took = perf_counter() - started
        if cookie := headers.get("set-cookie"):
            self.cookie = cookie.partition(";")[0]
        return Answer(status, answer, took)

    def _read(self) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        raw, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers.get("content-length", "0"))
        while len(self._buffer) < length:
            self._more()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return int(first.split(" ", 2)[1]), headers, body

    def _more(self) -> None:
        assert self._socket is not None
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed the connection")
        self._buffer += received

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()


@dataclass
class Timings:
    """How long each thing took, in seconds, and how long they took together."""

    each: list[float] = field(default_factory=list)
    elapsed: float = 0.0

    def percentile(self, percent: int) -> float:
        """The value that this share of them did not exceed, in milliseconds (nearest rank)."""
        ordered = sorted(self.each)
        return round(1000 * ordered[max(0, -(-percent * len(ordered) // 100) - 1)], 2)

    def told(self) -> dict[str, float]:
        """For the report: median, 95th and 99th percentiles, how many a second."""
        return {
            "p50_ms": self.percentile(50),
            "p95_ms": self.percentile(95),
            "p99_ms": self.percentile(99),
            "per_s": round(len(self.each) / self.elapsed, 1),
        }


Task = Callable[[Client], float]
"""Something a client does, which says how long it took, in seconds."""


def closed_loop(clients: Sequence[Client], tasks: Sequence[Task]) -> Timings:
    """Each client takes the next task as soon as its last one is answered."""
    timings, lock, waiting = Timings(), threading.Lock(), iter(tasks)

    def work(client: Client) -> None:
        while True:
            with lock:
                task = next(waiting, None)
            if task is None:
                return
            took = task(client)
            with lock:
                timings.each.append(took)

    timings.elapsed = _together([lambda client=client: work(client) for client in clients])  # type: ignore[misc]
    return timings


def open_loop(clients: Sequence[Client], tasks: Sequence[Task], *, per_s: int) -> Timings:
    """A task begins every so often whether or not those before are answered; waiting for a free client counts."""
    timings, lock, waiting = Timings(), threading.Lock(), iter(enumerate(tasks))
    begun = perf_counter() + 0.1

    def work(client: Client) -> None:
        while True:
            with lock:
                number, task = next(waiting, (0, None))
            if task is None:
                return
            due = begun + number / per_s
            sleep(max(0.0, due - perf_counter()))
            task(client)
            with lock:
                timings.each.append(perf_counter() - due)

    timings.elapsed = _together([lambda client=client: work(client) for client in clients])  # type: ignore[misc]
    return timings


def _together(jobs: Sequence[Callable[[], None]]) -> float:
    """Run these at once; how long until the last has ended. A fault in one is raised here."""
    faults: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as fault:  # noqa: BLE001 - handed to the caller below
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    started = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return perf_counter() - started
