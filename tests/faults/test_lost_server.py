"""PostgreSQL goes away under a service that goes on: one request is refused, in words, and the next is served."""

import pytest
from sqlalchemy import create_engine, text

from medcircuit.kernel.access import Role

CONNECTIONS = 5

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("database", [pytest.param("postgresql")], indirect=True),
]


def lose(server, database):
    """Every connection of the pool was in use once; the server then ends them all, as a restart by night does."""
    held = [database.engine.connect() for _ in range(CONNECTIONS)]
    for one in held:
        one.execute(text("SELECT 1"))
    for one in held:
        one.close()
    end = text(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
    )
    other = create_engine(server.url())
    with other.connect() as connection:
        ended = connection.execute(end, {"name": database.engine.url.database}).scalars().all()
    other.dispose()
    assert len(ended) >= CONNECTIONS
    assert all(ended)


def served(browser, house):
    """How requests of each kind are answered, one after the other: readings that are audited, and writes."""
    unit = house.units["Lilas"]
    asked = [browser.get(f"/api/units/{unit}/residents") for _ in range(CONNECTIONS)]
    return [*asked, browser.send("POST", "/api/session/seen")]


def test_a_reading_that_meets_a_lost_connection_is_refused_once_and_the_next_is_served(
    postgresql, house, signed_in
):
    browser = signed_in(Role.NURSE)
    lose(postgresql, house.database)
    first, *others = served(browser, house)
    assert (first.status_code, first.content_type) == (503, "application/problem+json")
    assert first.json["detail"].startswith("Le serveur ne peut pas")
    assert {one.status_code // 100 for one in others} == {2}


def test_a_write_that_meets_a_lost_connection_is_refused_once_and_keeps_nothing(postgresql, house, signed_in):
    browser = signed_in(Role.NURSE)
    lose(postgresql, house.database)
    refused = browser.send("POST", "/api/session/seen")
    assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
    assert {one.status_code // 100 for one in served(browser, house)} == {2}


def test_a_lost_database_is_told_to_a_supervisor_and_once_to_the_log_without_anyones_data(
    postgresql, house, signed_in, caplog
):
    browser = signed_in(Role.NURSE)
    unit = house.units["Lilas"]
    assert browser.get("/health").data == b"ok"
    lose(postgresql, house.database)
    told = browser.get("/health")
    assert (told.status_code, told.data) == (503, b"base injoignable")
    assert browser.get("/health").status_code == 200
    lose(postgresql, house.database)
    assert browser.get(f"/api/units/{unit}/residents").status_code == 503
    assert browser.get(f"/api/units/{unit}/residents").status_code == 200
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0].startswith("database fault at pages.health: psycopg.")
    assert (len(lines) <= 2, unit in str(lines)) == (True, False)


def test_a_server_whose_packets_are_lost_is_given_up_within_seconds(house):
    """Nobody may cut a network in a test: what the kernel is told is what ended the wait when one was cut by hand."""
    with house.database.read() as connection:
        told = connection.connection.dbapi_connection.info.get_parameters()
    said = {name: int(told[name]) for name in told if name.startswith(("keepalives_", "tcp_", "connect_"))}
    probed = said["keepalives_idle"] + said["keepalives_count"] * said["keepalives_interval"]
    assert (said["connect_timeout"] <= 5, probed <= 12, said["tcp_user_timeout"] <= 10_000) == (
        True,
        True,
        True,
    )
