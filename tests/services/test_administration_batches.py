"""Acts sent together: each has its own answer, and the chain of a device has no hole that nobody sees."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from medcircuit.administration import service
from medcircuit.kernel.audit import audit_entry
from tests.ward import DOLIPRANE_1G, minutes


@pytest.fixture
def jeanne(lilas):
    """A resident with a line of one tablet in the morning."""
    lilas.admit("Jeanne")
    lilas.line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    return lilas


def test_one_act_of_a_batch_that_makes_no_sense_does_not_hold_the_others_back(jeanne):
    good = jeanne.gesture("given", jeanne.line, "Jeanne")
    ahead = jeanne.gesture("refused", jeanne.line, "Jeanne", reason="taste", at=jeanne.now + minutes(3))
    taken, refused = jeanne.record(good, ahead)
    assert (taken["state"], refused["id"], refused["problem"]) == ("given", ahead.id, "future_act")
    assert jeanne.state(jeanne.line).event_id == good.id
    with jeanne.house.database.read() as connection:
        outcomes = connection.execute(select(audit_entry.c.outcome, audit_entry.c.objects)).all()
    assert any(row.outcome == "future_act" and ahead.id in row.objects for row in outcomes)
    assert holes(jeanne) == []


def holes(ward):
    """What the chains of the house's devices lack."""
    with ward.house.database.read() as connection:
        return service.verified(connection, ward.house.establishment_id).notices


def test_no_to_a_second_giving_leaves_no_hole_in_the_chain_of_the_device(jeanne):
    jeanne.give(jeanne.line, "Jeanne")
    second = jeanne.gesture("given", jeanne.line, "Jeanne")
    assert jeanne.record(second, name="roux")[0]["status"] == "question"
    jeanne.give(jeanne.line, "Jeanne", asserted=True)
    assert holes(jeanne) == ["appareil device-1 : saisies n° 2 jamais reçues"]
    for _ in range(2):
        answer = jeanne.record(replace(second, withdrawn=True), name="roux")[0]
        assert (answer["id"], answer["status"]) == (second.id, "withdrawn")
    assert holes(jeanne) == jeanne.differences() == []


def test_what_was_given_cannot_be_withdrawn(jeanne):
    given = jeanne.gesture("given", jeanne.line, "Jeanne")
    first = jeanne.record(given)
    assert jeanne.record(replace(given, withdrawn=True)) == first
    assert jeanne.state(jeanne.line).event_id == given.id


def test_one_id_twice_in_a_batch_with_two_contents_is_refused(jeanne):
    gesture = jeanne.gesture("given", jeanne.line, "Jeanne")
    taken, refused = jeanne.record(gesture, replace(gesture, note="other"))
    assert (taken["state"], refused["problem"]) == ("given", "same_id_other_content")
