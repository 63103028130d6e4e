"""What the catalogue says of a medicine beyond its box: how it is prescribed, its ATC code, its shortages, its age."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import medcircuit
from medcircuit.kernel.db import open_database
from medcircuit.medicines import service
from medcircuit.medicines.models import medicine, medicine_class
from medcircuit.medicines.rules.conditions import Kind
from medcircuit.medicines.rules.supply import Supply
from tests.services.conftest import TODAY, planned, prescribed

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
ON = date(2026, 11, 21)
DOLIPRANE = "60234100"
CONCERTA_36 = "63930084"
OXYCONTIN = "68490105"
TRAMADOL = "TRAMADOL ARROW 50 mg"


@pytest.fixture
def folder(tmp_path):
    """A copy of the hand-made catalogue, to change at will."""
    made = tmp_path / "2026-11-01"
    shutil.copytree(CATALOGUE, made)
    return made


def bring(database, folder, *, later=0):
    with database.write() as connection:
        found = service.read_folder(folder, edition=None, today=ON)
        return service.import_folder(connection, found, now=NOW + timedelta(days=later))


def sheet(database, cis, on=ON):
    with database.read() as connection:
        return service.sheet(connection, cis, on=on)


def found(database, text):
    with database.read() as connection:
        return service.search(connection, text, 20, on=ON)


def edit(folder, name, change):
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_narcotic_is_said_by_its_box_its_class_its_sheet_and_the_search(database, folder):
    bring(database, folder)
    seen = sheet(database, OXYCONTIN)
    assert seen.summary.narcotic
    assert seen.conditions[0].kind is Kind.NARCOTIC
    with database.read() as connection:
        box = service.find_product(connection, cip13=seen.presentations[0].cip13)
        of_class = service.find_class(connection, box.class_id)
        assert box.class_id in service.narcotic_classes(connection)
    for rules in (box.rules, of_class.rules, found(database, "oxycontin 10")[0].rules):
        assert (rules.narcotic, rules.assimilated, rules.secure_prescription) == (True, False, True)
        assert rules.prescription_limit_days == 28
    generic = sheet(database, "60015882").medicine.rules
    assert (generic.atc, generic.atc_from) == ("N06AX11", "group")


def test_what_is_assimilated_is_no_narcotic_and_what_is_neither_is_said_so(sqlite, folder):
    bring(sqlite, folder)
    tramadol, doliprane = found(sqlite, TRAMADOL)[0], found(sqlite, "doliprane 1000")[0]
    assert (tramadol.rules.narcotic, tramadol.rules.assimilated, tramadol.rules.list) == (False, True, "I")
    assert (doliprane.rules.narcotic, doliprane.rules.assimilated, doliprane.rules.list) == (False, False, "")


def test_a_shortage_is_shown_by_the_search_and_the_sheet_with_its_dates_and_its_page(sqlite, folder):
    bring(sqlite, folder)
    seen = sheet(sqlite, CONCERTA_36)
    assert seen.shortage is Supply.SHORTAGE
    assert (seen.supply[0].started, seen.supply[0].link[:21]) == (date(2022, 6, 9), "https://ansm.sante.fr")
    assert found(sqlite, "concerta 36")[0].shortage is Supply.SHORTAGE
    assert found(sqlite, "concerta 18")[0].shortage is None  # back


def test_opinions_of_the_has_have_their_page(sqlite, folder):
    bring(sqlite, folder)
    assert [(one.kind, one.value, one.links) for one in sheet(sqlite, DOLIPRANE).opinions] == [
        ("SMR", "Important", ("https://www.has-sante.fr/",)),
        ("ASMR", "V", ("https://www.has-sante.fr/",)),
    ]


def test_without_the_file_of_conditions_nothing_is_known_which_is_not_no(database, folder):
    for name in ("CIS_CPD_bdpm.txt", "CIS_CIP_Dispo_Spec.txt"):
        (folder / name).unlink()
    outcome = bring(database, folder)
    assert "CIS_CPD_bdpm.txt" in outcome.absent
    seen = sheet(database, OXYCONTIN)
    assert (seen.conditions, seen.summary, seen.supply) == (None, None, None)
    assert seen.medicine.rules.narcotic is None
    with database.read() as connection:
        assert service.find_class(connection, seen.medicine.class_id).rules.narcotic is None
    shutil.copy(CATALOGUE / "CIS_CPD_bdpm.txt", folder)
    bring(database, folder, later=1)
    assert sheet(database, OXYCONTIN).medicine.rules.narcotic is True


def test_a_change_of_conditions_alone_is_seen_everywhere_at_once(database, folder):
    bring(database, folder)
    assert not found(database, "doliprane 1000")[0].rules.narcotic
    edit(folder, "CIS_CPD_bdpm.txt", lambda text: f"{text}{DOLIPRANE}\tstupéfiants\n")
    outcome = bring(database, folder, later=1)
    assert outcome.files["CIS_CPD_bdpm.txt"].inserted == 1
    assert outcome.files["CIS_bdpm.txt"].updated == 0
    assert found(database, "doliprane 1000")[0].rules.narcotic
    edit(folder, "CIS_CPD_bdpm.txt", lambda text: text.replace(f"{DOLIPRANE}\tstupéfiants\n", ""))
    assert bring(database, folder, later=2).files["CIS_CPD_bdpm.txt"].retired == 1
    assert not found(database, "doliprane 1000")[0].rules.narcotic


def test_what_is_a_narcotic_now_is_badged_on_every_dose_whatever_was_signed(sqlite_ward, folder):
    prescribed(sqlite_ward)
    (dose, *_) = planned(sqlite_ward).doses
    assert "stup" not in dose.badges
    edit(folder, "CIS_CPD_bdpm.txt", lambda text: f"{text}{DOLIPRANE}\tstupéfiants\n")
    bring(sqlite_ward.database, folder)
    (dose, *_) = planned(sqlite_ward, frm=TODAY).doses
    assert dose.badges[0] == "stup"


def test_the_age_is_that_of_the_oldest_file_and_amber_after_45_days(sqlite, folder):
    with sqlite.read() as connection:
        assert service.age_of(connection, ON).old
    bring(sqlite, folder)
    with sqlite.read() as connection:
        age = service.age_of(connection, date(2026, 12, 16))
        assert (age.edition, age.days, age.old, age.missing) == (date(2026, 11, 1), 45, False, ())
        assert service.age_of(connection, date(2026, 12, 17)).old
        assert len(age.files) == 10


def test_three_editions_in_a_row_keep_what_is_prescribed_and_follow_what_moved(sqlite_ward, folder):
    line = prescribed(sqlite_ward)
    ours = planned(sqlite_ward).doses
    assert ours
    files = (
        "CIS_bdpm.txt",
        "CIS_CIP_bdpm.txt",
        "CIS_COMPO_bdpm.txt",
        "CIS_GENER_bdpm.txt",
        "CIS_CPD_bdpm.txt",
    )

    def without(text):
        return "".join(row for row in text.splitlines(keepends=True) if DOLIPRANE not in row.split("\t")[:3])

    for name in files:  # the medicine vanishes
        edit(folder, name, without)
    bring(sqlite_ward.database, folder)
    assert [dose.key for dose in planned(sqlite_ward).doses] == [dose.key for dose in ours]
    for name in files:  # it comes back under another strength: its class is another one
        shutil.copy(CATALOGUE / name, folder)
    edit(
        folder,
        "CIS_COMPO_bdpm.txt",
        lambda text: text.replace(
            f"{DOLIPRANE}\tcomprimé\t02202\tPARACÉTAMOL\t1000 mg",
            f"{DOLIPRANE}\tcomprimé\t02202\tPARACÉTAMOL\t1500 mg",
        ),
    )
    edit(
        folder,
        "CIS_bdpm.txt",
        lambda text: text.replace("DOLIPRANE 1000 mg, comprimé\t", "DOLIPRANE 1500 mg, comprimé\t"),
    )
    bring(sqlite_ward.database, folder, later=1)
    now = planned(sqlite_ward).doses
    assert [dose.key for dose in now] == [dose.key for dose in ours]
    assert {dose.class_id for dose in now} == {
        line.class_id
    }  # others are still of the class that was prescribed
    with sqlite_ward.database.read() as connection:
        assert service.medicine_of(connection, DOLIPRANE).class_id != line.class_id
    shutil.rmtree(folder)
    shutil.copytree(CATALOGUE, folder)
    bring(sqlite_ward.database, folder, later=2)
    with sqlite_ward.database.read() as connection:
        assert service.medicine_of(connection, DOLIPRANE).class_id == line.class_id


@pytest.fixture(scope="module")
def public(sqlite_template, tmp_path_factory, shared):
    """The real editions of July 2025 then May 2026, to read; with the class that each medicine of the first had."""
    path = tmp_path_factory.mktemp("public") / "public.sqlite"
    shutil.copy(sqlite_template, path)
    opened = open_database(f"sqlite:///{path}")
    bring(opened, shared / "data" / "bdpm" / "2025-07-07")
    with opened.read() as connection:
        opened.before = dict(connection.execute(select(medicine.c.cis, medicine.c.class_id)).all())
    opened.outcome = bring(opened, shared / "data" / "bdpm" / "2026-05-26", later=1)
    yield opened
    opened.close()


@pytest.mark.shared
def test_the_public_database_says_what_is_a_narcotic_and_what_is_assimilated(public):
    for text in (
        "fentanyl 25",
        "morphine 10",
        "oxycodone 10",
        "methylphenidate 10",
        "methadone",
        "hydromorphone",
    ):
        every = [
            hit
            for hit in found(public, text)
            if hit.substances.split(",")[0].lower()
            in ("fentanyl", "morphine", "oxycodone", "méthylphénidate", "méthadone", "hydromorphone")
        ]
        assert every, text
        assert all(hit.rules.narcotic and hit.rules.secure_prescription for hit in every), text
    for text in ("zolpidem 10", "pregabaline 75", "rivotril 2 mg", "tramadol 50"):
        first = found(public, text)[0]
        assert (first.rules.narcotic, first.rules.assimilated) == (False, True), text
    for text in ("oxazepam", "diazepam", "zopiclone", "bromazepam"):
        first = found(public, text)[0]
        assert (first.rules.narcotic, first.rules.assimilated, first.rules.list) == (False, False, "I"), text


@pytest.mark.shared
def test_a_later_public_edition_loses_no_class_that_was_in_use(public):
    for done in public.outcome.files.values():
        assert done.inserted + done.updated + done.unchanged + done.rejected == done.read
    with public.read() as connection:
        known = set(connection.scalars(select(medicine_class.c.id)))
        now = dict(connection.execute(select(medicine.c.cis, medicine.c.class_id)).all())
        assert set(public.before.values()) <= known
        assert set(public.before) <= set(now)
        moved = {old for cis, old in public.before.items() if now[cis] != old}
        current = service.current_classes(connection, moved)
    in_use = set(now.values())
    lost = {old for old in moved if old not in in_use and current[old] not in in_use}
    assert len(lost) <= len(public.before) // 1000  # medicines of one class that went to several
