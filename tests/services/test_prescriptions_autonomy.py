"""What a resident takes by themselves is shown as such in the round, handed over, checked, and missed aloud."""

import pytest

from medcircuit.administration import service
from medcircuit.administration.rules.reading import RoundName
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions.rules.autonomy import AutonomyAct, NotAutonomous
from medcircuit.prescriptions.service.autonomy import Managing, manage
from tests.ward import FUROSEMIDE, TODAY, minutes


def own(ward):
    ward.admit("Jeanne")
    ward.line = ward.prescribe("Jeanne", FUROSEMIDE)
    ward.noon = ward.prescribe("Jeanne", FUROSEMIDE, moment="NOON")
    return ward


@pytest.fixture
def ward(lilas):
    return own(lilas)


@pytest.fixture
def one(sqlite_lilas):
    return own(sqlite_lilas)


def told(ward, act, *, role=Role.NURSE, lines=None, request=None):
    asked = Managing(request or new_id(), AutonomyAct(act), tuple(lines or (ward.line,)), "Vu.")
    with ward.working(role) as work:
        return manage(work, ward.people["Jeanne"], asked)


def states(ward):
    return [dose["state"] for dose in ward.pack()["doses"]]


def waiting(ward):
    with ward.reading() as work:
        return [found["line"] for found in service.attention(work)["autonomy"]]


def test_an_assessed_line_is_the_persons_own_from_then_on_and_a_missed_check_is_said(ward):
    at_noon = RoundName(ward.unit, TODAY, "NOON")
    before = ward.pack(at_noon)["version"]
    told(ward, "assessed", lines=(ward.line, ward.noon))
    assert states(ward) == ["due"], "due before the assessment, it is still the team's"
    noon = ward.pack(at_noon)
    assert [dose["state"] for dose in noon["doses"]] == ["self_managed"]
    assert noon["version"] != before, "a tablet that polls takes the plan again"
    ward.house.clock.advance(minutes(24 * 60 + 1))
    both = (ward.line, ward.noon)
    assert set(waiting(ward)) == set(both)
    told(ward, "handed", lines=both)
    body = told(ward, "checked", lines=both)
    assert [one["missed"] for one in body["lines"]] == [False, False]
    assert waiting(ward) == []
    assert ward.differences() == []


def test_an_act_sent_twice_counts_once_and_ends_by_a_new_assessment(one):
    again = new_id()
    assert told(one, "assessed", request=again) == told(one, "assessed", request=again)
    one.house.clock.advance(minutes(1))
    with pytest.raises(NotAutonomous):
        told(one, "assessed", lines=(one.noon, one.line))
    ended = told(one, "ended", role=Role.PHYSICIAN)
    assert [line["since"] for line in ended["lines"]] == [None, None]
    assert [entry["act"] for entry in ended["log"]] == ["ended", "assessed"]


def test_only_who_gives_hands_over_and_only_what_is_theirs(one):
    told(one, "assessed", role=Role.PHYSICIAN)
    with pytest.raises(Forbidden):
        told(one, "handed", role=Role.PHYSICIAN)
    with pytest.raises(Forbidden):
        told(one, "assessed", role=Role.PHARMACIST)
    with pytest.raises(NotFound):
        told(one, "handed", lines=(new_id(),))
