"""What tests of the pages stand on: Chromium, a scanner, and the pages' own modules served from the disk."""

import mimetypes
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import medcircuit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STATIC = Path(medcircuit.__file__).parent / "web" / "static"
CART = {"width": 1024, "height": 768}
UPRIGHT = {"width": 800, "height": 1280}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all tests of a worker."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class KeyboardScanner:
    """A keyboard wedge: each character a key, a pause of `pace` seconds between them, Enter at the end."""

    def __init__(self, page):
        self.page = page
        self.keyboard = page.context.new_cdp_session(page)

    def key(self, char, at, *, control=False):
        named = {"\r": ("Enter", "Enter"), "\t": ("Tab", "Tab"), "\x1d": ("]", "BracketRight")}
        key, code = named.get(char, (char, ""))
        types = {"\r": "\r"}.get(char, "" if control or char == "\t" else char)
        stroke = {"key": key, "code": code, "modifiers": 2 if control else 0}
        down = {**stroke, "type": "keyDown" if types else "rawKeyDown", "timestamp": at}
        self.keyboard.send("Input.dispatchKeyEvent", {**down, **({"text": types} if types else {})})
        self.keyboard.send("Input.dispatchKeyEvent", {**stroke, "type": "keyUp", "timestamp": at + 0.0005})

    def send(self, raw, *, end="\r", pace=0.004):
        """Type a code; the keys carry their own time, so a busy machine does not make the scanner slow."""
        lasting = pace * (len(raw) + 2)
        if lasting > 0.3:  # no key may be older than the page
            self.page.wait_for_timeout(lasting * 1000)
        at = time.time() - lasting
        for char in raw + end:
            at += pace
            self.key(char, at, control=char == "\x1d")


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
