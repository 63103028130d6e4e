"""Typing by hand what was given earlier: the real time, why, who; what a colleague recorded already says so."""

import pytest

from medcircuit.kernel.access import Role
from tests.pages.conftest import PHONE
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

pytestmark = pytest.mark.browser


def test_a_round_given_on_paper_is_typed_for_the_colleague_who_gave_it(ward, live, tablet):
    ward.give(ward.lines["Jeanne", DOLIPRANE_1G], "Jeanne")
    then = ward.now
    ward.house.clock.advance(then.replace(hour=12, minute=0) - then)
    carer = tablet(size=PHONE).open_round()
    page = carer.page
    page.locator(".tile", has_text="MARTIN").locator("button").click()
    carer.tap("Saisie après coup")
    page.get_by_role("heading", name="Saisie après coup").wait_for()
    page.get_by_text("Déjà enregistré : Pris 08:10").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    carer.tap("Pris", exact=True)
    page.fill("#later-time", "08:12")
    page.locator("#later-who option", has_text="Coordinating").wait_for(state="attached")
    page.select_option("#later-who", ward.house.people[Role.COORDINATING_NURSE])
    carer.tap("Enregistrer : 1 saisie")
    page.get_by_text("Choisissez pourquoi cette saisie est faite après coup.").wait_for()
    carer.tap("tour fait sur papier")
    carer.tap("Enregistrer : 1 saisie")
    carer.sent()
    row = ward.state(ward.lines["Jeanne", FUROSEMIDE])
    assert (row.state, row.by) == ("given", ward.house.people[Role.COORDINATING_NURSE])
    assert row.at.isoformat() == "2026-11-21T07:12:00+00:00"
    page.get_by_text("Saisi après coup : fait à 08:12").wait_for()
    assert ward.differences() == []
