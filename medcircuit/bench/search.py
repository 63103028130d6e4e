"""What searching the catalogue costs as one types, over HTTP, beside the same words asked of the database by LIKE."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, func, select

from medcircuit.bench.acts import sign_in
from medcircuit.bench.house import NOW, build_house
from medcircuit.bench.load import Client, Timings, closed_loop
from medcircuit.bench.processes import cpu_s, free_port, running
from medcircuit.bench.scan import HOST, databases
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.medicines.models import medicine
from medcircuit.medicines.rules.words import fold
from medcircuit.medicines.service.importing import import_folder, read_folder

NAMES = 60
"""How many medicines are typed, letter by letter: half by a substance, half by a brand and a strength."""
SHORTEST = 2
SHOWN = 20


def bench_search(engine: str, source: Path) -> dict[str, Any]:
    """Type medicines of the public database letter by letter; each letter is a search."""
    with databases(engine) as bench:
        database = open_database(bench.product_url)
        upgrade(database)
        build_house(database, units=1, per_unit=1, lines=1)
        with database.write() as connection:
            edition = read_folder(source, edition=None, today=NOW.date())
            import_folder(connection, edition, now=NOW, accept_older=True)
        with database.read() as connection:
            asked = list(_typed(connection))
            medicines = connection.scalar(select(func.count()).select_from(medicine))
        rival = _like(database, asked)
        database.close()
        port = free_port()
        with running("medcircuit.bench.served", "--url", bench.product_url, port=port) as pid:
            (client,) = sign_in(HOST, port, 1)
            first = client.request("GET", _path("doliprane")).took
            before = cpu_s((pid, *bench.database_pids))
            searches = _ask(client, [_path(text) for text in asked])
            burned = cpu_s((pid, *bench.database_pids)) - before
            floor = _ask(client, ["/health"] * len(asked))
            client.close()
    return {
        "bench": "search",
        "engine": engine,
        "medicines": medicines,
        "searches": searches.told() | {"cpu_ms": round(1000 * burned / len(asked), 2)},
        "first_ms": round(1000 * first, 1),
        "rival_like": rival.told(),
        "floor": floor.told(),
        "goal": {"p95_ms": 30},
    }


def _typed(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        select(medicine.c.substances, medicine.c.denomination)
        .where(medicine.c.marketed, medicine.c.retired_at.is_(None), medicine.c.substances != "")
        .order_by(medicine.c.cis)
    ).all()
    for number, row in enumerate(rows[:: len(rows) // NAMES]):
        whole = row.substances.split(",")[0] if number % 2 else row.denomination.split(",")[0]
        for end in range(SHORTEST, min(len(whole), 24) + 1):
            yield whole[:end]


def _path(text: str) -> str:
    return f"/api/medicines?q={quote(text)}&limit={SHOWN}"


def _ask(client: Client, paths: list[str]) -> Timings:
    waiting = iter(paths)

    def once(client: Client) -> float:
        answer = client.request("GET", next(waiting))
        assert answer.status == 200, answer.body
        return answer.took

    return closed_loop([client], [once] * len(paths))


def _like(database: Database, asked: list[str]) -> Timings:
    """The same words with LIKE and no index of words: no accent, no order of likelihood, no slip forgiven, no HTTP."""
    timings = Timings()
    name = func.lower(medicine.c.denomination + " " + medicine.c.substances)
    with database.read() as connection:
        for text in asked:
            begun = perf_counter()
            wanted = [name.like(f"%{word}%") for word in fold(text).split()]
            connection.execute(
                select(medicine).where(*wanted).order_by(medicine.c.denomination).limit(SHOWN)
            ).all()
            timings.each.append(perf_counter() - begun)
    timings.elapsed = sum(timings.each)
    return timings
