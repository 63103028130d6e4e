"""A database of another version is refused in words, and brought to this one whole, after a copy."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import select, text

from medcircuit.administration.models import dose_state
from medcircuit.cli import main
from medcircuit.kernel import schema
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.db import open_database
from tests.conftest import make_house
from tests.ward import FUROSEMIDE

BEFORE = "0002"
"""The version before the last."""
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def older(request, tmp_path, clock, monkeypatch):
    """A house on a database of the version before, as the settings name it."""
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    url = f"sqlite:///{tmp_path}/medcircuit.sqlite"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        url = server.create("older", template=request.getfixturevalue("postgresql_template"))
        monkeypatch.setenv("MEDCIRCUIT_DATABASE_URL", url)
    made = open_database(url)
    schema.upgrade(made)
    make_house(made, clock)
    with made.engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)
    made.close()
    yield url
    if request.param == "postgresql":
        server.drop("older")


def run(*arguments):
    answer = CliRunner().invoke(main, arguments)
    return answer.exit_code, answer.output


def version(url):
    opened = open_database(url)
    try:
        return schema.version_of(opened)
    finally:
        opened.close()


def told(url, statement):
    opened = open_database(url)
    with opened.engine.begin() as connection:
        found = connection.execute(statement)
        rows = found.all() if found.returns_rows else []
    opened.close()
    return rows


def test_an_older_database_is_refused_by_every_command_and_upgraded_after_a_copy(older, tmp_path):
    for line in ("serve", "verify", "rebuild", "seal rotate", "staff new-code anne --reason Oubli"):
        code, said = run(*line.split())
        assert (code, "medcircuit upgrade" in said) == (1, True), (line, said)
    if older.startswith("postgresql"):
        code, said = run("upgrade")
        assert (code, "pg_dump" in said, version(older)) == (1, True, BEFORE)
        code, said = run("upgrade", "--saved")
    else:
        code, said = run("upgrade")
        copy = Path(re.search(r"à garder : (.+)", said)[1])
        assert (version(f"sqlite:///{copy}"), copy.stat().st_mode & 0o077) == (BEFORE, 0)
    assert (code, version(older)) == (0, schema.expected()), said
    last = told(older, select(audit_entry.c.action).order_by(audit_entry.c.seq.desc()).limit(1))
    assert last == [("upgrade_schema",)]
    assert "déjà à la version" in run("upgrade", "--saved")[1]
    assert run("verify")[0] == 0


def test_a_newer_database_is_refused(older):
    told(older, text("UPDATE alembic_version SET version_num = '9999'"))
    for line in ("serve", "verify", "upgrade --saved"):
        code, said = run(*line.split())
        assert (code, "Installez la dernière version" in said) == (1, True), (line, said)


def test_a_database_in_use_is_not_upgraded(older):
    opened = open_database(older)
    with opened.read() as connection:
        connection.execute(text("SELECT 1 FROM establishment"))
    code, said = run("upgrade", "--saved")
    opened.close()
    assert (code, "utilisée par un autre programme" in said, version(older)) == (1, True, BEFORE)


KILLED = """
import os, sys
from medcircuit.kernel.db import open_database
from medcircuit.kernel.schema import upgrading
with upgrading(open_database(sys.argv[1])):
    os.kill(os.getpid(), 9)
"""


def test_an_upgrade_that_is_killed_leaves_the_old_schema_whole(older):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", KILLED, older], env=environment, cwd=ROOT, check=False)
    assert (killed.returncode, version(older)) == (-9, BEFORE)
    assert run("upgrade", "--saved")[0] == 0


def test_the_state_of_a_dose_that_was_answered_cannot_be_removed(lilas):
    lilas.admit("Jeanne")
    lilas.give(lilas.prescribe("Jeanne", FUROSEMIDE), "Jeanne")
    with pytest.raises(Exception, match="keeps its state"), lilas.house.database.engine.begin() as connection:
        connection.execute(dose_state.delete())


def test_a_copy_is_whole_while_the_service_writes_and_restores_the_house(older, tmp_path):
    if older.startswith("postgresql"):
        assert "pg_dump" in run("backup", str(tmp_path))[1]
        return
    run("upgrade")
    opened = open_database(older)
    with opened.write() as connection:
        connection.execute(text("UPDATE organisation SET name = 'Avant'"))
    assert run("backup", str(tmp_path / "copy.sqlite"))[0] == 0
    with opened.write() as connection:
        connection.execute(text("UPDATE organisation SET name = 'Après'"))
    opened.close()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("SELECT name FROM organisation").fetchall() == [("Avant",)]
    assert "existe déjà" in run("backup", str(tmp_path / "copy.sqlite"))[1]
    assert "n'a pas pu être faite" in run("backup", str(tmp_path / "nowhere" / "copy.sqlite"))[1]
    (tmp_path / "copy.sqlite").replace(tmp_path / "medcircuit.sqlite")
    assert run("verify")[0] == 0
