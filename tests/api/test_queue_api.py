"""A prescriber's queue over the API: why each card waits, whose it is, and what happened since the last signature."""

import uuid
from datetime import date, timedelta
from fractions import Fraction

import pytest

from medcircuit.administration.service import prn
from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.life import Oral, OrderKind
from medcircuit.prescriptions.rules.lines import Prescription, Regime, Terms
from medcircuit.staff import service as staff
from tests.conftest import PASSWORD, PIN, Browser
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, FUROSEMIDE, dosage

DAY = timedelta(days=1)


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def jeanne(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    return sqlite_lilas


@pytest.fixture
def physician(jeanne, signed_in):
    return signed_in(Role.PHYSICIAN)


def cards(browser, *, everyone=False):
    answer = browser.get("/api/queue" + ("?everyone=true" if everyone else ""))
    return {one["kind"]: one for one in answer.json["cards"]}


def told(ward, hours):
    """An oral order of so many hours ago, that held for twelve."""
    terms = Terms(read_dosages(dosage("EVE")), Regime.NURSE_ONLY)
    ward.house.clock.advance(timedelta(hours=-hours))
    with ward.working() as work:
        oral = Oral("Dr Garde", "Douleur", work.now + timedelta(hours=12), read_back=True)
        line = prescriptions.take_oral(
            work, Prescription(new_id(), ward.people["Jeanne"], terms, cis=DOLIPRANE_500), oral
        )
    ward.house.clock.advance(timedelta(hours=hours))
    return line.id


def copied(ward, hours):
    """An order that the nurse copied so many hours ago and her colleague compared."""
    ward.house.clock.advance(timedelta(hours=-hours))
    resident = ward.people["Jeanne"]
    terms = Terms(read_dosages(dosage("EVE")), Regime.NURSE_ONLY)
    with ward.working() as work:
        paper = prescriptions.keep_paper(work, resident, b"%PDF-1.7 une page")
        order = prescriptions.Order(new_id(), resident, OrderKind.PAPER, "Dr Ville", date(2026, 11, 1), paper)
        prescriptions.begin_order(work, order)
        line = prescriptions.copy_line(
            work, order.id, Prescription(new_id(), resident, terms, cis=FUROSEMIDE)
        )
    with ward.working(Role.COORDINATING_NURSE) as work:
        prescriptions.compare(work, order.id, {line.id: True})
    ward.house.clock.advance(timedelta(hours=hours))
    return line.id


def test_a_deadline_is_shown_and_what_is_late_comes_first(jeanne, physician):
    told(jeanne, hours=23)
    copied(jeanne, hours=73)
    oral, copy = cards(physician)["oral"], cards(physician)["transcribed"]
    assert (oral["overdue"], copy["overdue"]) == (False, True)
    assert oral["due"].startswith((jeanne.now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    assert list(cards(physician)) == ["transcribed", "oral"]


def test_a_card_says_what_was_measured_what_was_taken_and_what_the_pharmacist_thinks(
    jeanne, physician, signed_in
):
    line = jeanne.prescribe("Jeanne", FUROSEMIDE, critical=True)
    jeanne.act("refused", line, "Jeanne", reason="taste")
    nurse, pharmacist = signed_in(Role.NURSE), signed_in(Role.PHARMACIST)
    path = f"/api/residents/{jeanne.people['Jeanne']}"
    for kind, value, at in (
        ("weight", "62.5", "2026-11-01T08:00:00Z"),
        ("weight", "61", "2026-11-09T08:00:00Z"),
        ("potassium", "4.1", "2026-11-20T08:00:00Z"),
    ):
        body = {"id": str(uuid.uuid4()), "kind": kind, "value": value, "at": at}
        assert nurse.post(f"{path}/measures", body).status_code < 300
    said = {"kind": "proposal", "line": line, "version": 1, "problem": "4", "intervention": "7"}
    opinion = pharmacist.post(f"{path}/opinions", {"id": str(uuid.uuid4()), "text": "Réduire", **said})
    assert opinion.status_code == 204, opinion.json
    found = cards(physician)
    assert set(found) == {"refusals", "opinion"}
    card = found["opinion"]
    assert [(one["label"], one["said"], one["at"][:10]) for one in card["measures"]] == [
        ("K⁺", "4,1 mmol/l", "2026-11-20"),
        ("poids", "61 kg", "2026-11-09"),
    ]
    (shown,) = card["lines"]
    assert (shown["facts"], shown["strip"]) == ({"refused": 1}, "." * 27 + "n")
    assert (shown["opinion"]["text"], shown["opinion"]["open"]) == ("Réduire", True)
    outcome = physician.post(f"/api/opinions/{shown['opinion']['id']}/outcome", {"outcome": "2"})
    assert outcome.status_code == 204, outcome.json
    (left,) = cards(physician).values()
    assert (left["kind"], left["lines"][0]["opinion"]["open"]) == ("refusals", False)


def test_an_opinion_about_all_lines_is_a_card_of_its_own(jeanne, physician, signed_in):
    said = {"kind": "blocking", "problem": "10", "intervention": "5", "text": "INR à contrôler"}
    path = f"/api/residents/{jeanne.people['Jeanne']}/opinions"
    answer = signed_in(Role.PHARMACIST).post(
        path, {"id": str(uuid.uuid4()), "line": None, "version": None, **said}
    )
    assert answer.status_code == 204, answer.json
    (card,) = cards(physician).values()
    assert (card["kind"], card["lines"], card["opinions"][0]["text"]) == ("opinion", [], "INR à contrôler")


def test_a_line_given_as_needed_on_25_days_of_28_is_proposed_until_it_is_signed_again(jeanne, signed_in):
    line = jeanne.prescribe_prn("Jeanne", DOLIPRANE_500)
    now = jeanne.now
    for back in range(20, -1, -1):
        jeanne.house.clock.set(now - back * DAY)
        needed(jeanne, line)
    assert "often" not in cards(signed_in(Role.PHYSICIAN))
    for ahead in range(1, 5):
        jeanne.house.clock.set(now + ahead * DAY)
        needed(jeanne, line)
    physician = signed_in(Role.PHYSICIAN)
    card = cards(physician)["often"]
    assert card["lines"][0]["used"] == {"days": 25, "doses": 25}
    sign(physician, jeanne.people["Jeanne"], line)
    assert cards(physician) == {}


def needed(ward, line):
    ask = prn.PrnAsk(
        id=str(uuid.uuid4()),
        resident=ward.people["Jeanne"],
        line=line,
        version_seen=1,
        reason="pain",
        amount=Fraction(1),
        at=ward.now,
        device="device-1",
        scale="en",
        score=Fraction(6),
    )
    with ward.working() as work:
        answer = prn.ask_prn(work, ask)
    assert ward.act("given", line, "Jeanne", dose=answer["dose"])["state"] == "given"


def sign(browser, resident, line, decision="renew"):
    asked = {"decisions": [{"line": line, "seen_version": 1, "decision": decision}]}
    challenge = browser.post(f"/api/residents/{resident}/signatures/challenge", asked)
    assert challenge.status_code == 201, challenge.json
    seal = {"nonce": challenge.json["nonce"], "pin": PIN, "seen_how": "examination"}
    answer = browser.post(f"/api/residents/{resident}/signatures", seal)
    assert answer.status_code == 201, answer.json


def ends(first, last):
    """A dose every morning from a day to another."""
    said = dosage()
    said[0]["timing"]["repeat"]["boundsPeriod"] = {"start": first, "end": last}
    return Terms(read_dosages(said), Regime.NURSE_ONLY)


def ending(ward):
    """A line whose last day is in two days, signed by the house's physician."""
    with ward.past(ward.now - 20 * DAY) as work:
        terms = ends("2026-11-01", "2026-11-23")
        asked = Prescription(new_id(), ward.people["Jeanne"], terms, cis=DOLIPRANE_1G)
        return prescriptions.prescribe(work, asked).id


def colleague(ward, app):
    """Another physician of the house: their id and their browser."""
    other = new_id()
    with ward.house.writing() as work:
        staff.enrol(work, staff.Person("drroux", "Roux", "Luc", Role.PHYSICIAN), user_id=other)
        staff.set_secrets(work.connection, other, password=PASSWORD, pin=PIN)
    browser = Browser(app.test_client())
    login = {"login": "drroux", "password": PASSWORD, "device": "telephone"}
    assert browser.post("/api/session", login).status_code == 200
    return other, browser


def test_a_renewal_goes_to_its_author_or_who_stands_in_and_stays_the_authors(
    jeanne, physician, signed_in, app
):
    line = ending(jeanne)
    other, roux = colleague(jeanne, app)
    assert cards(roux) == {}
    assert "renewal_soon" in cards(roux, everyone=True)
    today = jeanne.now.astimezone(PARIS).date()
    me = jeanne.house.people[Role.PHYSICIAN]
    period = {"id": str(uuid.uuid4()), "prescriber": me, "stand_in": other}
    period |= {"starts": today.isoformat(), "ends": today.isoformat()}
    assert physician.post("/api/stand-ins", period).status_code == 201
    card = cards(roux)["renewal_soon"]
    assert roux.get("/api/queue").json["answers_for"] == [{"id": me, "name": "P. Physician"}]
    assert (card["lines"][0]["owner"]["id"], card["lines"][0]["owner"]["name"]) == (me, "P. Physician")
    sign(roux, jeanne.people["Jeanne"], line)
    assert cards(roux, everyone=True) == {}
    jeanne.house.clock.advance(timedelta(seconds=1))
    with jeanne.house.database.read() as connection:
        (again,) = prescriptions.lines_of(
            connection, jeanne.house.establishment_id, [jeanne.people["Jeanne"]]
        )
    assert again.last.signed_by == other
    asked = {
        "id": str(uuid.uuid4()),
        "kind": "request",
        "wants": "stop",
        "text": "Somnolence",
        "seen_version": 2,
    }
    assert signed_in(Role.NURSE).post(f"/api/lines/{line}/notes", asked).status_code == 201
    (card,) = cards(physician).values()
    assert (card["kind"], card["lines"][0]["owner"]["id"]) == ("request", me)
    sent = {"headers": {"X-Requested-With": "medcircuit"}}
    assert physician.client.delete(f"/api/stand-ins/{period['id']}", **sent).status_code == 204
    assert cards(roux) == {}


def test_a_line_whose_prescriber_has_left_is_for_every_prescriber(jeanne, signed_in):
    with jeanne.working(Role.PHYSICIAN, name="parti") as work:
        asked = Prescription(
            new_id(), jeanne.people["Jeanne"], ends("2026-11-21", "2026-12-03"), cis=DOLIPRANE_1G
        )
        prescriptions.prescribe(work, asked)
    jeanne.house.clock.advance(10 * DAY)
    (card,) = cards(signed_in(Role.PHYSICIAN)).values()
    assert card["kind"].startswith("renewal")


def test_nurses_see_what_is_unsigned_and_what_ends_until_it_is_let_end(jeanne, physician, signed_in):
    late, fresh = copied(jeanne, hours=73), told(jeanne, hours=1)
    line = ending(jeanne)
    nurse = signed_in(Role.COORDINATING_NURSE)
    seen = nurse.get("/api/waiting").json
    assert [(one["line"], one["overdue"]) for one in seen["unsigned"]] == [(late, True), (fresh, False)]
    assert [(one["line"], one["notice"], one["days_left"], one["let_end"]) for one in seen["ending"]] == [
        (line, 3, 2, False)
    ]
    no = {"id": str(uuid.uuid4()), "kind": "refusal", "text": "Fin de cure", "seen_version": 1}
    assert physician.post(f"/api/lines/{line}/notes", no).status_code == 201
    assert nurse.get("/api/waiting").json["ending"][0]["let_end"]
    assert "renewal_soon" not in cards(physician)


def test_an_oral_order_that_has_ended_gives_no_dose_and_still_waits_for_its_signature(jeanne, physician):
    line = told(jeanne, hours=13)
    with jeanne.house.database.read() as connection:
        plan = prescriptions.planned(
            connection, jeanne.house.establishment_id, [jeanne.people["Jeanne"]], jeanne.now, jeanne.now + DAY
        )
        (held,) = prescriptions.lines_of(connection, jeanne.house.establishment_id, [jeanne.people["Jeanne"]])
    assert (plan.doses, held.id, held.status_at(jeanne.now)) == ((), line, "stopped")
    assert held.status_at(held.ends_at - timedelta(microseconds=1)) == "active"
    assert held.status_at(held.ends_at) == "stopped"
    assert cards(physician)["oral"]["lines"][0]["id"] == line
