"""Signing in on a shared screen."""

import itertools
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from medcircuit.kernel import http
from medcircuit.kernel.access import Role
from medcircuit.structure import service as structure
from medcircuit.structure.models import unit
from tests.conftest import PASSWORD, PIN


def test_a_person_signs_in_and_is_told_who_and_where_they_are(signed_in):
    me = signed_in(Role.NURSE).get("/api/me").json
    assert me["user"]["roles"] == ["nurse"]
    assert [unit["name"] for unit in me["units"]] == ["Lilas", "Roses"]
    assert "give" in me["rights"]
    assert me["server_time"] == "2026-11-21T07:10:00.000Z"


def test_without_a_session_nothing_is_shown(browser):
    answer = browser.get("/api/me")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "not_signed_in"


def test_a_person_led_to_a_wrong_address_reads_a_page_that_leads_back(browser):
    shown = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    lost = browser.get("/nulle-part", headers=shown)
    assert (lost.status_code, lost.content_type) == (404, "text/html; charset=utf-8")
    assert "Cette adresse n&#39;existe pas." in lost.text
    assert 'href="/"' in lost.text
    paper = browser.get("/api/residents/1/ordonnance?a=b", headers=shown)
    assert paper.status_code == 401
    assert 'href="/connexion?suite=/api/residents/1/ordonnance%3Fa%3Db"' in paper.text
    assert browser.get("/nulle-part").content_type == "application/problem+json"


def test_five_wrong_passwords_make_that_person_wait_on_that_device_only(browser, signed_in, house):
    signed_in(Role.NURSE)
    login = {"login": "nurse-750000018", "password": "not the password", "device": "device-1"}
    codes = [browser.post("/api/session", login).json["code"] for _ in range(6)]
    assert codes == ["wrong_proof"] * 5 + ["too_many_proofs"]
    right = {**login, "password": PASSWORD}
    assert browser.post("/api/session", right).json["code"] == "too_many_proofs"
    assert browser.post("/api/session", {**right, "device": "device-2"}).status_code == 200
    house.clock.advance(timedelta(minutes=15))
    assert browser.post("/api/session", right).status_code == 200


def test_naming_a_new_device_each_time_does_not_help_a_guesser_nor_shut_out_a_known_tablet(
    browser, signed_in, house
):
    nurse = signed_in(Role.NURSE)
    login = {"login": "nurse-750000018", "password": "not the password"}
    guessed = [
        browser.post("/api/session", {**login, "device": f"guess-{n}"}).json["code"] for n in range(11)
    ]
    assert guessed == ["wrong_proof"] * 10 + ["too_many_elsewhere"]
    right = {**login, "password": PASSWORD}
    assert browser.post("/api/session", {**right, "device": "guess-12"}).json["code"] == "too_many_elsewhere"
    assert nurse.post("/api/session/unlock", {"pin": PIN}).status_code == 200
    assert browser.post("/api/session", {**right, "device": "device-1"}).status_code == 200
    house.clock.advance(timedelta(minutes=15))
    assert browser.post("/api/session", {**login, "device": "guess-13"}).json["code"] == "wrong_proof"
    assert browser.post("/api/session", {**right, "device": "guess-14"}).json["code"] == "too_many_elsewhere"
    house.clock.advance(timedelta(minutes=15))
    assert browser.post("/api/session", {**right, "device": "guess-15"}).status_code == 200


def test_an_address_from_which_many_names_are_tried_waits_and_a_known_tablet_behind_it_does_not(
    browser, signed_in
):
    signed_in(Role.NURSE)
    browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    tried = [
        browser.post("/api/session", {"login": f"name-{n}", "password": "x", "device": "d"}).json["code"]
        for n in range(51)
    ]
    assert tried == ["wrong_proof"] * 50 + ["too_many_elsewhere"]
    right = {"login": "nurse-750000018", "password": PASSWORD}
    assert browser.post("/api/session", {**right, "device": "new"}).json["code"] == "too_many_elsewhere"
    assert browser.post("/api/session", {**right, "device": "device-1"}).status_code == 200


def test_a_device_does_not_call_itself_what_counts_tries_elsewhere(browser):
    told = {"login": "a", "password": "b", "device": "*password_hash"}
    assert browser.post("/api/session", told).status_code == 422


def test_an_unknown_login_is_answered_as_a_wrong_password(browser):
    answer = browser.post("/api/session", {"login": "nobody", "password": "x", "device": "d"})
    assert (answer.status_code, answer.json["code"]) == (401, "wrong_proof")


def test_the_screen_locks_after_a_minute_without_gesture_and_the_pin_opens_it(signed_in, house):
    nurse = signed_in(Role.NURSE)
    house.clock.advance(timedelta(seconds=60))
    assert nurse.post("/api/session/seen").status_code == 204
    house.clock.advance(timedelta(seconds=61))
    assert nurse.post("/api/session/seen").status_code == 423
    assert nurse.get("/api/me").json["locked"] is True
    assert nurse.post("/api/session/unlock", {"pin": "0000"}).json["code"] == "wrong_proof"
    assert nurse.post("/api/session/unlock", {"pin": PIN}).status_code == 200
    assert nurse.post("/api/session/seen").status_code == 204


