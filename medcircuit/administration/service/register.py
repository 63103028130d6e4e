"""The register of narcotics: its lines of what was given are written with the facts, and read by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from medcircuit.administration.models import register_line
from medcircuit.administration.rules.counting import count_found, difference
from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.vocabulary import POSITIVE
from medcircuit.administration.service.bedside import Bedside
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.receipts import Taken
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Invalid, NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.doses import Counting
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service.planning import STUP
from medcircuit.residents import service as residents
from medcircuit.staff import service as staff
from medcircuit.stock import service as stock
from medcircuit.stock.rules import parts_amount
from medcircuit.structure import service as structure

LONGEST = timedelta(days=366)
"""How long a time the register is read for at once."""

_REVERSING = register_line.alias("reversing")
_STANDING = (
    select(register_line)
    .outerjoin(_REVERSING, _REVERSING.c.reverses_id == register_line.c.id)
    .where(
        register_line.c.establishment_id == bindparam("establishment"),
        register_line.c.event_id.in_(bindparam("events", expanding=True)),
        register_line.c.reverses_id.is_(None),
        _REVERSING.c.id.is_(None),
    )
    .order_by(register_line.c.id)
)
_OF_UNIT = (
    select(register_line)
    .where(
        register_line.c.establishment_id == bindparam("establishment"),
        register_line.c.unit_id == bindparam("unit"),
        register_line.c.at >= bindparam("begins"),
        register_line.c.at < bindparam("ends"),
    )
    .order_by(register_line.c.recorded_at, register_line.c.id)
)


_INSERT = Prepared(insert(register_line))


class RegisterDaysUnreadable(Invalid):
    """The days asked of the register are none, or too many."""

    code = "register_days_unreadable"
    sentence = "Le registre se lit du premier au dernier jour, sur un an au plus. Corrigez les dates."


def is_narcotic(due: Due) -> bool:
    """Whether a dose is a narcotic's."""
    return STUP in due.planned.badges


def is_registered(gesture: Gesture, due: Due) -> bool:
    """Whether a giving is owed a line of the register, whoever gives: a narcotic's."""
    return gesture.kind in POSITIVE and is_narcotic(due)


def lines_for(
    work: Work, kept: Sequence[Taken], bedside: Bedside, left: Mapping[str, stock.Balance | None]
) -> list[dict[str, Any]]:
    """The lines that these facts are owed, and each count judged; `left` is what was left where each dose came from."""
    rows = _reversals(work, kept)
    for one in kept:
        due = bedside.due(one.gesture) if one.registered else None
        if due is not None:
            rows.append(_line(work, one, due, left.get(one.gesture.id)))
    return rows


