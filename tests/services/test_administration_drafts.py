"""What a carer has begun follows them to another tablet, for two hours, and nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from medcircuit.administration import service
from medcircuit.administration.service.drafts import KEPT
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound


def keep(ward, resident, *, role=Role.NURSE, name=None, **content):
    with ward.working(role) as work:
        service.keep_draft(work, name or ward.round, service.Begun("tablet-1", resident, content))


def read(ward, role=Role.NURSE):
    with ward.reading(role) as work:
        return service.read_draft(work, ward.round)["draft"]


def test_what_is_begun_is_ones_own_replaced_by_what_comes_after_and_gone_once_left(lilas):
    jeanne = lilas.admit("Jeanne")
    keep(lilas, jeanne, lines={"a": 1})
    keep(lilas, jeanne, lines={"a": 2})
    kept = read(lilas)
    assert (kept["device"], kept["resident"], kept["content"]) == ("tablet-1", jeanne, {"lines": {"a": 2}})
    assert read(lilas, Role.COORDINATING_NURSE) is None
    lilas.house.clock.advance(KEPT - timedelta(seconds=1))
    assert read(lilas)
    lilas.house.clock.advance(timedelta(seconds=1))
    assert read(lilas) is None
    keep(lilas, None)
    assert read(lilas) is None


def test_nothing_is_begun_in_no_round_with_a_stranger_or_by_who_may_not_give(lilas):
    with pytest.raises(NotFound):
        keep(lilas, lilas.admit("Paul"), name=replace(lilas.round, moment="NEVER"))
    with pytest.raises(NotFound):
        keep(lilas, new_id())
    with pytest.raises(Forbidden):
        keep(lilas, lilas.admit("Jeanne"), role=Role.PHYSICIAN)
