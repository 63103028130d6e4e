"""Enrolling people, and reading what was done."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from medcircuit.kernel.access import Role
from medcircuit.staff.models import habilitation
from tests.conftest import PASSWORD, PIN, Browser

NEW = {"login": "m.durand", "family_name": "Durand", "given_name": "Maya", "role": "nurse"}


def test_a_person_is_enrolled_and_chooses_a_password_with_the_code_shown_once(signed_in, app):
    manager = signed_in(Role.MANAGER)
    enrolled = manager.post("/api/staff", NEW)
    assert enrolled.status_code == 201
    first = {
        "login": "m.durand",
        "code": enrolled.json["code"],
        "device": "d",
        "password": PASSWORD,
        "pin": PIN,
    }
    browser = Browser(app.test_client())
    assert browser.post("/api/session/first", {**first, "pin": "1111"}).json["code"] == "weak_secret"
    assert browser.post("/api/session/first", first).json["user"]["name"] == "M. Durand"
    assert browser.post("/api/session/first", first).json["code"] == "wrong_proof"
    assert (
        browser.post("/api/session", {"login": "m.durand", "password": PASSWORD, "device": "d"}).status_code
        == 200
    )


def test_who_forgot_their_secrets_chooses_them_anew_with_a_code_and_the_old_ones_are_worth_nothing(
    signed_in, app
):
    manager, nurse = signed_in(Role.MANAGER), signed_in(Role.NURSE)
    people = {one["login"]: one for one in manager.get("/api/staff").json["people"]}
    path = "/api/habilitations/{}/code"
    mine, hers = (people[f"{role}-750000018"] for role in ("manager", "nurse"))
    why = {"reason": "PIN oublié, vue en personne"}
    assert manager.post(path.format(mine["id"]), why).json["code"] == "code_of_your_own"
    assert manager.post(path.format(hers["id"]), {"reason": "oubli"}).json["code"] == "reset_unexplained"
    assert nurse.get("/api/account").status_code == 200
    renewed = manager.post(path.format(hers["id"]), why)
    assert (renewed.status_code, renewed.json["login"]) == (201, "nurse-750000018")
    assert nurse.get("/api/account").status_code == 401
    browser = Browser(app.test_client())
    old = {"login": "nurse-750000018", "password": PASSWORD, "device": "d"}
    assert browser.post("/api/session", old).json["code"] == "wrong_proof"
    first = {**old, "code": renewed.json["code"], "password": "another long password", "pin": "4826"}
    assert browser.post("/api/session/first", first).json["user"]["name"] == "P. Nurse"
    assert browser.post("/api/session/first", first).json["code"] == "wrong_proof"


def test_nobody_gives_a_code_to_who_has_a_role_beyond_theirs(signed_in):
    manager = signed_in(Role.MANAGER)
    director = signed_in(Role.ADMINISTRATOR).get("/api/staff").json["people"]
    above = next(one for one in director if one["role"] == "administrator")
    why = {"reason": "PIN oublié, vue en personne"}
    refused = manager.post(f"/api/habilitations/{above['id']}/code", why)
    assert refused.json["code"] == "role_not_yours"
    assert manager.post("/api/habilitations/elsewhere/code", why).status_code == 404


def test_nobody_ends_their_own_access_so_that_a_house_keeps_who_manages_it(signed_in):
    administrator = signed_in(Role.ADMINISTRATOR)
    own = next(
        one for one in administrator.get("/api/staff").json["people"] if one["role"] == "administrator"
    )
    refused = administrator.send("DELETE", f"/api/habilitations/{own['id']}")
    assert (refused.status_code, refused.json["code"]) == (403, "access_of_your_own")
    assert administrator.get("/api/staff").status_code == 200


def test_a_login_names_one_person(signed_in):
    manager = signed_in(Role.MANAGER)
    manager.post("/api/staff", NEW)
    assert manager.post("/api/staff", NEW).json["code"] == "login_taken"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "Maya Durand"}, "malformed_request"),
        ({"role": "king"}, "malformed_request"),
        ({"rpps": "123"}, "malformed_request"),
        ({"valid_from": "2026-12-01", "valid_to": "2026-11-30"}, "period_reversed"),
        ({"unit": "elsewhere"}, "not_found"),
    ],
)
def test_a_wrong_description_is_refused_and_nobody_is_enrolled(signed_in, change, code):
    manager = signed_in(Role.MANAGER)
    before = len(manager.get("/api/staff").json["people"])
    assert manager.post("/api/staff", {**NEW, **change}).json["code"] == code
    assert len(manager.get("/api/staff").json["people"]) == before


def test_a_nurse_enrols_nobody_and_the_refusal_is_in_the_trail(signed_in):
    assert signed_in(Role.NURSE).post("/api/staff", NEW).status_code == 403
    trail = signed_in(Role.MANAGER).get("/api/audit?limit=3").json
    assert ("staff.enrol+refused", "forbidden") in [(entry["action"], entry["outcome"]) for entry in trail]


def test_the_trail_names_the_person_and_pages_backwards(signed_in):
    manager = signed_in(Role.MANAGER)
    newest = manager.get("/api/audit?limit=1").json
    assert newest[0]["actor"] == "P. Manager"
    older = manager.get(f"/api/audit?limit=1&before={newest[-1]['seq']}").json
    assert older[0]["seq"] == newest[-1]["seq"] - 1


def test_a_habilitation_that_ended_signs_nobody_in(signed_in, house):
    nurse = signed_in(Role.NURSE)
    house.clock.advance(timedelta(days=-30))
    assert nurse.get("/api/me").status_code == 401


def newcomer(browser, **changes):
    named = {"given_name": "Maya", "family_name": "Durand", "role": "nurse"}
    return browser.post("/api/staff", named | changes)


def begun(app, made):
    """The newcomer's own browser, once they have chosen their password and PIN."""
    browser = Browser(app.test_client())
    first = {"login": made["login"], "code": made["code"], "device": "d", "password": PASSWORD, "pin": PIN}
    assert browser.post("/api/session/first", first).status_code == 200
    return browser


