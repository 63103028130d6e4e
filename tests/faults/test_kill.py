"""The server is killed at any moment, again and again: no acknowledged act is lost, none is counted twice."""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from medcircuit.administration import service
from medcircuit.administration.models import dose_state, event, receipt
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import open_database
from medcircuit.staff import service as staff
from tests.conftest import PASSWORD, PIN, make_house
from tests.ward import FUROSEMIDE, Ward

KILLS = 6
PEOPLE, LINES = 12, 12

SERVER = """
import sys
from datetime import datetime
import waitress
from medcircuit.kernel.clock import ShiftedClock
from medcircuit.kernel.db import open_database
from medcircuit.web.app import create_app
url, port, start = sys.argv[1:]
app = create_app(open_database(url), ShiftedClock(datetime.fromisoformat(start)))
waitress.serve(app, host="127.0.0.1", port=int(port), threads=8, ident=None)
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The real server in a process of its own."""

    def __init__(self, url, start):
        self.url, self.start_at, self.port, self.process = url, start, free_port(), None

    def start(self):
        root = Path(__file__).parents[2]
        command = [sys.executable, "-c", SERVER, self.url, str(self.port), self.start_at.isoformat()]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(command, env=environment, cwd=root)
        for _ in range(600):
            try:
                if self.ask("GET", "/health", None)[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start again")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, body, cookie=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"X-Requested-With": "medcircuit", "Content-Type": "application/json"}
        if cookie:
            headers["Cookie"] = cookie
        try:
            connection.request(
                method, path, body=json.dumps(body) if body is not None else None, headers=headers
            )
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.getheader("Set-Cookie")
        finally:
            connection.close()


def prepared(database, clock):
    """A ward with a dose for every act, and a nurse who can sign in."""
    ward = Ward(make_house(database, clock))
    doses = []
    for number in range(PEOPLE):
        name = f"Anne {chr(65 + number) * 3}"
        ward.admit(
            name, birth_name=f"NOM {chr(65 + number) * 4}", room=str(number), born=date(1930 + number, 1, 1)
        )
        doses += [(ward.prescribe(name, FUROSEMIDE), name) for _ in range(LINES)]
    with database.write() as connection:
        staff.set_secrets(connection, ward.house.people[Role.NURSE], password=PASSWORD, pin=PIN)
    return ward, doses


def act(ward, line_id, name, seq):
    """One refusal, as the browser makes it: the same however often it is sent."""
    gesture = ward.gesture("refused", line_id, name, reason="taste")
    return {
        "id": gesture.id,
        "device": "tablet",
        "device_seq": seq,
        "prev_hash": None,
        "kind": "refused",
        "dose": gesture.dose,
        "line": line_id,
        "resident": gesture.resident,
        "version_seen": 1,
        "reason": "taste",
        "scans": [],
        "at": gesture.at.isoformat().replace("+00:00", "Z"),
        "asserted": False,
    }


def carer(server, cookie, acts, acknowledged, lock):
    """Send each act until it has a receipt, whatever happens to the server meanwhile."""
    for one in acts:
        while True:
            try:
                status, body, _ = server.ask("POST", "/api/events", {"events": [one]}, cookie)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if status == 200:
                assert json.loads(body)["receipts"][0]["status"].startswith("accepted"), body
                with lock:
                    acknowledged.append(one["id"])
                break
            assert status == 503, body
        time.sleep(0.02)


def lost(database, acknowledged):
    """Acknowledged acts that are not in the record with their receipt."""
    with database.read() as connection:
        stored = set(
            connection.execute(select(event.c.id).join(receipt, receipt.c.event_id == event.c.id)).scalars()
        )
    return set(acknowledged) - stored


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request, sqlite_template, tmp_path):
    """The address of a database that this test alone uses, and how to let it go."""
    if request.param == "sqlite":
        shutil.copy(sqlite_template, tmp_path / "medcircuit.sqlite")
        yield f"sqlite:///{tmp_path}/medcircuit.sqlite"
        return
    server = request.getfixturevalue("postgresql")
    template = request.getfixturevalue("postgresql_template")
    yield server.create("killed", template=template)
    server.drop("killed")


def test_a_killed_server_loses_no_acknowledged_act_and_counts_none_twice(place, clock, request):
    database = open_database(place)
    request.addfinalizer(database.close)
    ward, doses = prepared(database, clock)
    acts = [act(ward, line_id, name, seq) for seq, (line_id, name) in enumerate(doses, 1)]
    server = Server(place, clock.now())
    server.start()
    login = {"login": "nurse-750000018", "password": PASSWORD, "device": "tablet"}
    cookie = server.ask("POST", "/api/session", login)[2].split(";")[0]
    acknowledged, lock, chance = [], threading.Lock(), random.Random(20261121)
    carers = [
        threading.Thread(target=carer, args=(server, cookie, acts[n::4], acknowledged, lock), daemon=True)
        for n in range(4)
    ]
    for one in carers:
        one.start()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.4))
        server.kill()
        server.start()
    for one in carers:
        one.join(timeout=120)
    server.kill()

    assert sorted(acknowledged) == sorted(one["id"] for one in acts)
    assert lost(database, acknowledged) == set()
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(event)).scalar() == len(acts)
        states = connection.execute(
            select(dose_state.c.state, func.count()).group_by(dose_state.c.state)
        ).all()
        assert [tuple(row) for row in states] == [("refused", len(acts))]
        assert list(service.verify(connection, ward.house.establishment_id)) == []
    _the_harness_would_tell(database, acknowledged)


def _the_harness_would_tell(database, acknowledged):
    """The negative control: an act removed behind the server's back is found lost."""
    with database.write() as connection:
        for table in ("receipt", "event"):
            if database.dialect == "sqlite":
                connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
            else:
                connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
        connection.execute(text("DELETE FROM receipt WHERE event_id = :id"), {"id": acknowledged[0]})
    assert lost(database, acknowledged) == {acknowledged[0]}
