"""What a batch of facts is judged against: the plan of its people, where they were, and the scans it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import scan as scan_table
from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.entry import Gesture, day_of
from medcircuit.administration.rules.situation import (
    CodeKind,
    Dose,
    LineStatus,
    Person,
    SecondLook,
    Take,
    Wears,
)
from medcircuit.administration.rules.wearing import applied_key
from medcircuit.administration.service.plan import DayPlan, Days, Due, day_plan, rounds_by_unit
from medcircuit.administration.service.prn.planned import prn_dues
from medcircuit.administration.service.second import Second, seconds_of
from medcircuit.administration.service.wearing import with_worn
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import PlannedDose
from medcircuit.prescriptions.service import Line, LineVersionRead
from medcircuit.residents import service as residents
from medcircuit.residents.rules.measures import Measure
from medcircuit.residents.rules.people import Stay

_SCANS = Prepared(
    select(
        scan_table.c.id,
        scan_table.c.kind,
        scan_table.c.verdict,
        scan_table.c.findings,
        scan_table.c.resident_id,
        scan_table.c.dose_key,
        scan_table.c.class_id,
        scan_table.c.cip13,
        scan_table.c.lot,
        scan_table.c.expiry,
        scan_table.c.stock_unit,
        scan_table.c.units,
    ).where(
        scan_table.c.establishment_id == bindparam("establishment"),
        scan_table.c.id.in_(bindparam("ids", expanding=True)),
    )
)


_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bedside:
    """All that is known around some gestures.

    `dues` are the doses they are about, by the gesture's id; `off` the keys of what was taken off since the plan was
    read. `seconds` are the second looks that they rest on, by id.
    """

    plan: DayPlan
    stays: tuple[Stay, ...]
    scans: dict[str, Row[*tuple[Any, ...]]]
    dues: dict[str, Due] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    measures: tuple[residents.MeasureRead, ...] = ()
    seconds: dict[str, Second] = field(default_factory=dict)

    def due(self, gesture: Gesture) -> Due | None:
        """The planned dose that a gesture is about; None where nothing is planned so."""
        return self.dues.get(gesture.id)

    def unit_of(self, gesture: Gesture, at: datetime) -> str | None:
        """Where the person lived then."""
        for stay in self.stays:
            ended = stay.ends_at is not None and stay.ends_at <= at
            if stay.resident_id == gesture.resident and stay.starts_at <= at and not ended:
                return stay.unit_id
        return None

    def person(self, gesture: Gesture, at: datetime) -> Person:
        """The person as far as an act already done is judged."""
        away = self.plan.absent_at(gesture.resident, at)
        return Person(gesture.resident, self.unit_of(gesture, at), away.kind_label.lower() if away else None)

    def dose(self, due: Due, at: datetime) -> Dose:
        """The dose as the checks look at it; what it was before is judged by the fold of its facts."""
        return due.seen(at, in_round=due.round is not None, fresh=True)

    def takes(self, gesture: Gesture) -> tuple[Take, ...]:
        """What the person took lately of the same line."""
        return self.plan.takes(gesture.resident, {gesture.line})

    def wears(self, gesture: Gesture) -> tuple[Wears, ...]:
        """What the person has on the body still."""
        return tuple(one for one in self.plan.wears(gesture.resident) if one.key not in self.off)

    def measured(self, resident_id: str) -> tuple[Measure, ...]:
        """What was measured of the person lately."""
        return tuple(one.measure for one in self.measures if one.resident_id == resident_id)

    def second(self, gesture: Gesture, actor_id: str) -> SecondLook | None:
        """What another person than the actor found for this very dose, with the actor beside."""
        known = self.seconds.get(gesture.second or "")
        if known is None or known.dose_key != gesture.dose or known.asked_by != actor_id:
            return None
        return known.look

    def scans_of(self, gesture: Gesture) -> list[Row[*tuple[Any, ...]]]:
        """The scans that a gesture rests on, as far as they are known here."""
        return [row for one in gesture.scans if (row := self.scans.get(one)) is not None]

    def product_scan(self, gesture: Gesture) -> Row[*tuple[Any, ...]] | None:
        """The last scan of the product of this very dose."""
        of_the_dose = [
            row
            for row in self.scans_of(gesture)
            if row.kind == CodeKind.PRODUCT and row.dose_key == gesture.dose
        ]
        return of_the_dose[-1] if of_the_dose else None

    def found_by_scans(self, gesture: Gesture) -> list[Finding]:
        """What the scans found about person and product that holds for the act too."""
        said: list[Finding] = []
        for row in self.scans_of(gesture):
            if row.resident_id is not None and row.resident_id != gesture.resident:
                said.append(found.WRONG_PERSON(Tier.STOP))
            if row.dose_key is not None and row.dose_key != gesture.dose:
                said.append(found.SCAN_OF_ANOTHER_DOSE(Tier.STOP))
                continue
            said += [
                Finding(one["code"], Tier[one["tier"].upper()], one["facts"])
                for one in json.loads(row.findings)
                if one["code"] not in found.JUDGED_AT_THE_ACT
            ]
        return said


def read_bedside(work: Work, gestures: Iterable[Gesture]) -> Bedside:
    """Everything around these gestures; the number of statements grows only with days that lie weeks apart."""
    acts = tuple(gestures)
    connection, house = work.connection, work.establishment_id
    people = sorted({gesture.resident for gesture in acts})
    begun, spans = min(one.at for one in acts), _spans(acts)
    away = (spans[0].span[0], spans[-1].span[1]) if spans else (begun, work.now)
    known = residents.known_of(connection, house, people, lived=(begun, work.now), away=away)
    last_unit = {stay.resident_id: stay.unit_id for stay in known.stays}
    lines = sorted({one.line for one in acts})
    plan: DayPlan | None = None
    for span in spans:
        rounds = rounds_by_unit(connection, house)
        of_resident = {one: rounds(last_unit.get(one)) for one in people}
        absences = known.absences if plan is None else ()
        part = day_plan(
            connection, house, people, span, of_resident.__getitem__, absences=absences, lines=lines
        )
        if any(applied_key(one.dose) or one.site or part.is_worn(one.dose) for one in acts):
            part = with_worn(connection, house, part, people, span)
        plan = part if plan is None else plan + part
    plan = plan or DayPlan()
    made = Bedside(plan, known.stays, _read_scans(work, acts), _dues(work, plan, acts))
    needing = [one for one in acts if (due := made.due(one)) and due.planned.care.measures]
    if seconds := [one.second for one in acts if one.second]:
        made = replace(made, seconds=seconds_of(work, seconds))
    return replace(made, measures=measured_for(work, made, needing)) if needing else made


def _dues(work: Work, plan: DayPlan, acts: Sequence[Gesture]) -> dict[str, Due]:
    """The doses that these gestures are about, by the gesture's id: those planned, and those the plan no longer holds."""
    found = {one.dose: plan.find(one.dose) for one in acts}
    unplanned = [one for one in acts if found[one.dose] is None]
    beside = _left(work, unplanned) | prn_dues(work, unplanned)
    return {
        one.id: due
        for one in acts
        if (due := found[one.dose] or beside.get(one.dose)) is not None
        and (due.planned.line_id, due.planned.resident_id) == (one.line, one.resident)
    }


