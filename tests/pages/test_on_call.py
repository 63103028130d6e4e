"""The on-call table: kept on the page, and one tap from it to the telephone."""

import pytest

from medcircuit.kernel.access import Role
from tests.pages.conftest import PHONE, clean

pytestmark = pytest.mark.browser


def test_a_line_of_the_table_is_written_and_is_one_tap_from_the_telephone(tablet, live):
    carer = tablet(Role.COORDINATING_NURSE, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/astreinte")
    page.get_by_text("Personne n'est d'astreinte en ce moment").wait_for()
    carer.tap("Ajouter une ligne")
    page.fill("#name", "Camille Astreinte")
    page.fill("#number", "06 39 98 00 01")
    for day in ("ven.", "sam."):
        page.get_by_text(day, exact=True).click()
    clean(page)
    carer.tap("Enregistrer")
    page.get_by_text("ven. sam., de 20:00 à 08:00 le lendemain").wait_for()

    carer.tap("Modifier")
    page.fill("#starts", "08:00")
    carer.tap("Enregistrer")
    call = page.get_by_role("link", name="Appeler Camille Astreinte")
    call.wait_for()
    assert call.get_attribute("href") == "tel:0639980001"
    assert page.get_by_role("link", name="15", exact=True).get_attribute("href") == "tel:15"
    clean(page)
