"""The outbox: an act is on the device's disk before anything is said, and leaves it with a receipt only."""

import json

import pytest

from medcircuit.administration.rules.entry import content_hash

pytestmark = pytest.mark.browser

START = """async (user) => {
    const { queue, content } = await import("/static/app/queue.js");
    window.queue = queue;
    window.content = content;
    window.receipts = [];
    queue.addEventListener("receipt", ({ detail }) => window.receipts.push(detail.receipt));
    await queue.open(user);
}"""
ADD = """async (n) => {
    const act = (place) => ({
        kind: "given", dose: `l${place}/2026-11-21/MORN`, line: `l${place}`, resident: "r", version_seen: 1,
        amount: "1", units: "1", remainder: null, reason: null, note: null, overrides: [], unreadable: null,
        replaces: null, scans: [], at: "2026-11-21T07:10:00.000Z", asserted: false, offer_again: false,
    });
    const made = await window.queue.add(Array.from({ length: n }, (_, place) => act(place)));
    return made.map((event) => [event, window.content(event)]);
}"""


class Server:
    """The other end of the outbox: `answers` are played one by one, then every act is accepted."""

    def __init__(self, page):
        self.answers = []
        self.bodies = []
        page.context.route("http://house.test/api/events", self.answer)

    @property
    def ids(self):
        return [event["id"] for body in self.bodies for event in body["events"]]

    def answer(self, route):
        body = json.loads(route.request.post_data)
        kind = self.answers.pop(0) if self.answers else "accept"
        if kind == "silence":
            route.abort()
        elif kind == "half":
            route.fulfill(status=200, content_type="application/json", body='{"receipts": [')
        elif kind == "no receipts":
            route.fulfill(status=200, json={"receipts": []})
        elif isinstance(kind, int):
            route.fulfill(status=kind, json={"code": "some_problem", "detail": "Rien n'a été enregistré."})
        elif kind == "one refused":
            receipts = [self.receipt(event, "accepted") for event in body["events"]]
            problem = {"code": "some_problem", "detail": "Rien n'a été enregistré."}
            receipts[1] = {"id": receipts[1]["id"], "status": "refused", "problem": problem}
            route.fulfill(json={"receipts": receipts})
        elif kind == "ask":
            route.fulfill(json={"receipts": [self.receipt(event, "question") for event in body["events"]]})
        else:
            self.bodies.append(body)
            route.fulfill(json={"receipts": [self.receipt(event, "accepted") for event in body["events"]]})

    @staticmethod
    def receipt(event, status):
        asked = {"sentence": "Déjà donné par S. Petit, 08:03.", "by": "u2", "at": event["at"]}
        question = asked if status == "question" else None
        return {"id": event["id"], "status": status, "incidents": [], "question": question, "state": "given"}


@pytest.fixture
def server(workshop):
    return Server(workshop)


def kept(page):
    return page.evaluate("async () => (await import('/static/app/db.js')).waiting()")


def test_an_act_is_on_the_disk_before_it_is_said_and_survives_a_reload(workshop, server):
    server.answers = ["silence"] * 50
    workshop.evaluate(START, "u1")
    made = workshop.evaluate(ADD, 3)
    workshop.reload()
    assert [item["body"]["id"] for item in kept(workshop)] == [event["id"] for event, _ in made]
    server.answers = []
    workshop.evaluate(START, "u1")
    workshop.wait_for_function("window.receipts.length === 3")
    assert server.ids == [event["id"] for event, _ in made]
    assert kept(workshop) == []


@pytest.mark.parametrize("failure", ["silence", "half", "no receipts", 500, 503, 429, 423, 401])
def test_no_failure_of_the_server_loses_or_doubles_an_act(workshop, server, failure):
    server.answers = [failure, failure]
    workshop.evaluate(START, "u1")
    [(event, _)] = workshop.evaluate(ADD, 1)
    workshop.wait_for_timeout(150)
    assert [item["body"]["id"] for item in kept(workshop)] == [event["id"]]
    assert workshop.evaluate("window.receipts.length") == 0
    workshop.wait_for_function("window.receipts.length === 1", timeout=8000)
    assert server.ids == [event["id"]]
    assert kept(workshop) == []


