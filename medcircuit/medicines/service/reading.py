"""Reading the catalogue: a product by its code, a class, a medicine, the boxes that a round may meet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, or_, select

from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.remembered import remembered
from medcircuit.medicines.models import (
    medicine,
    medicine_class,
    presentation,
)
from medcircuit.medicines.rules.classes import MedicineClass, Strength
from medcircuit.medicines.rules.doses import Counting, StockUnit
from medcircuit.medicines.rules.forms import Family, Release
from medcircuit.medicines.rules.strength import Unit
from medcircuit.medicines.rules.words import brand


class MedicineUnknown(NotFound):
    """The catalogue has no such medicine or box."""

    code = "medicine_unknown"
    sentence = "Ce médicament n'est pas dans le catalogue. Vérifiez le code, ou mettez le catalogue à jour."


@dataclass(frozen=True)
class Prescribing:
    """How a medicine may be prescribed, and its ATC code ("" where none is known; "group" where its group gives it).

    Of a class: the strictest of its medicines. None is « not known », for no edition said it: never « no ».
    """

    narcotic: bool | None = None
    assimilated: bool | None = None
    secure_prescription: bool | None = None
    list: str | None = None
    prescription_limit_days: int | None = None
    atc: str = ""
    atc_from: str = ""


@dataclass(frozen=True)
class Product:
    """One kind of box and its medicine. `retired`: one of them is no longer in the public database.

    `what` is its class as the rules compare it, `counting` how its doses convert to stock units; `units` is what the
    text of the box says it holds, in those units, or None.
    """

    cip13: str
    cip7: str
    cis: str
    label: str
    pack: str
    brand: str
    substances: str
    form: str
    routes: tuple[str, ...]
    class_id: str
    class_label: str
    what: MedicineClass
    counting: Counting
    units: Fraction | None
    marketed: bool
    retired: bool
    rules: Prescribing

    @property
    def gtin(self) -> str:
        """Its GTIN: 0 and the CIP13."""
        return f"0{self.cip13}"


@dataclass(frozen=True)
class ClassFound:
    """A class by its id, and the class that took its place if its medicines moved."""

    id: str
    label: str
    what: MedicineClass
    current_id: str
    rules: Prescribing


@dataclass(frozen=True)
class Medicine:
    """One medicine as a list shows it."""

    cis: str
    label: str
    substances: str
    form: str
    routes: tuple[str, ...]
    class_id: str
    class_label: str
    stock_unit: str
    unit_word: str
    marketed: bool
    retired: bool
    rules: Prescribing


PRODUCTS = (
    select(
        presentation.c.cip13,
        presentation.c.cip7,
        presentation.c.label.label("pack"),
        presentation.c.marketing,
        presentation.c.units,
        presentation.c.retired_at.label("box_retired_at"),
        medicine,
        medicine_class.c.label.label("class_label"),
        medicine_class.c.family,
        medicine_class.c.release,
        medicine_class.c.bound,
        medicine_class.c.strengths,
    )
    .join(medicine, medicine.c.cis == presentation.c.cis)
    .join(medicine_class, medicine_class.c.id == medicine.c.class_id)
)


_PRODUCT_OF_CIP7 = Prepared(PRODUCTS.where(presentation.c.cip7 == bindparam("code")))
_PRODUCT_OF_CIP13 = Prepared(PRODUCTS.where(presentation.c.cip13 == bindparam("code")))


def find_product(
    connection: Connection, *, gtin: str | None = None, cip13: str | None = None, cip7: str | None = None
) -> Product | None:
    """The box that a GTIN-14, a CIP13 or a CIP7 names, or None. A retired one is found too."""
    if cip7 is not None:
        query, code = _PRODUCT_OF_CIP7, cip7
    elif cip13 is not None or (gtin is not None and len(gtin) == 14 and gtin[0] == "0"):
        query, code = _PRODUCT_OF_CIP13, cip13 or str(gtin)[1:]
    else:
        return None

    def read() -> Product | None:
        row = query.first(connection, {"code": code})
        return product_from(row) if row else None

    return remembered(connection, ("product", query is _PRODUCT_OF_CIP7, code), read)


def find_products(connection: Connection, cip13s: Iterable[str]) -> dict[str, Product]:
    """Several boxes at once, by CIP13."""
    rows = connection.execute(PRODUCTS.where(presentation.c.cip13.in_(list(cip13s))))
    return {row.cip13: product_from(row) for row in rows}


def find_class(connection: Connection, class_id: str) -> ClassFound | None:
    """A class by its id, old ones included; `current_id` follows its successors."""
    row = connection.execute(select(medicine_class).where(medicine_class.c.id == class_id)).first()
    if row is None:
        return None
    current, seen = row, {class_id}
    while current.successor_id and current.successor_id not in seen:
        seen.add(current.successor_id)
        current = connection.execute(
            select(medicine_class).where(medicine_class.c.id == current.successor_id)
        ).one()
    rules = rules_of_classes(connection, [current.id])[current.id]
    return ClassFound(row.id, row.label, _class(row), current.id, rules)


_RULES = (
    *(medicine.c.narcotic, medicine.c.assimilated, medicine.c.secure_prescription),
    *(medicine.c.list, medicine.c.limit_days, medicine.c.atc, medicine.c.atc_from),
)


def rules_of_classes(connection: Connection, class_ids: Iterable[str]) -> dict[str, Prescribing]:
    """How the medicines of these classes may be prescribed: of each the strictest, those in the database before others."""
    asked = list(class_ids)
    rows = connection.execute(
        select(medicine.c.class_id, medicine.c.retired_at, *_RULES)
        .where(medicine.c.class_id.in_(asked))
        .order_by(medicine.c.cis)
    )
    living: dict[str, list[Any]] = {}
    retired: dict[str, list[Any]] = {}
    for row in rows:
        (living if row.retired_at is None else retired).setdefault(row.class_id, []).append(row)
    return {class_id: _strictest(living.get(class_id) or retired.get(class_id, [])) for class_id in asked}


def _strictest(rows: Sequence[Any]) -> Prescribing:
    def any_(name: str) -> bool | None:
        said = {value for row in rows if (value := getattr(row, name)) is not None}
        return None if not said else True in said

    coded = min((row for row in rows if row.atc), key=lambda row: row.atc_from != "own", default=None)
    return Prescribing(
        narcotic=any_("narcotic"),
        assimilated=any_("assimilated"),
        secure_prescription=any_("secure_prescription"),
        list=min((row.list for row in rows if row.list), default=None if any_("narcotic") is None else ""),
        prescription_limit_days=min((row.limit_days for row in rows if row.limit_days), default=None),
        atc=coded.atc if coded else "",
        atc_from=coded.atc_from if coded else "",
    )


def classes_of_atc(connection: Connection, codes: tuple[str, ...]) -> frozenset[str]:
    """Every class that holds a medicine whose ATC code begins with one of these, retired or not."""
    if not codes:
        return frozenset()
    begun = or_(*(medicine.c.atc.startswith(code, autoescape=True) for code in codes))
    query = select(medicine.c.class_id).where(begun).distinct()
    return remembered(connection, ("classes", codes), lambda: frozenset(connection.scalars(query)))


_MOVED = select(medicine_class.c.id, medicine_class.c.successor_id).where(
    medicine_class.c.successor_id.is_not(None)
)


def moved_classes(connection: Connection) -> dict[str, str]:
    """For each class whose medicines moved to another, that other."""
    return remembered(
        connection,
        "moved classes",
        lambda: {row.id: row.successor_id for row in connection.execute(_MOVED)},
    )


def current_classes(connection: Connection, class_ids: Iterable[str]) -> dict[str, str]:
    """For each class, the one that stands for it now: itself, or the class its medicines moved to."""
    moved = moved_classes(connection)
    asked = set(class_ids)
    return {class_id: _followed(moved, class_id) if class_id in moved else class_id for class_id in asked}


def _followed(moved: dict[str, str], class_id: str) -> str:
    seen = {class_id}
    while (after := moved.get(class_id)) and after not in seen:
        seen.add(after)
        class_id = after
    return class_id


def medicine_of(connection: Connection, cis: str) -> Medicine | None:
    """A medicine by its CIS, or None."""
    row = _BY_CIS.first(connection, {"cis": cis})
    return medicine_from(row) if row else None


def counting_of(connection: Connection, cis: str) -> Counting | None:
    """How a medicine is counted and its doses convert, or None where the catalogue does not know it."""
    row = _BY_CIS.first(connection, {"cis": cis})
    return _counting(row) if row else None


_PRODUCTS_OF_CLASSES = Prepared(
    select(
        ("0" + presentation.c.cip13).label("gtin"),
        medicine.c.class_id,
        medicine.c.denomination.label("label"),
        medicine.c.cis,
    )
    .join(medicine, medicine.c.cis == presentation.c.cis)
    .where(medicine.c.class_id.in_(bindparam("classes", expanding=True)))
    .order_by(presentation.c.cip13)
)


def products_of_classes(
    connection: Connection, class_ids: Iterable[str]
) -> list[Row[tuple[str, str, str, str]]]:
    """Every box of these classes, as rows (gtin, class_id, label, cis): what a round may accept for them."""
    classes = list(class_ids)
    return _PRODUCTS_OF_CLASSES.rows(connection, {"classes": classes}) if classes else []


def medicines_with_class() -> Select[Any]:
    """Medicines as a list shows them, with what their class says."""
    return select(
        medicine,
        medicine_class.c.label.label("class_label"),
        medicine_class.c.family,
        medicine_class.c.release,
        medicine_class.c.bound,
        medicine_class.c.strengths,
    ).join(medicine_class, medicine_class.c.id == medicine.c.class_id)


_BY_CIS = Prepared(medicines_with_class().where(medicine.c.cis == bindparam("cis")))


def medicine_from(row: Row[Any]) -> Medicine:
    """The medicine of a row of `medicines_with_class`."""
    return Medicine(
        cis=row.cis,
        label=row.denomination,
        substances=row.substances,
        form=row.form,
        routes=_routes(row.routes),
        class_id=row.class_id,
        class_label=row.class_label,
        stock_unit=row.stock_unit,
        unit_word=row.unit_word,
        marketed=bool(row.marketed),
        retired=row.retired_at is not None,
        rules=_rules(row),
    )


def _rules(row: Row[Any]) -> Prescribing:
    return Prescribing(
        row.narcotic,
        row.assimilated,
        row.secure_prescription,
        row.list,
        row.limit_days,
        row.atc,
        row.atc_from,
    )


def product_from(row: Row[Any]) -> Product:
    """The box of a row of PRODUCTS."""
    return Product(
        cip13=row.cip13,
        cip7=row.cip7,
        cis=row.cis,
        label=row.denomination,
        pack=row.pack,
        brand=brand(row.denomination).upper(),
        substances=row.substances,
        form=row.form,
        routes=_routes(row.routes),
        class_id=row.class_id,
        class_label=row.class_label,
        what=_class(row),
        counting=_counting(row),
        units=Fraction(row.units) if row.units else None,
        marketed=bool(row.marketed) and row.marketing == "Déclaration de commercialisation",
        retired=row.retired_at is not None or row.box_retired_at is not None,
        rules=_rules(row),
    )


def _routes(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _class(row: Row[Any]) -> MedicineClass:
    salts = tuple(part[4] for part in json.loads(row.strengths))
    return MedicineClass(
        strengths_from(row.strengths), Family(row.family), Release(row.release), row.bound, salts
    )


def _counting(row: Row[Any]) -> Counting:
    return Counting(
        stock_unit=StockUnit(row.stock_unit),
        word=row.unit_word,
        family=Family(row.family),
        strengths=strengths_from(row.strengths),
        unit_ml=Fraction(row.unit_ml) if row.unit_ml else None,
    )


def strengths_from(text: str) -> tuple[Strength, ...]:
    """The strengths of a class, as its row has them."""
    parts: Sequence[tuple[str, str | None, str | None, str, str]] = json.loads(text)
    return tuple(
        Strength(base, Fraction(value) if value else None, Unit(unit) if unit else None, per)
        for base, value, unit, per, _ in parts
    )
