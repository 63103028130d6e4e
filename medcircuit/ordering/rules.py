"""What an order must say before it is signed, and what a prescriber's decisions do to a dosage.

CSP R.5132-3: beside prescriber, patient and medicine, a line states its posology, and how long it is treated or how many
boxes; a mention that it may not be substituted gives its reason (CSP L.5125-23).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.posology.rules import Dosage
from medcircuit.posology.rules.calendar import endless
from medcircuit.posology.rules.dose import UCUM
from medcircuit.posology.rules.text.amounts import unit_named
from medcircuit.posology.rules.values import Concept, Period, Portion, Quantity, Repeat, Timing
from medcircuit.posology.rules.words import event_in
from medcircuit.prescriptions.rules.mentions import Mentions

MOST_LINES = 30
"""Lines of one order."""
MOST_TEMPLATES = 200
"""Templates of one prescriber."""


class LengthMissing(Invalid):
    """Neither how long nor how many boxes is written."""

    code = "length_missing"
    sentence = (
        "La durée manque sur une ligne. Rien n'a été enregistré. Écrivez une durée, une date de fin, "
        "ou un nombre de boîtes."
    )


class TemplateNameTaken(Conflict):
    """The prescriber has a template of this name."""

    code = "template_name_taken"
    sentence = "Vous avez déjà un modèle de ce nom. Rien n'a été enregistré. Choisissez un autre nom."


class TooManyTemplates(Conflict):
    """The prescriber keeps too many templates."""

    code = "too_many_templates"
    sentence = "Vous avez déjà 200 modèles. Rien n'a été enregistré. Supprimez ceux qui ne servent plus."


@dataclass(frozen=True)
class Length:
    """How long: so many `value` of a `unit` (d, wk or mo), or until a day, included."""

    value: int | None = None
    unit: str = "d"
    until: date | None = None


@dataclass(frozen=True)
class Decided:
    """A prescriber's answers to what a plan asks.

    `ended`: the last day of each open step, by its sequence number; `doses`: the dose of an instruction (its index), as
    an amount and a unit; `starts`: the instant of an instruction that hangs on an event.
    """

    ended: Mapping[int, date] = field(default_factory=dict)
    doses: Mapping[int, tuple[Fraction, str]] = field(default_factory=dict)
    starts: Mapping[int, datetime] = field(default_factory=dict)


_UNITS = {"d": "jour", "wk": "semaine", "mo": "mois"}


def bounded(dosage: Dosage) -> bool:
    """It is written how long it goes on, or how many times."""
    repeat = dosage.repeat
    if dosage.timing and dosage.timing.events:
        return True
    bounds = repeat.bounds if repeat else None
    ends = not endless(bounds.end) if isinstance(bounds, Period) else bounds is not None
    return ends or bool(repeat and repeat.count)


def last_step(dosages: Sequence[Dosage]) -> list[int]:
    """The indexes of the instructions that nothing follows: what a length of the whole line bears on."""
    last = max((one.sequence or 0 for one in dosages), default=0)
    return [at for at, one in enumerate(dosages) if one.sequence in {None, last}]


def check_length(dosages: Sequence[Dosage], mentions: Mentions) -> None:
    """Raise unless a line says how long it is treated, or how many boxes (R.5132-3, 3°).

    Raises:
        LengthMissing: it says neither.
    """
    if not mentions.packs and not all(bounded(dosages[at]) for at in last_step(dosages)):
        raise LengthMissing


def with_length(dosages: Sequence[Dosage], length: Length | None) -> tuple[Dosage, ...]:
    """The dosages, with a length where the last step says none."""
    if length is None:
        return tuple(dosages)
    open_ended = {at for at in last_step(dosages) if not bounded(dosages[at])}
    return tuple(_lasting(one, length) if at in open_ended else one for at, one in enumerate(dosages))


def _lasting(dosage: Dosage, length: Length) -> Dosage:
    timing = dosage.timing or Timing()
    repeat = timing.repeat or Repeat()
    if length.until is not None:
        begin = repeat.bounds.start if isinstance(repeat.bounds, Period) else None
        bounds: Period | Quantity = Period(begin, length.until.isoformat())
    elif isinstance(repeat.bounds, Period):
        return dosage  # it has its own beginning: a length counted from the line's would be another
    else:
        bounds = Quantity(Decimal(length.value or 0), _UNITS[length.unit], UCUM, length.unit)
    return replace(dosage, timing=replace(timing, repeat=replace(repeat, bounds=bounds)))


def with_route(dosages: Sequence[Dosage], route: str | None) -> tuple[Dosage, ...]:
    """The dosages, by a route of the medicine where they say none."""
    said = any(one.route for one in dosages)
    if not route or said:
        return tuple(dosages)
    return tuple(replace(one, route=Concept(text=f"voie {route}")) for one in dosages)


def with_decisions(dosages: Sequence[Dosage], decided: Decided) -> tuple[Dosage, ...]:
    """The dosages as they are once a prescriber has answered."""
    return tuple(_decided(at, one, decided) for at, one in enumerate(dosages))


def _decided(at: int, dosage: Dosage, decided: Decided) -> Dosage:
    if dose := decided.doses.get(at):
        dosage = replace(dosage, portions=(Portion(dose=_quantity(*dose)),))
    if dosage.sequence in decided.ended or (dosage.sequence is None and 1 in decided.ended):
        dosage = _lasting(dosage, Length(until=decided.ended[dosage.sequence or 1]))
    if start := decided.starts.get(at):
        said = event_in(dosage)
        kept = tuple(one for one in dosage.additional if one.text != said)
        dosage = replace(dosage, timing=Timing(events=(start.isoformat(),)), additional=kept)
    return dosage


def _quantity(amount: Fraction, unit: str) -> Quantity:
    written = unit_named(unit).quantity(amount)
    return Quantity(
        Decimal(str(written["value"])), written["unit"], written.get("system"), written.get("code")
    )
