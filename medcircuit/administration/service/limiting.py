"""What the limits say of a dose, as needed or planned, over every line of its person that holds the same substance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from medcircuit.administration.rules.as_needed import Judged, limit_findings
from medcircuit.administration.rules.findings import (
    PRN_MAXIMUM,
    PRN_MAXIMUM_FOR_GOOD,
    PRN_TOO_SOON,
    SUBSTANCE_OVER,
    SUBSTANCE_SOON,
)
from medcircuit.administration.rules.situation import Situation
from medcircuit.administration.service.counted import History, read_history
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.limits import Asked, LineLimits, SubstanceLimit, judge
from medcircuit.prescriptions.rules.maxima import Body, substance_limits
from medcircuit.prescriptions.service import HeldBy, NeededLine
from medcircuit.prescriptions.service.measured import Measured, measured
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import age_on


@dataclass(frozen=True)
class Planned:
    """A planned dose that somebody wants to give, in the unit of its line."""

    key: str
    line_id: str
    due: datetime
    amount: Fraction
    unit: str


def body_of(work: Work, resident_id: str) -> Body:
    """What of a person a maximum depends on: their age today, and the weight and renal function that still hold."""
    born: date | None = residents.born_on(work.connection, work.establishment_id, resident_id)
    found = measured(work.connection, work.establishment_id, [resident_id], work.now)
    known = found.get(resident_id, Measured())
    age = age_on(born, work.now.astimezone(PARIS).date()) if born is not None else None
    return Body(age, known.weight_kg, known.clearance)


def judge_line(
    work: Work,
    history: History,
    line: NeededLine,
    amount: Fraction,
    *,
    body: Body,
    at: datetime | None = None,
    but: str = "",
) -> Judged:
    """Whether so much of a line may be given at an instant (now), a dose (`but`) left out of account."""
    at = at or work.now
    if (reach := _reach(line.limits)) > history.back:
        history = read_history(work, line.resident_id, at=at, back=reach)
    held = history.needs.held[line.line_id]
    each = held.of(Fraction(1), line.unit) or {}
    written = replace(line.limits, reviewed_at=line.effective_from)
    checked = _checked(history, held, each, body, at)
    asked = Asked(line.line_id, at, amount, each, line.step)
    counted = history.but(but) if but else history.but()
    named = sorted(each) or [held.label.substance.lower()]
    return Judged(
        judge(asked, written, checked, counted),
        written,
        checked,
        counted,
        line.unit,
        at,
        tuple(one for one in named if one not in {k.substance for k in checked if k.most is not None}),
        tuple(
            one
            for one in named
            if written.interval is None and one not in {k.substance for k in checked if k.interval}
        ),
        _labels(history.needs.held.values()),
    )


def _reach(limits: LineLimits) -> timedelta:
    """How far back the limits of a line look: their period and the days on end, a day more."""
    days = timedelta(days=limits.days or 0)
    return max(limits.period, days) + timedelta(days=1)


def judge_planned(
    work: Work,
    resident_id: str,
    dose: Planned,
    *,
    at: datetime | None = None,
    among_planned: bool = True,
) -> Judged | None:
    """Whether a planned dose passes, at an instant (now), what its substances allow with all that was taken before it.

    Doses planned later than it are judged when they are given. Without `among_planned` no interval is kept between
    planned doses. None: what it holds is not known.
    """
    at = at or work.now
    history = read_history(work, resident_id, at=at)
    held = history.needs.held.get(dose.line_id)
    each = held.of(Fraction(1), dose.unit) if held is not None else None
    if held is None or not each:
        return None
    checked = _checked(history, held, each, body_of(work, resident_id), at)
    counted = tuple(one for one in history.but(dose.key) if not (one.reserved and one.at > max(at, dose.due)))
    if not among_planned:
        counted = tuple(replace(one, due=dose.due) if one.due is not None else one for one in counted)
    asked = Asked(dose.line_id, at, dose.amount, each, due=dose.due)
    answer = judge(asked, LineLimits(), checked, counted)
    return Judged(
        answer, LineLimits(), checked, counted, dose.unit, at, labels=_labels(history.needs.held.values())
    )


def over_substance(
    work: Work, resident_id: str, dose: Planned, *, at: datetime | None = None
) -> list[Finding]:
    """What forbids a planned dose to who is no nurse: too much of a substance over a day, or too soon after another dose.

    An interval applies to all the lines that hold its substance, scheduled doses included.
    """
    judged = judge_planned(work, resident_id, dose, at=at)
    if judged is None or judged.answer.allowed:
        return []
    return [one for one in limit_findings(judged) if one.tier is Tier.STOP]


def beside(work: Work, situation: Situation) -> list[Finding]:
    """What a nurse is told of a planned dose of somebody who has medicines as needed too.

    Too soon after a dose that no plan holds: to confirm; beyond a maximum over the day, which was decided when it was
    prescribed: for information.
    """
    dose, person = situation.dose, situation.person
    if not situation.as_needed or dose is None or person is None or dose.taken:
        return []
    if dose.amount is None or not dose.unit:
        return []
    asked = Planned(dose.key, dose.line_id, dose.due, dose.amount, dose.unit)
    judged = judge_planned(work, person.id, asked, among_planned=False)
    said = limit_findings(judged) if judged is not None else ()
    told = [SUBSTANCE_SOON(Tier.CONFIRM, **one.facts) for one in said if one.code == PRN_TOO_SOON.code]
    return told + [
        SUBSTANCE_OVER(Tier.INFO, most=one.facts["most"], hours=one.facts["hours"])
        for one in said
        if one.code in {PRN_MAXIMUM.code, PRN_MAXIMUM_FOR_GOOD.code}
    ]


def _checked(
    history: History, held: HeldBy, each: Mapping[str, Fraction], body: Body, at: datetime
) -> list[SubstanceLimit]:
    """The limits of what a line holds, for this person: cited, or the longest interval that a line of theirs writes."""
    longest = _intervals(history.needs.held.values())
    intervals = {
        one: max(known) for one in each if (known := [*filter(None, (longest.get(one), held.interval))])
    }
    limits = substance_limits(each, body=body, on=at.astimezone(PARIS).date(), intervals=intervals)
    return [one for one in limits if one.most is None or one.substance in held.masses]


def _labels(held: Iterable[HeldBy]) -> dict[str, str]:
    """How the lines of a person write their substances, where one holds a single one."""
    found: dict[str, str] = {}
    for one in held:
        substances = list(one.of(Fraction(1)) or {})
        if len(substances) == 1:
            found.setdefault(substances[0], one.label.substance.lower())
    return found


def _intervals(held: Iterable[HeldBy]) -> dict[str, timedelta]:
    """For each substance, the longest interval that any line holding it writes."""
    longest: dict[str, timedelta] = {}
    for one in held:
        if one.interval is None:
            continue
        for substance in one.of(Fraction(1)) or {}:
            longest[substance] = max(one.interval, longest.get(substance, one.interval))
    return longest
