"""The small parts on which the pages stand: ids, hashes, exact amounts, sentences."""

import hashlib
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import medcircuit
from medcircuit.administration.rules.entry import Gesture, Override, Unreadable
from medcircuit.administration.rules.vocabulary import EventKind
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.residents.rules.measures import Measure

pytestmark = pytest.mark.browser
APP = Path(medcircuit.__file__).parent / "web" / "static" / "app"
GLUCOSE = {
    "id": "019aa5d0-0000-7000-8000-000000000003",
    "kind": "glucose",
    "value": "1.2",
    "second": None,
    "at": "2026-11-21T07:09:00.000Z",
}
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_our_sha256_is_the_one_of_the_standard(workshop):
    texts = ["", "abc", "é" * 55, "a" * 56, "a" * 64, "ligne\n" * 300, "𝄞"]
    ours = workshop.evaluate(
        "async (texts) => { const {sha256} = await import('/static/app/ids.js'); return texts.map(sha256); }",
        texts,
    )
    assert ours == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def test_an_id_is_a_uuid_of_version_7_that_carries_its_time(workshop):
    made = workshop.evaluate("async () => (await import('/static/app/ids.js')).uuid7(1795244000123)")
    assert UUID(made).version == 7
    assert int(UUID(made)) >> 80 == 1795244000123


def test_an_amount_is_read_and_written_as_the_server_does(workshop):
    texts = ["0.5", "2", "1/3", "2.50", "0.125", "10", "7/3"]
    ours = workshop.evaluate(
        """async (texts) => {
            const {read, write} = await import('/static/app/fraction.js');
            return texts.map((text) => write(read(text)));
        }""",
        texts,
    )
    assert ours == [amount_text(read_amount(text)) for text in texts]


def test_three_decimals_are_shown_as_such_and_sent_as_a_fraction_that_no_thousand_resembles(workshop):
    both = workshop.evaluate(
        """async () => {
            const {read, show, write} = await import('/static/app/fraction.js');
            return [show(read("13.125")), write(read("13.125"))];
        }"""
    )
    assert both == ["13,125", "105/8"]
    assert read_amount("105/8") == Fraction("13.125")


@FEW
@given(units=st.fractions(min_value=Fraction(1, 12), max_value=40, max_denominator=12))
def test_the_rest_of_the_last_unit_is_exact(workshop, units):
    rest = workshop.evaluate(
        """async (text) => {
            const {read, rest, write} = await import('/static/app/fraction.js');
            const left = rest(read(text));
            return left && write(left);
        }""",
        f"{units.numerator}/{units.denominator}",
    )
    left = -units % 1
    assert (Fraction(rest) if rest else 0) == left


def test_what_is_typed_is_an_amount_or_nothing(workshop):
    texts = ["0,5", "½", " 2 ", "1,50", "", "-1", "1e3", "deux", "1/0", "0.1234567", "1,500"]
    ours = workshop.evaluate(
        """async (texts) => {
            const {readTyped, write} = await import('/static/app/fraction.js');
            return texts.map((text) => { const amount = readTyped(text); return amount && write(amount); });
        }""",
        texts,
    )
    assert ours == ["0.5", "0.5", "2", "1.5", None, None, None, None, None, None, None]


def test_a_device_chains_its_acts_by_the_content_that_the_server_hashes(workshop):
    act = {
        "id": "019aa5d0-0000-7000-8000-000000000001",
        "device": "d",
        "device_seq": 3,
        "prev_hash": None,
        "kind": "given",
        "dose": "l/2026-11-21/MORN",
        "line": "l",
        "resident": "r",
        "version_seen": 2,
        "amount": "0.5",
        "units": "1/3",
        "remainder": "keep",
        "reason": None,
        "note": "goût « amer »\n",
        "overrides": [{"finding": "late", "reason": "care"}],
        "unreadable": {"reason": "wet", "typed": None},
        "replaces": None,
        "scans": ["019aa5d0-0000-7000-8000-000000000002"],
        "at": "2026-11-21T07:10:00.123Z",
        "asserted": True,
        "offer_again": False,
        "site": "arm_left",
        "measures": [GLUCOSE],
    }
    ours = workshop.evaluate("async (act) => (await import('/static/app/queue.js')).content(act)", act)
    known = {
        **act,
        "kind": EventKind.GIVEN,
        "at": datetime(2026, 11, 21, 7, 10, 0, 123000, UTC),
        "amount": Fraction(1, 2),
        "units": Fraction(1, 3),
        "overrides": (Override("late", "care"),),
        "unreadable": Unreadable("wet"),
        "scans": tuple(act["scans"]),
        "measures": (
            Measure(GLUCOSE["id"], "glucose", Fraction(6, 5), datetime(2026, 11, 21, 7, 9, tzinfo=UTC)),
        ),
    }
    assert ours == Gesture(**known).content


def test_an_older_answer_never_takes_the_place_of_a_newer_one(workshop):
    taken = workshop.evaluate("""async () => {
        const { Round } = await import("/static/app/pack.js");
        const round = new Round({ unit: "u", date: "2026-11-21", moment: "MORN" });
        const asked = [];
        const ask = () => new Promise((resolve) => asked.push(resolve));
        const [first, second] = [round.latest(ask), round.latest(ask)];
        asked[1]("newer");
        const newer = await second;
        asked[0]("older");
        await new Promise((resolve) => setTimeout(resolve));
        round.heard(); // a receipt came while it was asked anew
        asked[2]("from before the receipt");
        await new Promise((resolve) => setTimeout(resolve));
        asked[3]("from after the receipt");
        return [newer, await first];
    }""")
    assert taken == ["newer", "from after the receipt"]


