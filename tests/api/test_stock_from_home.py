"""Boxes that somebody brings from home: counted, of a medicine that they take, in the house that they live in."""

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.stock import service as stock
from medcircuit.structure import service as structure
from tests.ward import DOLIPRANE_1G, FUROSEMIDE


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def jeanne(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    sqlite_lilas.prescribe("Jeanne", FUROSEMIDE)
    with sqlite_lilas.house.database.read() as connection:
        places = structure.places(connection, sqlite_lilas.house.establishment_id, sqlite_lilas.unit)
    sqlite_lilas.cart = places[0].id
    return sqlite_lilas


def brought(ward, browser, cis, **more):
    box = {"id": new_id(), "raw": ward.box(cis), "place": ward.cart, "at": "2026-11-21T07:00:00Z"}
    whose = {"brought_for": ward.people["Jeanne"], "units": "30"}
    return browser.post("/api/stock/receptions", box | whose | more)


def test_an_opened_box_brought_from_home_counts_for_what_is_left_in_it(jeanne, signed_in):
    nurse = signed_in(Role.NURSE)
    answer = brought(jeanne, nurse, FUROSEMIDE, left="17,5")
    assert (answer.json["stored"], answer.json["level"]["units"]) == (True, "17.5")
    assert brought(jeanne, nurse, FUROSEMIDE).json["level"]["units"] == "47.5"
    too_many = brought(jeanne, nurse, FUROSEMIDE, left="31")
    assert (too_many.status_code, too_many.json["code"]) == (422, "stock_units_impossible")
    moves = nurse.get(f"/api/stock/ledger?place={jeanne.cart}").json["moves"]
    assert {one["reason"] for one in moves} == {"from_home"}
    with jeanne.house.database.read() as connection:
        assert list(stock.verify(connection, jeanne.house.establishment_id)) == []


def test_a_box_of_no_line_of_theirs_is_left_out_and_a_stranger_is_unknown(jeanne, signed_in):
    nurse = signed_in(Role.NURSE)
    other = brought(jeanne, nurse, DOLIPRANE_1G)
    assert not other.json["stored"]
    assert [one["code"] for one in other.json["findings"]] == ["box_not_prescribed"]
    assert brought(jeanne, nurse, FUROSEMIDE, brought_for=new_id()).status_code == 404
