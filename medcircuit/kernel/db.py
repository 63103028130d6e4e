"""The database: its types, its durability, and the one way to write to it.

On SQLite every write passes one fair gate: requests take turns in the order of arrival, several may share one
COMMIT, and none is answered before that COMMIT. On PostgreSQL a write is a plain transaction: see `kernel.postgres`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from json import JSONEncoder
from typing import Any

import uuid_utils
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    MetaData,
    QueuePool,
    String,
    Table,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.types import TypeDecorator, TypeEngine

from medcircuit.kernel import postgres
from medcircuit.kernel.clock import instant_kept
from medcircuit.kernel.faults import FaultLog
from medcircuit.kernel.gate import LONGEST_LOG, Gate
from medcircuit.kernel.problems import Unavailable
from medcircuit.kernel.remembered import OPTION, Memory
from medcircuit.kernel.row_hash import begin_noting, with_row_hash

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class NotDurable(Unavailable):
    """The database is set so that an acknowledged act could be lost in a crash."""

    code = "database_not_durable"
    sentence = "La base de données peut perdre une saisie en cas de panne (%(setting)s). Le service refuse de démarrer."


class DatabaseFailed(Unavailable):
    """The storage failed under a command: a damaged file, a full disk, a server that went away."""

    code = "database_failed"
    sentence = (
        "La base de données est illisible, pleine ou coupée : la commande n'est pas allée au bout. Vérifiez le disque et "
        "le serveur et recommencez ; si cela se répète, gardez une copie du dossier et restaurez la dernière sauvegarde."
    )


class DatabaseUnreachable(Unavailable):
    """The database could not be opened when a command or the service started."""

    code = "database_unreachable"
    sentence = (
        "La base de données ne répond pas ou ne peut pas être ouverte (%(where)s). Rien n'a été changé. Vérifiez "
        "qu'elle est démarrée, son adresse, ses droits d'accès, la place qui reste sur le disque ; si son fichier est "
        "abîmé, restaurez la dernière sauvegarde."
    )


json_text = JSONEncoder(ensure_ascii=False, sort_keys=True).encode
"""A value as a column keeps it in JSON: keys in order, letters as they are."""

_make_id: ContextVar[Callable[[], str]] = ContextVar("make_id", default=lambda: str(uuid_utils.uuid7()))


def new_id() -> str:
    """A fresh identifier, ordered by time of creation (UUIDv7, RFC 9562)."""
    return _make_id.get()()


@contextmanager
def ids_made_by(make: Callable[[], str]) -> Iterator[None]:
    """Within this block and this thread, identifiers come from `make`: for data that must be the same each time."""
    kept = _make_id.set(make)
    try:
        yield
    finally:
        _make_id.reset(kept)


class Instant(TypeDecorator[datetime]):
    """An aware instant, in UTC: timestamptz on PostgreSQL, sortable ISO 8601 text on SQLite."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of this engine."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """An aware instant goes in; a naive one is a bug."""
        return _to_postgresql if dialect.name == "postgresql" else _to_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002 - SQLAlchemy's
        """An aware instant in UTC comes out."""
        return _from_postgresql if dialect.name == "postgresql" else _from_text


def _to_text(at: datetime | None) -> str | None:
    return None if at is None else instant_kept(at)


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _to_postgresql(at: datetime | None) -> datetime | None:
    if at is None or at.tzinfo is UTC:
        return at
    assert at.tzinfo is not None, "a naive time reached the database"
    return at.astimezone(UTC)


def _from_postgresql(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)


