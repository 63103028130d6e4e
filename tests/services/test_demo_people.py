"""The people of the demonstration: the same for a seed, plausible, told apart, and nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from medcircuit.demo.people import EHPAD, HOUSES, IME, STAFF, residents
from medcircuit.demo.portraits import portrait
from medcircuit.kernel.access import Role
from medcircuit.kernel.checksums import has_luhn_key, nir_key
from medcircuit.residents.rules.portraits import checked_portrait

TODAY = date(2026, 11, 21)


def people(house, seed="seed"):
    return residents(house, TODAY, Random(seed))


def faces():
    for house in HOUSES:
        for person in people(house):
            age = (TODAY - person.identity.birth_date).days // 365
            face = Random(f"{house.key}{person.unit}{person.order}")
            yield portrait(origin=person.origin, sex=person.identity.sex, age=age, random=face)


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    assert people(EHPAD) == people(EHPAD)
    assert people(EHPAD) != people(EHPAD, "other")


@pytest.mark.parametrize("seed", ["seed", "a", "b", "c", "d", "e"])
@pytest.mark.parametrize(("house", "count"), [(EHPAD, 80), (IME, 40)])
def test_a_house_is_full_and_its_people_have_the_age_of_the_house(house, count, seed):
    everybody = people(house, seed)
    assert len(everybody) == count
    assert Counter(person.unit for person in everybody) == dict.fromkeys(range(4), house.per_unit)
    youngest, oldest = house.ages
    for person in everybody:
        assert youngest <= (TODAY - person.identity.birth_date).days // 365.25 <= oldest
        assert len(person.identity.birth_name) <= 45
        assert len(person.identity.used_name or "") <= 45


@pytest.mark.parametrize("house", HOUSES)
def test_a_matricule_has_its_key_its_sex_and_its_month(house):
    known = [p.identity for p in people(house) if p.identity.ins_matricule]
    assert known
    for identity in known:
        assert nir_key(identity.ins_matricule[:13]) == identity.ins_matricule[13:]
        assert identity.ins_matricule[:5] == f"{'12'[identity.sex == 'F']}{identity.birth_date:%y%m}"
    assert {p.identity.ins_status for p in people(house)} == {"QUAL", "VALI", "RECUP", "PROV"}
    assert all(p.identity.ins_matricule for p in people(house) if p.identity.ins_status == "QUAL")


def test_there_are_homonyms_and_names_of_forty_five_letters():
    names = Counter((p.identity.birth_name, p.identity.first_names.split()[0]) for p in people(EHPAD))
    assert names["MARTINEAU", "Jeanne"] == 2
    assert names["LEFEBVRIER", "André"] == names["LEFÈVRIER", "André"] == 1
    longest = [len(p.identity.birth_name) for house in HOUSES for p in people(house)]
    assert max(longest) == 45


def test_every_role_has_somebody_who_signs_in():
    assert {member.role for member in STAFF} == {role.value for role in Role}
    assert len({member.login for member in STAFF}) == len(STAFF)


def test_the_houses_have_finess_numbers_with_their_key():
    assert all(has_luhn_key(house.finess) for house in HOUSES)


def test_no_two_faces_are_alike_and_each_is_small_and_safe_to_show():
    drawn = list(faces())
    assert len(set(drawn)) == len(drawn) == 120
    assert drawn == list(faces())
    for svg in drawn:
        assert len(svg.encode()) <= 6000
        assert checked_portrait(svg.encode()).stored == svg
