"""Signing in by Pro Santé Connect, against a provider served over HTTP: what opens a session, and all that does not."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select, update

from medcircuit.kernel.access import Role
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.provider import Provider as Settings
from medcircuit.kernel.site import Site
from medcircuit.staff.models import national_session, user
from medcircuit.structure import service as structure
from tests.conftest import Browser
from tests.provider import CLIENT, RPPS, SECRET, Provider

ORIGIN = "http://localhost"


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def provider(clock):
    served = Provider(clock)
    yield served
    served.close()


@pytest.fixture
def service(app, house, provider):
    """The application, told where the provider is; the physician's account has its RPPS number."""
    app.door = replace(
        app.door,
        site=Site.read(ORIGIN),
        provider=Settings(provider.discovery, CLIENT, SECRET, provider.address),
    )
    give_rpps(house, Role.PHYSICIAN, RPPS)
    return app


def give_rpps(house, role, rpps):
    with house.database.write() as connection:
        connection.execute(update(user).where(user.c.id == house.people[role]).values(rpps=rpps))


def begun(app):
    """A browser that has begun, and the address to which the provider sends it back."""
    browser = Browser(app.test_client())
    answer = browser.post("/api/session/psc", {"device": "device-1"})
    assert answer.status_code == 201, answer.json
    back = requests.get(answer.json["location"], allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return browser, back.headers["Location"].removeprefix(ORIGIN)


def came_back(app):
    browser, back = begun(app)
    return browser, browser.get(back)


def refusal(answer):
    assert answer.status_code == 303
    return parse_qs(urlsplit(answer.headers["Location"]).query).get("refus", [None])[0]


def test_a_professional_whose_rpps_is_known_comes_in_and_needs_no_other_factor(service, house, provider):
    with house.database.write() as connection:
        structure.ask_second_factor(connection, house.establishment_id, ["physician"])
    browser, answer = came_back(service)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    me = browser.get("/api/me").json
    assert (me["user"]["roles"], me["factor"], me["factor_due"]) == (["physician"], "psc", False)
    (asked,) = provider.asked
    assert asked["acr_values"] == "eidas1"
    assert len(asked["nonce"]) == len(asked["code_challenge"]) == 43
    with house.database.read() as connection:
        assert "sign_in" in connection.execute(select(audit_entry.c.action)).scalars().all()
        assert "." not in connection.execute(select(national_session.c.id_token)).scalar_one()


@pytest.mark.parametrize(
    "fault",
    [
        "signature",
        "none",
        "client's secret",
        "nonce",
        "no nonce",
        "acr",
        "no acr",
        "issuer",
        "audience",
        "party",
        "expired",
        "no exp",
        "future",
        "person",
    ],
)
def test_an_identity_token_that_does_not_hold_opens_nothing(service, provider, fault):
    provider.fault = fault
    browser, answer = came_back(service)
    assert refusal(answer) == "psc_refused"
    assert browser.get("/api/me").status_code == 401


def test_a_state_serves_once_and_in_the_browser_that_began_alone(service):
    browser, back = begun(service)
    assert refusal(Browser(service.test_client()).get(back)) == "psc_refused"
    assert refusal(browser.get(back)) == "psc_refused"
    browser, back = begun(service)
    assert browser.get(back).headers["Location"] == "/"
    assert refusal(browser.get(back)) == "psc_refused"
    assert refusal(browser.get("/connexion/psc?state=made-up&code=x")) == "psc_refused"


def test_a_code_of_another_sign_in_is_refused(service):
    one, back = begun(service)
    _, other = begun(service)
    swapped = f"{back.split('code=')[0]}code={parse_qs(urlsplit(other).query)['code'][0]}"
    assert refusal(one.get(swapped)) == "psc_refused"


def test_five_minutes_later_nothing_opens(service, clock):
    browser, back = begun(service)
    clock.advance(timedelta(minutes=5, seconds=1))
    assert refusal(browser.get(back)) == "psc_refused"


def test_whoever_gives_up_is_told_so_in_words(service, provider):
    provider.fault = "given up"
    browser, answer = came_back(service)
    assert refusal(answer) == "psc_given_up"
    page = browser.get(answer.headers["Location"]).text
    assert "abandonnée" in page
    assert 'name="refused"' not in browser.get("/connexion?refus=<script>").text


def test_a_number_that_no_account_or_two_have_is_refused_and_nobody_is_made(service, house):
    give_rpps(house, Role.PHARMACIST, RPPS)
    assert refusal(came_back(service)[1]) == "psc_unknown_here"
    for role in (Role.PHYSICIAN, Role.PHARMACIST):
        give_rpps(house, role, None)
    assert refusal(came_back(service)[1]) == "psc_unknown_here"


def test_a_citizen_and_a_number_that_is_no_rpps_are_refused(service, provider):
    del provider.told["SubjectRefPro"]
    assert refusal(came_back(service)[1]) == "psc_not_a_professional"
    provider.told |= {"SubjectRefPro": {"exercices": [{}]}, "SubjectNameID": "0123456789"}
    assert refusal(came_back(service)[1]) == "psc_unknown_here"


def test_signing_out_ends_the_session_here_and_leads_to_the_provider(service, provider):
    browser, _ = came_back(service)
    leaving = browser.post("/api/session/psc/end").json["location"]
    assert browser.get("/api/me").status_code == 401
    answer = requests.get(leaving, allow_redirects=False, timeout=5)
    assert answer.headers["Location"] == f"{ORIGIN}/connexion?state={provider.ended[0]['state']}"
    assert provider.ended[0]["id_token_hint"].count(".") == 2


def test_a_provider_that_is_silent_or_not_who_it_says_is_said(app, provider, clock):
    browser = Browser(app.test_client())
    assert browser.post("/api/session/psc", {"device": "d"}).json["code"] == "psc_off"
    assert browser.get("/api/session/ways").json == {"passkeys": False, "psc": False}
    provider.fault = "issuer of the description"
    app.door = replace(
        app.door,
        site=Site.read(ORIGIN),
        provider=Settings(provider.discovery, CLIENT, SECRET, provider.address),
    )
    assert browser.post("/api/session/psc", {"device": "d"}).json["code"] == "psc_silent"
    nowhere = Settings("http://localhost:9/none", CLIENT, SECRET)
    app.door = replace(app.door, provider=nowhere)
    assert browser.post("/api/session/psc", {"device": "d"}).json["code"] == "psc_silent"
    assert SECRET not in repr(app.door)
