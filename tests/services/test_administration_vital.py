"""Life-saving acts are facts, whoever did them; a nurse countersigns each act that was not a nurse's."""

import uuid
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.administration import service
from medcircuit.administration.rules.countersigning import (
    AlreadyCountersigned,
    Countersigning,
    Outcome,
    OwnAct,
)
from medcircuit.administration.rules.entry import SameIdOtherContent
from medcircuit.administration.rules.vital import VitalAct
from medcircuit.administration.service.countersigning import acts_to_countersign, countersign
from medcircuit.administration.service.vital import Told, record_vital
from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import Work
from tests.ward import DOLIPRANE_500, FUROSEMIDE


@pytest.fixture
def lucas(lilas):
    lilas.admit("Lucas")
    lilas.line = lilas.prescribe_prn("Lucas", DOLIPRANE_500)
    return lilas


def act(ward, **changes):
    made = VitalAct(
        str(uuid.uuid4()), ward.people["Lucas"], ward.now, "tablet", ward.line, amount=Fraction(1)
    )
    return replace(made, **changes)


def save(ward, told, role=Role.EDUCATOR, **when):
    with ward.working(role) as work:
        return record_vital(work, Told(told, **when)).body


def waiting(ward, role=Role.NURSE):
    with ward.reading(role) as work:
        return acts_to_countersign(work)["acts"]


def sign(ward, event, outcome=Outcome.COUNTERSIGNED, role=Role.NURSE, **changes):
    said = Countersigning(changes.pop("id", str(uuid.uuid4())), event, outcome, **changes)
    with ward.working(role) as work:
        return countersign(work, said)


def test_an_educator_saves_a_life_the_stock_leaves_and_nurse_and_prescriber_are_told(lucas):
    told = act(lucas, called=True)
    body = save(lucas, told)
    assert body["status"] == "accepted_with_incidents"
    codes = {one["code"] for one in body["incidents"]}
    assert {"vital_act", "inform_prescriber"} <= codes
    assert not codes & {"outside_habilitation", "prn_not_asked", "not_scanned"}
    assert lucas.moved(told.id)
    with lucas.reading() as work:
        assert [one["id"] for one in service.attention(work)["prescriber"]] == [told.id]
    (card,) = waiting(lucas)
    assert (card["event"], card["why"], card["called"]) == (told.id, ["helper", "vital"], True)
    assert save(lucas, told) == body
    assert len(waiting(lucas)) == 1
    with pytest.raises(SameIdOtherContent):
        save(lucas, replace(told, amount=Fraction(2)))
    with lucas.house.database.read() as connection:
        assert not list(service.verify(connection, lucas.house.establishment_id))


@pytest.mark.parametrize("role", list(Role))
def test_nothing_stops_it_neither_role_nor_hour_nor_limit_nor_a_stopped_line(sqlite_lilas, role):
    ward = sqlite_lilas
    ward.admit("Lucas")
    ward.line = ward.prescribe_prn("Lucas", DOLIPRANE_500, most=1)
    scheduled = ward.prescribe("Lucas", FUROSEMIDE)
    first, over, late = act(ward), act(ward), act(ward, at=ward.now - timedelta(days=30))
    ahead = act(ward, at=ward.now + timedelta(days=1))
    unknown = act(ward, line=None, product="stylo d'adrénaline", amount=None)
    for told in (first, over, late, ahead, act(ward, line="nothing"), act(ward, line=scheduled), unknown):
        assert save(ward, told, role)["status"] in {"accepted_with_incidents", "held"}
    ward.stop_line(ward.line, ward.now - timedelta(hours=1))
    assert save(ward, act(ward), role)["status"] in {"accepted_with_incidents", "held"}
    assert len(waiting(ward)) == 8


def test_a_wrong_clock_and_another_house_are_told_apart(lucas):
    ahead = act(lucas, at=lucas.now + timedelta(hours=3))
    save(lucas, ahead, sent_at=lucas.now + timedelta(hours=3))
    (card,) = waiting(lucas)
    assert card["at"].startswith("2026-11-21T07:10")
    with lucas.house.database.write() as connection, pytest.raises(NotFound):
        stranger = replace(lucas.house.actor(Role.NURSE), establishment_id="elsewhere")
        record_vital(Work(connection, stranger, lucas.now), Told(act(lucas)))


def test_each_act_is_countersigned_once_by_another_nurse(lucas):
    told = act(lucas)
    save(lucas, told, Role.NURSE)
    with pytest.raises(OwnAct):
        sign(lucas, told.id)
    other, again = Role.COORDINATING_NURSE, str(uuid.uuid4())
    sign(lucas, told.id, Outcome.REVIEW, other, remark="La dose était double.")
    (card,) = waiting(lucas)
    assert [one["text"] for one in card["remarks"]] == ["La dose était double."]
    sign(lucas, told.id, role=other, id=again, remark="Revu avec l'équipe.")
    assert sign(lucas, told.id, role=other, id=again, remark="Revu avec l'équipe.") == {"id": again}
    assert waiting(lucas) == []
    with pytest.raises(AlreadyCountersigned):
        sign(lucas, told.id, role=other)
    with pytest.raises(NotFound):
        sign(lucas, "nothing", role=other)
    with pytest.raises(Forbidden):
        sign(lucas, told.id, role=Role.EDUCATOR)
