"""The maxima of substances that can be cited: one table, each with its source and the day from which it holds.

A substance that is not here is not checked, and the answer says so (« contrôle non fait »). Sources are public decisions and
summaries of product characteristics (RCP); nobody but their authors answers for them, and no pharmacist has reviewed this
selection. Prescribing (`rules.checks`) and doses as needed (`rules.limits`) read the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from medcircuit.prescriptions.rules.limits import DAY, SubstanceLimit

ADULT = 18
MEASURE_HOLDS = timedelta(days=183)
"""How long a weight or a renal function that was noted may answer a check; an older one is as if it were not known."""


@dataclass(frozen=True)
class Body:
    """What of a person a maximum depends on: years, kilograms, millilitres a minute; None is not known."""

    age: int | None = None
    weight_kg: Fraction | None = None
    clearance: Fraction | None = None


@dataclass(frozen=True)
class DoseLimit:
    """The most of a substance for people of `ages` (first included, second excluded) and a clearance in `clearance`.

    `once` and `day` are milligrams, `day_per_kg` milligrams a kilogram over 24 hours; `day` 0: contraindicated or advised
    against there. `weight_below`: for people under this weight (kg) only. `interval`: the least time between two doses.
    """

    substance: str
    source: str
    valid_from: date
    once: Fraction | None = None
    day: Fraction | None = None
    day_per_kg: Fraction | None = None
    ages: tuple[int, int] = (ADULT, 200)
    clearance: tuple[int, int] | None = None
    weight_below: int | None = None
    valid_to: date | None = None
    interval: timedelta | None = None

    @property
    def renal(self) -> bool:
        """Whether it depends on the renal function."""
        return self.clearance is not None

    def holds_on(self, day: date) -> bool:
        """Whether it is cited on a day, its first and last ones included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def of_age(self, body: Body) -> bool:
        """Whether it is for people of this age; without an age, none is."""
        return body.age is not None and self.ages[0] <= body.age < self.ages[1]

    def holds_for(self, body: Body) -> bool:
        """Whether it is for this person; what it depends on and is not known, it does not."""
        return self.of_age(body) and self._renal_fits(body) and self._weight_fits(body)

    def _renal_fits(self, body: Body) -> bool:
        if self.clearance is None:
            return True
        return body.clearance is not None and self.clearance[0] <= body.clearance < self.clearance[1]

    def _weight_fits(self, body: Body) -> bool:
        if self.day_per_kg is None:
            return True
        if body.weight_kg is None:
            return False
        return self.weight_below is None or body.weight_kg < self.weight_below

    def most_a_day(self, body: Body) -> Fraction | None:
        """The milligrams over 24 hours for this person."""
        if self.day_per_kg is not None and body.weight_kg is not None:
            return self.day_per_kg * body.weight_kg
        return self.day


def still_holds(measured_at: datetime, now: datetime) -> bool:
    """Whether a measure is young enough to answer a check, its last instant included."""
    return now - measured_at <= MEASURE_HOLDS


def _limit(
    substance: str, source: str, on: str, **limits: int | tuple[int, int] | timedelta | None
) -> DoseLimit:
    amounts = {name: Fraction(limits.pop(name)) for name in ("once", "day", "day_per_kg") if name in limits}  # type: ignore[arg-type]
    return DoseLimit(substance, source, date.fromisoformat(on), **amounts, **limits)  # type: ignore[arg-type]


_PARACETAMOL = "RCP DOLIPRANE 1000 mg, comprimé, rubrique 4.2 (ANSM)"
_METFORMINE = "EMA, réévaluation de la metformine (EMEA/H/A-31/1432), RCP GLUCOPHAGE, rubriques 4.2 et 4.3"
_PREGABALINE = "RCP LYRICA, rubrique 4.2 (EMA)"
_GABAPENTINE = "RCP NEURONTIN, rubrique 4.2 (ANSM)"
_LEVETIRACETAM = "RCP KEPPRA, rubrique 4.2 (EMA)"
_CITALOPRAM = "Afssaps, lettre aux professionnels de santé sur le citalopram (allongement du QT)"
_ESCITALOPRAM = "Afssaps, lettre aux professionnels de santé sur l'escitalopram (allongement du QT)"
_HYDROXYZINE = "EMA, PRAC, réévaluation de l'hydroxyzine ; ANSM, lettre aux professionnels de santé"

