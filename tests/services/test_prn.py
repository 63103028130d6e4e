"""Doses as needed: limits over every line, a claim that two carers cannot both have, an effect that is looked at."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.administration import service
from medcircuit.administration.rules.as_needed import AskUnreadable
from medcircuit.administration.rules.entry import SameIdOtherContent
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.service import Asked, prn
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions.rules.autonomy import AutonomyAct
from medcircuit.prescriptions.rules.care import Care
from medcircuit.prescriptions.service.autonomy import Managing, manage
from medcircuit.residents.rules.admission import FieldUnreadable
from medcircuit.staff.service import Colleague
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, FUROSEMIDE, TODAY, codes


def asked(ward, who="Jeanne", *, line=None, role=Role.NURSE, name=None, **changes):
    made = prn.PrnAsk(
        id=str(uuid.uuid4()),
        resident=ward.people[who],
        line=line or ward.line,
        version_seen=1,
        reason="pain",
        amount=Fraction(1),
        at=ward.now,
        device="device-1",
        scale="en",
        score=Fraction(6),
    )
    with ward.working(role, name=name) as work:
        return prn.ask_prn(work, replace(made, **changes))


def take(ward, answer, kind="given", **changes):
    line = answer["line"]
    return ward.act(kind, line, "Jeanne", dose=answer["dose"], **changes)


def lines(ward, who="Jeanne"):
    with ward.reading() as work:
        return prn.prn_json(work, ward.people[who])


@pytest.fixture
def jeanne(lilas):
    """A resident with 500 mg as needed every six hours, four a day at the most."""
    lilas.admit("Jeanne")
    lilas.line = lilas.prescribe_prn("Jeanne", DOLIPRANE_500)
    return lilas


def later(ward, **lapse):
    ward.house.clock.advance(timedelta(**lapse))


def test_a_dose_as_needed_is_claimed_given_and_moves_the_stock(jeanne):
    answer = asked(jeanne, raw=jeanne.box(DOLIPRANE_500), scan_id=str(uuid.uuid4()))
    assert (answer["verdict"], answer["claimed"]) == ("ok", True)
    receipt = take(jeanne, answer, scans=(answer["scan"],))
    assert (receipt["state"], codes(receipt)) == ("given", ["stock_difference"])
    assert ("place", "administered", 12) in jeanne.moved(receipt["id"])
    assert jeanne.differences() == []


def test_the_interval_says_from_when_on(jeanne):
    take(jeanne, asked(jeanne))
    later(jeanne, hours=2)
    line = lines(jeanne)["lines"][0]
    assert line["light"] == "later"
    assert line["next_at"] == (jeanne.now + timedelta(hours=4)).isoformat(timespec="milliseconds").replace(
        "+00:00", "Z"
    )
    refused = asked(jeanne)
    assert (refused["verdict"], refused["claimed"]) == ("stop", False)
    assert "prn_too_soon" in codes(refused)
    later(jeanne, hours=4)
    assert asked(jeanne)["claimed"]


def test_two_carers_cannot_give_the_same_dose(jeanne):
    first = asked(jeanne, name="Anne")
    second = asked(jeanne, name="Brigitte")
    assert not second["claimed"]
    assert "prn_in_progress" in codes(second)
    assert lines(jeanne)["lines"][0]["light"] == "in_progress"
    with jeanne.working(name="Brigitte") as work:
        prn.end_ask(work, first["id"])
        prn.end_ask(work, first["id"])
    assert asked(jeanne, name="Brigitte")["claimed"]


def test_at_the_same_instant_one_of_many_carers_has_it(jeanne):
    with ThreadPoolExecutor(4) as carers:
        answers = list(carers.map(lambda n: asked(jeanne, name=f"carer {n}"), range(4)))
    assert sum(answer["claimed"] for answer in answers) == 1


def test_the_same_request_has_the_same_answer(jeanne):
    made = str(uuid.uuid4())
    first = asked(jeanne, id=made)
    assert asked(jeanne, id=made) == first
    with pytest.raises(SameIdOtherContent):
        asked(jeanne, id=made, amount=Fraction(2))


def test_a_substance_counts_over_every_line_and_reserves_what_is_planned(jeanne):
    jeanne.prescribe("Jeanne", DOLIPRANE_1G, moments=("NOON", "EVE"), amount="1")
    answer = asked(jeanne)
    reserved = [one["facts"] for one in answer["findings"] if one["code"] == "prn_reserved"]
    assert [one["amount"] for one in reserved][:2] == ["1 g", "1 g"]
    assert lines(jeanne)["lines"][0]["left"][0]["substance"] == "paracétamol"


def test_a_refused_planned_dose_releases_what_it_reserved(jeanne):
    line = jeanne.prescribe("Jeanne", DOLIPRANE_1G, days=("sat",))
    before = lines(jeanne)["lines"][0]["left"]
    jeanne.act("refused", line, "Jeanne", reason="taste")
    assert before == [{"substance": "paracétamol", "amount": "3 g"}]
    assert lines(jeanne)["lines"][0]["left"] == [{"substance": "paracétamol", "amount": "4 g"}]


def test_what_a_person_takes_alone_is_reserved_too(sqlite_lilas):
    ward = sqlite_lilas
    ward.admit("Jeanne")
    ward.prescribe_prn("Jeanne", DOLIPRANE_500)
    own = ward.prescribe("Jeanne", DOLIPRANE_1G, moments=("NOON", "EVE"))
    before = lines(ward)["lines"][0]["left"]
    with ward.working() as work:
        manage(work, ward.people["Jeanne"], Managing(new_id(), AutonomyAct.ASSESSED, (own,), "Vu."))
    assert lines(ward)["lines"][0]["left"] == before == [{"substance": "paracétamol", "amount": "2 g"}]
    noon = RoundName(ward.unit, TODAY, "NOON")
    assert "taken_alone" in codes(ward.read(ward.box(DOLIPRANE_1G), who="Jeanne", round=noon))


def test_a_limit_over_a_month_looks_back_a_month(sqlite_lilas):
    ward = sqlite_lilas
    ward.admit("Jeanne")
    ward.line = ward.prescribe_prn("Jeanne", DOLIPRANE_500, most=1, period=480)
    take(ward, asked(ward))
    later(ward, days=19, hours=23)
    assert "prn_maximum" in codes(asked(ward))
    later(ward, hours=1)
    assert asked(ward)["claimed"]


def test_a_dose_as_needed_may_ask_a_second_person(sqlite_lilas):
    ward = sqlite_lilas
    ward.admit("Jeanne")
    ward.line = ward.prescribe_prn("Jeanne", DOLIPRANE_500, care=Care(second=True))
    answer = asked(ward)
    assert (answer["verdict"], answer["claimed"]) == ("confirm", True)
    assert "second_person" in codes(answer)
    look = {"id": new_id(), "dose": answer["dose"], "resident": ward.people["Jeanne"]}
    with ward.working() as work:
        found = Asked(**look, stated=Fraction(1), found=Fraction(1))
        service.look_twice(work, found, Colleague("somebody", "A. Autre", None))
    given = take(ward, answer, amount="1", second=look["id"])
    assert "second_person" not in codes(given)
    later(ward, hours=7)
    assert "second_person" in codes(take(ward, asked(ward), amount="1"))


def test_what_the_family_gave_counts(jeanne):
    with jeanne.working() as work:
        told = prn.Declared(
            str(uuid.uuid4()), jeanne.people["Jeanne"], jeanne.line, Fraction(2), jeanne.now, "sa fille"
        )
        prn.declare(work, told)
        prn.declare(work, told)
        with pytest.raises(FieldUnreadable):
            prn.declare(work, replace(told, id=str(uuid.uuid4()), said_by=" "))
    assert "prn_too_soon" in codes(asked(jeanne))
    assert lines(jeanne)["lines"][0]["left"] == [{"substance": "paracétamol", "amount": "3 g"}]


def test_a_dose_spat_out_counts_until_a_nurse_says_otherwise(jeanne):
    answer = asked(jeanne)
    take(jeanne, answer)
    later(jeanne, minutes=5)
    take(jeanne, answer, "spat_out", reason="spat")
    assert not asked(jeanne)["claimed"]
    with jeanne.working() as work:
        prn.set_counting(work, answer["dose"], counts=False)
    assert asked(jeanne)["claimed"]


def test_past_a_limit_a_nurse_needs_a_new_medical_decision(jeanne):
    take(jeanne, asked(jeanne))
    later(jeanne, hours=1)
    answer = asked(jeanne, decided_by="Dr Roux, téléphone")
    assert answer["claimed"]
    receipt = take(jeanne, answer)
    assert "prn_decided" in codes(receipt)
    assert receipt["status"] == "accepted_with_incidents"


def test_a_dose_given_without_being_asked_for_is_a_fact_with_its_incidents(jeanne):
    take(jeanne, asked(jeanne))
    later(jeanne, hours=1)
    key = f"{jeanne.line}/{jeanne.now.date()}/PRN.{uuid.uuid4()}"
    receipt = jeanne.act("given", jeanne.line, "Jeanne", dose=key)
    assert receipt["state"] == "given"
    assert {"prn_too_soon", "prn_not_asked"} <= set(codes(receipt))
    assert jeanne.differences() == []


def test_a_reason_asks_for_its_measure(jeanne):
    for wrong in (
        {"score": None},
        {"scale": "days"},
        {"score": Fraction(11)},
        {"reason": "whim"},
        {"amount": Fraction(0)},
    ):
        with pytest.raises(AskUnreadable):
            asked(jeanne, **wrong)


def test_the_card_of_another_person_is_a_stop(jeanne):
    jeanne.admit("Odette", birth_name="BERNARD")
    answer = asked(jeanne, card=jeanne.cards["Odette"])
    assert (answer["claimed"], "wrong_person" in codes(answer)) == (False, True)
    assert asked(jeanne, card=jeanne.cards["Jeanne"])["claimed"]


def test_the_box_of_another_medicine_is_a_stop(jeanne):
    answer = asked(jeanne, raw=jeanne.box(FUROSEMIDE), scan_id=str(uuid.uuid4()))
    assert answer["verdict"] == "stop"


def test_an_effect_falls_due_and_is_recorded_once(jeanne):
    answer = asked(jeanne)
    take(jeanne, answer)
    (waiting,) = lines(jeanne)["effects"]
    assert not waiting["due"]
    later(jeanne, minutes=60)
    with jeanne.reading() as work:
        (due,) = prn.effects_due(work)["effects"]
    assert (due["due"], due["dose"], due["name"]) == (True, answer["dose"], "MARTIN Jeanne")
    looked = prn.Looked(str(uuid.uuid4()), answer["dose"], "partial", jeanne.now, "en", Fraction(3))
    for _ in range(2):
        with jeanne.working() as work:
            assert not prn.look(work, looked)["call"]
    assert lines(jeanne)["effects"] == []


def test_who_may_not_help_may_not_ask(jeanne):
    with pytest.raises(Forbidden):
        asked(jeanne, role=Role.PHARMACIST)


def test_the_command_says_whether_a_dose_of_a_resident_is_possible(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    line = sqlite_lilas.line = sqlite_lilas.prescribe_prn("Jeanne", DOLIPRANE_500)
    take(sqlite_lilas, asked(sqlite_lilas))
    with sqlite_lilas.house.database.read() as connection:
        found = prn.judged_line(connection, sqlite_lilas.people["Jeanne"], line, sqlite_lilas.now)
        with pytest.raises(NotFound):
            prn.judged_line(connection, sqlite_lilas.people["Jeanne"], "no line", sqlite_lilas.now)
        with pytest.raises(NotFound):
            prn.judged_line(connection, "nobody", line, sqlite_lilas.now)
    assert (found["allowed"], found["remaining_24h"]) == (False, {"paracetamol": "3500"})
    assert any(sentence.startswith("Trop tôt après la dernière prise") for sentence in found["sentences"])


def test_an_effect_nobody_looked_at_passes_to_the_next_shift(jeanne):
    take(jeanne, asked(jeanne))
    later(jeanne, hours=5)
    with jeanne.reading() as work:
        (due,) = prn.effects_due(work)["effects"]
    assert (due["due"], due["next_shift"]) == (True, True)


def test_four_weeks_of_use_are_read_with_their_effects(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.line = sqlite_lilas.prescribe_prn("Jeanne", DOLIPRANE_500)
    answer = asked(sqlite_lilas)
    take(sqlite_lilas, answer)
    looked = prn.Looked(str(uuid.uuid4()), answer["dose"], "effective", sqlite_lilas.now, "en", Fraction(2))
    with sqlite_lilas.working() as work:
        prn.look(work, looked)
    with sqlite_lilas.reading() as work:
        (line,) = prn.following(work, sqlite_lilas.people["Jeanne"])["lines"]
    assert (line["doses"], line["days_used"], line["effects"]) == (1, 1, {"effective": 1})
    assert [(one["before"], one["after"]) for one in line["scores"]] == [("6", "2")]
