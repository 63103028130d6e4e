"""Facts from the bedside: always taken, once, with their stock and their incidents."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from medcircuit.administration.models import event, receipt
from medcircuit.administration.rules.entry import (
    NotYourEntry,
    Override,
    SameIdOtherContent,
    TypedTooLate,
    Unreadable,
)
from medcircuit.kernel.access import Role
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden
from medcircuit.prescriptions.rules.lines import Act
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Leave
from medcircuit.residents.rules.people import AbsenceKind
from medcircuit.stock.rules import Account, AccountKind, Cause, Move, outer
from medcircuit.stock.service.book import open_accounts, put, write_moves
from medcircuit.stock.service.telling import Told
from medcircuit.structure import service as structure
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, FUROSEMIDE, PARACETAMOL_1G, codes, minutes

TABLET = 12
OUT = [("place", "administered", TABLET)]


@pytest.fixture
def jeanne(lilas):
    """A resident with a line of one tablet in the morning, and a cart that holds ten of them in lot A1."""
    lilas.admit("Jeanne")
    lilas.line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    stocked(lilas, DOLIPRANE_1G, 10)
    return lilas


def stocked(lilas, cis, tablets, lot="A1", expiry=date(2027, 9, 30)):
    """Put tablets of a lot in the unit's cart."""
    with lilas.house.writing() as work:
        places = structure.places(work.connection, work.establishment_id, lilas.unit)
        cart = next(place.id for place in places if place.kind == "cart")
        held = Account(
            work.establishment_id,
            AccountKind.PLACE,
            cart,
            lilas.product(cis).cip13,
            None,
            lot,
            expiry,
        )
        open_accounts(work.connection, work.establishment_id, (held,))
        source = outer(work.establishment_id, AccountKind.SUPPLIER).id
        told = Told(Cause("reception", new_id()), work.now)
        write_moves(work, [Move(source, held.id, tablets * TABLET)], told, held.goods)
        put(work.connection, held.id, tablets * TABLET)


def scanned(lilas, cis=DOLIPRANE_1G, **options):
    return (lilas.read(lilas.box(cis), who="Jeanne", **options)["id"],)


def test_a_scanned_dose_is_given_and_leaves_the_lot_that_was_scanned(jeanne):
    answer = jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    assert (answer["status"], answer["state"], answer["incidents"]) == ("accepted", "given", [])
    assert jeanne.state(jeanne.line).event_id == answer["id"]
    assert jeanne.moved(answer["id"]) == OUT
    assert jeanne.differences() == []


def test_the_same_gesture_sent_again_gives_the_same_receipt(jeanne):
    gesture = jeanne.gesture("given", jeanne.line, "Jeanne", scans=scanned(jeanne))
    first = jeanne.record(gesture)
    jeanne.house.clock.advance(minutes(3))
    assert jeanne.record(gesture) == first
    assert jeanne.record(gesture, gesture) == first * 2
    assert jeanne.moved(gesture.id) == OUT


def test_the_same_id_with_another_content_is_refused_and_audited(jeanne):
    gesture = jeanne.gesture("given", jeanne.line, "Jeanne")
    jeanne.record(gesture)
    with pytest.raises(SameIdOtherContent) as caught:
        jeanne.record(replace(gesture, note="other"))
    assert caught.value.facts["event"] == gesture.id
    with jeanne.house.database.read() as connection:
        outcomes = connection.execute(select(audit_entry.c.outcome, audit_entry.c.objects)).all()
    assert any(row.outcome == "same_id_other_content" and gesture.id in row.objects for row in outcomes)


def test_the_second_carer_is_asked_and_no_leaves_everything_as_it_was(jeanne):
    jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    second = jeanne.gesture("given", jeanne.line, "Jeanne")
    answer = jeanne.record(second, name="roux")[0]
    assert (answer["status"], answer["question"]["by"]) == ("question", "P. nurse")
    assert jeanne.moved(second.id) == []
    assert jeanne.state(jeanne.line).flags == ""
    with jeanne.house.database.read() as connection:
        assert connection.execute(select(event.c.id).where(event.c.id == second.id)).first() is None


def test_the_second_carer_who_insists_makes_a_double_that_leaves_the_stock_too(jeanne):
    jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    second = jeanne.gesture("given", jeanne.line, "Jeanne", scans=scanned(jeanne))
    jeanne.record(second, name="roux")
    answer = jeanne.record(replace(second, asserted=True), name="roux")[0]
    assert answer["status"] == "accepted_with_incidents"
    assert "double" in codes(answer)
    assert jeanne.moved(second.id) == OUT
    assert jeanne.state(jeanne.line).flags == "double"
    assert jeanne.differences() == []


