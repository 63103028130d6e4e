"""The residents over the JSON API, as the pages use it."""

import hashlib

import pytest

from medcircuit.kernel.access import Role

ADMISSION = {
    "identity": {
        "birth_name": "LEFEBVRE",
        "first_name": "Marie-Thérèse",
        "first_names": "Marie-Thérèse Anne",
        "birth_date": "1941-03-02",
        "sex": "F",
    },
    "arrival": {"room": "112", "order": 4, "at": "2026-11-20T09:00:00Z"},
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 5"><circle cx="2" cy="2" r="2" fill="#a52"/></svg>'


@pytest.fixture
def house(sqlite_house):
    """The doors are tried on one engine; what is behind them is tried on both."""
    return sqlite_house


@pytest.fixture
def nurse(signed_in):
    return signed_in(Role.NURSE)


@pytest.fixture
def resident(nurse, house):
    return nurse.post("/api/residents", admission(house)).json["id"]


def admission(house, *, unit="Lilas", identity=None, **more):
    return {
        "identity": {**ADMISSION["identity"], **(identity or {})},
        "arrival": {**ADMISSION["arrival"], "unit": house.units[unit]},
        **more,
    }


def test_a_person_is_entered_and_shown_on_their_unit_and_alone(nurse, house, resident):
    [card] = nurse.get(f"/api/units/{house.units['Lilas']}/residents").json
    assert card == {
        "id": resident,
        "birth_name": "LEFEBVRE",
        "used_name": None,
        "first_name": "Marie-Thérèse",
        "birth_date": "1941-03-02",
        "age": 85,
        "sex": "F",
        "ins_status": "PROV",
        "unit": house.units["Lilas"],
        "room": "112",
        "order": 4,
        "portrait": None,
        "texture": None,
        "notes": None,
        "allergies": [],
        "homonyms": [],
        "absence": None,
    }
    entry = nurse.get(f"/api/residents/{resident}").json
    assert (entry["first_names"], entry["card"]["room"]) == ("Marie-Thérèse Anne", "112")
    assert nurse.get(f"/api/units/{house.units['Roses']}/residents").json == []


def test_the_same_person_entered_twice_is_a_conflict_that_names_whom(nurse, house, resident):
    again = admission(house, identity={"birth_name": "Lefèvre"})
    answer = nurse.post("/api/residents", again)
    assert (answer.status_code, answer.json["code"]) == (409, "possible_duplicate")
    assert answer.json["residents"] == [resident]
    assert "LEFEBVRE" not in answer.json["detail"]
    assert nurse.post("/api/residents", {**again, "distinct_from": [resident]}).status_code == 201


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"birth_date": "2026-11-22"}, "birth_date_impossible"),
        ({"birth_name": "R2D2"}, "field_unreadable"),
        ({"birth_name": ""}, "malformed_request"),
        ({"birth_date": "1941-02-30"}, "malformed_request"),
        ({"sex": "X"}, "malformed_request"),
        ({"weight": 70}, "malformed_request"),
        ({"birth_name": "MAR\x00TIN"}, "malformed_request"),
        ({"birth_name": "MAR\ud800TIN"}, "malformed_request"),
        ({"\x00": []}, "malformed_request"),
        ({"birth_name": {"a": ["\x00"]}}, "malformed_request"),
        ({"ins_status": "QUAL"}, "ins_refused"),
        (
            {"ins_status": "QUAL", "ins_matricule": "241036322201189", "ins_oid": "1.2.250.1.213.1.4.10"},
            "ins_refused",
        ),
    ],
)
def test_an_impossible_identity_is_refused_with_a_french_sentence(nurse, house, identity, code):
    answer = nurse.post("/api/residents", admission(house, identity=identity))
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert "Rien n'a été enregistré" in answer.json["detail"]
    assert nurse.get(f"/api/units/{house.units['Lilas']}/residents").json == []


def test_an_absence_goes_and_comes_back(nurse, house, resident):
    answer = nurse.post(
        f"/api/residents/{resident}/absences", {"kind": "hospital", "starts_at": "2026-11-21T06:00:00+01:00"}
    )
    assert answer.status_code == 201
    assert (answer.json["kind_label"], answer.json["starts_at"]) == (
        "Hospitalisé",
        "2026-11-21T05:00:00.000Z",
    )
    [card] = nurse.get(f"/api/units/{house.units['Lilas']}/residents").json
    assert card["absence"] == answer.json
    back = nurse.post(f"/api/absences/{answer.json['id']}/return", {"at": "2026-11-21T07:00:00Z"})
    assert back.json["ends_at"] == "2026-11-21T07:00:00.000Z"
    assert nurse.send("DELETE", f"/api/absences/{answer.json['id']}").status_code == 204
    naive = {"kind": "hospital", "starts_at": "2026-11-21T06:00:00"}
    assert nurse.post(f"/api/residents/{resident}/absences", naive).status_code == 422


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31T23:59:59Z", 5, None]
)
def test_an_instant_that_nobody_means_is_refused(nurse, house, resident, at):
    arrival = {"unit": house.units["Roses"], "room": "7", "order": 7, "at": at}
    answer = nurse.post(f"/api/residents/{resident}/stays", arrival)
    assert (answer.status_code, answer.json["code"]) == (422, "malformed_request")


