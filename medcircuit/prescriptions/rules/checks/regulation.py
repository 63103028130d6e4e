"""The prescription is lawful and the medicine can be had: durations, narcotics, secure forms, supply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from medcircuit.kernel.findings import Tier
from medcircuit.medicines.rules.words import fold
from medcircuit.prescriptions.rules.checks.findings import (
    DURATION_MISSING,
    DURATION_TOO_LONG,
    FRACTION_UNSAID,
    NARCOTIC_REGIME,
    OVERLAP,
    REGIME_UNKNOWN,
    RETIRED,
    SECURE,
    SHORT,
    STOP_DATE_ADVISED,
    tier,
)
from medcircuit.prescriptions.rules.checks.references import (
    LONGEST_DAYS,
    LONGEST_REFERENCE,
    STOP_DATES,
    LegalLimit,
    legal_of,
)
from medcircuit.prescriptions.rules.checks.values import Alert, Case, CheckedLine

BDPM = "Base de données publique des médicaments"
_FRACTIONS = re.compile(r"fraction|en une seule fois|tous les \d+ jours|une seule delivrance")
_ASSISTED_NARCOTICS = frozenset({"methylphenidate"})
"""What a physician may mark line by line as help with taking, in an IME or a DITEP."""


def durations(case: Case) -> Iterator[Alert]:
    """A prescription runs no longer than the law lets it, and says how long where the law asks it to."""
    for line in _concerned(case):
        limit = legal_of(line.substances, line.route, case.today)
        most, reference, dated = _longest(line, limit, case)
        facts = {"line": line.label, "most": str(most), "reference": reference}
        if line.days is not None and line.days > most:
            rule = "duration_narcotic" if is_narcotic(line, limit) else DURATION_TOO_LONG.code
            finding = DURATION_TOO_LONG(tier(rule, case.reader), days=str(line.days), **facts)
            yield Alert(finding, (line.id,), str(most), source=reference, dated=dated)
        elif line.days is None and most < LONGEST_DAYS:
            finding = DURATION_MISSING(tier(DURATION_MISSING.code, case.reader), **facts)
            yield Alert(finding, (line.id,), str(most), source=reference, dated=dated)
        elif line.days is None and (family := _reviewed(line)):
            finding = STOP_DATE_ADVISED(Tier.INFO, line=line.label, family=family)
            yield Alert(finding, (line.id,), family)


def _reviewed(line: CheckedLine) -> str | None:
    return next((word for start, word in STOP_DATES.items() if line.legal.atc.startswith(start)), None)


def _longest(line: CheckedLine, limit: LegalLimit | None, case: Case) -> tuple[int, str, date | None]:
    """The shorter of what the law and the catalogue say, with its reference."""
    said: list[tuple[int, str, date | None]] = [(LONGEST_DAYS, LONGEST_REFERENCE, None)]
    if limit is not None:
        said.append((limit.days, limit.reference, limit.valid_from))
    if line.legal.limit_days is not None:
        said.append((line.legal.limit_days, f"{BDPM}, conditions de prescription", case.catalogue_edition))
    return min(said, key=lambda one: one[0])


def is_narcotic(line: CheckedLine, limit: LegalLimit | None) -> bool:
    """Whether the catalogue says so or, where it says nothing, the table of the law."""
    if line.legal.narcotic is not None:
        return line.legal.narcotic
    return limit is not None and limit.narcotic


def narcotics(case: Case) -> Iterator[Alert]:
    """A narcotic or a medicine on a secure form is written as the law asks, and not opened to help with taking."""
    for line in _concerned(case):
        limit = legal_of(line.substances, line.route, case.today)
        narcotic = is_narcotic(line, limit)
        if narcotic or line.legal.secure or (limit is not None and limit.secure):
            yield _secure(line, limit)
        fraction = line.legal.fraction_days or (limit.fraction if limit else None)
        if fraction and not _FRACTIONS.search(fold(" ".join(line.instructions))):
            reference = limit.reference if limit else f"{BDPM}, conditions de délivrance"
            finding = FRACTION_UNSAID(
                tier(FRACTION_UNSAID.code, case.reader),
                line=line.label,
                most=str(fraction),
                reference=reference,
            )
            yield Alert(finding, (line.id,), str(fraction), source=reference)
        if narcotic and _opened(line):
            finding = NARCOTIC_REGIME(tier(NARCOTIC_REGIME.code, case.reader), line=line.label)
            yield Alert(finding, (line.id,), line.regime or "", source="CSP R.4311-3 et suivants")
        if line.legal.narcotic is None and limit is None:
            yield Alert(REGIME_UNKNOWN(Tier.INFO, line=line.label), (line.id,), "legal", source=BDPM)


def _secure(line: CheckedLine, limit: LegalLimit | None) -> Alert:
    reference = limit.reference if limit else "CSP R.5132-5 et R.5132-29"
    finding = SECURE(Tier.INFO, line=line.label, reference=reference)
    return Alert(finding, (line.id,), "secure", source=reference, dated=limit.valid_from if limit else None)


def _opened(line: CheckedLine) -> bool:
    if line.regime not in {"assisted", "entrusted"}:
        return False
    return not (line.regime == "assisted" and set(line.substances) <= _ASSISTED_NARCOTICS)


def overlaps(case: Case) -> Iterator[Alert]:
    """A narcotic is not prescribed again over a period already covered (CSP R.5132-33)."""
    for one, other in combinations(case.lines, 2):
        shared = set(one.substances) & set(other.substances)
        if not shared or not case.concerns(one, other):
            continue
        limit = legal_of(shared, one.route, case.today)
        if is_narcotic(one, limit) and is_narcotic(other, limit) and _cross(one, other):
            finding = OVERLAP(
                tier(OVERLAP.code, case.reader),
                line=one.label,
                other=other.label,
                reference="CSP R.5132-33",
            )
            about = min(shared)
            yield Alert(finding, (one.id, other.id), about, source="CSP R.5132-33")


def _cross(one: CheckedLine, other: CheckedLine) -> bool:
    first = max(one.begins or date.min, other.begins or date.min)
    last = min(one.ends or date.max, other.ends or date.max)
    return first <= last


def supply(case: Case) -> Iterator[Alert]:
    """The medicine is still sold, and can be had."""
    for line in _concerned(case):
        if line.retired:
            finding = RETIRED(tier(RETIRED.code, case.reader), line=line.label)
            yield Alert(finding, (line.id,), "retired", source=BDPM, dated=case.catalogue_edition)
        if line.supply:
            finding = SHORT(Tier.INFO, line=line.label, supply=line.supply)
            yield Alert(finding, (line.id,), line.supply, source=BDPM, dated=case.catalogue_edition)


def _concerned(case: Case) -> Iterator[CheckedLine]:
    return (line for line in case.lines if case.concerns(line))
