"""What the page costs that leaves with a person at night: a treatment of 12 lines over HTTP, beside a bare page of reportlab."""

from __future__ import annotations

from io import BytesIO
from time import perf_counter
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from medcircuit.bench.acts import sign_in
from medcircuit.bench.house import LINES, NOW, build_house
from medcircuit.bench.load import Client, Timings, closed_loop
from medcircuit.bench.processes import cpu_s, free_port, running
from medcircuit.bench.scan import HOST, databases
from medcircuit.kernel.db import open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.residents.service.cards import cards

RESIDENTS, PRINTED = 20, 40


def bench_sheet(engine: str) -> dict[str, Any]:
    """Print the transfer sheet of each resident in turn."""
    with databases(engine) as bench:
        database = open_database(bench.product_url)
        upgrade(database)
        house = build_house(database, units=1, per_unit=RESIDENTS, lines=LINES)
        with database.read() as connection:
            people = list(cards(connection, house, NOW))
        database.close()
        port = free_port()
        with running("medcircuit.bench.served", "--url", bench.product_url, port=port) as pid:
            (client,) = sign_in(HOST, port, 1)
            first = _print(client, people[0])
            before = cpu_s((pid, *bench.database_pids))
            sheets = closed_loop([client], [_printing(people[n % len(people)]) for n in range(PRINTED)])
            burned = cpu_s((pid, *bench.database_pids)) - before
            client.close()
    return {
        "bench": "sheet",
        "engine": engine,
        "lines": LINES,
        "first_ms": round(1000 * first, 1),
        "sheets": sheets.told() | {"cpu_ms": round(1000 * burned / PRINTED, 1)},
        "floor": _bare().told(),
        "goal": {"ms": 5000},
    }


def _print(client: Client, resident_id: str) -> float:
    answer = client.request("GET", f"/api/residents/{resident_id}/transfer-sheet")
    assert answer.status == 200, answer.body
    assert answer.body.startswith(b"%PDF"), "the sheet is no PDF"
    return answer.took


def _printing(resident_id: str) -> Any:
    return lambda client: _print(client, resident_id)


def _bare() -> Timings:
    """A page of as many lines in a font of every PDF reader, nothing measured or embedded."""
    timings = Timings()
    for _ in range(PRINTED):
        begun = perf_counter()
        canvas = Canvas(BytesIO())
        for place in range(LINES):
            canvas.drawString(50, 800 - 20 * place, "PARACÉTAMOL 1 g comprimé, 1 comprimé le matin, orale")
        canvas.save()
        took = perf_counter() - begun
        timings.each.append(took)
        timings.elapsed += took
    return timings
