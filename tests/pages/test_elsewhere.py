"""Interrupted, a carer goes on at the same step on another tablet: the person open, the boxes verified."""

import pytest

from tests.ward import DOLIPRANE_1G

pytestmark = pytest.mark.browser


def keeps_a_box(answer):
    """What is kept after the card alone may be on its way still: it is no box."""
    sent = answer.url.endswith("/draft") and answer.request.post_data_json
    return bool(sent and sent["content"] and sent["content"]["lines"] and answer.status == 204)


def test_what_was_verified_on_one_tablet_is_given_on_another(ward, live, tablet):
    first = tablet().open_round()
    assert first.scan(ward.cards["Lucien"]) == "ok"
    with first.page.expect_response(keeps_a_box):
        assert first.scan(ward.box(DOLIPRANE_1G)) == "ok"

    second = tablet().open_round()
    second.page.get_by_text("Vous avez commencé PETIT Lucien sur une autre tablette (08:10).").wait_for()
    second.tap("Continuer ici")
    second.tap("Donné : 1 médicament")
    second.sent()
    row = ward.state(ward.lines["Lucien", DOLIPRANE_1G])
    assert (row.state, row.flags) == ("given", "")
    assert ward.incidents(row.event_id) == ["stock_difference"]  # scanned, as on the first tablet
    assert ward.differences() == []
