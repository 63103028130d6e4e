"""When the prescriber is told that a dose was not taken."""

import pytest

from medcircuit.administration.rules.informing import CONDUCT, WHY, Why, is_vital, known, why_inform
from medcircuit.administration.rules.vocabulary import EventKind

KINDS = [kind for kind in EventKind if kind not in {EventKind.REFUSED, EventKind.WITHHELD}]


@pytest.mark.parametrize(
    "substance",
    [
        "WARFARINE",
        "Énoxaparine sodique",
        "acide valproïque",
        "LÉVÉTIRACÉTAM",
        "INSULINE GLARGINE",
        "mycophénolate mofétil",
    ],
)
def test_one_refusal_of_a_vital_medicine_is_told(substance):
    assert is_vital(substance)
    assert why_inform(EventKind.REFUSED, substance=substance, refusals=1) is Why.VITAL_REFUSED


@pytest.mark.parametrize(
    "substance", ["PARACÉTAMOL", "FUROSÉMIDE", "ACIDE ACÉTYLSALICYLIQUE", "CLOPIDOGREL", ""]
)
def test_the_third_refusal_of_another_medicine_is_told_and_the_second_not(substance):
    assert not is_vital(substance)
    assert why_inform(EventKind.REFUSED, substance=substance, refusals=2) is None
    assert why_inform(EventKind.REFUSED, substance=substance, refusals=3) is Why.REFUSED_OFTEN


def test_every_withheld_dose_is_told():
    assert why_inform(EventKind.WITHHELD, substance="PARACÉTAMOL", refusals=0) is Why.WITHHELD


@pytest.mark.parametrize("kind", KINDS)
def test_no_other_answer_is_told(kind):
    assert why_inform(kind, substance="WARFARINE", refusals=9) is None


def test_every_reason_has_its_sentence_and_a_closed_list_is_closed():
    assert set(WHY) == set(Why)
    assert known(CONDUCT, "leave")
    assert not known(CONDUCT, "whatever")
    assert not known(CONDUCT, None)
