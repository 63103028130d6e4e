"""Reading the catalogue: products, classes, searches, and what a person counted in a box."""

import shutil
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select

import medcircuit
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import open_database
from medcircuit.kernel.problems import Forbidden
from medcircuit.medicines import service
from medcircuit.medicines.models import medicine, medicine_class, presentation
from medcircuit.medicines.rules.classes import Likeness, compare
from medcircuit.medicines.rules.doses import StockUnit, dose_in_units

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
DOLIPRANE = "60234100"


def bring(database):
    with database.write() as connection:
        found = service.read_folder(CATALOGUE, edition=date(2026, 5, 26), today=date(2026, 11, 21))
        service.import_folder(connection, found, now=NOW)


@pytest.fixture(scope="module")
def catalogue(sqlite_template, tmp_path_factory):
    """The hand-made catalogue, imported once, to read."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    shutil.copy(sqlite_template, path)
    opened = open_database(f"sqlite:///{path}")
    bring(opened)
    yield opened
    opened.close()


def test_every_box_resolves_and_tells_how_it_is_counted(catalogue):
    with catalogue.read() as connection:
        for cip13 in connection.scalars(select(presentation.c.cip13)).all():
            product = service.find_product(connection, cip13=cip13)
            assert product.class_label
            assert service.medicine_of(connection, product.cis).class_id == product.class_id
        lantus = service.counting_of(connection, "65979151")
        assert lantus.stock_unit is StockUnit.ML
        assert dose_in_units(Fraction(12), "UI", lantus) == Fraction(12, 100)
        assert service.counting_of(connection, "00000000") is None


def test_generics_and_other_strengths_of_the_hand_made_catalogue_compare_as_they_should(catalogue):
    pairs = {
        ("60234100", "68787715"): Likeness.SAME,  # Doliprane 1000, paracétamol Biogaran 1 g
        ("60234100", "63368332"): Likeness.OTHER_STRENGTH,  # 1000 and 500
        ("60234100", "66567738"): Likeness.OTHER_FORM,  # effervescent
        ("61227030", "64288864"): Likeness.OTHER_RELEASE,  # Skenan LP, Actiskenan
        ("61358994", "69386390"): Likeness.SAME,  # Dépakine Chrono and its generic, by their group
        ("64348400", "63657828"): Likeness.OTHER_RELEASE,  # Ritaline LP, Medikinet
        ("63657828", "68496649"): Likeness.NOT_EQUIVALENT,  # Medikinet, Quasym
        ("65132156", "61872223"): Likeness.OTHER_FORM,  # Humalog, Humalog Mix25
        ("64332894", "65979151"): Likeness.NOT_EQUIVALENT,  # Abasaglar, Lantus
        ("60914025", "61706123"): Likeness.SAME,  # Durogesic 25, its generic
        ("60914025", "68108025"): Likeness.OTHER_STRENGTH,  # Durogesic 25 and 12
        ("61901618", "61454487"): Likeness.NOT_EQUIVALENT,  # ceftriaxone for veins, for muscle
        ("64502115", "63849839"): Likeness.NOT_EQUIVALENT,  # 4 mg of one salt of perindopril, 5 mg of another
        ("60234100", "60192594"): Likeness.DIFFERENT,
    }
    with catalogue.read() as connection:
        for (one, other), likeness in pairs.items():
            classes = [
                service.find_class(connection, service.medicine_of(connection, cis).class_id).what
                for cis in (one, other)
            ]
            assert compare(*classes).likeness is likeness, (one, other)


def test_the_boxes_of_a_class_are_those_a_round_accepts(catalogue):
    with catalogue.read() as connection:
        gram = service.medicine_of(connection, DOLIPRANE).class_id
        rows = service.products_of_classes(connection, [gram])
        assert {row.cis for row in rows} >= {DOLIPRANE, "68787715", "69767594"}
        assert {row.class_id for row in rows} == {gram}
        assert all(len(row.gtin) == 14 for row in rows)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dolip 1000", "DOLIPRANE 1000 mg, comprimé"),
        ("LÉVOTHYROX 50", "LEVOTHYROX 50 microgrammes, comprimé sécable"),
        ("3595583", "DOLIPRANE 1000 mg, comprimé"),
        ("3400935955838", "DOLIPRANE 1000 mg, comprimé"),
        ("03400935955838", "DOLIPRANE 1000 mg, comprimé"),
        ("60234100", "DOLIPRANE 1000 mg, comprimé"),
        ("acétylsalicylique", "KARDEGIC 75 mg, poudre pour solution buvable en sachet-dose"),
    ],
)
def test_a_search_folds_accents_and_takes_the_beginnings_of_words(catalogue, text, first):
    with catalogue.read() as connection:
        assert service.search(connection, text, 5)[0].label == first


def test_a_search_for_nothing_or_for_what_is_not_there_finds_nothing(catalogue):
    with catalogue.read() as connection:
        assert service.search(connection, "  %_ ") == []
        assert service.search(connection, "licorne") == []
        assert service.search(connection, "9999999") == []
        assert len(service.search(connection, "paracétamol", 3)) == 3


def test_a_sheet_has_the_composition_the_boxes_and_the_age_of_the_data(database):
    with database.read() as connection:
        assert service.edition_of(connection) is None
    bring(database)
    with database.read() as connection:
        found = service.sheet(connection, "63458349", on=date(2026, 11, 21))
        assert {part["nature"] for part in found.composition} == {"SA", "FT"}
        assert found.presentations
        assert found.edition == date(2026, 5, 26)
        assert service.sheet(connection, "66266101", on=date(2026, 11, 21)).groups
        with pytest.raises(service.MedicineUnknown):
            service.sheet(connection, "00000000", on=date(2026, 11, 21))


def test_what_a_person_counted_in_a_box_holds_for_the_house(house):
    bring(house.database)
    cip13 = "3400935955838"
    with house.database.read() as connection:
        read = service.units_per_box(connection, house.establishment_id, cip13)
        assert (read.units, read.confirmed, read.word) == (8, False, "comprimé")
        with pytest.raises(service.MedicineUnknown):
            service.units_per_box(connection, house.establishment_id, "3400000000000")
    for units in (16, 12):
        with house.writing(Role.PHARMACIST) as work:
            assert service.confirm_units(work, cip13, Fraction(units)).confirmed
    with house.database.read() as connection:
        assert service.units_per_box(connection, house.establishment_id, cip13).units == 12
        assert service.units_per_box(connection, "autre", cip13).units == 8


@pytest.mark.parametrize("units", [Fraction(0), Fraction(1, 2), Fraction(10_001), Fraction(7, 5)])
def test_a_count_that_no_box_holds_is_refused(sqlite_house, units):
    bring(sqlite_house.database)
    with pytest.raises(service.UnitsUnlikely), sqlite_house.writing(Role.PHARMACIST) as work:
        service.confirm_units(work, "3400935955838", units)


def test_confirming_needs_the_right_to_move_stock(sqlite_house):
    bring(sqlite_house.database)
    with pytest.raises(Forbidden), sqlite_house.writing(Role.EDUCATOR) as work:
        service.confirm_units(work, "3400935955838", Fraction(8))


def test_a_class_is_known_once_whatever_its_medicines(catalogue):
    with catalogue.read() as connection:
        classes, medicines = (
            connection.scalar(select(func.count()).select_from(table)) for table in (medicine_class, medicine)
        )
    assert classes < medicines
