"""Making an empty house from the command line."""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import medcircuit
from medcircuit.cli import main
from medcircuit.kernel.db import open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.structure.schemas import read_description

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
GOOD = """
organisation = "Association des Tilleuls"
name = "EHPAD des Tilleuls"
finess = "750000010"
kind = "EHPAD"
units = ["Lilas", "Roses"]
idle_lock_s = 90
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)

    def call(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return call


def test_init_makes_a_house_and_prints_a_code_that_serves_once(run, tmp_path):
    file = tmp_path / "house.toml"
    file.write_text(GOOD, encoding="utf-8")
    answer = run("init", "--establishment", file)
    assert answer.exit_code == 0, answer.output
    assert "EHPAD des Tilleuls" in answer.output
    assert re.search(r"Code à usage unique : \d{10}\b", answer.output)
    again = run("init", "--establishment", file)
    assert (again.exit_code, "existe déjà" in again.output) == (1, True)


def test_init_goes_on_where_another_was_cut_before_its_house(run, tmp_path):
    (tmp_path / "data").mkdir()
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'medcircuit.sqlite'}")
    upgrade(database)
    database.close()
    assert "medcircuit init" in run("serve").output
    assert run("init").exit_code == 0


def test_insulins_are_checked_by_a_second_person_unless_the_house_says_otherwise():
    assert read_description(GOOD).plan.second_person == ("A10A",)
    assert read_description(GOOD + "second_person = []").plan.second_person == ()
    assert read_description(GOOD + 'second_person = ["B01", "A10A", "B01"]').plan.second_person == (
        "B01",
        "A10A",
    )


def test_a_unit_has_an_idle_lock_of_its_own_where_the_file_says_so():
    units = read_description(GOOD + "idle_lock_by_unit = { Roses = 15 }").plan.units
    assert [(unit.name, unit.idle_lock_s) for unit in units] == [("Lilas", None), ("Roses", 15)]


def test_init_without_a_description_makes_a_house_to_begin_with(run):
    assert run("init").exit_code == 0


def test_a_house_states_the_hours_of_its_own_day():
    stated = 'moments = { EVE = "19:00" }\nrounds = { EVE = ["18:30", "19:00"] }\n'
    plan = read_description(GOOD + stated).plan
    assert ("EVE", "Soir", "19:00") in plan.moments
    assert ("MORN", "Matin", "08:00") in plan.moments
    assert {one.moment_code: (one.starts, one.ends) for one in plan.rounds}["EVE"] == ("18:30", "19:00")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("750000010", "750000019"), "finess"),
        (('kind = "EHPAD"', 'kind = "HOTEL"'), "kind"),
        (('name = "EHPAD des Tilleuls"', ""), "name"),
        (('["Lilas", "Roses"]', "[]"), "units"),
        (('["Lilas", "Roses"]', '["Lilas", "Lilas"]'), "units"),
        (("idle_lock_s = 90", "idle_lock_s = 121"), "idle_lock_s"),
        (("idle_lock_s = 90", "idle_lock_by_unit = { Lilas = 14 }"), "idle_lock_by_unit"),
        (("idle_lock_s = 90", "idle_lock_by_unit = { Iris = 60 }"), "idle_lock_by_unit"),
        (("idle_lock_s = 90", 'second_person = "A10A"'), "second_person"),
        (("idle_lock_s = 90", 'first_dose_by_nurse = "oui"'), "first_dose_by_nurse"),
        (("idle_lock_s = 90", 'second_person = ["A1"]'), "second_person"),
        (('["Lilas", "Roses"]', '["Lilas", "lilas "]'), "units"),
        (("idle_lock_s = 90", 'rounds = { NIGHT = ["22:00", "02:00"] }'), "le même jour"),
        (("idle_lock_s = 90", 'rounds = { MORN = ["07:00"] }'), "le même jour"),
        (("idle_lock_s = 90", 'rounds = { SOIR = ["18:00", "19:00"] }'), "à des tours parmi MORN"),
        (("idle_lock_s = 90", 'moments = { EVE = "24:00" }'), "moments donne une heure"),
        (("idle_lock_s = 90", 'moments = { EVE = "20:01" }'), "son moment est à 20:01"),
        (("organisation =", "organization ="), "organization"),
        (("organisation =", "= ="), "TOML"),
    ],
)
def test_a_wrong_description_is_said_and_nothing_is_made(run, tmp_path, change, said):
    file = tmp_path / "house.toml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    answer = run("init", "--establishment", file)
    assert (answer.exit_code, said in answer.output) == (1, True), answer.output
    assert not list(Path(tmp_path).rglob("*.sqlite"))


def test_a_description_that_is_not_there_is_said(run, tmp_path):
    assert "n'existe pas" in run("init", "--establishment", tmp_path / "none.toml").output


def test_a_description_that_is_not_text_is_said(run, tmp_path):
    file = tmp_path / "house.toml"
    file.write_bytes(b"\xff\xfe\x00")
    assert run("init", "--establishment", file).exit_code == 1


def test_serve_asks_for_init_first(run, tmp_path):
    (tmp_path / "data").mkdir()
    answer = run("serve")
    assert (answer.exit_code, "medcircuit init" in answer.output) == (1, True)


def test_a_folder_that_cannot_be_made_is_said(run, tmp_path, monkeypatch):
    (tmp_path / "data").touch()
    answer = run("init")
    assert (answer.exit_code, "ne peut pas être créé" in answer.output) == (1, True), answer.output


@pytest.mark.parametrize("command", [("init",), ("serve",), ("verify",), ("catalogue", "import", CATALOGUE)])
def test_a_database_that_does_not_answer_is_said_without_its_password(run, monkeypatch, command):
    monkeypatch.setenv("MEDCIRCUIT_DATABASE_URL", "postgresql://anne:chut@127.0.0.1:1/soins")
    answer = run(*command)
    assert (answer.exit_code, "127.0.0.1:1/soins" in answer.output) == (1, True), answer.output
    assert "chut" not in answer.output


@pytest.mark.parametrize("command", [("serve",), ("verify",), ("catalogue", "import", CATALOGUE)])
def test_where_nothing_was_made_nothing_is_made(run, tmp_path, command):
    answer = run(*command)
    assert (answer.exit_code, "Aucune base" in answer.output) == (1, True), answer.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kept", [0, 8192, None], ids=["no database", "its beginning", "half of it"])
def test_a_damaged_database_is_said(run, tmp_path, kept):
    run("init")
    file = tmp_path / "data" / "medcircuit.sqlite"
    raw = file.read_bytes()
    kept = len(raw) // 2 if kept is None else kept
    file.write_bytes(raw[:kept] + b"\xa5" * (len(raw) - kept))
    answer = run("verify")
    assert (answer.exit_code, "sauvegarde" in answer.output) == (1, True), answer.output


def test_a_port_that_is_taken_is_said(run):
    run("init")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = run("serve", "--port", taken.getsockname()[1])
    assert (answer.exit_code, "--port" in answer.output) == (1, True), answer.output


def test_the_command_is_installed_and_speaks(tmp_path):
    found = shutil.which("medcircuit", path=str(Path(sys.executable).parent))
    said = subprocess.run([found, "--help"], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert "serve" in said.stdout
