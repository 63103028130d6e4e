"""Handed over, then seen taken: two gestures, and what was only handed is on the board and in the closing."""

import pytest

from tests.ward import DOLIPRANE_1G

pytestmark = pytest.mark.browser


def test_what_was_handed_waits_on_the_board_and_in_the_closing_until_somebody_saw_it(nurse):
    page = nurse.page
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    page.locator(".line-main").first.click()
    nurse.tap("Remis", exact=True)
    nurse.sent()
    nurse.tap("Tableau")
    page.locator(".tile", has_text="PETIT").get_by_text("1 remis à observer").wait_for()
    nurse.tap("Clôture")
    page.get_by_text("Remis, non observé.").wait_for()
    page.locator("li", has_text="PETIT").get_by_role("button", name="Répondre").click()
    nurse.tap("Pris (observé)")
    page.get_by_text("Remis, non observé.").wait_for(state="hidden")
    nurse.sent()
    row = nurse.ward.state(nurse.ward.lines["Lucien", DOLIPRANE_1G])
    assert (row.state, row.flags) == ("given", "")
    assert nurse.ward.differences() == []
