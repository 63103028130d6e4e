"""What a prescriber's queue of 200 cards costs over HTTP, beside a bare answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from medcircuit.bench.acts import sign_in
from medcircuit.bench.house import DAY, NOW, build_house
from medcircuit.bench.load import Client, Timings, closed_loop
from medcircuit.bench.processes import cpu_s, free_port, running
from medcircuit.bench.scan import HOST, databases
from medcircuit.demo.dosages import dosages
from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import Database, new_id, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.kernel.work import writing
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Prescription, Regime, Terms
from medcircuit.residents import service as residents

CARDS, LINES, READINGS = 200, 5, 60


def bench_queue(engine: str) -> dict[str, Any]:
    """Measure the queue of a physician for whom 200 people have a line that ends in two days."""
    with databases(engine) as bench:
        database = open_database(bench.product_url)
        upgrade(database)
        house = build_house(database, units=2, per_unit=CARDS // 2, lines=LINES)
        _ending(database, house)
        database.close()
        port = free_port()
        with running("medcircuit.bench.served", "--url", bench.product_url, port=port) as pid:
            (client,) = sign_in(HOST, port, 1, login="medecin")
            cards = len(client.request("GET", "/api/queue?everyone=true").json()["cards"])
            before = cpu_s((pid, *bench.database_pids))
            queue = _read(client, "/api/queue?everyone=true")
            burned = cpu_s((pid, *bench.database_pids)) - before
            bare = _read(client, "/health")
            client.close()
    return {
        "bench": "queue",
        "engine": engine,
        "cards": cards,
        "queue": queue.told() | {"cpu_ms": round(1000 * burned / READINGS, 1)},
        "floor": bare.told(),
        "goal": {"p95_ms": 300},
    }


def _ending(database: Database, house: str) -> None:
    """A line for each person, signed three weeks ago, whose last day is in two days."""
    clock = ManualClock(NOW - timedelta(days=21))
    told = dosages("1 EVE", unit="comprimé", route="orale")
    for one in told:
        last = (DAY + timedelta(days=2)).isoformat()
        one["timing"]["repeat"]["boundsPeriod"] = {"start": clock.now().date().isoformat(), "end": last}
    terms = Terms(read_dosages(told), Regime.NURSE_ONLY)
    with writing(database, system_actor(house), clock) as work:
        people = list(residents.cards(work.connection, house, NOW))
        known = prescriptions.lines_of(work.connection, house, people[:1])
        for resident_id in people:
            prescriptions.prescribe(work, Prescription(new_id(), resident_id, terms, cis=known[0].cis))


def _read(client: Client, path: str) -> Timings:
    def once(client: Client) -> float:
        answer = client.request("GET", path)
        assert answer.status == 200, answer.body
        return answer.took

    return closed_loop([client], [once] * READINGS)
