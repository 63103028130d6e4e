"""Writing an edition: new rows in, changed rows over, gone rows retired, in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from medcircuit.medicines.models import (
    generic_group,
    generic_member,
    medicine,
    medicine_class,
    presentation,
    substance,
)
from medcircuit.medicines.rules.bdpm import COMPOSITIONS, GENERICS, MEDICINES, PRESENTATIONS, Parsed
from medcircuit.medicines.rules.substances import base_name
from medcircuit.medicines.service.changes import TABLES, Changes, keys_of
from medcircuit.medicines.service.derived import Derived

Rows = list[dict[str, Any]]
Extras = Callable[[Any, dict[str, Any], Derived], dict[str, Any]]
"""What a row has beside what its file says."""


def write_all(
    connection: Connection,
    parsed: Mapping[str, Parsed],
    changes: Mapping[str, Changes],
    found: Derived,
    *,
    now: datetime,
    progress: Callable[[str, int], None],
) -> None:
    """Write what changed; `progress` is told before each table, with its rank."""
    before = _classes_before(connection, found)
    _write_classes(connection, found)
    for step, name in enumerate(TABLES):
        progress(f"Écriture de {name}", step)
        if name in parsed:
            _write_file(connection, name, parsed[name], changes[name], found, now=now)
    _write_derived(connection, changes, found)
    _write_substances(connection, parsed, changes)
    _write_groups(connection, parsed, changes)
    _name_successors(connection, before, found)


def _insert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows that all have the same columns.

    Core compiles the statement and gives the types' conversions; the driver gets the rows at once, for building
    each row's parameters anew costs as much as the rest of the writing.
    """
    if not rows:
        return
    dialect = connection.dialect
    statement = table.insert().compile(dialect=dialect, column_keys=list(rows[0]))
    for name in rows[0]:
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            for row in rows:
                row[name] = convert(row[name])
    if statement.positiontup is None:
        connection.exec_driver_sql(str(statement), rows)
    else:
        take = itemgetter(*statement.positiontup)
        connection.exec_driver_sql(str(statement), [take(row) for row in rows])


def _update(connection: Connection, table: Table, rows: Rows) -> None:
    """Update rows by their key; every row has the same columns."""
    if not rows:
        return
    names = keys_of(table)
    where = [table.c[name] == bindparam(f"key_{name}") for name in names]
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in names}
    values = [
        {f"key_{name}" if name in names else f"new_{name}": value for name, value in row.items()}
        for row in rows
    ]
    connection.execute(table.update().where(*where).values(changed), values)


def _write_file(
    connection: Connection, name: str, parsed: Parsed, change: Changes, found: Derived, *, now: datetime
) -> None:
    table = TABLES[name]
    more: Extras = _EXTRAS.get(name, _no_extras)
    stubs = (
        set(connection.scalars(select(medicine.c.cis).where(medicine.c.stub))) if table is medicine else set()
    )
    full = {
        key: {
            **parsed.rows[key],
            **more(key, parsed.rows[key], found),
            "fingerprint": parsed.fingerprints[key],
        }
        for key in (*change.inserted, *change.updated)
    }
    if table is generic_member:
        for row in full.values():
            del row["label"]
    _insert(connection, table, [full[key] for key in change.inserted if key not in stubs])
    back = {"retired_at": None}
    _update(connection, table, [{**full[key], **back} for key in (*change.updated, *stubs) if key in full])
    names = keys_of(table)
    gone = [dict(zip(names, (key,) if isinstance(key, str) else key, strict=True)) for key in change.retired]
    _update(connection, table, [{**key, "retired_at": now} for key in gone])
    if table is medicine:
        nothing = {"fingerprint": 0}
        _insert(
            connection,
            table,
            [{**row, **found.medicines[cis], **nothing} for cis, row in found.stubs.items()],
        )


def _medicine_extras(cis: str, _row: dict[str, Any], found: Derived) -> dict[str, Any]:
    return {"stub": False, **found.medicines[cis]}


