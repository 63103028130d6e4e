"""What an act costs: scan and event over HTTP, judged, recorded, taken from stock, audited and durable.

The product, the floor and the database run in processes of their own; the client's processor time is left out. The
floor (medcircuit.bench.floor) is served by the same server on the same engine in the same run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medcircuit.bench.acts import Acts, read_targets, scan_only, sign_in
from medcircuit.bench.floor import ROWS
from medcircuit.bench.house import build_house
from medcircuit.bench.load import Client, Task, Timings, closed_loop, open_loop
from medcircuit.bench.postgres import Server, postgres_server
from medcircuit.bench.processes import cpu_s, free_port, running
from medcircuit.kernel.db import new_id, open_database
from medcircuit.kernel.schema import upgrade

UNITS, PER_UNIT = 4, 25
ACTS = {1: 150, 8: 400, 32: 600}
"""How many acts are done with so many clients."""
WARM = 60
"""How many acts (and requests of the floor) are done before any is measured: a server in use has long compiled its ways."""
OPEN_PER_S, OPEN_SCANS = 50, 500
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Bench:
    """Where things run: addresses of two databases, and the processes of the database server, if it is one."""

    engine: str
    product_url: str
    floor_url: str
    database_pids: tuple[int, ...] = ()


@contextmanager
def databases(engine: str) -> Iterator[Bench]:
    """A fresh database for the product and one for the floor."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="medcircuit-bench-") as folder:
            urls = [f"sqlite:///{Path(folder) / name}.sqlite" for name in ("product", "floor")]
            yield Bench(engine, urls[0], urls[1])
        return
    with postgres_server() as server:
        yield _on_postgres(server)


def _on_postgres(server: Server) -> Bench:
    return Bench("postgresql", server.create("product"), server.create("floor"), (server.pid,))


def bench_scan(engine: str, clients: Sequence[int]) -> dict[str, Any]:
    """Measure the floor, then acts with each number of clients, then scans that arrive by the clock."""
    with databases(engine) as bench:
        floor = _measure_floor(bench, clients)
        acts, arrivals = _measure_acts(bench, clients)
    for count in map(str, clients):
        per_request = acts[count]["cpu_ms_per_request"]
        acts[count]["cpu_ratio_to_floor"] = round(per_request / floor[count]["cpu_ms_per_request"], 2)
    goal_p99 = 40 if engine == "sqlite" else 60
    return {
        "bench": "scan",
        "engine": engine,
        "act": "POST /api/scans + POST /api/events with one event",
        "floor": floor,
        "acts": acts,
        "open_loop": arrivals,
        "goal": {
            "cpu_ms_per_request": 3,
            "cpu_ms_per_act": 5,
            "p99_ms_at_8_clients": goal_p99,
            "open_loop_p99_ms": 20,
        },
    }


def _measure_floor(bench: Bench, clients: Sequence[int]) -> dict[str, dict[str, Any]]:
    told = {}
    port = free_port()
    with running("medcircuit.bench.floor", "--url", bench.floor_url, port=port) as pid:
        pids = (pid, *bench.database_pids)
        warm = Client(HOST, port)
        closed_loop([warm], [_bare_act(number) for number in range(WARM)])
        warm.close()
        for count in clients:
            tasks = [_bare_act(number) for number in range(2 * ACTS.get(count, 400))]
            browsers = [Client(HOST, port) for _ in range(count)]
            timings, burned = _timed_loop(browsers, tasks, pids)
            told[str(count)] = timings.told() | {"cpu_ms_per_request": round(1000 * burned / len(tasks), 3)}
            _hang_up(browsers)
    return told


def _bare_act(number: int) -> Task:
    def act(client: Client) -> float:
        body = {"id": new_id(), "number": number % ROWS, "at": "2026-11-21T07:05:00.000000Z"}
        answer = client.request("POST", "/act", body)
        assert answer.status == 200, answer.body
        return answer.took

    return act


def _measure_acts(bench: Bench, clients: Sequence[int]) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    database = open_database(bench.product_url)
    upgrade(database)
    build_house(database, units=UNITS, per_unit=PER_UNIT)
    database.close()
    port = free_port()
    told: dict[str, dict[str, Any]] = {}
    with running("medcircuit.bench.served", "--url", bench.product_url, port=port) as pid:
        pids = (pid, *bench.database_pids)
        browsers = sign_in(HOST, port, max(*clients, 8))
        targets = read_targets(browsers[0])
        _spread(targets)
        warm = Acts(Timings(), Timings())
        closed_loop(browsers[:1], warm.tasks([targets.pop() for _ in range(WARM)]))
        for count in clients:
            acts = Acts(Timings(), Timings())
            tasks = acts.tasks([targets.pop() for _ in range(min(ACTS.get(count, 400), len(targets)))])
            timings, burned = _timed_loop(browsers[:count], tasks, pids)
            told[str(count)] = _told(acts, timings, burned)
        arrivals = open_loop(
            browsers, [scan_only(target) for target in (targets * OPEN_SCANS)[:OPEN_SCANS]], per_s=OPEN_PER_S
        )
        _hang_up(browsers)
    return told, {"scans_per_s": OPEN_PER_S, **arrivals.told()}


def _spread(targets: list[Any]) -> None:
    """Put neighbours far apart: nurses work at different residents."""
    targets.sort(key=lambda target: (target.dose["line"][-6:], target.dose["key"]))


def _told(acts: Acts, timings: Timings, burned: float) -> dict[str, Any]:
    done = len(timings.each)
    requests = Timings([*acts.scans.each, *acts.events.each])
    return {
        "acts": done,
        "acts_per_s": timings.told()["per_s"],
        "act_p50_ms": timings.percentile(50),
        "act_p99_ms": timings.percentile(99),
        "request_p99_ms": requests.percentile(99),
        "scan_p50_ms": acts.scans.percentile(50),
        "scan_p99_ms": acts.scans.percentile(99),
        "event_p50_ms": acts.events.percentile(50),
        "event_p99_ms": acts.events.percentile(99),
        "cpu_ms_per_request": round(1000 * burned / (2 * done), 3),
        "cpu_ms_per_act": round(1000 * burned / done, 3),
    }


def _timed_loop(
    clients: Sequence[Client], tasks: Sequence[Task], pids: Sequence[int]
) -> tuple[Timings, float]:
    """Run the tasks; how long they took, and the processor seconds that these processes burned meanwhile."""
    before = cpu_s(pids)
    timings = closed_loop(clients, tasks)
    return timings, cpu_s(pids) - before


def _hang_up(clients: Sequence[Client]) -> None:
    for client in clients:
        client.close()
