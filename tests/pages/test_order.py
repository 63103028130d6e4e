"""A physician writes an order on a phone: fifteen kinds of posology, typed and built, planned, signed and read back."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

import medcircuit
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.medicines import service as medicines
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.care import care_of
from medcircuit.prescriptions.rules.lines import Prescription, Regime, Terms
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Admission, Arrival, Identity
from medcircuit.staff import service as staff
from tests.conftest import MORNING, PASSWORD, PIN
from tests.pages.conftest import PHONE, axe_faults, clean
from tests.served import Live, application
from tests.ward import DOLIPRANE_500, dosage

pytestmark = pytest.mark.browser

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"


@pytest.fixture
def served(sqlite_house):
    """A house with a catalogue, someone who lives there and a physician who can sign in."""
    house = sqlite_house
    with house.database.write() as connection:
        staff.set_secrets(connection, house.people[Role.PHYSICIAN], password=PASSWORD, pin=PIN)
        folder = medicines.read_folder(CATALOGUE, edition=None, today=house.clock.now().date())
        medicines.import_folder(connection, folder, now=house.clock.now())
    with house.writing() as work:
        identity = Identity("LEFEBVRE", "Marie", "Marie", MORNING.date().replace(year=1941), "F")
        arrival = Arrival(house.units["Lilas"], "101", 1, house.clock.now())
        house.resident = residents.admit(work, Admission(identity, arrival))
    live = Live(application(house.database, house.clock, demo=True))
    house.address = live.address
    yield house
    live.close()


@pytest.fixture
def phone(served, chromium):
    """Opens the house on a phone as the physician; whatever a page complains of fails the test."""
    contexts, wrong = [], []

    def open_page(path):
        context = chromium.new_context(viewport=PHONE, locale="fr-FR", base_url=served.address)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"/connexion?suite={path}")
        page.fill("#login", "physician-750000018")
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"**{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


# What is typed, as the server understood it; not of what was typed before.
UNDERSTOOD = "div:not([aria-busy]) > .echo"


class Writer:
    """A physician's hands on the page of an order."""

    def __init__(self, page):
        self.page = page

    def pick(self, medicine):
        self.page.fill("#medicine", medicine)
        self.page.locator(".hit").first.click()
        self.page.locator("#posology").wait_for()

    def typed(self, text):
        self.page.fill("#posology", text)

    def built(self, kind, fields, chips=()):
        self.page.get_by_role("button", name="Composer avec les boutons").click()
        self.page.get_by_label("Rythme").select_option(kind)
        for chip in chips:
            self.page.locator(".builder").get_by_role("button", name=chip, exact=True).click()
        for label, value in fields.items():
            place = self.page.locator(".builder").get_by_label(label, exact=True)
            if place.evaluate("place => place.localName") == "select":
                place.select_option(value)
            else:
                place.fill(value)

    def echo(self):
        return self.page.locator(UNDERSTOOD).inner_text().replace("\xa0", " ").strip()

    def said(self, sentence):
        """Wait until the page has said this sentence of all that is typed by now, and the plan is there."""
        self.page.locator(UNDERSTOOD, has_text=sentence.replace(" ", " ")).wait_for()
        assert self.page.locator(".plan-day, .note:has-text('Si'), .question").count()

    def regime(self, name="Infirmier seul"):
        self.page.get_by_role("radio", name=name).check()

    def length(self, name="1 mois"):
        self.page.get_by_role("button", name=name, exact=True).click()

    def more(self):
        self.page.get_by_role("button", name="Ajouter une ligne").click()
        self.page.locator("#medicine").wait_for()

    def sign(self):
        self.page.locator("#sign").click()

    def seal(self):
        self.page.locator("#seal-pin").wait_for()
        self.page.get_by_role("button", name="Examen", exact=True).click()
        self.page.fill("#seal-pin", PIN)
        self.page.get_by_role("button", name="Signer", exact=True).click()


