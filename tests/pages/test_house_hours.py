"""What changes in a living house, on its pages: an hour from tomorrow on, a name and a room set right."""

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from tests.pages.conftest import PHONE, clean

pytestmark = pytest.mark.browser


def test_an_hour_is_changed_from_tomorrow_and_a_moment_left_without_a_round_is_asked_about(tablet, live):
    carer = tablet(Role.ADMINISTRATOR, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/unites")
    carer.tap("Changer des heures")
    clean(page)
    page.fill("#moment-EVE", "19:00")
    page.fill("#moment-SK", "10:15")
    page.keyboard.press("Enter")
    expect(page.locator("#main").get_by_role("alert")).to_contain_text("Collation (10:15)")
    carer.tap("Enregistrer quand même")
    evening = page.get_by_role("listitem").filter(has_text="Soir : 18:30")
    expect(evening).to_contain_text("19:00 – à partir du 22/11/2026, par")
    page.get_by_role("button", name="Fermer Lilas").click()
    carer.tap("Fermer l'unité")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("3 personne(s) vivent encore")
    clean(page)


def test_a_name_and_a_room_set_right_are_shown_at_once_with_the_cards_to_print_again(tablet, live, ward):
    carer = tablet(size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/residents/{ward.people['Jeanne']}")
    carer.tap("Corriger l'identité")
    clean(page)
    page.fill("#set-birth_name", "MARTINET")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("À réimprimer, l'ancien nom ou l'ancienne chambre y figure : Carte.")
    expect(page.locator("#who")).to_contain_text("MARTINET Jeanne")
    page.keyboard.press("Escape")
    carer.tap("Changer de chambre")
    page.fill("#set-room", "204")
    # The server's clock stands still in this test, the tablet's does not.
    page.fill("#set-at", "2026-11-21T08:00")
    page.keyboard.press("Enter")
    expect(page.locator(".who-traits")).to_contain_text("Chambre 204")
    expect(sheet).to_contain_text("Carte")
    page.keyboard.press("Escape")
    page.get_by_text("Corrections de l'identité (1)").click()
    expect(page.get_by_text("Nom de naissance : MARTIN → MARTINET")).to_be_visible()
