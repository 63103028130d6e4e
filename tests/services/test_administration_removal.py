"""What stays on the body: put on at a site, taken off as an act of its own, never two at once."""

from dataclasses import replace as changed
from datetime import timedelta
from decimal import Decimal

import pytest

from medcircuit.administration import service
from medcircuit.administration.rules.entry import GestureUnreadable
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.wearing import removal_key
from medcircuit.administration.service import rebuild
from medcircuit.administration.service.closing import DosesWithoutAnswer
from medcircuit.kernel.db import new_id
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Act, Prescription, Terms
from tests.ward import BEGUN, TODAY, codes, dosage, minutes

PATCH = "dispositif transdermique"
RIVASTIGMINE = "61322336"
TRINITRINE = "63785468"
DAY = timedelta(days=1)


def worn(ward):
    """A person with a patch a day, put on yesterday at 08:10."""
    ward.admit("Jeanne")
    ward.line = ward.prescribe("Jeanne", RIVASTIGMINE, unit=PATCH)
    ward.yesterday = ward.key(ward.line, day=TODAY - DAY)
    ward.off = removal_key(ward.yesterday)
    ward.put_on = ward.act(
        "given", ward.line, "Jeanne", dose=ward.yesterday, at=ward.now - DAY, site="arm_left"
    )
    return ward


@pytest.fixture
def patch(lilas):
    return worn(lilas)


@pytest.fixture
def one(sqlite_lilas):
    return worn(sqlite_lilas)


def board(ward, moment="MORN", day=TODAY):
    doses = ward.pack(RoundName(ward.unit, day, moment))["doses"]
    return {dose["key"]: (dose["act"], dose["state"]) for dose in doses}


def test_yesterdays_patch_is_due_off_in_the_round_that_puts_on_the_next(patch):
    assert board(patch) == {
        patch.off: ("remove", "due"),
        patch.key(patch.line): ("give", "due"),
    }
    dose = next(one for one in patch.pack()["doses"] if one["act"] == "remove")
    assert (dose["applied"]["site"], dose["amount"], dose["units"]) == ("arm_left", None, None)
    assert "site_not_said" not in codes(patch.put_on)
    removed = patch.act("removed", patch.line, "Jeanne", dose=patch.off)
    assert (removed["status"], removed["state"]) == ("accepted", "removed")
    assert patch.moved(removed["id"]) == []
    assert board(patch)[patch.off] == ("remove", "removed")
    given = patch.give(patch.line, "Jeanne", site="arm_right")
    assert "still_worn" not in codes(given)
    assert patch.differences() == []
    with patch.house.writing() as work:
        rebuild(work)
    assert board(patch)[patch.off] == ("remove", "removed")


def test_nothing_is_taken_off_that_was_not_put_on(sqlite_lilas):
    ward = sqlite_lilas
    ward.admit("Jeanne")
    ward.line = ward.prescribe("Jeanne", RIVASTIGMINE, unit=PATCH)
    ward.act("refused", ward.line, "Jeanne", dose=ward.key(ward.line, day=TODAY - DAY), reason="opposition")
    assert board(ward) == {ward.key(ward.line): ("give", "due")}
    off = ward.act("removed", ward.line, "Jeanne", dose=removal_key(ward.key(ward.line, day=TODAY - DAY)))
    assert off["status"] == "held"


def test_an_application_that_is_annulled_takes_its_removal_with_it(one):
    one.act("void", one.line, "Jeanne", dose=one.yesterday, replaces=one.put_on["id"], reason="mistake")
    assert board(one) == {one.key(one.line): ("give", "due")}


def test_a_scan_of_the_next_one_asks_to_take_off_the_one_that_is_on(one):
    answer = one.read(one.box(RIVASTIGMINE), who="Jeanne")
    assert (answer["verdict"], codes(answer)[0]) == ("confirm", "still_worn")
    assert answer["findings"][0]["facts"] == {"at": "le 20/11 à 08:10", "site": "bras gauche"}
    assert "site" in answer["proposal"]["ask"]
    one.act("removed", one.line, "Jeanne", dose=one.off)
    assert one.read(one.box(RIVASTIGMINE), who="Jeanne", at=one.now + minutes(1))["verdict"] == "ok"


