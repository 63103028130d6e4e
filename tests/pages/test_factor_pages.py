"""Second factors in Chromium: an application added on a telephone, a passkey of a virtual authenticator."""

import json
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from medcircuit.kernel.access import Role
from medcircuit.kernel.provider import Provider as Settings
from medcircuit.kernel.site import Site
from medcircuit.prescriptions.models import seal
from medcircuit.staff.models import user
from medcircuit.structure import service as structure
from tests.conftest import PASSWORD, PIN
from tests.pages.conftest import PHONE, clean
from tests.provider import CLIENT, RPPS, SECRET, Provider
from tests.ward import FUROSEMIDE

pytestmark = pytest.mark.browser


@pytest.fixture
def address(live):
    """The served house, told the address that browsers use: passkeys can be made."""
    app = live.app
    app.door = replace(app.door, site=Site.read(live.address))
    return live.address


def prove(page):
    page.fill("#own-pin", PIN)
    page.get_by_role("button", name="Continuer", exact=True).click()


def signed_out(page, address):
    page.goto(f"{address}/connexion")  # which asks nothing of the session
    page.request.delete(f"{address}/api/session", headers={"X-Requested-With": "medcircuit"})


def by_password(page):
    page.fill("#login", "physician-750000018")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")


def answered(page):
    """What the authenticator answers to a new challenge, before it is sent."""
    return page.evaluate("import('/static/app/passkey.js').then((one) => one.passkeyToSignIn())")


def come_in(page, address, credential):
    """The status that this answer is sent back with."""
    sent = {"credential": credential, "device": "device-1"}
    return page.request.post(
        f"{address}/api/session/passkey", data=sent, headers={"X-Requested-With": "medcircuit"}
    ).status


def test_a_physician_adds_an_application_where_the_house_asks_it_and_comes_in_with_its_code(
    tablet, ward, address
):
    page = tablet(Role.PHYSICIAN, size=PHONE).page
    with ward.house.database.write() as connection:
        structure.ask_second_factor(connection, ward.house.establishment_id, ["physician"])
    page.goto(f"{address}/a-signer")
    page.get_by_text("Votre rôle demande un second facteur").wait_for()
    clean(page)
    page.get_by_role("button", name="Ajouter une application").click()
    prove(page)
    page.locator(".qr").wait_for()
    clean(page)
    telephone = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.fill("#first-code", "000000")
    page.get_by_role("button", name="Vérifier le code").click()
    page.get_by_text("Code incorrect").wait_for()
    page.fill("#first-code", telephone.at(ward.house.clock.now()))
    page.get_by_role("button", name="Vérifier le code").click()
    page.locator(".recovery li").nth(9).wait_for()
    clean(page)
    recovery = page.locator(".recovery li").first.inner_text()
    page.get_by_role("button", name="Je les ai gardés").click()
    page.wait_for_url(f"{address}/a-signer")

    ward.house.clock.advance(timedelta(seconds=30))
    signed_out(page, address)
    by_password(page)
    page.locator("#code").wait_for()
    clean(page)
    page.fill("#code", telephone.at(ward.house.clock.now()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    signed_out(page, address)
    by_password(page)
    page.fill("#code", recovery)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def authenticator(page):
    """A virtual authenticator that verifies its person, and the session of the tools that hold it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
        "authenticatorId"
    ]


def only_fresh_answers_of_the_key_itself_open(page, address, ward, devtools, key):
    """An answer serves once, and not after five minutes; one whose counter went back is of a copy of the key."""
    assert [come_in(page, address, answer := answered(page)), come_in(page, address, answer)] == [200, 401]
    late = answered(page)
    ward.house.clock.advance(timedelta(minutes=5, seconds=1))
    assert come_in(page, address, late) == 401
    assert come_in(page, address, answered(page)) == 200
    (kept,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    names = ("credentialId", "isResidentCredential", "rpId", "privateKey", "userHandle")
    for count, status in ((1, 401), (99, 200)):
        named = {"authenticatorId": key, "credentialId": kept["credentialId"]}
        devtools.send("WebAuthn.removeCredential", named)
        copied = {name: kept[name] for name in names} | {"signCount": count}
        devtools.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": copied})
        assert come_in(page, address, answered(page)) == status


def test_a_passkey_signs_in_alone_and_seals_and_its_answer_or_a_copy_opens_nothing(tablet, ward, address):
    page = tablet(Role.PHYSICIAN, size=PHONE).page
    devtools, key = authenticator(page)
    page.goto(f"{address}/mon-compte")
    page.get_by_role("button", name="Ajouter une clé d'accès").click()
    page.fill("#key-name", "Clé du cabinet")
    prove(page)
    page.locator(".recovery li").first.wait_for()
    page.get_by_role("button", name="Je les ai gardés").click()
    page.get_by_text("Clé du cabinet").wait_for()
    clean(page)

    signed_out(page, address)
    page.get_by_role("button", name="Se connecter par clé d'accès").click()
    page.wait_for_url(f"{address}/")
    assert page.request.get(f"{address}/api/me").json()["factor"] == "passkey"

    page.goto(f"{address}/a-signer/{ward.people['Jeanne']}")
    line = ward.lines["Jeanne", FUROSEMIDE]
    page.locator(f"[data-line='{line}']").get_by_role("button", name="Renouveler").click()
    page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    page.get_by_role("button", name="Examen", exact=True).click()
    clean(page)
    page.get_by_role("button", name="Signer", exact=True).click()
    page.locator("dialog").wait_for(state="detached")
    with ward.house.database.read() as connection:
        payload = json.loads(connection.execute(select(seal.c.payload)).scalar_one())
    assert payload["proof"] == "passkey"

    signed_out(page, address)
    only_fresh_answers_of_the_key_itself_open(page, address, ward, devtools, key)

    # whom the authenticator does not verify comes in no more
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    signed_out(page, address)
    page.get_by_role("button", name="Se connecter par clé d'accès").click()
    page.get_by_text("La clé d'accès n'a pas répondu").wait_for()


def test_a_physician_comes_in_and_leaves_by_the_national_provider(tablet, ward, live, address):
    provider = Provider(ward.house.clock)
    try:
        live.app.door = replace(
            live.app.door, provider=Settings(provider.discovery, CLIENT, SECRET, provider.address)
        )
        page = tablet(Role.PHYSICIAN, size=PHONE).page
        signed_out(page, address)
        provider.fault = "given up"
        page.get_by_role("button", name="Se connecter avec Pro Santé Connect").click()
        page.get_by_text("a été abandonnée").wait_for()
        clean(page)
        provider.fault = None
        with ward.house.database.write() as connection:
            mine = user.c.id == ward.house.people[Role.PHYSICIAN]
            connection.execute(update(user).where(mine).values(rpps=RPPS))
        page.get_by_role("button", name="Se connecter avec Pro Santé Connect").click()
        page.wait_for_url(f"{address}/")
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url(f"{address}/connexion?state=*")
        assert provider.ended[0]["id_token_hint"]
    finally:
        provider.close()
