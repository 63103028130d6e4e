"""Boxes come in by scan, lots are carried and counted, levels and moves are read, over the JSON API."""

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.remembered import forget
from tests.conftest import make_house
from tests.desk import ABSENT, CREAM, FUROSEMIDE, OWN_LABEL, PARACETAMOL, SYRUP, box


def found(answer):
    return [finding["code"] for finding in answer.json["findings"]]


def test_the_first_box_of_a_kind_asks_what_it_holds_and_stores_nothing(desk):
    answer = desk.scan()
    assert answer.status_code == 200
    assert (answer.json["stored"], answer.json["verdict"], answer.json["proposed"]) == (
        False,
        "confirm",
        "30",
    )
    assert found(answer) == ["box_units_to_confirm"]
    assert answer.json["product"]["brand"].startswith("FUROSEMIDE ARROW")
    assert answer.json["product"]["unit"] == "comprimé"
    assert (answer.json["lot"], answer.json["expiry"]) == ("24F0031", "2028-06-30")
    assert desk.held() == {}


def test_once_confirmed_a_box_is_one_scan(desk):
    first = desk.asked()
    desk.browser.post("/api/stock/receptions", first)
    answer = desk.browser.post("/api/stock/receptions", first | {"units": "30"}).json
    assert (answer["stored"], answer["verdict"], answer["level"]) == (
        True,
        "ok",
        {"units": "30", "words": "1 boîte"},
    )
    answer = desk.scan(box(serial="S2")).json
    assert (answer["stored"], answer["units_per_box"], answer["level"]["words"]) == (True, "30", "2 boîtes")
    assert desk.held() == {(FUROSEMIDE, "24F0031"): "2 boîtes"}


def test_what_lies_in_the_future_is_refused_and_moves_nothing(desk):
    account = desk.receive()["account"]
    ahead = {"id": new_id(), "account": account, "at": "2031-01-01T07:00:00Z", "units": "12"}
    answers = [
        desk.scan(box(serial="S2"), at=ahead["at"]),
        desk.browser.post("/api/stock/transfers", ahead | {"place": desk.cart}),
        desk.browser.post("/api/stock/counts", ahead | {"seen": "30", "reason": "inventory"}),
    ]
    assert {(one.status_code, one.json["code"]) for one in answers} == {(422, "stock_entry_ahead")}
    assert desk.held() == {(FUROSEMIDE, "24F0031"): "1 boîte"}


def test_several_boxes_of_one_lot_are_one_scan(desk):
    assert desk.receive(boxes=5)["level"] == {"units": "150", "words": "5 boîtes"}


def test_another_content_than_proposed_is_the_person_s_to_say(desk):
    assert desk.receive(units="28")["level"]["units"] == "28"


def test_a_syrup_is_counted_in_millilitres_and_a_cream_in_containers(desk):
    assert desk.scan(box(SYRUP)).json["proposed"] == "100"
    syrup = desk.receive(box(SYRUP), units="100")
    cream = desk.receive(box(CREAM, serial="C1"), units="1")
    assert (syrup["product"]["unit"], syrup["level"]["words"]) == ("ml", "1 boîte")
    assert (cream["product"]["unit"], cream["level"]["words"]) == ("contenant", "1 boîte")


def test_the_same_reception_sent_again_has_the_same_answer_and_enters_once(desk):
    asked = desk.asked(units="30")
    first = desk.browser.post("/api/stock/receptions", asked)
    desk.come_back(days=1)
    assert desk.browser.post("/api/stock/receptions", asked).json == first.json
    assert desk.held() == {(FUROSEMIDE, "24F0031"): "1 boîte"}


def test_the_same_id_with_another_content_is_a_conflict(desk):
    asked = desk.asked(units="30")
    desk.browser.post("/api/stock/receptions", asked)
    answer = desk.browser.post("/api/stock/receptions", asked | {"boxes": 2})
    assert (answer.status_code, answer.json["code"]) == (409, "stock_same_id_other_content")
    assert desk.held() == {(FUROSEMIDE, "24F0031"): "1 boîte"}


def test_the_same_serial_twice_is_told_with_who_and_when(desk):
    desk.receive()
    answer = desk.scan()
    assert (answer.json["stored"], answer.json["verdict"]) == (False, "repeat")
    assert answer.json["findings"][0]["sentence"] == "Boîte déjà reçue le 21/11/2026 par P. Nurse."
    assert desk.held() == {(FUROSEMIDE, "24F0031"): "1 boîte"}


