"""Eight editors change the same lines at once: every loser is told, and nothing is lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from random import Random
from typing import Any

from sqlalchemy import func, select

from medcircuit.bench.house import NOW, build_house
from medcircuit.bench.scan import databases
from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import Database, new_id, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.kernel.work import writing
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.lines import Act, Revision, StaleVersion, Status

EDITORS, CHANGES, PEOPLE, LINES = 8, 1000, 10, 4


def bench_editors(engine: str) -> dict[str, Any]:
    """Each editor reads a line, decides by what it shows, and signs on the version read: 1,000 times."""
    with databases(engine) as bench:
        database = open_database(bench.product_url)
        upgrade(database)
        house = build_house(database, units=1, per_unit=PEOPLE, lines=LINES)
        lines = _lines(database)
        before = _versions(database)
        told: Counter[str] = Counter()
        took = _together(lambda seed: _edit(database, house, lines, Random(seed), told))  # noqa: S311 - not for secrets
        added = _versions(database) - before
        held = _latest(database)
        floor = _together(lambda _: _bare(database))
        versions = _versions(database)
        database.close()
    return {
        "bench": "editors",
        "engine": engine,
        "editors": EDITORS,
        "changes": EDITORS * CHANGES,
        "signed": told["signed"],
        "told": told["told"],
        "lost": told["signed"] - added,
        "unanswered": EDITORS * CHANGES - told["signed"] - told["told"],
        "numbers_agree": held == versions,
        "took_s": round(took, 2),
        "floor": {"bare_updates_s": round(floor, 2)},
        "goal": {"lost": 0, "unanswered": 0},
    }


def _together(work: Any) -> float:
    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _edit(database: Database, house: str, lines: list[str], random: Random, told: Counter[str]) -> None:
    clock, actor = ManualClock(NOW), system_actor(house)
    mine: Counter[str] = Counter()
    for _ in range(CHANGES):
        line_id = random.choice(lines)
        with database.read() as connection:
            row = connection.execute(
                select(line.c.latest, line_version.c.status)
                .join(
                    line_version,
                    (line_version.c.line_id == line.c.id) & (line_version.c.number == line.c.latest),
                )
                .where(line.c.id == line_id)
            ).one()
        act = Act.RESUME if row.status == Status.SUSPENDED else Act.SUSPEND
        try:
            with writing(database, actor, clock) as work:
                prescriptions.revise(work, line_id, Revision(new_id(), act, row.latest))
        except StaleVersion:
            mine["told"] += 1
        else:
            mine["signed"] += 1
    with _ADDING:
        told.update(mine)


_ADDING = threading.Lock()


def _bare(database: Database) -> None:
    """As many writes that change one row each."""
    for _ in range(CHANGES):
        with database.write() as connection:
            connection.execute(line.update().where(line.c.id == "").values(latest=1))


def _lines(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(line.c.id).order_by(line.c.id)).scalars())


def _versions(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(line_version)).scalar_one()


def _latest(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.sum(line.c.latest))).scalar_one())
