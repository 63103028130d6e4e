"""A physician on a telephone signs, renews and stops; a nurse's open round sees the stop."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.life import OrderKind
from medcircuit.prescriptions.rules.lines import Prescription, Regime, Terms
from medcircuit.staff import service as staff
from tests.conftest import PIN
from tests.pages.conftest import axe_faults, clean
from tests.ward import DOLIPRANE_500, FUROSEMIDE, dosage

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DAY = timedelta(days=1)


def copied(ward, resident):
    """A hospital order copied by the nurse and compared by her colleague: one line."""
    order = prescriptions.Order(new_id(), resident, OrderKind.HOSPITAL, "Dr Hôpital", date(2026, 11, 20), "")
    terms = Terms(read_dosages(dosage("EVE")), Regime.NURSE_ONLY)
    with ward.house.writing(Role.NURSE) as work:
        paper = prescriptions.keep_paper(work, resident, b"%PDF-1.7 une page")
        prescriptions.begin_order(work, prescriptions.Order(**(vars(order) | {"document_id": paper})))
        line = prescriptions.copy_line(
            work, order.id, Prescription(new_id(), resident, terms, cis=DOLIPRANE_500)
        )
    with ward.house.writing(Role.COORDINATING_NURSE) as work:
        prescriptions.compare(work, order.id, {line.id: True})
    return line.id


def ending(ward, resident):
    """A line whose last day is in two days."""
    month = {"boundsPeriod": {"start": "2026-11-01", "end": "2026-11-23"}}
    said = dosage()
    said[0]["timing"]["repeat"] |= month
    with ward.past(ward.now - 20 * DAY) as work:
        asked = Prescription(new_id(), resident, Terms(read_dosages(said), Regime.NURSE_ONLY), cis=FUROSEMIDE)
        return prescriptions.prescribe(work, asked).id


def seal(page, how="Examen"):
    page.get_by_role("button", name=how, exact=True).click()
    page.fill("#seal-pin", PIN)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.locator("dialog").wait_for(state="detached")


def answer_checks(page):
    """A reason for every check that keeps a decision back."""
    page.locator("dialog .note-warn[data-finding]").first.wait_for()
    asking = page.locator("dialog [data-finding]", has=page.get_by_role("button", name="Durée brève"))
    while left := asking.count():
        asking.first.get_by_role("button", name="Durée brève").click()
        expect(asking).to_have_count(left - 1)
    page.get_by_role("button", name="Continuer").click()


def card(page, kind):
    return page.locator(f".sign-{kind}")


def test_a_physician_validates_renews_and_stops_and_the_nurse_sees_the_stop(tablet, ward):
    resident = ward.people["Jeanne"]
    copied(ward, resident)
    ending(ward, resident)
    nurse = tablet().open_round()
    phone = tablet(Role.PHYSICIAN, size=PHONE)
    page = phone.page
    page.goto(f"{phone.live.address}/a-signer")
    card(page, "transcribed").wait_for()
    clean(page)
    assert "Prescrit par Dr Hôpital" in card(page, "transcribed").inner_text()

    card(page, "transcribed").get_by_role("button", name="Valider").click()
    answer_checks(page)  # the same substance stands already
    page.locator("#seal-pin").wait_for()
    assert axe_faults(page) == []
    seal(page, "Téléconsultation")
    card(page, "transcribed").wait_for(state="detached")

    # three taps and the PIN, once the duplicate has its reason
    card(page, "renewal_soon").get_by_role("button", name="Renouveler").click()
    answer_checks(page)
    seal(page)
    card(page, "renewal_soon").wait_for(state="detached")
    expect(page.locator("main")).to_contain_text("Rien n'attend")

    page.goto(f"{phone.live.address}/a-signer/{resident}")
    line = ward.lines["Jeanne", FUROSEMIDE]
    page.locator(f"[data-line='{line}']").get_by_role("button", name="Arrêter").click()
    page.fill("#words", "Hypotension")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="À partir de la prochaine prise").click()
    seal(page)
    banner = nurse.page.locator(".stop-note", has_text=re.compile("ARRÊTÉ.*FUROSÉMIDE", re.DOTALL))
    banner.wait_for(timeout=5000)
    expect(banner).to_contain_text("Hypotension")
    banner.get_by_role("button", name="Vu").click()
    banner.wait_for(state="detached")

    page.goto(f"{phone.live.address}/a-signer")
    page.get_by_text(re.compile("vu par P. Nurse à")).wait_for()


def test_a_decision_holds_from_the_dose_that_is_chosen(tablet, ward):
    line = copied(ward, ward.people["Jeanne"])
    phone = tablet(Role.PHYSICIAN, size=PHONE)
    page = phone.page
    page.goto(f"{phone.live.address}/a-signer/{ward.people['Jeanne']}")
    page.locator(f"[data-line='{line}']").get_by_role("button", name="Suspendre").click()
    page.fill("#words", "Bilan demain")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="À partir de la prochaine prise : ce soir 18:30").wait_for()
    clean(page)
    page.get_by_role("button", name="À partir de : demain 18:30").click()
    page.get_by_text("À partir du dim. 22/11 18:30").wait_for()
    expect(page.locator("dialog")).to_contain_text("Motif : Bilan demain")
    seal(page)
    with ward.house.database.read() as connection:
        lines = prescriptions.lines_of(connection, ward.house.establishment_id, [ward.people["Jeanne"]])
    (held,) = (one for one in lines if one.id == line)
    assert (held.status_at(ward.now), held.status_at(ward.now + 2 * DAY)) == ("active", "suspended")

    # its dose is written: nothing of it is decided day by day
    page.goto(f"{phone.live.address}/residents/{ward.people['Jeanne']}/dose-du-jour/{line}")
    page.get_by_text("La dose de cette ligne est écrite dans la prescription").wait_for()
    expect(page.locator("form, #main h2")).to_have_count(0)
    assert axe_faults(page) == []


def test_a_line_changed_meanwhile_shows_both_versions_and_signs_nothing(tablet, ward):
    line = ward.lines["Jeanne", FUROSEMIDE]
    phone = tablet(Role.PHYSICIAN, size=PHONE)
    page = phone.page
    page.goto(f"{phone.live.address}/a-signer/{ward.people['Jeanne']}")
    page.locator(f"[data-line='{line}']").get_by_role("button", name="Renouveler").click()
    page.locator("#seal-pin").wait_for()
    ward.stop_line(line, ward.now)
    page.get_by_role("button", name="Examen", exact=True).click()
    page.fill("#seal-pin", PIN)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.get_by_text("Vous voyiez (version 1)").wait_for()
    expect(page.locator("dialog")).to_contain_text("Maintenant (version 2)")
    with ward.house.database.read() as connection:
        assert prescriptions.count_seals(connection, ward.house.establishment_id) == 0


def test_a_decision_that_a_check_keeps_back_asks_for_a_reason_and_is_then_signed(tablet, ward):
    twice, _ = (ward.prescribe("Jeanne", DOLIPRANE_500, moment=moment) for moment in ("NOON", "EVE"))
    phone = tablet(Role.PHYSICIAN, size=PHONE)
    page = phone.page
    page.goto(f"{phone.live.address}/a-signer/{ward.people['Jeanne']}")
    page.locator(f"[data-line='{twice}']").get_by_role("button", name="Renouveler").click()
    page.get_by_text("Une vérification attend votre motif").wait_for()
    page.locator("dialog .note-warn[data-finding]").first.wait_for()
    clean(page)
    answer_checks(page)
    seal(page)

    # Renewed unchanged the alert stands with its reason and asks none: three taps and the PIN.
    page.locator(f"[data-line='{twice}']").get_by_role("button", name="Renouveler").click()
    page.get_by_text("Alertes qui restent, avec leur motif").wait_for()
    page.get_by_role("button", name="Téléconsultation", exact=True).click()
    page.fill("#seal-pin", PIN)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.locator("dialog").wait_for(state="detached")
    with ward.house.database.read() as connection:
        assert prescriptions.count_seals(connection, ward.house.establishment_id) == 2


def test_a_nurse_copies_an_order_alone_and_is_read_again(tablet, ward, tmp_path):
    resident = ward.people["Jeanne"]
    paper = tmp_path / "ordonnance.pdf"
    paper.write_bytes(b"%PDF-1.7 une page")
    carer = tablet(size=PHONE)
    page = carer.page
    page.goto(f"{carer.live.address}/residents/{resident}/recopier")
    page.set_input_files("#paper", paper)
    page.get_by_text("Ordonnance enregistrée.").wait_for()
    assert axe_faults(page) == []
    page.fill("#prescriber", "Dr Hôpital")
    page.fill("#written_on", "2026-11-20")
    page.get_by_label("Ordonnance de sortie d'hôpital").check()
    page.get_by_role("button", name="Commencer").click()

    page.fill("#medicine", "doliprane 500")
    page.get_by_role("button", name=re.compile("DOLIPRANE 500 mg, comprimé", re.IGNORECASE)).first.click()
    page.fill("#dosage", "1 cp matin et soir")
    page.get_by_label("Infirmier seul").check()
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_text("Compris : 1 comprimé").wait_for()
    page.get_by_role("button", name="Ajouter cette ligne").click()
    page.get_by_label("Juste").check()
    clean(page)
    page.fill("#alone", "Seule jusqu'à lundi")
    page.get_by_role("button", name="Enregistrer la comparaison").click()
    page.get_by_text("Comparée par une personne seule").wait_for()
    with ward.house.database.read() as connection:
        lines = prescriptions.lines_of(connection, ward.house.establishment_id, [resident])
    (copied_line,) = (one for one in lines if one.transcription_id)
    assert (copied_line.status_at(ward.now), copied_line.awaits) == ("active", 2)


def test_a_physician_names_who_stands_in_and_ends_it(tablet, ward):
    other = new_id()
    with ward.house.writing() as work:
        staff.enrol(work, staff.Person("drroux", "Roux", "Luc", Role.PHYSICIAN), user_id=other)
    phone = tablet(Role.PHYSICIAN, size=PHONE)
    page = phone.page
    page.goto(f"{phone.live.address}/remplacements")
    page.select_option("#by", other)
    page.fill("#last", "2026-11-10")
    page.eval_on_selector("#last", "field => field.removeAttribute('min')")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Rien n'a été enregistré").wait_for()
    page.select_option("#by", other)
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("[data-period]", has_text="L. Roux remplace P. Physician").wait_for()
    clean(page)
    page.get_by_role("button", name="Mettre fin").click()
    page.get_by_text("Aucun remplacement prévu.").wait_for()


def test_a_nurse_enters_a_verbal_order_and_it_is_red_until_signed(tablet, ward):
    resident = ward.people["Jeanne"]
    nurse = tablet(size=PHONE)
    page = nurse.page
    page.goto(f"{nurse.live.address}/residents/{resident}/ordre-oral")
    page.fill("#medicine", "actiskenan 10")
    page.locator(".hit").first.click()
    page.get_by_text("jamais sur ordre oral").wait_for()
    page.get_by_role("button", name="Changer de médicament").click()
    page.fill("#medicine", "doliprane 500")
    page.locator(".hit", has_text="comprimé").first.click()
    page.get_by_label("Une seule prise, maintenant").check()
    page.fill("#dose", "1 cp")
    page.locator("#read").wait_for()
    expect(page.locator("#read-aloud")).to_have_text(re.compile(r"1\s+comprimé le 21/11/2026 à 8\s+h"))
    page.click("#save")
    page.get_by_text("la relecture à voix haute").wait_for()
    clean(page)
    page.fill("#prescriber", "Dr Petit")
    page.fill("#reason", "Fièvre 39,5")
    page.locator("#checks li, #checks .quiet").first.wait_for()
    page.check("#read")
    page.click("#save")
    page.get_by_role("heading", name="Ordre oral enregistré.").wait_for()
    page.get_by_role("link", name="Voir les prescriptions").click()
    page.get_by_text("Ordre oral : à signer par le médecin").wait_for()
    page.get_by_text("Poids (kg) : rien depuis 6 mois").wait_for()
    page.get_by_role("button", name="Noter une mesure").click()
    page.select_option("#kind", "weight")
    page.get_by_label("Valeur").fill("48,5")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("li", has_text=re.compile(r"Poids.*48,5\s+kg · 21/11/2026")).wait_for()
    phone = tablet(Role.PHYSICIAN, size=PHONE)
    phone.page.goto(f"{phone.live.address}/a-signer")
    expect(card(phone.page, "oral")).to_contain_text("Fièvre 39,5")
    phone.page.goto(f"{phone.live.address}/residents/{resident}")
    phone.page.get_by_role("button", name="Noter une mesure").wait_for()
