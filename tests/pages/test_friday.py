"""Friday, 19:40: an admission with a hospital order and a bag of boxes, through the pages, until the first dose is due."""

import re
from datetime import UTC, datetime

import pytest

from medcircuit.kernel.access import Role
from tests.pages.conftest import clean
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, PARACETAMOL_CAPSULE

pytestmark = pytest.mark.browser
FRIDAY_EVENING = datetime(2026, 11, 27, 18, 40, tzinfo=UTC)
PHONE = {"width": 360, "height": 780}


def admit(page, unit):
    page.fill("#birth_name", "DURAND")
    page.fill("#first_names", "Paul Louis")
    page.fill("#birth_date", "1941-02-03")
    page.get_by_label("Homme").check()
    page.get_by_label(unit).check()
    page.fill("#room", "12")
    page.fill("#allergies", "Pénicilline")
    clean(page)
    page.get_by_role("button", name="Accueillir").click()
    page.get_by_role("heading", name="Accueil enregistré : DURAND Paul").wait_for()


def copy(page, typed, name, posology):
    page.fill("#medicine", typed)
    page.get_by_role("button", name=re.compile(name, re.IGNORECASE)).first.click()
    page.fill("#dosage", posology)
    page.get_by_label("Infirmier seul").check()
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_text("Compris :").wait_for()
    page.get_by_role("button", name="Ajouter cette ligne").click()


def count_in(nurse, ward, resident):
    """The boxes of the bag: a full one, an opened one; what is not prescribed is left out."""
    page = nurse.page
    page.goto(f"{nurse.live.address}/stock/reception?pour={resident}")
    page.get_by_role("button", name="Chariot").first.click()
    page.get_by_role("heading", name="Boîtes apportées par DURAND Paul").wait_for()
    nurse.scanner.send(ward.box(FUROSEMIDE))
    page.fill("#units", "30")
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_text("1 boîte enregistrée").wait_for()
    page.fill("#left", "5")
    page.locator("h1").click()
    nurse.scanner.send(ward.box(DOLIPRANE_1G))
    page.fill("#units", "8")
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_text("5 comprimés").first.wait_for()
    nurse.scanner.send(ward.box(PARACETAMOL_CAPSULE))
    page.locator("[data-finding=box_not_prescribed]").wait_for()
    clean(page)


def test_an_admission_with_an_order_and_a_bag_of_boxes_is_ready_for_the_bedtime_round(tablet, ward, tmp_path):
    ward.house.clock.set(FRIDAY_EVENING)
    paper = tmp_path / "ordonnance.pdf"
    paper.write_bytes(b"%PDF-1.7 une page")
    nurse = tablet(size=PHONE)
    page = nurse.page
    page.goto(f"{nurse.live.address}/admission")
    page.locator("#birth_name").wait_for()
    admit(page, "Lilas")

    # the hospital's order is photographed and copied
    page.get_by_role("link", name="Recopier l'ordonnance").click()
    page.set_input_files("#paper", paper)
    page.get_by_text("Ordonnance enregistrée.").wait_for()
    page.fill("#prescriber", "Dr Hôpital")
    page.fill("#written_on", "2026-11-27")
    page.get_by_label("Ordonnance de sortie d'hôpital").check()
    page.get_by_role("button", name="Commencer").click()
    copy(page, "furosemide 40", "FUROSÉMIDE.* 40 mg|FUROSEMIDE.* 40 mg", "1 cp au coucher")
    page.get_by_label("Juste").first.wait_for()
    copy(page, "doliprane 1000", "DOLIPRANE 1000 mg, comprimé", "1 cp au coucher")
    page.get_by_label("Juste").nth(1).wait_for()
    resident = page.url.split("/")[-2]

    # a second person compares it with its scan
    colleague = tablet(Role.COORDINATING_NURSE, size=PHONE).page
    colleague.goto(page.url)
    for line in (0, 1):
        colleague.get_by_label("Juste").nth(line).check()
    colleague.get_by_role("button", name="Enregistrer la comparaison").click()
    colleague.get_by_role("button", name="Commencer").wait_for()

    count_in(nurse, ward, resident)

    # the bedtime round has both doses, in red
    page.goto(f"{nurse.live.address}/tour/{ward.unit}/2026-11-27/HS")
    page.locator(".tile", has_text="DURAND").click()
    page.get_by_text("à valider", exact=False).first.wait_for()


def test_a_result_of_the_laboratory_is_noted_on_the_persons_page_for_the_physician(tablet, ward):
    nurse = tablet(size=PHONE)
    page = nurse.page
    page.goto(f"{nurse.live.address}/residents/{ward.people['Jeanne']}")
    page.get_by_role("button", name="Noter une mesure").click()
    page.select_option("#kind", "clearance")
    page.fill("#value", "42")
    clean(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("DFG (ml/min) : 42 ml/min").wait_for()
