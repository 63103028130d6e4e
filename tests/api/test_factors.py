"""Second factors over the API: added, asked for, used once, reset."""

import json
from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from medcircuit.cli import main
from medcircuit.kernel.access import Role
from medcircuit.kernel.audit import audit_entry
from medcircuit.staff.models import access_reset, recovery_code, totp
from medcircuit.structure import service as structure
from tests.conftest import PASSWORD, PIN, Browser

PHYSICIAN = "physician-750000018"
LOGIN = {"login": PHYSICIAN, "password": PASSWORD, "device": "device-1"}


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


def asked_of(house, *roles):
    with house.database.write() as connection:
        structure.ask_second_factor(connection, house.establishment_id, roles)


class Telephone:
    """An authenticator application, its clock as far from the server's as is said."""

    def __init__(self, secret, clock):
        self.totp, self.clock = pyotp.TOTP(secret), clock

    def code(self, *, late=0):
        return self.totp.at(self.clock.now() - timedelta(seconds=late))


def enrolled(browser, house):
    begun = browser.post("/api/account/totp", {"pin": PIN})
    assert begun.status_code == 201, begun.json
    telephone = Telephone(begun.json["secret"], house.clock)
    confirmed = browser.post("/api/account/totp/confirm", {"code": telephone.code()})
    assert confirmed.status_code == 200, confirmed.json
    house.clock.advance(timedelta(seconds=30))
    return telephone, confirmed.json["codes"]


@pytest.fixture
def physician(signed_in, house):
    """A physician who has added an application, their telephone and their recovery codes."""
    browser = signed_in(Role.PHYSICIAN)
    return browser, *enrolled(browser, house)


def ticket(app, **more):
    browser = Browser(app.test_client())
    answer = browser.post("/api/session", LOGIN | more)
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_needed"), answer.json
    return browser, {
        "ticket": answer.json["ticket"],
        "device": LOGIN["device"] if not more else more["device"],
    }


def given(app, code):
    browser, held = ticket(app)
    return browser.post("/api/session/factor", held | {"code": code})


def test_a_role_that_signs_adds_its_second_factor_before_anything_else(house, signed_in):
    asked_of(house, "physician", "pharmacist")
    browser = signed_in(Role.PHYSICIAN)
    assert browser.get("/api/me").json["factor_due"]
    refused = browser.get("/api/queue")
    assert (refused.status_code, refused.json["code"]) == (403, "second_factor_due")
    begun = browser.post("/api/account/totp", {"pin": "0000"})
    assert begun.json["code"] == "wrong_proof"
    _, codes = enrolled(browser, house)
    assert len(set(codes)) == 10
    me = browser.get("/api/me").json
    assert (me["factor"], me["factor_due"]) == ("totp", False)
    assert browser.get("/api/queue").status_code == 200
    assert signed_in(Role.NURSE).get("/api/me").json["factor_due"] is False


def test_the_password_alone_opens_nothing_once_there_is_a_second_factor(app, physician):
    _, telephone, _ = physician
    browser, held = ticket(app)
    assert browser.get("/api/me").status_code == 401
    wrong = browser.post("/api/session/factor", held | {"code": "000000"})
    assert (wrong.status_code, wrong.json["code"]) == (401, "wrong_code")
    elsewhere = browser.post("/api/session/factor", held | {"code": telephone.code(), "device": "other"})
    assert elsewhere.json["code"] == "ticket_spent"
    right = browser.post("/api/session/factor", held | {"code": telephone.code()})
    assert (right.status_code, right.json["factor"]) == (200, "totp")
    again = browser.post("/api/session/factor", held | {"code": telephone.code()})
    assert again.json["code"] == "ticket_spent"


def test_a_ticket_holds_five_minutes_its_last_instant_included(app, house, physician):
    _, telephone, _ = physician
    browser, held = ticket(app)
    house.clock.advance(timedelta(minutes=5))
    assert browser.post("/api/session/factor", held | {"code": "000000"}).json["code"] == "wrong_code"
    house.clock.advance(timedelta(microseconds=1))
    late = browser.post("/api/session/factor", held | {"code": telephone.code()})
    assert late.json["code"] == "ticket_spent"


