"""Which facts are no longer in the record, or came into it otherwise than by an act: the audit chain names each by its hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Table, select

from medcircuit.kernel.altered import of_house
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.db import metadata
from medcircuit.kernel.row_hash import ROW_HASH, is_hashed

_AT_ONCE = 2000
_MOST_OBJECTS = 200


def unaccounted_rows(
    connection: Connection, establishment_id: str, tables: Collection[str] | None = None
) -> Iterator[str]:
    """Say, one sentence each, which facts the audit chain knows and the tables do not, or the reverse.

    A fact whose hash was computed again is both: the one that was written is gone, and nobody wrote the other. A row
    that belongs to no establishment any more is told by each. `tables`: of these alone.
    """
    named, own = _named(connection, establishment_id)
    if tables is not None:
        own = {name: own[name] for name in own.keys() & tables}
    gone: set[str] = set()
    for table in metadata.sorted_tables:
        if is_hashed(table) and (tables is None or table.name in tables):
            yield from _unnamed(connection, table, establishment_id, named[table.name])
            gone |= {f"{table.name}:{one}" for one in _gone(connection, table, own.pop(table.name, set()))}
    gone |= {f"{name}:{one}" for name, kept in own.items() for one in kept}
    if gone:
        yield from _told(connection, establishment_id, gone)


def _named(
    connection: Connection, establishment_id: str
) -> tuple[defaultdict[str, set[str]], dict[str, set[str]]]:
    """The hashes of the facts that the chains name, by table: of all establishments, and of this one."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    own: defaultdict[str, set[str]] = defaultdict(set)
    entries = connection.execute(
        select(audit_entry.c.establishment_id, audit_entry.c.written).where(audit_entry.c.written != ""),
        execution_options={"yield_per": _AT_ONCE},
    )
    for house, written in entries:
        for one in written.split():
            name, _, found = one.partition(":")
            named[name].add(found)
            if house == establishment_id:
                own[name].add(found)
    return named, dict(own)


def _unnamed(connection: Connection, table: Table, establishment_id: str, named: set[str]) -> Iterator[str]:
    """The establishment's rows of a table that no entry says it wrote."""
    rows = connection.execute(
        select(table.c[ROW_HASH], *table.primary_key)
        .where(of_house(table, establishment_id))
        .order_by(*table.primary_key),
        execution_options={"yield_per": _AT_ONCE},
    )
    for found, *key in rows:
        if found not in named:
            yield f"table {table.name}, ligne {', '.join(map(str, key))} : aucune entrée d'audit ne l'a écrite"


def _gone(connection: Connection, table: Table, own: set[str]) -> set[str]:
    """Those of these hashes that no row of the table carries."""
    if own:
        rows = connection.execute(
            select(table.c[ROW_HASH]), execution_options={"yield_per": _AT_ONCE}
        ).scalars()
        own = own.difference(rows)
    return own


def _told(connection: Connection, establishment_id: str, gone: set[str]) -> Iterator[str]:
    """Each fact that is gone, by the entry that wrote it: when, and to what."""
    entries = connection.execute(
        select(audit_entry.c.seq, audit_entry.c.action, audit_entry.c.objects, audit_entry.c.written)
        .where(audit_entry.c.establishment_id == establishment_id, audit_entry.c.written != "")
        .order_by(audit_entry.c.seq),
        execution_options={"yield_per": _AT_ONCE},
    )
    for entry in entries:
        for name in (one.partition(":")[0] for one in entry.written.split() if one in gone):
            yield (
                f"table {name} : une ligne écrite par l'entrée d'audit {entry.seq} n'y est plus, ou a été refaite "
                f"({entry.action} {entry.objects[:_MOST_OBJECTS]})"
            )
