"""A life-saving act is refused only where nobody could tell what was given; what others did is countersigned once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.countersigning import (
    AlreadyCountersigned,
    Countersigning,
    Outcome,
    OwnAct,
    RemarkMissing,
    check_countersigning,
)
from medcircuit.administration.rules.vital import (
    VitalAct,
    VitalUnreadable,
    check_vital,
    kept_of_vital,
    said_of_vital,
)
from medcircuit.kernel.findings import Tier

AT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
PEN = VitalAct("a", "lucas", AT, "tablet", product="stylo d'adrénaline")
SIGNED = Countersigning("c", "a", Outcome.COUNTERSIGNED)


@pytest.mark.parametrize(
    "act",
    [
        PEN,
        replace(PEN, product=None, line="line"),
        replace(PEN, product=None, protocol="protocol"),
        replace(PEN, amount=Fraction(1, 100)),
        replace(PEN, amount=Fraction(9999)),
        replace(PEN, at=AT - timedelta(days=4000)),
        replace(PEN, at=AT + timedelta(days=4000)),
    ],
)
def test_whatever_says_what_was_given_is_taken_at_whatever_hour(act):
    check_vital(act)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (replace(PEN, product=None), "le médicament manque"),
        (replace(PEN, product="  "), "le médicament manque"),
        (replace(PEN, amount=Fraction(0)), "la quantité est impossible"),
        (replace(PEN, amount=Fraction(10000)), "la quantité est impossible"),
    ],
)
def test_what_nobody_could_tell_is_refused(act, reason):
    with pytest.raises(VitalUnreadable) as refused:
        check_vital(act)
    assert refused.value.facts["reason"] == reason


def test_the_same_act_is_known_again_in_whatever_zone_its_instant_is_written():
    paris = timezone(timedelta(hours=1))
    assert replace(PEN, at=AT.astimezone(paris)).content == PEN.content
    assert replace(PEN, amount=Fraction(1, 2)).content != PEN.content
    assert PEN.key == "vital/2026-11-20/PRN.a"
    assert replace(PEN, line="line").key == "line/2026-11-20/PRN.a"


def test_nobody_is_told_that_they_were_not_entitled_to_save_a_life():
    never = [kind(Tier.STOP) for kind in (found.OUTSIDE_HABILITATION, found.NOT_SCANNED, found.PRN_NOT_ASKED)]
    kept = found.STOCK_DIFFERENCE(Tier.INFO)
    assert kept_of_vital([*never, kept]) == [kept]
    assert [one.code for one in said_of_vital()] == ["vital_act", "inform_prescriber"]


def test_an_act_is_countersigned_by_another_and_once():
    check_countersigning(SIGNED, by="nurse", done_by="educator", countersigned_by=None)
    with pytest.raises(OwnAct):
        check_countersigning(SIGNED, by="nurse", done_by="nurse", countersigned_by=None)
    with pytest.raises(AlreadyCountersigned) as refused:
        check_countersigning(SIGNED, by="nurse", done_by="educator", countersigned_by="A. Autre")
    assert refused.value.facts["by"] == "A. Autre"


@pytest.mark.parametrize("remark", [None, "", "   "])
def test_what_is_to_be_seen_again_says_what(remark):
    review = Countersigning("c", "a", Outcome.REVIEW, remark)
    with pytest.raises(RemarkMissing):
        check_countersigning(review, by="nurse", done_by="educator", countersigned_by=None)
    said = replace(review, remark="la dose")
    check_countersigning(said, by="nurse", done_by="educator", countersigned_by=None)
