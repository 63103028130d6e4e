"""Methylphenidate in an IME: who helps counts what is left, and each dose is a line of the register."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from medcircuit.administration import service
from medcircuit.administration.rules.entry import GestureUnreadable
from medcircuit.administration.rules.second import SamePerson
from medcircuit.administration.schemas.register_printing import sheet_of_register
from medcircuit.administration.service.books import register_books
from medcircuit.administration.service.register import Days, RegisterDaysUnreadable, register
from medcircuit.administration.service.register_doubts import countersign_line
from medcircuit.administration.service.second import Asked, look_twice
from medcircuit.administration.service.settling import AlreadySettled, Decision, DecisionUnreadable
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.staff.service import Colleague
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Account, AccountKind, Cause
from medcircuit.stock.rules.reasons import CountReason
from medcircuit.stock.rules.witness import Witness
from medcircuit.structure import service as structure
from medcircuit.structure.models import establishment
from reports.register import register_sheet
from tests.helping import authorised
from tests.ward import FUROSEMIDE

CONCERTA = "60756917"
TODAY = Days(date(2026, 11, 21), date(2026, 11, 21))


def ime(ward, who="Jeanne"):
    """An educator may help somebody with their methylphenidate, of which the cart holds 28 tablets."""
    ward.admit(who)
    ward.line = ward.prescribe(who, CONCERTA, regime=Regime.ASSISTED)
    with ward.house.database.write() as connection:
        connection.execute(update(establishment).values(kind="IME", address="12 rue des Tilleuls"))
    ward.authorisation = authorised(ward, who, ward.line)
    with ward.working() as work:
        places = structure.places(work.connection, work.establishment_id, ward.unit)
        ward.cart = next(one.id for one in places if one.kind == "cart")
        cip13 = ward.product(CONCERTA).gtin[1:]
        box = Account(
            ward.house.establishment_id, AccountKind.PLACE, ward.cart, cip13, None, "A1", date(2027, 9, 30)
        )
        stock.take_in(work, box, 28 * 12, stock.Told(Cause("reception", new_id()), work.now))
    return ward


@pytest.fixture
def ward(sqlite_lilas):
    return ime(sqlite_lilas)


def helped(ward, counted, **more):
    left = None if counted is None else Fraction(counted)
    return ward.give(ward.line, "Jeanne", amount="1", role=Role.EDUCATOR, counted=left, **more)


def lines(ward, role=Role.NURSE, days=TODAY):
    with ward.reading(role) as work:
        return register(work, ward.unit, days)["lines"]


def codes(receipt):
    return {one["code"] for one in receipt["incidents"]} & {"count_differs", "not_counted"}


def counts(ward):
    with ward.reading(Role.COORDINATING_NURSE) as work:
        return [(one["id"], one["counted"]) for one in service.attention(work)["counts"]]


def test_what_is_left_is_counted_against_the_book_and_each_dose_is_a_line(lilas):
    """On both databases: right, sent again, then taken back."""
    ward = ime(lilas)
    gesture = ward.gesture("given", ward.line, "Jeanne", amount="1", counted=Fraction(27))
    first, again = (ward.record(gesture, role=Role.EDUCATOR)[0] for _ in range(2))
    assert (codes(first), first) == (set(), again)
    ward.act("void", ward.line, "Jeanne", role=Role.EDUCATOR, replaces=first["id"], reason="mistake")
    line, back = lines(ward)
    told = ("units", "expected", "counted", "difference", "unit_word", "authorisation_id", "place_id")
    assert [line[name] for name in told] == ["1", "27", "27", "0", "comprimé", ward.authorisation, ward.cart]
    assert (line["given_by_name"], line["reverses"], line["product"][:8]) == ("P. educator", None, "CONCERTA")
    assert "Jeanne" in line["resident_name"]
    assert line["prescriber"]
    assert (back["reverses"], back["units"], back["expected"], back["counted"]) == (
        line["id"],
        "-1",
        "28",
        None,
    )
    assert ward.differences() == []


def test_one_fewer_is_an_incident_that_waits_until_somebody_says_what_was_found(ward):
    given = helped(ward, "26")
    assert codes(given) == {"count_differs"}
    assert lines(ward)[0]["difference"] == "-1"
    assert counts(ward) == [(given["id"], "26")]
    ward.act("void", ward.line, "Jeanne", role=Role.EDUCATOR, replaces=given["id"], reason="mistake")
    assert counts(ward) == [(given["id"], "26")], "a correction of the dose does not explain the count"
    with pytest.raises(DecisionUnreadable), ward.working(Role.COORDINATING_NURSE) as work:
        service.countersign(work, given["id"], Decision(new_id()))
    with ward.working(Role.COORDINATING_NURSE) as work:
        service.countersign(work, given["id"], Decision(new_id(), note="Recompté à deux : 27."))
    assert counts(ward) == []


def test_not_counted_is_an_incident_of_who_helps_and_none_of_a_nurse(ward):
    given = helped(ward, None)
    assert codes(given) == {"not_counted"}
    assert counts(ward) == [(given["id"], None)]
    ward.house.clock.advance(timedelta(days=1))
    nurse = ward.give(ward.line, "Jeanne", amount="1", dose=ward.key(ward.line, day=date(2026, 11, 22)))
    assert codes(nurse) == set()
    both = lines(ward, days=Days(date(2026, 11, 21), date(2026, 11, 22)))
    assert [(one["expected"], one["counted"]) for one in both] == [("27", None), ("26", None)]


def test_another_medicine_has_no_line_and_an_impossible_count_is_refused(ward):
    other = ward.prescribe("Jeanne", FUROSEMIDE)
    ward.give(other, "Jeanne")
    assert lines(ward) == []
    with pytest.raises(GestureUnreadable):
        helped(ward, "-1")


def test_the_register_is_read_by_nurses_and_pharmacists_of_the_unit_under_the_name_of_the_house(ward):
    helped(ward, "27")
    with ward.reading(Role.PHARMACIST) as work:
        told = register(work, ward.unit, TODAY)
    assert told["establishment"]["address"] == "12 rue des Tilleuls"
    assert told["unit"]["name"] == "Lilas"
    assert len(told["lines"]) == len(lines(ward, Role.COORDINATING_NURSE, Days())) == 1
    for role in (Role.EDUCATOR, Role.MANAGER, Role.PHARMACY_TECHNICIAN):
        with pytest.raises(Forbidden):
            lines(ward, role)
    with ward.reading() as work, pytest.raises(NotFound):
        register(work, "elsewhere", TODAY)
    with pytest.raises(RegisterDaysUnreadable):
        lines(ward, days=Days(TODAY.last, TODAY.last - timedelta(days=1)))


def books(ward, role=Role.NURSE, days=TODAY):
    with ward.reading(role) as work:
        return register_books(work, ward.unit, days)["books"]


def test_every_door_that_moves_a_narcotic_writes_in_its_book(ward):
    """Received, helped with, given by a nurse, taken back, carried, counted: each is a line, and the balance follows."""
    helped(ward, "27")
    ward.house.clock.advance(timedelta(minutes=5))
    morphine = ward.prescribe_prn("Jeanne", CONCERTA, regime=Regime.NURSE_ONLY)
    mine = ward.act("given", morphine, "Jeanne", dose=ward.key(morphine, "PRN.x"), amount="1", units="1")
    ward.act(
        "void", morphine, "Jeanne", dose=ward.key(morphine, "PRN.x"), replaces=mine["id"], reason="mistake"
    )
    (book,) = books(ward)
    with ward.working() as work:
        places = structure.places(work.connection, work.establishment_id, ward.unit)
        held = stock.levels(work.connection, work.establishment_id, [ward.cart])[0]
        safe = next(one.id for one in places if one.id != ward.cart)
        stock.transfer(work, stock.Transfer(new_id(), held.account_id, safe, Fraction(7), work.now))
        lost = stock.Count(
            new_id(), held.account_id, Fraction(19), Fraction(20), CountReason.LOST, work.now, True
        )
        stock.count(work, lost)
    shown = [(one["why"], one["in"], one["out"], one["after"]) for one in book["entries"]]
    assert shown == [
        ("received", "28", None, "28"),
        ("given", None, "1", "27"),
        ("given", None, "1", "26"),
        ("undone", "1", None, "27"),
    ]
    assert [book["entries"][1][name] for name in ("resident_name", "counted")] == ["MARTIN Jeanne", "27"]
    assert book["entries"][2]["resident_name"] == "MARTIN Jeanne", "a nurse's dose names its person too"
    by_place = {one["place"]: one for one in books(ward)}
    cart, other = (by_place[one.name] for one in (_place(places, ward.cart), _place(places, safe)))
    assert [(one["why"], one["after"]) for one in cart["entries"][4:]] == [
        ("transferred", "20"),
        ("missed", "19"),
    ]
    assert (cart["after"], other["before"], other["after"]) == ("19", "0", "7")
    later = Days(date(2026, 11, 22), date(2026, 11, 22))
    assert {(one["before"], len(one["entries"])) for one in books(ward, days=later)} == {("19", 0), ("7", 0)}
    with ward.reading() as work:
        assert register_sheet(sheet_of_register(work, ward.unit, TODAY))[:4] == b"%PDF"
    with pytest.raises(Forbidden):
        books(ward, Role.EDUCATOR)


def test_a_count_that_differs_and_a_line_without_witness_wait_to_be_countersigned_by_another(ward):
    with ward.working() as work:
        held = stock.levels(work.connection, work.establishment_id, [ward.cart])[0]
        for counted, seen, alone in ((28, 28, True), (27, 28, False), (27, 27, False)):
            asked = (
                new_id(),
                held.account_id,
                Fraction(counted),
                Fraction(seen),
                CountReason.LOST,
                work.now,
                alone,
            )
            stock.count(work, stock.Count(*asked), None if alone else Witness("ana", "Ana P."))
    with ward.reading(Role.COORDINATING_NURSE) as work:
        alone, differs = service.attention(work)["narcotics"]
    assert [(one["number"], one["alone"], one["change"]) for one in (alone, differs)] == [
        (2, True, None),
        (3, False, "-1"),
    ]

    def over(line, note=None, role=Role.COORDINATING_NURSE, **who):
        with ward.working(role, **who) as work:
            countersign_line(work, line["id"], Decision(new_id(), note=note))

    with pytest.raises(Forbidden):
        over(alone, role=Role.NURSE)
    with pytest.raises(SamePerson):
        over(differs, "Recompté", name="ana")
    with pytest.raises(DecisionUnreadable):
        over(differs)
    with pytest.raises(NotFound):
        over({"id": new_id()})
    over(alone)
    with pytest.raises(AlreadySettled):
        over(alone)
    over(differs, "Retrouvé derrière le tiroir.")
    with ward.reading(Role.COORDINATING_NURSE) as work:
        assert service.attention(work)["narcotics"] == []


def test_the_rest_of_a_narcotic_is_thrown_away_before_a_witness_who_is_in_the_register(ward):
    """Half a tablet asks a second person; without one, or of a dose taken in part, it waits for a countersignature."""
    half = ward.prescribe("Jeanne", CONCERTA, regime=Regime.NURSE_ONLY, moment="NOON", amount="0.5")
    with ward.reading() as work:
        planned = prescriptions.planned(
            work.connection,
            work.establishment_id,
            [ward.people["Jeanne"]],
            work.now,
            work.now + timedelta(hours=9),
        )
        assert {one.line_id for one in planned.doses if one.asks_second} == {half}
    dose = {"dose": ward.key(half, "NOON"), "amount": "0.5", "units": "0.5", "remainder": "discard"}
    asked = Asked(new_id(), dose["dose"], ward.people["Jeanne"], Fraction(1, 2), Fraction(1, 2))
    with ward.working() as work:
        look_twice(work, asked, Colleague("somebody", "A. Autre", None))
    ward.act("given", half, "Jeanne", second=asked.id, **dose)
    partly = ward.act("partial", ward.line, "Jeanne", amount="0.5", units="0.5", reason="taste")
    assert "without_witness" in {one["code"] for one in partly["incidents"]}
    with ward.reading(Role.COORDINATING_NURSE) as work:
        assert [one["id"] for one in service.attention(work)["alone"]] == [partly["id"]]
    destroyed = [one for one in books(ward)[0]["entries"] if one["why"] == "destroyed"]
    shown = [(one["out"], one["witness"], one["alone"]) for one in destroyed]
    assert shown == [("0.5", "A. Autre", False), ("0.5", None, True)]
    assert ward.differences() == []


def _place(places, place_id):
    return next(one for one in places if one.id == place_id)
