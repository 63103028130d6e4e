"""`medcircuit verify`: what was checked, and status 1 where something does not hold."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from medcircuit.administration import service
from medcircuit.administration.models import dose_state
from medcircuit.cli import main
from medcircuit.kernel.db import open_database
from medcircuit.prescriptions.models import seal_key
from tests.ward import DOLIPRANE_1G


@pytest.fixture
def given(sqlite_lilas):
    """A dose that was given."""
    sqlite_lilas.admit("Jeanne")
    line = sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G)
    sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")
    sqlite_lilas.give(line, "Jeanne")
    return sqlite_lilas


@pytest.fixture
def verify(given, sqlite, tmp_path, monkeypatch):
    """The command, on a copy of the database as it is now."""

    def run(*options):
        path = tmp_path / "copy" / "medcircuit.sqlite"
        path.parent.mkdir(exist_ok=True)
        shutil.copy(tmp_path / "medcircuit.sqlite", path)
        wal = tmp_path / "medcircuit.sqlite-wal"
        if wal.exists():
            shutil.copy(wal, path.with_name("medcircuit.sqlite-wal"))
        monkeypatch.setenv("MEDCIRCUIT_DATA", str(path.parent))
        monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
        return CliRunner().invoke(main, ["verify", *options])

    return run


def test_it_says_what_was_checked(verify):
    found = verify()
    assert found.exit_code == 0, found.output
    assert "1 fait, 1 prise, 1 lecture" in found.output
    assert found.output.endswith("Tout concorde.\n")


def test_it_says_so_in_json_too(verify):
    found = json.loads(verify("--json").output)
    assert found["ok"] is True
    assert found["establishments"][0]["events"] == 1


def test_a_difference_is_a_sentence_and_status_one(verify, given):
    with given.house.database.write() as connection:
        connection.execute(update(dose_state).values(state="refused"))
    found = verify()
    assert found.exit_code == 1
    assert "1 différence(s)" in found.output
    assert json.loads(verify("--json").stdout)["ok"] is False


def test_a_folder_without_a_database_is_said_and_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path / "empty"))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    found = CliRunner().invoke(main, ["verify"])
    assert found.exit_code == 1
    assert "Aucune base de données" in found.output
    assert not (tmp_path / "empty").exists()


def test_a_database_without_our_tables_is_said(tmp_path, monkeypatch):
    open_database(f"sqlite:///{tmp_path / 'medcircuit.sqlite'}").close()
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    assert "Aucune base de données" in CliRunner().invoke(main, ["verify"]).output


def altered(path, table, column, value):
    """Alter one value of the first row of a table, as somebody would who has the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = 1', (value,))  # noqa: S608 - our own names


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("event", "lot", "B2"),
        ("event", "parts_given", 24),
        ("event", "expiry", "someday"),
        ("event", "content", "{"),
        ("receipt", "answer", "{}"),
        ("receipt", "answer", "{"),
        ("scan", "verdict", "go"),
        ("incident", "tier", "note"),
        ("stock_move", "reason", "vol"),
        ("account", "lot", "B2"),
        ("line_version", "dosage", "[]"),
        ("audit_entry", "at", "someday"),
    ],
)
def test_an_altered_fact_is_a_sentence_even_where_it_cannot_be_read(
    given, sqlite, tmp_path, table, column, value
):
    altered(tmp_path / "medcircuit.sqlite", table, column, value)
    with sqlite.read() as connection:
        found = list(service.verify(connection, given.house.establishment_id))
    assert any(sentence.startswith((f"table {table}, ligne ", "contrôle « audit »")) for sentence in found), (
        found
    )


def test_an_incident_that_was_removed_is_missed_by_its_receipt_and_by_the_trail(given, sqlite, tmp_path):
    with closing(sqlite3.connect(tmp_path / "medcircuit.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER incident_no_delete")
        removed = connection.execute("DELETE FROM incident").rowcount
    with sqlite.read() as connection:
        found = list(service.verify(connection, given.house.establishment_id))
    assert removed > 0
    assert [sentence.startswith("table incident : ") for sentence in found] == [*([True] * removed), False]
    assert found[-1].endswith("ses incidents ne sont pas ceux de son reçu")


def test_what_was_written_and_undone_is_not_missed(given, sqlite):
    """A scan sent twice writes one row; a refused act writes none; the next act says only what it wrote."""
    read = given.read(given.box(DOLIPRANE_1G), who="Jeanne")
    scanned = given.read(given.box(DOLIPRANE_1G), who="Jeanne", id=read["id"])
    assert scanned == read
    with pytest.raises(RuntimeError), given.house.database.write() as connection:
        connection.execute(insert(seal_key), {"id": "k", "public_key": "", "first_used_at": given.now})
        raise RuntimeError
    given.read(given.box(DOLIPRANE_1G), who="Jeanne")
    with sqlite.read() as connection:
        assert list(service.verify(connection, given.house.establishment_id)) == []
