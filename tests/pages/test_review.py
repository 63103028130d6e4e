"""The pharmacist's review and the page of alert rules, in Chromium at a desk and on a phone."""

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.work import writing
from medcircuit.prescriptions.service import alerts
from tests.pages.conftest import PHONE, clean

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}


def test_a_pharmacist_proposes_in_two_taps_and_the_physician_accepts(tablet, live):
    page = tablet(Role.PHARMACIST, size=DESK).page
    page.goto(f"{live.address}/analyse")
    page.get_by_role("heading", name="À analyser (3)").wait_for()
    clean(page, DESK, PHONE)
    page.get_by_role("link", name="MARTIN Jeanne").click()
    page.get_by_role("button", name="Proposition : PARACÉTAMOL 1 g").click()
    page.get_by_role("button", name="Dose trop forte").click()
    clean(page, DESK, PHONE)
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("Surdosage → Adaptation posologique").wait_for()
    clean(page, DESK, PHONE)
    page.get_by_role("button", name="Accord sur tout (1 à lire)").click()
    page.get_by_role("button", name="Accord sur tout (0 à lire)").wait_for()
    here = page.url
    doctor = tablet(Role.PHYSICIAN, size=PHONE).page
    doctor.goto(here)
    doctor.get_by_role("button", name="Répondre à l'avis").click()
    doctor.get_by_role("button", name="Acceptée", exact=True).click()
    doctor.locator(".note", has_text="Acceptée").wait_for()
    page.goto(f"{live.address}/analyse")
    page.get_by_role("row", name="Surdosage").get_by_text("100 %").wait_for()
    clean(page, DESK, PHONE)


def test_the_page_of_rules_counts_what_fired_and_was_overridden(tablet, live, ward):
    with writing(ward.house.database, ward.house.actor(Role.PHYSICIAN), ward.house.clock) as work:
        alerts.run_checks(work, ward.people["Jeanne"])
    page = tablet(Role.PHARMACIST, size=PHONE).page
    page.goto(f"{live.address}/alertes")
    page.get_by_role("row", name="aucun thésaurus").wait_for()
    clean(page, DESK, PHONE)
    page.get_by_label("Période").select_option("7")
    page.get_by_text("ces 7 derniers jours").wait_for()
