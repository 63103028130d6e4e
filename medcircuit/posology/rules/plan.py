"""The plan of one line: its dosages spread over a window, each dose under its key; what is unclear is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules.calendar import DAY_MIN, add_duration, elapsed, local_day
from medcircuit.posology.rules.dose import Dose, needed_dose, ordered_portion
from medcircuit.posology.rules.moments import HOUSE, Moments, minutes_of
from medcircuit.posology.rules.planned import (
    NOTHING_DECIDED,
    Decisions,
    Plan,
    PlannedDose,
    PrnEntry,
    Rhythm,
    Window,
)
from medcircuit.posology.rules.prn import maximum, prn_entry, within
from medcircuit.posology.rules.questions import Question, ToDecide
from medcircuit.posology.rules.schedule import Daily, Every, Once, Schedule, schedule_of
from medcircuit.posology.rules.spread import FOREVER, Span, day_text, end_of_count, occurrences
from medcircuit.posology.rules.steps import Step, spans
from medcircuit.posology.rules.values import Dosage, Repeat
from medcircuit.posology.rules.words import condition_in, ending_in, later_moment_in


@dataclass(frozen=True)
class Instruction:
    """One dosage understood: its pattern, its span, its dose."""

    index: int
    dosage: Dosage
    schedule: Schedule
    span: Span
    dose: Dose
    rhythms: tuple[Rhythm, Rhythm]
    """For a moment, and for a clock time or a step."""


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
            instructions.append(_instruction(at, dosage, span, moments, decided=at in decisions.replaced))
        except ToDecide as unclear:
            questions.append(Question(line, at, unclear.code, unclear.facts))
        else:
            questions.extend(_open_questions(line, at, dosage, step, decisions))
    return Understood(line, start, moments, tuple(instructions), tuple(prn), tuple(questions))


def _count_end(dosages: Sequence[Dosage], moments: Moments, at: int, span: Span) -> datetime | None:
    try:
        schedule = _schedule(dosages[at], span, moments)
        return end_of_count(schedule, span, moments)
    except ToDecide:
        return None


def _span(step: Step) -> Span:
    if step.span is None:
        assert step.waits is not None
        raise step.waits
    return step.span


def _open_questions(line: str, at: int, dosage: Dosage, step: Step, decisions: Decisions) -> list[Question]:
    """Beside firm doses: the event that ends this step, or the end that a later step waits for."""
    event = ending_in(dosage)
    if event and step.span and step.span.end == FOREVER and dosage.sequence not in decisions.ended:
        return [Question(line, at, "until_event", {"text": event})]
    if step.open_end:
        return [Question(line, at, step.open_end.code, step.open_end.facts)]
    return []


def _schedule(dosage: Dosage, span: Span, moments: Moments) -> Schedule:
    rated = any(portion.rate is not None and portion.dose is None for portion in dosage.portions)
    texts = [dosage.text, dosage.patient_instruction, *(one.text for one in dosage.additional)]
    words = next((text for text in texts if text), "")
    day = local_day(span.begin)
    return schedule_of(dosage.timing, moments, day, has_rate=rated, text=words)


def _instruction(index: int, dosage: Dosage, span: Span, moments: Moments, *, decided: bool) -> Instruction:
    if dosage.rest.get("modifierExtension"):
        raise ToDecide("modified")
    condition = condition_in(dosage)
    if condition and not decided:
        raise ToDecide("condition", text=condition)
    schedule = _schedule(dosage, span, moments)
    dose = needed_dose(dosage)
    _agreed(dosage, schedule, dose, span)
    if isinstance(schedule, Daily):
        for table in moments.tables:
            for slot in schedule.slots:
                minutes_of(slot, table)  # asks about a moment without a time
    _within_limits(dosage, schedule, dose, span, moments)
    if isinstance(schedule, Once) and schedule.continuous and _rate_alone(dosage):
        dose = replace(dose, unit=None, amount=None, written=None)
    return Instruction(index, dosage, schedule, span, dose, _rhythms(schedule))


def _rate_alone(dosage: Dosage) -> bool:
    portion = ordered_portion(dosage)
    return portion is not None and portion.dose is None


def _within_limits(dosage: Dosage, schedule: Schedule, dose: Dose, span: Span, moments: Moments) -> None:
    """The doses planned stay within the maximum written beside them: half-open windows of elapsed time, any of them.

    Raises:
        ToDecide: a dose, or the doses of one period, go beyond it.
    """
    within(dosage, dose, dosage.max_per_administration, 1)
    most, hours = maximum(dosage)
    if most is None or hours is None:
        return
    length = timedelta(seconds=round(hours * 3600))
    first = local_day(span.begin)
    due = [at for at, _, _ in occurrences(schedule, span, moments, range(first, first + 2 * length.days + 8))]
    if isinstance(schedule, Daily):  # by the clock: the night the hour changes, 08:00 to 08:00 is still a day
        due = [at.astimezone(PARIS).replace(tzinfo=None) for at in due]
    within(
        dosage, dose, most, max((bisect_left(due, at + length) - n for n, at in enumerate(due)), default=0)
    )


def _agreed(dosage: Dosage, schedule: Schedule, dose: Dose, span: Span) -> None:
    """Words, rate and start do not contradict the pattern.

    Raises:
        ToDecide: they do.
    """
    repeat = dosage.repeat or Repeat()
    named = repeat.when or repeat.times or repeat.rest.get("extension")
    words = later_moment_in(dosage)
    if words and not named and isinstance(schedule, Daily) and len(schedule.slots) == 1:
        raise ToDecide("moment_in_words", text=words)
    if isinstance(schedule, Every) and dose.rate and dose.amount != dose.rate.amount:
        unit = dose.rate.time_unit
        if unit != "d" and elapsed(dose.rate.time, unit) == schedule.interval:
            raise ToDecide("rate_contradicts", dose=dose.french, rate=dose.rate.text)
    if isinstance(schedule, Once) and not schedule.continuous:
        local = span.begin.astimezone(PARIS)
        if not local.hour and not local.minute:
            raise ToDecide("start_time")


def _rhythms(schedule: Schedule) -> tuple[Rhythm, Rhythm]:
    if isinstance(schedule, Every):
        step = Rhythm("elapsed", schedule.interval)
        return step, step
    if isinstance(schedule, Daily):
        rare = schedule.unit == "mo" or (schedule.unit == "d" and schedule.step >= 7)
        rare = rare or len(schedule.weekdays) == 1
        return Rhythm("moment", None, rare), Rhythm("clock", None, rare)
    return Rhythm("once"), Rhythm("once")


def spread(understood: Understood, window: Window) -> Plan:
    """The plan of a window: its doses in order of time, with every question and as-needed entry of the line."""
    begin, end = window[0].astimezone(UTC), window[1].astimezone(UTC)
    doses: list[PlannedDose] = []
    if begin < end:
        days = range(local_day(begin) - _reach(understood), local_day(end) + _reach(understood) + 1)
        taken: dict[tuple[int, str], int] = {}
        for one in understood.instructions:
            doses += _doses(understood, one, days, taken, (max(begin, understood.start), end))
        doses.sort(key=_order)
    return Plan(tuple(doses), understood.prn, understood.questions)


def _order(dose: PlannedDose) -> tuple[datetime, int]:
    return dose.due, dose.instruction


def _reach(understood: Understood) -> int:
    """Days by which an offset may carry a dose away from the day it belongs to."""
    most = 0
    for one in understood.instructions:
        if isinstance(one.schedule, Daily):
            most = max(most, *(abs(slot.minutes) for slot in one.schedule.slots))
    return -(-most // DAY_MIN)


def _doses(
    understood: Understood, one: Instruction, days: range, taken: dict[tuple[int, str], int], window: Window
) -> list[PlannedDose]:
    begin, end = window
    line, index, dose, span = understood.line, one.index, one.dose, one.span
    at_moment, at_clock = one.rhythms
    single = len(understood.instructions) == 1
    ends = _ends(one)
    found: list[PlannedDose] = []
    for due, day, slot in occurrences(one.schedule, span, understood.moments, days):
        label = slot if single else _named(taken, day, slot)
        if begin <= due < end:
            key = f"{line}/{day_text(day)}/{label}"
            rhythm = at_clock if slot[0].isdigit() else at_moment
            over = ends(due) if ends else None
            found.append(PlannedDose(key, line, index, day, label, due, dose, rhythm, over))
    return found


def _named(taken: dict[tuple[int, str], int], day: int, slot: str) -> str:
    """The slot's name on that day: `~2` for the second instruction that falls on it."""
    place = taken[day, slot] = taken.get((day, slot), 0) + 1
    return slot if place == 1 else f"{slot}~{place}"


def _ends(one: Instruction) -> partial[datetime | None] | None:
    """When the act that begins at an instant is over, where the source says so."""
    repeat, rate = one.dosage.repeat or Repeat(), one.dose.rate
    if repeat.duration and repeat.duration_unit and repeat.duration_max in {None, repeat.duration}:
        return partial(_add, repeat.duration, repeat.duration_unit)
    if isinstance(one.schedule, Once) and one.schedule.continuous:
        return partial(_fixed, one.span.said_end)
    if rate and one.dose.amount is not None and _rate_alone(one.dosage):
        return partial(_add, rate.time, rate.time_unit)
    return None


def _add(amount: Decimal, unit: str, due: datetime) -> datetime | None:
    return add_duration(due, amount, unit)


def _fixed(end: datetime | None, _due: datetime) -> datetime | None:
    return end