LIMITS: tuple[DoseLimit, ...] = (
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", once=1000, day=4000, interval=timedelta(hours=4)),
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", day_per_kg=60, ages=(0, ADULT)),
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", day_per_kg=60, weight_below=50),
    _limit("paracetamol", _PARACETAMOL, "2024-01-01", day=3000, clearance=(0, 10)),
    _limit(
        "tramadol", "RCP TOPALGIC 50 mg, gélule, rubrique 4.2 (ANSM)", "2024-01-01", day=400, ages=(12, 200)
    ),
    _limit(
        "codeine",
        "EMA, PRAC, codéine dans la douleur (EMEA/H/A-31/1342)",
        "2013-06-28",
        day=240,
        ages=(12, 200),
    ),
    _limit(
        "codeine", "EMA, PRAC, codéine dans la douleur (EMEA/H/A-31/1342)", "2013-06-28", day=0, ages=(0, 12)
    ),
    _limit("ibuprofene", "RCP BRUFEN 400 mg, rubrique 4.2 (ANSM)", "2024-01-01", day=2400, ages=(15, 200)),
    _limit("metformine", _METFORMINE, "2016-12-12", day=3000),
    _limit("metformine", _METFORMINE, "2016-12-12", day=2000, clearance=(45, 60)),
    _limit("metformine", _METFORMINE, "2016-12-12", day=1000, clearance=(30, 45)),
    _limit("metformine", _METFORMINE, "2016-12-12", day=0, clearance=(0, 30)),
    _limit("citalopram", _CITALOPRAM, "2011-10-01", day=40),
    _limit("citalopram", _CITALOPRAM, "2011-10-01", day=20, ages=(66, 200)),
    _limit("escitalopram", _ESCITALOPRAM, "2011-12-01", day=20),
    _limit("escitalopram", _ESCITALOPRAM, "2011-12-01", day=10, ages=(66, 200)),
    _limit("hydroxyzine", _HYDROXYZINE, "2015-03-27", day=100),
    _limit("hydroxyzine", _HYDROXYZINE, "2015-03-27", day=50, ages=(65, 200)),
    _limit(
        "domperidone",
        "EMA, réévaluation de la dompéridone (EMEA/H/A-31/1365)",
        "2014-09-01",
        day=30,
        ages=(12, 200),
    ),
    _limit(
        "metoclopramide",
        "EMA, réévaluation du métoclopramide (EMEA/H/A-31/1321)",
        "2013-12-20",
        once=10,
        day=30,
    ),
    _limit("zolpidem", "RCP STILNOX 10 mg, rubrique 4.2 (ANSM)", "2024-01-01", day=10),
    _limit("zolpidem", "RCP STILNOX 10 mg, rubrique 4.2 (ANSM)", "2024-01-01", day=5, ages=(65, 200)),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=600),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=300, clearance=(30, 60)),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=150, clearance=(15, 30)),
    _limit("pregabaline", _PREGABALINE, "2024-01-01", day=75, clearance=(0, 15)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=3600),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=1800, clearance=(50, 80)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=900, clearance=(30, 50)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=600, clearance=(15, 30)),
    _limit("gabapentine", _GABAPENTINE, "2024-01-01", day=300, clearance=(0, 15)),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=3000),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=2000, clearance=(50, 80)),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=1500, clearance=(30, 50)),
    _limit("levetiracetam", _LEVETIRACETAM, "2024-01-01", day=1000, clearance=(0, 30)),
    _limit("memantine", "RCP EBIXA, rubrique 4.2 (EMA)", "2024-01-01", day=20),
    _limit("memantine", "RCP EBIXA, rubrique 4.2 (EMA)", "2024-01-01", day=10, clearance=(5, 30)),
    _limit("dabigatran etexilate", "RCP PRADAXA, rubrique 4.3 (EMA)", "2024-01-01", day=0, clearance=(0, 30)),
    _limit("rivaroxaban", "RCP XARELTO, rubrique 4.2 (EMA)", "2024-01-01", day=0, clearance=(0, 15)),
    _limit("apixaban", "RCP ELIQUIS, rubrique 4.2 (EMA)", "2024-01-01", day=0, clearance=(0, 15)),
    _limit(
        "colchicine", "RCP COLCHICINE OPOCALCIUM, rubrique 4.3 (ANSM)", "2024-01-01", day=0, clearance=(0, 30)
    ),
)


def limits_of(substance: str, on: date) -> tuple[DoseLimit, ...]:
    """What is cited of a substance on a day."""
    return tuple(one for one in LIMITS if one.substance == substance and one.holds_on(on))


def substance_limits(
    substances: Iterable[str], *, body: Body, on: date, intervals: Mapping[str, timedelta]
) -> tuple[SubstanceLimit, ...]:
    """What holds for each substance for a person on a day, over 24 hours: the strictest that is cited for them.

    Where no source writes an interval, the longest of any line that holds the substance (`intervals`) applies to all. A
    contraindication is no maximum: it was decided when the line was signed.
    """
    return tuple(_strictest(one, body, on, intervals.get(one)) for one in sorted(set(substances)))


def _strictest(substance: str, body: Body, on: date, written: timedelta | None) -> SubstanceLimit:
    known = [one for one in limits_of(substance, on) if one.holds_for(body)]
    mosts = [(most, one.source) for one in known if (most := one.most_a_day(body))]
    most, source = min(mosts, default=(None, ""))
    cited = [one.interval for one in known if one.interval is not None]
    return SubstanceLimit(substance, most, DAY, max(cited, default=written), source)
