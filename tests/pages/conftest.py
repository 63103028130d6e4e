"""What tests of the pages stand on: Chromium, a scanner, and the pages' own modules served from the disk."""

import asyncio
import functools
import mimetypes
import shutil
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from sqlalchemy import update

import medcircuit
from medcircuit.bench.screen import SIGN_IN
from medcircuit.kernel.access import Role
from medcircuit.staff import service as staff
from medcircuit.structure.models import establishment
from tests.conftest import PASSWORD, PIN
from tests.served import Live, application
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STATIC = Path(medcircuit.__file__).parent / "web" / "static"
CART = {"width": 1024, "height": 768}
UPRIGHT = {"width": 800, "height": 1280}
PHONE = {"width": 360, "height": 740}
GS = "\x1d"


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all tests of a worker."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def at_each(page, sizes, look):
    """Look at what the page shows now at each size, and leave it at the size it had."""
    kept = page.viewport_size
    for size in (*(one for one in sizes if one != kept), kept):
        page.set_viewport_size(size)
        look()


def axe_faults(page):
    """What axe finds on a page: each rule, with the first places that break it."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def clean(page, *sizes):
    """No fault that axe finds, and nothing scrolls sideways: at the page's size, and at these."""

    def look():
        seen = page.url, page.viewport_size
        assert axe_faults(page) == [], seen
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], seen

    at_each(page, sizes, look)


def strokes(char, at):
    """What the keyboard says of one character: its key goes down and, where that may press a button, up again."""
    named = {"\r": ("Enter", "Enter"), "\t": ("Tab", "Tab"), GS: ("]", "BracketRight")}
    key, code = named.get(char, (char, ""))
    text = {"\t": "", GS: ""}.get(char, char)
    stroke = {"key": key, "code": code, "modifiers": 2 if char == GS else 0}
    down = {**stroke, "type": "keyDown" if text else "rawKeyDown", "timestamp": at}
    yield {**down, "text": text} if text else down
    if key in {"Enter", " ", "Tab"}:
        yield {**stroke, "type": "keyUp", "timestamp": at + 0.0005}


async def all_of(session, method, asked):
    await asyncio.gather(*(session.send(method, one, None) for one in asked))


class KeyboardScanner:
    """A keyboard wedge: each character a key, a pause of `pace` seconds between them, Enter at the end."""

    def __init__(self, page):
        self.page = page
        self.keyboard = page.context.new_cdp_session(page)

    def press(self, timed):
        """Hand the browser all keys at once, in their order: a scanner does not wait for the page between two keys.

        Playwright's own `send` waits for the answer to each, and a machine that stands still between two of them would
        break a code in two, which no scanner does.
        """
        sent = [stroke for char, at in timed for stroke in strokes(char, at)]
        keyboard = self.keyboard
        keyboard._sync(all_of(keyboard._impl_obj, "Input.dispatchKeyEvent", sent))

    def send(self, raw, *, end="\r", pace=0.004):
        """Type a code; the keys carry their own time, so a busy machine does not make the scanner slow."""
        lasting = pace * (len(raw) + 2)
        if lasting > 0.3:  # no key may be older than the page
            self.page.wait_for_timeout(lasting * 1000)
        begun = time.time() - lasting
        timed = [(char, begun + place * pace) for place, char in enumerate(raw + end, 1)]
        self.press(timed)


@pytest.fixture
def workshop(chromium):
    """A bare page of ours on plain http, where its modules can be tried one by one; nothing answers the API."""
    context = chromium.new_context(locale="fr-FR")

    def serve(route):
        path = STATIC / route.request.url.split("/static/", 1)[-1]
        if "/static/" in route.request.url and path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=kind)
        elif route.request.url.endswith("/bare"):
            route.fulfill(
                content_type="text/html",
                body='<!doctype html><html lang="fr"><body><main id="main"></main>'
                '<div id="polite"></div><div id="assertive"></div></body></html>',
            )
        else:
            route.abort()

    context.route("http://house.test/**", serve)
    page = context.new_page()
    page.goto("http://house.test/bare")
    yield page
    context.close()


@pytest.fixture
def scanner():
    """Gives the scanner of a page."""
    return KeyboardScanner


