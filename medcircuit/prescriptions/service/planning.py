"""The plan of residents' doses: their lines' versions, spread over a window and merged by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.once import Once
from medcircuit.kernel.prepared import Prepared
from medcircuit.medicines import service as medicines
from medcircuit.posology.rules import (
    LineVersion,
    Moments,
    Understood,
    merge_versions,
    spread,
    understand,
)
from medcircuit.posology.rules import Plan as PosologyPlan
from medcircuit.posology.rules import PlannedDose as Occurrence
from medcircuit.posology.rules.questions import Question
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.autonomy import autonomy_of
from medcircuit.prescriptions.rules.care import care_of
from medcircuit.prescriptions.rules.daily import decisions_of
from medcircuit.prescriptions.rules.doses import (
    BY_SCALE,
    WORN,
    AsNeeded,
    LineQuestion,
    Plan,
    PlannedDose,
    dose_said,
    fresh_badge,
    house_moments,
    interval_of,
    moment_of,
    timing_of,
    when_said,
)
from medcircuit.prescriptions.rules.lines import Status, standing
from medcircuit.prescriptions.service.by_day import by_day, left_to_decide
from medcircuit.prescriptions.service.stored import (
    REMEMBERED,
    Memory,
    counting_of,
    dosages_of,
    label_of,
    texts_of,
    units_of,
    wastes,
)
from medcircuit.structure import service as structure

_VERSIONS = (
    select(
        line.c.id,
        line.c.resident_id,
        line.c.class_id,
        line.c.cis,
        line.c.label,
        line.c.counting,
        line.c.stamp,
        line.c.daily,
        line.c.autonomy,
        line_version.c.number,
        line_version.c.status,
        line_version.c.dosage,
        line_version.c.route_label,
        line_version.c.instructions,
        line_version.c.regime,
        line_version.c.time_critical,
        line_version.c.badges,
        line_version.c.care,
        line_version.c.effective_from,
        line_version.c.anchor,
    )
    .join(line_version, line_version.c.line_id == line.c.id)
    .order_by(line.c.resident_id, line.c.created_at, line.c.id, line_version.c.number)
)


Rows = tuple[Row[*tuple[Any, ...]], ...]


@dataclass(frozen=True)
class Version:
    """A version as the planner reads it; texts are parsed once per content, for versions never change."""

    row: Row[*tuple[Any, ...]]

    @property
    def number(self) -> int:
        """1 for the first signed."""
        return int(self.row.number)

    @property
    def effective_from(self) -> datetime:
        """When it takes effect."""
        effective: datetime = self.row.effective_from
        return effective


@lru_cache(maxsize=REMEMBERED)
def understood(line_id: str, dosage: str, anchor: datetime, moments: Moments) -> Understood:
    """What the dosages of a version mean, worked out once per content."""
    return understand(dosages_of(dosage), line=line_id, start=anchor, moments=moments)


@lru_cache(maxsize=256)
def _moments(table: tuple[tuple[str, tuple[tuple[date, str], ...]], ...]) -> Moments:
    return house_moments(table)


_MOMENTS: Once[Mapping[str, tuple[tuple[date, str], ...]], None, Moments] = Once(
    lambda table, _: _moments(tuple(table.items())), most=64
)


def moments_of(connection: Connection, establishment_id: str) -> Moments:
    """The establishment's moments; the same table gives the same object."""
    return _MOMENTS.of(structure.moment_table(connection, establishment_id), None)


STUP = "stup"
"""The badge of a narcotic, by what the catalogue says of its class now, whatever was signed."""


_Class = tuple[str, bool, bool]
"""The class of a line as the catalogue has it now; whether it is a narcotic's, and one that the house has checked by a
second person."""
Catalogue = tuple[Mapping[str, str], frozenset[str], frozenset[str]]
"""What the catalogue says of classes now: which moved to another, which are a narcotic's, which are checked twice."""
_Head = tuple[str, str, str | None, str | None, _Class]
"""What says whether a line's plan is the one remembered: its id, its versions' stamp, what is decided day by day, who
manages it, and its class as it is now."""


class _Line(NamedTuple):
    """A line as it stands: the row of _HEADS."""

    id: str
    class_id: str
    stamp: str
    daily: str | None
    autonomy: str | None


