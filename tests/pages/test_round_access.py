"""For everyone: keyboard alone, a screen reader, any width, colour or not, gloves."""

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import CART, PHONE, UPRIGHT, axe_faults, clean
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

pytestmark = pytest.mark.browser
AMLODIPINE = "63458349"  # prescribed to nobody here
SIZES = (CART, UPRIGHT, PHONE)
NARROW = {"width": 320, "height": 640}


def look_at(page, name, seen):
    clean(page, *SIZES)
    seen.append(name)


def walk(carer, look):
    """Every screen of a round, one after the other; `look(name)` at each."""
    page, ward = carer.page, carer.ward
    look("board")
    carer.tap("PETIT Lucien")
    page.locator(".identify").wait_for()
    look("identify")
    page.keyboard.press("Escape")
    page.locator(".tile").first.wait_for()
    assert carer.scan(ward.cards["Odette"]) == "ok"
    look("resident")
    assert carer.scan(ward.box(DOLIPRANE_1G)) == "ok"
    look("ready")
    assert carer.scan("9999123456") == "unknown"
    look("unknown")
    assert carer.scan(ward.box(AMLODIPINE)) == "stop"
    look("stop")
    page.wait_for_timeout(600)
    carer.tap("Mettre de côté")
    page.locator(".line-main").nth(1).click()
    look("states")
    carer.tap("Refusé")
    look("reasons")
    carer.tap("goût")
    carer.sent()
    look("refused")
    carer.tap("Donné : 1 médicament")
    carer.sent()
    page.locator(".line-main").first.click()
    page.get_by_role("dialog", name="Corriger").wait_for()
    look("correct")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("Escape")
    page.locator(".tile").first.wait_for()
    assert carer.scan(ward.cards["Jeanne"]) == "ok"
    assert carer.scan(ward.box(FUROSEMIDE)) == "ok"
    look("question")
    carer.tap("Code illisible")
    page.get_by_role("dialog").wait_for()
    look("unreadable")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    carer.page.get_by_role("button", name="Menu de").click()
    look("menu")
    carer.tap("Passer en profil nuit")
    look("night")
    carer.page.get_by_role("button", name="Menu de").click()
    carer.tap("Verrouiller", exact=True)
    look("lock")


def test_no_screen_of_the_round_has_a_fault_that_axe_finds_nor_scrolls_sideways_at_three_sizes(tablet):
    carer = tablet()
    seen = []
    carer.open_home().page.locator(".round-card").first.wait_for()
    look_at(carer.page, "rounds", seen)
    carer.open_round()
    walk(carer, lambda name: look_at(carer.page, name, seen))
    assert len(seen) == 16


def test_nothing_scrolls_sideways_at_320_pixels_nor_is_a_name_cut_short(tablet, ward):
    ward.admit(
        "Marie-Antoinette-Philippine",
        birth_name="DE LA ROCHEFOUCAULD-MONTBÉLIARD-SAXE",
        room="Aile Nord 204 bis",
    )
    ward.lines["Marie-Antoinette-Philippine", DOLIPRANE_1G] = ward.prescribe(
        "Marie-Antoinette-Philippine", DOLIPRANE_1G
    )
    carer = tablet(size=NARROW).open_round()
    page = carer.page
    cut = """() => [...document.querySelectorAll(".tile-name, .name, .dose")].filter((one) =>
        one.scrollWidth > one.clientWidth + 1 || getComputedStyle(one).textOverflow === "ellipsis").map((one) => one.textContent)"""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(cut) == []
    assert carer.scan(ward.cards["Marie-Antoinette-Philippine"]) == "ok"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(cut) == []


