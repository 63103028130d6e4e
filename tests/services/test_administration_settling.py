"""What waits for a person: held facts are placed or closed, answers that disagree are decided, the prescriber is told."""

from datetime import timedelta

import pytest

from medcircuit.administration import service
from medcircuit.administration.service.settling import (
    AlreadySettled,
    DecisionUnreadable,
    NoSuchDose,
    NothingToDecide,
)
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, TODAY, codes, minutes

IDEC = Role.COORDINATING_NURSE


@pytest.fixture
def jeanne(lilas):
    """A resident with two lines in the morning."""
    lilas.admit("Jeanne")
    lilas.line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    lilas.other = lilas.prescribe("Jeanne", FUROSEMIDE)
    return lilas


def waiting(ward, role=IDEC):
    with ward.reading(role) as work:
        return service.attention(work)


def placed(ward, event, line, *, role=IDEC, **changes):
    placing = service.Placing(new_id(), ward.key(line), line, ward.people["Jeanne"], **changes)
    with ward.working(role) as work:
        return service.place(work, event, placing).body


def settled(ward, verb, *subject, role=IDEC, **decision):
    with ward.working(role) as work:
        return verb(work, *subject, service.Decision(new_id(), **decision))


def held(ward, **changes):
    """A dose given that nothing planned receives: its key is of another day's slot."""
    return ward.give(ward.line, "Jeanne", slot="NOON", **changes)["id"]


def test_a_held_fact_is_placed_by_the_coordinating_nurse_and_stays_its_authors(jeanne):
    lost = held(jeanne, name="roux")
    assert [one["id"] for one in waiting(jeanne)["held"]] == [lost]
    with jeanne.reading(IDEC) as work:
        near = service.doses_near(work, lost)["doses"]
    assert near[0]["key"] in {jeanne.key(jeanne.line), jeanne.key(jeanne.other)}
    jeanne.house.clock.advance(minutes(30))
    answer = placed(jeanne, lost, jeanne.line)
    assert (answer["state"], answer["state_by"]) == ("given", "roux")
    assert jeanne.state(jeanne.line).at == jeanne.now - minutes(30)
    assert waiting(jeanne)["held"] == []
    with pytest.raises(AlreadySettled):
        placed(jeanne, lost, jeanne.line)
    assert jeanne.differences() == []


def test_a_held_fact_of_a_dose_that_is_given_is_asked_about_before_it_doubles(jeanne):
    lost = held(jeanne, name="roux")
    jeanne.give(jeanne.line, "Jeanne")
    assert placed(jeanne, lost, jeanne.line)["status"] == "question"
    assert [one["id"] for one in waiting(jeanne)["held"]] == [lost]
    assert placed(jeanne, lost, jeanne.line, asserted=True)["flags"] == ["double"]
    assert jeanne.differences() == []


def test_a_held_fact_is_not_put_to_what_is_not_planned_nor_by_another_nurse(jeanne):
    lost = held(jeanne)
    with pytest.raises(NoSuchDose), jeanne.working(IDEC) as work:
        service.place(
            work,
            lost,
            service.Placing(new_id(), jeanne.key(jeanne.line, "EVE"), jeanne.line, jeanne.people["Jeanne"]),
        )
    with pytest.raises(Forbidden):
        placed(jeanne, lost, jeanne.line, role=Role.NURSE)
    with pytest.raises(NotFound):
        placed(jeanne, new_id(), jeanne.line)
    assert [one["id"] for one in waiting(jeanne)["held"]] == [lost]


def test_a_held_fact_is_closed_with_a_reason(jeanne):
    lost = held(jeanne)
    for wrong in ({}, {"reason": "because"}, {"reason": "other"}):
        with pytest.raises(DecisionUnreadable):
            settled(jeanne, service.close_held, lost, **wrong)
    settled(jeanne, service.close_held, lost, reason="entered_twice")
    assert waiting(jeanne)["held"] == []
    with pytest.raises(AlreadySettled):
        settled(jeanne, service.close_held, lost, reason="not_done")


