"""How many statements the requests of a round send, session and audit included: what they cost follows from it."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.prescriptions.checks_schemas import CheckAnswerSchema
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Account, AccountKind, Cause
from medcircuit.structure import service as structure
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

DAY = "2026-11-21"
SCAN, EVENT, PACK, REVIEW, CHECKS, QUEUE = 8, 14, 12, 14, 9, 21


@pytest.fixture
def house(sqlite_house):
    """The statements are the same on the other engine, a lock apart."""
    return sqlite_house


@pytest.fixture
def lilas(sqlite_lilas):
    """Residents with two lines in the morning, the box of the first in the cart."""
    lilas, house = sqlite_lilas, sqlite_lilas.house
    lilas.lines = {}
    lilas.check_twice("A10A")
    for name in ("Anne", "Berthe", "Claire", "Denise", "Jeanne"):
        lilas.admit(name, birth_name=f"DE{name.upper()}")
        lilas.lines[name] = lilas.prescribe(name, DOLIPRANE_1G)
        lilas.prescribe(name, FUROSEMIDE)
    with lilas.working() as work:
        cart = structure.places(work.connection, work.establishment_id, lilas.unit)[0].id
        cip13 = lilas.product(DOLIPRANE_1G).gtin[1:]
        box = Account(house.establishment_id, AccountKind.PLACE, cart, cip13, None, "A1", date(2027, 9, 30))
        stock.take_in(work, box, 360, stock.Told(Cause("reception", new_id()), work.now))
    return lilas


@pytest.fixture
def nurse(lilas, signed_in):
    return signed_in(Role.NURSE)


@contextmanager
def counted(house):
    """Every statement that is sent, by readers and writers."""
    said = []
    engines = {house.database._readers, house.database.engine}

    def note(_connection, _cursor, statement, *_):
        said.append(" ".join(statement.split()))

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def scan(lilas, name):
    return {
        "id": new_id(),
        "raw": lilas.box(DOLIPRANE_1G, serial=name),
        "mode": "scan",
        "traits": None,
        "resident": lilas.people[name],
        "round": {"unit": lilas.unit, "date": DAY, "moment": "MORN"},
        "at": "2026-11-21T07:10:00.000Z",
        "device": "device-1",
    }


def given(lilas, name, line, scanned):
    return {
        "id": new_id(),
        "device": "device-1",
        "device_seq": 1,
        "kind": "given",
        "dose": lilas.key(line),
        "line": line,
        "resident": lilas.people[name],
        "version_seen": 1,
        "amount": "1",
        "units": "1",
        "scans": [scanned],
        "at": "2026-11-21T07:10:00.000Z",
    }


def test_an_act_and_a_pack_send_few_statements(lilas, nurse):
    """The least of several: what is remembered for seconds may have to be read again by any of them."""
    pack = f"/api/rounds/{lilas.unit}/{DAY}/MORN/pack"
    scans, events, packs = [], [], []
    for name, line in lilas.lines.items():
        scanned = scan(lilas, name)
        with counted(lilas.house) as said:
            answer = nurse.post("/api/scans", scanned).json
        assert answer["verdict"] == "ok", answer
        scans.append(said)
        with counted(lilas.house) as said:
            told = nurse.post("/api/events", {"events": [given(lilas, name, line, answer["id"])]}).json
        assert told["receipts"][0]["status"] == "accepted", told
        events.append(said)
        with counted(lilas.house) as said:
            assert len(nurse.get(pack).json["doses"]) == 2 * len(lilas.lines)
        packs.append(said)
    for told, most in ((scans, SCAN), (events, EVENT), (packs, PACK)):
        least = min(told, key=len)
        assert len(least) <= most, "\n".join(least)


def least(house, browser, path, tries=4):
    """The answer, and the statements of the request that sent the fewest: what is remembered for seconds may be read again."""
    each = []
    for _ in range(tries):
        with counted(house) as said:
            body = browser.get(path).json
        each.append(said)
    return body, min(each, key=len)


def test_a_review_queue_sends_as_many_statements_for_five_people_as_for_one(lilas, signed_in):
    found, said = least(lilas.house, signed_in(Role.PHARMACIST), "/api/review")
    assert len(found["residents"]) == len(lilas.lines)
    assert len(said) <= REVIEW, "\n".join(said)


def test_checks_answer_in_their_shape_and_send_few_statements(lilas, nurse):
    path = f"/api/residents/{lilas.people['Anne']}/checks"
    nurse.post(path, {})
    each = []
    for _ in range(4):
        with counted(lilas.house) as said:
            body = nurse.post(path, {}).json
        each.append(said)
    said = min(each, key=len)
    assert CheckAnswerSchema().validate(body) == {}
    assert all(one["again"] for one in body["findings"])
    assert len(said) <= CHECKS, "\n".join(said)


def test_a_prescribers_queue_sends_as_many_statements_for_five_people_as_for_one(lilas, signed_in):
    for name in lilas.lines:
        lilas.act("refused", lilas.prescribe(name, FUROSEMIDE, critical=True), name, reason="taste")
    found, said = least(lilas.house, signed_in(Role.PHYSICIAN), "/api/queue")
    assert [card["kind"] for card in found["cards"]] == ["refusals"] * len(lilas.lines)
    assert len(said) <= QUEUE, "\n".join(said)