def test_gloves_find_every_target(nurse):
    """20 mm for what records, 12 mm for the rest on a cart's tablet; never below 24 px."""
    page = nurse.page
    assert nurse.scan(nurse.ward.cards["Odette"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    assert page.locator(".button-primary").bounding_box()["height"] >= 128
    small = """() => [...document.querySelectorAll("main button")].map((one) => one.getBoundingClientRect())
        .filter((box) => box.height > 0 && (box.height < 64 || box.width < 64)).length"""
    assert page.evaluate(small) == 0
    floor = """() => [...document.querySelectorAll("button, a, input")].filter((one) => !one.matches(".skip"))
        .map((one) => one.getBoundingClientRect()).filter((box) => box.height > 0 && (box.height < 24 || box.width < 24)).length"""
    assert page.evaluate(floor) == 0


def test_every_state_is_told_without_colour(nurse):
    shown = nurse.page.evaluate("""async () => {
        const { stateChip } = await import(new URL("line.js", document.querySelector("script[type=module]").src));
        const pack = await (await fetch(location.pathname.replace("/tour/", "/api/rounds/") + "/pack")).json();
        const round = { state: (code) => pack.states.find((one) => one.code === code) };
        return pack.states.map((state) => {
            const chip = stateChip(round, state.code);
            return [chip.querySelector("svg").innerHTML, chip.textContent, chip.querySelector(".letter").textContent];
        });
    }""")
    for place in range(3):
        assert len({one[place] for one in shown}) == len(shown) == 14


def test_a_round_by_keyboard_alone(tablet):
    carer = tablet(touch=False).open_round()
    page, ward = carer.page, carer.ward
    for name in ("petit", "bern", "mart"):
        page.keyboard.press("F2")
        page.keyboard.type(name, delay=70)
        page.keyboard.press("Enter")
        page.locator(".identify").wait_for()
        for _ in range(2):
            while (
                page.evaluate("document.activeElement.textContent") != "Oui"
                or page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
            ):
                page.keyboard.press("Tab")
            page.keyboard.press("Space")
        page.locator(".identify").wait_for(state="detached")
        assert carer.scan(ward.box(DOLIPRANE_1G)) == "ok"
        page.keyboard.press("F8")
        page.locator(".chip-given").wait_for()
        page.keyboard.press("Escape")
        page.locator(".tile").first.wait_for()
        page.locator("#sync", has_text="Tout est envoyé").wait_for()
    assert {carer.state(who, DOLIPRANE_1G) for who in ("Lucien", "Odette", "Jeanne")} == {"given"}


def test_escape_goes_back_and_never_confirms(nurse):
    page = nurse.page
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    expect(page.locator("#primary")).to_have_text("Donné : 1 médicament")
    assert nurse.state("Lucien", DOLIPRANE_1G) is None


def test_f6_offers_the_reasons_of_a_refusal(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    nurse.page.keyboard.press("F6")
    nurse.page.get_by_role("dialog", name="Refusé").wait_for()


def test_a_screen_reader_hears_each_verdict(nurse):
    page = nurse.page
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    page.wait_for_function("() => document.getElementById('polite').textContent.startsWith('BON')")
    assert page.locator("#polite").get_attribute("aria-live") == "polite"
    assert page.locator("#assertive").get_attribute("role") == "alert"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == page.locator("header").count() == 1


def test_the_round_in_english_has_no_french_left_but_what_people_wrote(tablet):
    carer = tablet(touch=False).open_round()
    page = carer.page
    page.get_by_role("button", name="Menu de").click()
    page.get_by_role("button", name="English").click()
    page.get_by_text("3 residents").or_(page.get_by_text("0 / 3 residents")).first.wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    text = page.locator("main").inner_text()
    assert "To do" in text
    assert "À faire" not in text


def test_a_residents_page_shows_the_lines_and_the_supports(nurse):
    page, ward = nurse.page, nurse.ward
    page.goto(f"{nurse.live.address}/residents/{ward.people['Jeanne']}")
    page.get_by_role("heading", name="MARTIN Jeanne").wait_for()
    assert "PARACÉTAMOL" in page.locator("main").inner_text()
    assert ward.cards["Jeanne"][-8:] in page.locator("main").inner_text()
    assert ward.cards["Jeanne"] not in page.content()
    assert axe_faults(page) == []


def test_signing_in_has_no_fault_that_axe_finds(nurse):
    nurse.page.goto(f"{nurse.live.address}/connexion")
    nurse.page.locator("#login").wait_for()
    assert axe_faults(nurse.page) == []
