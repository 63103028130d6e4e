"""The protocols' pages: a physician writes on a telephone, an educator reads and says so, a nurse sees who may help."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from medcircuit.prescriptions.rules.lines import Regime
from tests.conftest import PIN
from tests.pages.conftest import PHONE, axe_faults, clean
from tests.ward import DOLIPRANE_500

pytestmark = pytest.mark.browser


def test_a_protocol_written_on_a_telephone_is_read_by_an_educator(tablet, live, ward):
    if "Jeanne" not in ward.people:
        ward.admit("Jeanne")
    ward.prescribe_prn("Jeanne", DOLIPRANE_500, regime=Regime.ASSISTED, most=3)
    doctor = tablet(Role.PHYSICIAN, size=PHONE)
    page = doctor.page
    page.goto(f"{live.address}/protocoles")
    doctor.tap("Écrire un protocole")
    page.get_by_text("Relire et signer").wait_for()
    page.get_by_role("radio", name="PARACÉTAMOL 500 mg").check()
    page.get_by_role("checkbox", name="Jeanne").first.wait_for()
    expect(page.locator("#p-dose")).to_have_value("1")
    doctor.tap("Relire et signer")
    page.fill("#seal-pin", PIN)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.get_by_text("Donnez un titre au protocole.").wait_for()
    clean(page)
    page.fill("#p-title", "Fièvre ou douleur")
    page.fill("#p-indication", "Front chaud, se tient la joue")
    page.select_option("#p-scale", "temperature")
    page.fill("#p-threshold", "38,5")
    page.fill("#p-measures_first", "Découvrir\nFaire boire")
    page.fill("#p-contra_signs", "Peau jaune")
    page.fill("#p-call_name", "Infirmière")
    page.fill("#p-call_phone", "03 53 01 01 20")
    page.select_option("#p-trainer", index=1)
    page.fill("#p-ends_on", (ward.now.date() + timedelta(days=90)).isoformat())
    page.fill("#p-rpps", "10003456785")
    doctor.tap("Relire et signer")
    page.get_by_text("Température ≥ 38,5 °C").wait_for()
    page.fill("#seal-pin", PIN)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.get_by_role("heading", name="Fièvre ou douleur").wait_for()
    assert axe_faults(page) == []

    helper = tablet(Role.EDUCATOR, size=PHONE)
    hers = helper.page
    hers.goto(f"{live.address}/protocoles")
    hers.get_by_text("Pas encore lu").wait_for()
    assert axe_faults(hers) == []
    hers.get_by_text("Fièvre ou douleur").click()
    hers.get_by_role("button", name="J'ai lu et compris").click()
    hers.get_by_text("Lu et compris le").wait_for()
    helper.tap("Essayer les questions")
    helper.tap("Oui")
    hers.fill("#measured", "38")
    helper.tap("Continuer")
    hers.get_by_text("Ne donnez pas").wait_for()
    assert hers.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_nurse_authorises_a_person_sees_it_in_the_matrix_and_takes_it_back(tablet, live, ward):
    ward.prescribe("Jeanne", DOLIPRANE_500, regime=Regime.ASSISTED)
    nurse = tablet(Role.NURSE)
    page = nurse.page
    page.goto(f"{live.address}/autorisations")
    page.get_by_text("Autonomie à évaluer").click()
    page.get_by_role("listitem").filter(has_text="Jeanne").get_by_role(
        "button", name="A besoin d'aide"
    ).click()
    page.get_by_text("Autonomie à évaluer : 2 personnes").wait_for()
    assert axe_faults(page) == []
    nurse.tap("Autoriser une personne")
    page.get_by_role("radio", name="P. Educator").or_(
        page.get_by_role("radio", name="Educator")
    ).first.check()
    page.get_by_text("Lignes de l'ordonnance").first.click()
    page.get_by_role("checkbox", name="PARACÉTAMOL 500 mg").first.check()
    page.fill("#g-care_protocol", "Classeur de soins")
    nurse.tap("Autoriser")
    page.get_by_text("Attestez la formation").wait_for()
    assert axe_faults(page) == []
    page.get_by_role("checkbox", name="J'atteste").check()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    nurse.tap("Autoriser")
    page.get_by_text("Pour 1 personne").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("listitem").filter(has_text="Pour 1 personne").get_by_role("button").click()
    nurse.tap("Retirer l'autorisation")
    page.fill("#words", "Changement de groupe")
    nurse.tap("Continuer")
    page.get_by_text("retirée le").first.wait_for()
    assert axe_faults(page) == []