def test_a_question_may_be_about_ones_own_giving(jeanne):
    jeanne.give(jeanne.line, "Jeanne")
    assert jeanne.give(jeanne.line, "Jeanne")["question"]["own"] is True


def test_handed_over_and_seen_taken_leaves_the_stock_once(jeanne):
    first = jeanne.act("handed", jeanne.line, "Jeanne", scans=scanned(jeanne))
    second = jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    assert second["state"] == "given"
    assert (jeanne.moved(first["id"]), jeanne.moved(second["id"])) == (OUT, [])


def test_refused_then_taken_is_a_sequence(jeanne):
    jeanne.act("refused", jeanne.line, "Jeanne", reason="taste", offer_again=True)
    assert jeanne.state(jeanne.line).offer_again_at == jeanne.now + minutes(30)
    jeanne.house.clock.advance(minutes(30))
    answer = jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    assert (answer["status"], answer["state"]) == ("accepted", "given")
    assert jeanne.state(jeanne.line).offer_again_at is None


def test_given_then_said_not_to_be_is_contradictory_and_stays_given(jeanne):
    jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    jeanne.house.clock.advance(minutes(2))
    answer = jeanne.act("refused", jeanne.line, "Jeanne", reason="taste", name="roux")
    assert (answer["state"], codes(answer)) == ("given", ["contradictory"])


def test_an_annulment_brings_the_stock_back_and_the_dose_may_be_given_again(jeanne):
    given = jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    jeanne.house.clock.advance(minutes(1))
    answer = jeanne.act("void", jeanne.line, "Jeanne", replaces=given["id"], reason="mistake")
    assert (answer["state"], answer["event"]) == ("due", None)
    assert jeanne.moved(given["id"]) == [*OUT, ("administered", "place", TABLET)]
    again = jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    assert (again["status"], jeanne.moved(again["id"])) == ("accepted", OUT)
    assert jeanne.differences() == []


def test_two_different_corrections_are_contested_and_the_stock_stays_as_first_told(jeanne):
    given = jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne))
    jeanne.act("void", jeanne.line, "Jeanne", replaces=given["id"], reason="mistake")
    answer = jeanne.act("refused", jeanne.line, "Jeanne", replaces=given["id"], reason="taste")
    assert (answer["state"], codes(answer)) == ("given", ["contested"])
    assert jeanne.moved(given["id"]) == [*OUT, ("administered", "place", TABLET), *OUT]
    assert jeanne.differences() == []


def test_another_carers_entry_is_corrected_by_the_coordinating_nurse_only(jeanne):
    given = jeanne.give(jeanne.line, "Jeanne")
    correction = jeanne.gesture("void", jeanne.line, "Jeanne", replaces=given["id"], reason="wrong_person")
    with pytest.raises(NotYourEntry):
        jeanne.record(correction, name="roux")
    assert jeanne.state(jeanne.line).state == "given"
    assert jeanne.record(correction, role=Role.COORDINATING_NURSE)[0]["state"] == "due"


def test_half_a_tablet_leaves_a_half_and_the_rest_where_the_carer_says(lilas):
    lilas.admit("Jeanne")
    line = lilas.prescribe("Jeanne", FUROSEMIDE, amount="0.5")
    stocked(lilas, FUROSEMIDE, 2)
    answer = lilas.read(lilas.box(FUROSEMIDE), who="Jeanne")
    assert answer["proposal"]["ask"] == ["remainder"]
    given = lilas.give(line, "Jeanne", scans=(answer["id"],), amount="0.5", remainder="discard")
    assert lilas.moved(given["id"]) == [("place", "administered", 6), ("place", "destroyed", 6)]
    kept = lilas.give(line, "Jeanne", scans=(answer["id"],), amount="0.5", remainder="keep", asserted=True)
    assert lilas.moved(kept["id"]) == [("place", "administered", 6)]


def test_two_of_another_strength_leave_two(jeanne):
    stocked(jeanne, DOLIPRANE_500, 5)
    scan = jeanne.read(jeanne.box(DOLIPRANE_500), who="Jeanne")
    confirmed = (Override("other_strength", "out_of_stock"),)
    answer = jeanne.give(jeanne.line, "Jeanne", scans=(scan["id"],), units="2", overrides=confirmed)
    assert answer["status"] == "accepted"
    assert jeanne.moved(answer["id"]) == [("place", "administered", 2 * TABLET)]
    unconfirmed = jeanne.give(jeanne.line, "Jeanne", scans=(scan["id"],), units="2", asserted=True)
    assert "other_strength" in codes(unconfirmed)


