"""Jeanne comes back from hospital: the nurse notes it and answers from the discharge order, the physician validates."""

import re

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from tests.conftest import PIN
from tests.pages.conftest import clean
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def save(page, name):
    page.get_by_role("button", name=name).click()
    page.locator("dialog").wait_for(state="detached")


def test_a_hospital_return_is_reconciled_by_the_nurse_and_validated_by_the_physician(tablet, ward, tmp_path):
    kept, changed = ward.lines["Jeanne", DOLIPRANE_1G], ward.lines["Jeanne", FUROSEMIDE]
    nurse = tablet(size=PHONE)
    page = nurse.page
    page.goto(f"{nurse.live.address}/residents/{ward.people['Jeanne']}")
    page.get_by_role("button", name="Noter un départ").click()
    page.get_by_label("À l'hôpital").check()
    page.get_by_label("Départ", exact=True).fill("2026-11-18T10:00")
    clean(page)
    save(page, "Enregistrer le départ")
    page.get_by_role("button", name="Noter le retour").click()
    save(page, "Enregistrer le retour")
    page.get_by_text("2 lignes à réconcilier avant le").wait_for()
    page.get_by_role("link", name="Réconcilier").click()

    # Without the discharge order nothing is answered; from it, line by line.
    page.get_by_text("Photographiez d'abord").wait_for()
    paper = tmp_path / "sortie.pdf"
    paper.write_bytes(b"%PDF-1.7 une page")
    page.set_input_files("#paper", paper)
    page.get_by_text("Ordonnance enregistrée.").wait_for()
    page.fill("#prescriber", "Dr Hôpital")
    page.fill("#written_on", "2026-11-21")
    page.get_by_label("Ordonnance de sortie d'hôpital").check()
    page.get_by_role("button", name="Commencer").click()
    page.locator(f"[data-line='{kept}']").get_by_role("button", name="Garder").click()
    expect(page.locator(f"[data-line='{kept}']")).to_have_count(0)
    clean(page)
    page.locator(f"[data-line='{changed}']").get_by_role("button", name="Changer la dose").click()
    page.fill("#words", "1 cp le matin")
    page.locator("dialog").get_by_role("button", name="Vérifier").click()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(f"[data-line='{changed}']")).to_have_count(0)
    page.get_by_role("button", name="Aucune ligne nouvelle : terminer").click()
    page.get_by_text("Comparée par une personne seule").wait_for()

    phone = tablet(Role.PHYSICIAN, size=PHONE)
    page = phone.page
    page.goto(f"{phone.live.address}/a-signer")
    card = page.locator(".sign-transcribed")
    expect(card).to_contain_text(re.compile("1.comprimé"))
    card.get_by_role("button", name="Valider").click()
    page.get_by_role("button", name="Examen", exact=True).click()
    page.fill("#seal-pin", PIN)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.get_by_text("Rien n'attend").wait_for()
