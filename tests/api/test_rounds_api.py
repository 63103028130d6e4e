"""The round over HTTP: the words of the contract, and a clear refusal of what makes no sense."""

import uuid

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, FUROSEMIDE, minutes

DAY = "2026-11-21"
PACK = "round version made_at server_time zone cursor residents tokens doses to_decide products elsewhere recalled_lots"
DOSE = "key resident line version due timing window class amount unit units label sentence route instructions badges"


@pytest.fixture
def house(sqlite_house):
    """These tests look at the wire: one database is enough."""
    return sqlite_house


@pytest.fixture
def lilas(sqlite_lilas):
    """A resident with a line in the morning."""
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.line = sqlite_lilas.prescribe("Jeanne", DOLIPRANE_1G)
    return sqlite_lilas


@pytest.fixture
def nurse(lilas, signed_in):
    return signed_in(Role.NURSE)


def path(lilas, rest="pack"):
    return f"/api/rounds/{lilas.unit}/{DAY}/MORN/{rest}"


def scan(lilas, raw, **changes):
    return {
        "id": str(uuid.uuid4()),
        "raw": raw,
        "mode": "scan",
        "traits": None,
        "resident": lilas.people["Jeanne"],
        "round": {"unit": lilas.unit, "date": DAY, "moment": "MORN"},
        "at": "2026-11-21T07:10:00.000Z",
        "device": "device-1",
        **changes,
    }


def act(lilas, kind="given", **changes):
    return {
        "id": new_id(),
        "device": "device-1",
        "device_seq": 1,
        "prev_hash": None,
        "kind": kind,
        "dose": lilas.key(lilas.line),
        "line": lilas.line,
        "resident": lilas.people["Jeanne"],
        "version_seen": 1,
        "amount": None,
        "units": None,
        "remainder": None,
        "reason": None,
        "note": None,
        "overrides": [],
        "unreadable": None,
        "replaces": None,
        "scans": [],
        "at": "2026-11-21T07:10:00.000Z",
        "asserted": False,
        "offer_again": False,
        **changes,
    }


def test_the_pack_speaks_the_words_of_the_contract(lilas, nurse):
    answer = nurse.get(path(lilas))
    assert answer.status_code == 200
    pack = answer.json
    assert set(PACK.split()) <= set(pack)
    assert set(DOSE.split()) <= set(pack["doses"][0])
    assert pack["zone"] == "Europe/Paris"
    words = {word["code"]: word for word in pack["states"]}
    assert (words["refused"]["word"], words["refused"]["letter"]) == ("Refusé", "✗")
    assert {reason["code"] for reason in words["refused"]["reasons"]} >= {"taste", "nausea"}
    assert {"late", "early"} <= set(pack["override_reasons"])
    assert pack["unreadable_reasons"][0]["label"] == "froissé"


