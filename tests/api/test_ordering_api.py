"""Orders being written, over the JSON API: looked at before they are signed, kept as drafts, signed all or none."""

from datetime import date
from pathlib import Path

import pytest

import medcircuit
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import reading
from medcircuit.medicines import service as medicines
from medcircuit.ordering import service

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
DOLIPRANE = "60234100"


@pytest.fixture
def house(sqlite_house):
    folder = medicines.read_folder(CATALOGUE, edition=date(2026, 5, 26), today=date(2026, 11, 21))
    with sqlite_house.database.write() as connection:
        medicines.import_folder(connection, folder, now=sqlite_house.clock.now())
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
    return made.json["id"]  # fmt: skip


@pytest.fixture
def look(physician, resident):
    def look(text, **more):
        answer = physician.post(
            f"/api/residents/{resident}/preview", {"cis": DOLIPRANE, "text": text, **more}
        )
        assert answer.status_code == 200, answer.json
        return answer.json

    return look


def test_a_text_is_shown_in_words_and_as_fourteen_days(look):
    seen = look("1 cp matin et soir pendant 2 jours")
    assert seen["sentence"] == "1 comprimé le matin et le soir, pendant 2 jours."
    assert len(seen["days"]) == 14
    assert [len(day["doses"]) for day in seen["days"]][:3] == [1, 2, 1]
    assert seen["days"][1]["doses"][0] == {
        "time": "08:00",
        "when": "Matin",
        "said": "1 comprimé",
        "units": None,
    }
    assert (seen["troubles"], seen["questions"], seen["unsure"]) == ([], [], [])
    assert (seen["bounded"], seen["route"], seen["routes"]) == (True, "orale", ["orale"])


def test_a_dose_in_substance_says_how_many_tablets_and_one_that_does_not_convert_is_told(look):
    assert look("500 mg le matin")["days"][1]["doses"][0]["units"] == "½ (un demi) comprimé"
    assert look("2 gouttes le matin")["unsure"] == ["2 gouttes"]
    assert look("1 cp si douleur, max 3/j, espacés de 6 h à jeun")["needed"] == [
        "Si douleur : 1 comprimé, au moins 6 heures entre deux prises, au maximum 3 comprimés par 24 heures."
    ]


def test_what_is_not_understood_is_shown_in_its_place_and_nothing_else(look):
    seen = look("1 cp le matin ou le soir")
    assert [(one["start"], one["end"], one["code"]) for one in seen["troubles"]] == [(14, 16, "unknown")]
    assert (seen["dosage"], seen["days"]) == ([], [])


def test_a_dosage_is_looked_at_as_well_as_a_text(physician, resident, look):
    dosage = look("1/3 cp le matin à jeun 10 jours")["dosage"]
    again = physician.post(f"/api/residents/{resident}/preview", {"cis": DOLIPRANE, "dosage": dosage})
    assert again.json["dosage"] == dosage
    assert again.json["fasting"]
    both = physician.post(
        f"/api/residents/{resident}/preview", {"cis": DOLIPRANE, "dosage": dosage, "text": "1 cp"}
    )
    assert both.status_code == 422


def test_a_decision_is_taken_and_the_plan_goes_on(look):
    text = "1 cp le matin jusqu'à INR cible puis 2 cp pendant 3 jours"
    asked = look(text)["questions"]
    assert [(one["code"], one["takes"], one["sequence"]) for one in asked] == [
        ("until_event", "date", 1),
        ("follows_step", None, 2),
    ]
    decided = look(text, decided={"ended": [{"sequence": 1, "until": "2026-11-24"}]})
    assert decided["questions"] == []
    per_kg = look(
        "15 mg/kg matin et soir",
        decided={"doses": [{"instruction": 0, "amount": "0,5", "unit": "comprimé"}]},
        length={"value": 3, "unit": "d"},
        route="orale",
    )
    assert per_kg["sentence"] == "½ comprimé le matin et le soir, pendant 3 jours, voie orale."
    assert look("1 cp le soir", length={"until": "2026-11-30"})["sentence"].endswith("jusqu'au 30/11/2026 inclus.")  # fmt: skip


