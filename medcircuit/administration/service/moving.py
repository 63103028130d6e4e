"""The stock that acts move: what newly leaves, and what comes back when an entry no longer stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Row

from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.leaving import leaving
from medcircuit.administration.rules.vocabulary import NEGATIVE, EventKind
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.states import LockedDose, Parts, Stored
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.doses import dose_in_units
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Cause, dose_parts
from medcircuit.structure import service as structure


@dataclass(frozen=True)
class _Taken:
    """What an act takes from: as it was scanned, else as the unit's stock holds of the class."""

    cip13: str | None
    stock_unit: str
    units: Fraction | None
    lot: str | None = None
    expiry: date | None = None
    class_id: str | None = None


def parts_of(
    work: Work, gesture: Gesture, due: Due, scanned: Row[*tuple[Any, ...]] | None, unit_id: str | None
) -> Parts:
    """What an act takes from the stock, in smallest parts of the product that was scanned or is held of its class."""
    planned, taken = due.planned, None
    if _takes(gesture):
        taken = _of_scan(scanned) if scanned is not None else _of_class(work, due, unit_id)
    if taken is None:
        return Parts(class_id=planned.class_id, unit_id=unit_id)
    amount = planned.amount
    if amount is None and (decided := _decided(work, gesture, due)) is not None:
        amount, taken = gesture.amount, replace(taken, units=decided)
    left = leaving(gesture, planned=amount, dose=taken.units)
    return Parts(
        class_id=taken.class_id or planned.class_id,
        cip13=taken.cip13,
        lot=taken.lot,
        expiry=taken.expiry,
        unit_id=unit_id,
        given=_parts(left.given, taken.stock_unit),
        discarded=_parts(left.discarded, taken.stock_unit),
    )


def _takes(gesture: Gesture) -> bool:
    """Whether an act of its kind opens a unit at all."""
    if gesture.kind in NEGATIVE:
        return gesture.remainder is not None
    return gesture.kind not in {EventKind.VOID, EventKind.REMOVED}


def _decided(work: Work, gesture: Gesture, due: Due) -> Fraction | None:
    """A dose of the day in units of the product, where its scale says in what it is counted."""
    scale, cis = due.planned.care.scale, due.planned.cis
    if scale is None or cis is None or gesture.amount is None:
        return None
    counting = medicines.counting_of(work.connection, cis)
    return dose_in_units(gesture.amount, scale.unit, counting) if counting else None


def _of_scan(scanned: Row[*tuple[Any, ...]]) -> _Taken:
    return _Taken(
        scanned.cip13,
        scanned.stock_unit,
        read_amount(scanned.units) if scanned.units else None,
        scanned.lot,
        scanned.expiry,
        scanned.class_id,
    )


def _of_class(work: Work, due: Due, unit_id: str | None) -> _Taken | None:
    """What was given without being scanned: of the boxes of its class that the unit holds, the first to expire.

    A box that has expired is taken for the one given only where there is no other.
    """
    connection, planned = work.connection, due.planned
    boxes = {row.gtin[1:]: row.cis for row in medicines.products_of_classes(connection, [planned.class_id])}
    if not boxes or unit_id is None:
        return None
    places = [place.id for place in structure.places(connection, work.establishment_id, unit_id)]
    held = [one for one in stock.levels(connection, work.establishment_id, places) if one.cip13 in boxes]
    today = work.now.astimezone(PARIS).date()
    held.sort(
        key=lambda one: (bool(one.expiry and one.expiry < today), one.expiry or date.max, one.account_id)
    )
    cip13 = held[0].cip13 if held else None
    counting = medicines.counting_of(connection, boxes[cip13] if cip13 else next(iter(boxes.values())))
    if counting is None:
        return None
    units = planned.units
    if units is None and planned.amount is not None and planned.unit:
        units = dose_in_units(planned.amount, planned.unit, counting)
    return _Taken(cip13, counting.stock_unit.value, units)


def _parts(units: Fraction, stock_unit: str) -> int:
    return dose_parts(units, stock_unit) if units else 0


@dataclass(frozen=True)
class Moved:
    """The facts for which the known stock did not suffice, and what was left after those that a register follows."""

    missing: frozenset[str]
    left: Mapping[str, stock.Balance | None]


def move_stock(work: Work, doses: Iterable[LockedDose], registered: Collection[str] = ()) -> Moved:
    """Move what the new state of these doses moves; for those `registered`, tell what each left behind.

    Classes are taken in one order, so that two batches never wait for each other's accounts.
    """
    back: list[str] = []
    out: list[Stored] = []
    for dose in doses:
        before, after = dose.moved(dose.before), dose.moved(dose.folded)
        back += [fact_id for fact_id in before if before[fact_id] != after.get(fact_id)]
        out += [
            _only(stored, *parts)
            for fact_id, parts in after.items()
            if before.get(fact_id) != parts and (stored := dose.of(fact_id))
        ]
    for fact_id in sorted(back):
        stock.reverse(work, Cause("event", fact_id))
    missing = set()
    left = {}
    for stored in sorted(out, key=lambda one: (one.parts.class_id or "", one.parts.cip13 or "", one.fact.id)):
        if _leave(work, stored):
            missing.add(stored.fact.id)
        if stored.fact.id in registered:
            left[stored.fact.id] = stock.balance_after(work, Cause("event", stored.fact.id))
    return Moved(frozenset(missing), left)


def _only(stored: Stored, given: int, discarded: int) -> Stored:
    if (stored.parts.given, stored.parts.discarded) == (given, discarded):
        return stored
    return replace(stored, parts=replace(stored.parts, given=given, discarded=discarded))


def _leave(work: Work, stored: Stored) -> bool:
    """Whether something of it was known nowhere."""
    parts = stored.parts
    if parts.class_id is None or parts.unit_id is None:
        return False
    what: dict[str, Any] = {
        "class_id": parts.class_id,
        "cip13": parts.cip13,
        "lot": parts.lot,
        "expiry": parts.expiry,
        "unit_id": parts.unit_id,
        "at": stored.fact.at,
        "cause": Cause("event", stored.fact.id),
    }
    leaving = ((stock.issue, parts.given), (stock.discard, parts.discarded))
    left = [leave(work, parts=count, **what) for leave, count in leaving if count]
    return any(one.difference for one in left)
