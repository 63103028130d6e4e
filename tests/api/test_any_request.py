"""Whatever a request holds, the answer is one that the published API knows: never a failure of ours."""

import collections
import shutil
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from sqlalchemy import select

from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import open_database
from medcircuit.staff import service as staff
from medcircuit.staff.rules.habilitations import MATRIX
from medcircuit.stock.models import account as stock_account
from medcircuit.structure import service as structure
from medcircuit.web.app import create_app
from tests.conftest import MORNING, PASSWORD, PIN, Browser, make_house
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, Ward, dosage

ENDS_THE_SESSION = {
    ("DELETE", "/api/session"),
    ("POST", "/api/session/lock"),
    ("POST", "/api/session/switch"),
    ("POST", "/api/session/psc/end"),
    ("PUT", "/api/second-factor"),  # whoever lacks one is then refused everywhere
    ("POST", "/api/habilitations/{habilitation_id}/factor-reset"),
}
EXAMPLES = 4
NOW = "2026-11-21T07:09:00Z"
SENSIBLE = {
    **dict.fromkeys(("day", "date"), "2026-11-21"),
    **dict.fromkeys(("at", "sent_at", "starts_at", "effective_from", "from", "to"), NOW),
    **dict.fromkeys(("version", "version_seen", "boxes"), 1),
    **dict.fromkeys(("amount", "units"), "1"),
    "pin": PIN,
    **dict.fromkeys(("traits", "reason", "note", "replaces", "unreadable", "remainder", "chosen")),
    **dict.fromkeys(("birthplace_code", "ins_matricule", "ins_oid")),
    **dict.fromkeys(("cis", "code"), FUROSEMIDE),
    **dict.fromkeys(("dosage", "dosages"), dosage()),
    "moment": "MORN",
    "mode": "scan",
    "device": "device-1",
    "kind": "given",
    "seen": "0",
    "birth_date": "1938-03-12",
    "ins_status": "PROV",
    "language": "fr",
}
"""What a name of an address or a body stands for, where a value that makes sense needs no ward."""


@pytest.fixture(scope="module")
def world(tmp_path_factory, sqlite_template):
    """A ward with people, lines, boxes and a round begun, and the ids that its addresses may name."""
    path = tmp_path_factory.mktemp("any") / "any.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    house = make_house(database, ManualClock(MORNING))
    ward = Ward(house)
    resident = ward.admit("Jeanne")
    lines = [ward.prescribe("Jeanne", cis) for cis in (DOLIPRANE_1G, FUROSEMIDE)]
    ward.give(lines[0], "Jeanne")
    app = create_app(database, house.clock)
    yield app, house, sensible(house, ward, resident, lines)
    database.close()


@pytest.fixture(scope="module")
def browsers(world):
    """A signed-in browser for each role."""
    app, house, _ = world
    made = {}
    for role in Role:
        with house.database.write() as connection:
            staff.set_secrets(connection, house.people[role], password=PASSWORD, pin=PIN)
        made[role] = Browser(app.test_client())
        login = {"login": f"{role.value}-750000018", "password": PASSWORD, "device": f"tablet-{role.value}"}
        assert made[role].post("/api/session", login).status_code == 200
    return made


def who_may(app, operation):
    """A role that the route's policy lets in."""
    adapter = app.url_map.bind("localhost")
    path = operation.path.format(**dict.fromkeys((one.name for one in operation.path_parameters), "x"))
    endpoint, _ = adapter.match(path, method=operation.method.upper())
    right = app.policies[endpoint].right
    return next(role for role in Role if right is None or right in MATRIX[role])


def sensible(house, ward, resident, lines):
    """A value that makes sense for each name that addresses and bodies use."""
    with house.database.read() as connection:
        place = structure.places(connection, house.establishment_id)[0].id
        account = connection.execute(
            select(stock_account.c.id).where(stock_account.c.place_id == place)
        ).scalar()
    return SENSIBLE | {
        "resident_id": resident,
        "resident": resident,
        "line_id": lines[0],
        "line": lines[1],
        "dose": ward.key(lines[1]),
        "unit_id": ward.unit,
        "unit": ward.unit,
        "place": place,
        "account": account,
        "raw": ward.box(FUROSEMIDE),
    }


def made_sensible(value, known, left):
    """A generated value in which every name that is known has its sensible value, but those `left`."""
    if isinstance(value, dict):
        return {
            name: known[name] if name in known and name not in left else made_sensible(inner, known, left)
            for name, inner in value.items()
        }
    return [made_sensible(one, known, left) for one in value] if isinstance(value, list) else value


def request_of(case, known, left):
    """The address and body of a generated request, sensible but for the names `left` as generated."""
    places = made_sensible(dict(case.path_parameters or {}), known, left)
    query = made_sensible(dict(case.query or {}), known, left)
    body = made_sensible(case.body, known, left) if isinstance(case.body, dict | list) else {}
    path = case.path.format(**{name: quote(str(value), safe="") for name, value in places.items()})
    asked = urlencode({name: value for name, value in query.items() if value is not None}, doseq=True)
    return f"{path}?{asked}" if asked else path, body


def wrong_with(answer):
    """Why an answer is not one the API promises, or None."""
    if answer.status_code >= 500:
        return "a failure of ours"
    if answer.status_code < 400:
        return None
    if answer.content_type != "application/problem+json":
        return f"not a problem but {answer.content_type}"
    problem = answer.get_json()
    return None if problem["status"] == answer.status_code and problem["title"] else "a problem without words"


def try_operation(operation, mode, browser, known):
    """Send what is generated for an operation; gives how the requests were answered.

    Raises:
        AssertionError: an answer is not one the API promises.
    """
    answered = collections.Counter()
    method = operation.method.upper()

    @seed(20261122)
    @settings(
        max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(mode), left=st.sets(st.sampled_from(sorted(known)), max_size=8))
    def holds(case, left):
        path, body = request_of(case, known, left)
        answer = browser.send(method, path, None if method == "GET" else body)
        assert wrong_with(answer) is None, (
            f"{method} {path} {body!r}: {answer.status_code} {answer.data[:300]!r}"
        )
        answered[answer.status_code // 100] += 1

    holds()
    return answered


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfit"])
def test_no_request_makes_the_service_fail(world, browsers, mode):
    """Requests made from the published API, fitting it and not, on ids that exist and that do not."""
    app, _, known = world
    wrong, answered = [], {}
    for found in schemathesis.openapi.from_wsgi("/api/openapi.json", app).get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) in ENDS_THE_SESSION:
            continue
        try:
            answered[operation.label] = try_operation(
                operation, mode, browsers[who_may(app, operation)], known
            )
        except Unsatisfiable:  # nothing unfit can be sent to an address without parameters
            assert mode is GenerationMode.NEGATIVE
        except AssertionError as error:
            wrong.append(str(error))
    assert not wrong, "\n".join(wrong)
    if mode is GenerationMode.POSITIVE:
        served = [label for label, classes in answered.items() if classes[2]]
        assert len(served) * 2 > len(answered), (
            f"most requests are refused at the door: only {served} were served"
        )