def test_the_same_pack_is_not_sent_twice(lilas, nurse):
    first = nurse.get(path(lilas))
    again = nurse.get(path(lilas), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    lilas.give(lilas.line, "Jeanne")
    assert nurse.get(path(lilas), headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_verdict_is_said_in_sentences_with_what_to_do_and_reasons(lilas, nurse):
    answer = nurse.post("/api/scans", scan(lilas, lilas.box(DOLIPRANE_500))).json
    assert (answer["verdict"], answer["headline"]) == ("confirm", "À CONFIRMER")
    found = answer["findings"][0]
    assert found["sentence"] == "Autre dosage que prévu : donnez 2 de DOLIPRANE 500 mg, comprimé."
    assert found["advice"]
    assert {"code": "out_of_stock", "label": "dosage prescrit en rupture"} in found["reasons"]
    stop = nurse.post("/api/scans", scan(lilas, lilas.box(FUROSEMIDE))).json
    assert (stop["verdict"], stop["headline"], stop["proposal"]) == ("stop", "STOP", None)


def test_a_refused_read_says_why_in_its_advice(lilas, nurse):
    answer = nurse.post("/api/scans", scan(lilas, "3400935955839")).json
    assert (answer["verdict"], answer["headline"]) == ("unknown", "INCONNU")
    assert answer["findings"][0]["advice"].startswith("La clé de ce code est fausse")


def test_a_dose_is_scanned_given_asked_about_and_seen_by_the_other(lilas, nurse):
    read = nurse.post("/api/scans", scan(lilas, lilas.box(DOLIPRANE_1G))).json
    assert (read["verdict"], read["headline"]) == ("ok", "BON")
    given = act(lilas, scans=[read["id"]])
    receipt = nurse.post("/api/events", {"events": [given]}).json["receipts"][0]
    assert (receipt["id"], receipt["state"], receipt["dose"]) == (given["id"], "given", lilas.key(lilas.line))
    assert nurse.post("/api/events", {"events": [given]}).json["receipts"] == [receipt]
    second = nurse.post("/api/events", {"events": [act(lilas)]}).json["receipts"][0]
    assert second["status"] == "question"
    assert second["question"]["sentence"].startswith("Vous l'avez déjà donné, à 08:10.")
    news = nurse.get(path(lilas, "events?after=0")).json
    assert [dose["state"] for dose in news["doses"]] == ["given"]
    closed = nurse.post(path(lilas, "closing"), {"id": new_id(), "at": "2026-11-21T07:10:00Z"}).json
    assert closed["closed"]["untraced"] == 0


def test_incidents_are_said_in_sentences(lilas, nurse):
    receipt = nurse.post("/api/events", {"events": [act(lilas)]}).json["receipts"][0]
    said = {one["code"]: one["sentence"] for one in receipt["incidents"]}
    assert said["not_scanned"] == "Donné sans que le médicament ait été scanné."


def test_the_same_id_for_another_act_is_a_conflict_that_names_it(lilas, nurse):
    first = act(lilas)
    nurse.post("/api/events", {"events": [first]})
    answer = nurse.post("/api/events", {"events": [{**first, "note": "other"}]})
    assert (answer.status_code, answer.json["code"]) == (409, "same_id_other_content")
    assert answer.json["event"] == first["id"]


def test_each_act_of_a_batch_has_its_own_answer(lilas, nurse):
    good, unread = act(lilas), act(lilas, kind="swallowed")
    ahead = act(lilas, at="2026-11-21T08:30:00Z")
    unsure = act(lilas, amount="1.500")
    answer = nurse.post("/api/events", {"events": [unread, good, ahead, unsure, 7]})
    assert answer.status_code == 200
    receipts = answer.json["receipts"]
    assert [one["status"] for one in receipts] == ["refused", "accepted_with_incidents", *["refused"] * 3]
    assert [one["id"] for one in receipts] == [unread["id"], good["id"], ahead["id"], unsure["id"], None]
    codes = [one["problem"]["code"] for one in receipts if "problem" in one]
    assert codes == ["malformed_request", "future_act", "amount_unreadable", "malformed_request"]
    assert "kind" in receipts[0]["problem"]["errors"]
    assert receipts[2]["problem"]["detail"].startswith("L'heure indiquée est dans le futur.")


def test_doses_without_answer_keep_a_round_open(lilas, nurse):
    answer = nurse.post(path(lilas, "closing"), {"id": new_id(), "at": "2026-11-21T07:10:00Z"})
    assert (answer.status_code, answer.json["code"]) == (409, "doses_without_answer")
    assert answer.json["keys"] == [lilas.key(lilas.line)]


def test_a_day_lists_its_rounds(lilas, nurse):
    answer = nurse.get(f"/api/rounds?date={DAY}").json
    assert {one["moment"]["label"] for one in answer["rounds"]} >= {"Matin", "Midi", "Soir"}


def test_who_may_not_is_refused_and_who_is_not_signed_in_too(lilas, browser, signed_in):
    assert browser.get(path(lilas)).status_code == 401
    physician = signed_in(Role.PHYSICIAN)
    assert physician.get(path(lilas)).status_code == 200
    assert physician.post("/api/scans", scan(lilas, "1")).status_code == 403
    assert physician.post("/api/events", {"events": [act(lilas)]}).status_code == 403
    assert signed_in(Role.EDUCATOR).get(path(lilas)).json["doses"] == [], "nothing is open to them"
    assert signed_in(Role.MANAGER).get(path(lilas)).status_code == 403


def test_a_round_that_does_not_exist_is_not_found(lilas, nurse):
    for address in (
        f"/api/rounds/{'0' * 36}/{DAY}/MORN/pack",
        f"/api/rounds/{lilas.unit}/2026-13-45/MORN/pack",
        f"/api/rounds/{lilas.unit}/0001-01-01/MORN/pack",
        f"/api/rounds/{lilas.unit}/9999-12-31/MORN/events?after=0",
        f"/api/rounds/{lilas.unit}/today/MORN/pack",
        f"/api/rounds/{lilas.unit}/{DAY}/BRUNCH/pack",
    ):
        answer = nurse.get(address)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), address


def test_a_day_or_a_cursor_that_is_none_is_refused(lilas, nurse):
    for query in ("", "?date=", "?date=demain", "?date=9999-12-31", "?date=0001-01-01", "?day=1"):
        assert nurse.get(f"/api/rounds{query}").status_code == 422, query
    for after in ("x", "-1", "99999999999999999999", "1.5"):
        assert nurse.get(path(lilas, f"events?after={after}")).status_code == 422, after


WRONG_ACTS = [
    {"id": "not-a-uuid"},
    {"id": None},
    {"device": ""},
    {"device": "x" * 65},
    {"device_seq": -1},
    {"device_seq": "one"},
    {"device_seq": 10**30},
    {"kind": "eaten"},
    {"kind": "untraced"},
    {"kind": "refused"},
    {"kind": "void"},
    {"dose": ""},
    {"dose": "x" * 121},
    {"line": None},
    {"resident": 7},
    {"version_seen": "one"},
    {"version_seen": 2**40},
    {"amount": "0"},
    {"amount": "-1"},
    {"amount": ""},
    {"amount": "beaucoup"},
    {"amount": "1.500"},
    {"amount": "1/0"},
    {"amount": "99999999"},
    {"amount": 1},
    {"units": "1e9"},
    {"remainder": "eat"},
    {"reason": "because"},
    {"note": "x" * 501},
    {"note": "\ud800"},
    {"note": "\x00"},
    {"overrides": [{"finding": "expired", "reason": "physician"}]},
    {"overrides": [{}]},
    {"overrides": "late"},
    {"unreadable": {"reason": "eaten"}},
    {"unreadable": []},
    {"replaces": "x"},
    {"scans": ["x"]},
    {"scans": [str(uuid.uuid4())] * 51},
    {"at": "yesterday"},
    {"at": "2026-11-21T07:10:00"},
    {"at": "0001-01-01T00:00:00Z"},
    {"at": "9999-12-31T23:59:59Z"},
    {"at": "2026-11-21T09:10:00Z"},
    {"asserted": "perhaps"},
    {"surprise": 1},
]


def test_an_act_that_makes_no_sense_is_refused_and_nothing_is_kept(lilas, nurse):
    for wrong in WRONG_ACTS:
        answer = nurse.post("/api/events", {"events": [act(lilas, **wrong)]})
        assert answer.status_code == 422, (wrong, answer.json)
        assert "Rien n'a été enregistré" in answer.json["detail"], wrong
    assert lilas.state(lilas.line) is None


@pytest.mark.parametrize(
    "wrong", ["[]", "null", "7", '{"events": []}', '{"events": 1}', "{", '{"events": [1]}']
)
def test_a_body_that_is_no_batch_is_refused(nurse, wrong):
    answer = nurse.client.post(
        "/api/events",
        data=wrong,
        content_type="application/json",
        headers={"X-Requested-With": "medcircuit"},
    )
    assert answer.status_code in {400, 422}
    assert answer.content_type == "application/problem+json"


def test_a_batch_has_two_hundred_acts_at_the_most(lilas, nurse):
    assert nurse.post("/api/events", {"events": [act(lilas) for _ in range(201)]}).status_code == 422


WRONG_SCANS = [
    {"id": "x"},
    {"raw": "x" * 2001},
    {"raw": None},
    {"raw": ""},
    {"mode": "guess"},
    {"mode": "photo"},
    {"mode": "photo", "resident": None, "traits": ["room"]},
    {"traits": ["shoe_size"]},
    {"round": {"unit": "x", "date": DAY}},
    {"round": None},
    {"at": "now"},
    {"device": None},
    {"resident": "x" * 37},
]


def test_a_scan_that_makes_no_sense_is_refused(lilas, nurse):
    for wrong in WRONG_SCANS:
        answer = nurse.post("/api/scans", scan(lilas, "3400935955838") | wrong)
        assert answer.status_code == 422, (wrong, answer.json)


RAWS = ["\x00", "\x1d", "💊" * 50, "é" * 300, "]d2", "1" * 700, "' OR 1=1 --", "\u202e12"]


def test_whatever_a_scanner_sends_has_an_answer(lilas, nurse):
    for raw in RAWS:
        answer = nurse.post("/api/scans", scan(lilas, raw))
        assert (answer.status_code, answer.json.get("verdict")) == (200, "unknown"), (raw, answer.json)


def test_scans_and_acts_of_another_house_find_nothing(lilas, nurse):
    assert nurse.post("/api/scans", scan(lilas, "1", resident=new_id())).status_code == 404
    elsewhere = {"unit": new_id(), "date": DAY, "moment": "MORN"}
    assert nurse.post("/api/scans", scan(lilas, "1", round=elsewhere)).status_code == 404
    never = {"unit": lilas.unit, "date": "9999-12-31", "moment": "MORN"}
    assert nurse.post("/api/scans", scan(lilas, "1", round=never)).status_code == 422
    held = nurse.post("/api/events", {"events": [act(lilas, resident=new_id())]}).json["receipts"][0]
    assert held["status"] == "held"


def test_what_is_held_is_visible(lilas, nurse):
    lost = act(lilas, resident=new_id())
    nurse.post("/api/events", {"events": [lost]})
    held = nurse.get("/api/held").json["held"]
    assert [(one["id"], one["by_name"], one["at"]) for one in held] == [
        (lost["id"], "P. Nurse", "2026-11-21T07:10:00.000Z")
    ]


def test_a_poll_in_the_background_is_no_gesture(lilas, nurse):
    lilas.house.clock.advance(minutes(1))
    assert nurse.get(path(lilas, "events?after=0"), headers={"X-Background": "1"}).status_code in {200, 423}
