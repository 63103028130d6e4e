"""What the free French of the conditions of prescription comes to."""

import pytest

from medcircuit.medicines.rules.atc import atc_of
from medcircuit.medicines.rules.conditions import (
    Conditions,
    Kind,
    read_condition,
    read_conditions,
    sum_up,
)

SECURE = "prescription en toutes lettres sur ordonnance sécurisée"


def summed(*texts):
    return sum_up(read_conditions(texts))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("stupéfiants", Kind.NARCOTIC),
        ("liste I", Kind.LIST_I),
        ("liste II", Kind.LIST_II),
        (SECURE, Kind.SECURE),
        ("prescription sur ordonnance sécurisée", Kind.SECURE),
        ("prescription limitée à 4 semaines", Kind.LIMIT),
        ("délivrance fractionnée de 7 jours", Kind.FRACTION),
        ("chevauchement interdit sauf mention expresse du prescripteur", Kind.OVERLAP),
        ("renouvellement non restreint", Kind.RENEWAL),
        ("réservé à l'usage HOSPITALIER", Kind.HOSPITAL_USE),
        ("prescription hospitalière", Kind.HOSPITAL_PRESCRIPTION),
        ("prescription initiale hospitalière annuelle", Kind.INITIAL),
        ("prescription initiale annuelle réservée à certains spécialistes", Kind.INITIAL),
        ("prescription réservée aux spécialistes et services NEUROLOGIE", Kind.SPECIALIST),
        ("réservé à l'usage professionnel DENTAIRE", Kind.PROFESSIONAL_USE),
        ("médicament nécessitant une surveillance particulière pendant le traitement", Kind.SURVEILLANCE),
        ("prescription nécessitant préalablement le recueil de l’accord de soins du patient", Kind.PAPERS),
        ("délivrance effectuée par un CSAPA", Kind.DELIVERY),
        ("deux premières administrations en milieu hospitalier", Kind.ADMINISTRATION),
        ("pour tous les patients :", Kind.HEADING),
        ("médicament soumis à prescription médicale", Kind.PRESCRIBED),
        ("réservé à une structure d'assistance médicale mobile ou de rapatriement sanitaire", Kind.EMERGENCY),
        ("pour les femmes en âge de procréer : voir programme de prévention de la grossesse", Kind.PREGNANCY),
        ("n'est pas un stupéfiant", Kind.UNKNOWN),
        ("liste III", Kind.UNKNOWN),
        ("prescription limitée à la durée d'un séjour", Kind.UNKNOWN),
    ],
)
def test_a_condition_is_read_whole_or_not_at_all(text, kind):
    assert read_condition(text).kind is kind


def test_an_oral_opioid_is_a_narcotic_prescribed_on_a_secure_form_for_28_days_given_out_by_14():
    found = summed(
        "stupéfiants", SECURE, "prescription limitée à 4 semaines", "délivrance fractionnée de 14 jours"
    )
    assert found == Conditions(narcotic=True, secure_prescription=True, limit_days=28, fraction_days=14)


def test_a_secure_prescription_without_the_word_narcotic_is_assimilated():
    found = summed("liste I", SECURE, "prescription limitée à 12 semaines")
    assert (found.narcotic, found.assimilated, found.secure_prescription) == (False, True, True)
    assert (found.list, found.limit_days) == ("I", 84)


def test_a_narcotic_is_never_assimilated_too_and_needs_a_secure_form_even_if_the_file_forgets_it():
    found = summed("stupéfiants", "réservé à l'usage HOSPITALIER")
    assert (found.narcotic, found.assimilated, found.secure_prescription) == (True, False, True)
    assert (found.hospital_use, found.limit_days) == (True, 28)


def test_two_limits_give_the_shorter_and_the_other():
    found = summed("stupéfiants", "prescription limitée à 7 jours ou 28 jours")
    assert (found.limit_days, found.limit_days_longest) == (7, 28)


def test_a_limit_in_months_stays_in_months():
    found = summed("prescription limitée à 6 mois", "liste II")
    assert (found.limit_days, found.limit_months, found.list) == (None, 6, "II")


def test_restrictions_hospital_and_surveillance_are_told():
    found = summed(
        "prescription hospitalière",
        "prescription réservée aux spécialistes et services PSYCHIATRIE",
        "médicament nécessitant une surveillance particulière pendant le traitement",
    )
    assert (found.hospital_prescription, found.restricted, found.surveillance) == (True, True, True)


def test_what_nobody_has_read_is_kept_and_said():
    found = summed("liste I", "règle nouvelle")
    assert found.unknown == ("règle nouvelle",)
    assert summed() == Conditions()


def test_the_conditions_that_bind_most_come_first():
    assert [one.kind for one in read_conditions(["liste I", "stupéfiants"])] == [Kind.NARCOTIC, Kind.LIST_I]


@pytest.mark.parametrize(
    ("own", "group", "expected"),
    [
        ("N02AA01", ["N02AA05"], ("N02AA01", "own")),
        ("", ["N06AX11", "", "N06AX11"], ("N06AX11", "group")),
        ("", ["B03BB01", "B03BB51"], ("B03BB", "group")),
        ("", ["B03BB01", "B03B"], ("B03B", "group")),
        ("", ["A11HA01", "B03BB51"], ("", "")),
        ("", [], ("", "")),
    ],
)
def test_where_its_own_code_is_silent_a_medicine_takes_what_its_groups_agree_on(own, group, expected):
    assert atc_of(own, group) == expected