def test_a_code_opens_once_whoever_sends_it_again(app, house, physician):
    _, telephone, _ = physician
    code = telephone.code()
    assert given(app, code).status_code == 200
    assert given(app, code).json["code"] == "code_spent"
    house.clock.advance(timedelta(seconds=30))
    assert given(app, telephone.code()).status_code == 200


def test_a_telephone_half_a_minute_late_is_accepted_and_a_minute_is_not(app, house, physician):
    _, telephone, _ = physician
    house.clock.advance(timedelta(minutes=5))
    assert given(app, telephone.code(late=60)).json["code"] == "wrong_code"
    assert given(app, telephone.code(late=30)).status_code == 200
    assert given(app, telephone.code(late=-60)).json["code"] == "wrong_code"
    assert given(app, telephone.code(late=-30)).status_code == 200


def test_five_wrong_codes_make_one_wait_on_every_device_and_a_right_password_forgets_none(
    app, house, physician
):
    _, telephone, codes = physician
    for place in range(5):
        browser, held = ticket(app, device=f"tablet-{place}")
        assert browser.post("/api/session/factor", held | {"code": "000000"}).json["code"] == "wrong_code"
    assert given(app, telephone.code()).json["code"] == "too_many_codes"
    assert given(app, codes[0]).json["code"] == "too_many_codes"
    house.clock.advance(timedelta(minutes=15))
    assert given(app, telephone.code()).status_code == 200


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash_only(app, house, physician):
    browser, _, codes = physician
    with house.database.read() as connection:
        kept = str(connection.execute(select(recovery_code)).all()) + str(
            connection.execute(select(totp.c.secret)).all()
        )
    assert not [code for code in codes if code.replace("-", "") in kept]
    opened = given(app, codes[0].lower().replace("-", " "))
    assert (opened.status_code, opened.json["factor"]) == (200, "recovery")
    assert given(app, codes[0]).json["code"] == "wrong_code"
    assert browser.get("/api/account").json["recovery_left"] == 9
    fresh = browser.post("/api/account/recovery", {"pin": PIN})
    assert given(app, codes[1]).json["code"] == "wrong_code"
    assert given(app, fresh.json["codes"][0]).status_code == 200


def test_the_secret_is_unreadable_in_the_database(house, signed_in):
    browser = signed_in(Role.PHYSICIAN)
    secret = browser.post("/api/account/totp", {"pin": PIN}).json["secret"]
    with house.database.read() as connection:
        assert secret not in connection.execute(select(totp.c.secret)).scalar_one()


def test_a_new_telephone_replaces_the_old_one_at_its_first_code_and_not_before(app, house, physician):
    browser, old, _ = physician
    begun = browser.post("/api/account/totp", {"pin": PIN}).json
    new = Telephone(begun["secret"], house.clock)
    assert given(app, new.code()).json["code"] == "wrong_code"
    assert given(app, old.code()).status_code == 200
    assert browser.post("/api/account/totp/confirm", {"code": new.code()}).json == {"codes": []}
    house.clock.advance(timedelta(seconds=30))
    assert given(app, old.code()).json["code"] == "wrong_code"
    assert given(app, new.code()).status_code == 200
    assert browser.post("/api/account/totp/confirm", {"code": "000000"}).json["code"] == "nothing_begun"


def test_adding_a_factor_ends_the_sessions_that_were_opened_without_one(signed_in, house):
    other, browser = signed_in(Role.PHYSICIAN), signed_in(Role.PHYSICIAN)
    enrolled(browser, house)
    assert browser.get("/api/me").status_code == 200
    assert other.get("/api/me").status_code == 401


def test_by_pin_one_takes_a_tablet_only_where_the_second_factor_was_given_too(
    app, house, signed_in, physician
):
    _, _telephone, _ = physician
    nurse = signed_in(Role.NURSE)
    switch = {"login": PHYSICIAN, "pin": PIN}
    assert nurse.post("/api/session/switch", switch).json["factor"] == "totp"
    house.clock.advance(timedelta(hours=14, seconds=1))
    nurse = signed_in(Role.NURSE)
    assert nurse.post("/api/session/switch", switch).json["code"] == "wrong_proof"


