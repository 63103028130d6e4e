"""The demonstration holds together: it verifies, it is the same each time, and its tray meets every answer."""

from __future__ import annotations

import hashlib
import socket
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from medcircuit.administration.models import event, incident, receipt, round_closing
from medcircuit.administration.rules.reading import RoundName, Scan
from medcircuit.administration.service import ask, verify
from medcircuit.demo import commands
from medcircuit.demo.people import HOUSES, IME
from medcircuit.demo.seed import seed_houses
from medcircuit.demo.seeding import actor
from medcircuit.demo.tray import lay_out, read_codes, write_codes
from medcircuit.kernel.clock import PARIS, ManualClock
from medcircuit.kernel.db import metadata, new_id, open_database
from medcircuit.kernel.row_hash import is_hashed
from medcircuit.kernel.schema import upgrade
from medcircuit.kernel.work import reading, writing
from medcircuit.kernel.written import unaccounted_rows

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=PARIS)


def made(path, *, weeks, houses=HOUSES):
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    return database, seed_houses(
        database, now=NOW, seed="seed", step=lambda _: None, weeks=weeks, houses=houses
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    database, houses = made(folder / "demo.sqlite", weeks=1)
    write_codes(folder, houses)
    yield database, houses, read_codes(folder)
    database.close()


def digest(database):
    with database.read() as connection:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, map(tuple, connection.execute(select(table)))))).encode()
            ).hexdigest()
            for table in metadata.sorted_tables
        }


def test_everything_that_is_stored_verifies(demo):
    database, houses, _ = demo
    with database.read() as connection:
        for house in houses:
            assert list(verify(connection, house.id)) == []


TAMPERED = {
    "removed": "DELETE FROM {name} WHERE rowid = (SELECT min(rowid) FROM {name})",
    "hashed again": "UPDATE {name} SET row_hash = '{hash}' WHERE rowid = (SELECT min(rowid) FROM {name})",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_in_every_table_a_fact_that_is_gone_or_hashed_again_is_found(demo, how):
    """By someone who takes the guards away first."""
    database, houses, _ = demo
    with database.engine.connect() as connection, connection.begin() as tampering:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        kept = [
            table.name
            for table in metadata.sorted_tables
            if is_hashed(table) and connection.execute(select(table)).first()
        ]
        for name in kept:
            for verb in ("delete", "update"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}_no_{verb}")
            connection.exec_driver_sql(TAMPERED[how].format(name=name, hash="0" * 32))
        said = [sentence for house in houses for sentence in unaccounted_rows(connection, house.id)]
        tampering.rollback()
    assert len(kept) > 25
    missed = {sentence.split()[1] for sentence in said if "n'y est plus" in sentence}
    assert missed == set(kept)
    unknown = {sentence.split()[1].rstrip(",") for sentence in said if "aucune entrée" in sentence}
    assert unknown == (set() if how == "removed" else set(kept))


def test_nearly_every_dose_was_given_and_the_rest_says_why(demo):
    database, houses, _ = demo
    with database.read() as connection:
        kinds = Counter(
            connection.execute(select(event.c.kind).where(event.c.establishment_id == houses[0].id)).scalars()
        )
    attended = sum(count for kind, count in kinds.items() if kind != "absent")
    assert 0.90 < kinds["given"] / attended < 0.97
    assert {"refused", "withheld", "absent", "partial", "spat_out"} <= set(kinds)


def test_every_round_that_has_ended_is_closed_and_none_later(demo):
    database, _, _ = demo
    with database.read() as connection:
        last = connection.execute(select(func.max(round_closing.c.at))).scalar_one()
        assert connection.execute(select(func.max(event.c.at))).scalar_one() < NOW
    assert NOW - timedelta(hours=12) < last < NOW


def test_facts_have_receipts_and_some_have_incidents(demo):
    database, _, _ = demo
    with database.read() as connection:
        count = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (event, receipt, incident)
        }
    assert count["event"] == count["receipt"] > 5000
    assert 0 < count["incident"] < count["event"] / 10


def test_the_same_day_and_seed_give_the_same_rows(tmp_path):
    first, _ = made(tmp_path / "first.sqlite", weeks=0, houses=(IME,))
    second, _ = made(tmp_path / "second.sqlite", weeks=0, houses=(IME,))
    assert digest(first) == digest(second)
    first.close()
    second.close()


@pytest.mark.parametrize("unit", range(4))
def test_the_tray_meets_every_answer(demo, unit):
    database, houses, codes = demo
    house = houses[0]
    nurse, clock = actor(house, "spetit"), ManualClock(NOW + timedelta(minutes=5))
    name = RoundName(house.units[unit], NOW.date(), "MORN")
    with reading(database, nurse, clock) as work:
        first, to_meet, *others = lay_out(work, codes, name)
    people = {
        f"{resident.identity.used_name or resident.identity.birth_name} (ch. {resident.room})": resident_id
        for resident, resident_id in zip(house.people, house.residents, strict=True)
    }

    def scan(code, resident):
        clock.advance(timedelta(seconds=5))
        reads = Scan(new_id(), code["raw"], "scan", name, clock.now(), "tablet", None, resident)
        with writing(database, nurse, clock) as work:
            return ask(work, reads).body

    def who(text):
        return next(
            (one for said, one in people.items() if all(part in text for part in said.split(" (ch. "))), None
        )

    opened = who(first["title"])
    verdicts = {scan(code, opened)["verdict"] for code in first["codes"]}
    assert verdicts <= {"ok", "confirm"}
    met = Counter()
    for code in to_meet["codes"]:
        found = scan(code, who(code["hint"].partition(" : ")[0]) or opened)
        met[found["verdict"]] += 1
        met.update(finding["code"] for finding in found["findings"])
    for wanted in ("stop", "confirm", "unknown", "ok", "other_brand", "expired", "line_stopped"):
        assert met[wanted], (wanted, met)
    for wanted in (
        "prescribed_to_another",
        "lot_ambiguous",
        "reader_healed",
        "place_code",
        "product_unknown",
    ):
        assert met[wanted], (wanted, met)
    assert others


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(commands.FolderInUse):
        commands._empty(tmp_path)
    assert (tmp_path / "thesis.doc").read_text() == "mine"


def test_a_port_that_is_taken_is_said_before_anything_is_made():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        with pytest.raises(commands.PortTaken):
            commands.refuse_taken_port("127.0.0.1", held.getsockname()[1])
