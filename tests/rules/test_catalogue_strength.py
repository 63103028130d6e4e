"""How amounts, references and names are read."""

from fractions import Fraction

import pytest

from medcircuit.medicines.rules.strength import (
    Amount,
    Per,
    Reference,
    Unit,
    amounts_said,
    percent_said,
    rate_said,
    read_amount,
    read_number,
    read_reference,
    spelled,
)
from medcircuit.medicines.rules.words import brand, fold, words

MG = Unit.MG


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("500 mg", 500, MG),
        ("1 g", 1000, MG),
        ("1 000,50 mg", Fraction("1000.5"), MG),
        ("<p>5,45 mg", Fraction("5.45"), MG),
        ("25 microgrammes", Fraction(25, 1000), MG),
        ("25 µg", Fraction(25, 1000), MG),
        ("1,5 M UI", 1_500_000, Unit.IU),
        ("100 unités", 100, Unit.IU),
        ("100 unités d’insuline asparte", 100, Unit.IU),
        ("4 000 UI anti-Xa", 4000, Unit.ANTI_XA),
        ("10 microgrammes (400 UI)", Fraction(1, 100), MG),
        ("500 Ul", 500, Unit.IU),
        ("2 mmol", 2, Unit.MMOL),
    ],
)
def test_an_amount_is_exact(text, value, unit):
    assert read_amount(text) == Amount(Fraction(value), unit)


@pytest.mark.parametrize(
    "text", ["", "qs", "4CH à 30CH", "20 - 48 UI", "1.000 mg", "0 mg", "0,5 mUI", "3 bars"]
)
def test_what_is_not_one_amount_is_none(text):
    assert read_amount(text) is None


def test_a_point_before_three_digits_is_no_number_but_a_leading_zero_is():
    assert read_number("1.000") is None
    assert read_number("0.125") == Fraction(1, 8)


def test_a_thousandth_of_a_unit_is_never_a_million():
    assert spelled("MUI") == (Unit.IU, Fraction(1_000_000))
    assert spelled("mUI") is None
    assert spelled("millions UI") == (Unit.IU, Fraction(1_000_000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un comprimé", Reference(Fraction(1), Per.UNIT, "comprime")),
        ("comprimé", Reference(Fraction(1), Per.UNIT, "comprime")),
        ("5 ml de sirop", Reference(Fraction(5), Per.ML)),
        ("1 litre de solution", Reference(Fraction(1000), Per.ML)),
        ("100 g de crème", Reference(Fraction(100), Per.G)),
        ("une ampoule de 2 ml", Reference(Fraction(1), Per.UNIT, "ampoule", Fraction(2))),
        ("1 flacon de 10 ml", Reference(Fraction(1), Per.UNIT, "flacon", Fraction(10))),
        ("une dose (0,5 ml)", Reference(Fraction(1), Per.UNIT, "dose", Fraction(1, 2))),
        ("un sachet de 2 g", Reference(Fraction(1), Per.UNIT, "sachet")),
        ("une cuillère-mesure de 5 ml de suspension", Reference(Fraction(5), Per.ML)),
        ("2 comprimés", None),
        ("0 ml", None),
        ("1.500 ml", None),
        ("", None),
    ],
)
def test_a_reference_says_what_the_amount_is_in(text, expected):
    assert read_reference(text) == expected


def test_the_amounts_of_a_name_have_their_volume():
    (said,) = amounts_said("MORPHINE 50 mg/5 ml, solution injectable")
    assert (said.amount, said.ml) == (Amount(Fraction(50), MG), Fraction(5))
    (said,) = amounts_said("FORSTEO 20 microgrammes/80 microlitres, solution injectable")
    assert said.ml == Fraction(80, 1000)
    (said,) = amounts_said("LANTUS 100 unités/ml, solution injectable")
    assert (said.amount.unit, said.ml) == (Unit.IU, 1)
    assert [one.amount.value for one in amounts_said("TAZOCILLINE 2 g/0,25 g, poudre")] == [2000, 250]
    assert amounts_said("SPASFON, comprimé enrobé") == ()
    assert amounts_said("X 1.000 mg, comprimé") == ()


def test_one_percentage_is_read_and_two_are_none():
    assert percent_said("PEVARYL 1 POUR CENT, crème") == 1
    assert percent_said("X 0,05 %, solution") == Fraction(1, 20)
    assert percent_said("X 1 %/2 %, crème") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUROGESIC 25 microgrammes/heure, dispositif transdermique", Fraction(25, 1000)),
        ("EXELON 4,6 mg/24 h, dispositif transdermique", Fraction("4.6") / 24),
        ("VERSATIS 5 %, emplâtre", None),
    ],
)
def test_what_a_patch_gives_in_an_hour(name, value):
    rate = rate_said(name)
    assert (rate.value if rate else None) == value


def test_texts_are_folded_for_comparison():
    assert fold("Œstradiol  GÉLULE l’eau") == "oestradiol gelule l'eau"
    assert words("Comprimé pelliculé, 1/2 !") == ("comprime", "pellicule", "1", "2")
    assert brand("RITALINE L.P. 20 mg, gélule à libération prolongée") == "ritaline"
    assert brand("HUMALOG MIX25 100 UI/ml KWIKPEN, suspension") == "humalog mix25"
    assert brand("5 FLUORO") == "5 fluoro"
    assert brand(" ,") == ","
