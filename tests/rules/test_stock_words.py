"""Amounts in the words of a nurse, and why something moved."""

from fractions import Fraction

import pytest

from medcircuit.stock.rules import AccountKind, in_boxes, level_words, plural_french
from medcircuit.stock.rules.reasons import Why, why


@pytest.mark.parametrize(
    ("units", "label", "per_box", "words"),
    [
        (102, "comprimé", 30, "3 boîtes + 12 comprimés"),
        (112, "comprimé", None, "112 comprimés"),
        (30, "comprimé", 30, "1 boîte"),
        (31, "comprimé", 30, "1 boîte + 1 comprimé"),
        (Fraction("30.5"), "comprimé", 30, "1 boîte + ½ comprimé"),
        (Fraction("31.5"), "comprimé", 30, "1 boîte + 1 ½ comprimé"),
        (0, "comprimé", 30, "0 comprimé"),
        (Fraction("250.5"), "ml", 200, "1 boîte + 50,5 ml"),
        (Fraction("2.25"), "ml", None, "2,25 ml"),
        (3, "tube", 1, "3 boîtes"),
    ],
)
def test_a_level_is_said_in_boxes_and_units(units, label, per_box, words):
    assert str(level_words(Fraction(units), label, per_box and Fraction(per_box))) == words


def test_a_level_is_boxes_and_a_rest():
    assert in_boxes(Fraction(102), Fraction(30)).boxes == 3
    assert in_boxes(Fraction(102), Fraction(30)).rest == 12


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("comprimé", "comprimés"),
        ("récipient unidose", "récipients unidoses"),
        ("flacon compte-gouttes", "flacons compte-gouttes"),
        ("anneau", "anneaux"),
        ("ml", "ml"),
        ("dos", "dos"),
    ],
)
def test_units_agree_in_number(one, several):
    assert plural_french(one) == several


PLACE = AccountKind.PLACE


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        (AccountKind.SUPPLIER, PLACE, Why.RECEIVED),
        (PLACE, AccountKind.ADMINISTERED, Why.GIVEN),
        (PLACE, AccountKind.DESTROYED, Why.DESTROYED),
        (PLACE, AccountKind.RETURNED, Why.RETURNED),
        (PLACE, AccountKind.INVENTORY_DIFFERENCE, Why.MISSED),
        (AccountKind.INVENTORY_DIFFERENCE, PLACE, Why.FOUND),
        (AccountKind.INVENTORY_DIFFERENCE, AccountKind.ADMINISTERED, Why.GIVEN),
        (PLACE, PLACE, Why.TRANSFERRED),
    ],
)
def test_a_move_is_named_by_its_two_ends(source, target, said):
    assert why(source, target, undoes=False) is said
    assert why(source, target, undoes=True) is Why.UNDONE
