"""Every route × every role: what is declared is what happens, and nothing more."""

import json
import shutil
import uuid

import pytest
from sqlalchemy import func, select

from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import metadata, open_database
from medcircuit.staff import service as staff
from medcircuit.staff.rules.habilitations import MATRIX
from medcircuit.web.app import create_app
from tests.conftest import MORNING, PASSWORD, PIN, Browser, make_house

ABSENT = str(uuid.UUID(int=0))
DAYS = {"day", "date"}


@pytest.fixture(scope="module")
def world(tmp_path_factory, sqlite_template):
    """One application for the whole matrix, with a signed-in browser for each role."""
    path = tmp_path_factory.mktemp("matrix") / "m.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    house = make_house(database, ManualClock(MORNING))
    app = create_app(database, house.clock)
    browsers = {}
    for role in Role:
        with database.write() as connection:
            staff.set_secrets(connection, house.people[role], password=PASSWORD, pin=PIN)
        browsers[role] = Browser(app.test_client())
        login = {"login": f"{role.value}-750000018", "password": PASSWORD, "device": f"tablet-{role.value}"}
        assert browsers[role].post("/api/session", login).status_code == 200
    browsers[None] = Browser(app.test_client())
    yield app, browsers
    database.close()


def calls(app):
    """Each route with each of its methods, its places filled with ids of nothing."""
    for rule in app.url_map.iter_rules():
        values = {name: "2026-11-21" if name in DAYS else ABSENT for name in rule.arguments}
        if rule.endpoint in {"static", "session.sign_out", "session.switch", "session.lock", "national.end"}:
            continue
        with app.test_request_context():
            _, url = rule.build(values)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, url


def refused(app, endpoint, method, role):
    """The status that the declared policy asks for, or None where the view itself answers."""
    declared = app.policies[endpoint]
    if declared.public:
        return None
    if role is None:
        return 401
    if declared.right is not None and declared.right not in MATRIX[role]:
        return 403
    return None


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "signed out")
def test_a_route_answers_whom_its_policy_names_and_refuses_everyone_else(world, role):
    app, browsers = world
    wrong = []
    for endpoint, method, url in calls(app):
        answer = browsers[role].send(method, url, None if method == "GET" else {})
        expected = refused(app, endpoint, method, role)
        right = (
            answer.status_code == expected
            if expected
            else answer.status_code not in {401, 403} and answer.status_code < 500
        )
        if endpoint in {"session.sign_in", "session.first_sign_in", "session.unlock"}:
            right = answer.status_code in {401, 422}
        if not right:
            wrong.append(f"{method} {url} ({endpoint}): {answer.status_code}, expected {expected}")
        if answer.status_code >= 400 and answer.content_type != "application/problem+json":
            wrong.append(f"{method} {url}: {answer.status_code} is not a problem but {answer.content_type}")
    assert not wrong, "\n".join(wrong)


def test_no_reading_changes_the_database_but_its_trail(world):
    """A GET writes an audit entry and the session's last gesture, nothing else."""
    app, browsers = world

    def counts():
        with app.database.read() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar()
                for table in metadata.sorted_tables
                if table.name not in {"audit_entry", "audit_head"}
            }

    before = counts()
    for _, method, url in calls(app):
        if method == "GET":
            browsers[Role.COORDINATING_NURSE].get(url)
    assert counts() == before


def test_the_published_api_is_the_one_that_is_served(world):
    app, browsers = world
    published = browsers[None].get("/api/openapi.json").json
    served = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and "openapi" not in rule.rule
    }
    assert {path.replace("{", "<").replace("}", ">") for path in published["paths"]} == served
    json.dumps(published)
