"""The team's page: a newcomer has an account in one form, and it ends with one touch."""

import pytest

from medcircuit.kernel.access import Role
from tests.conftest import PASSWORD
from tests.pages.conftest import PHONE, axe_faults, clean

pytestmark = pytest.mark.browser


def test_a_newcomer_for_one_night_has_an_account_in_one_form_and_signs_in(tablet, live):
    carer = tablet(Role.COORDINATING_NURSE, size=PHONE)
    page = carer.page
    page.goto(f"{live.address}/equipe")
    carer.tap("Ajouter une personne")
    page.fill("#given", "Maya")
    page.fill("#family", "Durand")
    page.get_by_text("Lilas", exact=True).click()
    page.get_by_text("Ce soir, minuit").click()
    clean(page)
    carer.tap("Créer le compte")
    page.get_by_role("heading", name="Compte créé pour Maya Durand").wait_for()
    login, code = page.locator(".code dd").all_inner_texts()
    carer.tap("J'ai noté le code")
    page.get_by_text("M. Durand").wait_for()
    assert axe_faults(page) == []

    hers = page.context.browser.new_context(locale="fr-FR").new_page()
    hers.goto(f"{live.address}/", wait_until="commit")
    hers.get_by_role("button", name="Première connexion ? J'ai un code").click()
    assert hers.get_by_text("Votre session est terminée").count() == 0  # she had none
    for name, value in (("login", login), ("code", code), ("password", PASSWORD), ("pin", "2580")):
        hers.fill(f"#{name}", value)
    hers.keyboard.press("Enter")
    hers.wait_for_url(f"{live.address}/")

    page.get_by_role("button", name="Terminer l'accès de M. Durand").click()
    carer.tap("Terminer maintenant")
    page.get_by_text("M. Durand").wait_for(state="detached")
    # The page that stands open may be told by any answer, at any moment: another one is led away for certain.
    again = hers.context.new_page()
    again.goto(f"{live.address}/", wait_until="commit")
    again.get_by_text("Votre session est terminée").wait_for()
    hers.context.close()


@pytest.mark.parametrize(
    ("role", "home"), [(Role.ADMINISTRATOR, "/equipe"), (Role.PHARMACY_TECHNICIAN, "/stock")]
)
def test_who_has_no_rounds_comes_to_what_they_have(tablet, live, role, home):
    page = tablet(role).open_home().page
    page.wait_for_url(f"{live.address}{home}")
    page.get_by_role("heading", level=1).wait_for()
