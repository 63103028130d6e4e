"""Boxes come in by scan: read, identify, check, and take in what is certain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules import codes
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.staff import service as staff
from medcircuit.stock.rules import PARTS, Account, AccountKind, Cause, parts_amount, whole_parts
from medcircuit.stock.rules.reception import Delivery, Read, check, left_in_box, taken, units_in_box
from medcircuit.stock.service.acts import Act, answered, keep, serial_received
from medcircuit.stock.service.entries import take_in
from medcircuit.stock.service.names import Level, Named, level_of, name_of
from medcircuit.stock.service.places import place_of
from medcircuit.stock.service.telling import Told

FROM_HOME = "from_home"
"""Why a move was made, where a resident brought the box."""


@dataclass(frozen=True)
class Lot:
    """A lot and its last day of use, as a person chose them among the ways to read an ambiguous code."""

    lot: str | None
    expiry: date | None


@dataclass(frozen=True)
class Reception:
    """A scanned box and how many like it, to be taken into a place.

    `units` is what a person says that a box holds, the first time; `without_lot` that they saw that the code has no
    lot or expiry; `chosen` which reading of an ambiguous code is the one printed on the box. `brought_for` is the
    resident who came with it, and `left` what was counted in an opened box.
    """

    id: str
    raw: str
    boxes: int
    place_id: str
    at: datetime
    units: Fraction | None = None
    without_lot: bool = False
    chosen: Lot | None = None
    brought_for: str | None = None
    left: Fraction | None = None


@dataclass(frozen=True)
class Received:
    """What became of a scanned box. `level` is what its lot now makes in that place.

    `proposed` is what the words of the presentation say that a box holds, for a person to confirm.
    """

    id: str
    stored: bool
    findings: tuple[Finding, ...]
    product: Named | None
    lot: str | None
    expiry: date | None
    serial: str | None
    choices: tuple[Lot, ...]
    boxes: int
    per_box: Fraction | None
    proposed: Fraction | None
    account_id: str | None = None
    level: Level | None = None


@dataclass(frozen=True)
class _Box:
    """A scanned box, identified as far as it goes."""

    read: Read
    why: str
    product: medicines.Product | None
    lot: Lot
    serial: str | None
    choices: tuple[Lot, ...]


def receive(work: Work, reception: Reception) -> Received:
    """Take a scanned box into a place; where anything about it is not certain, say so and store nothing.

    Raises:
        NotFound: this house has no such place, or no such resident.
        Forbidden: the actor may not move stock there, or read whose box it is.
        SameIdOtherContent: the id names another entry.
        EntryAhead: it lies in the future.
        UnitsImpossible: a box cannot hold what was said.
    """
    place = place_of(work, reception.place_id, Right.MOVE_STOCK)
    act = Act("reception", reception.id, _content(reception))
    box = _identify(work, reception)
    if known := answered(work, act, reception.at):
        return _again(reception, box, known)
    per_box, proposed = _per_box(work, box, reception.units)
    received = _received_before(work, box)
    findings = check(
        Delivery(
            read=box.read,
            today=work.now.astimezone(PARIS).date(),
            why=box.why,
            product=box.product is not None,
            lot=box.lot.lot,
            expiry=box.lot.expiry,
            without_lot=reception.without_lot,
            received=received,
            per_box=per_box,
            prescribed=_is_prescribed(work, reception, box),
        )
    )
    if not taken(findings) or box.product is None or per_box is None:
        return _answer(reception, box, findings, per_box, proposed)
    if reception.units is not None:
        medicines.confirm_units(work, box.product.cip13, per_box)
    account, level = _take(work, reception, box.product, box.lot, per_box, place.id)
    stored = _answer(reception, box, findings, per_box, proposed, account, level)
    keep(work, act, _kept(stored), cip13=box.product.cip13, serial=box.serial)
    return stored


def _identify(work: Work, reception: Reception) -> _Box:
    """What the scan is: a box with its product, lot and serial, as far as they are certain."""
    reading = codes.read_code(reception.raw, work.now.astimezone(PARIS).date())
    product = _product(work, reading)
    choices = tuple(dict.fromkeys(Lot(one.lot, one.expiry) for one in reading.candidates))
    if reception.chosen is not None and reception.chosen in choices:
        return _Box(Read.BOX, "", product, reception.chosen, None, choices)
    why = reading.reason.sentence if reading.reason else ""
    return _Box(_read(reading), why, product, Lot(reading.lot, reading.expiry), reading.serial, choices)


def _read(reading: codes.CodeReading) -> Read:
    if reading.status is codes.Status.AMBIGUOUS:
        return Read.AMBIGUOUS if reading.product and reading.candidates else Read.UNREADABLE
    if reading.status is codes.Status.OUTER_CASE:
        return Read.OUTER_CASE
    if not reading.accepted:
        return Read.UNREADABLE
    return Read.BOX if reading.product else Read.OTHER


def _product(work: Work, reading: codes.CodeReading) -> medicines.Product | None:
    """The presentation that a code names, where the catalogue has it; a unit dose (UCD) is not a box."""
    named = reading.product
    if named is None:
        return None
    number = named.cip13 or named.contained_cip13
    if number:
        return medicines.find_product(work.connection, cip13=number)
    return medicines.find_product(work.connection, gtin=named.gtin) if named.gtin else None


def _per_box(work: Work, box: _Box, said: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
    """What a box holds: what a person says or once confirmed; and what its words say, where nobody did."""
    if box.product is None:
        return None, None
    if said is not None:
        return units_in_box(said, whole_parts(said, box.product.counting.stock_unit.value)), None
    held = medicines.units_per_box(work.connection, work.establishment_id, box.product.cip13)
    return (held.units, None) if held.confirmed else (None, held.units)


def _received_before(work: Work, box: _Box) -> tuple[str, str] | None:
    """When and by whom the same serial number was taken in, in words."""
    if box.product is None or box.serial is None:
        return None
    before = serial_received(work, box.product.cip13, box.serial)
    if before is None:
        return None
    at, actor_id = before
    name = staff.names(work.connection, (actor_id,)).get(actor_id, actor_id)
    return f"{at.astimezone(PARIS):%d/%m/%Y}", name


def _is_prescribed(work: Work, reception: Reception, box: _Box) -> bool:
    """Whether who brought a box has a line of its medicine that is not stopped; so of a box of nobody."""
    if reception.brought_for is None:
        return True
    work.require(Right.READ_RESIDENT, unit_id=residents.unit_of(work, reception.brought_for))
    if box.product is None:
        return True
    lines = prescriptions.lines_of(
        work.connection, work.establishment_id, [reception.brought_for], stopped_after=work.now
    )
    work.did("receive_from_home", ("resident", reception.brought_for))
    return box.product.class_id in {line.class_id for line in lines}


def _take(
    work: Work, reception: Reception, product: medicines.Product, lot: Lot, per_box: Fraction, place_id: str
) -> tuple[str, Fraction]:
    """Move the boxes in; the account they lie in, and its level in stock units."""
    into = Account(
        work.establishment_id, AccountKind.PLACE, place_id, product.cip13, None, lot.lot, lot.expiry
    )
    stock_unit = product.counting.stock_unit.value
    held = per_box * reception.boxes
    if reception.left is not None:
        held = left_in_box(reception.left, per_box, whole_parts(reception.left, stock_unit))
    parts = int(held * PARTS[stock_unit])
    told = Told(Cause("reception", reception.id), reception.at, FROM_HOME if reception.brought_for else None)
    return into.id, parts_amount(take_in(work, into, parts, told), stock_unit)


def _answer(
    reception: Reception,
    box: _Box,
    findings: tuple[Finding, ...],
    per_box: Fraction | None,
    proposed: Fraction | None,
    account_id: str | None = None,
    level: Fraction | None = None,
) -> Received:
    name = name_of(box.product, per_box) if box.product else None
    return Received(
        id=reception.id,
        stored=account_id is not None,
        findings=findings,
        product=name,
        lot=box.lot.lot,
        expiry=box.lot.expiry,
        serial=box.serial,
        choices=box.choices if account_id is None else (),
        boxes=reception.boxes,
        per_box=per_box,
        proposed=proposed,
        account_id=account_id,
        level=level_of(name, level) if name and level is not None else None,
    )


def _content(reception: Reception) -> dict[str, Any]:
    """Everything that was asked: the same entry sent again has the same answer."""
    chosen = reception.chosen
    return {
        "raw": reception.raw,
        "boxes": reception.boxes,
        "place": reception.place_id,
        "at": reception.at.isoformat(),
        "units": None if reception.units is None else amount_text(reception.units),
        "without_lot": reception.without_lot,
        "chosen": None if chosen is None else [chosen.lot, chosen.expiry],
        "brought_for": reception.brought_for,
        "left": None if reception.left is None else amount_text(reception.left),
    }


def _kept(stored: Received) -> dict[str, Any]:
    assert stored.per_box is not None, "a box was taken in without its content"
    assert stored.level is not None, "a box was taken in without a level"
    return {
        "account": stored.account_id,
        "per_box": amount_text(stored.per_box),
        "level": amount_text(stored.level.units),
        "findings": [[one.code, int(one.tier), dict(one.facts)] for one in stored.findings],
    }


def _again(reception: Reception, box: _Box, known: dict[str, Any]) -> Received:
    """The answer that this very entry had."""
    findings = tuple(Finding(code, Tier(tier), facts) for code, tier, facts in known["findings"])
    per_box, level = read_amount(known["per_box"]), read_amount(known["level"])
    return _answer(reception, box, findings, per_box, None, known["account"], level)