def write_lines(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write lines of the register, whose facts are written."""
    _INSERT.send(work.connection, *rows)


def _line(work: Work, one: Taken, due: Due, left: stock.Balance | None) -> dict[str, Any]:
    gesture, author = one.gesture, one.author or work.actor
    product, counting = _product(work, one, due)
    expected = parts_amount(left.parts, counting.stock_unit.value) if left and counting else None
    wrong = count_found(gesture.counted, expected, asked=one.asked_to_count)
    if wrong is not None:
        one.findings.append(wrong)
    parts = one.parts.given + one.parts.discarded
    units = parts_amount(parts, counting.stock_unit.value) if counting else due.planned.amount or Fraction(0)
    return {
        "id": new_id(),
        "establishment_id": work.establishment_id,
        "unit_id": one.parts.unit_id,
        "place_id": left.place_id if left else None,
        "event_id": gesture.id,
        "reverses_id": None,
        "at": one.at,
        "recorded_at": work.now,
        "resident_id": gesture.resident,
        "resident_name": residents.name_of(work.connection, work.establishment_id, gesture.resident),
        "line_id": gesture.line,
        "product": product,
        "form": due.planned.label.form,
        "cip13": left.cip13 if left else one.parts.cip13,
        "unit_word": counting.word if counting else due.planned.unit or "",
        "units": amount_text(units),
        "prescriber": _prescriber(work, gesture, one.at),
        "given_by": author.user_id,
        "given_by_name": author.name,
        "authorisation_id": one.authorisation_id,
        "expected": _text(expected),
        "counted": _text(gesture.counted),
        "difference": _text(difference(gesture.counted, expected)),
    }


def _text(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _product(work: Work, one: Taken, due: Due) -> tuple[str, Counting | None]:
    """The speciality given, in the catalogue's words, and how it is counted."""
    label, cis = due.planned.label, due.planned.cis
    given = _box(work, one.parts.cip13)
    if given is not None:
        return given.label[:300], given.counting
    counting = medicines.counting_of(work.connection, cis) if cis else None
    return " ".join(filter(None, (label.brand, label.substance, label.strength)))[:300], counting


def _box(work: Work, cip13: str | None) -> medicines.Product | None:
    return medicines.find_product(work.connection, cip13=cip13) if cip13 else None


def _prescriber(work: Work, gesture: Gesture, at: datetime) -> str:
    """Who answers for the version of its line that held at an instant, in the words of the register."""
    line = prescriptions.line_read(work.connection, work.establishment_id, gesture.line)
    version = line.at(at) or line.last
    return version.ordered_by or staff.names(work.connection, [version.signed_by]).get(version.signed_by, "")


def _reversals(work: Work, kept: Sequence[Taken]) -> list[dict[str, Any]]:
    """For each line whose fact is corrected now, the line that undoes it."""
    by = {one.gesture.replaces: one for one in kept if one.gesture.replaces and not one.held}
    if not by:
        return []
    asked = {"establishment": work.establishment_id, "events": sorted(by)}
    return [_reversal(work, row, by[row.event_id]) for row in work.connection.execute(_STANDING, asked)]


def _reversal(work: Work, row: Row[*tuple[Any, ...]], one: Taken) -> dict[str, Any]:
    author = one.author or work.actor
    expected = _back(work, row)
    return {
        **row._mapping,  # noqa: SLF001 - SQLAlchemy's public way to read a row by names
        "id": new_id(),
        "event_id": one.gesture.id,
        "reverses_id": row.id,
        "at": one.at,
        "recorded_at": work.now,
        "units": f"-{row.units}" if row.units != "0" else row.units,
        "given_by": author.user_id,
        "given_by_name": author.name,
        "authorisation_id": None,
        "expected": expected,
        "counted": None,
        "difference": None,
    }


def _back(work: Work, row: Row[*tuple[Any, ...]]) -> str | None:
    """What the place holds by the book once the dose is back there."""
    if row.place_id is None or row.expected is None:
        return None
    box = _box(work, row.cip13)
    held = stock.balance_at(work, row.place_id, row.cip13)
    return amount_text(parts_amount(held.parts, box.counting.stock_unit.value)) if box else None


@dataclass(frozen=True)
class Days:
    """From which local day to which, both included; None: from the first day of the last one's month, to today."""

    first: date | None = None
    last: date | None = None


def register(work: Work, unit_id: str, days: Days) -> dict[str, Any]:
    """The lines of a unit over some days, in the order in which they were written, under the house's name and address.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor may not read the register there.
        RegisterDaysUnreadable: the last day is before the first, or more than a year after it.
    """
    names = dict(structure.units(work.connection, work.establishment_id))
    if unit_id not in names:
        raise NotFound
    work.require(Right.READ_REGISTER, unit_id=unit_id)
    first, last = span_of(days, work.now)
    house = structure.establishment(work.connection, work.establishment_id)
    asked = {
        "establishment": work.establishment_id,
        "unit": unit_id,
        "begins": midnight(first),
        "ends": midnight(last, after=True),
    }
    rows = work.connection.execute(_OF_UNIT, asked).all()
    work.saw("resident", {row.resident_id for row in rows})
    return {
        "establishment": {"name": house.name, "address": house.address, "finess": house.finess},
        "unit": {"id": unit_id, "name": names[unit_id]},
        "from": first.isoformat(),
        "to": last.isoformat(),
        "lines": [_line_json(row) for row in rows],
    }


def span_of(days: Days, now: datetime) -> tuple[date, date]:
    """The first and the last day that are read.

    Raises:
        RegisterDaysUnreadable: the last day is before the first, or more than a year after it.
    """
    last = days.last or now.astimezone(PARIS).date()
    first = days.first or last.replace(day=1)
    if not timedelta(0) <= last - first <= LONGEST:
        raise RegisterDaysUnreadable
    return first, last


def midnight(day: date, *, after: bool = False) -> datetime:
    """The instant at which a local day begins, or at which it is over."""
    return datetime.combine(day + timedelta(days=int(after)), time(), PARIS).astimezone(UTC)


_SHOWN = (
    *("id", "event_id", "place_id", "resident_id", "resident_name", "line_id", "product", "form", "cip13"),
    *("unit_word", "units", "prescriber", "given_by", "given_by_name", "authorisation_id"),
    *("expected", "counted", "difference"),
)


def _line_json(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    told = {name: row._mapping[name] for name in _SHOWN}  # noqa: SLF001 - as above
    return {
        **told,
        "at": instant_text(row.at),
        "recorded_at": instant_text(row.recorded_at),
        "reverses": row.reverses_id,
    }
