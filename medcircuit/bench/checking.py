"""What checking a prescription costs: 12 standing lines and one proposed, against a whole thesaurus, over HTTP.

Beside it, the rules alone on a value already built, and an answer of the server that reads nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from medcircuit.bench.acts import sign_in
from medcircuit.bench.house import LINES, NOW, build_house
from medcircuit.bench.load import Client, Timings, closed_loop
from medcircuit.bench.processes import cpu_s, free_port, running
from medcircuit.bench.scan import HOST, databases
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.medicines.service.interactions import import_interactions, read_files
from medcircuit.prescriptions.rules.checks import Reader, check
from medcircuit.prescriptions.service.checking import case_of
from medcircuit.residents.service.cards import cards

RESIDENTS, ROUNDS = 40, 200


def bench_checks(engine: str, files: Sequence[Path]) -> dict[str, Any]:
    """Check each resident's lines as the order page does, storing what fires; then the rules alone."""
    with databases(engine) as bench:
        database = open_database(bench.product_url)
        upgrade(database)
        house = build_house(database, units=1, per_unit=RESIDENTS, lines=LINES)
        with database.write() as connection:
            imported = import_interactions(connection, read_files(files), now=NOW)
        people = _people(database, house)
        rules = _rules(database, house, people)
        database.close()
        port = free_port()
        with running("medcircuit.bench.served", "--url", bench.product_url, port=port) as pid:
            (client,) = sign_in(HOST, port, 1)
            before = cpu_s((pid, *bench.database_pids))
            checked = _ask(client, people)
            burned = cpu_s((pid, *bench.database_pids)) - before
            bare = closed_loop([client], [lambda one: one.request("GET", "/health").took] * ROUNDS)
            client.close()
    return {
        "bench": "checks",
        "engine": engine,
        "residents": RESIDENTS,
        "lines": LINES,
        "pairs": sum(one.read for one in imported.files if one.kind == "pairs"),
        "checks": checked.told() | {"cpu_ms": round(1000 * burned / ROUNDS, 2)},
        "rules": rules.told(),
        "floor": bare.told(),
        "goal": {"p95_ms": 20},
    }


def _people(database: Database, house: str) -> list[str]:
    with database.read() as connection:
        return list(cards(connection, house, NOW))


def _rules(database: Database, house: str, people: Sequence[str]) -> Timings:
    """The rules alone, on values already built."""
    timings = Timings()
    with database.read() as connection:
        cases = [case_of(connection, house, one, reader=Reader.PHARMACIST, now=NOW) for one in people]
    for case in cases * (ROUNDS // len(cases)):
        begun = perf_counter()
        found = check(case)
        took = perf_counter() - begun
        timings.each.append(took)
        timings.elapsed += took
        assert found
    return timings


def _ask(client: Client, people: Sequence[str]) -> Timings:
    """A check of each resident in turn, as a page asks it."""

    def asking(resident_id: str) -> Any:
        def once(one: Client) -> float:
            answer = one.request("POST", f"/api/residents/{resident_id}/checks", {})
            assert answer.status == 200, answer.body
            return answer.took

        return once

    return closed_loop([client], [asking(people[n % len(people)]) for n in range(ROUNDS)])
