"""A posology before it is signed: what is understood, in words, and the plan of the next fourteen days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.doses import Counting, StockUnit, dose_in_units
from medcircuit.ordering.rules import (
    Decided,
    Length,
    bounded,
    last_step,
    with_decisions,
    with_length,
    with_route,
)
from medcircuit.posology.rules import Dosage, Dose, Plan, PlannedDose, Question, plan, prn_sentence, sentences
from medcircuit.posology.rules.dose import dose_of
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.text import TextRead, Trouble, read_text
from medcircuit.prescriptions.rules.doses import amount_said, dose_said, when_said
from medcircuit.prescriptions.rules.lines import route_said
from medcircuit.prescriptions.service.chosen import Chosen, chosen
from medcircuit.prescriptions.service.planning import moments_of
from medcircuit.residents import service as residents

DAYS = 14
"""How far the plan before signing goes."""
_ANY_DOSE = "1 application "
"""Read before moments that no dose goes with, and taken away again."""
TAKES = {
    **dict.fromkeys(("step_end", "until_event"), "date"),
    **dict.fromkeys(("per_body_size", "dose_range_unclear", "several_doses"), "dose"),
    "at_event": "instant",
}
"""What answers a question; another is answered by writing the posology anew."""


@dataclass(frozen=True)
class Asked:
    """A posology to look at: its `text`, or its `dosages`; for a medicine, from a day on, with what was decided.

    `undosed`: only its moments are written, the dose is told at each act (by a scale, after an INR). `unit`: of a number
    without any, that of the product looked at (a capsule) where its class has others too (tablets).
    """

    cis: str | None = None
    class_id: str | None = None
    text: str | None = None
    dosages: tuple[Dosage, ...] | None = None
    starts_at: datetime | None = None
    length: Length | None = None
    route: str | None = None
    decided: Decided = field(default_factory=Decided)
    undosed: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class Due:
    """One dose of the plan: its local time, its moment, its dose in words and in units of the medicine."""

    time: str
    when: str
    said: str
    units: str | None


@dataclass(frozen=True)
class Day:
    """One day of the plan."""

    date: date
    doses: tuple[Due, ...]


@dataclass(frozen=True)
class Preview:
    """What is understood. With `troubles` there is nothing else; `unsure`: doses that no number of units answers."""

    troubles: tuple[Trouble, ...] = ()
    dosages: tuple[Dosage, ...] = ()
    sentence: str = ""
    days: tuple[Day, ...] = ()
    needed: tuple[str, ...] = ()
    questions: tuple[tuple[Question, str | None, int | None], ...] = ()
    unsure: tuple[str, ...] = ()
    bounded: bool = False
    fasting: bool = False
    route: str | None = None
    routes: tuple[str, ...] = ()


def preview(work: Work, resident_id: str, asked: Asked) -> Preview:
    """What a posology would plan for this person.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may neither prescribe nor copy an order in their unit.
        MedicineMissing: the medicine is not in the catalogue.
        DosageUnreadable: the dosage is malformed.
    """
    unit_id = residents.unit_of(work, resident_id)
    if not work.actor.may(Right.TRANSCRIBE, unit_id=unit_id):
        work.require(Right.PRESCRIBE, unit_id=unit_id)
    medicine = chosen(work.connection, cis=asked.cis, class_id=asked.class_id)
    start = asked.starts_at or work.now
    if asked.dosages is None:
        found = _read(asked, medicine.counting, start)
        if found.troubles:
            return Preview(troubles=found.troubles, routes=medicine.routes)
        asked_for = found.dosages
    else:
        asked_for = asked.dosages
    written = with_length(with_decisions(with_route(asked_for, asked.route), asked.decided), asked.length)
    return _previewed(work.connection, work.establishment_id, medicine, written, start)


def _read(asked: Asked, counting: Counting, start: datetime) -> TextRead:
    """What a text says; where no dose is to be written, its moments alone."""
    text, unit, today = asked.text or "", _unit(counting, asked.unit), start.astimezone(PARIS).date()
    if not asked.undosed:
        return read_text(text, today=today, unit=unit)
    found = read_text(f"{_ANY_DOSE}{text}", today=today, unit=unit)
    shift = len(_ANY_DOSE)
    troubles = (
        replace(one, start=max(0, one.start - shift), end=max(0, one.end - shift)) for one in found.troubles
    )
    return TextRead(tuple(replace(one, portions=()) for one in found.dosages), tuple(troubles))


def _unit(counting: Counting, looked_at: str | None) -> str | None:
    """The unit of a number without any: that of a medicine counted one by one, of the product looked at before others."""
    if counting.stock_unit is not StockUnit.UNIT:
        return None
    fits = looked_at and dose_in_units(Fraction(1), looked_at, counting) == 1
    return looked_at if fits else counting.word


def _previewed(
    connection: Connection,
    establishment_id: str,
    medicine: Chosen,
    dosages: Sequence[Dosage],
    start: datetime,
) -> Preview:
    moments = moments_of(connection, establishment_id)
    last = start.astimezone(PARIS).date() + timedelta(days=DAYS)
    window = (start, datetime.combine(last, time(), PARIS))
    found = plan(dosages, line="preview", start=start, window=window, moments=moments)
    said = {route_said(one.route) for one in dosages if one.route}
    routes = said or set(medicine.routes)
    return Preview(
        dosages=tuple(dosages),
        sentence=sentences(dosages),
        days=_days(found, medicine.counting, start),
        needed=tuple(prn_sentence(entry) for entry in found.prn),
        questions=tuple(
            (one, TAKES.get(one.code), dosages[one.instruction].sequence) for one in found.questions
        ),
        unsure=_unsure(dosages, medicine.counting),
        bounded=all(bounded(dosages[at]) for at in last_step(dosages)),
        fasting=any(text.text == "À jeun" for one in dosages for text in one.additional),
        route=routes.pop() if len(routes) == 1 else None,
        routes=medicine.routes,
    )


def _days(found: Plan, counting: Counting, start: datetime) -> tuple[Day, ...]:
    first = start.astimezone(PARIS).date()
    by_day: dict[date, list[Due]] = {first + timedelta(days=at): [] for at in range(DAYS)}
    for dose in found.doses:
        local = dose.due.astimezone(PARIS)
        by_day[local.date()].append(
            Due(f"{local:%H:%M}", when_said(dose.slot, local), dose_said(dose.dose), _units(dose, counting))
        )
    return tuple(Day(day, tuple(doses)) for day, doses in by_day.items())


def _units(dose: PlannedDose, counting: Counting) -> str | None:
    """How many tablets, where the dose is written as an amount of substance."""
    amount, unit = dose.dose.amount, dose.dose.unit
    if amount is None or unit is None:
        return None
    units = dose_in_units(amount, unit, counting)
    if units is None:
        return None
    said = amount_said(units, counting.word)
    return None if said == dose_said(dose.dose) else said


def _unsure(dosages: Sequence[Dosage], counting: Counting) -> tuple[str, ...]:
    """The doses that do not convert to the units of the medicine: a person would have to decide at each giving."""
    if counting.stock_unit is StockUnit.USE:
        return ()
    said = [dose_said(dose) for one in dosages if (dose := _dose(one)) and not _converts(dose, counting)]
    return tuple(dict.fromkeys(said))


def _dose(dosage: Dosage) -> Dose | None:
    try:
        return dose_of(dosage)
    except ToDecide:
        return None


def _converts(dose: Dose, counting: Counting) -> bool:
    """Whether a number of units answers it; what has no amount in a unit is asked otherwise."""
    amount = dose.amount if dose.amount is not None else dose.high
    return amount is None or not dose.unit or dose_in_units(amount, dose.unit, counting) is not None