TYPED = [
    ("ramipril biogaran 5", "1 cp matin et midi pendant 10 jours", "1 comprimé le matin et à midi, pendant 10 jours."),
    ("bisoprolol eg 2,5", "1-0-½-1 pendant 1 mois", "1 comprimé le matin, pendant 1 mois ; et ½ comprimé le soir"),
    ("risperidone biogaran 1", "1 cp un jour sur deux le matin jusqu'au 31/12", "1 comprimé tous les 2 jours le matin, jusqu'au 31/12/2026 inclus."),
    ("candesartan biogaran 8", "1/2 cp le lundi, mercredi et vendredi 3 mois", "½ comprimé le lundi, le mercredi et le vendredi, pendant 3 mois."),
    ("betahistine biogaran", "1 cp toutes les 8 heures 5 jours", "1 comprimé toutes les 8 heures, pendant 5 jours."),
    ("furosemide 40", "40 mg le matin à jeun 5 jours puis 20 mg 5 jours", "40 mg le matin, pendant 5 jours (À jeun) ; puis 20 mg le matin"),
    ("montelukast arrow", "1 cp à 8 h, 14 h et 20 h pendant 7 jours", "1 comprimé à 8 h, 14 h et 20 h, pendant 7 jours."),
    ("memantine biogaran 10", "1 cp le 1er du mois pendant 6 mois", "1 comprimé 1 fois par mois, du 01/12/2026 au 31/05/2027 inclus."),
]  # fmt: skip
BUILT = [
    ("paracetamol", "prn", {"Dose": "1", "Motif": "si douleur", "Heures entre deux prises": "6", "Maximum par 24 h": "3", "Pendant": "10"}, (), "Si douleur : 1 comprimé"),
    ("acide folique arrow", "cycle", {"Dose": "1", "Jours de prise": "21", "Jours de pause": "7", "Pendant": "84"}, ("soir",), "les jours 1 à 21 de chaque cycle de 28 jours"),
    ("levothyrox 50", "alternate", {"Dose": "1", "Dose de l'autre jour": "1/2", "Pendant": "30"}, ("matin",), "½ comprimé le matin, le jour 2 de chaque cycle de 2 jours"),
    ("fentanyl arrow 25", "patch", {"Dose": "1", "À changer toutes les (heures)": "72", "Pendant": "14"}, (), "1 dispositif transdermique toutes les 72 heures, pendant 14 jours."),
    ("clopidogrel biogaran", "moments", {"Dose": "1", "Repas": "avant", "Minutes": "30", "Pendant": "8"}, ("matin",), "1 comprimé 30 minutes avant le petit-déjeuner, pendant 8 jours."),
    ("lantus solostar", "scale", {"Unité": "unité", "De": "2", "Dose": "4", "Pendant": "30"}, ("midi",), "4 unités à midi, pendant 30 jours. Si glycémie > 2 g/l."),
    ("pravastatine biogaran", "day", {"Dose": "1", "Combien de fois par jour": "2", "Pendant": "7"}, (), "1 comprimé 2 fois par jour, pendant 7 jours."),
]  # fmt: skip


def test_fifteen_kinds_of_posology_are_written_planned_signed_and_read_back(phone, served):
    page = phone(f"/residents/{served.resident}/prescrire")
    writer = Writer(page)
    sentences = []
    for medicine, text, sentence in TYPED:
        writer.pick(medicine)
        writer.typed(text)
        writer.said(sentence)
        sentences.append(writer.echo())
        writer.regime()
        writer.more()
    for number, (medicine, kind, fields, chips, sentence) in enumerate(BUILT):
        writer.pick(medicine)
        writer.built(kind, fields, chips)
        writer.said(sentence)
        sentences.append(writer.echo())
        writer.regime()
        if number < len(BUILT) - 1:
            writer.more()
    writer.sign()
    answer_alerts(page, writer)
    writer.seal()
    page.get_by_role("heading", name="15 lignes signées").wait_for()
    with served.database.read() as connection:
        assert prescriptions.count_seals(connection, served.establishment_id) == 15
    page.get_by_role("link", name="Voir les prescriptions").click()
    page.wait_for_url(f"**/residents/{served.resident}")
    page.locator(".dose").nth(14).wait_for()
    shown = page.locator("main").inner_text().replace("\xa0", " ")
    assert [sentence for sentence in sentences if sentence not in shown] == []
    assert len(set(sentences)) == 15


def test_what_was_understood_of_earlier_words_is_not_shown_as_that_of_the_words_there_now(phone, served):
    page = phone(f"/residents/{served.resident}/prescrire")
    writer = Writer(page)
    writer.pick("furosemide 40")
    writer.typed("1 cp le matin pendant 5 jours")
    writer.said("1 comprimé le matin, pendant 5 jours.")
    held = []
    page.route("**/preview", lambda route: held.append(route))  # noqa: PLW0108 - playwright marks its handlers
    with page.expect_request("**/preview"):
        writer.typed("2 cp le matin pendant 5 jours")
    expect(page.locator(".echo")).to_contain_text("1 comprimé le matin")
    expect(page.locator(UNDERSTOOD)).to_have_count(0)
    expect(page.locator(".echo .icon")).to_be_hidden()
    with page.expect_response("**/preview"), page.expect_request("**/preview"):
        writer.typed("3 cp le matin pendant 5 jours")
        held[0].continue_()  # it comes while the newer words wait to be sent
    expect(page.locator(UNDERSTOOD)).to_have_count(0)
    held[1].continue_()
    writer.said("3 comprimés le matin, pendant 5 jours.")


def answer_alerts(page, writer):
    """Give a reason for whatever the checks ask to confirm, then sign."""
    page.locator("dialog, [role=alert]:has-text('vérifications')").first.wait_for()
    asked = page.locator("#checks [role=group]")
    if page.locator("dialog").count():
        return
    while before := asked.count():
        asked.locator("button").first.click()
        page.wait_for_function(
            "n => document.querySelectorAll('#checks [role=group]').length < n", arg=before
        )
    writer.sign()


