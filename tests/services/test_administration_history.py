"""What became of a resident's doses: each answer stays, corrected ones too, with who and when."""

from datetime import timedelta

import pytest

from medcircuit.administration import service
from medcircuit.administration.service.history import TooManyDays
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from tests.ward import DOLIPRANE_1G, TODAY, minutes


def read(ward, *days, who="Jeanne", role=Role.NURSE):
    with ward.reading(role) as work:
        return service.dose_history(work, ward.people.get(who, who), *days)["doses"]


def test_a_corrected_answer_stays_beside_the_one_that_corrects_it(lilas):
    lilas.admit("Jeanne")
    line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    given = lilas.give(line, "Jeanne")
    refused = lilas.act(
        "refused", line, "Jeanne", replaces=given["id"], reason="not_taken", at=lilas.now + minutes(1)
    )
    [dose] = read(lilas)
    assert (dose["state"], dose["tries"]) == ("refused", 1)
    assert [(one["id"], one["kind"], one["replaces"]) for one in dose["facts"]] == [
        (given["id"], "given", None),
        (refused["id"], "refused", given["id"]),
    ]
    assert all(one["by_name"] == "P. nurse" for one in dose["facts"])
    week = read(lilas, TODAY - timedelta(days=6), TODAY)
    assert [one["state"] for one in week] == [*["due"] * 6, "refused"]


def test_what_was_handed_is_then_seen_taken_without_being_judged_or_taken_from_stock_again(lilas):
    lilas.admit("Jeanne")
    line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    lilas.act("handed", line, "Jeanne", scans=(lilas.read(lilas.box(DOLIPRANE_1G), who="Jeanne")["id"],))
    lilas.house.clock.advance(timedelta(hours=4))
    seen = lilas.give(line, "Jeanne")
    assert (seen["state"], seen["incidents"], lilas.moved(seen["id"])) == ("given", [], [])
    assert lilas.differences() == []


def test_a_history_is_for_who_may_read_the_round_and_has_its_bounds(lilas):
    lilas.admit("Jeanne")
    for first, last in ((TODAY, TODAY - timedelta(days=1)), (TODAY - timedelta(days=31), TODAY)):
        with pytest.raises(TooManyDays):
            read(lilas, first, last)
    assert read(lilas, TODAY - timedelta(days=30), TODAY) == []
    with pytest.raises(Forbidden):
        read(lilas, role=Role.CARE_ASSISTANT)
    with pytest.raises(NotFound):
        read(lilas, who=new_id())