def test_what_is_not_certain_is_said_and_nothing_is_stored(desk):
    desk.receive(box(serial="before"))
    before = desk.held()
    for raw, verdict, code in [
        (box(expiry="261120"), "stop", "box_expired"),
        (box(ABSENT), "unknown", "box_unknown"),
        (f"]d2010{FUROSEMIDE}10AB1728063021XX", "confirm", "box_lot_ambiguous"),
        (FUROSEMIDE, "confirm", "box_without_lot"),
        ("3400936476768", "unknown", "box_unreadable"),
        ("bonjour", "unknown", "box_unreadable"),
        (OWN_LABEL, "unknown", "box_other_code"),
        ("1" * 400, "unknown", "box_unreadable"),
    ]:
        answer = desk.scan(raw)
        assert answer.status_code == 200
        assert code in found(answer)
        assert (answer.json["verdict"], answer.json["stored"], answer.json["level"]) == (verdict, False, None)
        assert answer.json["findings"][0]["sentence"]
        assert desk.held() == before


def test_a_code_that_no_database_can_keep_is_refused_with_a_sentence_and_nothing_is_stored(desk):
    for raw in ("\ud800", "a\x00b" * 3):
        answer = desk.scan(raw)
        assert (answer.status_code, answer.json["code"]) == (422, "malformed_request")
        assert answer.json["detail"]
    assert desk.held() == {}


def test_a_short_dated_box_is_taken_with_a_warning(desk):
    desk.receive()
    answer = desk.scan(box(expiry="261231", serial="S2"))
    assert (answer.json["stored"], answer.json["verdict"]) == (True, "ok")
    assert answer.json["findings"][0]["sentence"] == "Péremption proche : 31/12/2026 (40 jours)."


def test_a_code_without_a_lot_is_taken_once_a_person_says_there_is_none(desk):
    answer = desk.receive(FUROSEMIDE, without_lot=True)
    assert (answer["lot"], answer["expiry"]) == (None, None)
    assert desk.held() == {(FUROSEMIDE, None): "1 boîte"}


def test_an_ambiguous_lot_is_taken_as_a_person_read_it_on_the_box_and_not_otherwise(desk):
    raw = f"]d2010{FUROSEMIDE}10AB1728063021XX"
    choices = desk.scan(raw).json["choices"]
    assert len(choices) > 1
    invented = {"lot": "ZZ", "expiry": "2028-06-30"}
    assert desk.scan(raw, chosen=invented, units="30").json["stored"] is False
    answer = desk.receive(raw, chosen=choices[0], without_lot=True)
    assert {"lot": answer["lot"], "expiry": answer["expiry"]} == choices[0]


def test_a_box_that_cannot_hold_what_was_said_is_refused_and_may_be_said_again(desk):
    for units in ["0", "10001", "6/5"]:
        asked = desk.asked(box(serial=f"S{units[0]}{len(units)}"))
        answer = desk.browser.post("/api/stock/receptions", asked | {"units": units})
        assert (answer.status_code, answer.json["code"]) == (422, "stock_units_impossible")
        assert desk.browser.post("/api/stock/receptions", asked | {"units": "30"}).json["stored"]


def test_a_malformed_reception_is_a_clear_problem_and_stores_nothing(desk):
    for wrong in [
        {"id": "x"},
        {"id": None},
        {"raw": ""},
        {"raw": "1" * 1001},
        {"raw": 3},
        {"boxes": 0},
        {"boxes": 501},
        {"boxes": "1"},
        {"boxes": 1.5},
        {"place": "x\x00"},
        {"at": "hier"},
        {"at": "2026-11-21T07:09:00"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"units": "beaucoup"},
        {"units": 30},
        {"units": "1.500"},
        {"chosen": {"lot": "A"}},
        {"chosen": []},
        {"without_lot": "peut-être"},
        {"more": 1},
    ]:
        answer = desk.browser.post("/api/stock/receptions", desk.asked(units="30") | wrong)
        assert answer.status_code == 422, answer.json
        assert answer.json["code"] == "malformed_request"
        assert desk.held() == {}


def test_a_place_of_another_house_does_not_exist_here(desk, house):
    other = make_house(house.database, house.clock, finess="750000026", organisation_id=house.organisation_id)
    with house.database.read() as connection:
        foreign = structure_places(connection, other.establishment_id)[0].id
    for answer in (
        desk.scan(place=foreign),
        desk.browser.get(f"/api/stock/levels?place={foreign}"),
        desk.browser.get(f"/api/stock/ledger?place={foreign}"),
    ):
        assert answer.status_code == 404


def structure_places(connection, establishment_id):
    from medcircuit.structure import service as structure

    return structure.places(connection, establishment_id)


def test_a_lot_is_carried_to_the_cart(desk):
    account = desk.receive(boxes=2)["account"]
    body = {
        "id": new_id(),
        "account": account,
        "place": desk.cart,
        "units": "30",
        "at": "2026-11-21T07:09:00Z",
    }
    for _ in range(2):
        answer = desk.browser.post("/api/stock/transfers", body)
        assert (answer.status_code, answer.json["level"]) == (200, {"units": "30", "words": "1 boîte"})
    assert desk.held() == {(FUROSEMIDE, "24F0031"): "1 boîte"}
    assert desk.held(desk.cart) == {(FUROSEMIDE, "24F0031"): "1 boîte"}
    answer = desk.browser.post("/api/stock/transfers", body | {"units": "12"})
    assert answer.json["code"] == "stock_same_id_other_content"


