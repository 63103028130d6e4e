"""The plan of one line: its dosages spread over a window, each dose under its key; what is unclear is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from operator import attrgetter

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import Invalid
from medcircuit.posology.rules.calendar import DAY_MIN, ELAPSED_S, FOREVER, add_duration, elapsed, local_day
from medcircuit.posology.rules.moments import HOUSE, Moments
from medcircuit.posology.rules.planned import (
    NOTHING_DECIDED,
    Decisions,
    Plan,
    PlannedDose,
    PrnEntry,
    Window,
)
from medcircuit.posology.rules.prn import maximum, prn_entry, within
from medcircuit.posology.rules.questions import Question, ToDecide
from medcircuit.posology.rules.reading import Reading, read, schedule_in, until_event
from medcircuit.posology.rules.schedule import Daily, Once, Schedule
from medcircuit.posology.rules.spread import (
    Occurrence,
    Span,
    at_most,
    day_text,
    end_of_count,
    first_day,
    occurrences,
)
from medcircuit.posology.rules.steps import Step, spans
from medcircuit.posology.rules.values import Dosage
from medcircuit.posology.rules.words import event_in

_IN_TIME = attrgetter("due", "instruction")
MOST_DOSES = 100_000
"""Of one plan: every hour for ten years is less."""


class TooManyDoses(Invalid):
    """A plan longer than anyone could read, whose window or rhythm is a slip of the pen."""

    code = "too_many_doses"
    sentence = (
        "Ce plan dépasserait 100 000 prises. Rien n'a été enregistré. Raccourcissez la période demandée, ou "
        "corrigez le rythme écrit."
    )


@dataclass(frozen=True)
class Instruction:
    """One dosage of a line (its index), read, within its span."""

    index: int
    reading: Reading
    span: Span


@dataclass(frozen=True)
class Understood:
    """A line's dosages understood once, to be spread over any window: keep it where many windows are asked for."""

    line: str
    start: datetime
    moments: Moments
    instructions: tuple[Instruction, ...]
    prn: tuple[PrnEntry, ...]
    questions: tuple[Question, ...]


def plan(
    dosages: Sequence[Dosage],
    *,
    line: str,
    start: datetime,
    window: Window,
    moments: Moments = HOUSE,
    decisions: Decisions = NOTHING_DECIDED,
) -> Plan:
    """The doses of a line due in a window, its as-needed entries and its questions.

    `start` is when the line takes effect, what steps, days and durations are counted from; no dose is due before it.
    """
    return spread(understand(dosages, line=line, start=start, moments=moments, decisions=decisions), window)


def understand(
    dosages: Sequence[Dosage],
    *,
    line: str,
    start: datetime,
    moments: Moments = HOUSE,
    decisions: Decisions = NOTHING_DECIDED,
) -> Understood:
    """Read each dosage into a pattern, a span and a dose, or into a question."""
    start = start.astimezone(UTC)
    clear = [decisions.replaced.get(at, dosage) for at, dosage in enumerate(dosages)]
    steps = spans(clear, start, decisions.ended, partial(_count_end, clear, moments))
    instructions: list[Instruction] = []
    prn: list[PrnEntry] = []
    questions: list[Question] = []
    for at, (dosage, step) in enumerate(zip(clear, steps, strict=True)):
        try:
            span = _span(step)
            if dosage.prn:
                prn.append(prn_entry(line, at, dosage, span, start))
                continue
            _hangs_on_nothing(dosage, decisions)
            reading = _clear(read(dosage, moments, decided=at in decisions.replaced))
            _possible(dosage, reading, span, moments)
        except ToDecide as unclear:
            questions.append(Question(line, at, unclear.code, unclear.facts))
        else:
            instructions.append(Instruction(at, reading, span))
            if reading.dose_waits:
                questions.append(Question(line, at, "no_dose"))
            questions.extend(_open_questions(line, at, dosage, step, decisions))
    return Understood(line, start, moments, tuple(instructions), tuple(prn), tuple(questions))


def _hangs_on_nothing(dosage: Dosage, decisions: Decisions) -> None:
    """No event outside the plan says when the doses begin; the decided end of an earlier step has answered it.

    Raises:
        ToDecide: one does.
    """
    event = event_in(dosage)
    if event and not any(ended < (dosage.sequence or 0) for ended in decisions.ended):
        raise ToDecide("at_event", text=event)


def _clear(found: Reading | ToDecide) -> Reading:
    if isinstance(found, ToDecide):
        raise ToDecide(found.code, **found.facts)  # a fresh one: a remembered one would grow at each raise
    return found


def _count_end(dosages: Sequence[Dosage], moments: Moments, at: int, span: Span) -> datetime | None:
    schedule = schedule_in(dosages[at], moments)
    return end_of_count(schedule, span, moments) if schedule else None


def _span(step: Step) -> Span:
    if step.span is None:
        assert step.waits is not None
        raise step.waits
    return step.span


