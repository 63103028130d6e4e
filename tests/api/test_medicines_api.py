"""The catalogue over the JSON API."""

import pytest

from medcircuit.kernel.access import Role


@pytest.fixture
def house(sqlite_house, catalogued):
    """The doors are tried on one engine; what is behind them is tried on both."""
    return sqlite_house


@pytest.fixture
def nurse(signed_in):
    return signed_in(Role.NURSE)


def test_a_search_lists_medicines(nurse):
    (first, *_) = nurse.get("/api/medicines?q=doliprane+1000").json
    assert first["label"] == "DOLIPRANE 1000 mg, comprimé"
    assert first["class_label"] == "Paracétamol 1 g, comprimé ou gélule"
    assert len(nurse.get("/api/medicines?q=a&limit=3").json) == 3


@pytest.mark.parametrize("query", ["", "?q=", "?q=a&limit=0", "?q=a&limit=beaucoup"])
def test_a_search_that_makes_no_sense_is_a_problem(nurse, query):
    answer = nurse.get(f"/api/medicines{query}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_a_medicine_is_shown_with_its_composition_and_its_boxes(nurse):
    sheet = nurse.get("/api/medicines/63458349").json
    assert sheet["edition"] == "2026-05-26"
    assert {part["nature"] for part in sheet["composition"]} == {"SA", "FT"}
    assert all(box["gtin"] == f"0{box['cip13']}" for box in sheet["presentations"])
    assert nurse.get("/api/medicines/00000000").json["code"] == "medicine_unknown"


@pytest.mark.parametrize("code", ["3400935955838", "3595583", "03400935955838"])
def test_a_box_is_found_by_each_of_its_codes(nurse, code):
    answer = nurse.get(f"/api/presentations/{code}").json
    assert answer["product"]["cis"] == "60234100"
    assert answer["here"] == {"units": "8", "confirmed": False, "stock_unit": "unit", "word": "comprimé"}


@pytest.mark.parametrize("code", ["0", "3400900000000", "13400935955838", "licorne", "%C2%B2400935955838"])
def test_a_code_that_names_no_box_is_not_found(nurse, code):
    assert nurse.get(f"/api/presentations/{code}").status_code == 404


def test_what_a_pharmacist_counted_is_remembered_for_the_house(signed_in):
    pharmacist = signed_in(Role.PHARMACIST)
    answer = pharmacist.send("PUT", "/api/presentations/3400935955838/units", {"units": "16"})
    assert answer.json == {"units": "16", "confirmed": True, "stock_unit": "unit", "word": "comprimé"}
    assert pharmacist.get("/api/presentations/3595583").json["here"]["units"] == "16"


@pytest.mark.parametrize("units", ["0", "douze", "-3", "1.500", 12, None])
def test_a_count_that_makes_no_sense_is_a_problem(signed_in, units):
    answer = signed_in(Role.PHARMACIST).send(
        "PUT", "/api/presentations/3400935955838/units", {"units": units}
    )
    assert answer.status_code == 422


def test_a_class_lists_what_is_the_same_and_says_how_old_that_is(nurse):
    (first, *_) = nurse.get("/api/medicines?q=doliprane+1000").json
    told = nurse.get(f"/api/medicine-classes/{first['class_id']}").json
    assert told["label"] == "Paracétamol 1 g, comprimé ou gélule"
    assert {one["class_id"] for one in told["medicines"]} == {first["class_id"]}
    assert told["age"]["edition"] == nurse.get("/api/catalogue").json["edition"] == "2026-05-26"
    assert nurse.get("/api/medicine-classes/inconnue").json["code"] == "medicine_unknown"


def test_a_hit_has_the_parts_of_its_line_and_what_to_know_before_choosing_it(nurse):
    (first, *_) = nurse.get("/api/medicines?q=concerta+36").json
    assert {name: first[name] for name in ("brand", "strength", "narcotic", "shortage", "near")} == {
        "brand": "CONCERTA",
        "strength": "36 mg",
        "narcotic": True,
        "shortage": "shortage",
        "near": False,
    }
    assert nurse.get("/api/medicines?q=conserta").json[0]["near"]
    assert nurse.get("/api/medicines?q=%5Dd2010340093595583817280630").json[0]["cis"] == "60234100"
