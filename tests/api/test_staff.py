"""Enrolling people, and reading what was done."""

from datetime import timedelta

import pytest

from medcircuit.kernel.access import Role
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
    before = len(manager.get("/api/staff").json)
    assert manager.post("/api/staff", {**NEW, **change}).json["code"] == code
    assert len(manager.get("/api/staff").json) == before


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
