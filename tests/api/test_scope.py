"""Whose things a person reaches: their unit's, not another unit's, never another establishment's.

Every route that names a thing, in its address or its body, × every role that may use it, with a habilitation for one
unit × a thing of that unit, of the unit beside, of another establishment, and of nowhere.
"""

import shutil
import uuid
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from medcircuit.consultations import service as consultations
from medcircuit.kernel.access import Right, Role
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import open_database
from medcircuit.kernel.work import writing
from medcircuit.prescriptions.rules.care import Care
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import AllergyNote, Leave
from medcircuit.residents.rules.people import AbsenceKind, Severity
from medcircuit.staff import service as staff
from medcircuit.staff.models import habilitation
from medcircuit.staff.rules.habilitations import MATRIX
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Account, AccountKind, Cause
from medcircuit.stock.rules.reasons import CountReason
from medcircuit.structure import service as structure
from medcircuit.web.app import create_app
from tests.bodies import BODIES, NAMING, act, broken, given, on_duty, saved
from tests.conftest import MORNING, PASSWORD, PIN, Browser, make_house
from tests.things import (
    AT,
    asked,
    authorised,
    delivery,
    granted,
    kept_template,
    orders_of,
    protocol_of,
    remote_of,
)
from tests.ward import DOLIPRANE_500, FUROSEMIDE, Ward

OF_NO_HOUSE = {
    "day": "2026-11-21",
    "moment": "MORN",
    "cis": FUROSEMIDE,
    "code": "3400900000000",
    "class_id": "0123456789abcdef",
}
"""What an address names that belongs to no establishment."""


def things_of(ward, unit, nurse, first_name):
    """One of everything that has an id, in a unit, made by a nurse of the whole house: by the name addresses give it."""
    resident = ward.admit(first_name, unit=unit, birth_name=first_name.upper())
    line = ward.prescribe(first_name, FUROSEMIDE)
    looked_at = ward.prescribe(first_name, FUROSEMIDE, moment="NOON", care=Care(second=True))
    unit_id = ward.house.units[unit]
    with ward.house.writing() as work:
        places = structure.places(work.connection, work.establishment_id, unit_id)
        allergy = residents.note_allergy(work, resident, AllergyNote("Pénicilline", Severity.SEVERE))
        away = Leave(AbsenceKind.OUTING, MORNING + timedelta(days=30), MORNING + timedelta(days=31))
        absence = residents.declare_absence(work, resident, away)
        template = kept_template(work, ward.house.people[Role.NURSE])
    received = nurse.post("/api/stock/receptions", delivery(ward.box(FUROSEMIDE), places[0].id))
    assert received.json["stored"], received.json
    yesterday = ward.key(line, day=MORNING.date() - timedelta(days=1))
    receipts = said_of(ward, nurse, {"line_id": line, "resident": resident}, yesterday, looked_at)
    needed = {"resident": resident, "line": ward.prescribe_prn(first_name, DOLIPRANE_500)}
    claim = nurse.post("/api/prn", asked(needed))
    return {
        "ask": claim.json["id"],
        "needed": needed["line"],
        "held": receipts[0]["id"],
        "told": receipts[1]["id"],
        "kept": receipts[2]["id"],
        "alone": receipts[4]["id"],
        "doubted": yesterday,
        **dict.fromkeys(("resident_id", "resident"), resident),
        "line_id": line,
        **dict.fromkeys(("unit_id", "unit"), unit_id),
        "habilitation_id": granted(ward, unit_id),
        "duty_id": nurse.post("/api/on-call", on_duty({"unit": unit_id})).json["id"],
        "saved": saved(nurse, resident),
        "consultation_id": opened(ward, resident),
        "allergy_id": allergy.id,
        "alert_id": nurse.post(f"/api/residents/{resident}/checks", {}).json["findings"][0]["id"],
        "absence_id": absence.id,
        "template_id": template,
        **orders_of(ward, nurse, first_name),
        **protocol_of(ward, first_name, needed["line"]),
        **remote_of(ward, needed | {"unit": unit_id}, first_name),
        **authorised(ward, nurse, first_name, ward.house.people[Role.EDUCATOR]),
        "token_id": nurse.get(f"/api/residents/{resident}/tokens").json[0]["id"],
        **{name: place.id for name, place in zip(("place", "other_place"), places, strict=True)},
        "account": received.json["account"],
        "register_line": narcotic_line(ward, places[0].id),
        "return_id": handed_back(nurse, received.json["account"]),
        "card": ward.cards[first_name],
        "box": ward.box(FUROSEMIDE),
        "dose": ward.key(line),
    }


