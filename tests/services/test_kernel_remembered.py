"""What almost never changes is kept for a few seconds, and never longer, nor beyond its database."""

import pytest

from medcircuit.kernel.db import open_database
from medcircuit.kernel.remembered import LIFE, MOST, Memory, forget, remembered


class Seconds:
    """A monotonic clock that a test moves."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Seconds()


@pytest.fixture
def memory(clock):
    return Memory(clock)


@pytest.fixture
def reader(database):
    with database.read() as connection:
        yield connection


def test_what_was_read_is_believed_until_its_life_ends(memory, clock, reader):
    assert memory.get(reader, "key", lambda: "old") == "old"
    clock.now += LIFE - 0.001
    assert memory.get(reader, "key", lambda: "new") == "old"
    clock.now += 0.001
    assert memory.get(reader, "key", lambda: "new") == "new"


def test_nothing_found_is_remembered_too(memory, reader):
    assert memory.get(reader, "key", lambda: None) is None
    assert memory.get(reader, "key", lambda: "late") is None


def test_a_change_is_seen_at_once_and_by_nobody_before_it_is_kept(memory, database, reader):
    memory.get(reader, "key", lambda: "old")
    with database.write() as writer:
        writer.exec_driver_sql("SELECT 1")
        memory.forget(writer)
        assert memory.get(writer, "key", lambda: "half") == "half"
        assert memory.get(writer, "key", lambda: "whole") == "whole"
        assert memory.get(reader, "key", lambda: "old") == "old"


def test_a_change_that_is_undone_leaves_nothing_behind(memory, database, reader):
    with pytest.raises(ValueError, match="no"), database.write() as writer:
        memory.forget(writer)
        memory.get(writer, "key", lambda: "undone")
        raise ValueError("no")
    assert memory.get(reader, "key", lambda: "kept") == "kept"


def test_no_more_is_kept_than_there_is_room_for(memory, reader):
    for number in range(MOST + 1):
        memory.get(reader, number, lambda: "old")
    assert memory.get(reader, 0, lambda: "new") == "new"
    assert memory.get(reader, MOST, lambda: "new") == "old"


def test_each_opened_database_has_its_own_memory(database, tmp_path):
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    try:
        with database.read() as here, other.read() as there:
            assert remembered(here, "key", lambda: "here") == "here"
            assert remembered(there, "key", lambda: "there") == "there"
            with database.write() as writer:
                assert remembered(writer, "key", lambda: "again") == "here"
            forget(here)
            assert remembered(there, "key", lambda: "again") == "there"
    finally:
        other.close()
