"""A scan is judged, answered and kept, right or wrong."""

import json
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from medcircuit.administration.models import scan
from medcircuit.administration.rules.reading import RoundName, SameScanOtherContent
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.medicines.rules.codes import OwnKind, make_own_code
from medcircuit.prescriptions.rules.lines import Act
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import AllergyNote, Leave
from medcircuit.residents.rules.people import AbsenceKind, Severity
from medcircuit.residents.rules.tokens import Support
from tests.ward import (
    DOLIPRANE_1G,
    DOLIPRANE_500,
    DOLIPRANE_EFFERVESCENT,
    FUROSEMIDE,
    PARACETAMOL_1G,
    PARACETAMOL_CAPSULE,
    TODAY,
    codes,
    minutes,
)

AMOXICILLIN_CAPSULE = "69118175"


@pytest.fixture
def jeanne(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.line = sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G)
    return sqlite_lilas


def paul(lilas, *, unit="Lilas"):
    return lilas.admit("Paul", birth_name="PETIT", unit=unit, room="3", born=date(1940, 1, 1))


def kept(lilas):
    with lilas.house.database.read() as connection:
        return connection.execute(select(scan).order_by(scan.c.received_at, scan.c.id)).all()


# Who


def test_a_card_opens_its_bearer(lilas):
    resident = lilas.admit("Jeanne")
    answer = lilas.read(lilas.cards["Jeanne"])
    assert (answer["verdict"], answer["kind"], answer["resident"]) == ("ok", "resident", resident)
    row = kept(lilas)[0]
    assert row.verdict == "ok"
    assert lilas.cards["Jeanne"] not in row.raw + row.answer


def test_a_replaced_card_is_stopped_and_the_new_one_opens(jeanne):
    with jeanne.house.writing() as work:
        issued = residents.issue_token(work, jeanne.people["Jeanne"], Support.CARD)
    old = jeanne.read(jeanne.cards["Jeanne"])
    assert (old["verdict"], codes(old)) == ("stop", ["token_replaced"])
    assert old["findings"][0]["facts"] == {"on": "21/11/2026", "number": "2"}
    assert jeanne.read(issued.code)["verdict"] == "ok"
    assert sorted(row.verdict for row in kept(jeanne)) == ["ok", "stop"]


def test_a_card_nobody_knows_opens_nobody(jeanne):
    answer = jeanne.read(make_own_code(OwnKind.RESIDENT, "5" * 30).digits)
    assert (answer["verdict"], codes(answer), answer["resident"]) == ("unknown", ["token_unknown"], None)


def test_the_last_digits_of_a_card_may_be_typed(jeanne):
    answer = jeanne.read(jeanne.cards["Jeanne"][-8:], mode="typed")
    assert (answer["verdict"], answer["resident"]) == ("ok", jeanne.people["Jeanne"])
    assert codes(jeanne.read("00000000", mode="typed")) == ["token_unknown"]


def test_a_photo_and_two_traits_identify_and_one_does_not(jeanne):
    good = jeanne.read("", who="Jeanne", mode="photo", traits=frozenset({"birth_date", "room"}))
    assert (good["verdict"], codes(good)) == ("ok", ["identified_by_traits"])
    poor = jeanne.read("", who="Jeanne", mode="photo", traits=frozenset({"room"}))
    assert (poor["verdict"], codes(poor)) == ("stop", ["too_few_traits"])


def test_somebody_of_another_unit_or_away_is_to_be_confirmed(jeanne):
    paul(jeanne, unit="Roses")
    assert codes(jeanne.read(jeanne.cards["Paul"])) == ["other_unit"]
    with jeanne.house.writing() as work:
        residents.declare_absence(
            work, jeanne.people["Jeanne"], Leave(AbsenceKind.FAMILY, jeanne.now - minutes(9))
        )
    away = jeanne.read(jeanne.cards["Jeanne"])
    assert (away["verdict"], codes(away)) == ("confirm", ["resident_absent"])


def test_two_people_of_one_name_are_said_to_be(jeanne):
    jeanne.admit("Jeanette", birth_name="MARTIN", room="14", born=date(1941, 6, 2))
    assert codes(jeanne.read(jeanne.cards["Jeanne"])) in ([], ["homonym"])


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (OwnKind.PLACE, "place_code"),
        (OwnKind.CART, "place_code"),
        (OwnKind.USER, "user_badge"),
        (OwnKind.CELL, "other_code"),
    ],
)
def test_a_code_of_ours_that_is_no_card_opens_nobody(jeanne, kind, code):
    answer = jeanne.read(make_own_code(kind, "5" * 30).digits)
    assert (answer["verdict"], codes(answer), answer["resident"]) == ("unknown", [code], None)


