"""How medicines and their levels are said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.stock.rules import Words, level_words

CONTAINER = "contenant"
"""What one unit is called of a product that is only used (a tube of cream, a bottle of eye drops)."""
UNIT = "unité"
UNKNOWN = "Médicament inconnu du catalogue"


@dataclass(frozen=True)
class Named:
    """How a medicine is said and counted; `per_box` is what somebody confirmed that a box holds."""

    cip13: str | None
    label: str
    brand: str
    unit: str
    stock_unit: str
    per_box: Fraction | None


@dataclass(frozen=True)
class Level:
    """A level in stock units, and in words."""

    units: Fraction
    words: Words


def level_of(name: Named, units: Fraction) -> Level:
    """An amount of this medicine, with its words."""
    return Level(units, level_words(units, name.unit, name.per_box))


What = tuple[str | None, str | None]


def names_of(work: Work, asked: Iterable[What]) -> dict[What, Named]:
    """How each presentation (or class, where no presentation is known) is said, in a fixed number of statements."""
    wanted = set(asked)
    cip13s = {cip13 for cip13, _ in wanted if cip13}
    known = medicines.find_products(work.connection, cip13s)
    boxes = medicines.confirmed_units(work.connection, work.establishment_id, cip13s)
    names: dict[What, Named] = {}
    for cip13, class_id in wanted:
        product = known.get(cip13 or "")
        if product is not None:
            names[cip13, class_id] = name_of(product, boxes.get(product.cip13))
        else:
            found = medicines.find_class(work.connection, class_id) if class_id else None
            label = found.label if found else UNKNOWN
            names[cip13, class_id] = Named(cip13, label, cip13 or "", UNIT, "unit", None)
    return names


def name_of(product: medicines.Product, per_box: Fraction | None) -> Named:
    """How a presentation is said and counted."""
    stock_unit = product.counting.stock_unit.value
    unit = CONTAINER if stock_unit == "use" else product.counting.word
    return Named(product.cip13, product.class_label, product.label, unit, stock_unit, per_box)
