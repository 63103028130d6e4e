"""A prepared statement answers what SQLAlchemy's own execution answers, on both engines, in the same transaction."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    event,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from medcircuit.kernel.db import Instant
from medcircuit.kernel.postgres import MOST, MOST_WAITING
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Unavailable

thing = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(20), unique=True),
    Column("at", Instant),
    Column("day", Date),
    Column("held", Boolean),
    Column("amount", Integer),
)
POSTGRESQL = [pytest.param("postgresql", marks=pytest.mark.postgresql)]
NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
ROWS = [
    {"id": 1, "name": "one", "at": NOON, "day": date(2026, 11, 21), "held": True, "amount": 5},
    {"id": 2, "name": "two", "at": None, "day": None, "held": False, "amount": 0},
    {"id": 3, "name": "three", "at": NOON, "day": date(2026, 11, 22), "held": None, "amount": 7},
]
SOME = (
    select(thing)
    .where(thing.c.id.in_(bindparam("ids", expanding=True)), thing.c.amount > 0)
    .order_by(thing.c.id)
)


@pytest.fixture
def things(database):
    thing.metadata.create_all(database.engine)
    with database.write() as connection:
        Prepared(insert(thing)).run(connection, *ROWS)
    return database


@pytest.mark.parametrize("ids", [[1], [1, 2, 3], [3, 1], [9], []])
def test_rows_are_those_of_the_ordinary_execution(things, ids):
    prepared = Prepared(SOME)
    with things.read() as connection:
        told = prepared.rows(connection, {"ids": ids, "but": "four"})
        assert [row._asdict() for row in told] == [
            row._asdict() for row in connection.execute(SOME, {"ids": ids, "but": "four"})
        ]
        assert prepared.rows(connection, {"ids": ids, "but": "four"}) == told


@pytest.mark.parametrize("ids", [[], [2], [1, 3]])
def test_a_list_may_be_all_that_is_asked(things, ids):
    named = select(thing.c.id).where(thing.c.id.in_(bindparam("ids", expanding=True))).order_by(thing.c.id)
    with things.read() as connection:
        assert [row.id for row in Prepared(named).rows(connection, {"ids": ids})] == ids


def test_values_come_back_as_they_went_in(things):
    with things.read() as connection:
        found = Prepared(select(thing).where(thing.c.id == bindparam("id"))).first(connection, {"id": 1})
        assert found._asdict() == ROWS[0]
        assert (
            Prepared(select(thing).where(thing.c.id == bindparam("id"))).first(connection, {"id": 9}) is None
        )


def test_an_instant_compares_as_an_instant(things):
    later = Prepared(select(thing.c.id).where(thing.c.at >= bindparam("since")).order_by(thing.c.id))
    with things.read() as connection:
        assert [row.id for row in later.rows(connection, {"since": NOON})] == [1, 3]


def test_a_change_is_seen_within_its_transaction_and_undone_with_it(things):
    take = Prepared(
        update(thing)
        .where(thing.c.id == bindparam("which"), thing.c.amount >= bindparam("least"))
        .values(amount=thing.c.amount - bindparam("least"))
    )
    amount = select(thing.c.amount).where(thing.c.id == 1)
    with pytest.raises(ValueError, match="no"), things.write() as connection:
        assert take.run(connection, {"which": 1, "least": 5}) == 1
        assert take.run(connection, {"which": 1, "least": 5}) == 0
        assert connection.execute(amount).scalar_one() == 0
        raise ValueError("no")
    with things.read() as connection:
        assert connection.execute(amount).scalar_one() == 5


def test_a_fault_is_the_one_that_the_ordinary_execution_raises(things):
    with pytest.raises(IntegrityError), things.write() as connection:
        Prepared(insert(thing)).run(connection, {"id": 4, "name": "one"})


def test_what_is_sent_is_seen_within_its_transaction_and_undone_with_it(things):
    put, amount = Prepared(insert(thing)), select(thing.c.amount).where(thing.c.id == bindparam("id"))
    with things.write() as connection:
        put.send(connection, {"id": 4, "amount": 4}, {"id": 5, "amount": 5})
        assert connection.execute(amount, {"id": 4}).scalar_one() == 4
        put.send(connection, {"id": 6, "amount": 6})
        assert Prepared(amount).first(connection, {"id": 6}).amount == 6
        put.send(connection, {"id": 7, "amount": 7})
    with pytest.raises(ValueError, match="no"), things.write() as connection:
        put.send(connection, {"id": 8, "amount": 8})
        raise ValueError("no")
    with things.read() as connection:
        assert connection.execute(select(thing.c.id).order_by(thing.c.id)).scalars().all() == list(
            range(1, 8)
        )


@pytest.mark.parametrize("database", POSTGRESQL, indirect=True)
def test_what_is_sent_and_was_written_by_another_meanwhile_may_be_tried_again_and_keeps_nothing(things):
    put = Prepared(insert(thing))
    with pytest.raises(Unavailable), things.write() as connection:
        put.send(connection, {"id": 4, "name": "four"}, {"id": 5, "name": "one"}, {"id": 6, "name": "six"})
    with pytest.raises(DataError), things.write() as connection:
        put.send(connection, {"id": 4, "name": "four"}, {"id": 5, "name": "a" * 21})
    with things.write() as connection:
        assert Prepared(select(thing.c.id).order_by(thing.c.id)).rows(connection, {}) == [(1,), (2,), (3,)]


@pytest.mark.parametrize("database", POSTGRESQL, indirect=True)
def test_what_is_sent_is_on_the_disk_once_the_transaction_is_left(things):
    """The log is on the disk beyond where it ended when the row was in it, before the transaction's COMMIT."""
    put, written = Prepared(insert(thing)), text("SELECT pg_current_wal_insert_lsn()")
    flushed = text("SELECT pg_current_wal_flush_lsn() > CAST(:written AS pg_lsn)")
    for number in range(4, 24):
        with things.write() as connection:
            put.send(connection, {"id": number})
            before_commit = connection.execute(written).scalar_one()
            put.send(connection, {"id": -number})
        with things.read() as connection:
            assert connection.execute(flushed, {"written": before_commit}).scalar_one() is True


