"""Presence, age, and what an entry must hold before it is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from medcircuit.medicines.rules.codes import Environment
from medcircuit.residents.rules.admission import (
    BirthDateImpossible,
    FieldUnreadable,
    Identity,
    InsRefused,
    checked_identity,
    clean_optional,
    clean_text,
)
from medcircuit.residents.rules.people import Absence, AbsenceKind, Stay, absent_during, age_on

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WRITTEN = Identity("GARCIA-HAMMADI", "SARAH-LOU", "SARAH-LOU ANNA", date(1977, 1, 21), "F")
NIR = "1.2.250.1.213.1.4.8"
TEST_NIR = "1.2.250.1.213.1.4.10"
QUALIFIED = replace(WRITTEN, ins_status="QUAL", ins_matricule="277010115400329", ins_oid=NIR)


def away(starts_at, ends_at):
    return Absence("1", "r", AbsenceKind.HOSPITAL, starts_at, ends_at)


def test_a_dose_due_when_the_absence_starts_is_absent_and_one_due_when_it_ends_is_not():
    absence = away(NOON, NOON + timedelta(hours=2))
    assert absent_during(NOON - SECOND, [absence]) is None
    assert absent_during(NOON, [absence]) is absence
    assert absent_during(NOON + timedelta(hours=2) - SECOND, [absence]) is absence
    assert absent_during(NOON + timedelta(hours=2), [absence]) is None


def test_an_absence_without_a_known_return_goes_on():
    absence = away(NOON, None)
    assert absent_during(NOON + timedelta(days=400), [absence]) is absence
    assert absent_during(NOON, []) is None


def test_the_second_of_two_absences_counts_too():
    later = away(NOON + timedelta(days=2), None)
    assert absent_during(NOON + timedelta(days=3), [away(NOON, NOON + timedelta(days=1)), later]) is later


def test_an_absence_is_said_as_a_nurse_says_it():
    assert away(NOON, None).kind_label == "Hospitalisé"


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1940, 11, 21), 86),
        (date(1940, 11, 22), 85),
        (date(1940, 11, 20), 86),
        (date(2026, 11, 21), 0),
    ],
)
def test_one_is_a_year_older_on_the_birthday_itself(born, age):
    assert age_on(born, TODAY) == age


def test_born_on_29_february_is_a_year_older_on_1_march():
    assert age_on(date(1940, 2, 29), date(2026, 2, 28)) == 85
    assert age_on(date(1940, 2, 29), date(2026, 3, 1)) == 86


def test_names_are_cleaned_of_doubled_spaces_and_kept_as_written():
    checked = checked_identity(replace(WRITTEN, birth_name="  Le   Bœuf "), today=TODAY)
    assert checked.birth_name == "Le Bœuf"


@pytest.mark.parametrize(
    "name", ["", "   ", "R2D2", "<b>", "-Martin", "a" * 101, "Mar\u202etin", "Ma\x00rtin"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(FieldUnreadable, match="Le nom de naissance"):
        checked_identity(replace(WRITTEN, birth_name=name), today=TODAY)


def test_a_name_of_a_hundred_letters_is_kept_and_an_unused_name_may_be_missing():
    checked = checked_identity(replace(WRITTEN, birth_name="A" * 100, used_name="O'Neil"), today=TODAY)
    assert (len(checked.birth_name), checked.used_name) == (100, "O'Neil")
    assert checked_identity(WRITTEN, today=TODAY).used_name is None


def test_the_list_of_first_names_begins_with_the_first_of_them():
    with pytest.raises(FieldUnreadable, match="premier prénom"):
        checked_identity(replace(WRITTEN, first_names="ANNA SARAH-LOU"), today=TODAY)


def test_a_birth_date_is_today_at_the_latest_and_130_years_back_at_most():
    assert checked_identity(replace(WRITTEN, birth_date=TODAY), today=TODAY).birth_date == TODAY
    assert checked_identity(replace(WRITTEN, birth_date=date(1896, 1, 1)), today=TODAY)
    for impossible in (TODAY + timedelta(days=1), date(1895, 12, 31)):
        with pytest.raises(BirthDateImpossible):
            checked_identity(replace(WRITTEN, birth_date=impossible), today=TODAY)


def test_sex_is_m_or_f_and_the_birthplace_an_insee_code():
    for code in ("63220", "99131", "2A004", "2B033"):
        assert checked_identity(replace(WRITTEN, birthplace_code=code), today=TODAY).birthplace_code == code
    for change in ({"sex": "X"}, {"birthplace_code": "6322"}, {"birthplace_code": "2C004"}):
        with pytest.raises(FieldUnreadable):
            checked_identity(replace(WRITTEN, **change), today=TODAY)


def test_a_qualified_identity_has_a_matricule_with_its_key_and_the_oid_of_production():
    assert checked_identity(QUALIFIED, today=TODAY).ins_matricule == "277010115400329"
    spaced = replace(QUALIFIED, ins_matricule="2 77 01 01 154 003 29")
    assert checked_identity(spaced, today=TODAY).ins_matricule == "277010115400329"


@pytest.mark.parametrize(
    "change",
    [
        {"ins_matricule": None},
        {"ins_oid": None},
        {"ins_matricule": "277010115400328"},
        {"ins_matricule": "12"},
        {"ins_oid": TEST_NIR},
        {"ins_oid": "1.2.3"},
        {"ins_status": "PROV"},
        {"ins_status": "VALI"},
    ],
)
def test_a_matricule_without_its_status_its_oid_or_its_key_is_refused(change):
    with pytest.raises(InsRefused):
        checked_identity(replace(QUALIFIED, **change), today=TODAY)


def test_a_retrieved_identity_has_a_matricule_and_a_validated_one_has_none():
    assert checked_identity(replace(QUALIFIED, ins_status="RECUP"), today=TODAY)
    assert checked_identity(replace(WRITTEN, ins_status="VALI"), today=TODAY)


def test_with_the_oids_of_tests_a_wrong_key_is_let_through_and_a_real_oid_is_not():
    published = replace(QUALIFIED, ins_matricule="221042545611404", ins_oid=TEST_NIR)
    assert checked_identity(published, today=TODAY, environment=Environment.TEST)
    for change in ({"ins_oid": NIR}, {"ins_matricule": "22104254561140"}):
        with pytest.raises(InsRefused):
            checked_identity(replace(published, **change), today=TODAY, environment=Environment.TEST)


def test_a_text_is_cut_nowhere_and_refused_when_too_long():
    assert clean_text("mixé  lisse", field="La texture", longest=10) == "mixé lisse"
    with pytest.raises(FieldUnreadable, match="10 caractères"):
        clean_text("mixé lisse !", field="La texture", longest=10)


def test_a_blank_optional_text_is_missing():
    assert clean_optional(None, field="La note", longest=5) is None
    assert clean_optional("  ", field="La note", longest=5) is None
    assert clean_optional("oui", field="La note", longest=5) == "oui"


def test_a_stay_holds_from_its_first_instant_to_just_before_its_end():
    begun, ended, moment = (
        datetime(2026, 11, 2, 9, tzinfo=UTC),
        datetime(2026, 11, 21, 12, tzinfo=UTC),
        timedelta(microseconds=1),
    )
    stay = Stay("one", "lilas", "12", 1, begun, ended)
    assert [stay.holds_at(at) for at in (begun - moment, begun, ended - moment, ended)] == [
        False,
        True,
        True,
        False,
    ]
    assert replace(stay, ends_at=None).holds_at(ended)
