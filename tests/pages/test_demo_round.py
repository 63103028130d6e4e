"""The demonstration as a newcomer meets it: a whole round of a unit, from its tray's codes, with the scanner alone."""

import re
import shutil
from datetime import datetime
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from rich.console import Console

from medcircuit.administration import service as administration
from medcircuit.demo.commands import prepare
from medcircuit.demo.seed import PASSWORD, PIN
from medcircuit.demo.tray import read_codes
from medcircuit.demo.tray_routes import tray_blueprint
from medcircuit.kernel.clock import PARIS, ShiftedClock
from medcircuit.kernel.db import open_database
from medcircuit.web.app import create_app
from tests.pages.conftest import CART, PAINTED, UPRIGHT, KeyboardScanner, Live

pytestmark = pytest.mark.browser
START = datetime(2026, 11, 21, 8, 0, tzinfo=PARIS)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    prepare(folder, START, "medcircuit", Console(quiet=True), fresh=True).close()
    return folder


@pytest.fixture
def demonstration(seeded, tmp_path):
    folder = shutil.copytree(seeded, tmp_path / "data")
    database = open_database(f"sqlite:///{folder / 'medcircuit.sqlite'}")
    clock = ShiftedClock(START)
    served = Live(create_app(database, clock, demo=True, blueprints=(tray_blueprint(read_codes(folder)),)))
    served.database = database
    yield served
    served.close()
    database.close()


def test_a_whole_round_of_a_unit_of_the_demonstration_on_a_tablet_that_is_turned(chromium, demonstration):
    context = chromium.new_context(viewport=CART, has_touch=True, is_mobile=True, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(20000)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{demonstration.address}/connexion")
    page.evaluate("localStorage.setItem('scanner.enter', 'yes')")  # as on any tablet after its first code
    page.fill("#login", "spetit")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".round-card").first.click()
    page.locator(".tile").first.wait_for()
    scanner = KeyboardScanner(page)
    for turn, group in enumerate(people(page)):
        page.set_viewport_size((CART, UPRIGHT)[turn % 2])
        give(page, scanner, group)
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    close(page)
    assert not faults
    context.close()
    with demonstration.database.read() as connection:
        for (house,) in connection.exec_driver_sql("select id from establishment").all():
            assert list(administration.verify(connection, house)) == []


def people(page):
    """The tray's groups of residents: a card, then the boxes of what is due."""
    groups = page.evaluate("""async () => {
        const [, , unit, date, moment] = location.pathname.split("/");
        return (await (await fetch(`/api/demo/tray?${new URLSearchParams({ unit, date, moment })}`)).json()).groups;
    }""")
    return [group for group in groups if group["codes"] and group["codes"][0]["label"].startswith("Carte")]


def scan(page, scanner, raw):
    before = len(page.evaluate(PAINTED))
    scanner.send(raw)
    for _ in range(200):
        verdicts = page.evaluate(PAINTED)
        if len(verdicts) > before:
            return verdicts[-1]
        page.wait_for_timeout(25)
    raise AssertionError("no verdict was painted")


MEASURED = (("/min", "70"), ("g/l", "1,2"), ("mmHg", "130"), ("°C", "37"))
"""What the pad is told, by the unit it asks for; of two values the second is lower."""


def answer(page, hint=""):
    """One touch on each question: the first answer offered; a measure is typed on the pad.

    The page answers a touch before anything else is done: the next question, or the sheet, stands there at once.
    """
    for _ in range(12):
        pad = page.locator(
            "dialog[open]", has=page.locator("#pad")
        )  # one that is closed leaves a little later
        if pad.count():
            label = pad.locator("label[for=pad]").inner_text()
            value = next((value for unit, value in MEASURED if unit in label), "2")
            pad.locator("#pad").fill("80" if "minima" in label.lower() or "basse" in label.lower() else value)
            page.keyboard.press("Enter")
        elif page.locator(".ask").count():
            choice = page.locator(".ask").first.locator(".choices .button").first
            looks = choice.inner_text().strip() == "Deuxième personne"
            choice.click()
            if looks:
                look(page, hint)
        else:
            return


def look(page, hint):
    """A colleague finds the dose: in the scale from what was measured, else in the prescription (`hint`)."""
    sheet = page.locator(".sheet-whole")
    page.locator("#second-who").select_option(index=1)
    page.fill("#second-pin", PIN)
    assert not re.search(r"\bUI?\b", sheet.inner_text())
    rows = sheet.locator("tbody tr").all()
    if not rows:
        page.fill("#second-found", re.findall(NUMBER, hint)[0])
    value = numbers(sheet.locator(".dose strong").last.inner_text())[0]
    for row in rows:
        said, dose = row.locator("th").inner_text(), row.locator("td").inner_text()
        bounds = numbers(said)
        low = 0 if said.startswith("moins") else bounds[0]
        high = bounds[-1] if "moins" in said else 10**6
        if low <= value < high:
            page.fill("#second-found", re.findall(NUMBER, dose)[0])
    page.keyboard.press("Enter")
    sheet.wait_for(state="detached")


NUMBER = r"\d+(?:,\d+)?"


def numbers(text):
    return [Decimal(one.replace(",", ".")) for one in re.findall(NUMBER, text)]


def give(page, scanner, group):
    card = group["codes"][0]
    boxes = [code for code in group["codes"] if not code["label"].startswith("Carte")]
    assert scan(page, scanner, card["raw"]) in {"ok", "confirm"}, group["title"]
    answer(page)
    for box in boxes:
        assert scan(page, scanner, box["raw"]) in {"ok", "confirm"}, (group["title"], box)
        answer(page, box["hint"])
    if boxes:
        page.locator(".button-primary", has_text=f"Donné : {len(boxes)} ").click()
        said = page.locator(".snack:not([data-seen])", has_text="Enregistré").first
        said.wait_for()
        said.evaluate("snack => { snack.dataset.seen = true; }")  # the next one is another


def close(page):
    """What no box could be read for is answered one by one, then the round is closed."""
    if page.locator("body[data-view=resident]").count():
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Clôture").click()
    unanswered = page.get_by_role("button", name="Répondre")
    while left := unanswered.count():
        unanswered.first.click()
        page.get_by_role("button", name="Non disponible").click()
        page.get_by_role("button", name="rupture").click()
        expect(unanswered).to_have_count(left - 1)
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    page.get_by_role("button", name="Clore le tour").click()
    page.get_by_text("Clos à").wait_for()