def test_a_length_is_a_number_or_a_day(physician, resident):
    for length in ({}, {"value": 3, "until": "2026-11-30"}):
        body = {"cis": DOLIPRANE, "text": "1 cp le soir", "length": length}
        assert physician.post(f"/api/residents/{resident}/preview", body).status_code == 422


def test_a_draft_is_kept_for_its_author_alone(physician, resident, signed_in):
    path = f"/api/residents/{resident}/draft"
    assert physician.get(path).json == {"content": None, "saved_at": None}
    assert physician.send("PUT", path, {"content": {"lines": [1]}}).status_code == 204
    assert physician.send("PUT", path, {"content": {"lines": [1, 2]}}).status_code == 204
    assert physician.get(path).json["content"] == {"lines": [1, 2]}
    assert signed_in(Role.NURSE).get(path).status_code == 403
    assert physician.send("PUT", path, {"content": "x"}).status_code == 422
    assert physician.send("DELETE", path).status_code == 204
    assert physician.get(path).json["content"] is None


def test_templates_are_kept_and_forgotten(physician):
    one = {"id": new_id(), "name": "Antalgique", "content": {"text": "1 cp si douleur"}}
    assert physician.post("/api/order-templates", one).status_code == 201
    assert physician.post("/api/order-templates", one).status_code == 201
    assert [held["name"] for held in physician.get("/api/order-templates").json] == ["Antalgique"]
    taken = physician.post("/api/order-templates", {**one, "id": new_id()})
    assert (taken.status_code, taken.json["code"]) == (409, "template_name_taken")
    assert physician.send("DELETE", f"/api/order-templates/{one['id']}").status_code == 204
    assert physician.send("DELETE", f"/api/order-templates/{one['id']}").status_code == 404


def line(dosage, **more):
    return {"id": new_id(), "cis": DOLIPRANE, "terms": {"dosage": dosage, "regime": "nurse_only"}, **more}


def test_an_order_is_signed_all_or_none_and_its_draft_is_gone(physician, resident, look, house):
    path = f"/api/residents/{resident}/draft"
    physician.send("PUT", path, {"content": {"lines": [1]}})
    right, open_ended = look("1 cp matin et soir 5 jours")["dosage"], look("1 cp le soir")["dosage"]
    refused = physician.post(
        f"{path}/signature", {"lines": [{"line": line(right)}, {"line": line(open_ended)}]}
    )
    assert (refused.status_code, refused.json["code"]) == (422, "length_missing")
    assert physician.get(f"/api/residents/{resident}/lines").json == []
    mentions = {"substitution": "MTE", "ald": True, "packs": 2, "renewals": 1, "off_label": "essai"}
    order = {
        "lines": [
            {"line": line(right), "mentions": mentions},
            {"line": line(open_ended), "mentions": {"packs": 1}},
        ]
    }
    signed = physician.post(f"{path}/signature", order)
    assert signed.status_code == 201
    assert [one["status"] for one in signed.json["lines"]] == ["active", "active"]
    assert physician.post(f"{path}/signature", order).json == signed.json
    assert physician.get(path).json["content"] is None
    with reading(house.database, house.system(), house.clock) as work:
        kept = service.mentions_of(work.connection, [one["id"] for one in signed.json["lines"]])
    first = kept[order["lines"][0]["line"]["id"]]
    assert (first.substitution, first.ald, first.packs, first.renewals, first.off_label) == (
        "MTE",
        True,
        2,
        1,
        "essai",
    )


def test_a_nurse_who_copies_looks_at_a_posology_and_signs_no_order(signed_in, resident):
    nurse = signed_in(Role.NURSE)
    asked = {"cis": DOLIPRANE, "text": "1 cp"}
    assert nurse.post(f"/api/residents/{resident}/preview", asked).status_code == 200
    educator = signed_in(Role.EDUCATOR)
    assert educator.post(f"/api/residents/{resident}/preview", asked).status_code == 403
    assert nurse.get("/api/order-templates").status_code == 403
