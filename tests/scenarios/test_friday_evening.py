"""Friday, 19:40. Monsieur Durand arrives from hospital, alone with a bag of boxes and a discharge order.

Claire is the only nurse in the house until tomorrow. She admits him, photographs the order, copies its two lines, and
reads each against the paper again; she writes that she is alone. She counts the two boxes of the bag into the cart.
The evening round has his dose, in red: « à valider ». She gives it from his own box. On Saturday her colleague reads the
order again and countersigns; on Monday the physician validates both lines from the telephone, and the red is gone.
"""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.administration.service import verified
from medcircuit.kernel.access import Role
from medcircuit.structure import service as structure
from tests.conftest import PIN
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, Ward, dosage

FRIDAY_EVENING = datetime(2026, 11, 27, 18, 40, tzinfo=UTC)
PHOTO = b"\xff\xd8\xff\xe0 l'ordonnance de sortie"


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


def made():
    return str(uuid.uuid4())


def test_an_admission_on_a_friday_evening_by_one_nurse_alone(house, signed_in):
    ward = Ward(house)
    house.clock.set(FRIDAY_EVENING)
    claire = signed_in(Role.NURSE)

    # She admits him, photographs the order, and copies its two lines.
    durand = admitted(claire, ward)
    paper = photographed(claire, durand, PHOTO)
    order = {"id": made(), "kind": "hospital", "prescriber": "Dr Hôpital", "written_on": "2026-11-27"}
    answer = claire.post(f"/api/residents/{durand}/orders", order | {"document": paper})
    assert answer.status_code == 201, answer.json
    lines = [copied(claire, order["id"], cis) for cis in (FUROSEMIDE, DOLIPRANE_1G)]
    assert doses(claire, ward) == []

    # She is alone: she reads each line against the paper again, and says so.
    right = [{"line": line, "right": True} for line in lines]
    refused = claire.post(f"/api/orders/{order['id']}/comparison", {"lines": right})
    assert refused.json["code"] == "second_person_needed"
    alone = {"lines": right, "alone_reason": "Seule jusqu'à demain 7 h"}
    assert claire.post(f"/api/orders/{order['id']}/comparison", alone).status_code == 200

    # She counts the boxes of the bag in. The bedtime round has his two doses, in red, and she gives them.
    counted_in(claire, ward)
    waiting = doses(claire, ward)
    assert [dose["badges"][0] for dose in waiting] == ["to_validate", "to_validate"]
    house.clock.set(FRIDAY_EVENING + timedelta(hours=2))
    claire.post("/api/session/unlock", {"pin": PIN})
    given = claire.post("/api/events", {"events": [gave(dose, durand) for dose in waiting]})
    assert [one.get("state") for one in given.json["receipts"]] == ["given", "given"], given.json

    # On Saturday her colleague reads the order again.
    house.clock.set(FRIDAY_EVENING + timedelta(hours=13))
    colleague = signed_in(Role.COORDINATING_NURSE)
    (again,) = colleague.get("/api/orders").json
    assert (again["id"], again["alone_reason"]) == (order["id"], "Seule jusqu'à demain 7 h")
    assert colleague.get(f"/api/papers/{paper}").data == PHOTO
    assert colleague.post(f"/api/orders/{order['id']}/countersignature").status_code == 200
    assert colleague.get("/api/orders").json == []

    # On Monday the physician validates both lines, and the red is gone.
    house.clock.set(FRIDAY_EVENING + timedelta(days=3))
    physician = signed_in(Role.PHYSICIAN)
    (card,) = physician.get("/api/queue").json["cards"]
    assert (card["kind"], len(card["lines"])) == ("transcribed", 2)
    validated(physician, durand, card, "examination")
    claire = signed_in(Role.NURSE)
    assert {"to_validate" in dose["badges"] for dose in doses(claire, ward, day="2026-11-30")} == {False}
    with house.database.read() as connection:
        assert verified(connection, house.establishment_id).differences == []


def admitted(browser, ward):
    identity = {"birth_name": "DURAND", "first_name": "Paul", "first_names": "Paul", "sex": "M"}
    arrival = {"unit": ward.unit, "room": "12", "order": 9, "at": "2026-11-27T18:35:00Z"}
    admission = {"identity": identity | {"birth_date": "1941-02-03"}, "arrival": arrival}
    return browser.post("/api/residents", admission).json["id"]


def counted_in(browser, ward):
    """The two boxes of the bag go into the cart."""
    with ward.house.database.read() as connection:
        cart = structure.places(connection, ward.house.establishment_id, ward.unit)[0].id
    for cis in (FUROSEMIDE, DOLIPRANE_1G):
        box = {"id": made(), "raw": ward.box(cis), "place": cart, "units": "30", "at": "2026-11-27T18:40:00Z"}
        assert browser.post("/api/stock/receptions", box).json["stored"]


def copied(browser, order, cis):
    terms = {"dosage": json.loads(json.dumps(dosage("HS"), default=float)), "regime": "nurse_only"}
    line = browser.post(f"/api/orders/{order}/lines", {"id": made(), "cis": cis, "terms": terms})
    assert line.status_code == 201, line.json
    return line.json["id"]


def doses(browser, ward, day="2026-11-27"):
    return browser.get(f"/api/rounds/{ward.unit}/{day}/HS/pack").json["doses"]


def gave(dose, resident):
    act = {"id": made(), "device": "device-1", "device_seq": 1, "kind": "given", "at": "2026-11-27T20:30:00Z"}
    told = {"dose": dose["key"], "line": dose["line"], "resident": resident, "amount": "1", "units": "1"}
    return act | told


def validated(physician, resident, card, how):
    """Every line of a card is validated in one act, and the queue is empty."""
    decisions = [
        {"line": line["id"], "decision": "validate", "seen_version": line["latest"]} for line in card["lines"]
    ]
    challenge = physician.post(f"/api/residents/{resident}/signatures/challenge", {"decisions": decisions})
    seal = {"nonce": challenge.json["nonce"], "pin": PIN, "seen_how": how}
    assert physician.post(f"/api/residents/{resident}/signatures", seal).status_code == 201
    assert physician.get("/api/queue").json["cards"] == []


def photographed(browser, resident, content=b"%PDF-1.7 une page"):
    sent = {"data": content, "headers": {"X-Requested-With": "medcircuit"}}
    return browser.client.post(f"/api/residents/{resident}/papers", **sent).json["id"]
