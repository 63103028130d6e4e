"""No dose beyond what can be cited for the person: at once, over 24 hours, by age, weight and renal function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from medcircuit.kernel.findings import FindingKind, Tier
from medcircuit.kernel.quantities import amount_text
from medcircuit.prescriptions.rules.checks.findings import (
    CONTRAINDICATED,
    DOSE_UNCHECKED,
    RENAL_UNKNOWN,
    TOO_MUCH_A_DAY,
    TOO_MUCH_ONCE,
    WEEKLY,
    WEIGHT_UNKNOWN,
    tier,
)
from medcircuit.prescriptions.rules.checks.references import WEEKLY_FROM, WEEKLY_SUBSTANCES
from medcircuit.prescriptions.rules.checks.values import Alert, Case, CheckedLine, Person
from medcircuit.prescriptions.rules.maxima import DoseLimit, limits_of


@dataclass(frozen=True)
class _Weighed:
    """The limits of a substance that hold for a person, and what could not be weighed."""

    limits: tuple[DoseLimit, ...]
    renal_unknown: DoseLimit | None
    weight_unknown: DoseLimit | None


def doses(case: Case) -> Iterator[Alert]:
    """Each substance stays within its cited maxima, all lines counted; what cannot be compared is named."""
    unchecked: list[str] = []
    asked = {base for line in case.lines if case.concerns(line) for base in line.substances}
    for substance in sorted(asked):
        lines = tuple(line for line in case.lines if substance in line.substances)
        weighed = _weigh(limits_of(substance, case.today), case.person)
        yield from _not_weighed(substance, lines, weighed)
        forbidden = next((one for one in weighed.limits if one.day == 0), None)
        if forbidden:
            yield _said(case, CONTRAINDICATED, substance, lines, forbidden, {})
            continue
        computed = _computed(lines, substance)
        if not weighed.limits or computed is None:
            unchecked.append(substance)
            continue
        yield from _over(case, substance, lines, weighed, computed)
    if unchecked:
        yield Alert(DOSE_UNCHECKED(Tier.INFO, substances=", ".join(unchecked)), (), ",".join(unchecked))


def _weigh(cited: tuple[DoseLimit, ...], person: Person) -> _Weighed:
    """Which limits hold; the age decides first, and without it none does."""
    of_age = [one for one in cited if one.of_age(person.body)]
    renal = [one for one in of_age if one.clearance]
    by_weight = [one for one in of_age if one.day_per_kg is not None]
    known = [one for one in of_age if one.holds_for(person.body)]
    return _Weighed(
        tuple(known),
        renal[0] if renal and person.clearance is None else None,
        by_weight[0] if by_weight and person.weight_kg is None else None,
    )


def _not_weighed(substance: str, lines: tuple[CheckedLine, ...], weighed: _Weighed) -> Iterator[Alert]:
    for kind, limit in ((RENAL_UNKNOWN, weighed.renal_unknown), (WEIGHT_UNKNOWN, weighed.weight_unknown)):
        if limit:
            yield Alert(
                kind(Tier.INFO, substance=substance),
                tuple(line.id for line in lines),
                substance,
                source=limit.source,
                dated=limit.valid_from,
            )


@dataclass(frozen=True)
class _Computed:
    once: Fraction
    day: Fraction


def _computed(lines: tuple[CheckedLine, ...], substance: str) -> _Computed | None:
    """The largest dose of any line, and the sum of all over 24 hours; None where a line's cannot be computed."""
    once, day = Fraction(0), Fraction(0)
    for line in lines:
        mine, daily = _of(line.once, substance), _of(line.daily, substance)
        if mine is None or daily is None:
            return None
        once, day = max(once, mine), day + daily
    return _Computed(once, day)


def _of(held: Mapping[str, Fraction] | None, substance: str) -> Fraction | None:
    return None if held is None else held.get(substance)


def _over(
    case: Case, substance: str, lines: tuple[CheckedLine, ...], weighed: _Weighed, computed: _Computed
) -> Iterator[Alert]:
    """The strictest limit that is passed, at once and over a day."""
    at_once = [(one.once, one) for one in weighed.limits if one.once is not None]
    a_day = [(most, one) for one in weighed.limits if (most := one.most_a_day(case.person.body)) is not None]
    for kind, limits, amount in (
        (TOO_MUCH_ONCE, at_once, computed.once),
        (TOO_MUCH_A_DAY, a_day, computed.day),
    ):
        if not limits:
            continue
        most, limit = min(limits, key=lambda found: found[0])
        if amount > most:
            facts = {"amount": _mg(amount), "most": _mg(most)}
            yield _said(case, kind, substance, lines, limit, facts)


def _said(
    case: Case,
    kind: FindingKind,
    substance: str,
    lines: tuple[CheckedLine, ...],
    limit: DoseLimit,
    facts: dict[str, str],
) -> Alert:
    finding = kind(tier(kind.code, case.reader), substance=substance, why=_why(limit, case.person), **facts)
    return Alert(
        finding, tuple(line.id for line in lines), substance, source=limit.source, dated=limit.valid_from
    )


def _why(limit: DoseLimit, person: Person) -> str:
    """What in the person makes the limit hold."""
    if limit.clearance and person.clearance is not None:
        return f"clairance {amount_text(person.clearance).replace('.', ',')} ml/min{_on(person.measured_on)}"
    if limit.day_per_kg is not None and person.weight_kg is not None:
        return f"poids {amount_text(person.weight_kg).replace('.', ',')} kg{_on(person.weighed_on)}"
    return f"{person.age} ans"


def _on(day: date | None) -> str:
    return f" le {day:%d/%m/%Y}" if day else ""


def _mg(amount: Fraction) -> str:
    if amount >= 1000:
        return f"{amount_text(amount / 1000).replace('.', ',')} g"
    return f"{amount_text(amount).replace('.', ',')} mg"


def weekly(case: Case) -> Iterator[Alert]:
    """A substance taken once a week by mouth is not planned on more days."""
    for line in case.lines:
        found = next((base for base in line.substances if base in WEEKLY_SUBSTANCES), None)
        if found is None or not case.concerns(line) or "orale" not in line.route:
            continue
        if line.days_a_week is None or line.days_a_week > 1:
            days = "?" if line.days_a_week is None else str(line.days_a_week)
            yield Alert(
                WEEKLY(tier(WEEKLY.code, case.reader), line=line.label, days=days),
                (line.id,),
                found,
                source=WEEKLY_SUBSTANCES[found],
                dated=WEEKLY_FROM,
            )
