"""A corrected answer stays visible beside the one that corrects it, and a refused dose says when it is offered again."""

import pytest
from playwright.sync_api import expect

from tests.ward import DOLIPRANE_1G, FUROSEMIDE

pytestmark = pytest.mark.browser


def test_both_versions_are_seen_in_the_round_and_on_the_residents_page(ward, live, tablet):
    line = ward.lines["Jeanne", DOLIPRANE_1G]
    given = ward.give(line, "Jeanne")
    ward.act("refused", line, "Jeanne", replaces=given["id"], reason="not_taken")
    ward.act("refused", ward.lines["Jeanne", FUROSEMIDE], "Jeanne", reason="later", offer_again=True)

    carer = tablet().open_round()
    page = carer.page
    tile = page.locator(".tile", has_text="MARTIN")
    tile.get_by_text("À reproposer à 08:40 (1 fois proposé)").wait_for()
    tile.locator("button").click()
    struck = page.locator(".line s", has_text="Pris · 08:10 · P. Nurse")
    struck.wait_for()
    page.get_by_text("À reproposer à 08:40").first.wait_for()

    page.get_by_role("link", name="Fiche du résident").click()
    page.get_by_role("heading", name="Les 7 derniers jours", exact=True).wait_for()
    page.locator("s", has_text="Pris – sam. 21/11 08:10 – P. Nurse").wait_for()
    expect(page.locator(".week .chip-refused")).to_have_count(2)
    page.locator("summary", has_text="Historique de la ligne").first.click()
    page.get_by_text("n° 1, à partir du").first.wait_for()


def test_the_residents_page_keeps_a_photo_and_allergies_and_opens_each_document_to_print(ward, live, tablet):
    carer = tablet()
    page = carer.page
    page.goto(f"{live.address}/residents/{ward.people['Jeanne']}")
    page.locator("#photo").set_input_files({"name": "who.txt", "mimeType": "image/png", "buffer": b"nobody"})
    page.get_by_text("pas une image lisible").wait_for()
    page.keyboard.press("Escape")
    photo = {"name": "who.png", "mimeType": "image/png", "buffer": page.screenshot()}
    page.locator("#photo").set_input_files(photo)
    page.get_by_role("button", name="Garder cette photo").click()
    expect(page.locator("main img.portrait")).to_be_visible()

    page.get_by_role("button", name="Allergies", exact=True).click()
    page.get_by_role("button", name="Noter une allergie").click()
    page.fill("#words", "Iode")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Grave", exact=True).click()
    expect(page.locator("main .flags")).to_contain_text("Iode")
    for name in ("Fiche de liaison", "Plan de traitement", "Ordonnance"):
        link = page.get_by_role("link", name=name, exact=True)
        printed = page.request.get(f"{live.address}{link.get_attribute('href')}")
        assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