def test_the_last_factor_of_a_role_that_needs_one_stays(house, physician):
    browser, _, _ = physician
    asked_of(house, "physician")
    assert browser.post("/api/account/totp/remove", {"pin": PIN}).json["code"] == "last_factor"
    asked_of(house)
    assert browser.post("/api/account/totp/remove", {"pin": PIN}).status_code == 204
    account = browser.get("/api/account").json
    assert (account["totp"], account["recovery_left"]) == (None, 0)


def test_an_administrator_resets_a_factor_with_a_reason_that_is_kept(app, house, signed_in, physician):
    browser, _telephone, _ = physician
    asked_of(house, "physician")
    admin = signed_in(Role.ADMINISTRATOR)
    people = {one["login"]: one for one in admin.get("/api/staff").json["people"]}
    assert [one["login"] for one in people.values() if one["factor"]] == [PHYSICIAN]
    path = f"/api/habilitations/{people[PHYSICIAN]['id']}/factor-reset"
    assert admin.post(path, {"reason": "perdu"}).json["code"] == "reset_unexplained"
    assert browser.get("/api/me").status_code == 200
    assert admin.post(path, {"reason": "Téléphone perdu, vu en personne"}).status_code == 204
    assert browser.get("/api/me").status_code == 401
    anew = Browser(app.test_client())
    assert anew.post("/api/session", LOGIN).json["factor_due"] is True
    own = f"/api/habilitations/{people['administrator-750000018']['id']}/factor-reset"
    assert admin.post(own, {"reason": "Téléphone perdu"}).json["code"] == "not_your_own"
    assert signed_in(Role.MANAGER).post(path, {"reason": "Téléphone perdu"}).status_code == 403
    with house.database.read() as connection:
        reset = connection.execute(select(access_reset)).one()
        trail = connection.execute(
            select(audit_entry.c.objects).where(audit_entry.c.action == "reset_factor")
        )
        assert ["access_reset", reset.id] in json.loads(trail.scalars().first())
    assert (reset.by_id, reset.reason) == (
        house.people[Role.ADMINISTRATOR],
        "Téléphone perdu, vu en personne",
    )
    nurse = signed_in(Role.NURSE)
    switched = nurse.post("/api/session/switch", {"login": PHYSICIAN, "pin": PIN})
    assert switched.json["factor_due"] is True


def test_the_administrator_says_which_roles_need_one_and_it_holds_at_once(house, signed_in):
    physician, admin = signed_in(Role.PHYSICIAN), signed_in(Role.ADMINISTRATOR)
    assert admin.get("/api/second-factor").json == {"roles": []}
    said = admin.send("PUT", "/api/second-factor", {"roles": ["physician"]})
    assert (said.status_code, said.json) == (200, {"roles": ["physician"]})
    assert physician.get("/api/queue").json["code"] == "second_factor_due"
    assert admin.send("PUT", "/api/second-factor", {"roles": ["king"]}).status_code == 422
    assert physician.send("PUT", "/api/second-factor", {"roles": []}).status_code == 403


def test_a_wrong_code_at_sign_in_is_in_the_trail(app, house, physician):
    given(app, "000000")
    with house.database.read() as connection:
        last = connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)).one()
    assert (last.action, last.outcome) == ("sign_in", "wrong_code")


def test_who_keeps_the_server_resets_a_factor_or_gives_a_new_code_from_the_command_line(
    app, physician, tmp_path, monkeypatch
):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    monkeypatch.delenv("MEDCIRCUIT_DATABASE_URL", raising=False)
    command = ["staff", "reset-factor", PHYSICIAN, "--reason"]
    refused = CliRunner().invoke(main, [*command, "perdu"])
    assert (refused.exit_code, "10 caractères" in refused.output) == (1, True)
    unknown = CliRunner().invoke(main, ["staff", "reset-factor", "nobody", "--reason", "Téléphone perdu"])
    assert (unknown.exit_code, "Aucun compte" in unknown.output) == (1, True)
    assert CliRunner().invoke(main, [*command, "Téléphone perdu"]).exit_code == 0
    assert Browser(app.test_client()).post("/api/session", LOGIN).status_code == 200
    renewed = CliRunner().invoke(
        main, ["staff", "new-code", PHYSICIAN, "--reason", "PIN oublié, au téléphone"]
    )
    assert (renewed.exit_code, "Code à usage unique" in renewed.output) == (0, True)
    assert Browser(app.test_client()).post("/api/session", LOGIN).json["code"] == "wrong_proof"