def narcotic_line(ward, place_id):
    """A line of the register that was made without witness."""
    with ward.house.writing(Role.NURSE) as work:
        cip13 = ward.product("60756917").gtin[1:]
        box = Account(work.establishment_id, AccountKind.PLACE, place_id, cip13, None, "A1", None)
        stock.take_in(work, box, 120, stock.Told(Cause("reception", str(uuid.uuid4())), work.now))
        count = stock.Count(
            str(uuid.uuid4()), box.id, Fraction(10), Fraction(10), CountReason.INVENTORY, work.now, alone=True
        )
        stock.count(work, count)
        return stock.doubtful_lines(work)[-1].id


def handed_back(nurse, account):
    """A tablet that went back to the pharmacy."""
    asked = {"id": str(uuid.uuid4()), "account": account, "units": "1", "reason": "surplus", "at": AT}
    assert nurse.post("/api/stock/returns", asked).status_code == 200
    return asked["id"]


def said_of(ward, nurse, known, yesterday, looked_at):
    """The receipts of an act that no dose receives, of a withheld dose, of two that disagree, and of one given alone."""
    line = known["line_id"]
    said = [
        act(known | {"dose": ward.key(line, "NOON")}, "given"),
        act(known | {"dose": ward.key(line)}, "withheld", reason="asleep", at="2026-11-21T06:30:00Z"),
        act(known | {"dose": yesterday}, "given", at="2026-11-20T07:00:00Z"),
        act(known | {"dose": yesterday}, "refused", reason="taste", at="2026-11-20T08:00:00Z"),
        act({**known, "line_id": looked_at, "dose": ward.key(looked_at, "NOON")}, "given"),
    ]
    receipts = nurse.post("/api/events", {"events": said}).json["receipts"]
    assert [one["status"] for one in receipts] == ["held", *["accepted_with_incidents"] * 4], receipts
    return receipts


def opened(ward, resident):
    """A glass that somebody else broke for a resident; its id."""
    house = ward.house
    reader = replace(house.actor(Role.EDUCATOR), user_id=house.people[Role.ADMINISTRATOR])
    with writing(house.database, reader, house.clock) as work:
        return consultations.break_glass(work, consultations.Glass(**broken({"resident": resident}))).said.id


@pytest.fixture(scope="module")
def world(tmp_path_factory, sqlite_template):
    """An application, the things of two units and of another house, and a browser of one unit for each role."""
    path = tmp_path_factory.mktemp("scope") / "s.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    here = make_house(database, ManualClock(MORNING))
    there = make_house(database, here.clock, finess="750000026")
    app = create_app(database, here.clock)
    things = {}
    for house, names in ((here, {"Lilas": "Jeanne", "Roses": "Rose"}), (there, {"Lilas": "Aline"})):
        ward, nurse = Ward(house), signed_in(app, house, Role.COORDINATING_NURSE)
        for unit, first_name in names.items():
            things[first_name] = things_of(ward, unit, nurse, first_name)
    things["nobody"] = {name: str(uuid.UUID(int=0)) for name in things["Jeanne"]}
    browsers = {}
    for role in Role:
        with here.writing() as work:
            consultations.choose_setting(work, consultations.Setting(72, manager_grants=True))
            work.connection.execute(
                update(habilitation)
                .where(habilitation.c.user_id == here.people[role])
                .values(unit_id=here.units["Lilas"])
            )
        browsers[role] = signed_in(app, here, role)
    yield app, browsers, things
    database.close()


def signed_in(app, house, role):
    with house.database.write() as connection:
        staff.set_secrets(connection, house.people[role], password=PASSWORD, pin=PIN)
    browser = Browser(app.test_client())
    login = {"login": house.people[role], "password": PASSWORD, "device": f"tablet-{role.value}"}
    assert browser.post("/api/session", login).status_code == 200
    return browser


def addresses(app):
    """Each route of the API whose address names a thing: endpoint, method, and the names it holds."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.arguments - OF_NO_HOUSE.keys():
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule, method


def address(app, rule, thing):
    unknown = rule.arguments - OF_NO_HOUSE.keys() - thing.keys()
    assert not unknown, f"{rule.rule}: say in things_of what {unknown} are"
    values = {name: OF_NO_HOUSE.get(name) or thing[name] for name in rule.arguments}
    with app.test_request_context():
        return rule.build(values)[1]


ONLY_WHO_BROKE_IT = {"POST /api/consultations/<consultation_id>/reads"}
"""Served to one person alone: see the broken glass below."""
FOREIGN = {"Rose": {403, 404}, "Aline": {404}, "nobody": {404}}
"""Things not one's own, and what a request for them is answered."""