# What


def test_a_box_before_a_person_is_no_good(jeanne):
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G))
    assert (answer["verdict"], codes(answer), answer["dose"]) == ("unknown", ["person_not_identified"], None)


def test_the_prescribed_box_is_good_and_says_what_to_give(lilas):
    lilas.admit("Jeanne")
    line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    answer = lilas.read(lilas.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], answer["findings"]) == ("ok", [])
    assert (answer["dose"], answer["line"]) == (lilas.key(line), line)
    assert answer["proposal"] == {
        "amount": "1",
        "unit": "comprimé",
        "units": "1",
        "units_label": "1 comprimé de 1 g",
        "ask": [],
        "remainder": None,
    }
    assert (answer["product"]["lot"], answer["product"]["expiry"]) == ("A1", "2027-09-30")
    assert answer["said"].endswith(" — 1 comprimé")


def test_another_brand_is_said_to_be_an_equivalent(jeanne):
    answer = jeanne.read(jeanne.box(PARACETAMOL_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("ok", ["other_brand"])
    assert answer["findings"][0]["facts"]["brand"] == "DOLIPRANE"


def test_another_strength_asks_the_count(jeanne):
    answer = jeanne.read(jeanne.box(DOLIPRANE_500), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("confirm", ["other_strength"])
    assert (answer["proposal"]["units"], answer["proposal"]["ask"]) == ("2", ["count"])
    assert answer["proposal"]["units_label"] == "2 comprimés de 500 mg"


def test_a_capsule_of_half_the_strength_is_two_capsules(jeanne):
    answer = jeanne.read(jeanne.box(PARACETAMOL_CAPSULE), who="Jeanne")
    assert answer["proposal"]["units_label"] == "2 gélules de 500 mg"


def test_a_half_of_a_stronger_tablet_asks_for_the_rest(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe("Jeanne", DOLIPRANE_500)
    answer = sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["proposal"]["units"], answer["proposal"]["ask"]) == ("0.5", ["count", "remainder"])
    assert answer["proposal"]["remainder"] == "0.5"


def test_a_dose_in_milligrams_is_counted_in_what_is_presented(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G, amount="1000", unit="mg")
    assert sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")["proposal"]["units"] == "1"
    assert sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_500), who="Jeanne")["proposal"]["units"] == "2"


def test_a_half_of_a_capsule_is_stopped(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe("Jeanne", AMOXICILLIN_CAPSULE, amount="0.5", unit="gélule")
    answer = sqlite_lilas.read(sqlite_lilas.box(AMOXICILLIN_CAPSULE), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["wrong_strength"])


def test_another_form_is_to_be_confirmed(jeanne):
    answer = jeanne.read(jeanne.box(DOLIPRANE_EFFERVESCENT), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("confirm", ["other_form"])


def test_a_box_of_somebody_else_here_is_stopped_with_their_name_in_the_same_unit_only(jeanne):
    paul(jeanne)
    wrong = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Paul")
    assert (wrong["verdict"], codes(wrong)) == ("stop", ["prescribed_to_another"])
    assert "Jeanne (ch. 12)" in wrong["findings"][0]["facts"]["who"]
    elsewhere = jeanne.read(
        jeanne.box(DOLIPRANE_1G), who="Paul", round=RoundName(jeanne.house.units["Roses"], TODAY, "MORN")
    )
    found = {one["code"]: one["facts"] for one in elsewhere["findings"]}
    assert "Jeanne" not in found["prescribed_to_another"]["who"]


def test_a_box_of_nobody_is_stopped(jeanne):
    answer = jeanne.read(jeanne.box(FUROSEMIDE), who="Jeanne")
    assert (answer["verdict"], codes(answer), answer["dose"]) == ("stop", ["not_on_list"], None)


def test_a_box_outside_the_catalogue_is_unknown(jeanne):
    answer = jeanne.read("3400930000120", who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("unknown", ["product_unknown"])


def test_a_stopped_line_is_stopped_and_its_active_twin_receives_the_box(jeanne):
    jeanne.stop_line(jeanne.line, jeanne.now - minutes(60))
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["line_stopped"])
    twin = jeanne.prescribe("Jeanne", DOLIPRANE_1G)
    jeanne.house.clock.advance(minutes(1))
    again = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")
    assert (again["verdict"], again["line"]) == ("ok", twin)


def test_a_suspended_line_is_stopped(jeanne):
    jeanne.stop_line(jeanne.line, jeanne.now - minutes(60), act=Act.SUSPEND)
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["line_suspended"])


def test_a_line_of_another_day_is_not_due_now(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G, days=("tue",))
    answer = sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["not_due_now"])


def test_a_dose_given_is_stopped_with_who_and_when(jeanne):
    jeanne.give(jeanne.line, "Jeanne", name="S. Petit", at=jeanne.now - minutes(2))
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["already_given"])
    assert answer["findings"][0]["facts"] == {"by": "S. Petit", "at": "à 08:08"}


