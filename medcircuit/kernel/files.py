"""Files that hold a secret: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import os
from pathlib import Path


def read_by_others(file: Path) -> bool:
    """Whether others than its owner could read this file."""
    return os.name == "posix" and bool(file.stat().st_mode & 0o077)


def write_private(file: Path, content: bytes) -> None:
    """Write a secret to the disk, whole or not at all, for its owner alone.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pending = file.with_name(f"{file.name}.{os.getpid()}")
    pending.unlink(missing_ok=True)
    descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    pending.replace(file)