def may(app, rule, role):
    right = app.policies[rule.endpoint].right
    return right is not None and right in MATRIX[role]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_an_address_reaches_the_things_of_ones_own_unit_only(world, role):
    app, browsers, things = world
    wrong = []
    for rule, method in addresses(app):
        if not may(app, rule, role):
            continue
        body = BODIES.get(f"{method} {rule.rule}", lambda _: None)
        for whose, expected in FOREIGN.items():
            url = address(app, rule, things[whose])
            status = browsers[role].send(method, url, body(things["Jeanne"])).status_code
            if status not in expected:
                wrong.append(f"{method} {rule.rule} of {whose}: {status}")
    assert not wrong, "a route that writes needs a body in BODIES\n" + "\n".join(wrong)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_body_reaches_the_things_of_ones_own_unit_only(world, role):
    app, browsers, things = world
    wrong = []
    rules = {f"{method} {rule.rule}": rule for rule in app.url_map.iter_rules() for method in rule.methods}
    for naming in NAMING:
        if not may(app, rules[naming], role):
            continue
        url = address(app, rules[naming], things["Jeanne"])
        for whose, expected in FOREIGN.items():
            answer = browsers[role].send("POST", url, BODIES[naming](things[whose]))
            if answer.status_code not in expected:
                wrong.append(f"{naming} naming what is of {whose}: {answer.status_code} {answer.data[:200]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("whose", "status", "codes"),
    [
        ("Rose", "accepted_with_incidents", {"outside_habilitation", "not_scanned"}),
        ("Aline", "held", {"held"}),
        ("nobody", "held", {"held"}),
    ],
)
def test_a_fact_is_always_kept_and_said_not_to_be_of_ones_unit(world, whose, status, codes):
    """What took place at a bedside is never refused; of another establishment nothing is read."""
    _, browsers, things = world
    answer = browsers[Role.NURSE].post("/api/events", given(things[whose]))
    receipt = answer.json["receipts"][0]
    assert (receipt["status"], {one["code"] for one in receipt["incidents"]}) == (status, codes)


def test_the_same_requests_are_served_for_ones_own(world):
    """Or the refusals above would prove nothing."""
    app, browsers, things = world
    refused = []
    rules = {f"{method} {rule.rule}": rule for rule in app.url_map.iter_rules() for method in rule.methods}
    for one, body in BODIES.items():
        if one in ONLY_WHO_BROKE_IT:
            continue
        role = next(role for role in Role if may(app, rules[one], role))
        url = address(app, rules[one], things["Jeanne"])
        answer = browsers[role].send(one.split()[0], url, body(things["Jeanne"]))
        if answer.status_code not in {200, 201, 204, 409}:
            refused.append(f"{one}: {answer.status_code} {answer.data.decode()[:300]}")
    assert not refused, "\n".join(refused)


def test_an_emergency_is_noted_by_anybody_of_the_house_and_of_no_other(world):
    _, browsers, things = world
    for role, browser in browsers.items():
        for whose in ("Jeanne", "Rose"):
            saved(browser, things[whose]["resident"])
            assert browser.get(f"/api/residents/{things[whose]['resident']}/vital").status_code == 200, role
        for whose in ("Aline", "nobody"):
            told = {"id": str(uuid.uuid4()), "resident": things[whose]["resident"], "at": AT, "device": "d"}
            assert browser.post("/api/vital-acts", told | {"product": "x"}).status_code == 404
            assert browser.get(f"/api/residents/{things[whose]['resident']}/vital").status_code == 404


def test_a_glass_is_broken_by_any_carer_of_the_house_for_its_people_only(world):
    """It opens reading and nothing else: whoever broke it writes and prescribes no more than before."""
    _, browsers, things = world
    for role in Role:
        may_break = Right.BREAK_GLASS in MATRIX[role]
        for whose, expected in {"Rose": 200, "Aline": 404, "nobody": 404}.items():
            answer = browsers[role].post("/api/glasses", broken(things[whose]))
            assert answer.status_code == (expected if may_break else 403), (role, whose)
    rose = things["Rose"]
    educator = browsers[Role.EDUCATOR]
    held = educator.post("/api/glasses", broken(rose)).json["consultations"][0]["id"]
    read = educator.post(
        f"/api/consultations/{held}/reads", {"resident": rose["resident"], "category": "treatment"}
    )
    assert len(read.json["items"]) >= 2
    anothers = browsers[Role.NURSE].post(
        f"/api/consultations/{held}/reads", {"resident": rose["resident"], "category": "treatment"}
    )
    assert anothers.status_code == 403
    assert educator.get(f"/api/residents/{rose['resident']}/lines").status_code == 403
    for written in ("allergies", "absences"):
        assert educator.post(f"/api/residents/{rose['resident']}/{written}", {}).status_code == 403
