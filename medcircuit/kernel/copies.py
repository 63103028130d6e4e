"""A copy of a SQLite database, whole and on the disk, while it is being used."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from medcircuit.kernel.problems import Conflict, Unavailable


class CopyExists(Conflict):
    """There is a file already where the copy would go."""

    code = "copy_exists"
    sentence = "Le fichier %(file)s existe déjà. Rien n'a été copié. Choisissez un autre nom."


class CopyFailed(Unavailable):
    """The copy could not be written, or is not what it should be."""

    code = "copy_failed"
    sentence = (
        "La copie %(file)s n'a pas pu être faite : dossier absent ou interdit, disque plein, ou base abîmée. Rien n'a été "
        "changé. Vérifiez la place et les droits, et recommencez."
    )


def copy_database(file: Path, target: Path) -> None:
    """Copy a SQLite database as it is at one instant; the copy has its name only once it is whole and on the disk.

    It is for its owner alone: it holds what the database holds.

    Raises:
        CopyExists: there is a file of this name.
        CopyFailed: it cannot be written, or cannot be read back.
    """
    if target.exists():
        raise CopyExists(file=str(target))
    making = target.with_name(f"{target.name}.part")
    try:
        os.close(os.open(making, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        _copy(file, making)
        _keep(making)
        making.rename(target)
        _keep(target.parent)
    except (OSError, sqlite3.Error) as error:
        making.unlink(missing_ok=True)
        raise CopyFailed(file=str(target)) from error


def _copy(file: Path, making: Path) -> None:
    """All pages in one step: what is written meanwhile does not make it begin again."""
    with closing(sqlite3.connect(file, timeout=10)) as source, closing(sqlite3.connect(making)) as copy:
        source.backup(copy)
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whatever becomes of it


def _keep(path: Path) -> None:
    """Have it on the disk, a file or what a folder lists."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
