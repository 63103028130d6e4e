"""The prescriptions over the JSON API, as the pages use it."""

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from tests.conftest import PIN

DOLIPRANE = "60234100"
DOSAGE = {
    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN", "EVE"]}},
    "doseAndRate": [{"doseQuantity": {"value": 0.5, "unit": "comprimé"}}],
}
TERMS = {"dosage": [DOSAGE], "regime": "assisted", "instructions": ["Avec un verre d'eau"]}


@pytest.fixture
def house(sqlite_house, catalogued):
    """The doors are tried on one engine; what is behind them is tried on both."""
    return sqlite_house


@pytest.fixture
def physician(signed_in):
    return signed_in(Role.PHYSICIAN)


@pytest.fixture
def resident(signed_in, house):
    identity = {
        "birth_name": "LEFEBVRE",
        "first_name": "Marie",
        "first_names": "Marie",
        "birth_date": "1941-03-02",
        "sex": "F",
    }
    arrival = {"unit": house.units["Lilas"], "room": "1", "order": 1, "at": "2026-11-20T09:00:00Z"}
    made = signed_in(Role.NURSE).post("/api/residents", {"identity": identity, "arrival": arrival})
    return made.json["id"]


def asked(**more):
    return {"id": new_id(), "cis": DOLIPRANE, "terms": TERMS, **more}


SEEN = {"pin": PIN, "seen_how": "examination"}


@pytest.fixture
def order(physician, resident):
    """What a physician is about to sign: the challenge of an order of one line."""

    def order(request):
        body = {"lines": [{"line": request, "mentions": {"packs": 1}}], "seen": []}
        return physician.post(f"/api/residents/{resident}/draft/signature/challenge", body)

    return order


@pytest.fixture
def made(physician, resident, order):
    """A line that a physician has signed."""
    body = {"nonce": order(asked()).json["nonce"], **SEEN}
    return physician.post(f"/api/residents/{resident}/draft/signature", body).json["lines"][0]


@pytest.fixture
def decide(physician, resident):
    """Signs a decision about a line as it is seen; gives the answer of whichever step refused, or of the seal."""

    def decide(line, decision, **more):
        asked = {"line": line["id"], "decision": decision, "seen_version": line["latest"], **more}
        path = f"/api/residents/{resident}/signatures"
        shown = physician.post(f"{path}/challenge", {"decisions": [asked]})
        if shown.status_code != 201:
            return shown
        return physician.post(path, {"nonce": shown.json["nonce"], **SEEN})

    return decide


def test_a_line_is_prescribed_and_shown_in_words_and_in_fhir(physician, resident, made):
    assert (made["status"], made["latest"]) == ("active", 1)
    assert (made["label"]["substance"], made["label"]["strength"]) == ("PARACÉTAMOL", "1 g")
    assert (made["version"]["dosage"], made["version"]["route"]) == ([DOSAGE], "orale")
    assert "comprimé" in made["version"]["sentence"]
    assert made["version"]["effective_from"] == "2026-11-21T07:10:00.000Z"
    [listed] = physician.get(f"/api/residents/{resident}/lines").json
    assert listed == {name: value for name, value in made.items() if name != "versions"}


def test_a_line_is_changed_suspended_and_stopped_and_its_history_is_kept(physician, made, decide):
    double = {
        **TERMS,
        "dosage": [{**DOSAGE, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "comprimé"}}]}],
    }
    line = made
    for act, more in (
        ("change", {"terms": double}),
        ("suspend", {"reason": "Examen demain"}),
        ("resume", {"effective_from": "2026-11-22T07:00:00Z"}),
    ):
        (line,) = decide(line, act, **more).json
    assert (line["status"], [one["act"] for one in line["coming"]]) == ("suspended", ["resume"])
    (line,) = decide(line, "stop", reason="Fini").json
    assert (line["status"], line["since"]) == ("stopped", "2026-11-21T07:10:00.000Z")
    history = physician.get(f"/api/lines/{line['id']}").json["versions"]
    assert [one["act"] for one in history] == ["prescribe", "change", "suspend", "resume", "stop"]


def test_a_stale_change_is_a_conflict_that_names_both_versions(made, decide):
    decide(made, "suspend", reason="Examen")
    answer = decide(made, "stop", reason="Fini")
    assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")
    assert answer.json["lines"] == {made["id"]: ["1", "2"]}
    assert "Rien n'a été signé" in answer.json["detail"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cis": "99999999"}, "medicine_missing"),
        ({"cis": "abc"}, "malformed_request"),
        ({"id": "01234567/2026-11-21/MORN"}, "malformed_request"),
        ({"terms": {"dosage": [DOSAGE]}}, "malformed_request"),
        ({"terms": {**TERMS, "regime": None}}, "malformed_request"),
        ({"terms": {**TERMS, "dosage": "1 le soir"}}, "malformed_request"),
        ({"terms": {**TERMS, "dosage": []}}, "dosage_unreadable"),
        ({"terms": {**TERMS, "dosage": [{"timing": {"repeat": {"when": "MORN"}}}]}}, "dosage_unreadable"),
        ({"terms": {**TERMS, "dosage": [{**DOSAGE, "route": {"text": "orale"}}] * 31}}, "malformed_request"),
        ({"effective_from": "2026-11-19T07:00:00Z"}, "effect_out_of_reach"),
        ({"effective_from": "demain"}, "malformed_request"),
        ({"force": True}, "malformed_request"),
    ],
)
def test_an_impossible_prescription_is_refused_and_nothing_is_kept(physician, resident, order, change, code):
    answer = order(asked(**change))
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
    assert physician.get(f"/api/residents/{resident}/lines").json == []


@pytest.mark.parametrize("wrong", [("change", {}), ("stop", {"terms": TERMS}), ("prescribe", {})])
def test_terms_go_with_a_change_and_with_nothing_else(made, decide, wrong):
    decision, more = wrong
    answer = decide(made, decision, **more)
    assert (answer.status_code, answer.json["code"]) == (422, "malformed_request")


def test_a_nurse_reads_the_lines_and_signs_none(signed_in, resident, made):
    nurse = signed_in(Role.NURSE)
    assert nurse.get(f"/api/residents/{resident}/lines").json[0]["id"] == made["id"]
    order = {"lines": [{"line": asked()}], "seen": []}
    assert nurse.post(f"/api/residents/{resident}/draft/signature/challenge", order).status_code == 403
    stop = {"line": made["id"], "decision": "stop", "seen_version": 1, "reason": "Fini"}
    path = f"/api/residents/{resident}/signatures/challenge"
    assert nurse.post(path, {"decisions": [stop]}).status_code == 403
    assert signed_in(Role.CARE_ASSISTANT).get(f"/api/lines/{made['id']}").status_code == 403
