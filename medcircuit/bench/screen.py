"""From the scanner's last key to the verdict on the glass: boxes scanned on the page of a round in a real browser.

Beside it, on the same page, the least that any answer costs: a bare request and the frame after it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from medcircuit.bench.acts import read_targets, sign_in
from medcircuit.bench.house import DAY, LOGIN, NOW, build_house
from medcircuit.bench.load import Timings
from medcircuit.bench.processes import free_port, running
from medcircuit.demo.seed import PASSWORD
from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.kernel.work import writing
from medcircuit.residents import service as residents
from medcircuit.residents.rules.tokens import Support

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

PEOPLE, LINES = 20, 4
TABLET = {"width": 1024, "height": 768}
SCANS = "performance.getEntriesByName('scan').length"
SIGN_IN = """async (who) => {
    const { deviceId } = await import("/static/app/db.js");
    const { post } = await import("/static/app/api.js");
    await post("/api/session", { ...who, device: await deviceId() });
}"""
"""What the sign-in page does, without its screen."""
BARE = """async () => {
    const begun = performance.now();
    await (await fetch("/health")).text();
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 0)));
    return performance.now() - begun;
}"""


def bench_screen() -> dict[str, Any]:
    """Give a round of 20 people with 4 lines each by the scanner, on a tablet's page.

    Raises:
        ClickException: neither Chromium nor Playwright is here (they come with the tests).
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        raise click.ClickException("Ce banc demande Chromium et Playwright : lancez d'abord bin/test.")
    with tempfile.TemporaryDirectory(prefix="medcircuit-bench-") as folder:
        url = f"sqlite:///{folder}/screen.sqlite"
        database = open_database(url)
        upgrade(database)
        cards = _cards(database, build_house(database, units=1, per_unit=PEOPLE, lines=LINES))
        database.close()
        port = free_port()
        with (
            running("medcircuit.bench.served", "--url", url, port=port),
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_context(viewport=TABLET, has_touch=True, locale="fr-FR").new_page()  # type: ignore[arg-type]
            figures = _round(page, f"http://localhost:{port}", cards, port)
            browser.close()
    return {
        "bench": "screen",
        "people": PEOPLE,
        **figures,
        "goal": {"p95_ms": 150, "p99_ms": 1000, "board_usable_ms": 1000},
    }


def _cards(database: Database, house: str) -> dict[str, str]:
    """A card for everybody: the code on it, by resident."""
    with writing(database, system_actor(house), ManualClock(NOW)) as work:
        people = residents.cards(work.connection, house, NOW)
        return {one: residents.issue_token(work, one, Support.CARD).code for one in people}


def _round(page: Page, address: str, cards: dict[str, str], port: int) -> dict[str, Any]:
    (client,) = sign_in("127.0.0.1", port, 1)
    targets = read_targets(client)
    client.close()
    page.goto(f"{address}/static/app/mark.svg")
    page.evaluate(SIGN_IN, {"login": LOGIN, "password": PASSWORD})
    page.goto(f"{address}/tour/{targets[0].unit}/{DAY}/MORN")
    page.locator(".tile").first.wait_for()
    keyboard = page.context.new_cdp_session(page)
    for number, (resident, card) in enumerate(cards.items()):
        boxes = [one.product for one in targets if one.dose["resident"] == resident]
        _scan(page, keyboard, card)
        for place, box in enumerate(boxes):
            _scan(page, keyboard, box.code(100 * number + place))
        page.keyboard.press("F8")
        page.locator(".snack", has_text="Enregistré").last.wait_for()
    usable = page.evaluate("performance.getEntriesByName('board-usable')[0].startTime")
    taken = page.evaluate("performance.getEntriesByName('scan').map((one) => one.duration)")
    return {
        "scans": len(taken),
        "scan_to_paint": _told(taken),
        "floor": _told(page.evaluate(BARE) for _ in range(len(taken))),
        "board_usable_ms": round(usable),
    }


def _scan(page: Page, keyboard: CDPSession, raw: str) -> None:
    """Type a code as a scanner does, and wait until its verdict is painted."""
    before = page.evaluate(SCANS)
    for char in raw + "\r":
        keyboard.send("Input.dispatchKeyEvent", _stroke(char))
    page.wait_for_function(f"(before) => {SCANS} > before", arg=before)


def _stroke(char: str) -> dict[str, Any]:
    if char == "\x1d":
        return {"type": "rawKeyDown", "key": "]", "code": "BracketRight", "modifiers": 2}
    return {"type": "keyDown", "key": "Enter" if char == "\r" else char, "text": char}


def _told(milliseconds: Iterable[float]) -> dict[str, float]:
    timings = Timings([one / 1000 for one in milliseconds])
    return {f"p{percent}_ms": timings.percentile(percent) for percent in (50, 95, 99)}
