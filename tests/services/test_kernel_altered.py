"""Every column of every fact: one value altered in the database itself is found; see `medcircuit verify`."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Boolean, Date, Integer, LargeBinary, create_engine, insert, text

import medcircuit.web.app  # noqa: F401 - every table is known by then
from medcircuit.kernel.altered import altered_in, altered_rows
from medcircuit.kernel.db import Instant, metadata
from medcircuit.kernel.row_hash import ROW_HASH

HOUSE, ELSEWHERE = "house", "elsewhere"
FACTS = [table for table in metadata.sorted_tables if table.info.get("append_only")]
HASHED = [table for table in FACTS if table.name != "audit_entry"]


def kind_of(column):
    return next(
        (kind for kind in (Boolean, Integer, Date, Instant, LargeBinary) if isinstance(column.type, kind)),
        str,
    )


BEFORE = {
    Boolean: True,
    Integer: 7,
    Date: date(2026, 11, 22),
    Instant: datetime(2026, 11, 22, 8, tzinfo=UTC),
    LargeBinary: b"%PDF",
    str: HOUSE,
}
AFTER = {
    Boolean: (0, 2, None),
    Integer: (8, "seven", None),
    Date: ("2026-11-23", "tomorrow", None),
    Instant: ("2026-11-22T08:00:00.000001Z", "soon", None),
    LargeBinary: (b"%PDG", None),
    str: ("house ", "", None),
}


@pytest.fixture(scope="module")
def record():
    """A database without its guards: a row in each table, with a value in every column, written as all are."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        connection.execute(text("PRAGMA ignore_check_constraints=ON"))
        for table in (
            metadata.tables["establishment"],
            *HASHED,
            metadata.tables["line"],
            metadata.tables["resident"],
        ):
            said = {column.name: BEFORE[kind_of(column)] for column in table.c if column.name != ROW_HASH}
            connection.execute(insert(table), said)
        yield connection
    engine.dispose()


def test_every_table_of_facts_carries_a_hash_of_its_rows_or_a_chain():
    assert [table.name for table in FACTS if ROW_HASH not in table.c] == ["audit_entry"]
    assert len(HASHED) > 50


def test_rows_as_they_were_written_are_not_said(record):
    assert list(altered_rows(record, HOUSE)) == []
    assert list(altered_rows(record, ELSEWHERE)) == []


@pytest.mark.parametrize("table", HASHED, ids=lambda table: table.name)
def test_one_altered_value_of_a_fact_is_found(record, table):
    unseen = []
    for column in table.c:
        for value in AFTER[kind_of(column)]:
            if value is None and not column.nullable:
                continue
            alter = text(f'UPDATE {table.name} SET "{column.name}" = :value')  # noqa: S608 - our own names
            with record.begin_nested() as altered:
                record.execute(alter, {"value": value})
                found = list(altered_in(record, table, HOUSE))
                if not (len(found) == 1 and found[0].startswith(f"table {table.name}, ligne ")):
                    unseen.append((column.name, value, found))
                altered.rollback()
    assert unseen == []


def test_a_column_that_is_added_later_leaves_what_was_written_before(record):
    event = metadata.tables["event"]
    names = event.info["hashed"]
    event.info["hashed"] = (*names, "added_later")
    try:
        assert list(altered_rows(record, HOUSE)) == []
    finally:
        event.info["hashed"] = names
