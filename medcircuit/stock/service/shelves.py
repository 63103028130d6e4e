"""Places, levels and moves as a person reads them: with the medicines' names and amounts in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.stock.rules import Counted, Freshness, Words, freshness, level_words, parts_amount
from medcircuit.stock.service.ledger import LedgerFilter, LedgerLine, ledger
from medcircuit.stock.service.levels import Held, levels
from medcircuit.stock.service.names import Named, names_of
from medcircuit.stock.service.places import place_of, places
from medcircuit.structure import service as structure


@dataclass(frozen=True)
class Unit:
    """A unit of the house."""

    id: str
    name: str


@dataclass(frozen=True)
class NamedPlace:
    """A place and its unit, where it has one."""

    id: str
    name: str
    kind: str
    unit: Unit | None


@dataclass(frozen=True)
class LotHeld:
    """What a place holds of one lot."""

    account_id: str
    lot: str | None
    expiry: date | None
    freshness: Freshness
    units: Fraction
    words: Words


@dataclass(frozen=True)
class ProductHeld:
    """What a place holds of one presentation, lot by lot, the first to expire first."""

    cip13: str | None
    label: str
    brand: str
    narcotic: bool
    unit: str
    per_box: Fraction | None
    units: Fraction
    words: Words
    lots: tuple[LotHeld, ...]


@dataclass(frozen=True)
class Shelf:
    """What lies in a place."""

    place: NamedPlace
    products: tuple[ProductHeld, ...]


@dataclass(frozen=True)
class Line:
    """A move of the ledger with its names and words."""

    move: LedgerLine
    label: str
    brand: str
    units: Fraction
    words: Words
    source: Unit | None
    target: Unit | None


@dataclass(frozen=True)
class LinePage:
    """Some lines of the ledger, and the cursor of those that come after."""

    moves: tuple[Line, ...]
    after: str | None


def named_places(work: Work) -> tuple[NamedPlace, ...]:
    """The places a person may look into, by unit in the house's order; those of the whole house last."""
    units = dict(structure.units(work.connection, work.establishment_id))
    order = {unit_id: rank for rank, unit_id in enumerate(units)}
    last = len(order)
    found = sorted(
        places(work), key=lambda place: (order.get(place.unit_id or "", last), place.kind, place.name)
    )
    return tuple(
        NamedPlace(
            place.id,
            place.name,
            place.kind,
            Unit(place.unit_id, units[place.unit_id]) if place.unit_id else None,
        )
        for place in found
    )


def shelf(work: Work, place_id: str) -> Shelf:
    """What lies in a place, by medicine.

    Raises:
        NotFound: this house has no such place.
    """
    place_of(work, place_id, Right.READ_STOCK)
    place = next(one for one in named_places(work) if one.id == place_id)
    held = levels(work.connection, work.establishment_id, (place_id,))
    names = names_of(work, ((one.cip13, one.class_id) for one in held))
    today = work.now.astimezone(PARIS).date()
    narcotics = medicines.narcotics(work.connection)
    products = [
        _product(names[what], tuple(lots), today, narcotic=any(map(narcotics.has, what)))
        for what, lots in groupby(held, key=lambda one: (one.cip13, one.class_id))
    ]
    return Shelf(
        place, tuple(sorted(products, key=lambda one: (one.label.casefold(), one.brand, one.cip13 or "")))
    )


def _product(name: Named, held: tuple[Held, ...], today: date, *, narcotic: bool) -> ProductHeld:
    lots = sorted(held, key=lambda one: (one.expiry or date.max, one.lot or ""))
    units = parts_amount(sum(one.parts for one in held), name.stock_unit)
    return ProductHeld(
        name.cip13,
        name.label,
        name.brand,
        narcotic,
        name.unit,
        name.per_box,
        units,
        level_words(units, name.unit, name.per_box),
        tuple(_lot(name, one, today) for one in lots),
    )


def _lot(name: Named, held: Held, today: date) -> LotHeld:
    units = parts_amount(held.parts, name.stock_unit)
    words = level_words(units, name.unit, name.per_box)
    return LotHeld(held.account_id, held.lot, held.expiry, freshness(held.expiry, today), units, words)


def lines(work: Work, asked: LedgerFilter) -> LinePage:
    """A page of the ledger as a person reads it.

    Raises:
        NotFound: this house has no such place.
        CursorUnreadable: `after` is no cursor of the ledger.
    """
    page = ledger(work, asked)
    where = {
        place.id: Unit(place.id, place.name)
        for place in structure.places(work.connection, work.establishment_id)
    }
    names = names_of(work, ((line.cip13, line.class_id) for line in page.lines))
    return LinePage(
        tuple(_line(line, names[line.cip13, line.class_id], where) for line in page.lines), page.after
    )


def _line(line: LedgerLine, name: Named, where: Mapping[str, Unit]) -> Line:
    units = parts_amount(line.parts, name.stock_unit)
    return Line(
        line,
        name.label,
        name.brand,
        units,
        Words((Counted(units, name.unit),)),
        where.get(line.source or ""),
        where.get(line.target or ""),
    )