def test_a_temporary_account_ends_by_itself_after_its_last_day(signed_in, app, house):
    made = newcomer(signed_in(Role.COORDINATING_NURSE), valid_to="2026-11-21")
    assert made.json["login"] == "mdurand"
    begun(app, made.json)
    again = {"login": "mdurand", "password": PASSWORD, "device": "d"}
    house.clock.advance(timedelta(hours=15, minutes=49))  # 23:59 of its last day
    browser = Browser(app.test_client())
    assert browser.post("/api/session", again).status_code == 200
    house.clock.advance(timedelta(minutes=1))
    assert browser.get("/api/me").json["code"] == "not_signed_in"
    assert browser.post("/api/session", again).json["code"] == "no_habilitation"


def test_an_access_is_ended_at_once_and_ending_it_again_changes_nothing(signed_in, app):
    idec = signed_in(Role.COORDINATING_NURSE)
    browser = begun(app, newcomer(idec).json)
    [one] = [one for one in idec.get("/api/staff").json["people"] if one["login"] == "mdurand"]
    assert (one["granted_by"], one["yours"]) == ("P. Coordinating_Nurse", True)
    assert idec.send("DELETE", f"/api/habilitations/{one['id']}").status_code == 204
    assert browser.get("/api/me").json["code"] == "not_signed_in"
    assert idec.send("DELETE", f"/api/habilitations/{one['id']}").status_code == 204
    assert "mdurand" not in [one["login"] for one in idec.get("/api/staff").json["people"]]


def test_a_prescriber_whose_access_was_ended_is_proposed_no_more(signed_in, house):
    nurse = signed_in(Role.NURSE)
    assert [one["name"] for one in nurse.get("/api/prescribers").json] == ["P. Physician"]
    with house.writing() as work:
        theirs = habilitation.c.user_id == house.people[Role.PHYSICIAN]
        work.connection.execute(update(habilitation).where(theirs).values(ended_at=work.now))
    assert nurse.get("/api/prescribers").json == []


def test_a_coordinating_nurse_makes_no_physician_and_ends_no_manager(signed_in):
    idec = signed_in(Role.COORDINATING_NURSE)
    assert newcomer(idec, role="physician").json["code"] == "role_not_yours"
    [one] = [one for one in idec.get("/api/staff").json["people"] if one["role"] == "manager"]
    assert not one["yours"]
    assert idec.send("DELETE", f"/api/habilitations/{one['id']}").json["code"] == "role_not_yours"


def test_whoever_manages_one_unit_gives_access_to_that_unit_only(signed_in, house):
    with house.writing() as work:
        of_idec = habilitation.c.user_id == house.people[Role.COORDINATING_NURSE]
        work.connection.execute(update(habilitation).where(of_idec).values(unit_id=house.units["Lilas"]))
    idec = signed_in(Role.COORDINATING_NURSE)
    assert newcomer(idec).status_code == 403
    assert newcomer(idec, unit=house.units["Roses"]).status_code == 403
    assert newcomer(idec, unit=house.units["Lilas"]).status_code == 201
