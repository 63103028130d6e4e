"""An emergency: « 15 » first, what was given noted in two taps even without network, countersigned afterwards."""

import pytest

from medcircuit.kernel.access import Role
from tests.pages.conftest import PHONE, axe_faults, clean

pytestmark = pytest.mark.browser


def test_what_an_educator_gave_is_kept_without_network_and_countersigned_on_monday(tablet, live, ward):
    carer = tablet(Role.EDUCATOR, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/residents/{ward.people['Jeanne']}")
    page.get_by_role("button", name="Urgence vitale : MARTIN Jeanne").click()
    panel = page.get_by_role("alertdialog")
    assert panel.get_by_role("link", name="Appeler le 15").get_attribute("href") == "tel:15"
    panel.get_by_text("Aucun protocole d'urgence").wait_for()
    assert axe_faults(page) == []
    page.context.set_offline(True)
    carer.tap("J'ai donné autre chose")
    carer.tap("Noter")
    page.get_by_text("Écrivez ce que vous avez donné.").wait_for()
    page.fill("#vital-product", "stylo d'adrénaline")
    page.get_by_text("Le 15 est appelé").click()
    clean(page)
    carer.tap("Noter")
    page.locator(".note", has_text="L'infirmier et le médecin seront prévenus").wait_for()
    page.context.set_offline(False)
    page.locator("#sync", has_text="Tout est envoyé").wait_for(state="attached", timeout=15000)

    nurse = tablet(Role.NURSE)
    nurse.page.goto(f"{live.address}/")
    nurse.page.get_by_role("link", name="À contresigner : 1").click()
    nurse.page.get_by_role("heading", name="MARTIN Jeanne · 101").wait_for()
    nurse.page.get_by_text("stylo d'adrénaline").wait_for()
    assert axe_faults(nurse.page) == []
    nurse.tap("À revoir")
    nurse.page.fill("#remark", "Quel stylo ?")
    nurse.tap("Enregistrer")
    nurse.page.get_by_text("Quel stylo ?").wait_for()
    nurse.tap("Contresigner : MARTIN Jeanne, stylo d'adrénaline", exact=True)
    nurse.page.get_by_text("Rien à contresigner.").wait_for()
