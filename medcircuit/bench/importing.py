"""What importing the public database costs, beside a bare split of the same files and a Core insert of their fields."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Column, MetaData, Table, Text, insert

from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.medicines.service.importing import import_folder, read_folder

FILES = ("CIS_bdpm.txt", "CIS_CIP_bdpm.txt", "CIS_COMPO_bdpm.txt", "CIS_GENER_bdpm.txt")
WIDEST = 16
"""More columns than any row of these files has."""


def bench_import(source: Path) -> dict[str, Any]:
    """Import the four files into an empty SQLite database, then split and insert them barely into another."""
    with tempfile.TemporaryDirectory(prefix="medcircuit-bench-") as folder:
        counted, seconds = _in_fresh_database(Path(folder) / "import.sqlite", lambda db: _import(db, source))
        bare, bare_s = _in_fresh_database(Path(folder) / "bare.sqlite", lambda db: _bare(db, source))
    return {
        "bench": "import",
        "rows": counted,
        "seconds": round(seconds, 2),
        "bare": {"rows": bare, "seconds": round(bare_s, 2)},
        "ratio": round(seconds / bare_s, 2),
        "goal": {"seconds": 6, "ratio": 4},
    }


def _in_fresh_database(path: Path, work: Callable[[Database], int]) -> tuple[int, float]:
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    begun = perf_counter()
    counted = work(database)
    took = perf_counter() - begun
    database.close()
    return counted, took


def _import(database: Database, source: Path) -> int:
    now = SystemClock().now()
    edition = read_folder(source, edition=None, today=now.date())
    with database.write() as connection:
        outcome = import_folder(connection, edition, now=now)
    return sum(one.read for one in outcome.files.values())


def _bare(database: Database, source: Path) -> int:
    names = {path.name.lower(): path for path in source.iterdir()}
    rows = 0
    with database.write() as connection:
        for file in FILES:
            table = Table(file.partition(".")[0], MetaData(), *(Column(f"c{n}", Text) for n in range(WIDEST)))
            table.create(connection)
            split = [line.split("\t") for line in _text(names[file.lower()]).splitlines()]
            filled = [
                {f"c{n}": value for n, value in enumerate((fields + [""] * WIDEST)[:WIDEST])}
                for fields in split
            ]
            connection.execute(insert(table), filled)
            rows += len(filled)
    return rows


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")
