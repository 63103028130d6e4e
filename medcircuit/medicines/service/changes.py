"""What an edition changes: rows that are new, changed, back, or gone, by their fingerprints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select, true

from medcircuit.medicines import models
from medcircuit.medicines.models import medicine
from medcircuit.medicines.rules import bdpm
from medcircuit.medicines.rules.bdpm import Parsed

TABLES: dict[str, Table] = {
    bdpm.MEDICINES.file: models.medicine,
    bdpm.PRESENTATIONS.file: models.presentation,
    bdpm.COMPOSITIONS.file: models.composition,
    bdpm.GENERICS.file: models.generic_member,
    bdpm.CONDITIONS.file: models.prescription_condition,
    bdpm.INTERESTS.file: models.major_interest,
    bdpm.AVAILABILITIES.file: models.availability,
    bdpm.PAGES.file: models.has_page,
    bdpm.BENEFITS.file: models.medical_benefit,
    bdpm.IMPROVEMENTS.file: models.benefit_improvement,
}
"""The table that each file fills; their columns have the names of what the rules read."""


@dataclass
class Changes:
    """Keys to insert, to update (changed, or back after being retired) and to retire; `live`: rows there before."""

    inserted: list[Any] = field(default_factory=list)
    updated: list[Any] = field(default_factory=list)
    retired: list[Any] = field(default_factory=list)
    unchanged: int = 0
    live: int = 0

    @property
    def touched(self) -> list[Any]:
        """Every key that something happens to."""
        return [*self.inserted, *self.updated, *self.retired]


def keys_of(table: Table) -> list[str]:
    """The names of a table's key columns, in the order of the rows' keys."""
    return [column.name for column in table.primary_key]


def compare_rows(connection: Connection, name: str, parsed: Parsed) -> Changes:
    """What the rows of a file change in its table.

    A medicine known only by its code is no row of a file: it is never retired. Nor is a row whose line was rejected.
    """
    table = TABLES[name]
    names = keys_of(table)
    columns = [table.c[name] for name in names]
    stubs = table.c.stub if table is medicine else ~true()
    rows = connection.execute(select(*columns, table.c.fingerprint, table.c.retired_at, stubs))
    there: dict[Any, int | None] = {}
    changes = Changes()
    for *key, print_there, retired_at, stub in rows:
        if stub:
            continue
        one = key[0] if len(key) == 1 else tuple(key)
        there[one] = None if retired_at else print_there
        changes.live += retired_at is None
    for key, print_now in parsed.fingerprints.items():
        if key not in there:
            changes.inserted.append(key)
        elif there[key] != print_now:
            changes.updated.append(key)
        else:
            changes.unchanged += 1
    kept = parsed.fingerprints
    gone = [key for key, print_there in there.items() if print_there is not None and key not in kept]
    damaged = parsed.unread(gone)
    changes.retired = [key for key in gone if key not in damaged]
    return changes
