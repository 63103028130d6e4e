"""A narcotic at the stock page: counted and handed back before a witness, over the JSON API."""

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.staff import service as staff
from tests.conftest import PASSWORD, PIN
from tests.desk import box

CONCERTA = "3400936155411"


def test_a_narcotic_is_counted_and_handed_back_before_a_colleague_who_proves_it(desk):
    """Without one, or with a wrong PIN, nothing is recorded; the receipt says who stood beside."""
    house = desk.house
    with house.database.write() as connection:
        staff.set_secrets(connection, house.people[Role.COORDINATING_NURSE], password=PASSWORD, pin=PIN)
    account = desk.receive(box(CONCERTA), units="28")["account"]
    (product,) = desk.browser.get(f"/api/stock/levels?place={desk.cupboard}").json["products"]
    assert product["narcotic"]
    (other,) = desk.browser.get("/api/stock/witnesses").json
    asked = {
        "id": new_id(),
        "account": account,
        "units": "4",
        "reason": "stopped",
        "at": "2026-11-21T07:09:00Z",
    }
    needed = desk.browser.post("/api/stock/returns", asked)
    assert (needed.status_code, needed.json["code"]) == (409, "witness_needed")
    wrong = desk.browser.post(
        "/api/stock/returns", asked | {"witness": {"login": other["login"], "pin": "000001"}}
    )
    assert wrong.json["code"] == "wrong_proof"
    proof = {"witness": {"login": other["login"], "pin": PIN}}
    assert desk.browser.post("/api/stock/returns", asked | proof).json["level"]["units"] == "24"
    counted = {
        "id": new_id(),
        "account": account,
        "units": "23",
        "seen": "24",
        "reason": "lost",
        "at": asked["at"],
    }
    assert desk.browser.post("/api/stock/counts", counted | {"alone": True}).json["change"] == "-1"
    paper = desk.browser.get(f"/api/stock/returns/{asked['id']}/receipt.pdf")
    assert paper.data[:4] == b"%PDF"
    unit = house.units["Lilas"]
    (book,) = desk.browser.get(f"/api/units/{unit}/register/books").json["books"]
    lines = [
        (one["number"], one["why"], one["after"], one["witness"], one["alone"]) for one in book["entries"]
    ]
    assert lines == [
        (1, "received", "28", None, False),
        (2, "returned", "24", other["name"], False),
        (3, "missed", "23", None, True),
    ]
    assert desk.browser.get(f"/api/units/{unit}/register.pdf").data[:4] == b"%PDF"
