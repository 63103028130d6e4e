"""What importing the public database costs, beside a bare split of the same files and a Core insert of their fields."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Column, MetaData, Table, Text, insert

from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.medicines.rules.bdpm import LAYOUTS
from medcircuit.medicines.service.importing import import_folder, read_folder

WIDEST = 16
"""More columns than any row of these files has."""


def bench_import(source: Path) -> dict[str, Any]:
    """Import every file into an empty SQLite database, and again; then split and insert them barely into another.

    Each in a process of its own, so that its peak of memory is its own.
    """
    with tempfile.TemporaryDirectory(prefix="medcircuit-bench-") as folder:
        ours = _alone(_measure_import, source, Path(folder) / "import.sqlite")
        bare = _alone(_measure_bare, source, Path(folder) / "bare.sqlite")
    return {
        "bench": "import",
        **ours,
        "bare": bare,
        "ratio": round(ours["seconds"] / bare["seconds"], 2),
        "goal": {"seconds": 10, "again_seconds": 5, "peak_mb": 400, "ratio": 4},
    }


def _alone(work: Callable[[Path, Path], dict[str, Any]], source: Path, path: Path) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, source, path).result()


def _measure_import(source: Path, path: Path) -> dict[str, Any]:
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    before = _peak_mb()
    rows, seconds, cpu = _timed(lambda: _import(database, source))
    _, again, again_cpu = _timed(lambda: _import(database, source))
    database.close()
    return {
        "files": len(_files(source)),
        "rows": rows,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "again_seconds": again,
        "again_cpu_seconds": again_cpu,
        "peak_mb": _peak_mb(),
        "peak_mb_before": before,
    }


def _measure_bare(source: Path, path: Path) -> dict[str, Any]:
    database = open_database(f"sqlite:///{path}")
    rows, seconds, cpu = _timed(lambda: _bare(database, source))
    database.close()
    return {"rows": rows, "seconds": seconds, "cpu_seconds": cpu, "peak_mb": _peak_mb()}


def _timed(work: Callable[[], int]) -> tuple[int, float, float]:
    """What it counted, and the seconds it took: of the clock, of the processor."""
    begun, used = perf_counter(), process_time()
    counted = work()
    return counted, round(perf_counter() - begun, 2), round(process_time() - used, 2)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _import(database: Database, source: Path) -> int:
    now = SystemClock().now()
    edition = read_folder(source, edition=None, today=now.date())
    with database.write() as connection:
        outcome = import_folder(connection, edition, now=now)
    return sum(one.read for one in outcome.files.values())


def _files(source: Path) -> dict[str, Path]:
    names = {path.name.lower(): path for path in source.iterdir()}
    return {layout.file: names[layout.file.lower()] for layout in LAYOUTS if layout.file.lower() in names}


def _bare(database: Database, source: Path) -> int:
    rows = 0
    with database.write() as connection:
        for file, path in _files(source).items():
            table = Table(file.partition(".")[0], MetaData(), *(Column(f"c{n}", Text) for n in range(WIDEST)))
            table.create(connection)
            split = [line.split("\t") for line in _text(path).splitlines()]
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
