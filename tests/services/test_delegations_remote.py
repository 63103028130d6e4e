"""Leave asked from afar for one dose: answered under a PIN, used once, gone after fifteen minutes."""

import threading
import uuid
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.delegations.rules.remote import VALID, NurseLine, RequestOver
from medcircuit.delegations.service import remote
from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import NotFound
from medcircuit.prescriptions.rules.lines import Regime
from tests.conftest import PIN
from tests.ward import DOLIPRANE_500, FUROSEMIDE

ONE = Fraction(1)


@pytest.fixture
def asked(lilas):
    """Leave asked for one tablet to Lucas."""
    lilas.admit("Lucas")
    lilas.line = lilas.prescribe_prn("Lucas", DOLIPRANE_500, regime=Regime.ASSISTED)
    lilas.request = ask(lilas, lilas.line)
    return lilas


def wanted(ward, line, amount=ONE):
    made = str(uuid.uuid4())
    return remote.Wanted(made, ward.people["Lucas"], line, amount, "comprimé", "Fièvre 38,9", "device-1")


def ask(ward, line):
    with ward.working(Role.EDUCATOR) as work:
        return remote.request(work, wanted(ward, line)).id


def say(ward, granted=True, role=Role.NURSE):
    with ward.working(role) as work:
        return remote.answer(work, ward.request, granted=granted, why=None)


def leave(ward, amount=ONE, at=None):
    with ward.reading(Role.EDUCATOR) as work:
        who = ward.house.people[Role.EDUCATOR]
        return remote.granted(work, who, ward.people["Lucas"], ward.line, amount, at=at)


def test_a_leave_holds_to_the_end_of_its_quarter_of_an_hour_for_that_dose(asked):
    assert leave(asked) is None
    say(asked)
    assert leave(asked).by_name == "P. nurse"
    assert leave(asked, Fraction(2)) is None
    assert leave(asked, at=asked.now + VALID - timedelta(seconds=1)) is not None
    assert leave(asked, at=asked.now + VALID) is None


def test_the_first_answer_holds_and_a_line_that_changed_is_another(asked):
    say(asked, granted=False, role=Role.PHYSICIAN)
    with pytest.raises(RequestOver):
        say(asked)
    assert leave(asked) is None
    asked.request = ask(asked, asked.line)
    say(asked)
    asked.stop_line(asked.line, asked.now)
    assert leave(asked) is None


def test_nobody_asks_for_what_is_the_nurses_alone_nor_for_a_line_of_another(asked):
    alone = asked.prescribe("Lucas", FUROSEMIDE, regime=Regime.NURSE_ONLY)
    with pytest.raises(NurseLine):
        ask(asked, alone)
    asked.admit("Emma", room="13")
    with pytest.raises(NotFound):
        ask(asked, asked.prescribe_prn("Emma", DOLIPRANE_500, regime=Regime.ASSISTED))


def test_of_two_uses_at_the_same_time_one_wins(asked):
    say(asked)
    facts, used = [str(uuid.uuid4()), str(uuid.uuid4())], {}
    together = threading.Barrier(2)

    def spend(fact):
        together.wait()
        with asked.working(Role.EDUCATOR) as work:
            used[fact] = remote.use(work, asked.request, fact)

    threads = [threading.Thread(target=spend, args=[fact]) for fact in facts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used.values()) == [False, True]
    assert leave(asked) is None
    (winner,) = [fact for fact, won in used.items() if won]
    with asked.working(Role.EDUCATOR) as work:
        assert remote.use(work, asked.request, winner)


def test_over_the_api_both_sides_see_what_became_of_it(asked, signed_in):
    educator, nurse = signed_in(Role.EDUCATOR), signed_in(Role.NURSE)
    news = nurse.get("/api/remote-requests/news")
    assert news.json["waiting"] == 1
    same = nurse.client.get("/api/remote-requests/news", headers={"If-None-Match": news.headers["ETag"]})
    assert same.status_code == 304
    (shown,) = nurse.get("/api/remote-requests").json["requests"]
    assert (shown["outcome"], shown["amount"], shown["context"]) == (
        "waiting",
        "1 comprimé",
        "Fièvre 38,9",
    )
    url = f"/api/remote-requests/{asked.request}"
    assert nurse.post(f"{url}/answer", {"granted": True, "pin": "0000"}).json["code"] == "wrong_proof"
    assert educator.get(url).json["outcome"] == "waiting"
    assert nurse.post(f"{url}/answer", {"granted": True, "pin": PIN}).json["outcome"] == "granted"
    assert educator.get(url).json["answered_by"] == "P. Nurse"
    nurse.post("/api/session/lock")
    assert nurse.get("/api/remote-requests/news").json["waiting"] == 0
    assert nurse.get("/api/remote-requests").status_code == 423


def test_a_call_for_the_nurse_is_told_with_for_whom_and_why_and_taken_once(asked, signed_in):
    educator, nurse = signed_in(Role.EDUCATOR), signed_in(Role.NURSE)
    made = {"id": str(uuid.uuid4()), "unit": asked.unit, "resident": asked.people["Lucas"], "why": "stop"}
    call = educator.post("/api/help-calls", made | {"context": "Ne donnez pas", "device": "d"})
    assert call.json["taken_by"] is None, call.json
    (told,) = nurse.get("/api/remote-requests").json["calls"]
    assert (told["resident"]["first_name"], told["why"]) == ("Lucas", "stop")
    taken = nurse.post(f"/api/help-calls/{made['id']}/answer")
    assert taken.json["taken_by"] == "P. Nurse"
    assert educator.get(f"/api/help-calls/{made['id']}").json["taken_by"] == "P. Nurse"