def test_of_a_dose_taken_in_part_the_rest_is_thrown_away(jeanne):
    answer = jeanne.act("partial", jeanne.line, "Jeanne", amount="0.5", reason="taste", scans=scanned(jeanne))
    assert answer["state"] == "partial"
    assert jeanne.moved(answer["id"]) == [("place", "administered", 6), ("place", "destroyed", 6)]


def test_what_was_not_scanned_leaves_the_boxes_of_its_class_and_says_so(jeanne):
    answer = jeanne.give(jeanne.line, "Jeanne")
    assert codes(answer) == ["not_scanned"]
    assert jeanne.moved(answer["id"]) == OUT


def test_what_was_not_scanned_is_not_taken_from_another_brand_that_expired(jeanne):
    stocked(jeanne, PARACETAMOL_1G, 10, lot="OLD", expiry=date(2026, 11, 20))
    answer = jeanne.give(jeanne.line, "Jeanne")
    assert codes(answer) == ["not_scanned"]
    assert jeanne.moved(answer["id"]) == OUT


def test_an_unreadable_code_is_counted_as_such(jeanne):
    answer = jeanne.give(jeanne.line, "Jeanne", unreadable=Unreadable("wet", "0120"))
    assert codes(answer) == ["unreadable_code"]


def test_more_than_the_known_stock_passes_through_the_difference_with_an_incident(lilas):
    lilas.admit("Jeanne")
    line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    answer = lilas.give(line, "Jeanne", scans=scanned(lilas))
    assert codes(answer) == ["stock_difference"]
    assert lilas.moved(answer["id"]) == [("inventory_difference", "place", TABLET), *OUT]


def test_late_without_a_reason_is_an_incident_and_with_one_is_none(jeanne):
    jeanne.house.clock.set(jeanne.now + timedelta(hours=3))
    late = jeanne.gesture("given", jeanne.line, "Jeanne", scans=scanned(jeanne))
    assert codes(jeanne.record(late)[0]) == ["late"]
    confirmed = replace(late, id=new_id(), overrides=(Override("late", "care"),), asserted=True)
    assert "late" not in codes(jeanne.record(confirmed)[0])


def test_a_stop_is_never_confirmed_away(jeanne):
    scan = jeanne.read(jeanne.box(DOLIPRANE_1G, expiry="260101"), who="Jeanne")
    assert scan["verdict"] == "stop"
    answer = jeanne.give(jeanne.line, "Jeanne", scans=(scan["id"],))
    assert "expired" in codes(answer)


def test_the_product_of_another_dose_or_person_is_an_incident(jeanne):
    other = jeanne.prescribe("Jeanne", FUROSEMIDE)
    jeanne.admit("Paul", birth_name="PETIT", born=date(1940, 1, 1))
    jeanne.prescribe("Paul", DOLIPRANE_1G)
    wrong = jeanne.read(jeanne.box(DOLIPRANE_1G), who="Paul")["id"]
    answer = jeanne.give(other, "Jeanne", scans=(wrong,))
    assert {"wrong_person", "scan_of_another_dose", "not_scanned"} <= set(codes(answer))


def test_given_while_noted_absent_is_an_incident(jeanne):
    with jeanne.house.writing() as work:
        leave = Leave(AbsenceKind.HOSPITAL, jeanne.now - minutes(60))
        residents.declare_absence(work, jeanne.people["Jeanne"], leave)
    assert "resident_absent" in codes(jeanne.give(jeanne.line, "Jeanne", scans=scanned(jeanne)))


def test_a_fact_that_nothing_planned_receives_is_held_and_visible(jeanne):
    elsewhere = jeanne.admit("Paul", birth_name="PETIT", born=date(1940, 1, 1))
    unknown = [
        jeanne.gesture("given", jeanne.line, "Jeanne", slot="NOON"),
        jeanne.gesture("given", new_id(), "Jeanne"),
        jeanne.gesture("given", jeanne.line, elsewhere),
        jeanne.gesture("given", jeanne.line, new_id()),
        replace(jeanne.gesture("given", jeanne.line, "Jeanne"), dose="nonsense"),
        jeanne.gesture("void", jeanne.line, "Jeanne", replaces=new_id(), reason="mistake"),
    ]
    for gesture in unknown:
        answer = jeanne.record(gesture)[0]
        assert (answer["status"], codes(answer), answer["state"]) == ("held", ["held"], None)
        assert jeanne.record(gesture)[0] == answer
    assert jeanne.state(jeanne.line) is None or jeanne.state(jeanne.line).state == "due"
    assert jeanne.differences() == []


