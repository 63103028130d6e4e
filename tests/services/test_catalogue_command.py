"""`medcircuit catalogue import`, as a person types it."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import medcircuit
from medcircuit.cli import main

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
COUNTS = {"read", "inserted", "updated", "unchanged", "retired", "rejected", "encoding"}


@pytest.fixture
def place(sqlite_template, tmp_path, monkeypatch):
    """A folder of data with a database in it."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(sqlite_template, data / "medcircuit.sqlite")
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(data))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    return data


def run(*arguments):
    return CliRunner().invoke(main, ["catalogue", "import", *map(str, arguments)])


def test_it_prints_the_counts_of_each_file_as_json(place):
    done = run(CATALOGUE, "--json", "--edition", "2026-05-26")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert set(said) == {"files", "seconds"}
    assert all(set(counts) == COUNTS for counts in said["files"].values())
    again = json.loads(run(CATALOGUE, "--json", "--edition", "2026-05-26").stdout)
    assert all(counts["unchanged"] == counts["read"] for counts in again["files"].values())


def test_it_tells_a_person_what_came_in_and_what_did_not(place, tmp_path):
    folder = tmp_path / "2026-05-26"
    shutil.copytree(CATALOGUE, folder)
    with (folder / "CIS_GENER_bdpm.txt").open("a", encoding="utf-8") as file:
        file.write('une ligne; "perdue"\n' * 12)
    done = run(folder)
    assert done.exit_code == 0
    assert "Édition du 26/05/2026" in done.stdout
    assert "12 rejetées" in done.stdout
    assert "1 champs au lieu de 5" in done.stderr
    assert "Lignes rejetées en plus : 2." in done.stderr
    assert "--report" in done.stderr


def test_the_report_lists_each_line_with_its_reason_and_its_text(place, tmp_path):
    folder = tmp_path / "2026-05-26"
    shutil.copytree(CATALOGUE, folder)
    boxes = folder / "CIS_CIP_bdpm.txt"
    lost = 'perdu;"entre guillemets"\tdeux'
    text = re.sub(r"\d\d/\d\d/\d{4}", "31/02/2002", boxes.read_text(encoding="utf-8"), count=1)
    boxes.write_text(text + lost, encoding="utf-8")
    report = tmp_path / "rejets.csv"
    assert run(folder, "--report", report).exit_code == 0
    rows = list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row["suite"] for row in rows] == ["gardée", "rejetée"]
    assert rows[1]["texte"] == lost
    assert int(rows[1]["ligne"]) == len((text + lost).splitlines())
    assert "31/02/2002" in rows[0]["motif"]


def test_a_missing_file_is_said_and_keeps_what_it_brought(place, tmp_path):
    run(CATALOGUE)
    folder = tmp_path / "2026-06-26"
    shutil.copytree(CATALOGUE, folder)
    (folder / "CIS_GENER_bdpm.txt").unlink()
    done = run(folder)
    assert done.exit_code == 0
    assert "CIS_GENER_bdpm.txt est absent" in done.stderr


@pytest.mark.parametrize("what", ["absent", "empty", "binary", "page", "file"])
def test_what_cannot_be_imported_is_said_in_one_sentence(place, tmp_path, what):
    folder = tmp_path / "2026-05-26"
    if what != "absent":
        shutil.copytree(CATALOGUE, folder)
        contents = {"empty": b"", "binary": bytes(range(256)), "page": b"<html>\n</html>\n", "file": b"x"}
        (folder / "CIS_bdpm.txt").write_bytes(contents[what])
    done = run(folder / "CIS_bdpm.txt" if what == "file" else folder)
    assert done.exit_code == 1
    assert "Rien n'a été importé" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_that_cannot_be_written_is_said_before_anything(place, tmp_path):
    done = run(CATALOGUE, "--report", tmp_path / "nulle part" / "rejets.csv")
    assert done.exit_code == 1
    assert "ne peut pas être écrit" in done.stderr


def test_without_a_database_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    done = run(CATALOGUE)
    assert done.exit_code == 1
    assert "medcircuit init" in done.stderr


def test_a_wrong_date_is_refused(place):
    assert run(CATALOGUE, "--edition", "26/05/2026").exit_code == 2
