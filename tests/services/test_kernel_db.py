"""The one way to write: fair, shared COMMITs, nothing half-written, nothing acknowledged before the disk has it."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from medcircuit.kernel import audit
from medcircuit.kernel.db import (
    NotDurable,
    ids_made_by,
    new_id,
    open_database,
    storage_faults_said,
)
from medcircuit.kernel.gate import TIDY_EVERY, Gate
from medcircuit.kernel.problems import Unavailable

note = Table(
    "note", MetaData(), Column("id", Integer, primary_key=True), Column("text", String(40), nullable=False)
)


@pytest.fixture
def notes(database):
    note.metadata.create_all(database.engine)
    return database


def texts(database):
    with database.read() as connection:
        return list(connection.execute(select(note.c.text).order_by(note.c.id)).scalars())


def write(database, text, *, then=None):
    with database.write() as connection:
        connection.execute(insert(note), {"text": text})
        if then:
            raise then


def test_a_write_that_fails_leaves_nothing(notes):
    with pytest.raises(ValueError, match="no"):
        write(notes, "half", then=ValueError("no"))
    write(notes, "whole")
    assert texts(notes) == ["whole"]


def test_writes_of_many_threads_are_all_kept_and_failed_ones_undone(notes):
    kept, failed = [], []

    def work(number):
        for turn in range(20):
            text = f"{number}-{turn}"
            try:
                write(notes, text, then=ValueError(text) if turn % 5 == 4 else None)
                kept.append(text)
            except ValueError:
                failed.append(text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts(notes)) == sorted(kept)
    assert (len(kept), len(failed)) == (128, 32)


def test_a_reader_cannot_write(notes):
    with pytest.raises(DBAPIError), notes.read() as connection:
        connection.execute(insert(note), {"text": "sneaked in"})
    assert texts(notes) == []


def test_waiting_writes_share_a_commit_and_are_answered_after_it(sqlite, monkeypatch):
    note.metadata.create_all(sqlite.engine)
    groups = []
    ending = Gate._end_group

    def count(gate, fault):
        groups.append(len(gate._group))
        ending(gate, fault)

    monkeypatch.setattr(Gate, "_end_group", count)
    inside, release = threading.Event(), threading.Event()

    def hold():
        with sqlite.write() as connection:
            connection.execute(insert(note), {"text": "first"})
            inside.set()
            release.wait(10)

    threads = [threading.Thread(target=hold)]
    threads[0].start()
    inside.wait(10)
    threads += [threading.Thread(target=write, args=(sqlite, f"waiting {n}")) for n in range(5)]
    for thread in threads[1:]:
        thread.start()
    while len(sqlite._write.__self__._waiting) < 5:
        pass
    release.set()
    for thread in threads:
        thread.join()
    assert max(groups) == 6
    assert len(texts(sqlite)) == 6


def test_a_commit_that_fails_is_said_to_everyone_who_shared_it(sqlite, monkeypatch):
    note.metadata.create_all(sqlite.engine)
    write(sqlite, "before")
    gate = sqlite._write.__self__

    def fail():
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(gate._connection, "commit", fail)
    with pytest.raises(Unavailable):
        write(sqlite, "lost")
    write(sqlite, "after")
    assert texts(sqlite) == ["before", "after"]


def test_a_database_that_could_lose_an_act_is_refused():
    with pytest.raises(NotDurable, match="journal_mode=memory"):
        open_database("sqlite:///:memory:")


def test_a_database_that_cannot_be_reached_is_said(tmp_path):
    with pytest.raises(Unavailable):
        open_database(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite")


def test_a_bug_in_a_statement_is_not_taken_for_a_fault_of_the_storage():
    with pytest.raises(DBAPIError), storage_faults_said():
        raise DBAPIError("SELECT", {}, Exception("syntax"))


def test_instants_come_back_aware_and_in_utc_and_sort_by_time(database, house):
    paris = datetime(2026, 10, 25, 2, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    with house.writing() as work:
        entry = audit.Entry(house.establishment_id, paris, "someone", None, None, "look", (), "done")
        audit.append(work.connection, entry)
    with database.read() as connection:
        at = connection.execute(
            select(audit.audit_entry.c.at).where(audit.audit_entry.c.action == "look")
        ).scalar_one()
    assert at == paris
    assert at.tzinfo is UTC


def test_a_naive_time_never_reaches_the_database(house):
    entry = audit.Entry(
        house.establishment_id, datetime(2026, 1, 1), "someone", None, None, "look", (), "done"
    )
    with pytest.raises((StatementError, AssertionError)), house.writing() as work:
        work.connection.execute(
            insert(audit.audit_entry), {**entry.__dict__, "objects": "", "seq": 99, "prev": "", "hash": ""}
        )


def test_a_closed_sqlite_database_is_one_file_that_may_be_moved(tmp_path):
    made = open_database(f"sqlite:///{tmp_path / 'before.sqlite'}")
    with made.write() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (n integer)")
    made.close()
    assert [path.name for path in tmp_path.iterdir()] == ["before.sqlite"]


def test_what_is_committed_comes_into_the_file_beside_the_writer(tmp_path):
    path = tmp_path / "a.sqlite"
    database = open_database(f"sqlite:///{path}")
    note.metadata.create_all(database.engine)
    before = path.stat().st_size
    for number in range(TIDY_EVERY + 1):
        write(database, f"{number:040}")
    database._gate._tidying.join()
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as file_alone:
        assert file_alone.execute("SELECT count(*) FROM note").fetchone()[0] >= TIDY_EVERY - 1
    assert len(texts(database)) == TIDY_EVERY + 1
    assert path.stat().st_size >= before
    database.close()


def test_within_a_block_identifiers_come_from_its_maker():
    with ids_made_by(lambda: "mine"):
        assert new_id() == "mine"
    assert new_id() != "mine"
