"""What is measured runs in processes of its own; what they burn of the processor is read from the system."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_s(pids: Iterable[int]) -> float:
    """Processor time, user and system, of these processes and of their children, ended or alive, in seconds (Linux)."""
    return sum(_ticks(pid) for pid in pids) / _TICK


def _ticks(pid: int) -> int:
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) + sum(_ticks(int(child)) for child in children)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(module: str, *arguments: str, port: int) -> Iterator[int]:
    """A Python module running in a process of its own until the block ends, listening on this port; its process id."""
    process = subprocess.Popen(  # noqa: S603 - our own module, with our own arguments
        [sys.executable, "-m", module, *arguments, "--port", str(port)]
    )
    try:
        _wait_for(process, port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = monotonic() + 60
    while monotonic() < deadline:
        assert process.poll() is None, "the measured server ended before it listened"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise TimeoutError("the measured server never listened")
