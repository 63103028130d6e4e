"""Methylphenidate in an IME, on a telephone: what is left is typed before « A pris », and a difference waits for the nurse."""

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from tests.pages.conftest import clean
from tests.services.test_administration_register import CONCERTA, ime

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}


def test_what_is_left_is_counted_before_it_is_said_to_be_taken(ward, live, tablet):
    ime(ward, "Lucas")
    carer = tablet(Role.EDUCATOR, size=PHONE)
    page = carer.page
    held = []
    page.route("**/api/group", lambda route: held.insert(0, route), times=1)
    with page.expect_request("**/api/group"):
        page.goto(f"{live.address}/")
    carer.scanner.send(ward.cards["Lucas"])  # the group is on its way: the code is kept until it is there
    held.pop().continue_()
    page.get_by_text("Est-ce bien").wait_for()
    page.get_by_role("button", name="Oui").click()
    page.locator(".help-dose").wait_for()
    carer.scanner.send(ward.box(CONCERTA))
    page.get_by_role("button", name="A pris : 1").click()
    page.get_by_role("heading", name="Combien en reste-t-il ?").wait_for()
    expect(page.get_by_label("Il en reste")).to_have_value("")
    clean(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="A pris : 1").wait_for()
    assert ward.state(ward.line) is None, "nothing is recorded without a count"
    page.get_by_role("button", name="A pris : 1").click()
    page.get_by_label("Il en reste").fill("26")
    page.get_by_label("Il en reste").press("Enter")
    page.get_by_text("Noté : a pris.").first.wait_for()
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    nurse = tablet(Role.COORDINATING_NURSE, size=PHONE).page
    nurse.goto(f"{live.address}/suivi")
    nurse.get_by_text("Reste compté : 26. Reste attendu : 27.").wait_for()
    clean(nurse)
    nurse.get_by_role("button", name="Écrire ce que le recompte a donné").click()
    nurse.get_by_label("Précisions").fill("Recompté à deux : 27.")
    nurse.get_by_role("button", name="Enregistrer").click()
    nurse.get_by_text("Reste compté : 26.").wait_for(state="detached")
