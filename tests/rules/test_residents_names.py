"""Who could be taken for whom: names folded, sounding alike, in the wrong order, twins."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.residents.rules.names import Named, folded, glued, homonyms, same_person, sound

BORN = date(1940, 5, 17)


def person(id_, birth_name, first_name, *, used_name=None, born=None):
    return Named(
        id_, birth_name, used_name, first_name, born or date(1930 + len(id_), 1, 1 + ord(id_[0]) % 28)
    )


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("de l'Écluse-Le Bœuf", "ECLUSEBOEUF"),
        ("D’ARTAGNAN", "ARTAGNAN"),
        ("Müller", "MULLER"),
        ("Saint-Exupéry", "SAINTEXUPERY"),
        ("St Exupéry", "SAINTEXUPERY"),
        ("Łukasz Ćwik", "LUKASZCWIK"),
        ("Le", "LE"),
        ("François", "FRANCOIS"),
        ("FRANCOIS", "FRANCOIS"),
        ("van der Meer", "MEER"),
    ],
)
def test_a_name_is_compared_without_accent_case_hyphen_or_particle(written, bare):
    assert folded(written) == bare


def test_a_particle_written_into_the_name_is_the_same_name():
    assert glued("Le Goff") == "LEGOFF"
    assert homonyms([person("a", "Le Goff", "Yann"), person("b", "LEGOFF", "YANN")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dupont", "Dupond"),
        ("Lefebvre", "Lefèvre"),
        ("Gauthier", "Gautier"),
        ("Meyer", "Maier"),
        ("Philippe", "Filipe"),
        ("Renaud", "Raynaud"),
        ("Moreau", "Maureau"),
        ("Christine", "Kristine"),
        ("Schmidt", "Schmitt"),
        ("Thomas", "Toma"),
        ("Hélène", "Elène"),
        ("Guy", "Gui"),
    ],
)
def test_names_that_sound_alike_share_a_key(one, other):
    assert sound(glued(one)) == sound(glued(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Martin", "Bernard"), ("Jean", "Jeanne"), ("Petit", "Grand"), ("Paul", "Pierre"), ("Guy", "Guillaume")],
)
def test_names_that_sound_different_share_none(one, other):
    assert sound(glued(one)) != sound(glued(other))


def test_homonyms_are_found_by_birth_name_used_name_and_first_name():
    people = [
        person("a", "Martin", "Jean-Pierre"),
        person("b", "DURAND", "JEAN PIERRE", used_name="MARTIN"),
        person("c", "Martin", "Paul"),
    ]
    assert homonyms(people) == {"a": ("b",), "b": ("a",)}


def test_a_name_and_first_name_exchanged_are_announced():
    assert homonyms([person("a", "Martin", "Paul"), person("b", "Paul", "Martin")]) == {
        "a": ("b",),
        "b": ("a",),
    }


def test_twins_are_announced_though_their_first_names_differ():
    twins = [person("a", "Petit", "Lucie", born=BORN), person("b", "Petit", "Manon", born=BORN)]
    assert homonyms(twins) == {"a": ("b",), "b": ("a",)}
    assert homonyms([twins[0], person("b", "Petit", "Manon")]) == {}


def test_three_homonyms_each_name_the_two_others():
    people = [person(id_, "Martin", "Anne") for id_ in "abc"]
    assert homonyms(people) == {"a": ("b", "c"), "b": ("a", "c"), "c": ("a", "b")}


def test_one_person_entered_twice_is_born_the_same_day_with_a_likeness_of_name():
    one = person("a", "Lefebvre", "Anne", born=BORN)
    assert same_person(one, person("b", "LEFEVRE", "ANNE", born=BORN))
    assert not same_person(one, person("b", "LEFEVRE", "ANNE", born=date(1940, 5, 18)))


def test_twins_are_not_taken_for_one_person_entered_twice():
    assert not same_person(person("a", "Petit", "Lucie", born=BORN), person("b", "Petit", "Manon", born=BORN))


names = st.text("abcdefghijklmnopqrstuvwxyzéèçœ -'", min_size=1, max_size=14).filter(
    lambda text: any(sign.isalpha() for sign in text)
)


@given(names, names)
def test_likeness_is_mutual_and_a_name_is_always_like_itself_in_capitals(one, other):
    people = [person("a", one, other), person("b", one.upper(), other.upper()), person("c", other, one)]
    found = homonyms(people)
    assert "b" in found["a"]
    assert "a" in found["b"]
    assert all(mine in found[other_id] for mine, others in found.items() for other_id in others)
    assert sound(glued(one))