def _presentation_extras(cip13: str, _row: dict[str, Any], found: Derived) -> dict[str, Any]:
    return {"units": found.units.get(cip13)}


def _no_extras(_key: object, _row: dict[str, Any], _found: Derived) -> dict[str, Any]:
    return {}


_EXTRAS: dict[str, Extras] = {
    MEDICINES.file: _medicine_extras,
    PRESENTATIONS.file: _presentation_extras,
}


def _write_derived(connection: Connection, changes: Mapping[str, Changes], found: Derived) -> None:
    """The derived columns of rows that are themselves unchanged, but whose medicine another file touches."""
    written = set(changes[MEDICINES.file].touched) if MEDICINES.file in changes else set()
    written |= set(found.stubs)
    _update(
        connection,
        medicine,
        [{"cis": cis, **values} for cis, values in found.medicines.items() if cis not in written],
    )
    _update(connection, medicine, [{"cis": cis, **values} for cis, values in found.facts.items()])
    boxes = set(changes[PRESENTATIONS.file].touched) if PRESENTATIONS.file in changes else set()
    rest = [{"cip13": cip13, "units": units} for cip13, units in found.units.items() if cip13 not in boxes]
    _update(connection, presentation, rest)


def _write_classes(connection: Connection, found: Derived) -> None:
    known = set(connection.scalars(select(medicine_class.c.id)))
    _insert(
        connection, medicine_class, [row for class_id, row in found.classes.items() if class_id not in known]
    )


def _classes_before(connection: Connection, found: Derived) -> dict[str, str]:
    """The class that each touched medicine had before."""
    if not found.medicines:
        return {}
    return {
        cis: class_id
        for cis, class_id in connection.execute(select(medicine.c.cis, medicine.c.class_id))
        if cis in found.medicines
    }


def _name_successors(connection: Connection, before: Mapping[str, str], found: Derived) -> None:
    """A class whose medicines all moved to one other is succeeded by it, so that what was prescribed still matches."""
    moved: dict[str, set[str]] = defaultdict(set)
    for cis, old in before.items():
        if found.medicines[cis]["class_id"] != old:
            moved[old].add(found.medicines[cis]["class_id"])
    if not moved:
        return
    in_use = set(connection.scalars(select(medicine.c.class_id).distinct()))
    now_empty = [(old, new) for old, new in moved.items() if old not in in_use and len(new) == 1]
    _update(connection, medicine_class, [{"id": old, "successor_id": min(new)} for old, new in now_empty])
    alive = [{"id": new, "successor_id": None} for new in {new for news in moved.values() for new in news}]
    _update(connection, medicine_class, alive)


def _write_substances(
    connection: Connection, parsed: Mapping[str, Parsed], changes: Mapping[str, Changes]
) -> None:
    change = changes.get(COMPOSITIONS.file)
    if change is None or not (change.inserted or change.updated):
        return
    rows = parsed[COMPOSITIONS.file].rows
    names: dict[str, str] = {}
    for key in (*change.inserted, *change.updated):
        names.setdefault(rows[key]["code"], rows[key]["name"])
    known = set(connection.scalars(select(substance.c.code)))
    fresh = {code: name for code, name in names.items() if code not in known}
    _insert(
        connection,
        substance,
        [{"code": code, "name": name, "base": base_name(name)} for code, name in fresh.items()],
    )


def _write_groups(
    connection: Connection, parsed: Mapping[str, Parsed], changes: Mapping[str, Changes]
) -> None:
    change = changes.get(GENERICS.file)
    if change is None or not (change.inserted or change.updated):
        return
    labels = {row["group_id"]: row["label"] for row in parsed[GENERICS.file].rows.values()}
    known = {row.id: row.label for row in connection.execute(select(generic_group))}
    _insert(
        connection, generic_group, _labelled((group, labels[group]) for group in labels if group not in known)
    )
    changed = ((group, label) for group, label in labels.items() if known.get(group, label) != label)
    _update(connection, generic_group, _labelled(changed))


def _labelled(groups: Iterable[tuple[str, str]]) -> Rows:
    return [{"id": group, "label": label} for group, label in groups]
