"""The audit chain: everything is noted, and any tampering is found."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from medcircuit.kernel import audit
from medcircuit.kernel.access import Right, Role
from medcircuit.kernel.audit import audit_entry, audit_head, verify_chain
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import reading, writing


def entries(house):
    with house.database.read() as connection:
        return connection.execute(
            select(audit_entry)
            .where(audit_entry.c.establishment_id == house.establishment_id)
            .order_by(audit_entry.c.seq)
        ).all()


def faults(house):
    with house.database.read() as connection:
        return list(verify_chain(connection, house.establishment_id))


def looked(house, times=5):
    for _ in range(times):
        with reading(house.database, house.actor(Role.NURSE), house.clock) as work:
            work.saw("resident", ["r1", "r2"])


def without_triggers(house):
    """What someone with the administrator's hand on the database could do."""
    with house.database.write() as connection:
        if house.database.dialect == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_entry_no_{verb}"))
        else:
            connection.execute(text("DROP TRIGGER audit_entry_append_only ON audit_entry"))


def test_what_a_reading_showed_is_noted_without_any_content(house):
    looked(house, 1)
    entry = entries(house)[-1]
    assert (entry.action, entry.outcome) == ("read", "done")
    assert entry.objects == '[["resident","r1"],["resident","r2"]]'
    assert faults(house) == []


def test_a_refusal_is_noted_although_everything_else_is_undone(house):
    with pytest.raises(Forbidden), house.writing(Role.EDUCATOR) as work:
        work.did("give", ("resident", "r1"))
        work.require(Right.GIVE)
    assert (entries(house)[-1].action, entries(house)[-1].outcome) == ("give+refused", "forbidden")


def test_a_look_at_something_that_is_not_here_is_noted(house):
    with pytest.raises(NotFound), reading(house.database, house.actor(Role.NURSE), house.clock) as work:
        work.did("look", ("resident", "elsewhere"))
        raise NotFound
    assert entries(house)[-1].outcome == "not_found"


def test_the_database_itself_refuses_to_change_or_remove_an_entry(house):
    looked(house)
    for statement in (update(audit_entry).values(actor_id="another"), delete(audit_entry)):
        with pytest.raises(DBAPIError), house.database.write() as connection:
            connection.execute(statement)
    assert faults(house) == []


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (update(audit_entry).where(audit_entry.c.seq == 3).values(actor_id="another"), "modifiée"),
        (delete(audit_entry).where(audit_entry.c.seq == 3), "absente"),
        (update(audit_head).values(seq=3), "tête de chaîne"),
    ],
)
def test_tampering_is_found(house, tampering, said):
    looked(house)
    without_triggers(house)
    with house.database.write() as connection:
        connection.execute(tampering)
    assert any(said in fault for fault in faults(house))


def test_a_truncated_chain_is_found_by_its_head(house):
    looked(house)
    without_triggers(house)
    last = entries(house)[-1].seq
    with house.database.write() as connection:
        connection.execute(delete(audit_entry).where(audit_entry.c.seq == last))
    assert faults(house)


def test_two_swapped_entries_are_found(house):
    looked(house)
    without_triggers(house)
    with house.database.write() as connection:
        for before, after in ((3, 1003), (4, 3), (1003, 4)):
            connection.execute(update(audit_entry).where(audit_entry.c.seq == before).values(seq=after))
    assert faults(house)


def test_nothing_is_written_for_an_establishment_that_has_no_chain(house):
    nobody = replace(house.actor(Role.NURSE), establishment_id="elsewhere")
    with pytest.raises((AssertionError, DBAPIError)), writing(house.database, nobody, house.clock) as work:
        work.did("look", ("resident", "r1"))
    with house.database.read() as connection:
        there = select(audit_entry.c.seq).where(audit_entry.c.establishment_id == "elsewhere")
        assert connection.execute(there).all() == []


def test_entries_written_at_the_same_moment_are_one_chain(house):
    """Each waits for its turn behind the one before, whichever connection it comes from."""
    with ThreadPoolExecutor(8) as nurses:
        list(nurses.map(lambda times: looked(house, times), [5] * 8))
    assert len(entries(house)) >= 40
    assert faults(house) == []


def test_each_establishment_has_its_own_chain(house):
    assert entries(house)[0].prev == audit.GENESIS
    assert [entry.seq for entry in entries(house)] == list(range(1, len(entries(house)) + 1))