def test_opposite_answers_are_decided_by_a_person(jeanne):
    given = jeanne.give(jeanne.line, "Jeanne")
    refused = jeanne.act(
        "refused", jeanne.line, "Jeanne", name="roux", reason="taste", at=jeanne.now + minutes(1)
    )
    [dose] = waiting(jeanne)["doses"]
    assert (dose["flags"], [one["id"] for one in dose["facts"]]) == (
        ["contradictory"],
        [given["id"], refused["id"]],
    )
    with pytest.raises(Forbidden):
        settled(jeanne, service.decide, dose["dose"], keep=given["id"], role=Role.NURSE)
    with pytest.raises(DecisionUnreadable):
        settled(jeanne, service.decide, dose["dose"])
    settled(jeanne, service.decide, dose["dose"], keep=refused["id"])
    assert (jeanne.state(jeanne.line).state, jeanne.state(jeanne.line).flags) == ("refused", "")
    assert waiting(jeanne)["doses"] == []
    with pytest.raises(NothingToDecide):
        settled(jeanne, service.decide, dose["dose"], keep=given["id"])
    assert jeanne.differences() == []


def test_of_two_givings_one_is_kept_or_both_took_place_and_somebody_said_what_was_done(jeanne):
    for line in (jeanne.line, jeanne.other):
        first = jeanne.give(line, "Jeanne")
        jeanne.give(line, "Jeanne", name="roux", asserted=True, at=jeanne.now + minutes(1))
    assert len(waiting(jeanne)["doses"]) == 2
    settled(jeanne, service.decide, jeanne.key(jeanne.other), keep=first["id"])
    assert jeanne.state(jeanne.other).flags == ""
    settled(jeanne, service.decide, jeanne.key(jeanne.line), note="Médecin prévenu, surveillance 4 h.")
    assert jeanne.state(jeanne.line).flags == "double"
    assert waiting(jeanne)["doses"] == []
    assert jeanne.differences() == []


def test_every_withheld_dose_is_told_to_the_prescriber_until_somebody_did(jeanne):
    act = jeanne.act("withheld", jeanne.line, "Jeanne", reason="asleep")
    assert "inform_prescriber" in codes(act)
    [notice] = waiting(jeanne, Role.NURSE)["prescriber"]
    assert (notice["id"], notice["why"]) == (act["id"], "Dose non donnée par décision.")
    with pytest.raises(DecisionUnreadable):
        settled(jeanne, service.inform, act["id"], role=Role.NURSE, reason="phone")
    settled(jeanne, service.inform, act["id"], role=Role.NURSE, reason="phone", conduct="offer_again")
    assert waiting(jeanne)["prescriber"] == []
    with pytest.raises(AlreadySettled):
        settled(jeanne, service.inform, act["id"], role=Role.NURSE, reason="phone", conduct="leave")
    with pytest.raises(NotFound):
        settled(
            jeanne, service.inform, jeanne.give(jeanne.other, "Jeanne")["id"], reason="phone", conduct="leave"
        )


def test_the_third_refusal_in_72_hours_is_told_and_one_that_was_an_error_is_not(jeanne):
    told = []
    for back in (2, 1, 0):
        at = jeanne.now - timedelta(days=back)
        key = jeanne.key(jeanne.line, day=TODAY - timedelta(days=back))
        told.append(jeanne.act("refused", jeanne.line, "Jeanne", reason="taste", at=at, dose=key))
    assert ["inform_prescriber" in codes(one) for one in told] == [False, False, True]
    assert jeanne.state(jeanne.line).tries == 1
    jeanne.act("void", jeanne.line, "Jeanne", replaces=told[-1]["id"], reason="mistake")
    assert waiting(jeanne)["prescriber"] == []
    assert jeanne.state(jeanne.line).tries == 0
