"""A distribution round as a nurse gives it: card, boxes, « Donné », and what may go wrong on the way."""

import time

import pytest
from playwright.sync_api import expect

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
    assert carer.scan(ward.box(FUROSEMIDE)) == "ok"
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
    assert nurse.scan(nurse.ward.cards["Odette"]) == "ok"
    expect(nurse.page.locator(".button-primary")).to_have_count(0)
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    expect(nurse.page.locator("#primary")).to_have_text("Donné : 1 médicament")
    assert nurse.scan(nurse.ward.box(FUROSEMIDE)) == "ok"
    expect(nurse.page.locator("#primary")).to_have_text("Donné : 2 médicaments")
    nurse.tap("Donné : 2 médicaments")
    nurse.sent()
    assert (nurse.state("Odette", DOLIPRANE_1G), nurse.state("Odette", FUROSEMIDE)) == ("given", "given")
    assert nurse.state("Jeanne", DOLIPRANE_1G) is None


def test_a_box_that_is_not_theirs_stops_everything_until_it_is_put_aside(nurse):
    page, ward = nurse.page, nurse.ward
    assert nurse.scan(ward.cards["Lucien"]) == "ok"
    assert nurse.scan(ward.box(FUROSEMIDE)) == "stop"
    stop = page.get_by_role("alertdialog")
    assert stop.inner_text().startswith("STOP")
    page.wait_for_function(
        "() => document.getElementById('assertive').textContent.startsWith('STOP')", timeout=1000
    )
    expect(stop.get_by_role("button", name="Mettre de côté")).to_be_focused()
    # For the page it is still the moment of the scan, however slow the machine that presses the keys.
    page.evaluate("""() => {
        const scanned = performance.getEntriesByName("scan").at(-1).startTime;
        performance.now = () => scanned;
    }""")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert stop.is_visible()
    page.evaluate("() => { delete performance.now; }")
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    stop.wait_for(state="detached")
    assert nurse.state("Lucien", DOLIPRANE_1G) is None


def test_the_right_box_takes_a_stop_away(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(FUROSEMIDE)) == "stop"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    expect(nurse.page.get_by_role("alertdialog")).to_have_count(0)


def test_an_expired_box_is_a_stop(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G, expiry="260930")) == "stop"
    expect(nurse.page.get_by_role("alertdialog")).to_contain_text("périmé")


def test_a_dose_given_already_is_a_stop_that_says_by_whom(nurse):
    nurse.ward.give(nurse.ward.lines["Lucien", DOLIPRANE_1G], "Lucien")
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "stop"
    expect(nurse.page.get_by_role("alertdialog")).to_contain_text("Déjà donné par P. nurse")


def test_the_same_code_twice_in_a_moment_is_already_read(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    box = nurse.ward.box(DOLIPRANE_1G)
    begun = time.time() - 1  # read twice within half a second, however slow the answers
    for place in range(2):
        nurse.scanner.press([(char, begun + place / 2 + n * 0.004) for n, char in enumerate(box + "\r")])
    nurse.page.locator(".verdict", has_text="DÉJÀ LU").wait_for()
    assert nurse.verdicts() == ["ok", "ok", "repeat"]
    expect(nurse.page.locator("#primary")).to_have_text("Donné : 1 médicament")


def test_a_code_of_nothing_known_is_unknown_and_says_what_to_do(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan("9999123456") == "unknown"
    expect(nurse.page.locator(".verdict")).to_contain_text("Code illisible")


def test_a_late_dose_is_confirmed_by_one_touch_on_a_reason(tablet, ward):
    ward.house.clock.set(ward.now.replace(hour=9, minute=30))
    nurse = tablet().open_round()
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "confirm"
    expect(nurse.page.locator(".button-primary")).to_have_count(0)
    nurse.tap("soin en cours")
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_another_strength_asks_the_count(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(PARACETAMOL_CAPSULE)) == "confirm"
    nurse.tap("livré ainsi par la pharmacie")
    nurse.tap("2 gélules de 500 mg")
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


@pytest.mark.parametrize(("word", "target"), [("Jeter", "destroyed"), ("Conserver", None)])
def test_the_rest_of_a_tablet_is_thrown_away_or_kept(nurse, word, target):
    assert nurse.scan(nurse.ward.cards["Jeanne"]) == "ok"
    assert nurse.scan(nurse.ward.box(FUROSEMIDE)) == "ok"
    expect(nurse.page.locator(".button-primary")).to_have_count(0)
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
    nurse.page.get_by_text("remplacé").first.wait_for()
    expect(nurse.page.locator("#who")).to_have_count(0)


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
    expect(nurse.page.locator(".tile")).to_have_count(3)


def test_a_second_card_with_someone_unfinished_asks_first(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    assert nurse.scan(nurse.ward.cards["Odette"]) == "ok"
    sheet = nurse.page.get_by_role("dialog")
    expect(sheet).to_contain_text("PETIT Lucien n'est pas terminé")
    nurse.tap("Terminé : donné 1 médicament")
    nurse.page.locator("#who", has_text="BERNARD").wait_for()
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_a_refusal_takes_three_touches_and_stays_to_be_offered_again(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
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
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_an_entry_can_be_taken_back_and_corrected_and_both_lines_stay_visible(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    nurse.page.locator(".line-main").first.click()
    nurse.tap("Recraché/vomi")
    nurse.tap("vomi", exact=True)
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "spat_out"
    expect(nurse.page.locator(".line").first).to_contain_text("Réponses précédentes")
    expect(nurse.page.locator(".line s").first).to_contain_text("Pris")


def test_undo_within_ten_seconds_leaves_the_dose_to_be_given(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "ok"
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    nurse.page.locator(".snack").get_by_role("button", name="Annuler").click()
    nurse.page.locator(".snack", has_text="Saisie annulée").wait_for()
    nurse.sent()
    expect(nurse.page.locator(".line .chip-due")).to_have_count(1)
    assert nurse.ward.differences() == []


def test_an_unreadable_code_never_ends_in_a_dead_end(nurse):
    assert nurse.scan(nurse.ward.cards["Odette"]) == "ok"
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
    expect(nurse.page.get_by_role("button", name="Répondre")).to_have_count(5)
    expect(nurse.page.get_by_role("button", name="Clore le tour")).to_have_count(0)
    nurse.tap("Clore quand même")
    nurse.tap("Clore et en répondre")
    nurse.page.get_by_text("Clos à").wait_for()
    assert {nurse.state(*line) for line in nurse.ward.lines} == {"untraced"}