def test_given_after_a_stop_nobody_knew_of_is_kept_and_flagged(jeanne):
    jeanne.stop_line(jeanne.line, jeanne.now - minutes(60))
    answer = jeanne.give(jeanne.line, "Jeanne", scans=())
    assert answer["state"] == "given"
    assert "line_stopped" in codes(answer)
    assert "other_version_seen" in codes(answer)
    assert jeanne.differences() == []


def test_given_while_suspended_is_kept_and_flagged(jeanne):
    jeanne.stop_line(jeanne.line, jeanne.now - minutes(60), act=Act.SUSPEND)
    answer = jeanne.give(jeanne.line, "Jeanne")
    assert "line_suspended" in codes(answer)


def test_typing_by_hand_ends_after_72_hours_but_a_late_arrival_does_not(jeanne):
    three_days = jeanne.gesture("given", jeanne.line, "Jeanne", at=jeanne.now)
    jeanne.house.clock.advance(timedelta(hours=80))
    with pytest.raises(TypedTooLate):
        jeanne.record(replace(three_days, id="8b7a0c6e-7a53-4f3c-9a55-0d5f6f1c2b11"))
    made_then = f"{int(three_days.at.timestamp() * 1000):012x}"
    on_time = replace(three_days, id=f"{made_then[:8]}-{made_then[8:]}-7000-8000-000000000001")
    assert jeanne.record(on_time)[0]["state"] == "given"


def test_a_device_whose_clock_is_wrong_is_corrected_and_both_times_are_kept(jeanne):
    ahead = jeanne.gesture("given", jeanne.line, "Jeanne", at=jeanne.now + minutes(7), scans=scanned(jeanne))
    answer = jeanne.record(ahead, sent_at=jeanne.now + minutes(7))[0]
    assert codes(answer) == ["clock_skew"]
    with jeanne.house.database.read() as connection:
        row = connection.execute(select(event.c.at, event.c.device_at)).one()
    assert (row.at, row.device_at) == (jeanne.now, jeanne.now + minutes(7))


def test_an_entry_made_afterwards_says_so(jeanne):
    jeanne.house.clock.advance(minutes(30))
    earlier = jeanne.gesture(
        "given", jeanne.line, "Jeanne", at=jeanne.now - minutes(20), scans=scanned(jeanne)
    )
    earlier = replace(earlier, id="8b7a0c6e-7a53-4f3c-9a55-0d5f6f1c2b12")
    assert codes(jeanne.record(earlier)[0]) == ["entered_afterwards"]


def at_once(*acts):
    """Run acts in threads that start together; what each gave."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_carers_at_the_same_instant_make_one_giving_and_one_question(jeanne):
    acts = [jeanne.gesture("given", jeanne.line, "Jeanne") for _ in range(4)]
    receipts = at_once(
        *(lambda one=one, n=n: jeanne.record(one, name=f"carer {n}")[0] for n, one in enumerate(acts))
    )
    assert sorted(one["status"] for one in receipts) == ["accepted_with_incidents", *["question"] * 3]
    assert jeanne.differences() == []


def test_one_act_sent_twice_at_the_same_instant_is_one_fact_with_one_receipt(jeanne):
    gesture = jeanne.gesture("given", jeanne.line, "Jeanne", scans=scanned(jeanne))
    first, *others = at_once(*[lambda: jeanne.record(gesture)[0]] * 4)
    assert all(one == first for one in others)
    assert jeanne.moved(gesture.id) == OUT


def test_who_may_not_give_records_nothing(jeanne):
    with pytest.raises(Forbidden):
        jeanne.give(jeanne.line, "Jeanne", role=Role.PHYSICIAN)


def test_every_fact_has_its_receipt_and_its_audit_entry(jeanne):
    answer = jeanne.give(jeanne.line, "Jeanne")
    with jeanne.house.database.read() as connection:
        assert connection.execute(select(receipt.c.status)).scalar_one() == answer["status"]
        objects = connection.execute(select(audit_entry.c.objects)).scalars().all()
    assert any(answer["id"] in entry and jeanne.people["Jeanne"] in entry for entry in objects)


def test_another_house_cannot_touch_a_dose_nor_learn_of_an_event(jeanne, clock):
    from tests.conftest import make_house

    given = jeanne.gesture("given", jeanne.line, "Jeanne")
    jeanne.record(given)
    other = make_house(
        jeanne.house.database, clock, finess="750000026", organisation_id=jeanne.house.organisation_id
    )
    stranger = type(jeanne).__new__(type(jeanne))
    stranger.__dict__ = {**jeanne.__dict__, "house": other}
    with pytest.raises(SameIdOtherContent):
        stranger.record(given)
    assert stranger.record(replace(given, id=new_id()))[0]["status"] == "held"
    assert jeanne.state(jeanne.line).event_id == given.id
