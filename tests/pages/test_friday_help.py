"""Friday, 19:00, no nurse in the house; told in docs/friday-evening.md, run here in two browsers.

Nadia helps on a telephone of 360 px; Claire, the nurse on call, has a tablet at home. Lucas's medicine is open to Nadia,
Emma's is not.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from medcircuit.delegations import service as delegations
from medcircuit.delegations.service.authorising import authorise
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.seals import SealKey
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.structure.rules.on_call import Duty, OnCallRole
from medcircuit.structure.service import set_on_call
from tests.conftest import PIN
from tests.helping import asking, assessed
from tests.pages.conftest import UPRIGHT, clean
from tests.rules.test_delegations_protocols import PAIN
from tests.ward import DOLIPRANE_500

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
SOON = 5000
"""Within how many milliseconds what somebody asks is on the other's screen."""


@pytest.fixture
def evening(ward):
    """Lucas and Emma may have paracetamol on the physician's protocol; it is open to Nadia for Lucas alone."""
    ward.house.clock.set(FRIDAY)
    for first_name, name, room in (("Lucas", "BRUN", "104"), ("Emma", "DIAS", "105")):
        ward.admit(first_name, birth_name=name, room=room)
        ward.lines[first_name, "prn"] = ward.prescribe_prn(
            first_name, DOLIPRANE_500, regime=Regime.ASSISTED, most=3
        )
        with ward.reading(Role.PHYSICIAN) as work:
            needed = delegations.choices(work, ward.unit).lines
        class_id = next(one.needed.class_id for one in needed)
        words = replace(PAIN, class_id=class_id, written_on=None, recheck_min=45)
        lines = ((ward.lines[first_name, "prn"], ward.people[first_name]),)
        with ward.working(Role.PHYSICIAN) as work:
            asked = delegations.Asked(new_id(), words, lines, 0)
            version = delegations.write_protocol(work, asked, SealKey.fresh()).version
        with ward.working(Role.EDUCATOR) as work:
            delegations.understand(work, version.id)
        assessed(ward, first_name)
    last = FRIDAY.date() + timedelta(days=30)
    opened = asking(ward, "Lucas", ward.lines["Lucas", "prn"], last_day=last)
    with ward.working() as work:
        authorise(work, opened)
    with ward.working(Role.COORDINATING_NURSE) as work:
        duty = Duty("", None, OnCallRole.NURSE, "Claire Petit", "+33 3 53 01 01 20", "18:00", "08:00")
        set_on_call(work, replace(duty, weekdays=EVERY_DAY))
    return ward


def opens(page, name):
    """A person by their photo, and what they may have as needed."""
    page.locator(".group-tile", has_text=name).click()
    page.get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="Si besoin").click()
    page.locator(".help-need").wait_for()


def follows_the_protocol(page):
    """The physician's questions, one a screen, to « vous pouvez donner »."""
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("button", name="Oui").click()
    page.locator("#measured").fill("38,9")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Découvrir, faire boire").wait_for()
    page.get_by_role("button", name="Oui").click()
    page.get_by_text("Peau ou yeux jaunes").wait_for()
    page.get_by_role("button", name="Non", exact=True).click()
    page.get_by_text("Vous pouvez donner 1 comprimé").wait_for()
    page.get_by_role("button", name="Continuer").click()


def gives(carer):
    carer.page.get_by_text("Scannez le médicament").wait_for()
    carer.scanner.send(carer.ward.box(DOLIPRANE_500))
    carer.page.get_by_text("Vérifié. Donnez 1 comprimé.").wait_for()
    carer.page.get_by_role("button", name="A pris").click()


def test_a_friday_evening_without_a_nurse(evening, live, tablet):
    nadia, claire = tablet(Role.EDUCATOR, size=PHONE), tablet(Role.NURSE, size=UPRIGHT)
    claire.page.goto(f"{live.address}/")
    at_seven_lucas_is_helped(nadia)
    at_five_past_emmas_is_closed(nadia, claire.page)
    leave_is_asked_for_given_and_used(nadia, claire.page)
    a_quarter_to_eight_how_is_lucas(nadia)
    on_monday_both_are_read_again(tablet(Role.COORDINATING_NURSE).page, live)
    assert evening.differences() == []