_RUNNING = (
    line.c.establishment_id == bindparam("establishment"),
    line.c.resident_id.in_(bindparam("residents", expanding=True)),
    line.c.stopped_at.is_(None) | (line.c.stopped_at > bindparam("begin")),
)
_HEADS = Prepared(
    select(line.c.id, line.c.class_id, line.c.stamp, line.c.daily, line.c.autonomy)
    .where(*_RUNNING)
    .order_by(line.c.resident_id, line.c.created_at, line.c.id)
)
_VERSIONS_RUNNING = Prepared(_VERSIONS.where(*_RUNNING))
_VERSIONS_OF = Prepared(_VERSIONS.where(line.c.id.in_(bindparam("lines", expanding=True))))
_Known = tuple[Moments, Catalogue, Sequence[_Line]]
"""All that a plan depends on: the moments, the catalogue's classes, and the heads of the lines."""
_PLANS: Memory[tuple[_Head, Moments, datetime, datetime], Plan] = Memory(32768)
_WHOLE: Memory[tuple[tuple[_Head, ...], Moments, datetime, datetime], Plan] = Memory(2048)
_BATCHES: Memory[tuple[str, frozenset[str], datetime, datetime], tuple[_Known, Plan]] = Memory(512)


def planned(
    connection: Connection,
    establishment_id: str,
    resident_ids: Collection[str],
    frm: datetime,
    to: datetime,
) -> Plan:
    """What is due to these residents from `frm` to just before `to`, and what a person must decide first.

    Doses of a suspended line are there, as suspended; a stopped line plans nothing from its effective instant on. A
    line's class is the one that stands for it in the catalogue now. Two statements, and what is remembered, whatever
    the number of lines; a third where the same window is asked again and some of its lines have changed.
    """
    moments = moments_of(connection, establishment_id)
    asked = {"establishment": establishment_id, "residents": list(resident_ids), "begin": frm}
    catalogue = _catalogue(connection, establishment_id)
    batch = (establishment_id, frozenset(resident_ids), frm, to)
    rows: dict[str, Rows] = {}
    if last := _BATCHES.get(batch):
        heads = _HEADS.rows(connection, asked)
        if last[0] == (moments, catalogue, heads):
            return last[1]
    else:
        rows = _by_line(_VERSIONS_RUNNING.rows(connection, asked))
        heads = [
            _Line(first.id, first.class_id, first.stamp, first.daily, first.autonomy)
            for first, *_ in rows.values()
        ]
    classes = medicines.current_classes(connection, {head.class_id for head in heads})
    _, narcotics, twice = catalogue
    of_class = {old: (now, now in narcotics, now in twice) for old, now in classes.items()}
    running = tuple(
        [(head.id, head.stamp, head.daily, head.autonomy, of_class[head.class_id]) for head in heads]
    )
    plan = _WHOLE.get((running, moments, frm, to))
    if plan is None:
        plans = _line_plans(connection, running, rows, moments, (frm, to))
        plan = _WHOLE.put((running, moments, frm, to), _together(plans))
    _BATCHES.put(batch, ((moments, catalogue, heads), plan))
    return plan


def _catalogue(connection: Connection, establishment_id: str) -> Catalogue:
    twice = structure.second_person(connection, establishment_id)
    return (
        medicines.moved_classes(connection),
        medicines.narcotic_classes(connection),
        medicines.classes_of_atc(connection, twice),
    )


def _line_plans(
    connection: Connection,
    heads: Sequence[_Head],
    rows: dict[str, Rows],
    moments: Moments,
    window: tuple[datetime, datetime],
) -> list[Plan]:
    """The plan of each of these lines; `rows` are their versions, where they were read already."""
    keys = {head[0]: (head, moments, *window) for head in heads}
    plans = {line_id: _PLANS.get(key) for line_id, key in keys.items()}
    missing = [line_id for line_id, plan in plans.items() if plan is None]
    if missing and not rows:
        rows = _by_line(_VERSIONS_OF.rows(connection, {"lines": missing}))
    for line_id in missing:
        key = keys[line_id]
        *_, of = key[0]
        plans[line_id] = _PLANS.put(key, _line_plan(rows[line_id], of, window, moments))
    return [plan for plan in plans.values() if plan is not None]


