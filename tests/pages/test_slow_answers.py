"""What a person does again while the first time is still under way is done once."""

import pytest

pytestmark = pytest.mark.browser


def test_a_second_tap_before_the_first_is_on_the_disk_records_nothing_more(workshop):
    recorded = workshop.evaluate("""async () => {
        const { queue } = await import("/static/app/queue.js");
        const { record } = await import("/static/app/record.js");
        const { Round } = await import("/static/app/pack.js");
        document.getElementById("main").innerHTML = '<div id="problems"></div>';
        await queue.open("nurse");
        const round = { lay() {}, tell() {} };
        const act = (key) => Round.prototype.act("refused", { key, line: "l", resident: "r", version: 1 }, { reason: "taste" });
        const tap = (key) => record(round, [act(key)], { done: "Enregistré" });
        const taps = await Promise.all([tap("morning"), tap("morning"), tap("noon")]);
        return [taps, queue.items.map((item) => item.body.dose), await tap("morning")];
    }""")
    assert recorded == [[True, False, True], ["morning", "noon"], True]


def test_a_form_is_sent_once_until_its_answer_came(workshop):
    sent = workshop.evaluate("""async () => {
        const { button, fill, h, submits } = await import("/static/app/dom.js");
        let answer;
        let sent = 0;
        const send = () => {
            sent += 1;
            return new Promise((resolve) => (answer = resolve));
        };
        const form = h("form", { onsubmit: submits(send) }, h("button", { type: "submit" }, "Signer"));
        fill(document.getElementById("main"), form);
        form.requestSubmit();
        form.requestSubmit();
        const meanwhile = sent;
        answer();
        await new Promise((resolve) => setTimeout(resolve));
        form.requestSubmit();
        return [meanwhile, sent, location.pathname];
    }""")
    assert sent == [1, 2, "/bare"]


def test_an_answer_to_an_older_question_does_not_lead_away_from_the_providers_farewell(workshop):
    ended = {"location": "http://house.test/bare#farewell"}
    workshop.context.route("**/api/session/psc/end", lambda route: route.fulfill(json=ended))
    workshop.context.route(
        "**/api/older", lambda route: route.fulfill(status=401, json={"code": "no_session"})
    )
    led = workshop.evaluate("""async () => {
        const { get, onSession } = await import("/static/app/api.js");
        const { leaveAs } = await import("/static/app/leaving.js");
        let led = null;
        onSession({ onSignedOut: () => (led = "to the sign-in page") });
        await Promise.all([get("/api/older").catch(() => {}), leaveAs({ factor: "psc" })]);
        return [led, location.hash];
    }""")
    assert led == [None, "#farewell"]
