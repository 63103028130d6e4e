"""What giving asks, read back in the words that are signed."""

from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.prescriptions.rules.care import NO_CARE, Care, Requirement, Scale, ScaleRow
from medcircuit.prescriptions.rules.care_words import care_said, limits_said


def need(within, low=None, high=None, conduct=""):
    return Requirement("pulse", timedelta(minutes=within), low, high, conduct)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (30, "30 min"),
        (60, "1 h"),
        (90, "90 min"),
        (120, "2 h"),
        (150, "2 h 30"),
        (1440, "24 h"),
        (2880, "2 jours"),
        (44640, "31 jours"),
    ],
)
def test_the_age_of_a_measure_is_said_as_one_says_it(minutes, said):
    assert care_said(Care((need(minutes),))) == (f"Avant de donner : pouls de moins de {said}.",)


def test_limits_are_said_with_what_to_do_otherwise():
    asked = Care((need(30, Fraction(50), None, "Appelez le médecin."),))
    assert care_said(asked) == (
        "Avant de donner : pouls de moins de 30 min (50 /min au moins ; sinon : Appelez le médecin).",
    )
    assert limits_said(need(30, None, Fraction(120))) == "120 /min au plus"
    assert limits_said(need(30, Fraction(50), Fraction(120))) == "de 50 à 120 /min"
    assert limits_said(need(30)) == ""


def test_a_scale_is_said_row_after_row_and_a_zero_is_nothing():
    rows = (
        ScaleRow(None, Fraction(7, 10), Fraction(0)),
        ScaleRow(Fraction(7, 10), Fraction(18, 10), Fraction(4)),
        ScaleRow(Fraction(18, 10), None, Fraction(6)),
    )
    asked = Care((), Scale("glucose", "UI", rows, "Appelez."), second=True)
    said = "moins de 0,7 g/l : rien ; de 0,7 à moins de 1,8 g/l : 4 unités ; à partir de 1,8 g/l : 6 unités"
    assert [one.replace("\xa0", " ") for one in care_said(asked)] == [
        f"Dose selon glycémie — {said}. Hors de l'échelle : Appelez.",
        "Une deuxième personne recalcule la dose avant de donner.",
    ]


def test_one_row_for_all_says_so_and_nothing_asked_says_nothing():
    scale = Scale("glucose", "UI", (ScaleRow(None, None, Fraction(4)),), "Appelez.")
    assert "toute valeur : 4" in care_said(Care((), scale))[0]
    assert care_said(NO_CARE) == ()
