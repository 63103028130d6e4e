"""A distribution round as a nurse gives it: card, boxes, « Donné », and what may go wrong on the way."""

import pytest

from tests.pages.conftest import UPRIGHT
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, PARACETAMOL_CAPSULE

pytestmark = pytest.mark.browser
SAME_CODE = 1600  # ms: within 1.5 s the same code is one reading


def test_a_whole_round_is_one_card_the_boxes_and_one_touch_for_each(tablet):
    carer = tablet(size=UPRIGHT).open_round()
    ward = carer.ward
    for who, boxes in (
        ("Jeanne", [DOLIPRANE_1G]),
        ("Odette", [DOLIPRANE_1G, FUROSEMIDE]),
        ("Lucien", [DOLIPRANE_1G]),
    ):
        before = carer.scans + carer.taps
        assert carer.scan(ward.cards[who]) == "ok"
        for cis in boxes:
            assert carer.scan(ward.box(cis)) == "ok"
        carer.tap("Donné : 2 médicaments" if len(boxes) == 2 else "Donné : 1 médicament")
        assert carer.scans + carer.taps - before == len(boxes) + 2
    carer.page.wait_for_timeout(SAME_CODE)
    assert carer.scan(ward.cards["Jeanne"]) == "ok"
    carer.scan(ward.box(FUROSEMIDE))
    carer.tap("Jeter")
    carer.tap("Donné : 1 médicament")
    carer.tap("Terminé – Retour")
    carer.page.get_by_text("3 / 3 résidents").wait_for()
    carer.tap("Clôture")
    carer.tap("Clore le tour")
    carer.page.get_by_text("Clos à").wait_for()
    assert {carer.state(*line) for line in ward.lines} == {"given"}
    assert ward.differences() == []


def test_the_button_says_exactly_what_it_will_record_and_only_for_what_was_read(nurse):
    nurse.scan(nurse.ward.cards["Odette"])
    assert nurse.page.locator(".button-primary").count() == 0
    nurse.scan(nurse.ward.box(DOLIPRANE_1G))
    assert nurse.page.locator("#primary").inner_text() == "Donné\xa0: 1 médicament"
    nurse.scan(nurse.ward.box(FUROSEMIDE))
    assert nurse.page.locator("#primary").inner_text() == "Donné\xa0: 2 médicaments"
    nurse.tap("Donné : 2 médicaments")
    nurse.sent()
    assert (nurse.state("Odette", DOLIPRANE_1G), nurse.state("Odette", FUROSEMIDE)) == ("given", "given")
    assert nurse.state("Jeanne", DOLIPRANE_1G) is None


def test_a_box_that_is_not_theirs_stops_everything_until_it_is_put_aside(nurse):
    page, ward = nurse.page, nurse.ward
    nurse.scan(ward.cards["Lucien"])
    assert nurse.scan(ward.box(FUROSEMIDE)) == "stop"
    stop = page.get_by_role("alertdialog")
    assert stop.inner_text().startswith("STOP")
    page.wait_for_function(
        "() => document.getElementById('assertive').textContent.startsWith('STOP')", timeout=1000
    )
    assert page.evaluate("document.activeElement.textContent") == "Mettre de côté"
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert stop.is_visible()
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    stop.wait_for(state="detached")
    assert nurse.state("Lucien", DOLIPRANE_1G) is None


def test_the_right_box_takes_a_stop_away(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan(nurse.ward.box(FUROSEMIDE)) == "stop"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    assert nurse.page.get_by_role("alertdialog").count() == 0


def test_an_expired_box_is_a_stop(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G, expiry="260930")) == "stop"
    assert "périmé" in nurse.page.get_by_role("alertdialog").inner_text()


def test_a_dose_given_already_is_a_stop_that_says_by_whom(nurse):
    nurse.ward.give(nurse.ward.lines["Lucien", DOLIPRANE_1G], "Lucien")
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "stop"
    assert "Déjà donné par P. nurse" in nurse.page.get_by_role("alertdialog").inner_text()


