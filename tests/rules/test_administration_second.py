"""A dose that asks for a second person: what they found, lately, for this amount; and being without one is kept."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.administration.rules.entry import Override
from medcircuit.administration.rules.second import HOLDS, looked_twice, unseen_waste, without_witness
from medcircuit.administration.rules.situation import Code, CodeKind, Dose, Reader, SecondLook, Situation
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.kernel.findings import Finding, Tier

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DOSE = Dose("line/2026-11-21/MORN", "line", NOW, "INSULINE", amount=Fraction(8), unit="UI", second=True)


def looked(*, dose=DOSE, amount=None, ago=timedelta(0), given=None, reader=Reader.NURSE):
    second = SecondLook(Fraction(amount), NOW - ago) if amount is not None else None
    situation = Situation(
        NOW,
        NOW.date(),
        "unit",
        Code(CodeKind.PRODUCT),
        reader=reader,
        doses=(dose,),
        asked=dose.key,
        given=given,
        second=second,
    )
    return looked_twice(situation)


def test_nobody_found_it_anew_and_a_helper_may_not_go_on():
    assert (looked().code, looked().tier) == ("second_person", Tier.CONFIRM)
    assert looked(reader=Reader.HELPER).tier is Tier.STOP


def test_both_found_the_same_and_another_amount_stops():
    assert looked(amount=8) is None
    assert looked(amount=8, given=Fraction(8)) is None
    assert (looked(amount=8, given=Fraction(6)).code, looked(amount=6).tier) == ("second_differs", Tier.STOP)


def test_what_was_found_stands_for_half_an_hour():
    assert looked(amount=8, ago=HOLDS) is None
    assert looked(amount=8, ago=HOLDS + SECOND).code == "second_person"
    assert looked(amount=8, ago=-timedelta(minutes=2)) is None
    assert looked(amount=8, ago=-timedelta(minutes=2) - SECOND).code == "second_person"


def test_a_dose_without_a_written_amount_is_only_looked_at():
    undecided = Dose("k", "line", NOW, "INSULINE", second=True)
    assert looked(dose=undecided, amount=8) is None


@pytest.mark.parametrize(
    "dose",
    [
        Dose("k", "line", NOW, "INSULINE"),
        Dose("k", "line", NOW, "INSULINE", second=True, state=DoseState.GIVEN),
    ],
)
def test_a_dose_that_asks_nobody_or_is_given_is_left_alone(dose):
    assert looked(dose=dose) is None


def test_no_dose_asks_nothing():
    situation = Situation(NOW, NOW.date(), "unit", Code(CodeKind.PRODUCT))
    assert looked_twice(situation) is None


def test_being_alone_is_a_reason_that_stays_to_be_countersigned():
    nobody, other = looked(), Finding("late", Tier.CONFIRM, {})
    kept = without_witness([nobody, other], [Override("second_person", "alone"), Override("late", "care")])
    assert [one.code for one in kept] == ["without_witness", "late"]
    assert kept[0].facts == {"why": "seul en service"}
    assert without_witness([nobody], [Override("late", "care")]) == [nobody]
    assert without_witness([nobody], [Override("second_person", "of no list")]) == [nobody]


def test_a_rest_thrown_away_before_nobody_is_said_once():
    nobody, other = Finding("second_person", Tier.CONFIRM, {}), Finding("late", Tier.CONFIRM, {})
    [said] = unseen_waste([other])
    assert (said.code, said.facts["why"]) == ("without_witness", "reste jeté")
    assert unseen_waste([other, nobody]) == []