def test_a_transfer_that_cannot_be_is_refused_whole(desk):
    account = desk.receive()["account"]
    body = {"account": account, "place": desk.cart, "units": "12", "at": "2026-11-21T07:09:00Z"}
    for change, status, code in [
        ({"units": "31"}, 409, "stock_not_enough"),
        ({"units": "0"}, 422, "stock_amount_impossible"),
        ({"units": "1/5"}, 422, "stock_amount_impossible"),
        ({"place": desk.cupboard}, 422, "stock_same_place"),
        ({"place": new_id()}, 404, "not_found"),
        ({"account": new_id()}, 404, "not_found"),
        ({"units": "-1"}, 422, "malformed_request"),
    ]:
        answer = desk.browser.post("/api/stock/transfers", body | {"id": new_id()} | change)
        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert desk.held() == {(FUROSEMIDE, "24F0031"): "1 boîte"}
        assert desk.held(desk.cart) == {}


def counted(desk, account, **more):
    body = {"id": new_id(), "account": account, "units": "27.5", "seen": "30", "reason": "lost"}
    return desk.browser.post("/api/stock/counts", body | {"at": "2026-11-21T07:09:00Z"} | more)


def test_a_count_brings_the_level_to_what_was_counted_and_says_why(desk):
    account, entry = desk.receive()["account"], new_id()
    for _ in range(2):
        answer = counted(desk, account, id=entry)
        assert answer.json["level"] == {"units": "27.5", "words": "27 ½ comprimés"}
        assert answer.json["change"] == "-2.5"
    line = desk.moves()["moves"][0]
    assert (line["why"], line["reason"], line["words"], line["by"]) == (
        "missed",
        "lost",
        "2 ½ comprimés",
        "P. Nurse",
    )


def test_a_count_of_a_level_that_moved_is_asked_again(desk):
    account = desk.receive()["account"]
    answer = counted(desk, account, seen="29")
    assert (answer.status_code, answer.json["code"]) == (409, "stock_moved_meanwhile")
    assert counted(desk, account, reason="hazard").status_code == 422
    assert counted(desk, account, units="1/5").json["code"] == "stock_amount_impossible"


def test_levels_show_each_lot_with_its_freshness_first_to_expire_first(desk):
    desk.receive()
    desk.receive(box(lot="B2", expiry="261231", serial="S2"))
    desk.receive(FUROSEMIDE, without_lot=True)
    desk.come_back(days=60)
    shelf = desk.browser.get(f"/api/stock/levels?place={desk.cupboard}").json
    assert shelf["place"]["name"] == "Armoire Lilas"
    (product,) = shelf["products"]
    assert (product["units"], product["words"], product["per_box"]) == ("90", "3 boîtes", "30")
    assert [(lot["lot"], lot["freshness"]) for lot in product["lots"]] == [
        ("B2", "expired"),
        ("24F0031", "good"),
        (None, "unknown"),
    ]


def test_the_ledger_names_medicine_places_person_and_instants(desk):
    desk.receive()
    (line,) = desk.moves(place=desk.cupboard)["moves"]
    assert (line["why"], line["words"], line["lot"], line["expiry"]) == (
        "received",
        "30 comprimés",
        "24F0031",
        "2028-06-30",
    )
    assert line["brand"].startswith("FUROSEMIDE ARROW")
    assert (line["source"], line["target"]["name"], line["by"]) == (None, "Armoire Lilas", "P. Nurse")
    assert line["at"] == "2026-11-21T07:09:00.000Z"
    assert line["cause"]["kind"] == "reception"
    assert desk.moves(place=desk.cart)["moves"] == []


def test_a_question_to_the_ledger_that_makes_no_sense_is_a_problem(desk):
    for query in ["place=x", "cip13=12", "limit=0", "limit=201", "after=", "after=x"]:
        assert desk.browser.get(f"/api/stock/ledger?{query}").status_code == 422


@pytest.mark.parametrize("role", [Role.EDUCATOR, Role.PHYSICIAN, Role.MANAGER])
def test_stock_is_for_those_who_keep_it(desk, signed_in, role):
    browser = signed_in(role)
    assert browser.get("/api/places").status_code == 403
    assert browser.post("/api/stock/receptions", desk.asked()).status_code == 403


def test_what_a_place_holds_is_read_in_a_fixed_number_of_statements(desk):
    from sqlalchemy import event

    said = []
    event.listen(desk.house.database._readers, "before_cursor_execute", lambda *given: said.append(given[2]))
    counts = []
    for cip13 in (FUROSEMIDE, PARACETAMOL, SYRUP, CREAM):
        desk.receive(box(cip13), units="8")
        with desk.house.database.read() as connection:
            forget(connection)
        said.clear()
        desk.held()
        counts.append(len(said))
    assert len(set(counts)) == 1
