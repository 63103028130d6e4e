"""What opening a round costs: its whole pack over HTTP, for 80 residents, beside a bare answer of the same size."""

from __future__ import annotations

from typing import Any

from medcircuit.bench.acts import sign_in
from medcircuit.bench.house import DAY, build_house
from medcircuit.bench.load import Client, Timings, closed_loop
from medcircuit.bench.processes import cpu_s, free_port, running
from medcircuit.bench.scan import HOST, databases
from medcircuit.kernel.db import open_database
from medcircuit.kernel.schema import upgrade

RESIDENTS, LINES, READINGS = 80, 5, 60
"""Five medicines a resident in the morning, as in the demonstration."""


def bench_pack(engine: str) -> dict[str, Any]:
    """Measure the pack of one moment of 80 residents, and an answer of the server that reads nothing."""
    with databases(engine) as bench:
        database = open_database(bench.product_url)
        upgrade(database)
        build_house(database, units=1, per_unit=RESIDENTS, lines=LINES)
        database.close()
        port = free_port()
        with running("medcircuit.bench.served", "--url", bench.product_url, port=port) as pid:
            (client,) = sign_in(HOST, port, 1)
            unit = client.request("GET", "/api/me").json()["units"][0]["id"]
            path = f"/api/rounds/{unit}/{DAY}/MORN/pack"
            doses = len(client.request("GET", path).json()["doses"])
            before = cpu_s((pid, *bench.database_pids))
            pack = _read(client, path)
            burned = cpu_s((pid, *bench.database_pids)) - before
            bare = _read(client, "/health")
            client.close()
    return {
        "bench": "pack",
        "engine": engine,
        "residents": RESIDENTS,
        "doses": doses,
        "pack": pack.told() | {"cpu_ms": round(1000 * burned / READINGS, 2)},
        "floor": bare.told(),
        "goal": {"p50_ms": 25},
    }


def _read(client: Client, path: str) -> Timings:
    def once(client: Client) -> float:
        answer = client.request("GET", path)
        assert answer.status == 200, answer.body
        return answer.took

    return closed_loop([client], [once] * READINGS)
