"""A broken glass: its band stays in sight while it is read, those who answer for it are told, one of them judges it."""

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from tests.pages.conftest import PHONE, clean

pytestmark = pytest.mark.browser


def test_a_glass_is_broken_read_under_its_band_and_judged(tablet, live, ward):
    carer = tablet(Role.EDUCATOR, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/consulter")
    carer.tap("Ouvrir un bris de glace")
    page.select_option("#resident", ward.people["Jeanne"])
    page.get_by_text("Départ à l'hôpital ou appel du 15").click()
    page.fill("#words", "Le SAMU demande son traitement.")
    clean(page)
    carer.tap("Ouvrir pour 60 minutes")
    page.get_by_text("BRIS DE GLACE jusqu'à").wait_for()
    carer.tap("Traitement")
    page.get_by_role("heading", name="Traitement").wait_for()
    expect(page.locator(".items li")).to_have_count(2)
    expect(page.get_by_text("BRIS DE GLACE jusqu'à")).to_be_visible()
    clean(page)

    manager = tablet(Role.COORDINATING_NURSE)
    manager.page.goto(f"{live.address}/")
    manager.page.get_by_role("link", name="Bris de glace : 1").click()
    manager.page.get_by_text("Le SAMU demande son traitement.").wait_for()
    manager.page.select_option("#of", ward.people["Jeanne"])
    manager.tap("Afficher")
    manager.page.get_by_role("cell", name="Traitement", exact=True).wait_for()
    clean(manager.page)
    manager.tap("Justifié", exact=True)
    manager.page.fill("#note", "Départ au CHU.")
    manager.tap("Enregistrer")
    manager.page.get_by_text("Aucun bris de glace à juger.").wait_for()
    manager.tap("Donner un accès")
    manager.page.get_by_role("heading", name="Donner un accès").wait_for()
    clean(manager.page)
    manager.page.get_by_role("radio", name="P. Educator").check()
    manager.page.locator("summary", has_text="Lilas").click()
    manager.page.get_by_role("checkbox", name="MARTIN Jeanne").check()
    manager.page.get_by_text("Aucun infirmier présent").click()
    manager.tap("Ouvrir l'accès")
    manager.page.get_by_text("Accès ouvert pour P. Educator.").wait_for()
