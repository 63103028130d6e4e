"""Orders being written, over the JSON API: looked at before they are signed, kept as drafts, signed all or none."""

import pytest
from sqlalchemy import text

from medcircuit.administration.service import verified
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Act, Revision
from tests.conftest import PIN

DOLIPRANE, SKENAN, FUROSEMIDE = "60234100", "61227030", "60192594"


@pytest.fixture
def house(sqlite_house, catalogued):
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
    for unit, said in (("gélule", "1 gélule le matin."), ("goutte", "1 comprimé le matin.")):
        assert look("1 matin", unit=unit)["sentence"] == said  # a number alone is of what was looked at
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


@pytest.fixture
def order(physician, resident):
    """A prescriber's hands on an order: `show` what is about to be sealed, `seal` it, read the person's `lines`."""

    class Hands:
        path = f"/api/residents/{resident}/draft"

        def lines(self):
            return physician.get(f"/api/residents/{resident}/lines").json

        def show(self, *written, seen=None):
            known = self.lines() if seen is None else seen
            body = {
                "lines": [one if "line" in one else {"line": one} for one in written],
                "seen": [{"line": one["id"], "version": one["latest"]} for one in known],
            }
            return physician.post(f"{self.path}/signature/challenge", body)

        def seal(self, challenge, **more):
            body = {"nonce": challenge.json["nonce"], "pin": PIN, "seen_how": "examination", **more}
            return physician.post(f"{self.path}/signature", body)

    return Hands()


def test_an_order_is_signed_all_or_none_and_its_draft_is_gone(physician, look, house, order):
    physician.send("PUT", order.path, {"content": {"lines": [1]}})
    right, open_ended = look("1 cp matin et soir 5 jours")["dosage"], look("1 cp le soir")["dosage"]
    refused = order.show(line(right), line(open_ended))
    assert (refused.status_code, refused.json["code"]) == (422, "length_missing")
    mentions = {"substitution": "MTE", "ald": True, "packs": 2, "renewals": 1, "off_label": "essai"}
    challenge = order.show({"line": line(right), "mentions": mentions})
    assert challenge.json["shown"][0]["sentence"] == "1 comprimé le matin et le soir, pendant 5 jours."
    assert order.lines() == []
    wrong = order.seal(challenge, pin="9999")
    assert (wrong.status_code, order.lines()) == (401, [])
    signed = order.seal(challenge)
    assert signed.status_code == 201, signed.json
    (listed,) = order.lines()
    assert (listed["status"], listed["mentions"]) == ("active", mentions)
    assert physician.get(order.path).json["content"] is None
    assert order.seal(challenge).json["code"] == "challenge_spent"
    with house.database.read() as connection:
        assert prescriptions.count_seals(connection, house.establishment_id) == 1
        assert verified(connection, house.establishment_id).differences == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE line_mention SET ald = 0", "DELETE FROM line_mention", "UPDATE line SET counting = '{}'"],
)
def test_what_an_order_said_beside_the_dose_is_sealed_too(house, look, order, statement):
    mentions = {"ald": True, "packs": 2}
    order.seal(order.show({"line": line(look("1 cp le soir")["dosage"]), "mentions": mentions}))
    with house.database.write() as connection:
        for trigger in ("line_mention_no_update", "line_mention_no_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        connection.execute(text(statement))
    with house.database.read() as connection:
        differences = verified(connection, house.establishment_id).differences
    assert [one for one in differences if one.startswith("sceau")]


def test_a_treatment_that_changed_meanwhile_is_shown_and_nothing_is_signed(house, look, order):
    dosage = look("1 cp matin 5 jours")["dosage"]
    order.seal(order.show(line(dosage)))
    ((known,), other) = (order.lines(), line(dosage, cis=FUROSEMIDE))
    challenge = order.show(other)
    with house.writing(Role.PHYSICIAN) as work:
        prescriptions.revise(work, known["id"], Revision(new_id(), Act.STOP, 1))
    late = order.seal(challenge)
    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")
    assert late.json["lines"] == {known["id"]: ["1", "2"]}
    assert order.show(other, seen=[known]).json["lines"] == {known["id"]: ["1", "2"]}
    assert order.show(other, seen=[]).json["lines"] == {known["id"]: ["0", "2"]}
    assert len(order.lines()) == 1


def test_the_server_refuses_an_order_with_an_open_stop_or_an_alert_without_a_reason(
    physician, resident, look, order
):
    too_long = line(look("1 gélule matin 40 jours", cis=SKENAN)["dosage"], cis=SKENAN)
    stopped = order.show(too_long)
    assert (stopped.status_code, stopped.json["code"]) == (409, "order_stopped")
    order.seal(order.show(line(look("1 cp matin 5 jours")["dosage"])))
    twice = line(look("1 cp le soir 5 jours")["dosage"])
    unanswered = order.show(twice)
    assert (unanswered.status_code, unanswered.json["code"]) == (409, "alerts_unanswered")
    found = physician.post(f"/api/residents/{resident}/checks", {"lines": [twice]}).json["findings"]
    for one in found:
        if one["tier"] == "confirm":
            physician.post(f"/api/alerts/{one['id']}/override", {"reason": "temporary"})
    assert order.seal(order.show(twice)).status_code == 201
    taken = order.show(twice)
    assert (taken.status_code, taken.json["code"]) == (409, "line_id_taken")


def test_a_nurse_who_copies_looks_at_a_posology_and_signs_no_order(signed_in, resident):
    nurse = signed_in(Role.NURSE)
    asked = {"cis": DOLIPRANE, "text": "1 cp"}
    assert nurse.post(f"/api/residents/{resident}/preview", asked).status_code == 200
    educator = signed_in(Role.EDUCATOR)
    assert educator.post(f"/api/residents/{resident}/preview", asked).status_code == 403
    assert nurse.get("/api/order-templates").status_code == 403