def own_row() -> tuple[Column[str], Column[str]]:
    """The first columns of what an establishment keeps: its identifier, and whose it is."""
    return (
        Column("id", String(36), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    )


def done_by() -> tuple[Column[str], Column[str], Column[datetime]]:
    """Who did it, under which name at that time, and when."""
    return (
        Column("by", String(36), nullable=False),
        Column("by_name", String(120), nullable=False),
        Column("at", Instant, nullable=False),
    )


def append_only(table: Table, *, hashed: bool = True) -> Table:
    """Mark a table whose rows are facts; the migration that makes it has the database refuse any change of them.

    Each row carries the hash of itself, unless the table has its own.
    """
    table.info["append_only"] = True
    return with_row_hash(table) if hashed else table


def append_only_ddl(name: str, dialect: str) -> list[str]:
    """The statements that make a table append-only on this engine."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    refuse = (
        f"CREATE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()"
    )
    return [refuse, trigger]


class Database:
    """An opened, durable database; `read()` and `write()` give its connections."""

    def __init__(
        self, readers: Engine, write: Callable[[], Any], engines: tuple[Engine, ...], gate: Gate | None = None
    ) -> None:
        self._readers = readers
        self._write = write
        self._engines = engines
        self._gate = gate
        self.faults = FaultLog()

    @property
    def dialect(self) -> str:
        """The engine's name: sqlite or postgresql."""
        return self._readers.dialect.name

    @property
    def engine(self) -> Engine:
        """The engine itself, for migrations and for making the schema."""
        return self._engines[-1]

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and cannot write."""
        with self._readers.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: on leaving it is on the disk, or everything in it is undone.

        Raises:
            Unavailable: the database could not take it; nothing of it is kept.
        """
        with storage_faults_said(), self._write() as connection:
            begin_noting(connection)
            yield connection

    def reach(self) -> None:
        """Read one small row.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        with self.read() as connection:
            connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchall()

    def close(self) -> None:
        """Give back every connection."""
        if self._gate is not None:
            self._gate.close()
        for engine in self._engines:
            engine.dispose()


_STORAGE_FAULTS = {"OperationalError", "InterfaceError", "DatabaseError"}


@contextmanager
def storage_faults_said(problem: type[Unavailable] = Unavailable) -> Iterator[None]:
    """Turn a fault of the storage (full disk, damaged file, lost server, lock wait) into a problem a person can act on."""
    try:
        yield
    except DBAPIError as error:
        if is_storage_fault(error):
            raise problem from error
        raise


def is_storage_fault(error: Exception) -> bool:
    """Whether the storage failed: a bug in a statement is not its fault."""
    return isinstance(error, DBAPIError) and type(error).__name__ in _STORAGE_FAULTS


def open_database(url: str) -> Database:
    """Open the database at this address and check that it keeps what it acknowledges.

    Raises:
        NotDurable: it is not set to survive a crash; the service must not start.
        DatabaseUnreachable: it cannot be opened.
    """
    try:
        return _open_sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _open_postgresql(url)
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnreachable(where=make_url(url).render_as_string()) from error


def _open_sqlite(url: str) -> Database:
    memory = Memory()
    writer = _sqlite_engine(url, memory, read_only=False)
    readers = _sqlite_engine(url, memory, read_only=True)
    with writer.connect() as connection:
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        if journal != "wal":
            raise NotDurable(setting=f"journal_mode={journal}")
        if synchronous != 2:
            raise NotDurable(setting="synchronous=FULL")
    gate = Gate(writer)
    return Database(readers, gate.write, (readers, writer), gate)


def _sqlite_engine(url: str, memory: Memory, *, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 10},
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
        hide_parameters=True,
        execution_options={OPTION: memory},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",  # what a write that shares a COMMIT would take back needs no file of its own
            "cache_size=-32000",
            f"wal_autocheckpoint={LONGEST_LOG}",
        ):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA query_only={int(read_only)}")

    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def _begin(connection: Any) -> None:
        connection.execute(begin)

    # said by the dialect itself: a listener of "begin" would make every statement look for listeners
    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    return engine


_A_HOST_THAT_VANISHED = {
    "connect_timeout": 5,
    "tcp_user_timeout": 8000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
"""After how many seconds (milliseconds the second) a server whose packets are lost on the way is given up: without them
the kernel waits for a quarter of an hour, and each request with it. A server that is slow answers its packets."""


def _open_postgresql(url: str) -> Database:
    engine = create_engine(
        url,
        pool_size=8,
        max_overflow=32,
        hide_parameters=True,
        execution_options={OPTION: Memory()},
        connect_args={
            **_A_HOST_THAT_VANISHED,
            "fallback_application_name": "medcircuit",
            "prepare_threshold": None,  # kernel.postgres prepares; psycopg would drop all of them at a ROLLBACK
            "options": "-c lock_timeout=5000 -c statement_timeout=15000 -c timezone=UTC",
        },
    )
    postgres.sending_with_others(engine)
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "off":
                raise NotDurable(setting=f"{setting}=off")
    readers = engine.execution_options(postgresql_readonly=True)
    return Database(readers, engine.begin, (engine,))