def prescribed_by_another(house):
    """Another prescriber opens a line of paracetamol while the order is on the screen."""
    terms = Terms(read_dosages(dosage("EVE")), Regime.NURSE_ONLY)
    with house.writing(Role.PHYSICIAN) as work:
        prescriptions.prescribe(work, Prescription(new_id(), house.resident, terms, cis=DOLIPRANE_500))


def sign_beside_another(page, writer, house):
    """The treatment changed meanwhile: it is shown, nothing is signed, and what is then sealed is read before."""
    prescribed_by_another(house)
    writer.sign()
    answer_alerts(page, writer)
    page.get_by_text("Elle n'existait pas").wait_for()
    assert "1 comprimé le soir" in page.locator("dialog").inner_text().replace("\xa0", " ")
    page.get_by_role("button", name="Voir la liste à jour").click()
    writer.sign()
    answer_alerts(page, writer)
    assert "En rapport avec une ALD" in page.locator("dialog").inner_text()
    assert axe_faults(page) == []


def test_a_draft_is_found_on_another_device_and_nothing_unclear_is_signed(phone, served):
    path = f"/residents/{served.resident}/prescrire"
    page = phone(path)
    writer = Writer(page)
    writer.pick("furosemide 40")
    writer.typed("1,0 mg le matin ou le soir")
    page.locator(".unclear").nth(1).wait_for()
    assert page.locator(".unclear").all_inner_texts() == ["1,0\xa0mg", "ou"]
    writer.sign()
    page.get_by_text("une posologie comprise").wait_for()
    writer.typed("15 mg/kg le matin")
    page.locator(".question").wait_for()
    page.get_by_label("Dose pour ce résident").fill("0,5")
    page.get_by_role("button", name="Décider").click()
    writer.said("½ comprimé le matin.")
    writer.sign()
    page.get_by_text("la durée, la date de fin ou le nombre de boîtes").wait_for()
    page.get_by_text("qui peut donner", exact=False).last.wait_for()
    writer.length()
    writer.said("½ comprimé le matin, pendant 1 mois.")
    page.get_by_role("button", name="Garder comme modèle").click()
    page.fill("#template-name", "Diurétique du matin")
    page.keyboard.press("Enter")
    page.locator("dialog").wait_for(state="detached")
    page.locator("[role=status]", has_text="Brouillon enregistré").wait_for()
    clean(page)

    other = phone(path)
    other.locator(".echo", has_text="½ comprimé le matin").wait_for()
    elsewhere = Writer(other)
    elsewhere.more()
    other.get_by_role("button", name="Mes modèles").click()
    other.get_by_role("button", name="Diurétique du matin", exact=True).click()
    other.locator(".unclear, .question, .echo").first.wait_for()
    other.get_by_role("button", name="Retirer cette ligne").last.click()
    elsewhere.regime("Aide à la prise")
    other.get_by_text("Autres mentions").click()
    other.get_by_label("En rapport avec une ALD").check()
    sign_beside_another(other, elsewhere, served)
    elsewhere.seal()
    other.get_by_role("heading", name="1 ligne signée").wait_for()
    other.get_by_role("link", name="Voir les prescriptions").click()
    other.get_by_text("En rapport avec une ALD").wait_for()
    other.goto(path)
    other.locator("#medicine").wait_for()


def test_what_giving_asks_is_built_read_back_and_signed(phone, served):
    page = phone(f"/residents/{served.resident}/prescrire")
    writer = Writer(page)
    writer.pick("lantus solostar")
    page.locator("summary", has_text="Surveillance, échelle de doses").click()
    page.get_by_role("button", name="Dose selon une échelle").click()
    page.get_by_label("Ligne 1 : jusqu'à moins de").fill("1,8")
    page.get_by_label("Ligne 1 : dose").fill("4")
    page.get_by_role("button", name="Ajouter un palier à l'échelle").click()
    page.get_by_label("Ligne 2 : dose").fill("6")
    page.get_by_text("sans conduite à tenir hors échelle").wait_for()
    page.get_by_label("Hors de l'échelle").fill("Appelez le médecin.")
    page.get_by_label("Deuxième personne").check()
    page.get_by_text("moins de 1,8 g/l : 4 unités").wait_for()
    page.get_by_text("à partir de 1,8 g/l : 6 unités").wait_for()
    writer.typed("avant le petit-déjeuner")
    writer.said("avant le petit-déjeuner")
    writer.regime()
    writer.length()
    clean(page)
    writer.sign()
    answer_alerts(page, writer)
    assert "Une deuxième personne recalcule la dose" in page.locator("dialog").inner_text()
    writer.seal()
    page.get_by_role("heading", name="1 ligne signée").wait_for()
    with served.database.read() as connection:
        [line] = prescriptions.lines_of(connection, served.establishment_id, [served.resident])
        care = care_of(line.versions[-1].care)
    assert (care.second, [row.dose for row in care.scale.rows]) == (True, [4, 6])