@pytest.mark.parametrize("database", POSTGRESQL, indirect=True)
def test_much_may_be_sent_before_anything_is_asked(things):
    wide = Table("wide", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text))
    wide.create(things.engine)
    with things.write() as connection:
        Prepared(insert(wide)).send(
            connection, *({"id": n, "text": "é" * 50_000} for n in range(3 * MOST_WAITING))
        )
    with things.read() as connection:
        assert connection.execute(select(func.count()).select_from(wide)).scalar_one() == 3 * MOST_WAITING


def test_a_statement_outlives_what_was_undone_around_it(things):
    named = select(thing.c.name).where(thing.c.id == bindparam("id"))
    prepared, one = Prepared(named), {"id": 1}
    with pytest.raises(ValueError, match="no"), things.write() as connection:
        for _ in range(
            9
        ):  # often enough for a driver to keep it itself, and to drop all it keeps with the transaction
            assert connection.execute(named, one).scalar_one() == prepared.first(connection, one).name
        with suppress(IntegrityError), connection.begin_nested():
            Prepared(insert(thing)).run(connection, {"id": 4, "name": "one"})
        assert connection.execute(named, one).scalar_one() == prepared.first(connection, one).name
        raise ValueError("no")
    with things.write() as connection:
        assert prepared.first(connection, one).name == "one"


@pytest.mark.parametrize("database", POSTGRESQL, indirect=True)
def test_a_connection_keeps_so_many_statements_whatever_the_lengths_of_lists(things):
    named = Prepared(select(thing.c.id).where(thing.c.id.in_(bindparam("ids", expanding=True))))
    with things.read() as connection:
        for length in range(1, MOST + 9):
            assert len(named.rows(connection, {"ids": list(range(length))})) == min(length - 1, len(ROWS))
        kept = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()
    assert 0 < kept <= MOST


def test_what_only_reads_cannot_write(things):
    with pytest.raises(DBAPIError), things.read() as connection:
        Prepared(insert(thing)).run(connection, {"id": 4, "name": "four"})
    with things.read() as connection:
        assert Prepared(select(thing.c.id).order_by(thing.c.id)).rows(connection, {}) == [(1,), (2,), (3,)]


@pytest.mark.parametrize("where", ["engine", "connection"])
def test_what_counts_statements_counts_these_too(things, where):
    asked = []
    with things.read() as connection:
        heard = connection if where == "connection" else connection.engine
        event.listen(heard, "before_cursor_execute", lambda *told: asked.append(told[2]))
        Prepared(SOME).rows(connection, {"ids": [1], "but": "four"})
    assert len([sql for sql in asked if "thing" in sql]) == 1
