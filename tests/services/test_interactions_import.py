"""Importing a thesaurus: nothing done twice, nothing half-written, its age kept, its coverage said."""

import json
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

import medcircuit
from medcircuit.cli import main
from medcircuit.medicines.models import interaction_edition, interaction_pair
from medcircuit.medicines.rules.thesaurus import Level
from medcircuit.medicines.service import interactions
from medcircuit.medicines.service.importing import CatalogueShrinks

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
SHARED = Path(os.environ.get("MEDCIRCUIT_SHARED", Path(__file__).parents[2].parent / "shared"))
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
MEMBERS = "substance;classe\nparacétamol;\napixaban;anticoagulants oraux\nibuprofène;AINS\n"
PAIRS = (
    "substance_1;substance_2;niveau;mecanisme;conduite\n"
    "AINS;ANTICOAGULANTS ORAUX;AD;Risque hémorragique.;\n"
    "ANTICOAGULANTS ORAUX;AINS;AD;Risque hémorragique.;\n"
    "PARACÉTAMOL;ANTICOAGULANTS ORAUX;PE|APEC;;Contrôler.\n"
)


def given(text, name="essai-2026-01.csv"):
    return interactions.Given(name, text.encode())


def bring(database, *texts, **options):
    with database.write() as connection:
        return interactions.import_interactions(
            connection, [given(text) for text in texts], now=NOW, source="essai", **options
        )


def count(database, table, **where):
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table).filter_by(**where))


def test_an_edition_comes_in_once_whatever_the_order_of_its_files(database):
    done = bring(database, PAIRS, MEMBERS)
    assert done.edition == date(2026, 1, 1)
    assert [(one.kind, one.read, one.inserted) for one in done.files] == [("members", 3, 3), ("pairs", 3, 2)]
    again = bring(database, MEMBERS, PAIRS)
    assert [(one.inserted, one.retired) for one in again.files] == [(0, 0), (0, 0)]
    assert count(database, interaction_edition) == 2
    with database.read() as connection:
        known = interactions.thesaurus(connection)
        assert [pair.levels for pair in known.between("apixaban", "paracetamol")] == [
            (Level.PRECAUTION, Level.TO_CONSIDER)
        ]
        assert known.editions[0].edition == date(2026, 1, 1)


def test_what_an_edition_no_longer_has_is_retired_and_comes_back(database):
    bring(database, MEMBERS, PAIRS)
    shorter = "\n".join(PAIRS.splitlines()[:2])
    assert bring(database, shorter, edition=date(2026, 2, 1)).files[0].retired == 1
    with database.read() as connection:
        assert not interactions.thesaurus(connection).between("apixaban", "paracetamol")
    assert count(database, interaction_pair) == 2
    bring(database, PAIRS, edition=date(2026, 3, 1))
    with database.read() as connection:
        assert interactions.thesaurus(connection).between("apixaban", "paracetamol")
        assert interactions.thesaurus(connection).date_of("essai") == date(2026, 3, 1)


def test_a_truncated_file_is_refused_unless_its_retirements_are_accepted(database):
    many = "substance_1;substance_2;niveau\n" + "".join(f"x{n};y{n};PE\n" for n in range(1002))
    bring(database, many)
    with pytest.raises(CatalogueShrinks):
        bring(database, PAIRS)
    assert bring(database, PAIRS, accept_retirements=True).files[0].retired == 1002


def test_data_without_an_age_are_not_imported(database):
    with database.write() as connection, pytest.raises(interactions.EditionMissing):
        interactions.import_interactions(connection, [given(PAIRS, "essai.csv")], now=NOW)


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
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_the_command_says_what_came_in_what_did_not_and_what_is_covered(place, tmp_path):
    assert run("catalogue", "import", CATALOGUE, "--json").exit_code == 0
    members, pairs = tmp_path / "classes-2026-01.csv", tmp_path / "paires-2026-01.csv"
    members.write_text(MEMBERS, encoding="utf-8")
    pairs.write_text(PAIRS + "a;b;rouge;;\n" * 12 + "pamplemousse;apixaban;CI;;\n", encoding="utf-8")
    done = run("interactions", "import", members, pairs, "--report", tmp_path / "rejets.csv")
    assert done.exit_code == 0, done.stderr
    assert "édition du 01/01/2026" in done.stdout
    assert "lignes : 16 lues, 3 ajoutées" in done.stdout
    assert "12 rejetées" in done.stdout
    assert "niveau inconnu : « rouge »" in done.stderr
    assert "Autres lignes à relire : 2." in done.stderr
    assert "pamplemousse" in done.stderr
    assert "hors homéopathie" in done.stdout
    assert (tmp_path / "rejets.csv").read_text(encoding="utf-8-sig").count("rouge") == 24
    told = json.loads(run("interactions", "import", pairs, "--json").stdout)
    assert told["files"][0]["inserted"] == 0
    assert told["coverage"]["whole"] > 0


def test_without_a_database_or_a_file_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    (tmp_path / "x-2026-01.csv").write_text(MEMBERS, encoding="utf-8")
    refused = run("interactions", "import", tmp_path / "x-2026-01.csv")
    assert refused.exit_code == 1
    assert "medcircuit init" in refused.stderr
    missing = run("interactions", "import", tmp_path / "absent.csv")
    assert missing.exit_code == 1
    assert "n'existe pas" in missing.stderr


@pytest.mark.shared
def test_the_whole_thesaurus_of_2020_comes_in(place):
    folder = SHARED / "data" / "interactions"
    if not folder.is_dir():
        pytest.skip("no shared data")
    told = json.loads(run("interactions", "import", *sorted(folder.glob("*.csv")), "--json").stdout)
    assert [(one["read"], one["rejected"]) for one in told["files"]] == [(2185, 0), (3137, 0)]
    assert told["edition"] == "2020-10-01"
    assert len(told["unknown"]) < 10
