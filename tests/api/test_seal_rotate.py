"""Replacing the key that seals: what was sealed before still holds, what is sealed after is by the new key."""

import json
from functools import partial

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from medcircuit.cli import main
from medcircuit.kernel.access import Role
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.seals import open_key
from medcircuit.prescriptions.models import seal, seal_key
from tests.conftest import PIN
from tests.served import application
from tests.ward import FUROSEMIDE, Ward


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def app(house, tmp_path):
    return application(house.database, house.clock, seal_key=partial(open_key, tmp_path / "keys"))


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    return lambda *words: CliRunner().invoke(main, list(words))


def seal_one(physician, resident, line, version):
    asked = {"line": line, "seen_version": version, "decision": "renew"}
    shown = physician.post(f"/api/residents/{resident}/signatures/challenge", {"decisions": [asked]})
    body = {"nonce": shown.json["nonce"], "pin": PIN, "seen_how": "examination"}
    answer = physician.post(f"/api/residents/{resident}/signatures", body)
    assert answer.status_code == 201, answer.json


def test_after_a_rotation_the_new_key_seals_at_once_and_every_old_seal_still_verifies(
    house, signed_in, command, tmp_path
):
    ward = Ward(house)
    jeanne, physician = ward.admit("Jeanne"), signed_in(Role.PHYSICIAN)
    line = ward.prescribe("Jeanne", FUROSEMIDE)
    used = []
    for version in (1, 2, 3):
        used.append(open_key(tmp_path / "keys").id)
        seal_one(physician, jeanne, line, version)
        answer = command("seal", "rotate")
        assert answer.exit_code == 0, answer.output
        assert f"{used[-1]} → {open_key(tmp_path / 'keys').id}" in answer.output
    with house.database.read() as connection:
        rows = connection.execute(select(seal.c.key_id).order_by(seal.c.version)).scalars().all()
        kept = set(connection.execute(select(seal_key.c.id)).scalars())
        trail = connection.execute(
            select(audit_entry.c.objects).where(audit_entry.c.action == "rotate_seal_key")
        )
        said = [json.loads(objects) for objects in trail.scalars()]
    assert (rows, kept, len(set(used))) == (used, set(used), 3)
    assert said[0] == [["seal_key", used[0]], ["seal_key", used[1]]]
    verified = command("verify")
    assert (verified.exit_code, "3 sceaux vérifiés" in verified.output) == (0, True), verified.output


def test_the_private_half_of_a_replaced_key_is_nowhere_and_the_new_one_is_its_owners_alone(
    house, command, tmp_path
):
    before = open_key(tmp_path / "keys").private.private_bytes_raw()
    assert command("seal", "rotate").exit_code == 0
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert open_key(tmp_path / "keys").private.private_bytes_raw() != before


def test_without_a_database_no_key_is_made(command, tmp_path):
    answer = command("seal", "rotate")
    assert (answer.exit_code, "Aucune base" in answer.output) == (1, True)
    assert not list(tmp_path.iterdir())
