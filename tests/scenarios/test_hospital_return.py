"""Madame Martin comes back from hospital on a Saturday morning, with a signed discharge order.

She left with two medicines; the hospital stopped one, kept the other and began a third. As soon as she is back every old
line is « à réconcilier » and red on the board, but its doses stay there. The nurse copies the discharge order, her
colleague compares it; from it the nurse keeps one line and stops the other, line by line. The stop waits for the
physician, who validates it with the new line on the telephone. Forty-eight hours are not needed.
"""

import json
import uuid
from datetime import timedelta

import pytest

from medcircuit.administration.service import verified
from medcircuit.kernel.access import Role
from tests.conftest import PIN
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, FUROSEMIDE, Ward, dosage


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


def made():
    return str(uuid.uuid4())


def test_a_return_from_hospital_is_reconciled_line_by_line(house, signed_in):
    ward = Ward(house)
    martin = ward.admit("Jeanne")
    kept, stopped = ward.prescribe("Jeanne", FUROSEMIDE), ward.prescribe("Jeanne", DOLIPRANE_1G)
    nurse = signed_in(Role.NURSE)
    away = {"kind": "hospital", "starts_at": "2026-11-18T09:00:00Z"}
    stay = nurse.post(f"/api/residents/{martin}/absences", away).json["id"]
    assert nurse.get(f"/api/residents/{martin}/returns").json == []

    # She is back: every old line waits, in red, and its doses stay on the board.
    assert nurse.post(f"/api/absences/{stay}/return", {"at": "2026-11-21T07:00:00Z"}).status_code == 200
    (back,) = nurse.get(f"/api/residents/{martin}/returns").json
    assert (set(back["lines"]), back["due"]) == ({kept, stopped}, "2026-11-23T07:00:00.000Z")
    assert [dose["badges"][0] for dose in doses(nurse, ward)] == ["to_reconcile", "to_reconcile"]

    # The nurse answers nothing without the signed discharge order.
    alone = answer(nurse, stay, kept, "keep")
    assert (alone.status_code, alone.json["code"]) == (403, "return_needs_order")

    # She copies it, her colleague compares it.
    paper = photographed(nurse, martin)
    order = {"id": made(), "kind": "hospital", "prescriber": "Dr Hôpital", "written_on": "2026-11-21"}
    nurse.post(f"/api/residents/{martin}/orders", order | {"document": paper})
    terms = {"dosage": json.loads(json.dumps(dosage("EVE"), default=float)), "regime": "nurse_only"}
    begun = nurse.post(
        f"/api/orders/{order['id']}/lines", {"id": made(), "cis": DOLIPRANE_500, "terms": terms}
    ).json["id"]
    colleague = signed_in(Role.COORDINATING_NURSE)
    compared = {"lines": [{"line": begun, "right": True}]}
    assert colleague.post(f"/api/orders/{order['id']}/comparison", compared).status_code == 200

    # From it she keeps one line and stops the other.
    signed = {"document": paper, "prescriber": "Dr Hôpital"}
    assert answer(nurse, stay, kept, "keep", **signed).status_code == 200
    assert answer(nurse, stay, stopped, "stop", **signed).json["status"] == "stopped"
    assert nurse.get(f"/api/residents/{martin}/returns").json == []
    assert answer(nurse, stay, kept, "keep", **signed).json["code"] == "nothing_to_reconcile"

    # The physician validates the stop and the new line.
    house.clock.advance(timedelta(seconds=30))
    physician = signed_in(Role.PHYSICIAN)
    (card,) = physician.get("/api/queue").json["cards"]
    assert {line["id"] for line in card["lines"]} == {stopped, begun}
    validated(physician, martin, card, "teleconsultation")
    with house.database.read() as connection:
        assert verified(connection, house.establishment_id).differences == []


def answer(browser, stay, line, said, **more):
    body = {"id": made(), "line": line, "answer": said, "seen_version": 1, **more}
    return browser.post(f"/api/returns/{stay}/lines", body)


def doses(browser, ward):
    return browser.get(f"/api/rounds/{ward.unit}/2026-11-21/MORN/pack").json["doses"]


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
