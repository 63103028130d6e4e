"""Finding a medicine and reading what is known of it, as a nurse does; seen in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import PHONE, KeyboardScanner, axe_faults, clean
from tests.ward import DOLIPRANE_1G

pytestmark = pytest.mark.browser


def test_a_medicine_is_typed_scanned_read_and_its_narcotics_are_told(tablet):
    carer = tablet(size={"width": 320, "height": 640})
    page = carer.page
    page.goto(f"{carer.live.address}/medicaments")
    page.get_by_role("searchbox").fill("paracetamol 1 g")
    first = page.locator(".hit").first
    expect(first).to_contain_text("aracétamol 1 g")
    assert page.locator(".hit[aria-selected], .hit.chosen").count() == 0
    clean(page)
    page.get_by_role("searchbox").fill("oxycontin 10")
    page.get_by_role("link", name=re.compile("OXYCONTIN LP 10 mg")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("OXYCONTIN LP 10 mg")
    expect(page.locator("h1 ~ .hit-marks")).to_contain_text("STUPÉFIANT")
    rules = page.locator("section", has_text="Prescription et délivrance")
    expect(rules).to_contain_text("28 jours")
    expect(rules).to_contain_text("prescription sur ordonnance sécurisée")
    clean(page)
    page.goto(f"{carer.live.address}/medicaments")
    expect(page.get_by_role("searchbox")).to_be_focused()
    KeyboardScanner(page).send("]d201034009359558381728063010LOT1\x1d21S1")
    page.get_by_role("link", name=re.compile("DOLIPRANE 1000 mg")).click()
    expect(page.locator("body")).to_contain_text("Haute Autorité de santé")


def test_a_class_lists_its_medicines_and_an_unknown_one_says_so(tablet, ward):
    carer = tablet(size=PHONE)
    page = carer.page
    page.goto(f"{carer.live.address}/medicaments/{ward.product(DOLIPRANE_1G).class_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paracétamol 1 g, comprimé ou gélule")
    expect(page.get_by_role("link", name=re.compile("PARACETAMOL BIOGARAN 1 g"))).to_be_visible()
    assert axe_faults(page) == []
    page.goto(f"{carer.live.address}/medicaments/00000000")
    expect(page.get_by_role("alert").filter(has_text="catalogue")).to_be_visible()


def test_the_page_of_a_medicine_is_one_touch_from_a_dose_and_from_a_residents_line(tablet, ward):
    carer = tablet(size=PHONE).open_round()
    page = carer.page
    page.locator(".tile", has_text="MARTIN").locator("button").click()
    page.locator(".line-main", has_text="PARACÉTAMOL").click()
    with page.expect_popup() as opened:
        page.get_by_role("dialog").get_by_role("link", name="Fiche du médicament").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Paracétamol 1 g, comprimé ou gélule")
    expect(page.get_by_role("dialog")).to_be_visible()  # the round is where it was
    page.goto(f"{carer.live.address}/residents/{ward.people['Jeanne']}")
    page.get_by_role("link", name="Fiche du médicament").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("mg, comprimé")