def test_an_act_made_while_the_sender_ends_is_sent_too(workshop, server):
    """The browser gives back the lock of the sender when it has time, and no other sender may begin before."""
    workshop.evaluate("""() => {
        const request = async (_name, _how, work) => { const done = await work({}); await window.held; return done; };
        Object.defineProperty(navigator, "locks", { value: { request } });
    }""")
    workshop.evaluate(START, "u1")
    workshop.evaluate("""async () => {
        await window.queue.sending;
        window.held = new Promise((resolve) => { window.giveBack = resolve; });
    }""")
    workshop.evaluate(ADD, 1)
    workshop.wait_for_function("window.receipts.length === 1 && window.queue.items.length === 0")
    workshop.evaluate(ADD, 1)
    workshop.evaluate("window.giveBack()")
    workshop.wait_for_function("window.receipts.length === 2")
    assert kept(workshop) == []


def test_the_chain_of_a_device_has_no_gap_and_each_act_names_the_one_before(workshop, server):
    workshop.evaluate(START, "u1")
    first = workshop.evaluate(ADD, 2)
    workshop.reload()
    workshop.evaluate(START, "u1")
    chain = first + workshop.evaluate(ADD, 2)
    assert [event["device_seq"] for event, _ in chain] == [1, 2, 3, 4]
    assert len({event["device"] for event, _ in chain}) == 1
    before = [None, *(content_hash(content) for _, content in chain)]
    assert [event["prev_hash"] for event, _ in chain] == before[:-1]


@pytest.mark.parametrize("failure", ["one refused", 422])
def test_one_act_that_the_server_cannot_take_does_not_hold_the_others_back(workshop, server, failure):
    workshop.evaluate(START, "u1")
    server.answers = [failure]
    if failure == 422:  # the whole batch cannot be read: its acts are then sent one by one
        server.answers = [422, "accept", 422, "accept"]
    made = [event["id"] for event, _ in workshop.evaluate(ADD, 3)]
    workshop.wait_for_function("window.receipts.length === 2")
    workshop.wait_for_function("window.queue.items.length === 1")
    assert workshop.evaluate("window.receipts.map((one) => one.id)") == [made[0], made[2]]
    [left] = kept(workshop)
    assert (left["body"]["id"], left["state"]) == (made[1], "refused")
    assert left["problem"] == "Rien n'a été enregistré."


def test_acts_leave_only_under_the_name_of_who_made_them(workshop, server):
    workshop.evaluate(START, "u1")
    workshop.evaluate(f"async () => {{ await ({ADD})(1); window.queue.user = 'u2'; }}")
    workshop.wait_for_timeout(1300)
    assert server.ids == []
    assert workshop.evaluate("window.queue.ofOthers") == 1
    workshop.evaluate("window.queue.user = 'u1'; window.queue.kick()")
    workshop.wait_for_function("window.receipts.length === 1")


@pytest.mark.parametrize("yes", [True, False])
def test_a_question_waits_for_a_person_whose_answer_sends_the_same_act_again(workshop, server, yes):
    server.answers = ["ask"]
    workshop.evaluate(START, "u1")
    [(event, _)] = workshop.evaluate(ADD, 1)
    workshop.wait_for_function("window.queue.questions.length === 1")
    assert server.bodies == []
    workshop.evaluate("(yes) => window.queue.answer(window.queue.questions[0].order, yes)", yes)
    workshop.wait_for_function("window.queue.items.length === 0")
    [sent] = [one for body in server.bodies for one in body["events"]]
    assert (sent["asserted"], sent.get("withdrawn", False)) == (yes, not yes)
    assert sent["id"] == event["id"]


def test_a_device_that_cannot_write_never_says_that_it_did(workshop, server):
    workshop.evaluate(START, "u1")
    refused = workshop.evaluate("""async () => {
        IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
        try { await window.queue.add([{ kind: "given", overrides: [], unreadable: null, at: "2026-11-21T07:10:00.000Z" }]); return false; }
        catch { return true; }
    }""")
    assert refused
    assert kept(workshop) == []
    assert server.ids == []


def test_a_scan_that_nobody_heard_leaves_before_the_acts_that_name_it(workshop, server):
    heard = []
    workshop.context.route(
        "http://house.test/api/scans",
        lambda route: (heard.append(len(server.ids)), route.fulfill(json={"verdict": "ok"})),
    )
    server.answers = ["silence"]
    workshop.evaluate(START, "u1")
    workshop.evaluate("window.queue.addScan({ id: 's', raw: '1' })")
    workshop.evaluate(ADD, 1)
    workshop.wait_for_function("window.receipts.length === 1")
    assert heard == [0]
