"""The real service in a process of its own: nobody upgrades under it, and it ends in order when it is told to."""

import http.client
import os
import signal
import subprocess
import sys
import time

from click.testing import CliRunner

from medcircuit.cli import main
from tests.faults.test_kill import free_port


def answered(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().read()
    except OSError:
        return None
    finally:
        connection.close()


def test_a_service_that_is_told_to_end_leaves_one_file_and_meanwhile_is_not_upgraded_under(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    assert CliRunner().invoke(main, ["init"]).exit_code == 0
    port = free_port()
    command = [sys.executable, "-m", "medcircuit", "serve", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ}, stdout=subprocess.DEVNULL) as served:
        try:
            deadline = time.monotonic() + 60
            while answered(port) != b"ok" and time.monotonic() < deadline:
                time.sleep(0.1)
            assert "utilisée par un autre programme" in CliRunner().invoke(main, ["upgrade"]).output
            served.send_signal(signal.SIGTERM)
            assert served.wait(30) == 0
        finally:
            served.kill()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["keys", "medcircuit.sqlite"]
