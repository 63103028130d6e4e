"""What the log says of a storage that fails: once, then how often, and nothing of anyone."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from medcircuit.kernel.faults import QUIET_S, FaultLog, named_fault


def test_a_fault_is_said_when_it_comes_and_counted_while_it_lasts(caplog):
    now = [0.0]
    log = FaultLog(lambda: now[0])
    lost = OperationalError("SELECT", {}, psycopg.OperationalError("connection timeout expired\nMARTIN"))
    for _ in range(5):
        log.tell(lost, "rounds.pack")
    log.tell(OperationalError("COMMIT", {}, psycopg.errors.DiskFull("MARTIN")), "events.record")
    now[0] = QUIET_S
    log.tell(lost, "rounds.pack")
    assert [record.getMessage() for record in caplog.records] == [
        "database fault at rounds.pack: psycopg.OperationalError connection timeout expired",
        "database fault at events.record: psycopg.errors.DiskFull 53100",
        "database fault at rounds.pack, and 4 times since it was last said: psycopg.OperationalError connection timeout expired",
    ]


def test_what_a_statement_held_is_not_said(database):
    with pytest.raises(DBAPIError) as met, database.read() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "MARTIN"})
    said = named_fault(met.value)
    assert said in {"sqlite3.OperationalError SQLITE_ERROR", "psycopg.errors.UndefinedTable 42P01"}
    assert named_fault(sqlite3.DatabaseError("MARTIN")) == "sqlite3.DatabaseError"
