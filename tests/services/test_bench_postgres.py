"""The PostgreSQL server of tests and benchmarks starts, copies databases, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from medcircuit.bench.postgres import postgres_server, reap_leftovers

pytestmark = pytest.mark.postgresql

HOLD = """
import sys
from medcircuit.bench.postgres import postgres_server
with postgres_server() as server:
    print(server.folder, server.pid, flush=True)
    sys.stdin.read()
"""


def runs(pid):
    """Whether it still does anything; one that ended and waits for its parent to notice does not."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


@pytest.fixture
def own_folder(tmp_path_factory, monkeypatch):
    with tempfile.TemporaryDirectory(prefix="mc-") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield folder


def test_a_database_is_a_copy_of_its_template(own_folder):
    with postgres_server() as server:
        engine = create_engine(server.create("model"))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE seen (n integer)"))
            connection.execute(text("INSERT INTO seen VALUES (7)"))
        engine.dispose()
        copy = create_engine(server.create("copy", template="model"))
        with copy.connect() as connection:
            assert connection.execute(text("SELECT n FROM seen")).scalar_one() == 7
            assert connection.execute(text("SHOW fsync")).scalar_one() == "on"
        copy.dispose()
        server.drop("copy")
        pid, folder = server.pid, server.folder
    assert not runs(pid)
    assert not folder.exists()


def test_a_server_whose_owner_was_killed_is_stopped_by_the_next_run(own_folder):
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": own_folder},
    )
    folder, pid = owner.stdout.readline().split()
    assert reap_leftovers() == []  # its owner lives
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    assert runs(pid)
    assert reap_leftovers() == [Path(folder)]
    assert not runs(pid)