@pytest.fixture
def texts(workshop):
    """Every sentence of every page: a page's own file adds to the common ones."""
    files = sorted(path.name for path in APP.glob("*texts.js"))
    return workshop.evaluate(
        """async (files) => {
            for (const name of files) await import(`/static/app/${name}`);
            return (await import("/static/app/texts.js")).TEXTS;
        }""",
        files,
    )


def test_every_sentence_is_french_and_english_with_the_same_places(texts):
    for key, pair in texts.items():
        assert len(pair) == 2, key
        assert all(sentence.strip() for sentence in pair), key
        french, english = (set(re.findall(r"\{(\w+)\}", sentence)) for sentence in pair)
        assert french == english, key


def test_every_common_sentence_is_used_and_every_used_one_exists(texts):
    sources = "\n".join(path.read_text() for path in APP.glob("*.js") if not path.name.endswith("texts.js"))
    asked = set(re.findall(r'\bt\(\s*"([a-z_.]+)"', sources))
    quoted = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', sources))
    begun = tuple(re.findall(r"\bt\(`([a-z_.]+)\$\{", sources))
    assert asked <= set(texts)
    common = set(re.findall(r'^  "([a-z_.]+)":', (APP / "texts.js").read_text(), re.MULTILINE))
    unused = {key for key in common if key not in quoted and not key.startswith(begun)}
    assert not unused


def test_no_two_files_give_the_same_name_to_a_sentence():
    names = [
        name
        for path in sorted(APP.glob("*.js"))
        for name in re.findall(r'^  "([a-z_.]+)": \[', path.read_text(), re.MULTILINE)
    ]
    assert len(names) == len(set(names)) > 500


def test_a_sentence_agrees_with_its_number(workshop):
    said = workshop.evaluate(
        """async () => {
            const {t} = await import('/static/app/texts.js');
            const french = [0, 1, 2].map((n) => t("resident.given", {n}));
            document.documentElement.lang = "en";
            return [...french, ...[0, 1, 2].map((n) => t("resident.given", {n}))];
        }"""
    )
    assert said == [
        "Donné : 0 médicament",
        "Donné : 1 médicament",
        "Donné : 2 médicaments",
        "Given: 0 medicines",
        "Given: 1 medicine",
        "Given: 2 medicines",
    ]


def test_all_of_a_preview_fades_while_newer_words_are_read_and_its_questions_rest(workshop):
    workshop.add_style_tag(path=str(APP.parent / "css" / "order.css"))
    seen = workshop.evaluate(
        """async () => {
            await import('/static/app/order_texts.js');
            const {drawPreview, outdated} = await import('/static/app/order_plan.js');
            const place = document.getElementById("main");
            const seen = {sentence: "1 le matin", troubles: [], unsure: ["un mot"], needed: [], days: [],
                questions: [{code: "x", sentence: "Quel moment ?", choices: []}]};
            const draw = () => drawPreview(place, seen, {text: "", unit: "", decide: () => {}, undo: () => {}});
            const look = () => [[...place.children].every((one) => getComputedStyle(one).filter !== "none"),
                [...place.querySelectorAll(".question")].every((one) => one.inert)];
            draw();
            const before = look();
            outdated(place);
            const meanwhile = look();
            draw();
            return [before, meanwhile, look()];
        }"""
    )
    assert seen == [[False, False], [True, True], [False, False]]


def test_several_changes_of_prescribers_are_one_line_and_one_that_comes_opens_it(workshop):
    seen = workshop.evaluate(
        """async () => {
            const {Stops} = await import('/static/app/stops.js');
            document.body.dataset.view = "board";
            const people = ["MARTIN", "PETIT", "ROUX"].map((id) => [id, {id, birth_name: id, first_name: "A", room: "1"}]);
            const at = "2026-11-21T08:00:00Z";
            const stop = (resident) => ({line: resident, version: 1, resident, act: "stop", seen: [], by: "Dr", at, from: at,
                label: {substance: "FUROSÉMIDE", strength: "40 mg", form: "comprimé"}});
            const round = {stops: [stop("MARTIN"), stop("PETIT")], byResident: new Map(people)};
            const stops = new Stops({round, me: {user: {id: "me"}}, draft: {resident: null}, zone: "Europe/Paris"});
            document.getElementById("main").append(stops.root);
            const look = () => {
                stops.update();
                return [stops.fold.hidden ? "" : stops.fold.innerText.replace(/\\s+/g, " "), stops.list.hidden];
            };
            const folded = look();
            round.stops = [...round.stops, stop("ROUX")];
            const came = look();
            for (const one of round.stops.slice(1)) one.seen.push({user: "me"});
            return [folded, came, look()];
        }"""
    )
    (folded, shut), (_, open_shut), last = seen
    assert ("2 changements à lire" in folded, "MARTIN A, PETIT A" in folded, shut) == (True, True, True)
    assert open_shut is False
    assert last == ["", False]


def test_no_dose_is_written_with_a_trailing_zero_or_a_forbidden_unit(texts):
    for key, (french, _) in texts.items():
        assert not re.search(r"\b\d+,0\b|(^|\s),\d|µg|\bUI?\b", french), key


def test_the_page_of_a_round_asks_for_all_its_modules_at_once():
    shell = (APP.parents[1] / "templates" / "round.html").read_text()
    listed = set(re.search(r'in "([a-z_ ]+)".split', shell)[1].split())
    reached, left = set(), ["round"]
    while left:
        imported = re.findall(r'from "\./([\w-]+)\.js"', (APP / f"{left.pop()}.js").read_text())
        left += set(imported) - reached
        reached |= set(imported)
    assert listed == reached