def test_the_next_dose_is_stopped_when_the_one_before_was_late(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    line = sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G, moments=("MORN", "NOON"))
    sqlite_lilas.house.clock.set(sqlite_lilas.now + timedelta(hours=3, minutes=20))
    sqlite_lilas.give(line, "Jeanne")
    sqlite_lilas.house.clock.advance(minutes(30))
    where = RoundName(sqlite_lilas.unit, TODAY, "NOON")
    answer = sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne", round=where)
    assert (answer["dose"], codes(answer)) == (sqlite_lilas.key(line, "NOON"), ["given_just_before"])
    sqlite_lilas.house.clock.advance(minutes(90))
    assert sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne", round=where)["verdict"] == "ok"


def test_a_second_scan_of_a_dose_given_this_morning_is_no_early_noon(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    line = sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G, moments=("MORN", "NOON"))
    sqlite_lilas.give(line, "Jeanne")
    answer = sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["dose"], codes(answer)) == (sqlite_lilas.key(line), ["already_given"])


def test_a_dose_left_open_yesterday_is_not_made_up_for(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    line = sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G)
    sqlite_lilas.give(line, "Jeanne")
    assert sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")["dose"] == sqlite_lilas.key(line)


def test_a_dose_of_another_round_is_early_or_late(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G, moment="NOON")
    early = sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")
    assert (early["verdict"], codes(early)) == ("confirm", ["early"])
    sqlite_lilas.house.clock.set(sqlite_lilas.now + timedelta(hours=7))
    late = sqlite_lilas.read(sqlite_lilas.box(DOLIPRANE_1G), who="Jeanne")
    assert (late["verdict"], codes(late)) == ("confirm", ["late"])


def test_an_expired_box_is_stopped(jeanne):
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G, expiry="261120"), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["expired"])
    assert jeanne.read(jeanne.box(DOLIPRANE_1G, expiry="261121"), who="Jeanne")["verdict"] == "ok"
    assert jeanne.read(jeanne.box(DOLIPRANE_1G, expiry="261100"), who="Jeanne")["verdict"] == "ok"


