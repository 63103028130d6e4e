"""Si besoin, at the bedside: why, how bad, the box, one button; then its effect."""

import pytest

from medcircuit.administration import service
from medcircuit.kernel.access import Role
from medcircuit.prescriptions.rules.care import Care
from medcircuit.staff import service as staff
from tests.conftest import PASSWORD, PIN
from tests.pages.conftest import PHONE, clean
from tests.ward import DOLIPRANE_500

pytestmark = pytest.mark.browser


@pytest.fixture
def simone(ward):
    """Someone with nothing else than 500 mg as needed, which a second person looks at; the physician is there."""
    ward.admit("Simone", birth_name="LEROY", room="104")
    ward.prescribe_prn("Simone", DOLIPRANE_500, care=Care(second=True))
    with ward.house.database.write() as connection:
        staff.set_secrets(connection, ward.house.people[Role.PHYSICIAN], password=PASSWORD, pin=PIN)
    return ward.people["Simone"]


def test_a_dose_as_needed_from_its_reason_to_its_effect(tablets, live, ward, simone):
    carer = tablets(live, Role.NURSE, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/residents/{simone}/si-besoin")
    page.get_by_role("button", name="Donner si besoin").wait_for()
    clean(page)
    page.get_by_role("button", name="Donner si besoin").click()
    page.get_by_role("button", name="Douleur").click()
    page.get_by_role("button", name="6", exact=True).click()
    page.get_by_text("Scannez le médicament").wait_for()
    clean(page)
    carer.scanner.send(ward.box(DOLIPRANE_500))
    page.get_by_role("button", name="Donné", exact=True).click()
    page.get_by_role("button", name="Deuxième personne", exact=True).click()
    page.get_by_label("Votre nom").select_option(label="P. Physician")
    page.get_by_label("Votre code PIN").fill(PIN)
    page.get_by_label("Dose que vous trouvez").fill("1")
    page.get_by_role("button", name="Comparer").click()
    page.get_by_text("Donné. Réévaluation à").wait_for()
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    page.locator(".prn-later").wait_for()
    page.get_by_role("button", name="Évaluer").click()
    page.get_by_role("button", name="2", exact=True).click()
    page.get_by_role("button", name="Efficace", exact=True).click()
    page.get_by_text("Effet enregistré.").first.wait_for()
    page.get_by_role("button", name="Évaluer").wait_for(state="detached")
    assert ward.differences() == []
    with ward.reading() as work:
        assert service.attention(work)["alone"] == []
