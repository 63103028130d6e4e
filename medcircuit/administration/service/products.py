"""The product presented, and how it stands to what is planned; what never changes is kept in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from fractions import Fraction

from sqlalchemy import Connection

from medcircuit.administration.rules.situation import Likeness
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.classes import MedicineClass, compare
from medcircuit.medicines.rules.codes import CodeReading
from medcircuit.medicines.rules.doses import StockUnit, dose_in_units
from medcircuit.medicines.rules.labels import strength_french
from medcircuit.medicines.rules.strength import spelled
from medcircuit.medicines.rules.substances import base_name
from medcircuit.medicines.service import Product

How = tuple[Likeness, Fraction | None]
"""How a product stands to a class, and the ratio of its strength to it."""
Prescribed = tuple[Fraction | None, str | None]
"""A dose as it is written: its amount and its unit."""

_WHOLE = Fraction(1)
_SCORED = Fraction(1, 4)
_AS_WRITTEN = Fraction(1, 12)
_MEASURED = Fraction(1, 100)

_MOST = 65536
_AS_IT_IS: How = (Likeness.SAME, Fraction(1))
_compared: dict[tuple[str, str], How] = {}
"""How the second class stands to the first, by their ids; beyond `_MOST` all is worked out again."""
_strange: defaultdict[str, set[str]] = defaultdict(set)
"""Of what was compared, the classes that have nothing to do with a class: nearly all of what a person takes."""
_classes: dict[str, MedicineClass] = {}
"""Classes by id. The id is the hash of the class itself: what it names never changes, in any catalogue."""


def presented(connection: Connection, reading: CodeReading) -> Product | None:
    """The product of the catalogue that a code names."""
    named = reading.product
    if named is None:
        return None
    if named.cip13:
        return medicines.find_product(connection, cip13=named.cip13)
    return medicines.find_product(connection, gtin=named.gtin) if named.gtin else None


def alike(connection: Connection, wanted: AbstractSet[str], found: Product) -> dict[str, How]:
    """How a product stands to those of these classes that are not altogether different."""
    known = {one: likeness(connection, one, found) for one in wanted - _strange[found.class_id]}
    return {one: how for one, how in known.items() if how[0] is not Likeness.DIFFERENT}


def likeness(connection: Connection, wanted: str, found: Product) -> How:
    """How a product stands to the class wanted, and the ratio of its strength to it."""
    if wanted == found.class_id:
        return _AS_IT_IS
    known = _compared.get((wanted, found.class_id))
    if known is None:
        comparison = compare(_class(connection, wanted), found.what)
        known = (Likeness(comparison.likeness.value), comparison.ratio)
        if len(_compared) >= _MOST:
            _compared.clear()
            _strange.clear()
        _compared[wanted, found.class_id] = known
        if known[0] is Likeness.DIFFERENT:
            _strange[found.class_id].add(wanted)
    return known


def _class(connection: Connection, class_id: str) -> MedicineClass:
    known = _classes.get(class_id)
    if known is None:
        found = medicines.find_class(connection, class_id)
        assert found is not None, "a line has a class of the catalogue"
        known = _classes[class_id] = found.what
    return known


def units_of(
    product: Product, how: Likeness, ratio: Fraction | None, dose: Prescribed
) -> tuple[Fraction | None, Fraction]:
    """A dose in units of the product presented, and the smallest part into which one may be cut.

    As prescribed, a tablet is cut as the prescription says; another strength is cut in quarters at the least, a
    capsule never. A liquid of another strength is a calculation: nobody is asked to make it at the bedside.
    """
    same = how is Likeness.SAME
    amount, unit = dose
    if how is Likeness.NOT_EQUIVALENT and ratio is None:
        amount = None  # milligrams of another salt are not those prescribed
    units = dose_in_units(amount, unit, product.counting) if amount is not None and unit else None
    if product.counting.stock_unit is StockUnit.ML:
        return (units if same else None), _MEASURED
    if units is not None and not same and spelled(unit or "") is None:
        units = units / ratio if ratio else None
    cut = is_counted(product) and product.counting.word.startswith("comprimé")
    if not cut:
        return units, _WHOLE
    return units, _AS_WRITTEN if same else _SCORED


def is_counted(product: Product) -> bool:
    """Whether the product is counted in units rather than measured or used."""
    return product.counting.stock_unit is StockUnit.UNIT


def substances_of(product: Product) -> frozenset[str]:
    """The active substances of a product by their base names, salts apart."""
    return frozenset(one.base for one in product.what.strengths)


def substance_named(text: str) -> str:
    """The base name of a substance as a person or the catalogue writes it."""
    return base_name(text)


def strength_said(product: Product) -> str | None:
    """The strength of one unit of a product for a reader: « 500 mg », « 1 g »; None where it is not one amount."""
    if len(product.what.strengths) != 1:
        return None
    return strength_french(product.what.strengths[0]) or None
