"""How every medicine is prescribed and its ATC code, from the conditions, the MITM file and the generic groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, exists, select

from medcircuit.medicines.models import (
    catalogue_edition,
    generic_member,
    major_interest,
    prescription_condition,
)
from medcircuit.medicines.rules.atc import atc_of
from medcircuit.medicines.rules.bdpm import CONDITIONS, GENERICS, INTERESTS, Parsed
from medcircuit.medicines.rules.conditions import Conditions, read_conditions, sum_up

Row = Mapping[str, Any]
PRESCRIBED = ("narcotic", "assimilated", "secure_prescription", "list", "limit_days")
"""The columns of a medicine that its conditions give."""
FACTS = (*PRESCRIBED, "atc", "atc_from")
_UNKNOWN: dict[str, Any] = dict.fromkeys(PRESCRIBED)


def live_rows(connection: Connection, parsed: Mapping[str, Parsed], name: str, table: Table) -> Iterable[Row]:
    """The rows of a file once the edition is in: those of the file, or where it is absent those of its table."""
    if name in parsed:
        return parsed[name].rows.values()
    rows = connection.execute(select(table).where(table.c.retired_at.is_(None)))
    return [dict(row) for row in rows.mappings()]


@dataclass
class Facts:
    """What the files say of every medicine; `conditions` is None where no edition ever had the file that says it."""

    conditions: dict[str, list[str]] | None
    codes: dict[str, str]
    groups: dict[str, list[str]]
    members: dict[str, list[str]]

    @classmethod
    def read(cls, connection: Connection, parsed: Mapping[str, Parsed]) -> Facts:
        """What the files of the edition say, and where one is absent what its table has."""
        conditions: dict[str, list[str]] | None = None
        if CONDITIONS.file in parsed or _had(connection, CONDITIONS.file):
            conditions = defaultdict(list)
            for row in live_rows(connection, parsed, CONDITIONS.file, prescription_condition):
                conditions[row["cis"]].append(row["condition"])
        codes = {
            row["cis"]: row["atc"] for row in live_rows(connection, parsed, INTERESTS.file, major_interest)
        }
        groups, members = defaultdict(list), defaultdict(list)
        for row in live_rows(connection, parsed, GENERICS.file, generic_member):
            groups[row["cis"]].append(row["group_id"])
            members[row["group_id"]].append(row["cis"])
        return cls(conditions, codes, groups, members)

    def of(self, cis: str) -> dict[str, Any]:
        """The facts of one medicine, by the names of FACTS."""
        said = _UNKNOWN
        if self.conditions is not None:
            summed = _summed(tuple(sorted(self.conditions.get(cis, ()))))
            said = {name: getattr(summed, name) for name in PRESCRIBED}
        own = self.codes.get(cis, "")
        code, source = atc_of(own, () if own else self._of_groups(cis))
        return {**said, "atc": code, "atc_from": source}

    def _of_groups(self, cis: str) -> list[str]:
        return [
            self.codes.get(member, "") for group in self.groups.get(cis, ()) for member in self.members[group]
        ]


@lru_cache(maxsize=4096)
def _summed(texts: tuple[str, ...]) -> Conditions:
    return sum_up(read_conditions(texts))


def _had(connection: Connection, file: str) -> bool:
    return bool(connection.scalar(select(exists().where(catalogue_edition.c.file == file))))