def _by_line(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[str, Rows]:
    return {line_id: tuple(of_line) for line_id, of_line in groupby(rows, key=lambda row: row.id)}


def _together(plans: Sequence[Plan]) -> Plan:
    doses = [dose for plan in plans for dose in plan.doses]
    doses.sort(key=lambda dose: (dose.due, dose.key))
    return Plan(
        tuple(doses),
        tuple(one for plan in plans for one in plan.to_decide),
        tuple(one for plan in plans for one in plan.as_needed),
    )


def _line_plan(of_line: Rows, of: _Class, window: tuple[datetime, datetime], moments: Moments) -> Plan:
    """The plan of one line."""
    versions = standing(Version(row) for row in of_line)
    plan, rows_of = _spread(versions, window, moments)
    last = _last_within(versions, window[1]).row
    label = label_of(last.label)
    turns = tuple(
        (version.effective_from, str(version.row.status))
        for version in versions
        if version.row.status != Status.PROPOSED
    )
    doses = tuple(_dose(rows_of[one.version], one, of, turns) for one in plan.doses)
    return Plan(
        doses,
        tuple(
            LineQuestion(last.resident_id, last.id, last.number, label, one.code, question)
            for one in plan.questions
            if (question := _question(one, last, doses)) is not None
        ),
        tuple(_as_needed(last, plan)),
    )


def _question(one: Question, last: Row[*tuple[Any, ...]], doses: Sequence[PlannedDose]) -> str | None:
    """What a person has to decide still: not the dose that a scale gives, nor those of days already decided."""
    if one.code != "no_dose":
        return one.sentence
    if care_of(last.care).scale is not None:
        return None
    return left_to_decide(one.sentence, decisions_of(last.daily or "[]"), doses)


def _last_within(versions: Sequence[Version], to: datetime) -> Version:
    held = [version for version in versions if version.effective_from < to]
    return held[-1] if held else versions[0]


def _spread(
    versions: Sequence[Version], window: tuple[datetime, datetime], moments: Moments
) -> tuple[PosologyPlan, Mapping[int, Row[*tuple[Any, ...]]]]:
    """The plan of one line, and the row that its doses' version number means.

    Where one version holds throughout, which is nearly always, what was understood of it before is spread again.
    """
    holding = tuple(_holding(versions, window))
    row = holding[0].row if holding else None
    if row is not None and len(holding) == 1 and row.status == "active" and row.effective_from <= window[0]:
        return spread(understood(row.id, row.dosage, row.anchor, moments), window), _Always(row)
    merged = merge_versions(
        [
            LineVersion(
                number=version.number,
                dosages=dosages_of(version.row.dosage),
                effective_from=version.effective_from,
                anchor=version.row.anchor,
                status=version.row.status,
            )
            for version in versions
        ],
        line=versions[0].row.id,
        window=window,
        moments=moments,
    )
    return merged, {version.number: version.row for version in versions}


class _Always(dict[int, Row[*tuple[Any, ...]]]):
    """The one row, whatever the number."""

    def __init__(self, row: Row[*tuple[Any, ...]]) -> None:
        super().__init__()
        self._row = row

    def __missing__(self, _number: int) -> Row[*tuple[Any, ...]]:
        return self._row


def _holding(versions: Sequence[Version], window: tuple[datetime, datetime]) -> Iterator[Version]:
    """The versions in force at some instant of the window."""
    for version, following in zip(versions, [*versions[1:], None], strict=True):
        ends_after = following is None or following.effective_from > window[0]
        if version.effective_from < window[1] and ends_after:
            yield version


def _dose(
    row: Row[*tuple[Any, ...]], one: Occurrence, of: _Class, turns: tuple[tuple[datetime, str], ...]
) -> PlannedDose:
    dose, care = one.dose, care_of(row.care)
    class_id, narcotic, second = of
    fresh = fresh_badge(row.number, row.effective_from, one.due)
    planned = PlannedDose(
        key=one.key,
        resident_id=row.resident_id,
        line_id=row.id,
        version=row.number,
        due=one.due,
        timing=timing_of(one),
        moment_code=moment_of(one.slot),
        interval_h=interval_of(one),
        time_critical=row.time_critical,
        class_id=class_id,
        cis=row.cis,
        label=label_of(row.label),
        amount=dose.amount,
        unit=dose.unit,
        units=units_of(dose.amount, dose.unit, row.counting) if dose.amount and dose.unit else None,
        said=dose_said(dose) if care.scale is None else BY_SCALE,
        when=when_said(one.slot, one.due.astimezone(PARIS)),
        route_label=row.route_label,
        instructions=texts_of(row.instructions),
        badges=(*([STUP] if narcotic else ()), *texts_of(row.badges), *([fresh] if fresh else ())),
        regime=row.regime,
        line_status=row.status,
        ends=one.ends,
        turns=turns,
        care=replace(care, second=True) if second or (narcotic and wastes(dose, row.counting)) else care,
        self_managed=autonomy_of(row.autonomy).holds(one.due),
        worn=counting_of(row.counting).family in WORN,
    )
    return (
        by_day(planned, decisions_of(row.daily), row.counting)
        if row.daily and dose.amount is None
        else planned
    )


def _as_needed(row: Row[*tuple[Any, ...]], plan: PosologyPlan) -> Iterable[AsNeeded]:
    return (
        AsNeeded(
            resident_id=row.resident_id,
            line_id=row.id,
            version=row.number,
            label=label_of(row.label),
            said=dose_said(one.dose),
            reason=one.reason,
            route_label=row.route_label,
            line_status=row.status,
        )
        for one in plan.prn
    )
