"""The physician's protocols over the JSON API."""

import json
import uuid

import pytest
from sqlalchemy import select

from medcircuit.delegations.models.protocols import protocol_version
from medcircuit.kernel.access import Role
from medcircuit.prescriptions.rules.lines import Regime
from tests.api.test_factors import enrolled
from tests.conftest import PIN, Browser
from tests.served import application
from tests.ward import DOLIPRANE_500


@pytest.fixture
def jeanne(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe_prn("Jeanne", DOLIPRANE_500, regime=Regime.ASSISTED, most=3)
    return sqlite_lilas


@pytest.fixture
def opened(jeanne):
    """Makes a browser in which the person of a role is signed in."""
    from tests.api.test_scope import signed_in

    app = application(jeanne.house.database, jeanne.house.clock)
    return lambda role: Browser(signed_in(app, jeanne.house, role).client)


@pytest.fixture
def body(opened, jeanne):
    """A protocol of paracetamol for Jeanne, as the page sends it, and the physician's browser."""
    physician = opened(Role.PHYSICIAN)
    found = physician.get(f"/api/units/{jeanne.unit}/protocol-choices").json
    line = found["lines"][0]
    assert (line["dose"], line["per_day"], line["interval_min"], line["regime"]) == (
        "1",
        "3",
        360,
        "assisted",
    )
    words = {
        "kind": "as_needed",
        "title": " Fièvre ou douleur ",
        "indication": "Front chaud",
        "assessment": {"scale": "temperature", "threshold": "38,5"},
        **{name: line[name] for name in ("class_id", "medicine", "unit")},
        "dose": "1",
        "once_max": "1",
        "day_max": "3",
        "interval_min": 360,
        "days_max": 3,
        "contra_signs": ["Peau jaune"],
        "measures_first": ["Faire boire"],
        "regimes": ["assisted"],
        "call_name": "Infirmière",
        "call_phone": "03 53 01 01 20",
        "recheck_min": 60,
        "rpps": "10003456785",
        "ends_on": "2027-04-30",
        "trainer": found["trainers"][0],
    }
    pairs = [{"line": line["line"], "resident": line["resident"]["id"]}]
    return physician, {"id": str(uuid.uuid4()), "protocol": words, "lines": pairs, "pin": PIN}


def test_a_protocol_is_signed_read_walked_and_changed(body, opened):
    physician, asked = body
    made = physician.post("/api/protocols", asked)
    assert made.status_code == 201, made.json
    shown = made.json
    assert (shown["version"], shown["state"], shown["dose_said"]) == (1, "running", "1 comprimé")
    assert shown["before_said"] == "Température : au moins 38,5 °C"
    assert shown["protocol"]["title"] == "Fièvre ou douleur"
    assert shown["lines"][0]["misfits"] == []
    path = f"/api/protocols/{shown['id']}"

    educator = opened(Role.EDUCATOR)
    printed = educator.get(f"{path}.pdf")
    assert (printed.status_code, printed.data[:4]) == (200, b"%PDF")
    assert [one["read_at"] for one in educator.get("/api/protocols").json] == [None]
    read = educator.post(f"{path}/understanding", {"version": shown["version_id"]})
    assert read.json["read_at"] == "2026-11-21T07:10:00.000Z"
    step = educator.post(f"{path}/walk", {"answers": {"sign": "yes"}}).json
    assert (step["question"]["code"], step["question"]["unit"], step["outcome"]) == ("measure", "°C", None)
    answers = {"sign": "yes", "measure": "38", "tried": "yes", "contra": "no"}
    step = educator.post(f"{path}/walk", {"answers": answers}).json
    assert (step["outcome"], step["call"]["phone"]) == ("do_not_give", "03 53 01 01 20")
    assert educator.post("/api/protocols", asked).status_code == 403

    changed = asked | {"id": str(uuid.uuid4()), "seen_version": 1}
    changed["protocol"] = asked["protocol"] | {"recheck_min": 45}
    assert physician.post(f"{path}/versions", changed).json["version"] == 2
    assert educator.get(path).json["read_at"] is None
    late = physician.post(f"{path}/versions", changed | {"id": str(uuid.uuid4())})
    assert (late.status_code, late.json["code"]) == (409, "stale_protocol")
    assert (late.json["seen"], late.json["current"]) == (1, 2)
    assert [one["version"] for one in physician.get(f"{path}/versions").json] == [1, 2]
    assert physician.post(f"{path}/end", {"reason": "Changement"}).json["state"] == "ended"


def test_a_protocol_is_signed_by_one_right_proof(body, jeanne):
    physician, asked = body
    assert physician.post("/api/protocols", asked | {"pin": "1597"}).json["code"] == "wrong_proof"
    assert physician.post("/api/protocols", asked | {"code": "123456"}).status_code == 422
    telephone, _ = enrolled(physician, jeanne.house)
    by_code = asked | {"pin": None, "code": "000000"}
    assert physician.post("/api/protocols", by_code).json["code"] == "wrong_code"
    assert physician.get("/api/protocols").json == []
    made = physician.post("/api/protocols", by_code | {"code": telephone.code()})
    assert made.status_code == 201, made.json
    with jeanne.house.database.read() as connection:
        assert json.loads(connection.scalar(select(protocol_version.c.payload)))["proof"] == "totp"


def test_what_is_missing_is_said_below_its_own_question(body):
    physician, asked = body
    asked["protocol"] = asked["protocol"] | {"contra_signs": [], "call_phone": "le poste", "dose": "0"}
    refused = physician.post("/api/protocols", asked)
    assert (refused.status_code, refused.json["code"]) == (422, "protocol_incomplete")
    assert sorted(refused.json["fields"]) == ["call_phone", "contra_signs", "dose"]
    physician.post("/api/session/language", {"language": "en"})
    assert physician.post("/api/protocols", asked).json["fields"]["dose"] == ["Write the exact dose."]


def test_a_protocol_that_allows_more_than_the_line_says_so_by_person(body):
    physician, asked = body
    asked["protocol"] = asked["protocol"] | {"day_max": "4", "ends_on": "2027-11-22"}
    refused = physician.post("/api/protocols", asked)
    line = asked["lines"][0]["line"]
    assert refused.json["lines"] == {line: ["Le protocole permet plus sur 24 heures que la ligne."]}


def test_who_may_help_in_a_unit_is_printed(body, opened, jeanne):
    _, asked = body
    assert asked["lines"]
    printed = opened(Role.MANAGER).get(f"/api/units/{jeanne.unit}/authorisations.pdf")
    assert (printed.status_code, printed.data[:4]) == (200, b"%PDF")
    assert opened(Role.EDUCATOR).get(f"/api/units/{jeanne.unit}/authorisations.pdf").status_code == 403
