"""Importing editions: everything kept, nothing done twice, nothing half-written."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import medcircuit
from medcircuit.medicines import service
from medcircuit.medicines.models import (
    catalogue_edition,
    composition,
    generic_group,
    generic_member,
    medicine,
    presentation,
)
from medcircuit.medicines.rules.bdpm import LAYOUTS, FileRefused
from medcircuit.medicines.service.importing import CatalogueOlder, CatalogueShrinks, FolderUnusable

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
FILES = ("CIS_bdpm.txt", "CIS_CIP_bdpm.txt", "CIS_COMPO_bdpm.txt", "CIS_GENER_bdpm.txt")
MORE = tuple(layout.file for layout in LAYOUTS[len(FILES) :])
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
DOLIPRANE = "60234100"
DOLIPRANE_500 = "63368332"


@pytest.fixture
def folder(tmp_path):
    """A copy of the hand-made catalogue, to change at will."""
    made = tmp_path / "2026-05-26"
    shutil.copytree(CATALOGUE, made)
    return made


def bring(database, folder, *, later=0, **options):
    with database.write() as connection:
        found = service.read_folder(folder, edition=None, today=date(2026, 11, 21))
        return service.import_folder(connection, found, now=NOW + timedelta(days=later), **options)


def counts(outcome):
    return {
        name: (done.inserted, done.updated, done.unchanged, done.retired, done.rejected)
        for name, done in outcome.files.items()
    }


def edit(folder, name, change):
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(change(lines)), encoding="utf-8")


def without(cis):
    return lambda lines: [line for line in lines if cis not in line.split("\t")[:3]]


def replaced(old, new):
    return lambda lines: [line.replace(old, new) for line in lines]


def total(database, table, *conditions):
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*conditions))


def test_every_row_comes_in_and_the_same_edition_again_changes_nothing(database, folder):
    first = bring(database, folder)
    assert [done.inserted for done in first.files.values()] == [done.read for done in first.files.values()]
    assert first.edition == date(2026, 5, 26)
    again = bring(database, folder, later=1)
    assert all(
        count == (0, 0, done.read, 0, 0)
        for count, done in zip(counts(again).values(), again.files.values(), strict=True)
    )
    assert total(database, catalogue_edition) == len(FILES) + len(MORE)


def test_the_encoding_and_the_line_ends_change_nothing(database, folder):
    bring(database, folder)
    encodings = ("cp1252", "utf-8-sig", *["cp1252"] * 6, "utf-8", "utf-8")
    for name, encoding in zip((*FILES, *MORE), encodings, strict=True):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_bytes(text.replace("\n", "\t\r\r\n\r\n").encode(encoding))
    outcome = bring(database, folder, later=1)
    plain = ("HAS_LiensPageCT_bdpm.txt",)  # no accent in it: UTF-8 whatever it was written in
    assert {name: done.encoding for name, done in outcome.files.items() if name not in plain} == {
        name: encoding.removesuffix("-sig")
        for name, encoding in zip((*FILES, *MORE), encodings, strict=True)
        if name not in plain
    }
    assert all(count[:2] == (0, 0) and count[3:] == (0, 0) for count in counts(outcome).values())


def test_what_vanished_is_retired_and_comes_back(database, folder):
    bring(database, folder)
    kept = {name: (folder / name).read_bytes() for name in FILES}
    for name in FILES:
        edit(folder, name, without(DOLIPRANE))
    gone = bring(database, folder, later=1)
    assert gone.files["CIS_bdpm.txt"].retired == 1
    assert gone.files["CIS_CIP_bdpm.txt"].retired >= 1
    with database.read() as connection:
        product = service.find_product(connection, cip7="3595583")
        assert product.retired
        assert product.label.startswith("DOLIPRANE 1000")
    for name, raw in kept.items():
        (folder / name).write_bytes(raw)
    back = bring(database, folder, later=2)
    assert back.files["CIS_bdpm.txt"].updated == 1
    assert total(database, medicine, medicine.c.retired_at.is_not(None)) == 0
    assert total(database, composition, composition.c.retired_at.is_not(None)) == 0


def test_a_changed_row_is_updated_and_what_it_bears_on_derived_anew(database, folder):
    bring(database, folder)
    edit(
        folder,
        "CIS_COMPO_bdpm.txt",
        lambda lines: [
            line.replace("1000 mg", "1250 mg") if line.startswith(DOLIPRANE) else line for line in lines
        ],
    )
    edit(folder, "CIS_bdpm.txt", replaced("DOLIPRANE 1000 mg, comprimé\t", "DOLIPRANE 1250 mg, comprimé\t"))
    edit(
        folder,
        "CIS_CIP_bdpm.txt",
        lambda lines: [
            line.replace("de 8 comprimé", "de 9 comprimé") if line.startswith(DOLIPRANE) else line
            for line in lines
        ],
    )
    edit(folder, "CIS_GENER_bdpm.txt", replaced("OMEPRAZOLE 20 mg", "OMÉPRAZOLE 20 mg"))
    outcome = bring(database, folder, later=1)
    assert outcome.files["CIS_COMPO_bdpm.txt"].updated == 1
    with database.read() as connection:
        product = service.find_product(connection, cip7="3595583")
        assert product.class_label == "Paracétamol 1,25 g, comprimé ou gélule"
        assert product.units == 9
        assert "OMÉPRAZOLE 20 mg" in " ".join(connection.scalars(select(generic_group.c.label)))


def test_a_composition_alone_changes_the_class_and_names_its_successor(database, folder):
    bring(database, folder)
    with database.read() as connection:
        old = service.medicine_of(connection, "64755969").class_id
    edit(
        folder,
        "CIS_COMPO_bdpm.txt",
        lambda lines: [
            line.replace("ACÉTYLSALICYLATE DE DL-LYSINE", "AUTRE SEL").replace(
                "ACIDE ACÉTYLSALICYLIQUE", "AUTRE SUBSTANCE"
            )
            if line.startswith("64755969")
            else line
            for line in lines
        ],
    )
    outcome = bring(database, folder, later=1)
    assert outcome.files["CIS_bdpm.txt"].updated == 0
    with database.read() as connection:
        new = service.medicine_of(connection, "64755969").class_id
        assert new != old
        assert service.find_class(connection, old).current_id == new
        assert service.current_classes(connection, [old, new]) == {old: new, new: new}
        assert service.find_class(connection, "inconnue") is None


def test_a_box_without_medicine_gets_a_stub_that_the_medicine_later_replaces(database, folder):
    lines = (folder / "CIS_bdpm.txt").read_text(encoding="utf-8")
    edit(folder, "CIS_bdpm.txt", without(DOLIPRANE))
    outcome = bring(database, folder)
    assert outcome.stubs == 1
    with database.read() as connection:
        product = service.find_product(connection, gtin="03400935955838")
        assert DOLIPRANE in product.label
        assert product.what.bound == f"cis {DOLIPRANE}"
    again = bring(database, folder, later=1)
    assert (again.stubs, again.files["CIS_bdpm.txt"].retired) == (0, 0)
    edit(folder, "CIS_CIP_bdpm.txt", replaced("de 8 comprimé", "de 10 comprimé"))
    assert bring(database, folder, later=2).stubs == 0
    (folder / "CIS_bdpm.txt").write_text(lines, encoding="utf-8")
    assert bring(database, folder, later=3).files["CIS_bdpm.txt"].inserted == 1
    assert total(database, medicine, medicine.c.stub) == 0
    with database.read() as connection:
        assert service.find_product(connection, gtin="03400935955838").label.startswith("DOLIPRANE")


def test_a_box_that_changes_medicine_touches_both(database, folder):
    bring(database, folder)
    edit(folder, "CIS_CIP_bdpm.txt", replaced(f"{DOLIPRANE}\t3595583", f"{DOLIPRANE_500}\t3595583"))
    bring(database, folder, later=1)
    with database.read() as connection:
        assert service.find_product(connection, cip7="3595583").cis == DOLIPRANE_500


def test_a_file_that_is_absent_keeps_what_it_brought_but_not_the_first_time(database, folder):
    group = folder / "CIS_GENER_bdpm.txt"
    raw = group.read_bytes()
    group.unlink()
    with pytest.raises(FolderUnusable, match="CIS_GENER"):
        bring(database, folder)
    assert total(database, medicine) == 0
    group.write_bytes(raw)
    bring(database, folder)
    for name in FILES[1:]:
        (folder / name).unlink()
    edit(folder, "CIS_bdpm.txt", replaced("DOLIPRANE 1000 mg, comprimé\t", "DOLIPRANE UN GRAMME, comprimé\t"))
    outcome = bring(database, folder, later=1)
    assert outcome.absent == list(FILES[1:])
    assert outcome.files["CIS_bdpm.txt"].updated == 1
    assert total(database, generic_member, generic_member.c.retired_at.is_not(None)) == 0
    with database.read() as connection:
        assert service.find_product(connection, cip7="3595583").units == 8


@pytest.mark.parametrize("raw", [b"", b"\x00\x01", b"<!DOCTYPE html>\n<html>\n"])
def test_one_bad_file_keeps_everything_out(database, folder, raw):
    (folder / "CIS_GENER_bdpm.txt").write_bytes(raw)
    with pytest.raises(FileRefused, match="CIS_GENER"):
        bring(database, folder)
    assert total(database, presentation) == 0


def test_an_edition_that_would_retire_most_is_refused_unless_accepted(database, folder):
    template = (folder / "CIS_GENER_bdpm.txt").read_text(encoding="utf-8").splitlines()[0].split("\t")
    many = ["\t".join((template[0], template[1], str(60000000 + n), *template[3:])) for n in range(1200)]
    (folder / "CIS_GENER_bdpm.txt").write_text("\n".join(many), encoding="utf-8")
    bring(database, folder)
    (folder / "CIS_GENER_bdpm.txt").write_text("\n".join(many[:500]), encoding="utf-8")
    with pytest.raises(CatalogueShrinks, match="700 lignes sur 1200"):
        bring(database, folder, later=1)
    assert (
        bring(database, folder, later=1, accept_retirements=True).files["CIS_GENER_bdpm.txt"].retired == 700
    )


def test_a_damaged_line_retires_nothing_and_a_file_cut_short_is_refused(sqlite, folder):
    bring(sqlite, folder)
    boxes = folder / "CIS_CIP_bdpm.txt"
    raw = boxes.read_bytes()
    boxes.write_bytes(raw.replace(b"\t3400935955838\t", b"\t3400935955838\tde\ttrop\t"))
    done = bring(sqlite, folder, later=1).files["CIS_CIP_bdpm.txt"]
    assert (done.rejected, done.retired, done.updated) == (1, 0, 0)
    boxes.write_bytes(raw[: len(raw) * 6 // 10])
    with pytest.raises(CatalogueShrinks, match="sans doute incomplet"):
        bring(sqlite, folder, later=2)


def test_an_older_edition_is_refused_unless_accepted(sqlite, folder):
    bring(sqlite, folder)
    older = folder.with_name("2025-07-07")
    shutil.copytree(folder, older)
    edit(older, "CIS_bdpm.txt", without(DOLIPRANE))
    with pytest.raises(CatalogueOlder, match=r"07/07/2025 .* \(26/05/2026\)"):
        bring(sqlite, older, later=1)
    assert total(sqlite, medicine, medicine.c.retired_at.is_not(None)) == 0
    bring(sqlite, older, later=1, accept_older=True)
    assert total(sqlite, medicine, medicine.c.retired_at.is_not(None)) == 1
    bring(sqlite, older, later=2)


def test_an_edition_dated_by_the_day_of_its_import_says_nothing_of_its_age(sqlite, folder):
    undated = folder.rename(folder.with_name("bdpm"))
    bring(sqlite, undated)
    dated = folder.with_name("2026-05-26")
    shutil.copytree(undated, dated)
    bring(sqlite, dated, later=1)


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(FolderUnusable, match="n'existe pas"):
        service.read_folder(tmp_path / "absent", edition=None, today=date(2026, 11, 21))
    with pytest.raises(FolderUnusable, match="aucun fichier"):
        service.read_folder(tmp_path, edition=None, today=date(2026, 11, 21))


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        ("bdpm", None, date(2026, 11, 21)),
        ("bdpm-20250707", None, date(2025, 7, 7)),
        ("2026-13-45", None, date(2026, 11, 21)),
        ("2025-07-07", date(2026, 1, 2), date(2026, 1, 2)),
    ],
)
def test_the_edition_is_the_one_stated_else_that_of_the_folder_else_today(tmp_path, name, stated, expected):
    folder = tmp_path / name
    shutil.copytree(CATALOGUE, folder)
    (folder / "CIS_bdpm.txt").rename(folder / "cis_BDPM.TXT")
    found = service.read_folder(folder, edition=stated, today=date(2026, 11, 21))
    assert found.edition == expected
    assert set(found.files) == {*FILES, *MORE}


def test_a_product_is_found_by_each_of_its_codes(database, folder):
    bring(database, folder)
    with database.read() as connection:
        by_gtin = service.find_product(connection, gtin="03400935955838")
        assert by_gtin == service.find_product(connection, cip13="3400935955838")
        assert by_gtin == service.find_product(connection, cip7="3595583")
        assert by_gtin.gtin == "03400935955838"
        assert (by_gtin.brand, by_gtin.substances, by_gtin.routes) == ("DOLIPRANE", "paracétamol", ("orale",))
        assert not by_gtin.retired
        assert by_gtin.marketed
        assert service.find_product(connection, gtin="13400935955838") is None
        assert service.find_product(connection) is None
        assert list(service.find_products(connection, ["3400935955838", "0"])) == ["3400935955838"]


@pytest.mark.shared
def test_the_whole_public_database_comes_in_and_every_box_resolves(sqlite, shared):
    outcome = bring(sqlite, shared / "data" / "bdpm" / "2026-05-26")
    assert {name: done.read for name, done in outcome.files.items()} == {
        "CIS_bdpm.txt": 15848,
        "CIS_CIP_bdpm.txt": 20903,
        "CIS_COMPO_bdpm.txt": 32389,
        "CIS_GENER_bdpm.txt": 10704,
        "CIS_CPD_bdpm.txt": 28151,
        "CIS_MITM.txt": 7711,
        "CIS_CIP_Dispo_Spec.txt": 766,
        "HAS_LiensPageCT_bdpm.txt": 10342,
    }
    assert all(done.inserted + done.rejected == done.read for done in outcome.files.values())
    assert {name: done.rejected for name, done in outcome.files.items() if done.rejected} == {
        "CIS_CIP_Dispo_Spec.txt": 17  # lines written twice
    }
    assert outcome.absent == ["CIS_HAS_SMR_bdpm.txt", "CIS_HAS_ASMR_bdpm.txt"]
    assert outcome.stubs == 4
    joined = select(func.count()).select_from(
        presentation.join(medicine, medicine.c.cis == presentation.c.cis)
    )
    with sqlite.read() as connection:
        assert connection.scalar(joined) == 20903
        assert service.find_product(connection, gtin="03400930328705").cis == "62969013"
        parsed = connection.scalar(select(func.count(presentation.c.units)))
        groups = (
            select(generic_member.c.group_id, func.count(medicine.c.class_id.distinct()).label("classes"))
            .join(medicine, medicine.c.cis == generic_member.c.cis)
            .where(generic_member.c.kind.in_([0, 1]))
            .group_by(generic_member.c.group_id)
            .having(func.count() > 1)
        )
        several = [row.classes > 1 for row in connection.execute(groups)]
    assert parsed > 19_500
    assert (
        sum(several) / len(several) < 0.07
    )  # other forms of one group, and salts written with other numbers


def test_shortages_may_all_be_others_but_their_file_may_not_be_cut_short(sqlite, folder):
    def short(first, count):
        rows = (
            f"60234100\t\t1\tRupture\t14/04/2026\t\t\thttps://ansm.sante.fr/{n}"
            for n in range(first, first + count)
        )
        (folder / "CIS_CIP_Dispo_Spec.txt").write_text("\n".join(rows), encoding="utf-8")

    short(0, 1200)
    bring(sqlite, folder)
    short(2000, 1100)
    assert bring(sqlite, folder, later=1).files["CIS_CIP_Dispo_Spec.txt"].retired == 1200
    short(2000, 500)
    with pytest.raises(CatalogueShrinks):
        bring(sqlite, folder, later=2)
