"""Helping people take their medicines, on a telephone: whom now, who it is, each box scanned, and one button."""

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from medcircuit.prescriptions.rules.lines import Regime
from tests.helping import authorised
from tests.pages.conftest import UPRIGHT, clean
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}


def test_a_helper_sees_whom_to_help_and_helps_with_what_is_open_to_them(ward, live, tablet):
    ward.admit("Lucas", birth_name="BRUN", room="104")
    line = ward.prescribe("Lucas", DOLIPRANE_1G, regime=Regime.ASSISTED)
    ward.prescribe("Lucas", FUROSEMIDE, regime=Regime.ASSISTED)
    authorised(ward, "Lucas", line)
    carer = tablet(Role.EDUCATOR, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/")
    page.get_by_text("À aider maintenant : 1").wait_for()
    clean(page)
    carer.scanner.send(ward.cards["Lucas"])
    page.get_by_text("Est-ce bien BRUN Lucas").wait_for()
    page.get_by_role("button", name="Oui").click()
    page.get_by_text("1 (un) comprimé").wait_for()
    expect(page.locator(".help-dose")).to_have_count(1)
    clean(page)
    carer.scanner.send(ward.box(FUROSEMIDE))
    page.get_by_text("L'infirmier est prévenu.").first.wait_for()
    page.get_by_role("button", name="Mettre de côté").click()
    carer.scanner.send(ward.box(DOLIPRANE_1G))
    page.get_by_role("button", name="A pris : 1").click()
    page.get_by_text("Noté : a pris.").first.wait_for()
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    assert ward.state(line).state == "given"
    page.set_viewport_size(UPRIGHT)
    page.goto(f"{live.address}/mes-autorisations")
    page.get_by_text("Jusqu'au").wait_for()
    clean(page)
    assert ward.differences() == []