def _open_questions(line: str, at: int, dosage: Dosage, step: Step, decisions: Decisions) -> list[Question]:
    """Beside firm doses: the event that ends this step, or the end that a later step waits for."""
    event = until_event(dosage) if dosage.additional or dosage.patient_instruction else None
    open_end = step.span is not None and step.span.end == FOREVER
    if event and open_end and dosage.sequence not in decisions.ended:
        return [Question(line, at, "until_event", {"text": event})]
    if step.open_end:
        return [Question(line, at, step.open_end.code, step.open_end.facts)]
    return []


def _possible(dosage: Dosage, reading: Reading, span: Span, moments: Moments) -> None:
    """The start says when a single dose is given; the doses planned stay within the maximum written beside them.

    A period of a maximum is any window of that length, half-open, by the clock for clock times.

    Raises:
        ToDecide: not so.
    """
    schedule = reading.schedule
    if isinstance(schedule, Once) and not schedule.continuous:
        local = span.begin.astimezone(PARIS)
        if not local.hour and not local.minute:
            raise ToDecide("start_time")
    if reading.days and isinstance(schedule, Daily) and not schedule.weekdays and not schedule.cycle:
        text, of_month = reading.days
        first = first_day(schedule, span, moments)
        on_day = first is not None and date.fromordinal(first).day == of_month
        if not (schedule.unit == "mo" and on_day):
            raise ToDecide("days_in_words", text=text)
    if reading.some_days and _every_day(schedule):
        raise ToDecide("days_in_words", text=reading.some_days)
    within(dosage, reading.dose, dosage.max_per_administration, 1)
    within(dosage, reading.dose, dosage.max_per_lifetime, span.count or 1)
    if not dosage.max_per_period:
        return
    most, hours = maximum(dosage)
    length = timedelta(seconds=round((hours or 0) * 3600))
    begin = local_day(span.begin)
    days = range(begin, min(begin + 2 * length.days + 8, local_day(FOREVER)))
    due = [at for at, _, _ in occurrences(schedule, span, moments, days)]
    if isinstance(schedule, Daily):  # the night the clocks change, 08:00 to 08:00 is still a day
        due = [at.astimezone(PARIS).replace(tzinfo=None) for at in due]
    times = max((bisect_left(due, at + length) - n for n, at in enumerate(due)), default=0)
    within(dosage, reading.dose, most, times)


def _every_day(schedule: Schedule) -> bool:
    return isinstance(schedule, Daily) and not schedule.counted and not schedule.weekdays


def spread(understood: Understood, window: Window) -> Plan:
    """The plan of a window: its doses in order of time, with every question and as-needed entry of the line.

    Raises:
        TooManyDoses: there could be more than a plan holds.
    """
    begin, end = max(window[0].astimezone(UTC), understood.start), window[1].astimezone(UTC)
    doses: list[PlannedDose] = []
    if begin < end and understood.instructions:
        reach = _reach(understood)
        days = range(local_day(begin) - reach, local_day(end) + reach + 1)
        if sum(at_most(one.reading.schedule, one.span, days) for one in understood.instructions) > MOST_DOSES:
            raise TooManyDoses
        taken: dict[tuple[int, str], int] = {}
        alone = len(understood.instructions) == 1
        for one in understood.instructions:
            found = occurrences(one.reading.schedule, one.span, understood.moments, days)
            if not alone:
                found = [_told_apart(occurrence, taken) for occurrence in found]
            doses += _doses(
                understood.line, one, [occurrence for occurrence in found if begin <= occurrence[0] < end]
            )
        doses.sort(key=_IN_TIME)
    return Plan(tuple(doses), understood.prn, understood.questions)


def _reach(understood: Understood) -> int:
    """Days by which an offset may carry a dose away from the day it belongs to."""
    most = 0
    for one in understood.instructions:
        if isinstance(one.reading.schedule, Daily):
            most = max(most, *(abs(slot.minutes) for slot in one.reading.schedule.slots if slot.moment), 0)
    return -(-most // DAY_MIN)


def _told_apart(occurrence: Occurrence, taken: dict[tuple[int, str], int]) -> Occurrence:
    """The slot's name on its day: `~2` for the second instruction that falls on it, whatever window is looked at."""
    due, day, slot = occurrence
    place = taken[day, slot] = taken.get((day, slot), 0) + 1
    return occurrence if place == 1 else (due, day, f"{slot}~{place}")


def _doses(line: str, one: Instruction, found: Sequence[Occurrence]) -> list[PlannedDose]:
    index, dose, rhythm, over = one.index, one.reading.dose, one.reading.rhythm, _ends(one)
    if over is None:
        return [
            PlannedDose(f"{line}/{day_text(day)}/{slot}", line, index, day, slot, due, dose, rhythm)
            for due, day, slot in found
        ]
    return [
        PlannedDose(f"{line}/{day_text(day)}/{slot}", line, index, day, slot, due, dose, rhythm, over(due))
        for due, day, slot in found
    ]


def _ends(one: Instruction) -> Callable[[datetime], datetime | None] | None:
    """When the act that begins at an instant is over, where the source says so."""
    if lasting := one.reading.lasting:
        value, unit = lasting
        if unit in ELAPSED_S:
            length = elapsed(value, unit)
            return lambda due: due + length
        return lambda due: add_duration(due, value, unit)
    schedule = one.reading.schedule
    if isinstance(schedule, Once) and schedule.continuous:
        return lambda _: one.span.said_end
    return None