def test_put_on_beside_another_without_a_word_is_an_incident(one):
    assert {"still_worn", "same_site"} <= set(codes(one.give(one.line, "Jeanne", site="arm_left")))


def test_a_removal_sent_with_the_next_one_is_known_to_be_done(one):
    both = one.record(
        one.gesture("removed", one.line, "Jeanne", dose=one.off),
        one.gesture("given", one.line, "Jeanne"),
    )
    assert [codes(receipt) for receipt in both] == [[], ["site_not_said", "not_scanned", "stock_difference"]]
    dose = next(dose for dose in one.pack()["doses"] if dose["act"] == "give")
    assert [last["site"] for last in dose["last_sites"]] == ["arm_left"]


def test_one_that_had_come_off_is_looked_for(one):
    assert codes(one.act("removed", one.line, "Jeanne", dose=one.off, reason="found_off")) == ["found_off"]


def test_a_dose_is_not_removed_nor_a_removal_given(one):
    for kind, key in (("given", one.off), ("removed", one.key(one.line))):
        with pytest.raises(GestureUnreadable):
            one.act(kind, one.line, "Jeanne", dose=key)


def test_a_round_does_not_close_over_a_patch_that_stays_on(one):
    one.give(one.line, "Jeanne", site="arm_right")
    with pytest.raises(DosesWithoutAnswer) as caught:
        one.close()
    assert caught.value.facts["keys"] == [one.off]
    one.close(forced=True, owner=one.house.actor(next(iter(one.house.people))).user_id)
    assert board(one)[one.off] == ("remove", "untraced")
    assert one.differences() == []


def prescribed_for(ward, hours):
    """A patch put on this morning and left on so many hours."""
    written = dosage(unit=PATCH)
    written[0]["timing"]["repeat"] |= {"duration": Decimal(hours), "durationUnit": "h"}
    with ward.past(BEGUN) as work:
        asked = Prescription(
            new_id(), ward.people["Jeanne"], Terms(read_dosages(written), None), cis=TRINITRINE
        )
        return prescriptions.prescribe(work, asked).id


def test_a_patch_left_on_some_hours_comes_off_in_the_round_of_that_hour(sqlite_lilas):
    ward = sqlite_lilas
    ward.admit("Jeanne")
    line = prescribed_for(ward, 13)
    assert board(ward, "HS") == {}
    ward.give(line, "Jeanne", site="chest_left")
    off = removal_key(ward.key(line))
    assert board(ward, "HS") == {off: ("remove", "due")}
    assert board(ward) == {ward.key(line): ("give", "given")}
    assert ward.pack()["worn"][0]["key"] == off
    assert ward.act("removed", line, "Jeanne", dose=off)["incidents"][0]["code"] == "early"
    assert ward.pack()["worn"] == []


def test_a_stopped_line_leaves_its_patch_to_take_off_in_the_next_round(one):
    one.stop_line(one.line, one.now - minutes(5))
    assert board(one)[one.off] == ("remove", "due")
    one.house.clock.advance(DAY / 4)
    ward, line = one, one.prescribe("Jeanne", TRINITRINE, unit=PATCH, moment="NOON")
    ward.give(line, "Jeanne", slot="NOON", site="arm_right")
    ward.stop_line(line, ward.now)
    assert board(ward, "AFT") == {removal_key(ward.key(line, "NOON")): ("remove", "due")}


def test_a_suspended_patch_comes_off_too(one):
    one.stop_line(one.line, one.now - minutes(5), act=Act.SUSPEND)
    assert board(one)[one.off] == ("remove", "due")


def test_seen_from_the_day_before_its_removal_is_not_due(one):
    assert one.off not in board(one, day=TODAY - DAY)
    assert changed(one.round, day=TODAY) == one.round


def test_the_residents_page_says_what_is_worn_where_since_when_and_until(one):
    def seen():
        with one.reading() as work:
            return service.dose_history(work, one.people["Jeanne"], TODAY - DAY, TODAY)["worn"]

    [worn_still] = seen()
    assert (worn_still["key"], worn_still["applied"]["site"]) == (one.off, "arm_left")
    assert (worn_still["applied"]["by"], worn_still["due"][:10]) == ("P. nurse", TODAY.isoformat())
    one.act("removed", one.line, "Jeanne", dose=one.off)
    assert seen() == []