def measured_for(
    work: Work, bedside: Bedside, needing: Sequence[Gesture]
) -> tuple[residents.MeasureRead, ...]:
    """The measures that these acts may rest on: as old as their lines allow."""
    ages = [
        need.within
        for one in needing
        if (due := bedside.due(one)) is not None
        for need in due.planned.care.measures
    ]
    since = min(one.at for one in needing) - max(ages)
    people = sorted({one.resident for one in needing})
    return residents.measures(work.connection, work.establishment_id, people, since)


def _left(work: Work, gestures: Sequence[Gesture]) -> dict[str, Due]:
    """Doses that a stop or a newer version took out of the plan after the carer had read it: given, they are facts.

    A key that the line's present version does not plan, told under that very version, is no dose of it.
    """
    if not gestures:
        return {}
    people = sorted({one.resident for one in gestures})
    lines = {line.id: line for line in prescriptions.lines_of(work.connection, work.establishment_id, people)}
    left: dict[str, Due] = {}
    for one in gestures:
        line = lines.get(one.line)
        if line is None or not _names(one, line):
            continue
        standing = line.at(one.at)
        seen = next((version for version in line.versions if version.number == one.version_seen), None)
        if standing is None or seen is None:
            continue
        if seen.number != standing.number or standing.status == LineStatus.STOPPED:
            left[one.dose] = Due(_as_seen(one, line, seen, standing.status), None, None, None)
    return left


def _names(gesture: Gesture, line: Line) -> bool:
    """Whether a gesture's key, line and resident are of one line."""
    own = gesture.dose.split("/", 1)[0] == line.id and gesture.resident == line.resident_id
    return own and day_of(gesture.dose) is not None


def _as_seen(gesture: Gesture, line: Line, seen: LineVersionRead, status: str) -> PlannedDose:
    """A dose no plan holds any more, as far as the line and the gesture tell it; its time is not judged."""
    return PlannedDose(
        key=gesture.dose,
        resident_id=line.resident_id,
        line_id=line.id,
        version=line.latest,
        due=gesture.at,
        timing="stat",
        moment_code=None,
        interval_h=None,
        time_critical=seen.time_critical,
        class_id=line.class_id,
        cis=line.cis,
        label=line.label,
        amount=gesture.amount,
        unit=None,
        units=gesture.units,
        said="",
        when="",
        route_label=seen.route_label,
        instructions=seen.instructions,
        badges=seen.badges,
        regime=seen.regime,
        line_status=status,
        ends=None,
    )


def _spans(acts: Sequence[Gesture]) -> list[Days]:
    """The days of these acts' doses, those less than a week apart together."""
    spans: list[Days] = []
    for day in sorted({day for gesture in acts if (day := day_of(gesture.dose)) is not None}):
        if spans and day - spans[-1].last < timedelta(days=7):
            spans[-1] = Days(spans[-1].first, day)
        else:
            spans.append(Days(day, day))
    return [Days(span.first - _DAY, span.last + _DAY) for span in spans]


def _read_scans(work: Work, gestures: Sequence[Gesture]) -> dict[str, Row[*tuple[Any, ...]]]:
    ids = sorted({one for gesture in gestures for one in gesture.scans})
    if not ids:
        return {}
    rows = _SCANS.rows(work.connection, {"establishment": work.establishment_id, "ids": ids})
    return {row.id: row for row in rows}
