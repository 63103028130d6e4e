"""Boxes come in by scan without a key, and the stock page shows, counts and follows them; seen in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

import medcircuit
from medcircuit.kernel.access import Role
from medcircuit.kernel.work import reading
from medcircuit.medicines import service as medicines
from medcircuit.staff import service as staff
from medcircuit.stock import service as stock
from tests.conftest import PASSWORD, PIN
from tests.pages.conftest import CART, PHONE, UPRIGHT, clean
from tests.served import Live, application

pytestmark = pytest.mark.browser

GS = "\x1d"
SIZES = (CART, UPRIGHT, PHONE, {"width": 320, "height": 640})
FUROSEMIDE = "3400936476769"
CONCERTA = "3400936155411"
CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"


def box(*, lot="24F0031", expiry="280630", serial="S1", cip13=FUROSEMIDE):
    return f"]d2010{cip13}17{expiry}10{lot}{GS}21{serial}"


@pytest.fixture
def served(sqlite_house):
    """The house over HTTP, with a catalogue and a nurse who can sign in."""
    house = sqlite_house
    with house.database.write() as connection:
        staff.set_secrets(connection, house.people[Role.NURSE], password=PASSWORD, pin=PIN)
        folder = medicines.read_folder(CATALOGUE, edition=None, today=house.clock.now().date())
        medicines.import_folder(connection, folder, now=house.clock.now())
    live = Live(application(house.database, house.clock))
    house.address = live.address
    yield house
    live.close()


@pytest.fixture
def nurse(served, chromium):
    """Opens a page of the house at a size, as the nurse; whatever the page complains of fails the test."""
    opened = []

    def open_page(path, viewport=CART):
        context = chromium.new_context(viewport=viewport, locale="fr-FR", base_url=served.address)
        page = context.new_page()
        wrong = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        opened.append((context, wrong))
        page.goto(f"/connexion?suite={path}")
        page.fill("#login", "nurse-750000018")
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"**{path}")
        return page

    yield open_page
    for context, wrong in opened:
        context.close()
        assert wrong == []


def levels(house):
    with reading(house.database, house.system(), house.clock) as work:
        held = [stock.shelf(work, place.id) for place in stock.named_places(work)]
    return {shelf.place.name: str(shelf.products[0].words) for shelf in held if shelf.products}


def test_boxes_are_received_scan_after_scan_and_only_the_first_of_a_kind_asks(served, nurse, scanner):
    page = nurse("/stock/reception")
    page.get_by_role("button", name="Armoire Lilas").click()
    gun = scanner(page)
    gun.send(box())
    page.wait_for_selector("[data-verdict=confirm]")
    assert page.locator("#units").input_value() == "30"
    clean(page)
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_selector("[data-verdict=ok]")
    assert levels(served) == {"Armoire Lilas": "1 boîte"}
    for number in (2, 3, 4):
        gun.send(box(serial=f"S{number}"))
        page.get_by_text(f"{number} boîtes enregistrées").wait_for()
    assert levels(served) == {"Armoire Lilas": "4 boîtes"}
    clean(page)


def test_a_box_in_doubt_waits_in_the_list_while_the_next_ones_come_in(served, nurse, scanner):
    page = nurse("/stock/reception", UPRIGHT)
    page.get_by_role("button", name="Chariot Roses").click()
    gun = scanner(page)
    gun.send(box())
    page.wait_for_selector("[data-verdict=confirm]")
    gun.send(box(expiry="261001", serial="old"))
    page.wait_for_selector("[data-verdict=stop]")
    assert "Boîte périmée depuis le 01/10/2026." in page.inner_text("[data-finding=box_expired]")
    clean(page)
    page.get_by_role("button", name="Mettre de côté").click()
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_selector("[data-verdict=ok]")
    gun.send(box())
    page.wait_for_selector("[data-verdict=repeat]")
    gun.send("3400936476768")
    page.wait_for_selector("[data-verdict=unknown]")
    assert levels(served) == {"Chariot Roses": "1 boîte"}


def test_several_boxes_of_a_lot_are_one_scan(served, nurse, scanner):
    page = nurse("/stock/reception", PHONE)
    page.get_by_role("button", name="Armoire Lilas").click()
    for _ in range(2):
        page.get_by_role("button", name="Une boîte de plus").click()
    scanner(page).send(box())
    page.wait_for_selector("[data-verdict=confirm]")
    page.fill("#units", "beaucoup")
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_text("n'est pas une quantité claire").first.wait_for()
    page.fill("#units", "28")
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_selector("[data-verdict=ok]")
    assert "3 boîtes de 28 comprimés" in page.inner_text(".facts")
    assert levels(served) == {"Armoire Lilas": "3 boîtes"}
    clean(page)


def test_the_stock_page_shows_counts_and_follows_a_lot_at_four_sizes(served, nurse):
    receive(served)
    page = nurse("/stock")
    page.wait_for_selector("#place")
    page.select_option("#place", label="Armoire Lilas")
    page.get_by_text("Bientôt périmé").wait_for()
    clean(page, *SIZES)
    page.get_by_role("button", name="Compter", exact=False).first.click()
    assert "Lot 24F0031" in page.inner_text("dialog")
    page.fill("#amount", "58")
    clean(page, *SIZES)
    page.get_by_role("button", name="Manquant").click()
    page.get_by_text("Comptage enregistré : 1 boîte + 28 comprimés.").first.wait_for()
    page.get_by_role("button", name="Mouvements", exact=True).first.click()
    page.wait_for_selector("[data-why=missed]")
    said = page.inner_text("[data-why=missed]")
    assert "2 comprimés" in said
    assert "Manquant" in said
    assert "P. Nurse, 08:10" in said
    clean(page, *SIZES)


def test_a_narcotic_is_counted_blind_and_handed_back_before_a_witness(served, nurse):
    with served.database.write() as connection:
        staff.set_secrets(connection, served.people[Role.COORDINATING_NURSE], password=PASSWORD, pin=PIN)
    receive(served, cip13=CONCERTA)
    page = nurse("/stock")
    page.select_option("#place", label="Armoire Lilas")
    page.get_by_text("STUPÉFIANT").wait_for()
    page.get_by_role("button", name="Compter").click()
    expect(page.locator("dialog")).not_to_contain_text("Stock connu")
    page.fill("#amount", "60")
    page.get_by_role("button", name="Inventaire").click()
    page.get_by_text("Dites qui est témoin, ou que vous êtes seul.").wait_for()
    clean(page, SIZES[-1])
    page.select_option("#witness", value="alone")
    expect(page.get_by_label("Code PIN du témoin")).to_be_hidden()
    page.get_by_role("button", name="Inventaire").click()
    page.get_by_text("Comptage enregistré").first.wait_for()
    page.get_by_role("button", name="Rendre").click()
    page.fill("#amount", "4")
    page.select_option("#witness", index=1)
    page.get_by_label("Code PIN du témoin").fill(PIN)
    page.get_by_role("button", name="Traitement arrêté").click()
    page.get_by_role("link", name="Imprimer le reçu").wait_for()
    page.goto("/registre")
    page.get_by_text("Compté, juste").wait_for()
    expect(page.locator(".register-entry").nth(1)).to_contain_text("Sans témoin")
    expect(page.locator(".register-entry").nth(2)).to_contain_text("Témoin : ")
    clean(page, SIZES[-1])


def receive(house, cip13=FUROSEMIDE):
    with house.database.read() as connection:
        place = next(one for one in named(connection, house) if one.name == "Armoire Lilas")
    with house.writing(Role.NURSE) as work:
        stock.receive(
            work,
            stock.Reception(
                id="01936f5e-0000-7000-8000-000000000001",
                raw=box(expiry="261231", cip13=cip13),
                boxes=2,
                place_id=place.id,
                at=house.clock.now(),
                units=30,
            ),
        )


def named(connection, house):
    from medcircuit.structure import service as structure

    return structure.places(connection, house.establishment_id)
