"""What the checks of a prescription ask of the catalogue, for several medicines at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from medcircuit.kernel.remembered import remembered
from medcircuit.medicines.models import medicine, medicine_class
from medcircuit.medicines.rules.forms import Family, Release
from medcircuit.medicines.rules.supply import shortage_of
from medcircuit.medicines.service.reading import Prescribing, rules_of_classes, strengths_from
from medcircuit.medicines.service.sheets import edition_of, supplies


@dataclass(frozen=True)
class Described:
    """A medicine class, or one product of it: form, conditions, and whether it can be had.

    `substances` are the base names; `supply` what is declared of the product, "" where nothing is; `retired` where neither
    the product nor, for a class, any product of it is sold any more.
    """

    substances: tuple[str, ...]
    family: Family
    release: Release
    rules: Prescribing
    retired: bool
    supply: str


@dataclass(frozen=True)
class Wanted:
    """A medicine of a line: its class, and the product it was prescribed by, where it was one."""

    class_id: str
    cis: str | None


def described(connection: Connection, wanted: Iterable[Wanted]) -> dict[Wanted, Described]:
    """Each medicine as the checks need it; one that the catalogue no longer knows is absent. Four statements at most."""
    asked = frozenset(wanted)
    return remembered(connection, ("described", asked), lambda: _described(connection, asked))


def _described(connection: Connection, wanted: Collection[Wanted]) -> dict[Wanted, Described]:
    classes = {one.class_id for one in wanted}
    rows = {
        row.id: row
        for row in connection.execute(select(medicine_class).where(medicine_class.c.id.in_(classes)))
    }
    rules = rules_of_classes(connection, classes)
    sold: dict[str, list[tuple[str, bool]]] = {}
    for row in connection.execute(
        select(medicine.c.class_id, medicine.c.cis, medicine.c.marketed, medicine.c.retired_at).where(
            medicine.c.class_id.in_(classes)
        )
    ):
        sold.setdefault(row.class_id, []).append((row.cis, bool(row.marketed) and row.retired_at is None))
    declared = supplies(connection, [one.cis for one in wanted if one.cis])
    found = {}
    for one in wanted:
        if one.class_id not in rows:
            continue
        row = rows[one.class_id]
        mine = [live for cis, live in sold.get(one.class_id, ()) if one.cis in {None, cis}]
        short = shortage_of(declared.get(one.cis or "", ()))
        found[one] = Described(
            substances=_bases(row.strengths),
            family=Family(row.family),
            release=Release(row.release),
            rules=rules[one.class_id],
            retired=bool(mine) and not any(mine),
            supply=_said(short.label, short.back_on) if short else "",
        )
    return found


def _bases(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.base for one in strengths_from(text)))


def _said(label: str, back_on: date | None) -> str:
    return f"{label}, retour prévu le {back_on:%d/%m/%Y}" if back_on else label


def catalogue_date(connection: Connection) -> date | None:
    """The date of the catalogue's data."""
    return remembered(connection, "catalogue edition", lambda: edition_of(connection))
