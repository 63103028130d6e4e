"""The migrations make the very tables that the models state, on both engines."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from medcircuit.kernel.db import metadata, open_database
from medcircuit.kernel.schema import upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request, tmp_path):
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path}/empty.sqlite")
    else:
        server = request.getfixturevalue("postgresql")
        opened = open_database(server.create("empty_for_migrations"))
    yield opened
    opened.close()
    if request.param == "postgresql":
        server.drop("empty_for_migrations")


def test_an_empty_database_is_brought_to_the_tables_of_the_models(empty):
    upgrade(empty)
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        names = set(inspect(connection).get_table_names())
    assert {table.name for table in metadata.sorted_tables} <= names


def test_bringing_it_there_again_changes_nothing(empty):
    upgrade(empty)
    upgrade(empty)
    with empty.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_facts_cannot_be_changed_in_a_migrated_database(empty):
    upgrade(empty)
    facts = sorted(table.name for table in metadata.sorted_tables if table.info.get("append_only"))
    assert {"scan", "event", "receipt", "incident", "stock_move", "audit_entry", "line_version"} <= set(facts)
    for fact in facts:
        if empty.dialect == "postgresql":
            with pytest.raises(DBAPIError, match="append-only"), empty.write() as connection:
                connection.execute(text(f"DELETE FROM {fact}"))  # noqa: S608 - our own table names
        else:
            with empty.read() as connection:
                triggers = connection.execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"),
                    {"t": fact},
                ).scalars()
                assert {f"{fact}_no_update", f"{fact}_no_delete"} <= set(triggers)


def test_a_failed_migration_leaves_nothing(empty):
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE stock_move (x INTEGER)"))
    with pytest.raises(DBAPIError):
        upgrade(empty)
    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["stock_move"]
