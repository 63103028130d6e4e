"""Correcting an identity: what a change of traits makes of its status and its matricule."""

from dataclasses import replace
from datetime import date

import pytest

from medcircuit.residents.rules.admission import Identity
from medcircuit.residents.rules.correcting import Change, Proof, changes_of, settled

NUMBER, ANOTHER = "185057512345673", "279035121518989"
OID = "1.2.250.1.213.1.4.8"
BEFORE = Identity("DUPONT", "Jean", "Jean Paul", date(1940, 5, 17), "M", None, "63220")
QUALIFIED = replace(BEFORE, ins_status="QUAL", ins_matricule=NUMBER, ins_oid=OID)
CHECKED = replace(BEFORE, ins_status="VALI")
RETRIEVED = replace(QUALIFIED, ins_status="RECUP")
SAME = replace(BEFORE, ins_matricule=None, ins_oid=None)


@pytest.mark.parametrize(
    "changed",
    [
        {"birth_name": "DUPOND"},
        {"first_name": "Jeannot", "first_names": "Jeannot Paul"},
        {"first_names": "Jean Pierre"},
        {"birth_date": date(1940, 5, 18)},
        {"sex": "F"},
        {"birthplace_code": "63221"},
        {"birthplace_code": None},
    ],
)
@pytest.mark.parametrize("before", [BEFORE, CHECKED, RETRIEVED, QUALIFIED], ids=lambda one: one.ins_status)
def test_a_strict_trait_that_changes_takes_the_matricule_and_the_check_away(before, changed):
    left = settled(before, replace(SAME, **changed), None)
    assert (left.ins_status, left.ins_matricule, left.ins_oid) == ("PROV", None, None)
    assert settled(before, replace(SAME, **changed), Proof.PASSPORT).ins_status == "VALI"


@pytest.mark.parametrize("before", [BEFORE, CHECKED, RETRIEVED, QUALIFIED], ids=lambda one: one.ins_status)
def test_a_used_name_or_another_way_to_write_the_same_trait_keeps_the_status(before):
    for changed in (
        {"used_name": "MARTIN"},
        {"birth_name": "Dupont"},
        {"first_names": "JEAN PAUL", "first_name": "JEAN"},
    ):
        left = settled(before, replace(SAME, **changed), None)
        assert (left.ins_status, left.ins_matricule) == (before.ins_status, before.ins_matricule)


def test_another_matricule_is_to_be_checked_anew():
    read = replace(SAME, ins_matricule=" 2 79 03 51 215 189 89 ")
    left = settled(QUALIFIED, read, None)
    assert (left.ins_status, left.ins_matricule, left.ins_oid) == ("RECUP", ANOTHER, OID)
    assert settled(QUALIFIED, read, Proof.IDENTITY_CARD).ins_status == "QUAL"
    assert settled(QUALIFIED, replace(SAME, ins_matricule=NUMBER), None) == QUALIFIED


def test_a_matricule_read_with_other_traits_is_that_of_these():
    read = replace(SAME, birth_name="DUPOND", ins_matricule=ANOTHER, ins_oid="1.2.250.1.213.1.4.9")
    left = settled(QUALIFIED, read, None)
    assert (left.ins_status, left.ins_matricule, left.ins_oid) == ("RECUP", ANOTHER, "1.2.250.1.213.1.4.9")


def test_the_former_matricule_does_not_follow_other_traits():
    left = settled(QUALIFIED, replace(SAME, birth_name="DUPOND", ins_matricule=NUMBER, ins_oid=OID), None)
    assert (left.ins_status, left.ins_matricule) == ("PROV", None)


@pytest.mark.parametrize(("before", "after"), [(BEFORE, "VALI"), (RETRIEVED, "QUAL"), (QUALIFIED, "QUAL")])
def test_traits_checked_on_a_document_are_so_though_nothing_else_changes(before, after):
    assert settled(before, SAME, Proof.BIRTH_RECORD).ins_status == after


def test_what_changed_is_said_with_what_it_was():
    after = settled(QUALIFIED, replace(SAME, birth_name="DUPOND", birth_date=date(1940, 5, 18)), None)
    assert changes_of(QUALIFIED, after) == (
        Change("birth_name", "DUPONT", "DUPOND"),
        Change("birth_date", "1940-05-17", "1940-05-18"),
        Change("ins_status", "QUAL", "PROV"),
        Change("ins_matricule", NUMBER, None),
        Change("ins_oid", OID, None),
    )
    assert changes_of(QUALIFIED, QUALIFIED) == ()
