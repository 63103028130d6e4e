"""The stock page of a nurse, over the JSON API: boxes scanned in, lots carried, counted and handed back."""

from datetime import timedelta

from medcircuit.kernel.db import new_id
from medcircuit.medicines.rules import codes
from tests.conftest import PASSWORD

GS = "\x1d"
FUROSEMIDE = "3400936476769"
PARACETAMOL = "3400936381575"
SYRUP = "3400934615467"
CREAM = "3400930055953"
ABSENT = "3400930000014"
OWN_LABEL = codes.make_own_code(codes.OwnKind.CART, "7" * 30).digits


def box(cip13=FUROSEMIDE, *, lot="24F0031", expiry="280630", serial="S1"):
    return f"]d2010{cip13}17{expiry}10{lot}" + (f"{GS}21{serial}" if serial else "")


class Desk:
    """The stock page of a nurse."""

    def __init__(self, house, browser):
        self.house, self.browser = house, browser
        listed = browser.get("/api/places").json["places"]
        self.places = {place["name"]: place["id"] for place in listed}
        self.cart, self.cupboard = self.places["Chariot Lilas"], self.places["Armoire Lilas"]

    def asked(self, raw=None, **more):
        return {
            "id": new_id(),
            "raw": box() if raw is None else raw,
            "boxes": 1,
            "place": self.cupboard,
            "at": "2026-11-21T07:09:00Z",
        } | more

    def scan(self, raw=None, **more):
        return self.browser.post("/api/stock/receptions", self.asked(raw, **more))

    def receive(self, raw=None, *, units="30", **more):
        answer = self.scan(raw, units=units, **more)
        assert answer.json["stored"], answer.json
        return answer.json

    def held(self, place=None):
        shelf = self.browser.get(f"/api/stock/levels?place={place or self.cupboard}").json
        return {
            (product["cip13"], lot["lot"]): lot["words"]
            for product in shelf["products"]
            for lot in product["lots"]
        }

    def come_back(self, *, days):
        """Sign in again, days later."""
        self.house.clock.advance(timedelta(days=days))
        proof = {"login": "nurse-750000018", "password": PASSWORD, "device": "device-1"}
        assert self.browser.post("/api/session", proof).status_code == 200

    def moves(self, **asked):
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return self.browser.get(f"/api/stock/ledger?{query}").json
