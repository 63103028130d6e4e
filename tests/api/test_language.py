"""A session in English is answered in English; what is prescribed, and what the house named, stays as it was written."""

import re
from datetime import date, timedelta

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.medicines.rules.codes import OwnKind, make_own_code
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import AllergyNote, Leave
from medcircuit.residents.rules.people import AbsenceKind, Severity
from medcircuit.staff import service as staff
from tests.conftest import PASSWORD, Browser
from tests.house.test_translations import CATALOGUE
from tests.served import application, made
from tests.ward import BEGUN, DOLIPRANE_1G, FUROSEMIDE, TODAY, Ward

AT = "2026-11-21T07:10:00Z"
AS_WRITTEN = frozenset(
    {
        "said",
        "units_label",
        "unit",
        "route",
        "instructions",
        "product",
        "substance",
        "form",
        "brand",
        "name",
    }
    | {"establishment", "facts", "products", "allergies"}
)
FRENCH = re.compile(
    r"[àâçéèêëîïôùûœÀÉÈ«»]|\b(?:le|la|les|une?|des|du|pas|vous|est|sont|dans|pour|rien|avec|prise|par)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """The catalogue as the installation compiles it."""
    with CATALOGUE.open("rb") as text, CATALOGUE.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(text))
    made.cache_clear()  # an application keeps the sentences it has read


class EnglishWard(Ward):
    """The ward seen by a nurse who reads English."""

    def __init__(self, house):
        super().__init__(house)
        house_browser = Browser(application(house.database, house.clock).test_client())
        with house.database.write() as connection:
            staff.set_secrets(connection, house.people[Role.NURSE], password=PASSWORD, pin="2580")
        proof = {"login": "nurse-750000018", "password": PASSWORD, "device": "device-1"}
        assert house_browser.post("/api/session", proof).status_code == 200
        assert house_browser.post("/api/session/language", {"language": "en"}).json["language"] == "en"
        self.browser = house_browser

    def scan(self, raw, *, who=None, **changes):
        asked = {
            "id": new_id(),
            "raw": raw,
            "mode": "scan",
            "round": {"unit": self.unit, "date": TODAY.isoformat(), "moment": "MORN"},
            "at": AT,
            "device": "device-1",
            "resident": self.people[who] if who else None,
        }
        return self.browser.post("/api/scans", asked | changes).json

    def send(self, kind, line, who, **changes):
        event = {
            "id": new_id(),
            "device": "device-1",
            "device_seq": 1,
            "kind": kind,
            "dose": self.key(line),
            "line": line,
            "resident": self.people[who],
            "version_seen": 1,
            "at": AT,
        }
        return self.browser.post("/api/events", {"events": [event | changes], "sent_at": AT}).json


@pytest.fixture
def ward(sqlite_house, catalogued):
    made = EnglishWard(sqlite_house)
    made.admit("Jeanne")
    made.line = made.prescribe("Jeanne", DOLIPRANE_1G)
    return made


def french(answer):
    """The French texts of an answer that are neither a prescription's nor a name the house gave."""
    found = []

    def walk(name, value):
        if name in AS_WRITTEN:
            return
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(key, inner)
        elif isinstance(value, list):
            for inner in value:
                walk(name, inner)
        elif isinstance(value, str) and FRENCH.search(value):
            found.append((name, value))

    walk("", answer)
    return found


def told(answer):
    return [f"{one['sentence']} {one['advice']}".strip() for one in answer["findings"]]


def test_a_round_and_its_closed_lists_are_read_in_english(ward):
    with ward.house.writing() as work:
        residents.declare_absence(work, ward.people["Jeanne"], Leave(AbsenceKind.HOSPITAL, BEGUN))
    day = ward.browser.get(f"/api/rounds?date={TODAY}").json
    assert "Morning" in {one["moment"]["label"] for one in day["rounds"]}
    pack = ward.browser.get(f"/api/rounds/{ward.unit}/{TODAY}/MORN/pack").json
    assert pack["residents"][0]["absence"]["kind_label"] == "In hospital"
    refused = next(state for state in pack["states"] if state["code"] == "refused")
    assert (refused["word"], refused["reasons"][0]["label"]) == ("Refused", "taste")
    for dose in pack["doses"]:
        dose.pop("sentence")
        dose.pop("label")
    assert french(day) + french(pack) == []


def test_every_answer_to_a_scan_is_in_english(ward):
    ward.admit("Paul", birth_name="PETIT", room="3", born=date(1940, 1, 1))
    ward.prescribe("Paul", FUROSEMIDE)
    with ward.house.writing() as work:
        note = AllergyNote("Paracétamol", Severity.SEVERE)
        residents.note_allergy(work, ward.people["Jeanne"], note)
    answers = {
        "another": ward.scan(ward.box(FUROSEMIDE), who="Jeanne"),
        "allergy": ward.scan(ward.box(DOLIPRANE_1G), who="Jeanne"),
        "unknown": ward.scan("3400930000014", who="Jeanne"),
        "nonsense": ward.scan("hello world", who="Jeanne"),
        "wrong_key": ward.scan("3400935955839", who="Jeanne", mode="typed"),
        "place": ward.scan(make_own_code(OwnKind.CART, "7" * 30).digits),
        "cell": ward.scan(make_own_code(OwnKind.CELL, "7" * 30).digits),
        "card": ward.scan(make_own_code(OwnKind.RESIDENT, "7" * 30).digits),
        "expired": ward.scan(ward.box(DOLIPRANE_1G, expiry="250101"), who="Jeanne"),
    }
    assert told(answers["another"])[0] == (
        "This medicine is prescribed to someone else: PETIT Paul (room 3). Do not give. Put it back in its place."
    )
    assert told(answers["cell"]) == [
        "This code is of no use on a round: sachet or cell. Scan the resident's card or the medicine."
    ]
    assert answers["place"]["headline"] == "UNKNOWN"
    for answer in answers.values():
        for one in answer["findings"]:
            one["sentence"] = one["sentence"].replace("Paracétamol", "")
        assert french(answer) == []


def test_a_dose_given_already_is_said_in_english_with_its_time(ward):
    ward.give(ward.line, "Jeanne", amount="1", units="1", name="P. Nurse")
    ward.house.clock.advance(timedelta(seconds=30))
    answer = ward.scan(ward.box(DOLIPRANE_1G), who="Jeanne")
    assert told(answer)[0] == "Already given by P. Nurse, at 08:10. Do not give it twice. Put it aside."
    asked = ward.send("given", ward.line, "Jeanne", amount="1", units="1")["receipts"][0]
    assert asked["question"]["sentence"] == "Already given by P. Nurse, at 08:10. Did you give it too?"


def test_a_refusal_is_in_english_with_what_it_names(ward):
    answer = ward.send("refused", ward.line, "Jeanne")
    assert answer["detail"] == (
        "This entry is incomplete (the reason is missing). Nothing was saved. Enter it again."
    )
    assert (answer["title"], answer["reason"]) == ("Incorrect entry", "the reason is missing")
    amount = ward.send("given", ward.line, "Jeanne", amount="a lot")
    assert amount["detail"].startswith("“a lot” is not a clear amount. Nothing was saved.")
    malformed = ward.browser.post("/api/events", {"events": []}).json
    assert malformed["detail"].endswith("Nothing was saved. Correct it and try again.")
    ward.browser.client.set_cookie("lang", "en")
    assert (
        ward.browser.get("/api/nowhere").json["detail"]
        == "This address does not exist. Go back to the home page."
    )


def test_stock_is_counted_in_english(ward):
    places = ward.browser.get("/api/places").json["places"]
    place = next(one["id"] for one in places if one["kind"] == "cupboard")
    taken = {
        "id": new_id(),
        "raw": ward.box(FUROSEMIDE, serial="S1"),
        "boxes": 2,
        "place": place,
        "at": AT,
        "units": "30",
    }
    answer = ward.browser.post("/api/stock/receptions", taken).json
    assert answer["level"]["words"] == "2 boxes"
    lost = {
        "id": new_id(),
        "account": answer["account"],
        "units": "30.5",
        "seen": "60",
        "reason": "lost",
        "at": AT,
    }
    assert ward.browser.post("/api/stock/counts", lost).json["level"]["words"] == "1 box + ½ tablet"
    ledger = ward.browser.get("/api/stock/ledger").json
    assert {one["words"] for one in ledger["moves"]} == {"29 ½ tablets", "60 tablets"}


def test_the_same_person_reads_french_again_when_they_choose_it(ward):
    assert ward.browser.post("/api/session/language", {"language": "fr"}).json["language"] == "fr"
    answer = ward.scan("hello world", who="Jeanne")
    assert answer["headline"] == "INCONNU"
    assert french(answer)
    assert ward.send("refused", ward.line, "Jeanne")["reason"] == "le motif manque"


def test_what_is_wrong_with_a_field_is_said_in_the_reader_s_language(ward):
    body = {"id": 3, "raw": "x", "mode": "other", "at": "yesterday", "device": "", "more": 1}
    english = ward.browser.post("/api/scans", body).json["errors"]
    assert english["mode"] == ["one of these values is expected: scan, typed, photo"]
    assert english["device"] == ["1 to 64 characters or elements are needed"]
    ward.browser.post("/api/session/language", {"language": "fr"})
    french = ward.browser.post("/api/scans", body).json["errors"]
    assert french["round"] == ["ce champ est obligatoire"]
    assert french["more"] == ["ce champ n'est pas connu"]
    assert french["mode"] == ["une de ces valeurs est attendue : scan, typed, photo"]
    assert french["at"] == ["un instant est attendu (AAAA-MM-JJTHH:MM:SS, avec son fuseau)"]
    assert french["device"] == ["il faut de 1 à 64 caractères ou éléments"]


def test_an_error_of_the_framework_has_a_title_in_the_reader_s_language(ward):
    assert ward.browser.get("/api/nothing").json["title"] == "Demande impossible"
    ward.browser.client.set_cookie("lang", "en")
    assert ward.browser.get("/api/nothing").json["title"] == "Impossible request"
