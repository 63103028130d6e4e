"""A narcotic is counted and handed back before a witness, or it is said that there was none."""

import pytest

from medcircuit.stock.rules import Account, AccountKind
from medcircuit.stock.rules.witness import NOBODY_ASKED, Beside, Witness, WitnessIsYou, WitnessNeeded, beside

ANA = Witness("ana", "Ana P.")


def test_a_witness_of_a_narcotic_is_another_person():
    assert beside(Beside(ANA, alone=True), narcotic=True, actor_id="me") == Beside(ANA)
    with pytest.raises(WitnessIsYou):
        beside(Beside(ANA), narcotic=True, actor_id="ana")


def test_alone_is_said_and_never_supposed():
    assert beside(Beside(alone=True), narcotic=True, actor_id="me") == Beside(alone=True)
    with pytest.raises(WitnessNeeded):
        beside(NOBODY_ASKED, narcotic=True, actor_id="me")


def test_an_ordinary_medicine_asks_no_witness():
    assert beside(Beside(ANA), narcotic=False, actor_id="me") == NOBODY_ASKED


def test_what_lies_in_an_account_is_its_box_or_where_none_is_known_its_class():
    here = ("house", AccountKind.PLACE, "cart")
    assert Account(*here, cip13="3400930000120").goods == ("3400930000120", None)
    assert Account(*here, class_id="class").goods == (None, "class")
