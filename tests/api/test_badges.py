"""Badges of professionals: printed by who answers for the team, read at the lock and by the second person."""

import pytest
from sqlalchemy import select

from medcircuit.kernel.access import Role
from medcircuit.medicines.rules.codes.own import OwnKind, make_own_code
from medcircuit.staff.models import badge, habilitation


@pytest.fixture
def of_nurse(house):
    with house.database.read() as connection:
        mine = habilitation.c.user_id == house.people[Role.NURSE]
        return connection.execute(select(habilitation.c.id).where(mine)).scalar_one()


def issued(who, of, **headers):
    return who.post(f"/api/habilitations/{of}/badge", **headers)


def test_a_badge_says_who_is_there_even_behind_the_lock(signed_in, of_nurse):
    code = issued(signed_in(Role.COORDINATING_NURSE), of_nurse).json["code"]
    nurse = signed_in(Role.NURSE)
    nurse.post("/api/session/lock")
    told = {"login": "nurse-750000018", "name": "P. Nurse", "mine": True}
    assert nurse.post("/api/session/badge", {"raw": code}).json == told
    assert nurse.post("/api/session/badge", {"raw": f"]d1{code}\r"}).json == told
    other = signed_in(Role.COORDINATING_NURSE)
    assert other.post("/api/session/badge", {"raw": code}).json["mine"] is False


def test_a_new_badge_makes_the_one_before_void_and_a_lost_one_is_taken_back(signed_in, of_nurse):
    manager = signed_in(Role.MANAGER)
    first, second = (issued(manager, of_nurse).json for _ in range(2))
    assert (first["number"], second["number"]) == (1, 2)
    refused = manager.post("/api/session/badge", {"raw": first["code"]})
    assert (refused.status_code, refused.json["code"]) == (409, "badge_revoked")
    assert "21/11/2026" in refused.json["detail"]
    numbers = {one["login"]: one["badge"] for one in manager.get("/api/staff").json["people"]}
    assert (numbers["nurse-750000018"], numbers["physician-750000018"]) == (2, None)
    assert manager.send("DELETE", f"/api/habilitations/{of_nurse}/badge").status_code == 204
    assert manager.post("/api/session/badge", {"raw": second["code"]}).json["code"] == "badge_revoked"


def test_what_is_no_badge_or_no_badge_of_here_names_nobody(signed_in, of_nurse):
    manager = signed_in(Role.MANAGER)
    code = issued(manager, of_nurse).json["code"]
    own = [make_own_code(kind, "1" * 30).digits for kind in (OwnKind.RESIDENT, OwnKind.USER)]
    said = [manager.post("/api/session/badge", {"raw": raw}).json["code"] for raw in ("3400935955838", *own)]
    assert said == ["not_a_badge", "not_a_badge", "badge_unknown"]
    manager.send("DELETE", f"/api/habilitations/{of_nurse}")
    assert manager.post("/api/session/badge", {"raw": code}).json["code"] == "badge_unknown"
    assert issued(manager, of_nurse).status_code == 404


def test_a_badge_is_printed_once_and_only_its_hash_is_kept(signed_in, of_nurse, house):
    manager = signed_in(Role.MANAGER)
    headers = {"X-Requested-With": "medcircuit", "Accept": "application/pdf"}
    answer = manager.client.post(f"/api/habilitations/{of_nurse}/badge", json={}, headers=headers)
    assert (answer.status_code, answer.data[:5]) == (201, b"%PDF-")
    code = issued(manager, of_nurse).json["code"]
    with house.database.read() as connection:
        kept = connection.execute(select(badge)).all()
    assert all(code not in str(row) for row in kept)


def test_who_does_not_answer_for_the_team_prints_no_badge(signed_in, of_nurse):
    assert issued(signed_in(Role.NURSE), of_nurse).status_code == 403
