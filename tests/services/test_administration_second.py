"""A second person finds the dose anew: both answers are kept, and without them the dose is given and countersigned."""

from fractions import Fraction

import pytest

from medcircuit.administration import service
from medcircuit.administration.rules.entry import Override, SameIdOtherContent
from medcircuit.administration.rules.second import SamePerson
from medcircuit.administration.service import Asked, Decision
from medcircuit.administration.service.settling import AlreadySettled
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions.rules.care import Care
from medcircuit.staff.service import Colleague
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, codes, minutes

LANTUS = "65979151"
OTHER = Colleague("somebody", "A. Autre", None)


def asking(ward):
    ward.admit("Jeanne")
    ward.line = ward.prescribe("Jeanne", FUROSEMIDE, care=Care(second=True))
    return ward


@pytest.fixture
def ward(lilas):
    return asking(lilas)


@pytest.fixture
def one(sqlite_lilas):
    return asking(sqlite_lilas)


def look(ward, found="1", *, colleague=OTHER, **changes):
    asked = {"id": new_id(), "dose": ward.key(ward.line), "resident": ward.people["Jeanne"]}
    amounts = {"stated": Fraction(1), "found": Fraction(found)}
    with ward.working() as work:
        return service.look_twice(work, Asked(**{**asked, **amounts, **changes}), colleague)


def test_a_dose_found_alike_by_two_is_given_and_both_are_kept(ward):
    answer = ward.read(ward.box(FUROSEMIDE), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("confirm", ["second_person"])
    looked = look(ward)
    assert (looked["agrees"], looked["by_name"]) == (True, "A. Autre")
    given = ward.give(ward.line, "Jeanne", amount="1", scans=(answer["id"],), second=looked["id"])
    assert "second_person" not in codes(given)
    with ward.reading() as work:
        [dose] = service.dose_history(work, ward.people["Jeanne"])["doses"]
        assert service.attention(work)["alone"] == []
    assert dose["facts"][0]["second_by"] == "A. Autre"
    assert ward.differences() == []


def test_found_otherwise_it_is_never_said_how_and_given_all_the_same_it_is_an_incident(one):
    looked = look(one, "2")
    assert looked == {"id": looked["id"], "agrees": False, "by_name": "A. Autre"}
    assert "second_differs" in codes(one.give(one.line, "Jeanne", amount="1", second=looked["id"]))


def test_a_look_is_of_one_dose_beside_one_person(one):
    noon = look(one, dose=one.key(one.line, "NOON"))
    assert "second_person" in codes(one.give(one.line, "Jeanne", amount="1", second=noon["id"]))
    mine = look(one)
    told = one.give(one.line, "Jeanne", amount="1", second=mine["id"], name="colleague", asserted=True)
    assert "second_person" in codes(told)


def test_the_same_person_twice_is_refused_and_the_same_look_twice_is_one(one):
    me = Colleague(one.house.people[Role.NURSE], "P. nurse", None)
    with pytest.raises(SamePerson):
        look(one, colleague=me)
    again = new_id()
    assert look(one, id=again) == look(one, id=again)
    with pytest.raises(SameIdOtherContent):
        look(one, "2", id=again)
    with pytest.raises(NotFound):
        look(one, resident=new_id())


def test_the_house_asks_a_second_person_for_insulin_whatever_the_line_says(ward):
    ward.check_twice("A10A")
    line = ward.prescribe("Jeanne", LANTUS, amount="10", unit="UI")
    assert {dose["line"]: dose["second"] for dose in ward.pack()["doses"]}[line] is True
    given = ward.act("given", line, "Jeanne", amount="10")
    assert "second_person" in codes(given)
    plain = ward.prescribe("Jeanne", DOLIPRANE_1G)
    assert "second_person" not in codes(ward.give(plain, "Jeanne", amount="1"))


def countersign(ward, event, role=Role.COORDINATING_NURSE):
    with ward.working(role) as work:
        service.countersign(work, event, Decision(new_id(), note="Relu."))


def alone(ward, role=Role.COORDINATING_NURSE):
    with ward.working(role) as work:
        return [(one["id"], one["why"], one["late"]) for one in service.attention(work)["alone"]]


def test_given_alone_it_waits_for_the_coordinating_nurse_for_a_day(ward):
    given = ward.give(ward.line, "Jeanne", amount="1", overrides=(Override("second_person", "alone"),))
    assert "without_witness" in codes(given)
    assert alone(ward) == [(given["id"], "seul en service", False)]
    ward.house.clock.advance(minutes(24 * 60))
    assert alone(ward)[0][2] is False
    ward.house.clock.advance(minutes(1))
    assert alone(ward)[0][2] is True
    with pytest.raises(Forbidden):
        countersign(ward, given["id"], Role.NURSE)
    countersign(ward, given["id"])
    assert alone(ward) == []
    with pytest.raises(AlreadySettled):
        countersign(ward, given["id"])


def test_one_countersigns_no_act_of_ones_own_nor_another(one):
    alone_at_night = (Override("second_person", "alone"),)
    own = one.give(one.line, "Jeanne", amount="1", overrides=alone_at_night, role=Role.COORDINATING_NURSE)
    with pytest.raises(SamePerson):
        countersign(one, own["id"])
    plain = one.prescribe("Jeanne", FUROSEMIDE, moment="NOON")
    given = one.give(plain, "Jeanne", slot="NOON")
    for event in (given["id"], new_id()):
        with pytest.raises(NotFound):
            countersign(one, event)
