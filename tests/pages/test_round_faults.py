"""What must not happen in a round: nothing lost, nothing doubled, nobody signing for another."""

import pytest
from playwright.sync_api import expect

from medcircuit.administration.models import event
from medcircuit.kernel.access import Role
from tests.conftest import PIN
from tests.pages.conftest import CART, axe_faults
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

pytestmark = pytest.mark.browser


def acts(ward):
    """Every act the server holds, oldest first."""
    with ward.house.database.read() as connection:
        return connection.execute(event.select().order_by(event.c.received_at, event.c.id)).all()


def ready(carer, who="Lucien", cis=DOLIPRANE_1G):
    assert carer.scan(carer.ward.cards[who]) == "ok"
    assert carer.scan(carer.ward.box(cis)) == "ok"


def test_a_double_click_is_one_act(nurse):
    ready(nurse)
    nurse.page.locator(".button-primary").dblclick()
    nurse.sent()
    assert [act.kind for act in acts(nurse.ward)] == ["given"]


def test_a_reload_in_the_middle_keeps_who_is_open_and_what_was_read(nurse):
    ready(nurse)
    nurse.page.reload()
    nurse.page.locator("#who", has_text="PETIT").wait_for()
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    [act] = acts(nurse.ward)
    assert (act.kind, act.dose_key) == ("given", nurse.ward.key(nurse.ward.lines["Lucien", DOLIPRANE_1G]))


def test_a_cut_network_loses_nothing_and_doubles_nothing(nurse):
    page = nurse.page
    ready(nurse)
    page.context.set_offline(True)
    nurse.tap("Donné : 1 médicament")
    page.locator("#sync", has_text="Envoi en attente (1)").wait_for()
    page.get_by_text("Hors ligne depuis").wait_for()
    expect(page.locator(".line").first).to_contain_text("Sur la tablette")
    assert acts(nurse.ward) == []
    page.context.set_offline(False)
    page.locator("#sync", has_text="Tout est envoyé").wait_for(timeout=20000)
    assert [act.kind for act in acts(nurse.ward)] == ["given"]
    assert nurse.ward.differences() == []


def test_without_network_a_card_still_opens_and_a_box_is_compared_by_the_carer(nurse):
    page = nurse.page
    page.context.set_offline(True)
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    page.locator("#who", has_text="PETIT").wait_for()
    assert nurse.scan(nurse.ward.box(DOLIPRANE_1G)) == "unknown"
    expect(page.locator(".verdict")).to_contain_text("NON VÉRIFIÉ")
    expect(page.locator(".button-primary")).to_have_count(0)
    page.locator(".ask").get_by_role("button", name="Oui").click()
    nurse.tap("Donné : 1 médicament")
    page.locator("#sync", has_text="Envoi en attente").wait_for()
    page.context.set_offline(False)
    page.locator("#sync", has_text="Tout est envoyé").wait_for(timeout=20000)
    [act] = acts(nurse.ward)
    assert act.kind == "given"
    assert "unreadable_code" in nurse.ward.incidents(act.id)


def test_a_server_that_fails_is_never_called_a_success(nurse):
    page = nurse.page
    ready(nurse)
    page.route("**/api/events", lambda route: route.fulfill(status=500, body="oops"))
    nurse.tap("Donné : 1 médicament")
    page.locator("#sync", has_text="Envoi en attente (1)").wait_for()
    page.wait_for_timeout(1500)
    assert "Tout est envoyé" not in page.locator("#sync").inner_text()
    page.unroute("**/api/events")
    page.locator("#sync", has_text="Tout est envoyé").wait_for(timeout=20000)
    assert len(acts(nurse.ward)) == 1


def test_a_tablet_that_cannot_write_says_that_nothing_was_saved(nurse):
    page = nurse.page
    ready(nurse)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    nurse.tap("Donné : 1 médicament")
    page.locator("#problems", has_text="Rien n'a été enregistré").wait_for()
    expect(page.locator(".snack")).to_have_count(0)
    expect(page.locator(".chip-given")).to_have_count(0)
    expect(page.locator("#primary")).to_have_text("Donné : 1 médicament")
    assert acts(nurse.ward) == []


def test_two_carers_see_each_other_at_work_within_five_seconds(tablet):
    first = tablet(Role.NURSE).open_round()
    second = tablet(Role.COORDINATING_NURSE).open_round()
    ready(first, "Odette")
    tile = second.page.locator(".tile", has_text="BERNARD")
    tile.get_by_text("En cours –").wait_for(timeout=5000)
    first.tap("Donné : 1 médicament")
    first.sent()
    tile.locator(".dots .chip-given").wait_for(timeout=5000)


