"""Signing from afar over the API: shown, proven again, sealed once, and what is refused."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from medcircuit.administration.service import verified
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Act, Prescription, Regime, Revision, Terms
from medcircuit.prescriptions.rules.sealing import CHALLENGE_HOLDS
from tests.conftest import PIN
from tests.ward import DOLIPRANE_500, FUROSEMIDE, Ward, dosage

TERMS = {"dosage": json.loads(json.dumps(dosage(), default=float)), "regime": "nurse_only"}
SKENAN = "61227030"
SEEN = {"seen_how": "examination", "pin": PIN}


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def lines(house):
    """Two people of the house with two lines each."""
    ward = Ward(house)
    for name in ("Jeanne", "Rose"):
        ward.admit(name)
        ward.people[f"{name} lines"] = [ward.prescribe(name, cis) for cis in (FUROSEMIDE, DOLIPRANE_500)]
    return ward.people


@pytest.fixture
def physician(signed_in):
    return signed_in(Role.PHYSICIAN)


def shown(browser, resident, *decisions):
    asked = [{"line": line, "seen_version": 1, "decision": "renew"} | more for line, more in decisions]
    return browser.post(f"/api/residents/{resident}/signatures/challenge", {"decisions": asked})


def signed(browser, resident, challenge, **more):
    body = {"nonce": challenge.json["nonce"], **SEEN, **more}
    return browser.post(f"/api/residents/{resident}/signatures", body)


def faults(house):
    with house.database.read() as connection:
        return verified(connection, house.establishment_id).differences


def seals(house):
    with house.database.read() as connection:
        return prescriptions.count_seals(connection, house.establishment_id)


def test_unchanged_renewals_of_one_person_are_sealed_together_and_once(house, physician, lines):
    jeanne, both = lines["Jeanne"], lines["Jeanne lines"]
    challenge = shown(physician, jeanne, *((line, {}) for line in both))
    assert challenge.status_code == 201, challenge.json
    assert [one["number"] for one in challenge.json["shown"]] == [2, 2]
    assert "comprimé" in challenge.json["shown"][0]["sentence"]
    answer = signed(physician, jeanne, challenge)
    assert answer.status_code == 201, answer.json
    assert [line["latest"] for line in answer.json] == [2, 2]
    assert (seals(house), faults(house)) == (2, [])
    again = signed(physician, jeanne, challenge)
    assert (again.status_code, again.json["code"], seals(house)) == (409, "challenge_spent", 2)


def test_a_wrong_pin_or_a_missing_reason_signs_nothing(house, physician, lines):
    challenge = shown(physician, lines["Jeanne"], (lines["Jeanne lines"][0], {}))
    wrong = signed(physician, lines["Jeanne"], challenge, pin="9999")
    assert (wrong.status_code, wrong.json["code"]) == (401, "wrong_proof")
    alone = signed(physician, lines["Jeanne"], challenge, seen_how="record_only")
    assert (alone.status_code, alone.json["code"], seals(house)) == (422, "reason_missing", 0)
    assert signed(physician, lines["Jeanne"], challenge, seen_how="teleconsultation").status_code == 201


def test_what_was_shown_expires(house, physician, lines, clock):
    challenge = shown(physician, lines["Jeanne"], (lines["Jeanne lines"][0], {}))
    clock.advance(CHALLENGE_HOLDS + timedelta(seconds=1))
    assert physician.post("/api/session/unlock", {"pin": PIN}).status_code == 200
    late = signed(physician, lines["Jeanne"], challenge)
    assert (late.status_code, late.json["code"], seals(house)) == (409, "challenge_expired", 0)


def test_a_version_changed_meanwhile_is_refused_with_both_numbers(house, physician, lines):
    line = lines["Jeanne lines"][0]
    challenge = shown(physician, lines["Jeanne"], (line, {}))
    with house.writing(Role.PHYSICIAN) as work:
        prescriptions.revise(work, line, Revision(new_id(), Act.SUSPEND, 1))
    answer = signed(physician, lines["Jeanne"], challenge)
    assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")
    assert answer.json["lines"] == {line: ["1", "2"]}
    assert shown(physician, lines["Jeanne"], (line, {})).json["lines"] == {line: ["1", "2"]}
    assert seals(house) == 0


def test_never_two_people_in_one_act(physician, lines):
    mixed = shown(physician, lines["Jeanne"], (lines["Jeanne lines"][0], {}), (lines["Rose lines"][0], {}))
    assert (mixed.status_code, mixed.json["code"]) == (422, "one_resident_only")
    challenge = shown(physician, lines["Jeanne"], (lines["Jeanne lines"][0], {}))
    answer = signed(physician, lines["Rose"], challenge)
    assert (answer.status_code, answer.json["code"]) == (422, "one_resident_only")


def test_a_stop_is_signed_with_its_reason_and_seen_by_the_nurse(house, physician, signed_in, lines):
    line = lines["Jeanne lines"][0]
    assert shown(physician, lines["Jeanne"], (line, {"decision": "stop"})).json["code"] == "reason_missing"
    challenge = shown(physician, lines["Jeanne"], (line, {"decision": "stop", "reason": "Hypotension"}))
    assert signed(physician, lines["Jeanne"], challenge).status_code == 201
    assert [one["seen"] for one in physician.get("/api/stops").json] == [[]]
    nurse = signed_in(Role.NURSE)
    news = nurse.get(f"/api/rounds/{house.units['Lilas']}/2026-11-21/MORN/events?after=0").json
    assert [(one["line"], one["act"], one["reason"]) for one in news["stops"]] == [
        (line, "stop", "Hypotension")
    ]
    for _ in range(2):
        assert nurse.post(f"/api/lines/{line}/seen", {"version": 2}).status_code == 204
    (stop,) = physician.get("/api/stops").json
    assert [one["by"] for one in stop["seen"]] == ["P. Nurse"]


def checks(browser, resident, line, **decided):
    asked = {"line": line, "seen_version": 1, "decision": "renew", **decided}
    path = f"/api/residents/{resident}/signatures/checks"
    return browser.post(path, {"decisions": [asked]}).json["findings"]


def test_a_decision_waits_for_a_reason_to_every_alert_about_its_line(house, physician, lines):
    ward = Ward(house)
    ward.people.update(lines)
    jeanne, (line, other) = lines["Jeanne"], lines["Jeanne lines"]
    ward.prescribe("Jeanne", FUROSEMIDE)
    for decision in ("renew", "validate"):
        refused = shown(physician, jeanne, (line, {"decision": decision}))
        assert (refused.status_code, refused.json["code"]) == (409, "alerts_unanswered")
    changed = shown(physician, jeanne, (line, {"decision": "change", "terms": TERMS}))
    assert changed.json["code"] == "alerts_unanswered"
    assert shown(physician, jeanne, (other, {})).status_code == 201  # the alert is not about this line
    assert shown(physician, jeanne, (line, {"decision": "stop", "reason": "Doublon"})).status_code == 201
    found = [one for one in checks(physician, jeanne, line) if one["tier"] == "confirm"]
    assert found
    for one in found:
        answer = physician.post(f"/api/alerts/{one['id']}/override", {"reason": "temporary"})
        assert answer.status_code == 200
    assert signed(physician, jeanne, shown(physician, jeanne, (line, {}))).status_code == 201
    assert faults(house) == []


def test_a_reason_holds_at_the_next_unchanged_renewal_while_the_alert_says_the_same(
    house, signed_in, lines, clock
):
    ward = Ward(house)
    ward.people.update(lines)
    jeanne, line = lines["Jeanne"], lines["Jeanne lines"][0]
    other = ward.prescribe("Jeanne", FUROSEMIDE)
    physician = signed_in(Role.PHYSICIAN)
    for one in checks(physician, jeanne, line):
        if one["tier"] == "confirm":
            physician.post(f"/api/alerts/{one['id']}/override", {"reason": "monitored"})
    for latest in (1, 2, 3):  # a reason is carried on from one signature to the next
        challenge = shown(physician, jeanne, (line, {"seen_version": latest}))
        assert challenge.status_code == 201, challenge.json
        (stands,) = challenge.json["answered"]
        assert stands["override"]["reason"] == "monitored"
        assert stands["override"]["said_at"].startswith("2026-11-21")
        assert signed(physician, jeanne, challenge).status_code == 201
        clock.advance(timedelta(days=28))
        physician = signed_in(Role.PHYSICIAN)

    # Of another line, of a change, of another dose beside it, or of another person it is asked anew.
    assert shown(physician, jeanne, (other, {})).json["code"] == "alerts_unanswered"
    changed = shown(physician, jeanne, (line, {"seen_version": 4, "decision": "change", "terms": TERMS}))
    assert changed.json["code"] == "alerts_unanswered"
    ward.prescribe("Jeanne", FUROSEMIDE, moment="NOON")
    assert shown(physician, jeanne, (line, {"seen_version": 4})).json["code"] == "alerts_unanswered"


def test_a_stop_of_the_checks_lets_a_line_be_ended_only(house, physician, lines):
    jeanne, said = lines["Jeanne"], dosage(unit="gélule")
    said[0]["timing"]["repeat"] |= {"boundsPeriod": {"start": "2026-11-21", "end": "2026-12-25"}}
    with house.writing(Role.PHYSICIAN) as work:
        asked = Prescription(new_id(), jeanne, Terms(read_dosages(said), Regime.NURSE_ONLY), cis=SKENAN)
        line = prescriptions.prescribe(work, asked).id
    terms = {"dosage": json.loads(json.dumps(said, default=float)), "regime": "nurse_only"}
    for decision in (
        {},
        {"decision": "validate"},
        {"decision": "change", "terms": terms},
    ):
        refused = shown(physician, jeanne, (line, decision))
        assert (refused.status_code, refused.json["code"]) == (409, "order_stopped")
    assert "stop" in [one["tier"] for one in checks(physician, jeanne, line)]
    for decision in ("stop", "suspend"):
        found = checks(physician, jeanne, line, decision=decision, reason="Trop long")
        assert {one["tier"] for one in found} <= {"info"}
        shown_then = shown(physician, jeanne, (line, {"decision": decision, "reason": "Trop long"}))
        assert (shown_then.status_code, shown_then.json["shown"][0]["reason"]) == (201, "Trop long")
    assert seals(house) == 0


def test_a_seal_is_validated_once_and_another_line_cannot_take_it(house, physician, lines):
    line = lines["Jeanne lines"][0]
    challenge = shown(physician, lines["Jeanne"], (line, {"decision": "validate"}))
    assert challenge.json["shown"][0]["before"] is None
    assert signed(physician, lines["Jeanne"], challenge).status_code == 201
    again = shown(physician, lines["Jeanne"], (line, {"decision": "validate"}))
    assert (again.status_code, again.json["code"]) == (409, "nothing_to_sign")
    refused = shown(physician, lines["Jeanne"], (line, {"decision": "refuse", "reason": "Non"}))
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_to_sign")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seal SET payload = replace(payload, 'active', 'stopped')",
        "UPDATE seal SET signature = 'zz'",
        "UPDATE line_version SET dosage = replace(dosage, '1', '2') WHERE number = 2",
        "UPDATE seal_key SET public_key = substr(public_key, 3) || '5a'",
        "DELETE FROM seal",
    ],
)
def test_verify_says_every_seal_that_does_not_hold(house, physician, lines, statement):
    challenge = shown(physician, lines["Jeanne"], (lines["Jeanne lines"][0], {}))
    assert signed(physician, lines["Jeanne"], challenge).status_code == 201
    assert faults(house) == []
    with house.database.write() as connection:
        for table in ("seal", "seal_key", "line_version"):
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text(statement))
    assert any("sceau" in fault for fault in faults(house))


def test_the_team_asks_and_the_prescriber_answers(physician, signed_in, lines):
    line = lines["Jeanne lines"][0]
    nurse = signed_in(Role.NURSE)
    asked = {"id": new_id(), "kind": "request", "wants": "stop", "text": "Chute hier", "seen_version": 1}
    assert nurse.post(f"/api/lines/{line}/notes", asked).status_code == 201
    assert len(nurse.post(f"/api/lines/{line}/notes", asked).json) == 1
    taken = nurse.post(f"/api/lines/{line}/notes", asked | {"text": "Autre"})
    assert taken.json["code"] == "line_id_taken"
    refusal = {"id": new_id(), "kind": "refusal", "text": "Poursuivre", "seen_version": 1}
    assert nurse.post(f"/api/lines/{line}/notes", refusal).status_code == 403
    said = physician.post(f"/api/lines/{line}/notes", refusal | {"replies_to": asked["id"]}).json
    assert [(one["kind"], one["replies_to"]) for one in said] == [("request", None), ("refusal", asked["id"])]
    again = {"id": new_id(), "kind": "answer", "text": "Oui", "seen_version": 1, "replies_to": asked["id"]}
    assert physician.post(f"/api/lines/{line}/notes", again).json["code"] == "no_such_question"
    assert len(physician.get(f"/api/lines/{line}/notes").json) == 2