def test_a_lot_that_reads_in_two_ways_is_asked_and_never_kept(lilas):
    lilas.admit("Jeanne")
    lilas.prescribe("Jeanne", DOLIPRANE_1G)
    gtin = lilas.product(DOLIPRANE_1G).gtin
    answer = lilas.read(f"]d201{gtin}1727113010LOT42A21SN0001", who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("confirm", ["lot_ambiguous"])
    row = kept(lilas)[0]
    assert (row.lot, row.expiry, row.serial) == (None, None, None)
    assert answer["product"]["lot"] is None


def test_a_severe_allergy_to_the_very_substance_is_stopped(jeanne):
    with jeanne.house.writing() as work:
        residents.note_allergy(work, jeanne.people["Jeanne"], AllergyNote("Paracétamol", Severity.SEVERE))
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("stop", ["allergy_severe"])


def test_an_intolerance_is_said(jeanne):
    with jeanne.house.writing() as work:
        residents.note_allergy(work, jeanne.people["Jeanne"], AllergyNote("paracetamol", Severity.OTHER))
    answer = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("ok", ["allergy_known"])


# How


def test_the_same_code_within_a_second_and_a_half_is_one_reading(jeanne):
    box = jeanne.box(DOLIPRANE_1G)
    jeanne.read(box, who="Jeanne")
    soon = jeanne.read(box, who="Jeanne", at=jeanne.now + timedelta(milliseconds=1499))
    assert (soon["verdict"], codes(soon)) == ("repeat", ["already_read"])
    assert jeanne.read(box, who="Jeanne", at=jeanne.now + timedelta(seconds=3))["verdict"] == "ok"
    other = jeanne.read(box, who="Jeanne", device="device-2", at=jeanne.now + timedelta(milliseconds=10))
    assert other["verdict"] == "ok"


def test_a_card_or_an_unknown_code_read_twice_is_one_reading_too(jeanne):
    for raw in (jeanne.cards["Jeanne"], "9999999999999"):
        jeanne.read(raw)
        assert "already_read" in codes(jeanne.read(raw, at=jeanne.now + timedelta(milliseconds=400)))


def test_one_box_by_its_serial_number_counts_once_for_a_dose(jeanne):
    box = jeanne.box(DOLIPRANE_1G, serial="SN1")
    jeanne.read(box, who="Jeanne")
    jeanne.house.clock.advance(minutes(1))
    again = jeanne.read(box, who="Jeanne")
    assert (again["verdict"], codes(again)) == ("ok", ["serial_counted"])
    assert codes(jeanne.read(jeanne.box(DOLIPRANE_1G, serial="SN2"), who="Jeanne")) == []


def test_a_healed_read_is_judged_and_said(jeanne):
    damaged = jeanne.product(DOLIPRANE_1G).cip13.translate(str.maketrans("1234567890", "&é\"'(-è_çà"))
    answer = jeanne.read(damaged, who="Jeanne")
    assert answer["verdict"] == "ok"
    assert "reader_healed" in codes(answer)


def test_the_same_scan_sent_again_has_the_same_answer(jeanne):
    again = str(uuid.uuid4())
    first = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne", id=again)
    assert jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne", id=again) == first
    assert len(kept(jeanne)) == 1
    with pytest.raises(SameScanOtherContent):
        jeanne.read(jeanne.box(FUROSEMIDE), who="Jeanne", id=again)


def test_every_scan_is_kept_with_what_was_found(jeanne):
    jeanne.read("bonjour", who="Jeanne")
    jeanne.house.clock.advance(minutes(1))
    jeanne.read(jeanne.box(FUROSEMIDE), who="Jeanne")
    assert [row.verdict for row in kept(jeanne)] == ["unknown", "stop"]
    assert [json.loads(row.findings)[0]["code"] for row in kept(jeanne)] == ["code_unknown", "not_on_list"]


def test_who_may_not_give_scans_nothing(jeanne):
    with pytest.raises(Forbidden):
        jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne", role=Role.PHYSICIAN)


def test_a_nurse_of_one_unit_learns_nothing_of_another(jeanne):
    paul(jeanne, unit="Roses")
    jeanne.prescribe("Paul", DOLIPRANE_1G)
    with pytest.raises(Forbidden):
        jeanne.read(jeanne.box(DOLIPRANE_1G), who="Paul", within="Lilas")
    with pytest.raises(Forbidden):
        jeanne.read("bonjour", round=RoundName(jeanne.house.units["Roses"], TODAY, "MORN"), within="Lilas")
    assert codes(jeanne.read(jeanne.cards["Paul"], within="Lilas")) == ["other_unit"]


def test_somebody_who_left_has_no_stay_here(jeanne):
    jeanne.house.clock.advance(minutes(30))
    with jeanne.house.writing() as work:
        residents.leave(work, jeanne.people["Jeanne"], jeanne.now - minutes(5))
    assert codes(jeanne.read(jeanne.box(DOLIPRANE_1G), who="Jeanne")) == ["no_stay"]


def test_a_unit_a_round_or_a_person_of_nowhere_is_not_found(jeanne):
    with pytest.raises(NotFound):
        jeanne.read("bonjour", round=RoundName(new_id(), TODAY, "MORN"))
    with pytest.raises(NotFound):
        jeanne.read("bonjour", round=RoundName(jeanne.unit, TODAY, "TEATIME"))
    jeanne.people["Nobody"] = new_id()
    with pytest.raises(NotFound):
        jeanne.read(jeanne.box(DOLIPRANE_1G), who="Nobody")
    assert kept(jeanne) == []
