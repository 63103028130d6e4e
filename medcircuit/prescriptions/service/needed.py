"""Lines given as needed with their limits, and what every line of a person holds of each substance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import Connection, bindparam

from medcircuit.kernel.prepared import Prepared
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.doses import breaks_a_unit
from medcircuit.posology.rules import Moments, PrnEntry
from medcircuit.posology.rules.values import Quantity
from medcircuit.prescriptions.models import line
from medcircuit.prescriptions.rules.care import Care, care_of
from medcircuit.prescriptions.rules.contents import contents, in_milligrams
from medcircuit.prescriptions.rules.doses import dose_said
from medcircuit.prescriptions.rules.limits import DAY, LineLimits, elapsed
from medcircuit.prescriptions.rules.lines import LineLabel, in_force
from medcircuit.prescriptions.service.planning import (
    _VERSIONS,
    STUP,
    Rows,
    Version,
    _by_line,
    moments_of,
    understood,
)
from medcircuit.prescriptions.service.stored import counting_of, dosages_of, label_of, texts_of, units_of
from medcircuit.structure import service as structure

_LINES = Prepared(
    _VERSIONS.where(
        line.c.establishment_id == bindparam("establishment"),
        line.c.resident_id.in_(bindparam("residents", expanding=True)),
    )
)


@dataclass(frozen=True)
class HeldBy:
    """What the medicine of a line holds, in the unit its doses are written in; `interval` is the longest it writes."""

    line_id: str
    resident_id: str
    label: LineLabel
    unit: str
    counting: str
    interval: timedelta | None

    def units(self, amount: Fraction, unit: str | None = None) -> Fraction | None:
        """An amount of the line in stock units; None where it does not convert."""
        return units_of(amount, unit or self.unit, self.counting)

    def of(self, amount: Fraction, unit: str | None = None) -> dict[str, Fraction] | None:
        """What an amount of the line holds of each substance; None where that is not known."""
        units = self.units(amount, unit)
        return None if units is None else contents(counting_of(self.counting), units)

    @property
    def masses(self) -> frozenset[str]:
        """The substances that are compared with a maximum."""
        return in_milligrams(counting_of(self.counting))


@dataclass(frozen=True)
class NeededLine:
    """A line given as needed as it stands now. Amounts count in `unit`; `low` and `high` are the same for one dose."""

    resident_id: str
    line_id: str
    version: int
    label: LineLabel
    class_id: str
    cis: str | None
    status: str
    regime: str | None
    route_label: str
    instructions: tuple[str, ...]
    badges: tuple[str, ...]
    reason: str | None
    said: str
    unit: str
    low: Fraction | None
    high: Fraction | None
    step: Fraction
    limits: LineLimits
    unread: bool
    time_critical: bool
    effective_from: datetime
    care: Care


@dataclass(frozen=True)
class Needs:
    """Everything as needed of some people: the lines, and what each of their lines holds."""

    lines: tuple[NeededLine, ...]
    held: Mapping[str, HeldBy]

    def line(self, line_id: str) -> NeededLine | None:
        """The line of this id, where it is given as needed now."""
        return next((one for one in self.lines if one.line_id == line_id), None)


def needs(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], at: datetime
) -> Needs:
    """The lines given as needed that are in force at an instant, suspended ones too; two statements and the moments."""
    asked = {"establishment": establishment_id, "residents": list(resident_ids)}
    by_line = _by_line(_LINES.rows(connection, asked))
    moments = moments_of(connection, establishment_id)
    narcotics = medicines.narcotic_classes(connection)
    twice = medicines.classes_of_atc(connection, structure.second_person(connection, establishment_id))
    classes = medicines.current_classes(connection, {rows[0].class_id for rows in by_line.values()})
    found: list[NeededLine] = []
    held: dict[str, HeldBy] = {}
    for line_id, rows in by_line.items():
        version = in_force([Version(row) for row in rows], at)
        entries = _entries(version, moments) if version is not None else ()
        held[line_id] = _held(rows, entries)
        if version is not None and entries and version.row.status != "stopped":
            entry = _current(entries, at)
            class_id = classes[version.row.class_id]
            marks = (STUP,) if class_id in narcotics else ()
            needed = _needed(version, entry, class_id, marks)
            wasted = bool(marks) and _wastes(needed, version.row.counting)
            asks = replace(needed.care, second=needed.care.second or class_id in twice or wasted)
            found.append(replace(needed, care=asks))
    return Needs(tuple(found), held)


def _wastes(needed: NeededLine, counting: str) -> bool:
    """Whether the rest of a unit may have to be thrown away: that of a narcotic is seen by two."""
    amounts = [one for one in (needed.low, needed.high) if one]
    return any(breaks_a_unit(units_of(one, needed.unit, counting), counting_of(counting)) for one in amounts)


def _entries(version: Version, moments: Moments) -> Sequence[PrnEntry]:
    row = version.row
    return tuple(understood(row.id, row.dosage, row.anchor, moments).prn)


def _current(entries: Sequence[PrnEntry], at: datetime) -> PrnEntry:
    """The instruction that holds now; where several might, the first that has begun."""
    begun = [one for one in entries if one.begin is None or one.begin <= at]
    open_ = [one for one in begun if one.until is None or at <= one.until]
    return (open_ or begun or list(entries))[0]


def _held(rows: Rows, entries: Sequence[PrnEntry]) -> HeldBy:
    last = rows[-1]
    units = [one.dose.unit for one in entries if one.dose and one.dose.unit] or _written(last.dosage)
    gaps = [elapsed(one.min_interval_h) for one in entries if one.min_interval_h is not None]
    return HeldBy(
        last.id,
        last.resident_id,
        label_of(last.label),
        units[0] if units else "",
        last.counting,
        max(gaps, default=None),
    )


def _written(dosage: str) -> list[str]:
    """The units that the doses of a version are written in."""
    doses = (portion.dose for one in dosages_of(dosage) for portion in one.portions)
    return [dose.said_unit for dose in doses if isinstance(dose, Quantity) and dose.said_unit]


def _needed(version: Version, entry: PrnEntry, class_id: str, marks: tuple[str, ...]) -> NeededLine:
    row, dose = version.row, entry.dose
    unit = (dose.unit if dose else None) or ""
    low, high = (dose.low or dose.amount, dose.high or dose.amount) if dose else (None, None)
    limits, unread = _limits(entry, unit, row.counting, high)
    return NeededLine(
        resident_id=row.resident_id,
        line_id=row.id,
        version=row.number,
        label=label_of(row.label),
        class_id=class_id,
        cis=row.cis,
        status=row.status,
        regime=row.regime,
        route_label=row.route_label,
        instructions=texts_of(row.instructions),
        badges=(*marks, *texts_of(row.badges)),
        reason=entry.reason,
        said=dose_said(dose),
        unit=unit,
        low=low,
        high=high,
        step=_step(low, high),
        limits=limits,
        unread=unread,
        time_critical=row.time_critical,
        effective_from=row.effective_from,
        care=care_of(row.care),
    )


def _step(low: Fraction | None, high: Fraction | None) -> Fraction:
    """The smallest part of a unit that the prescription itself uses."""
    parts = [one.denominator for one in (low, high) if one is not None]
    return Fraction(1, max(parts, default=1))


def _limits(entry: PrnEntry, unit: str, counting: str, high: Fraction | None) -> tuple[LineLimits, bool]:
    """The limits of a line in the unit of its dose; whether one of them could not be converted."""
    once, once_unread = _in_unit(entry.max_per_administration, unit, counting)
    most, most_unread = _in_unit(entry.max_per_period, unit, counting)
    hours = entry.period_h
    limits = LineLimits(
        once=once if once is not None else high,
        per_period=most,
        period=elapsed(hours) if hours is not None else DAY,
        interval=elapsed(entry.min_interval_h) if entry.min_interval_h is not None else None,
        until=entry.until + timedelta(seconds=1) if entry.until else None,
    )
    return limits, once_unread or most_unread


def _in_unit(quantity: Quantity | None, unit: str, counting: str) -> tuple[Fraction | None, bool]:
    if quantity is None or quantity.value is None:
        return None, False
    own = quantity.said_unit or ""
    if own.casefold() == unit.casefold():
        return Fraction(quantity.value), False
    limit, one = units_of(Fraction(quantity.value), own, counting), units_of(Fraction(1), unit, counting)
    if limit is None or not one:
        return None, True
    return limit / one, False
