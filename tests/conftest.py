"""What tests stand on: a clock set by hand, real databases, a small house, a browser's way in."""

import itertools
import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from medcircuit.bench.postgres import postgres_server
from medcircuit.kernel.access import Actor, Role, system_actor
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import open_database
from medcircuit.kernel.schema import upgrade
from medcircuit.kernel.work import writing
from medcircuit.staff import service as staff
from medcircuit.staff.rules.habilitations import rights_of
from medcircuit.staff.service import people
from medcircuit.structure import service as structure
from tests.served import application

hypothesis_settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("house")

MORNING = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
"""08:10 in Paris, during the morning round."""

PASSWORD = "correcte-agrafe-batterie"
PIN = "2580"

SHARED = Path(os.environ.get("MEDCIRCUIT_SHARED", Path(__file__).parents[1].parent / "shared"))

numbers = itertools.count()


def pytest_collection_modifyitems(items):
    for item in items:
        if "shared" in item.keywords and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="the real data of ../shared is not here"))


@pytest.fixture(scope="session")
def shared():
    """The folder of real data; a test that asks for it is marked `shared`."""
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes():
    """Argon2id with the least work, or every small house would cost two seconds of hashing."""
    kept, people.hasher = people.hasher, lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    people.hasher = kept


@pytest.fixture
def clock():
    return ManualClock(MORNING)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    made = open_database(f"sqlite:///{path}")
    upgrade(made)
    made.close()
    return path


@pytest.fixture(scope="session")
def postgresql():
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql):
    made = open_database(postgresql.create("template_house"))
    upgrade(made)
    made.close()
    return "template_house"


def starts(empty, copy):
    """What tests begin with copies of, by name, each made once: where it is, and the house in it if there is one."""

    @cache
    def start(name):
        if name == "schema":
            return empty, None
        place, url = copy(name)
        made = open_database(url)
        house = make_house(made, ManualClock(MORNING))
        if name == "catalogue":
            from tests.ward import bring_catalogue

            bring_catalogue(house)
        made.close()
        return place, house

    return start


@pytest.fixture(scope="session")
def sqlite_starts(sqlite_template):
    def copy(name):
        path = sqlite_template.with_name(f"{name}.sqlite")
        shutil.copy(sqlite_template, path)
        return path, f"sqlite:///{path}"

    return starts(sqlite_template, copy)


@pytest.fixture(scope="session")
def postgresql_starts(postgresql, postgresql_template):
    def copy(name):
        place = f"start_{name}"
        return place, postgresql.create(place, template=postgresql_template)

    return starts(postgresql_template, copy)


def begun(request, engine):
    """What this test begins with on this engine: as little as its fixtures ask for."""
    asked = set(request.fixturenames)
    house = "house" if asked & {"house", "sqlite_house"} else "schema"
    return request.getfixturevalue(f"{engine}_starts")("catalogue" if "catalogued" in asked else house)


@pytest.fixture
def catalogued():
    """Whoever asks for it has a house that begins with the demonstration's catalogue."""


@pytest.fixture
def sqlite(request, tmp_path):
    """A fresh SQLite database with the schema, and with the house where that is asked for."""
    path = tmp_path / "medcircuit.sqlite"
    shutil.copy(begun(request, "sqlite")[0], path)
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request):
    """A fresh database as `sqlite`: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    server = request.getfixturevalue("postgresql")
    name = f"test_{next(numbers)}"
    opened = open_database(server.create(name, template=begun(request, "postgresql")[0]))
    yield opened
    opened.close()
    server.drop(name)


@dataclass
class House:
    """A small establishment: two units with a cart and a cupboard each, and one person of each role."""

    database: object
    clock: object
    organisation_id: str
    establishment_id: str
    units: dict
    people: dict
    catalogued: bool = False

    def system(self):
        return system_actor(self.establishment_id)

    def actor(self, role, unit=None):
        """The actor that this role's person is when signed in."""
        user_id = self.people[role]
        rights = rights_of([role])
        where = {} if unit is None else {"unit_rights": {self.units[unit]: rights}}
        return Actor(
            user_id,
            self.establishment_id,
            f"P. {role.value}",
            frozenset([role]),
            frozenset() if unit else rights,
            device_id="device-1",
            **where,
        )

    def writing(self, role=None):
        return writing(self.database, self.actor(role) if role else self.system(), self.clock)


@pytest.fixture
def house(request, database, clock):
    return house_in(request, database, clock)


@pytest.fixture
def sqlite_house(request, sqlite, clock):
    return house_in(request, sqlite, clock)


def house_in(request, database, clock):
    """The house that this database began with."""
    _, made = begun(request, database.dialect)
    return replace(made, database=database, clock=clock, units=dict(made.units), people=dict(made.people))


def make_house(database, clock, *, finess="750000018", organisation_id=None):
    units = tuple(
        structure.UnitPlan(name, (("cart", f"Chariot {name}"), ("cupboard", f"Armoire {name}")))
        for name in ("Lilas", "Roses")
    )
    plan = structure.EstablishmentPlan("EHPAD des Tilleuls", finess, "EHPAD", units)
    with database.write() as connection:
        organisation = organisation_id or structure.create_organisation(connection, "Association")
        establishment = structure.create_establishment(connection, organisation, plan)
        named = {name: unit_id for unit_id, name in structure.units(connection, establishment)}
    enrolled = {}
    with writing(database, system_actor(establishment), clock) as work:
        for role in Role:
            login = f"{role.value}-{finess}"
            enrolled[role] = f"{role.value}-{finess}"[:36]
            staff.enrol(work, staff.Person(login, role.value.title(), "Pat", role), user_id=enrolled[role])
    return House(database, clock, organisation, establishment, named, enrolled)


@pytest.fixture
def app(house):
    return application(house.database, house.clock)


@dataclass
class Browser:
    """A browser's way in: the test client with the headers our pages send."""

    client: object

    def get(self, path, **options):
        return self.client.get(path, **options)

    def send(self, method, path, body=None):
        return self.client.open(path, method=method, json=body, headers={"X-Requested-With": "medcircuit"})

    def post(self, path, body=None):
        return self.send("POST", path, body if body is not None else {})


@pytest.fixture
def browser(app):
    """A browser that is not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def signed_in(app, house):
    """Makes a browser in which the person of a role is signed in, by their password."""

    def make(role=Role.NURSE):
        with house.database.write() as connection:
            staff.set_secrets(connection, house.people[role], password=PASSWORD, pin=PIN)
        made = Browser(app.test_client())
        answer = made.post(
            "/api/session", {"login": f"{role.value}-750000018", "password": PASSWORD, "device": "device-1"}
        )
        assert answer.status_code == 200, answer.json
        return made

    return make


@pytest.fixture
def lilas(house, catalogued):
    """A unit to give rounds in, on each database."""
    from tests.ward import Ward

    return Ward(house)


@pytest.fixture
def sqlite_lilas(sqlite_house, catalogued):
    """A unit to give rounds in, on SQLite."""
    from tests.ward import Ward

    return Ward(sqlite_house)
