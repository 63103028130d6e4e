"""The dose of the days after an INR: planned with its author, still to decide beyond, versioned."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.daily import Daily, DailySuperseded, NothingDaily, Source
from medcircuit.prescriptions.rules.lines import LineIdTaken, Prescription, Terms
from medcircuit.prescriptions.service.daily import Deciding, daily_of, decide_daily
from medcircuit.residents import service as residents
from tests.ward import BEGUN, FUROSEMIDE, TODAY, minutes

PREVISCAN = "68133651"
DAY = timedelta(days=1)


def by_day(ward):
    ward.admit("Jeanne")
    written = [{"timing": {"repeat": {"when": ["MORN"]}}, "route": {"text": "orale"}}]
    with ward.past(BEGUN) as work:
        asked = Prescription(
            new_id(), ward.people["Jeanne"], Terms(read_dosages(written), None), cis=PREVISCAN
        )
        ward.line = prescriptions.prescribe(work, asked).id
    return ward


@pytest.fixture
def ward(lilas):
    return by_day(lilas)


@pytest.fixture
def one(sqlite_lilas):
    return by_day(sqlite_lilas)


def deciding(ward, *amounts, seen=0, **changes):
    told = [Fraction(one) for one in amounts]
    value = Fraction(24, 10)
    daily = Daily(
        TODAY, tuple(told), "comprimé", value, TODAY, Source.PHYSICIAN, "Dr Roux", TODAY + DAY * len(told)
    )
    return Deciding(new_id(), seen, replace(daily, **changes), ward.now - minutes(30))


def decide(ward, asked, role=Role.NURSE, line=None):
    with ward.working(role) as work:
        return decide_daily(work, line or ward.line, asked)


def asked_still(ward):
    return [one["question"] for one in ward.pack()["to_decide"]]


def test_doses_decided_are_planned_with_who_decided_and_after_which_inr(ward):
    assert len(asked_still(ward)) == 1
    before = ward.pack()["version"]
    told = decide(ward, deciding(ward, "3/4", "1/2"))
    assert [one["doses"] for one in told["decisions"]] == [
        ["¾ (trois quarts) comprimé", "½ (un demi) comprimé"]
    ]
    pack = ward.pack()
    [dose] = pack["doses"]
    assert (dose["amount"], dose["units"], pack["version"] != before) == ("0.75", "0.75", True)
    assert "Dose décidée par Dr Roux, INR 2,4 du 21/11" in dose["instructions"][-1]
    assert asked_still(ward) == []
    with ward.reading() as work:
        assert [one.measure.said for one in residents.measures_of(work, ward.people["Jeanne"])] == ["2,4"]
    given = ward.give(
        ward.line, "Jeanne", amount="3/4", scans=(ward.read(ward.box(PREVISCAN), who="Jeanne")["id"],)
    )
    assert given["state"] == "given"
    assert ward.differences() == []


def test_beyond_the_last_day_it_is_to_decide_again_and_a_zero_suspends_the_day(one):
    decide(one, deciding(one, "0"))
    [dose] = one.pack()["doses"]
    assert dose["state"] == "suspended"
    assert asked_still(one)[0].endswith("Décidé jusqu'au 21/11.")


def test_a_decision_rests_on_the_one_before_and_sent_twice_is_one(one):
    first = deciding(one, "1")
    assert decide(one, first) == decide(one, first)
    with pytest.raises(LineIdTaken):
        decide(one, replace(first, seen=1))
    with pytest.raises(DailySuperseded):
        decide(one, deciding(one, "2"))
    told = decide(one, deciding(one, "2", seen=1), Role.PHYSICIAN)
    assert [known["number"] for known in told["decisions"]] == [2, 1]
    assert one.pack()["doses"][0]["amount"] == "2"


def test_only_who_prescribes_or_copies_decides_and_only_where_no_dose_is_written(one):
    with pytest.raises(Forbidden):
        decide(one, deciding(one, "1"), Role.PHARMACIST)
    written = one.prescribe("Jeanne", FUROSEMIDE)
    with pytest.raises(NothingDaily):
        decide(one, deciding(one, "1"), line=written)
    with pytest.raises(NotFound):
        decide(one, deciding(one, "1"), line=new_id())
    with one.reading() as work:
        assert daily_of(work, one.line)["by_day"]
        assert not daily_of(work, written)["by_day"]
