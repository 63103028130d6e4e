"""The register of narcotics of a unit as books: every entry and exit of each presentation in each place, with its balance.

Its lines are the stock's, written with each move, which the database refuses without them, and changed by nobody
(R.5132-36 of the public health code: each operation with its date, in units, its balance, printed at once on request).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, exists, select

from medcircuit.administration.models import event, incident, register_line, second_look
from medcircuit.administration.rules.second import NOBODY
from medcircuit.administration.service.register import Days, midnight, span_of
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.residents import service as residents
from medcircuit.stock import service as stock
from medcircuit.stock.rules import parts_amount
from medcircuit.stock.rules.reasons import Why
from medcircuit.stock.service.names import UNIT, UNKNOWN
from medcircuit.structure import service as structure

_LINES = (
    select(
        event.c.id,
        event.c.resident_id,
        event.c.actor_name,
        register_line.c.resident_name,
        register_line.c.prescriber,
        register_line.c.counted,
        register_line.c.difference,
        second_look.c.by_name.label("witness"),
        exists().where(incident.c.event_id == event.c.id, incident.c.code.in_(NOBODY)).label("alone"),
    )
    .outerjoin(register_line, register_line.c.event_id == event.c.id)
    .outerjoin(second_look, second_look.c.id == event.c.second_id)
    .where(
        event.c.establishment_id == bindparam("establishment"),
        event.c.id.in_(bindparam("events", expanding=True)),
    )
)
"""Each act with its line of the register; an act that was placed afterwards has none."""


def register_books(work: Work, unit_id: str, days: Days) -> dict[str, Any]:
    """The books of a unit's narcotics over some days, in JSON, under the house's name and address.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor may not read the register there.
        RegisterDaysUnreadable: the last day is before the first, or more than a year after it.
    """
    connection, house_id = work.connection, work.establishment_id
    names = dict(structure.units(connection, house_id))
    if unit_id not in names:
        raise NotFound
    work.require(Right.READ_REGISTER, unit_id=unit_id)
    first, last = span_of(days, work.now)
    places = {place.id: place.name for place in structure.places(connection, house_id, unit_id)}
    found = stock.books(work, places, midnight(first), midnight(last, after=True))
    lines = _lines(work, found)
    work.saw("resident", sorted({row.resident_id for row in lines.values()}))
    cards = residents.cards(connection, house_id, work.now) if lines else {}
    named = {one: f"{card.birth_name} {card.first_name}" for one, card in cards.items()}
    products = medicines.find_products(connection, {one.product for one in found})
    house = structure.establishment(connection, house_id)
    return {
        "establishment": {"name": house.name, "address": house.address, "finess": house.finess},
        "unit": {"id": unit_id, "name": names[unit_id]},
        "from": first.isoformat(),
        "to": last.isoformat(),
        "books": [
            _book_json(one, places[one.place_id], _named(work, one, products), lines, named) for one in found
        ],
    }


def _lines(work: Work, found: Sequence[stock.Book]) -> dict[str, Row[*tuple[Any, ...]]]:
    """The acts behind the doses of these books with their lines of the register, by id."""
    events = sorted(
        {
            one.cause.id
            for book in found
            for one in book.entries
            if one.cause is not None and one.cause.kind == "event"
        }
    )
    if not events:
        return {}
    asked = {"establishment": work.establishment_id, "events": events}
    return {row.id: row for row in work.connection.execute(_LINES, asked)}


@dataclass(frozen=True)
class _Said:
    """How a narcotic is said and counted; without `cip13` only its class is known."""

    cip13: str | None
    label: str
    word: str
    stock_unit: str


def _named(work: Work, book: stock.Book, products: Mapping[str, medicines.Product]) -> _Said:
    product = products.get(book.product)
    if product is not None:
        return _Said(product.cip13, product.label, product.counting.word, product.counting.stock_unit.value)
    of_class = medicines.find_class(work.connection, book.product)
    return _Said(None, of_class.label if of_class else UNKNOWN, UNIT, "unit")


def _book_json(
    book: stock.Book,
    place: str,
    product: _Said,
    lines: Mapping[str, Row[*tuple[Any, ...]]],
    named: Mapping[str, str],
) -> dict[str, Any]:
    def units(parts: int) -> str:
        return amount_text(parts_amount(parts, product.stock_unit))

    left = parts_amount(book.after, product.stock_unit)

    return {
        "place": place,
        "cip13": product.cip13,
        "product": product.label,
        "unit_word": product.word,
        "before": units(book.before),
        "after": units(book.after),
        "left_said": amount_said(left, product.word),
        "entries": [
            {
                "number": one.number,
                "at": instant_text(one.at),
                "recorded_at": instant_text(one.recorded_at),
                "why": one.why.value,
                "reason": one.reason,
                "in": units(one.change) if one.change > 0 else None,
                "out": units(-one.change) if one.change < 0 else None,
                "after": units(one.after),
                "lot": one.lot,
                "by": one.by,
                "witness": one.witness,
                "alone": one.alone,
                **_dose_json(one, lines.get(one.cause.id) if one.cause else None, named),
            }
            for one in book.entries
        ],
    }


def _dose_json(
    entry: stock.Entry, line: Row[*tuple[Any, ...]] | None, named: Mapping[str, str]
) -> dict[str, Any]:
    """Whose dose it was, by whom given and prescribed, what was counted, and who saw the rest thrown away."""
    if line is None:
        return {"resident_name": None, "prescriber": None, "counted": None, "difference": None}
    return {
        "by": line.actor_name,
        "resident_name": line.resident_name or named.get(line.resident_id),
        "prescriber": line.prescriber,
        "counted": line.counted,
        "difference": line.difference,
        **({"witness": line.witness, "alone": line.alone} if entry.why is Why.DESTROYED else {}),
    }
