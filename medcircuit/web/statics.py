"""The files that pages are made of, at addresses that tell their content: what a browser has of them it never asks for again.

All of them hang on one version, so that a module finds those beside it by relative addresses. Another version than the
present one (a page that was open before an update) and the plain address are answered too, and asked for at each use.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from medcircuit.kernel.http import public

bp = Blueprint("statics", __name__)
FOLDER = Path(__file__).parent / "static"
_Seen = dict[str, tuple[int, int]]


class Shelf:
    """The files of a folder, and the version that any change of any of them changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: tuple[_Seen, str] = ({}, "")

    @property
    def version(self) -> str:
        """The version of all files as they are now; they are read again only where one was touched."""
        seen, version = self._read
        now = dict(self._look(os.fspath(self.folder)))
        if now != seen:
            version = self._digest(now)
            self._read = (now, version)
        return version

    def holds(self, version: str, name: str) -> bool:
        """Whether this file is, to the letter, the one of this version."""
        seen, known = self._read
        return version == known and seen.get(name) == _touched((self.folder / name).stat())

    def _look(self, folder: str, within: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from self._look(entry.path, f"{within}{entry.name}/")
                else:
                    yield within + entry.name, _touched(entry.stat())

    def _digest(self, seen: _Seen) -> str:
        digest = hashlib.sha256()
        for name in sorted(seen):
            content = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
            digest.update(f"{name} {content}\n".encode())
        return digest.hexdigest()[:16]


def _touched(stat: os.stat_result) -> tuple[int, int]:
    """When a file was last written, and how long it is."""
    return stat.st_mtime_ns, stat.st_size


SHELF = Shelf(FOLDER)


def address() -> str:
    """Where pages find their files."""
    return f"/static/v-{SHELF.version}"


@bp.get("/static/v-<version>/<path:name>")
@public
def versioned(version: str, name: str) -> Response:
    """A file of a version: for ever where it is that of the version, else to be asked for at each use."""
    answer = send_from_directory(FOLDER, name)
    if SHELF.holds(version, name):
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
