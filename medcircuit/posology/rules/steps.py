"""From when to when each instruction of a line runs: its own bounds, and the chain of sequences.

Equal sequence numbers run together; number n + 1 begins when n ends. An instruction with its own boundsPeriod follows that
period and is not chained; one without sequence number runs from the start. A step without end waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules.calendar import FOREVER, add_duration, endless, read_span_edge
from medcircuit.posology.rules.dose import said_french, time_unit
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.spread import Span
from medcircuit.posology.rules.values import Dosage, Period, Quantity, Range
from medcircuit.posology.rules.wording import duration_said

CountEnd = Callable[[int, Span], datetime | None]
"""When an instruction (its index) that is bounded by a count, or is one single dose, is over."""


@dataclass(frozen=True)
class Step:
    """The span of one instruction, or what keeps it from having one; `open_end`: a later step waits for its end."""

    span: Span | None
    waits: ToDecide | None = None
    open_end: ToDecide | None = None


def spans(
    dosages: Sequence[Dosage], start: datetime, decided: Mapping[int, datetime], count_end: CountEnd
) -> list[Step]:
    """The step of each instruction, in their order. `decided`: when a person said that a sequence number ended."""
    steps: list[Step | None] = [None] * len(dosages)
    numbers = sorted({dosage.sequence for dosage in dosages if dosage.sequence is not None})
    for at, dosage in enumerate(dosages):
        if dosage.sequence is None:
            steps[at] = _step(dosage, start, None if numbers else decided.get(1))
    cursor: datetime | None = start
    open_number = 0
    for number in numbers:
        members = [at for at, dosage in enumerate(dosages) if dosage.sequence == number]
        for at in members:
            begun = _begun(dosages[at], cursor, open_number, decided.get(number))
            steps[at] = begun if cursor == start else _not_over_before(dosages[at], begun)
        over = decided.get(number) or _over(members, steps, dosages, count_end)
        if over is None and cursor is not None:
            open_number = number
            _mark_open(steps, members, dosages, number)
        cursor = over
    return [step for step in steps if step is not None]


def _begun(dosage: Dosage, cursor: datetime | None, open_number: int, ended: datetime | None) -> Step:
    bounds = dosage.repeat.bounds if dosage.repeat else None
    if cursor is None and not (isinstance(bounds, Period) and bounds.start):
        return Step(None, ToDecide("follows_step", sequence=str(open_number)))
    return _step(dosage, cursor, ended)


def _not_over_before(dosage: Dosage, step: Step) -> Step:
    """A later step « jusqu'au 12 » whose turn comes after the 12th would be left out in silence: it is asked."""
    bounds = dosage.repeat.bounds if dosage.repeat else None
    if not isinstance(bounds, Period) or bounds.start or not step.span or step.span.begin < step.span.end:
        return step
    turn = step.span.begin.astimezone(PARIS).date().isoformat()
    return Step(None, ToDecide("period_reversed", start=turn, end=bounds.end or ""))


def _step(dosage: Dosage, begin: datetime | None, ended: datetime | None) -> Step:
    try:
        span = span_of(dosage, begin)
    except ToDecide as waits:
        if ended is None or begin is None or waits.code == "period_reversed":
            return Step(None, waits)  # an end that was decided does not say when it begins
        span = Span(begin)
    if ended is not None:
        span = replace(span, end=min(span.end, ended), said_end=ended)
    return Step(span)


def span_of(dosage: Dosage, begin: datetime | None) -> Span:
    """The span of one instruction whose step begins at `begin` (None: not known, it has its own period).

    Raises:
        ToDecide: its length is a range, or is not clear.
    """
    repeat = dosage.repeat
    bounds = repeat.bounds if repeat else None
    count = (repeat.count or repeat.count_max) if repeat else None
    if isinstance(bounds, Period):
        edge = read_span_edge(bounds.end) if bounds.end and not endless(bounds.end) else None
        first = read_span_edge(bounds.start).first if bounds.start else begin
        assert first is not None
        if edge is None:
            return Span(first, FOREVER, count)
        if bounds.start and edge.after <= first:
            raise ToDecide("period_reversed", start=bounds.start, end=bounds.end or "")
        said = edge.after - timedelta(seconds=1) if edge.dated else edge.first
        return Span(first, edge.after, count, said)
    assert begin is not None
    if isinstance(bounds, Range) and bounds.low and bounds.low == bounds.high:
        bounds = bounds.low
    if isinstance(bounds, Range):
        low, high = (_length_said(side) for side in (bounds.low, bounds.high))
        raise ToDecide("how_long", low=low, high=high)
    if isinstance(bounds, Quantity):
        end = _after(begin, bounds)
        return Span(begin, end, count, end)
    return Span(begin, FOREVER, count)


def _after(begin: datetime, length: Quantity) -> datetime:
    unit = time_unit(length)
    if length.value and unit and not length.comparator:
        try:
            if end := add_duration(begin, length.value, unit):
                return min(end, FOREVER)
        except (OverflowError, ValueError):
            return FOREVER
    raise ToDecide("length_unclear", length=_length_said(length))


def _length_said(length: Quantity | None) -> str:
    """A length of time for a reader: "1,5 mois"; "?" where nothing is written."""
    unit = time_unit(length) if length else None
    if length and length.value is not None and unit:
        return f"{length.comparator or ''} {duration_said(length.value, unit)}".strip()
    return (said_french(length) if length else "") or "?"


def _over(
    members: Sequence[int], steps: Sequence[Step | None], dosages: Sequence[Dosage], count_end: CountEnd
) -> datetime | None:
    """When all members of a step are over; as-needed ones do not keep it open beside scheduled ones."""
    ends: list[datetime | None] = []
    leading = [at for at in members if not dosages[at].prn] or members
    for at in leading:
        step = steps[at]
        span = step.span if step else None
        counted = count_end(at, span) if span else None
        known = [end for end in (counted, span.end if span else None) if end and end < FOREVER]
        ends.append(min(known, default=None))
    known_ends = [end for end in ends if end is not None]
    return max(known_ends) if len(known_ends) == len(ends) else None


def _mark_open(
    steps: list[Step | None], members: Sequence[int], dosages: Sequence[Dosage], number: int
) -> None:
    later = [
        dosage
        for dosage in dosages
        if dosage.sequence is not None
        and dosage.sequence > number
        and not (dosage.repeat and isinstance(dosage.repeat.bounds, Period))
    ]
    for at in members:
        step = steps[at]
        if later and step and step.span and step.span.end == FOREVER:
            steps[at] = replace(step, open_end=ToDecide("step_end", sequence=str(number)))