def at_seven_lucas_is_helped(nadia):
    """His card says that it is possible, and how it goes is asked for 45 minutes later."""
    page = nadia.page
    page.goto(f"{nadia.live.address}/mon-groupe")
    opens(page, "Lucas")
    page.get_by_text("Possible maintenant").wait_for()
    clean(page)
    follows_the_protocol(page)
    clean(page)
    gives(nadia)
    page.get_by_text("Regardez comment ça va à 19:45").first.wait_for()
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    page.get_by_role("button", name="Si besoin").click()
    page.get_by_text("Pas avant sam. 28/11 01:00").wait_for()


def at_five_past_emmas_is_closed(nadia, nurse):
    """STOP, and the nurse is told at once; her number is one tap away."""
    page = nadia.page
    page.goto(f"{nadia.live.address}/mon-groupe")
    opens(page, "Emma")
    page.get_by_text("Vous n'êtes pas autorisé").wait_for()
    clean(page)
    nadia.scanner.send(nadia.ward.box(DOLIPRANE_500))
    page.get_by_text("L'infirmier est prévenu.").first.wait_for()
    nurse.locator(".asked-band", has_text="1 demande attend").wait_for(timeout=SOON)
    page.get_by_role("button", name="Mettre de côté").click()
    page.get_by_role("button", name="Appeler l'infirmier").first.click()
    page.get_by_text("Claire Petit").wait_for()
    expect(page.locator("a[href='tel:+33353010120']")).to_have_count(1)
    page.keyboard.press("Escape")


def leave_is_asked_for_given_and_used(nadia, nurse):
    """Claire says yes under her PIN, and Nadia's screen knows; both see that it was used."""
    page = nadia.page
    page.get_by_role("button", name="Demander l'accord").click()
    page.get_by_text("Demande envoyée").first.wait_for()
    nurse.locator(".asked-band", has_text="3 demandes attendent").wait_for(timeout=SOON)
    nurse.get_by_role("button", name="Voir").click()
    nurse.get_by_text("demande l'accord pour donner").wait_for()
    clean(nurse)
    nurse.get_by_role("button", name="Oui, une fois").click()
    nurse.get_by_label("Votre code").fill(PIN)
    nurse.get_by_role("button", name="Accorder cette dose").click()
    page.get_by_text("Valable jusqu'à 19:15, une seule fois").first.wait_for(timeout=SOON)
    follows_the_protocol(page)
    gives(nadia)
    page.locator("#sync", has_text="Tout est envoyé").wait_for()
    nurse.get_by_text("Utilisé à 19:00").wait_for()


def a_quarter_to_eight_how_is_lucas(nadia):
    """A face, and that is all."""
    page = nadia.page
    nadia.ward.house.clock.set(FRIDAY + timedelta(minutes=46))
    page.goto(f"{nadia.live.address}/mon-groupe")
    page.locator("#pin").fill("1357")
    page.keyboard.press("Enter")
    page.get_by_text("Code incorrect. Recommencez.", exact=True).wait_for()
    page.locator("#pin").fill(PIN)
    page.keyboard.press("Enter")
    page.locator(".group-tile", has_text="Lucas").get_by_text("Comment ça va ?").wait_for()
    page.locator(".group-tile", has_text="Lucas").click()
    page.get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="Comment ça va ?").click()
    page.get_by_role("button", name="Mieux").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Appeler l'infirmier").first.click()
    page.get_by_text("Le réseau ne répond pas.").wait_for()
    page.get_by_text("Claire Petit").wait_for()
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    clean(page)
    page.get_by_role("button", name="Mieux").click()
    page.get_by_text("Noté. Merci.").first.wait_for()
    nadia.ward.house.clock.set(FRIDAY + timedelta(days=2, hours=14))


def on_monday_both_are_read_again(nurse, live):
    """Each act waits until a nurse countersigns it."""
    nurse.goto(f"{live.address}/a-contresigner")
    nurse.get_by_text("DIAS Emma").first.wait_for()
    expect(nurse.locator(".act")).to_have_count(2)
    nurse.get_by_role("button", name="Contresigner").first.click()
    nurse.locator("#main").get_by_text("Contresigné.").wait_for()  # heard before the list is read again
    expect(nurse.locator(".act")).to_have_count(1)
