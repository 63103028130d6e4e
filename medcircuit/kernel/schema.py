"""The version of a database's schema: compared with the program's whenever one is opened, and brought to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import migrations
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.problems import Conflict, Invalid, Unavailable


class NoDatabase(Invalid):
    """A command that works on a house found no database."""

    code = "no_database"
    sentence = "Aucune base de données ici. Créez-la d'abord avec « medcircuit init »."


class DatabaseOlder(Unavailable):
    """The database was made by an earlier version of the program."""

    code = "database_older"
    sentence = (
        "La base est à la version %(found)s et ce programme attend la version %(expected)s. Rien n'a été changé. "
        "Arrêtez le service, puis lancez « medcircuit upgrade »."
    )


class DatabaseNewer(Unavailable):
    """The database was brought to a version that this program does not know."""

    code = "database_newer"
    sentence = (
        "La base est à la version %(found)s, que ce programme (version %(expected)s) ne connaît pas : il est plus ancien "
        "qu'elle. Rien n'a été changé. Installez la dernière version de medcircuit."
    )


class DatabaseInUse(Conflict):
    """The schema cannot be changed under a program that works with it."""

    code = "database_in_use"
    sentence = (
        "La base est utilisée par un autre programme : le service tourne encore, ou une commande. Rien n'a été changé. "
        "Arrêtez-le et recommencez."
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _versions() -> tuple[str, ...]:
    """Every version that this program knows, the last first."""
    return tuple(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def expected() -> str:
    """The version that this program works with."""
    return _versions()[0]


def version_of(database: Database) -> str | None:
    """The version of this database's schema; None where it has none, for nothing was made yet.

    Raises:
        DatabaseNewer: the program does not know it.
    """
    with database.read() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in _versions():
        raise DatabaseNewer(found=found, expected=expected())
    return found


def open_current(url: str) -> Database:
    """Open the database at this address, unless its schema is another than the program's; one without any is opened.

    Raises:
        NotDurable, DatabaseUnreachable: as `open_database`.
        DatabaseOlder, DatabaseNewer: the program would not understand it.
    """
    database = open_database(url)
    try:
        _refuse_older(version_of(database))
    except BaseException:
        database.close()
        raise
    return database


def _refuse_older(found: str | None) -> None:
    if found not in {None, expected()}:
        raise DatabaseOlder(found=str(found), expected=expected())


def upgrade(database: Database) -> None:
    """Apply the migrations that are missing, all of them or none."""
    with upgrading(database):
        pass


@contextmanager
def upgrading(database: Database) -> Iterator[Connection]:
    """Apply the migrations that are missing; what is done within is of the same transaction: all of it or nothing.

    Raises:
        DatabaseNewer: the database is at a version that the program does not know.
        DatabaseInUse: another program is connected to it (on SQLite `refuse_in_use` finds out before it is opened).
    """
    version_of(database)
    with database.engine.connect() as connection, _without_references(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            _prepare_postgresql(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        yield connection
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            assert not broken, f"a migration left {len(broken)} rows that refer to nothing"


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """On SQLite a table is made anew to be changed: what refers to it is looked at in the end, not meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def _prepare_postgresql(connection: Connection) -> None:
    """Refuse where another program of ours is connected; give a long change the time it takes."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
    )
    if connection.exec_driver_sql(others).scalar_one():
        raise DatabaseInUse
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def refuse_in_use(file: Path) -> None:
    """Refuse while any other connection to this SQLite database is open.

    Raises:
        DatabaseInUse: there is one.
    """
    with closing(sqlite3.connect(file, isolation_level=None, timeout=1)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # in WAL mode only who is alone is given that
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise DatabaseInUse from error
        connection.execute("COMMIT")
