"""What is derived from the rows of several files: classes, how a medicine is counted, what its boxes hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from medcircuit.kernel.quantities import amount_text
from medcircuit.medicines.models import composition, generic_member, medicine, presentation
from medcircuit.medicines.rules.bdpm import COMPOSITIONS, GENERICS, MEDICINES, PRESENTATIONS, Parsed
from medcircuit.medicines.rules.classes import MedicineClass, classify, id_of
from medcircuit.medicines.rules.doses import Counting, StockUnit, counting, pack_in_stock_units
from medcircuit.medicines.rules.forms import Family, read_form
from medcircuit.medicines.rules.labels import accented, class_label
from medcircuit.medicines.rules.packs import read_pack
from medcircuit.medicines.rules.substances import Component, Ingredient
from medcircuit.medicines.service.changes import Changes
from medcircuit.medicines.service.facts import FACTS, Facts, Row, live_rows

SUBSTITUTABLE = (0, 1, 4)
"""The kinds of members of a generic group that are given one for the other (not 2, another dosage)."""


@dataclass
class Derived:
    """What the rules say of the medicines an import touches, and the stubs that orphan boxes need."""

    medicines: dict[str, dict[str, Any]] = field(default_factory=dict)
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    units: dict[str, str | None] = field(default_factory=dict)
    stubs: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """How a medicine is prescribed and its ATC code, where only these change."""


@dataclass
class _Sources:
    """The live rows of the four files once the edition is in, by medicine; `known`: every medicine in the tables."""

    medicines: dict[str, Row]
    boxes: dict[str, list[Row]]
    components: dict[str, list[Component]]
    groups: dict[str, str]
    known: set[str]


def derive(connection: Connection, parsed: Mapping[str, Parsed], changes: Mapping[str, Changes]) -> Derived:
    """The derived values of every medicine that some change touches; nothing where nothing changes."""
    found = Derived()
    if not any(change.touched for change in changes.values()):
        return found
    sources = _sources(connection, parsed)
    for cis in sorted(_touched(connection, parsed, changes)):
        row = sources.medicines.get(cis)
        if row is None and cis in sources.boxes and cis not in sources.known:
            row = found.stubs[cis] = stub(cis)
        if row is not None:
            _derive_one(found, row, sources)
    _add_facts(connection, parsed, found)
    return found


def _add_facts(connection: Connection, parsed: Mapping[str, Parsed], found: Derived) -> None:
    """How each medicine is prescribed and its ATC code: with its other values where these are written, else apart."""
    facts = Facts.read(connection, parsed)
    for cis, values in found.medicines.items():
        values.update(facts.of(cis))
    columns = [medicine.c[name] for name in FACTS]
    for cis, *before in connection.execute(select(medicine.c.cis, *columns)):
        if cis not in found.medicines:
            now = facts.of(cis)
            if list(now.values()) != before:
                found.facts[cis] = now


def stub(cis: str) -> dict[str, Any]:
    """The row of a medicine that only its boxes make known."""
    texts = ("form", "routes", "authorisation", "procedure", "alert", "eu_number", "holder")
    nothing = {"marketed": None, "authorised_on": None, "watched": None}
    name = f"Spécialité {cis}, absente du fichier des spécialités"
    return {"cis": cis, "denomination": name, **dict.fromkeys(texts, ""), **nothing, "stub": True}


def _touched(
    connection: Connection, parsed: Mapping[str, Parsed], changes: Mapping[str, Changes]
) -> set[str]:
    """The medicines that a change of any file bears on; a box that changes medicine touches both."""
    touched: set[str] = set()
    for name, change in changes.items():
        if name == PRESENTATIONS.file:
            keys = set(change.touched)
            touched.update(parsed[name].rows[key]["cis"] for key in (*change.inserted, *change.updated))
            if change.updated or change.retired:
                there = connection.execute(select(presentation.c.cip13, presentation.c.cis))
                touched.update(cis for cip13, cis in there if cip13 in keys)
        elif name == MEDICINES.file:
            touched.update(change.touched)
        elif name in {COMPOSITIONS.file, GENERICS.file}:
            at = 1 if name == GENERICS.file else 0
            touched.update(key[at] for key in change.touched)
    return touched


def _sources(connection: Connection, parsed: Mapping[str, Parsed]) -> _Sources:
    boxes: dict[str, list[Row]] = defaultdict(list)
    for row in live_rows(connection, parsed, PRESENTATIONS.file, presentation):
        boxes[row["cis"]].append(row)
    components: dict[str, list[Component]] = defaultdict(list)
    of = itemgetter(*Component._fields)
    for row in live_rows(connection, parsed, COMPOSITIONS.file, composition):
        components[row["cis"]].append(Component(*of(row)))
    groups: dict[str, str] = {}
    for row in live_rows(connection, parsed, GENERICS.file, generic_member):
        if row["kind"] in SUBSTITUTABLE:
            cis, group = row["cis"], row["group_id"]
            groups[cis] = min(group, groups.get(cis, group), key=int)
    medicines: dict[str, Row] = {
        row["cis"]: row for row in live_rows(connection, parsed, MEDICINES.file, medicine)
    }
    for stubbed in connection.execute(select(medicine).where(medicine.c.stub)).mappings():
        medicines.setdefault(stubbed["cis"], dict(stubbed))
    return _Sources(medicines, boxes, components, groups, set(connection.scalars(select(medicine.c.cis))))


def _derive_one(found: Derived, row: Row, sources: _Sources) -> None:
    cis, denomination = row["cis"], row["denomination"]
    group = sources.groups.get(cis)
    what, parts = classify(
        sources.components.get(cis, ()),
        read_form(row["form"], row["routes"], denomination),
        form_words=row["form"],
        routes=row["routes"],
        denomination=denomination,
        cis=cis,
        group=group,
    )
    class_id = _remember_class(found, what, parts)
    boxes = [(box["cip13"], box["label"]) for box in sources.boxes.get(cis, ())]
    packs = (pack for _, label in boxes if (pack := read_pack(label)))
    stated_ml = next((part.reference.ml for part in parts if part.reference and part.reference.ml), None)
    counted = counting(what.family, what.strengths, row["form"], packs, stated_ml)
    for cip13, label in boxes:
        found.units[cip13] = _units(label, counted.stock_unit, counted.family)
    found.medicines[cis] = {
        "class_id": class_id,
        "group_id": group,
        **_counted(counted),
        "substances": _named(parts),
    }


@lru_cache(maxsize=32768)
def _units(label: str, stock_unit: StockUnit, family: Family) -> str | None:
    units = pack_in_stock_units(read_pack(label), stock_unit, family)
    return None if units is None else amount_text(units)


def _counted(counted: Counting) -> dict[str, Any]:
    return {
        "stock_unit": counted.stock_unit.value,
        "unit_word": counted.word,
        "unit_ml": None if counted.unit_ml is None else amount_text(counted.unit_ml),
    }


def _named(parts: Iterable[Ingredient]) -> str:
    """Its substances in words."""
    return ", ".join(dict.fromkeys(accented(part.name, part.base) for part in parts))


def _remember_class(found: Derived, what: MedicineClass, parts: tuple[Ingredient, ...]) -> str:
    key = what.key
    class_id = found.ids.get(key)
    if class_id is None:
        class_id = found.ids[key] = id_of(key)
        found.classes[class_id] = {
            "id": class_id,
            "key": key,
            "label": class_label(what, parts),
            "family": what.family.value,
            "release": what.release.value,
            "bound": what.bound,
            "strengths": write_strengths(what),
        }
    return class_id


def write_strengths(what: MedicineClass) -> str:
    """The strengths of a class as JSON: [[base, amount, UCUM unit, per, salt], …], amounts as exact text."""
    said = [
        [one.base, amount_text(one.value) if one.value else None, one.unit, one.per, salt]
        for one, salt in zip(what.strengths, what.salts, strict=True)
    ]
    return json.dumps(said, ensure_ascii=False)
