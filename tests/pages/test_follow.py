"""What waits for a person: the coordinating nurse places, decides and tells from one page."""

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from tests.pages.conftest import PHONE
from tests.ward import DOLIPRANE_1G, minutes

pytestmark = pytest.mark.browser


def test_the_coordinating_nurse_places_decides_and_notes_the_prescribers_answer(ward, live, tablet):
    jeanne, odette = ward.lines["Jeanne", DOLIPRANE_1G], ward.lines["Odette", DOLIPRANE_1G]
    lucien = ward.lines["Lucien", DOLIPRANE_1G]
    ward.give(jeanne, "Jeanne", slot="NOON", name="roux")  # no plan has it
    ward.give(odette, "Odette")
    ward.act("refused", odette, "Odette", reason="taste", name="roux", at=ward.now + minutes(1))
    ward.act("withheld", lucien, "Lucien", reason="asleep")

    carer = tablet(Role.COORDINATING_NURSE, size=PHONE).open_home()
    page = carer.page
    page.get_by_role("link", name="À traiter : 3").click()
    page.get_by_role("heading", name="À traiter", exact=True).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    carer.tap("Rattacher à une prise")
    carer.tap("PARACÉTAMOL 1 g")
    page.get_by_role("heading", name="Saisies à rattacher").wait_for(state="detached")
    carer.tap("C'est juste : Refusé")
    carer.tap("Garder cette réponse")
    page.get_by_role("heading", name="Réponses qui ne s'accordent pas").wait_for(state="detached")
    carer.tap("Noter la réponse du prescripteur")
    carer.tap("par téléphone")
    carer.tap("reproposer")
    page.fill("#words", "Redonner à 10 h.")
    carer.tap("Enregistrer")
    page.get_by_text("Rien n'attend de décision.").wait_for()
    assert [ward.state(line).state for line in (jeanne, odette, lucien)] == ["given", "refused", "withheld"]
    assert ward.differences() == []


def test_another_nurse_sees_what_waits_and_whom_to_tell(ward, live, tablet):
    ward.give(ward.lines["Jeanne", DOLIPRANE_1G], "Jeanne", slot="NOON")
    carer = tablet()
    carer.page.goto(f"{live.address}/suivi")
    carer.page.get_by_text("Réservé à l'infirmier coordinateur. Prévenez-le.").wait_for()
    expect(carer.page.get_by_role("button", name="Rattacher à une prise")).to_have_count(0)