def test_a_token_is_shown_once_as_json(nurse, resident):
    issued = nurse.post(f"/api/residents/{resident}/tokens", {"support": "card"})
    assert issued.status_code == 201
    assert (issued.json["number"], len(issued.json["code"])) == (1, 33)
    [listed] = nurse.get(f"/api/residents/{resident}/tokens").json
    assert listed["tail"] == issued.json["code"][-8:]
    assert "code" not in listed
    assert nurse.send("DELETE", f"/api/tokens/{listed['id']}").status_code == 204
    assert nurse.get(f"/api/residents/{resident}/tokens").json[0]["revoked_at"] == "2026-11-21T07:10:00.000Z"


def test_a_token_is_printed_where_a_pdf_is_asked_for(nurse, resident):
    nurse.client.put(
        f"/api/residents/{resident}/portrait", data=SVG, headers={"X-Requested-With": "medcircuit"}
    )
    answer = nurse.client.post(
        f"/api/residents/{resident}/tokens",
        json={"support": "bracelet"},
        headers={"X-Requested-With": "medcircuit", "Accept": "application/pdf"},
    )
    assert (answer.status_code, answer.content_type) == (201, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_portrait_is_kept_and_served_so_that_it_runs_nothing(nurse, resident):
    address = f"/api/residents/{resident}/portrait"
    assert nurse.get(address).status_code == 404
    kept = nurse.client.put(address, data=SVG, headers={"X-Requested-With": "medcircuit"})
    assert kept.status_code == 204
    answer = nurse.get(address)
    assert (answer.content_type, answer.data.decode()) == ("image/svg+xml", SVG)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    unsafe = SVG.replace("<circle", "<script>1</script><circle")
    refused = nurse.client.put(address, data=unsafe, headers={"X-Requested-With": "medcircuit"})
    assert (refused.status_code, refused.json["code"]) == (422, "portrait_refused")
    assert nurse.get(f"/api/residents/{resident}").json["card"]["portrait"] == address


def test_an_allergy_a_description_a_move_and_a_departure(nurse, house, resident):
    noted = nurse.post(
        f"/api/residents/{resident}/allergies", {"label": "Pénicilline", "severity": "severe"}
    ).json
    nurse.send("PUT", f"/api/residents/{resident}/description", {"texture": "haché", "notes": None})
    arrival = {"unit": house.units["Roses"], "room": "7", "order": 7, "at": "2026-11-21T07:00:00Z"}
    [stay] = nurse.get(f"/api/residents/{resident}/whereabouts").json["stays"]
    arrival["seen"] = stay["starts_at"]
    assert nurse.post(f"/api/residents/{resident}/stays", arrival).status_code == 204
    [card] = nurse.get(f"/api/units/{house.units['Roses']}/residents").json
    assert (card["allergies"], card["texture"], card["room"]) == ([noted], "haché", "7")
    assert nurse.send("DELETE", f"/api/allergies/{noted['id']}").status_code == 204
    identity = {**ADMISSION["identity"], "used_name": "MARTIN", "birthplace_code": None}
    corrected = {"identity": identity, "seen": 0}
    assert nurse.send("PUT", f"/api/residents/{resident}/identity", corrected).status_code == 204
    again = nurse.send("PUT", f"/api/residents/{resident}/identity", corrected)
    assert (again.status_code, again.json["code"]) == (409, "identity_changed")
    [known] = nurse.get(f"/api/residents/{resident}/identity-changes").json
    assert known["changes"] == [{"field": "used_name", "before": None, "after": "MARTIN"}]
    assert not known["matricule"]
    left = nurse.post(f"/api/residents/{resident}/departure", {"at": "2026-11-21T07:10:00Z"})
    assert left.status_code == 204
    assert nurse.get(f"/api/residents/{resident}").json["card"] is None


def test_the_matricule_is_shown_of_a_qualified_identity_only(nurse, house):
    body = "1850575123456"
    ins = {"ins_matricule": body + "73", "ins_oid": "1.2.250.1.213.1.4.8"}
    shown = []
    for number, status in enumerate(("QUAL", "RECUP")):
        identity = {**ins, "ins_status": status, "birth_name": "ABCDE"[number] * 6}
        made = nurse.post("/api/residents", admission(house, identity=identity)).json["id"]
        shown.append(nurse.get(f"/api/residents/{made}").json["ins_matricule"])
    assert shown == [body + "73", None]


def test_a_physician_reads_residents_and_a_technician_does_not(signed_in, house, resident):
    address = f"/api/residents/{resident}"
    assert signed_in(Role.PHYSICIAN).get(address).status_code == 200
    assert signed_in(Role.PHARMACY_TECHNICIAN).get(address).status_code == 403


def test_the_trail_names_who_was_shown_and_no_name(nurse, house, resident, signed_in):
    nurse.get(f"/api/residents/{resident}")
    trail = signed_in(Role.MANAGER).get("/api/audit").json
    assert ["resident", resident] in [entry for row in trail for entry in row["objects"]]
    assert "LEFEBVRE" not in str(trail)
    assert hashlib.sha256(b"").hexdigest() not in str(trail)