def test_the_same_code_twice_in_a_moment_is_already_read(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    box = nurse.ward.box(DOLIPRANE_1G)
    assert nurse.scan(box) == "ok"
    assert nurse.scan(box) == "repeat"
    nurse.page.locator(".verdict", has_text="DÉJÀ LU").wait_for()
    assert nurse.page.locator("#primary").inner_text() == "Donné\xa0: 1 médicament"


def test_a_code_of_nothing_known_is_unknown_and_says_what_to_do(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan("9999123456") == "unknown"
    assert "Code illisible" in nurse.page.locator(".verdict").inner_text()


def test_a_late_dose_is_confirmed_by_one_touch_on_a_reason(tablet, ward):
    ward.house.clock.set(ward.now.replace(hour=9, minute=30))
    nurse = tablet().open_round()
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "confirm"
    assert nurse.page.locator(".button-primary").count() == 0
    nurse.tap("soin en cours")
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_another_strength_asks_the_count(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan(nurse.ward.box(PARACETAMOL_CAPSULE)) in {"ok", "confirm"}
    while nurse.page.locator(".ask").count():
        nurse.page.locator(".ask .choices .button").first.click()
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


@pytest.mark.parametrize(("word", "target"), [("Jeter", "destroyed"), ("Conserver", None)])
def test_the_rest_of_a_tablet_is_thrown_away_or_kept(nurse, word, target):
    nurse.scan(nurse.ward.cards["Jeanne"])
    nurse.scan(nurse.ward.box(FUROSEMIDE))
    assert nurse.page.locator(".button-primary").count() == 0
    nurse.tap(word)
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    event = nurse.ward.state(nurse.ward.lines["Jeanne", FUROSEMIDE]).event_id
    targets = {move[1] for move in nurse.ward.moved(event)}
    assert "administered" in targets
    assert ("destroyed" in targets) == (target is not None)


def test_a_card_that_was_replaced_opens_nobody(nurse):
    from medcircuit.residents import service as residents
    from medcircuit.residents.rules.tokens import Support

    with nurse.ward.house.writing() as work:
        residents.issue_token(work, nurse.ward.people["Lucien"], Support.CARD)
    assert nurse.scan(nurse.ward.cards["Lucien"]) in {"stop", "unknown"}
    assert "remplacé" in nurse.text()
    assert nurse.page.locator("#who").count() == 0


def test_without_a_card_a_photo_and_two_traits_identify_and_enter_answers_nothing(nurse):
    page = nurse.page
    nurse.tap("PETIT Lucien")
    page.get_by_text("Est-ce bien cette personne ?").wait_for()
    assert page.evaluate("document.activeElement.matches('button')") is False
    yes = page.get_by_role("button", name="Oui")
    yes.first.focus()
    page.keyboard.press("Enter")
    assert page.locator('[aria-pressed="true"]').count() == 0
    yes.nth(0).click()
    yes.nth(1).click()
    page.locator(".identify").wait_for(state="detached")
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_a_trait_that_is_wrong_leads_back_to_the_board(nurse):
    nurse.tap("PETIT Lucien")
    nurse.page.get_by_role("button", name="Non", exact=True).first.click()
    nurse.page.locator(".verdict", has_text="PAS CETTE PERSONNE").wait_for()
    assert nurse.page.locator(".tile").count() == 3


def test_a_second_card_with_someone_unfinished_asks_first(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    nurse.scan(nurse.ward.box(DOLIPRANE_1G))
    nurse.scan(nurse.ward.cards["Odette"])
    sheet = nurse.page.get_by_role("dialog")
    assert "PETIT Lucien n'est pas terminé" in sheet.inner_text()
    nurse.tap("Terminé : donné 1 médicament")
    nurse.page.locator("#who", has_text="BERNARD").wait_for()
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_a_refusal_takes_three_touches_and_stays_to_be_offered_again(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    nurse.taps = 0
    nurse.page.locator(".line-main").first.click()
    nurse.tap("Refusé")
    nurse.tap("goût")
    assert nurse.taps + 1 <= 3
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "refused"
    nurse.page.get_by_text("À reproposer").wait_for()
    nurse.tap("Tableau")
    nurse.page.get_by_text("1 à reprendre").wait_for()
    nurse.page.wait_for_timeout(SAME_CODE)
    nurse.scan(nurse.ward.cards["Lucien"])
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_an_entry_can_be_taken_back_and_corrected_and_both_lines_stay_visible(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    nurse.scan(nurse.ward.box(DOLIPRANE_1G))
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    nurse.page.locator(".line-main").first.click()
    nurse.tap("Recraché/vomi")
    nurse.tap("vomi", exact=True)
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "spat_out"
    assert "Réponses précédentes" in nurse.page.locator(".line").first.inner_text()
    assert "Pris" in nurse.page.locator(".line s").first.inner_text()


def test_undo_within_ten_seconds_leaves_the_dose_to_be_given(nurse):
    nurse.scan(nurse.ward.cards["Lucien"])
    nurse.scan(nurse.ward.box(DOLIPRANE_1G))
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    nurse.page.locator(".snack").get_by_role("button", name="Annuler").click()
    nurse.page.locator(".snack", has_text="Saisie annulée").wait_for()
    nurse.sent()
    assert nurse.page.locator(".line .chip-due").count() == 1
    assert nurse.ward.differences() == []


def test_an_unreadable_code_never_ends_in_a_dead_end(nurse):
    nurse.scan(nurse.ward.cards["Odette"])
    nurse.tap("Code illisible")
    nurse.tap("mouillé")
    nurse.page.get_by_role("dialog").get_by_role("button", name="PARACÉTAMOL").click()
    nurse.tap("J'ai comparé")
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    event = nurse.ward.state(nurse.ward.lines["Odette", DOLIPRANE_1G]).event_id
    assert "unreadable_code" in nurse.ward.incidents(event)


def test_a_round_is_not_closed_over_a_silent_blank(nurse):
    nurse.tap("Clôture")
    assert nurse.page.get_by_role("button", name="Répondre").count() == 5
    assert nurse.page.get_by_role("button", name="Clore le tour").count() == 0
    nurse.tap("Clore quand même")
    nurse.tap("Clore et en répondre")
    nurse.page.get_by_text("Clos à").wait_for()
    assert {nurse.state(*line) for line in nurse.ward.lines} == {"untraced"}
