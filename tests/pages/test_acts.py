"""Acts that are more than a plain dose, as a nurse makes them on the cart's tablet."""

from datetime import timedelta
from fractions import Fraction

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from medcircuit.administration.rules.wearing import removal_key
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.care import Care, Requirement, Scale, ScaleRow
from medcircuit.prescriptions.rules.lines import Prescription, Terms
from medcircuit.staff import service as staff
from medcircuit.staff.models import habilitation
from tests.conftest import PASSWORD, PIN
from tests.pages.conftest import PHONE
from tests.ward import BEGUN, FUROSEMIDE, TODAY

pytestmark = pytest.mark.browser
RIVASTIGMINE = "61322336"
LANTUS = "65979151"
DAY = timedelta(days=1)


def test_a_new_patch_takes_off_the_one_that_is_on_and_says_where_it_went(ward, tablet):
    line = ward.prescribe("Lucien", RIVASTIGMINE, unit="dispositif transdermique")
    yesterday = ward.key(line, day=TODAY - DAY)
    ward.act("given", line, "Lucien", dose=yesterday, at=ward.now - DAY, site="arm_left")
    carer = tablet(size=PHONE).open_round()
    assert carer.scan(ward.cards["Lucien"]) == "ok"
    carer.page.get_by_text("retirer celui posé").wait_for()
    assert carer.scan(ward.box(RIVASTIGMINE)) == "confirm"
    carer.tap("retiré à l'instant")
    carer.tap("bras gauche (dernière fois)")
    carer.tap("Choisir un autre endroit")
    carer.tap("bras droit")
    carer.tap("Donné : 1 médicament")
    carer.sent()
    assert ward.state(line).site == "arm_right"
    state = {dose["key"]: dose["state"] for dose in ward.pack()["doses"]}
    assert (state[removal_key(yesterday)], state[ward.key(line)]) == ("removed", "given")
    assert ward.differences() == []
    assert carer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


PULSE = Care((Requirement("pulse", timedelta(minutes=30), Fraction(50), None, "Appelez le médecin."),))


def test_a_pulse_is_noted_on_the_pad_and_goes_with_the_dose(ward, tablet):
    line = ward.prescribe("Lucien", FUROSEMIDE, care=PULSE)
    carer = tablet().open_round()
    assert carer.scan(ward.cards["Lucien"]) == "ok"
    carer.page.get_by_text("Surveillance avant prise").wait_for()
    assert carer.scan(ward.box(FUROSEMIDE)) == "confirm"
    carer.tap("Noter : pouls")
    for key in ("4", "8"):
        carer.tap(key, exact=True)
    carer.page.keyboard.press("Enter")
    expect(carer.page.locator(".line .ask")).to_contain_text("Appelez le médecin.")
    carer.tap("avis médical")
    carer.tap("Donné : 1 médicament")
    carer.sent()
    assert ward.state(line).state == "given"
    assert [one["said"] for one in ward.pack()["measures"]] == ["48 /min"]
    expect(carer.page.get_by_text("48 /min")).to_have_count(0)
    assert ward.differences() == []


SLIDING = Care(
    (Requirement("glucose", timedelta(minutes=60)),),
    Scale("glucose", "UI", (ScaleRow(Fraction(7, 10), None, Fraction(6)),), "Appelez le médecin."),
)


def test_the_dose_of_the_day_is_that_of_the_scale_for_what_was_measured(ward, tablet):
    written = [{"timing": {"repeat": {"when": ["MORN"]}}, "route": {"text": "sous-cutanée"}}]
    with ward.past(BEGUN) as work:
        terms = Terms(read_dosages(written), None, care=SLIDING)
        asked = Prescription(new_id(), ward.people["Lucien"], terms, cis=LANTUS)
        line = prescriptions.prescribe(work, asked).id
    carer = tablet().open_round()
    assert carer.scan(ward.cards["Lucien"]) == "ok"
    assert carer.scan(ward.box(LANTUS)) == "confirm"
    carer.tap("Noter : glycémie")
    for key in ("1", ",", "8"):
        carer.tap(key, exact=True)
    carer.page.keyboard.press("Enter")
    carer.tap("Donner 6 unités")
    carer.tap("ventre, à gauche")
    carer.tap("Donné : 1 médicament")
    carer.sent()
    row = ward.state(line)
    assert (row.state, row.site) == ("given", "belly_left")
    assert "scale_differs" not in ward.incidents(row.event_id)
    assert ward.differences() == []


def looks(carer, amount, *, pin=PIN, badge=None):
    """The second person identifies, by their badge where they have one, and enters what they find."""
    if badge:
        carer.scanner.send(badge)
        expect(carer.page.locator("#second-pin")).to_be_focused()
        expect(carer.page.get_by_label("Votre nom")).to_have_value("physician-750000018")
    else:
        carer.page.get_by_label("Votre nom").select_option(label="P. Physician")
    carer.page.get_by_label("Votre code PIN").fill(pin)
    carer.page.get_by_label("Dose que vous trouvez").fill(amount)
    carer.tap("Comparer")


def test_a_second_person_finds_the_dose_blind_and_a_difference_stops(ward, tablet):
    line = ward.prescribe("Lucien", FUROSEMIDE, care=Care(second=True))
    with ward.house.database.write() as connection:
        physician = ward.house.people[Role.PHYSICIAN]
        staff.set_secrets(connection, physician, password=PASSWORD, pin=PIN)
        mine = habilitation.c.user_id == physician
        works = connection.execute(select(habilitation.c.id).where(mine)).scalar_one()
    with ward.house.writing(Role.MANAGER) as work:
        badge = staff.issue_badge(work, works).code
    carer = tablet().open_round()
    assert carer.scan(ward.cards["Lucien"]) == "ok"
    assert carer.scan(ward.box(FUROSEMIDE)) == "confirm"
    carer.tap("Deuxième personne", exact=True)
    sheet = carer.page.locator(".sheet-whole")
    expect(sheet.get_by_label("Votre nom")).to_be_focused()
    assert "1 comprimé" not in sheet.inner_text()
    looks(carer, "1", pin="1357")
    carer.page.get_by_text("code incorrect").wait_for()
    looks(carer, "2")
    carer.page.get_by_text("Les deux personnes ne trouvent pas la même dose.").first.wait_for()
    carer.tap("Mettre de côté")
    expect(carer.page.get_by_role("button", name="Donné : 1 médicament")).to_have_count(0)
    carer.tap("Deuxième personne", exact=True)
    looks(carer, "1", badge=badge)
    carer.page.get_by_text("Deuxième personne : P. Physician").wait_for()
    carer.tap("Donné : 1 médicament")
    carer.sent()
    assert ward.state(line).state == "given"
    assert not {"second_person", "second_differs"} & set(ward.incidents(ward.state(line).event_id))
    assert ward.differences() == []