def test_a_person_of_several_units_has_the_shortest_lock_among_them(signed_in, house):
    lilas, roses = house.units["Lilas"], house.units["Roses"]
    with house.database.write() as connection:
        connection.execute(update(unit).where(unit.c.id == roses), {"idle_lock_s": 15})
        asked = ((), (lilas,), (roses,), (lilas, roses), (None,))
        locks = [structure.idle_lock_s(connection, house.establishment_id, units) for units in asked]
    assert locks == [60, 60, 15, 15, 15]
    nurse = signed_in(Role.NURSE)
    house.clock.advance(timedelta(seconds=15))
    assert nurse.post("/api/session/seen").status_code == 204
    house.clock.advance(timedelta(seconds=16))
    assert nurse.post("/api/session/seen").status_code == 423


def test_a_page_that_polls_does_not_keep_the_screen_unlocked(signed_in, house):
    nurse = signed_in(Role.NURSE)
    for _ in range(3):
        house.clock.advance(timedelta(seconds=30))
        nurse.client.post(
            "/api/session/seen", json={}, headers={"X-Requested-With": "medcircuit", "X-Background": "1"}
        )
    assert nurse.post("/api/session/seen").json["code"] == "session_locked"


def test_a_colleague_takes_the_tablet_by_pin_and_the_first_session_ends(signed_in, app):
    nurse = signed_in(Role.NURSE)
    signed_in(Role.COORDINATING_NURSE)
    people = nurse.get("/api/session/people").json
    assert {person["login"] for person in people} == {"nurse-750000018", "coordinating_nurse-750000018"}
    switched = nurse.post("/api/session/switch", {"login": "coordinating_nurse-750000018", "pin": PIN})
    assert switched.json["user"]["roles"] == ["coordinating_nurse"]
    assert nurse.get("/api/me").json["user"]["roles"] == ["coordinating_nurse"]


def test_someone_who_never_signed_in_on_the_device_cannot_take_it_by_pin(signed_in, house):
    nurse = signed_in(Role.NURSE)
    answer = nurse.post("/api/session/switch", {"login": "physician-750000018", "pin": PIN})
    assert answer.json["code"] == "wrong_proof"


def test_signing_out_ends_the_session(signed_in):
    nurse = signed_in(Role.NURSE)
    assert nurse.send("DELETE", "/api/session").status_code == 204
    assert nurse.get("/api/me").status_code == 401


def test_a_request_from_another_site_is_refused(signed_in):
    nurse = signed_in(Role.NURSE)
    assert nurse.client.post("/api/session/lock", json={}).json["code"] == "foreign_origin"
    headers = {"X-Requested-With": "medcircuit", "Origin": "https://elsewhere.example"}
    assert nurse.client.post("/api/session/lock", json={}, headers=headers).json["code"] == "foreign_origin"


@pytest.mark.parametrize(
    "body", [{}, {"login": 3}, {"login": "a", "password": "b", "device": "c", "more": 1}, []]
)
def test_a_malformed_request_names_its_fields_and_is_a_problem(browser, body):
    answer = browser.post("/api/session", body)
    assert answer.status_code == 422
    assert answer.json["code"] == "malformed_request"
    assert answer.content_type == "application/problem+json"


NO_JSON = (
    b'{"login":',
    '{"login": "\u00e9"}'.encode("latin-1"),
    b'{"login": NaN}',
    b'{"login": "a", "login": "b"}',
    b'{"login": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"login": ' * 5000 + b"1" + b"}" * 5000,
)


def test_text_that_is_not_json_or_has_no_end_is_a_problem_that_says_so(signed_in):
    send = signed_in().client.post
    headers = {"X-Requested-With": "medcircuit"}
    for address, raw in itertools.product(("/api/session", "/api/scans"), NO_JSON):
        answer = send(address, data=raw, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
        assert "JSON" in answer.json["detail"]


def test_what_is_said_to_be_no_json_is_refused_as_such(signed_in):
    send = signed_in().client.post
    headers = {"X-Requested-With": "medcircuit"}
    for address, kind in itertools.product(("/api/session", "/api/scans"), ("text/plain", None)):
        answer = send(address, data=b"{}", content_type=kind, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (415, "not_json")


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_text_that_no_database_can_hold_is_refused_wherever_it_stands(signed_in, sign):
    named = {"device": "d", "login": "a", "password": "p", "establishment": None}
    for wrong in ({"login": sign}, {sign: "a"}, {"password": [{"a": sign}]}):
        answer = signed_in().post("/api/session", named | wrong)
        assert (answer.status_code, answer.json["code"]) == (422, "malformed_request")
        assert "ne peut pas être conservé" in str(answer.json["errors"])


def test_every_answer_carries_the_security_headers(browser):
    page, data = browser.get("/").headers, browser.get("/api/me").headers
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert data["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    for headers in (page, data):
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_route_without_a_policy_keeps_the_application_from_starting():
    app = Flask(__name__)
    app.add_url_rule("/open", "open", lambda: "")
    http.public(app.view_functions["static"])
    with pytest.raises(http.UndeclaredPolicy, match="open"):
        http.require_policies(app)


@pytest.mark.parametrize("address", ["/api/residents/a%00b", "/api/staff?before=%00", "/api/medicines?q=%00"])
def test_an_address_with_a_nul_names_nothing(signed_in, address):
    assert signed_in(Role.COORDINATING_NURSE).get(address).status_code == 404