@pytest.fixture
def ward(sqlite_lilas):
    """Three people with their cards: two lines for Jeanne, one of them a half; two for Odette; one for Lucien."""
    ward = sqlite_lilas
    with ward.house.database.write() as connection:  # the most a house may choose: a slow machine is no rest
        connection.execute(update(establishment).values(idle_lock_s=120))
    ward.lines = {}
    for who, name, room in (
        ("Jeanne", "MARTIN", "101"),
        ("Odette", "BERNARD", "102"),
        ("Lucien", "PETIT", "103"),
    ):
        ward.admit(who, birth_name=name, room=room)
    ward.lines["Jeanne", FUROSEMIDE] = ward.prescribe("Jeanne", FUROSEMIDE, amount="0.5")
    for who in ("Jeanne", "Odette", "Lucien"):
        ward.lines[who, DOLIPRANE_1G] = ward.prescribe(who, DOLIPRANE_1G)
    ward.lines["Odette", FUROSEMIDE] = ward.prescribe("Odette", FUROSEMIDE)
    return ward


@pytest.fixture
def live(ward):
    served = Live(application(ward.house.database, ward.house.clock, demo=True))
    yield served
    served.close()


# Every verdict painted since the page was opened, in their order; the browser gives them in the order of the first keys.
PAINTED = """performance.getEntriesByName("scan")
    .sort((one, other) => one.startTime + one.duration - other.startTime - other.duration)
    .map((one) => one.detail.verdict)"""


class Carer:
    """Someone at a tablet with a scanner; counts what the hands do."""

    def __init__(self, page, ward, live):
        self.page, self.ward, self.live = page, ward, live
        self.scanner = KeyboardScanner(page)
        self.scans = self.taps = 0

    def open_round(self):
        name = self.ward.round
        self.page.goto(f"{self.live.address}/tour/{name.unit_id}/{name.day}/{name.moment}")
        self.page.locator(".tile").first.wait_for()
        return self

    def open_home(self):
        self.page.goto(f"{self.live.address}/")
        return self

    def scan(self, raw, **how):
        """Scan, and wait until the answer is painted."""
        before = len(self.verdicts())
        self.scanner.send(raw, **how)
        self.scans += 1
        for _ in range(100):
            verdicts = self.verdicts()
            if len(verdicts) > before:
                return verdicts[-1]
            self.page.wait_for_timeout(50)
        raise AssertionError("no verdict was painted")

    def verdicts(self):
        """All that were painted since the page was opened, in their order."""
        return self.page.evaluate(PAINTED)

    def tap(self, name, *, exact=False):
        self.taps += 1
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def sent(self):
        """Wait until what was just recorded, and not what was before it, has left the tablet."""
        said = self.page.locator(".snack:not([data-seen])").first
        said.wait_for()
        said.evaluate("snack => { snack.dataset.seen = true; }")
        self.page.locator("#sync", has_text="Tout est envoyé").wait_for(timeout=15000)

    def state(self, who, cis):
        row = self.ward.state(self.ward.lines[who, cis])
        return row.state if row else None

    def text(self):
        return self.page.locator("body").inner_text()


@pytest.fixture
def tablets(chromium, ward):
    """Makes tablets of a served house; when the test is over no page may have failed."""
    contexts = []

    def make(live, role=Role.NURSE, *, size=CART, touch=True, **options):
        with ward.house.database.write() as connection:
            staff.set_secrets(connection, ward.house.people[role], password=PASSWORD, pin=PIN)
        context = chromium.new_context(
            viewport=size, has_touch=touch, is_mobile=touch, locale="fr-FR", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(f"{live.address}/static/app/mark.svg")
        page.evaluate(SIGN_IN, {"login": f"{role.value}-750000018", "password": PASSWORD})
        page.evaluate("localStorage.setItem('scanner.enter', 'yes')")  # as on any tablet after its first code
        return Carer(page, ward, live)

    yield make
    faults = [
        fault for context in contexts for page in context.pages for fault in getattr(page, "faults", [])
    ]
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def tablet(live, tablets):
    """Makes tablets on which a person of a role is signed in."""
    return functools.partial(tablets, live)


@pytest.fixture
def tablet_without_mark(ward, tablets):
    """The same in a house of every day, where a device keeps its own time."""
    served = Live(application(ward.house.database, ward.house.clock))
    yield functools.partial(tablets, served)
    served.close()


@pytest.fixture
def nurse(tablet):
    """A nurse with the round open on the cart's tablet."""
    return tablet().open_round()
