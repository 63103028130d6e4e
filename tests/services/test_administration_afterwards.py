"""Acts typed by hand after they were done: the real time, why, and who did them."""

from datetime import timedelta

import pytest

from medcircuit.administration.rules.entry import GestureUnreadable, TypedTooLate
from medcircuit.administration.service.afterwards import NotACarer
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from tests.ward import DOLIPRANE_1G, TODAY, codes, minutes


@pytest.fixture
def jeanne(lilas):
    """A resident with a line in the morning; it is noon."""
    lilas.admit("Jeanne")
    lilas.line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    lilas.then = lilas.now
    lilas.house.clock.advance(timedelta(hours=4))
    return lilas


def test_an_act_of_this_morning_is_typed_with_its_real_time_for_who_did_it(jeanne):
    nurse, idec = jeanne.house.people[Role.NURSE], jeanne.house.people[Role.COORDINATING_NURSE]
    act = jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, afterwards="paper", given_by=idec)
    assert {"entered_afterwards", "entered_for", "not_scanned"} <= set(codes(act))
    row = jeanne.state(jeanne.line)
    assert (row.at, row.by) == (jeanne.then, idec)
    undone = jeanne.act("void", jeanne.line, "Jeanne", replaces=act["id"], reason="mistake")
    assert undone["state"] == "due"
    own = jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, afterwards="outage", given_by=nurse)
    assert "entered_for" not in codes(own)
    assert jeanne.differences() == []


def test_what_a_colleague_recorded_already_is_said(jeanne):
    jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, name="roux")
    answer = jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, afterwards="forgotten")
    assert (answer["status"], answer["question"]["by"]) == ("question", "roux")


def test_an_act_is_typed_for_nobody_who_may_not_give_and_never_without_a_reason(jeanne):
    physician = jeanne.house.people[Role.PHYSICIAN]
    with pytest.raises(NotACarer):
        jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, afterwards="paper", given_by=physician)
    with pytest.raises(NotACarer):
        jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, afterwards="paper", given_by=new_id())
    for wrong in ({"afterwards": "why not"}, {"given_by": physician}):
        with pytest.raises(GestureUnreadable):
            jeanne.give(jeanne.line, "Jeanne", at=jeanne.then, **wrong)


def test_72_hours_is_the_last_instant_a_nurse_types_and_the_coordinating_nurse_types_on(jeanne):
    key = jeanne.key(jeanne.line, day=TODAY - timedelta(days=3))
    edge = jeanne.now - timedelta(hours=72)
    with pytest.raises(TypedTooLate):
        jeanne.give(jeanne.line, "Jeanne", dose=key, at=edge - minutes(1), afterwards="paper")
    late = {"dose": key, "at": edge - minutes(1), "afterwards": "paper", "role": Role.COORDINATING_NURSE}
    assert jeanne.give(jeanne.line, "Jeanne", **late)["state"] == "given"