@pytest.mark.parametrize(("answer", "kept"), [("Non", 1), ("Oui, je l'ai donné aussi", 2)])
def test_two_carers_who_give_the_same_dose_are_asked_and_nothing_is_decided_for_them(tablet, answer, kept):
    first = tablet(Role.NURSE).open_round()
    second = tablet(Role.COORDINATING_NURSE).open_round()
    ready(first)
    ready(second)
    first.tap("Donné : 1 médicament")
    first.sent()
    second.tap("Donné : 1 médicament")
    question = second.page.locator(".question")
    question.get_by_text("L'avez-vous donné aussi").wait_for()
    assert len(acts(first.ward)) == 1
    assert axe_faults(second.page) == []
    question.get_by_role("button", name=answer, exact=True).click()
    question.wait_for(state="detached")
    second.page.locator("#sync", has_text="Tout est envoyé").wait_for()
    assert len(acts(first.ward)) == kept
    assert first.ward.differences() == []


def test_a_locked_screen_keeps_what_was_begun_and_opens_by_pin(nurse):
    page = nurse.page
    ready(nurse)

    def type_meanwhile(route):
        page.get_by_text("Votre saisie en cours est conservée").wait_for()
        page.keyboard.type(PIN)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        route.continue_()

    page.route("**/api/session/lock", type_meanwhile)  # the server hears of it only once the PIN is typed
    page.get_by_role("button", name="Menu de").click()
    nurse.tap("Verrouiller", exact=True)
    page.locator(".lock").wait_for(state="detached")
    nurse.tap("Donné : 1 médicament")
    nurse.sent()
    assert nurse.state("Lucien", DOLIPRANE_1G) == "given"


def test_a_wrong_pin_opens_nothing_and_says_so(nurse):
    page = nurse.page
    page.get_by_role("button", name="Menu de").click()
    nurse.tap("Verrouiller", exact=True)
    page.fill("#pin", "0000")
    page.keyboard.press("Enter")
    page.locator("#pin-error.note-bad").wait_for()
    assert page.locator(".lock").is_visible()
    expect(page.locator("#pin")).to_have_value("")


def test_another_person_who_takes_the_tablet_signs_only_what_they_take_over(tablet):
    coordinator = tablet(Role.COORDINATING_NURSE).open_home()  # known on a device once they signed in on it
    page, ward = coordinator.page, coordinator.ward
    page.get_by_role("button", name="Menu de").click()
    coordinator.tap("Se déconnecter")
    page.locator("#login").fill("nurse-750000018")
    with ward.house.database.write() as connection:
        from medcircuit.staff import service as staff
        from tests.conftest import PASSWORD

        staff.set_secrets(connection, ward.house.people[Role.NURSE], password=PASSWORD, pin=PIN)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{coordinator.live.address}/")
    coordinator.open_round()
    ready(coordinator)
    page.get_by_role("button", name="Menu de").click()
    coordinator.tap("Changer d'utilisateur")
    page.locator(".lock").get_by_role("button", name="P. Coordinating_Nurse").click()
    page.fill("#pin", PIN)
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Reprendre en votre nom").wait_for()
    coordinator.tap("Reprendre en mon nom")
    coordinator.tap("Donné : 1 médicament")
    coordinator.sent()
    [act] = acts(ward)
    assert act.actor_id == ward.house.people[Role.COORDINATING_NURSE]


def test_the_screen_locks_itself_after_a_rest(tablet):
    carer = tablet(size=CART)
    carer.page.route(
        "**/api/me",
        lambda route: route.fulfill(json={**route.fetch().json(), "idle_lock_s": 2}),
    )
    carer.open_round()
    carer.page.locator(".lock").wait_for(timeout=6000)
    expect(carer.page.locator("main")).to_have_js_property("inert", True)


def test_a_tablet_whose_clock_is_wrong_dates_its_acts_right_and_keeps_its_own_time(ward, tablet_without_mark):
    """The device is hours ahead of the house: the act counts at the house's time, and both are kept."""
    carer = tablet_without_mark().open_round()
    ready(carer)
    carer.tap("Donné : 1 médicament")
    carer.sent()
    [act] = acts(ward)
    assert "clock_skew" in ward.incidents(act.id)
    assert abs(ward.state(ward.lines["Lucien", DOLIPRANE_1G]).at - ward.now).total_seconds() < 60


def test_a_server_that_does_not_answer_leaves_a_sentence_and_a_button(tablet):
    carer = tablet().open_home()
    carer.page.route("**/api/me", lambda route: route.abort())
    carer.page.reload()
    carer.page.get_by_role("button", name="Réessayer").wait_for()
    carer.page.unroute("**/api/me")
    carer.tap("Réessayer")
    carer.page.locator(".round-card").first.wait_for()


def test_a_plan_that_changes_reaches_an_open_round(nurse):
    assert nurse.scan(nurse.ward.cards["Lucien"]) == "ok"
    nurse.ward.prescribe("Lucien", FUROSEMIDE)
    nurse.page.locator(".line", has_text="FUROSÉMIDE").wait_for(timeout=8000)
