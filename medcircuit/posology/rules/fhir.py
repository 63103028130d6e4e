"""FHIR R4 JSON to dosages and back, without loss.

Decimals are exact and keep the digits they were written with. Published examples that break an invariant of R4 are
still read (HAS writes `when` beside `timeOfDay`); what no reading can make sense of is refused with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid
from medcircuit.posology.rules.calendar import DateUnreadable, endless, read_span_edge
from medcircuit.posology.rules.values import (
    Coding,
    Concept,
    Dosage,
    Period,
    Portion,
    Quantity,
    Range,
    Ratio,
    Repeat,
    Timing,
)

TIME_UNITS = ("s", "min", "h", "d", "wk", "mo", "a")
"""Units of time of FHIR R4 (UCUM)."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::00(?:\.0+)?)?")
_MOST_TIMES = 10_000
_COMPARATORS = ("<", "<=", ">=", ">")


class DosageUnreadable(Invalid):
    """A member of the dosage is not what FHIR R4 allows there."""

    code = "dosage_unreadable"
    sentence = (
        "La posologie ne peut pas être lue : %(where)s, %(what)s. Rien n'a été enregistré. "
        "Corrigez ce champ et recommencez."
    )


def refuse(where: str, what: str) -> DosageUnreadable:
    """The problem for one place of the source; texts of the source are cut short."""
    return DosageUnreadable(where=where or "posologie", what=what)


_NEGATIVE = phrase("%(number)s est négatif", number=r"-[\d.E+-]+")
_NOT_WHOLE = phrase("%(number)s n'est pas un nombre entier possible", number=r"[\d.E+-]+")
_TOO_MANY = phrase("%(number)s est trop grand (10 000 au plus)", number=r"[\d.E+-]+")
_NOT_A = phrase("« %(text)s » n'est pas %(what)s", text="[^»]*", what="[^.]*")


# ---------------------------------------------------------------- readers of single members
def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise refuse(where, "un texte est attendu")
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise refuse(where, "vrai ou faux (true ou false) est attendu")
    return value


def _decimal(value: Any, where: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refuse(where, "un nombre est attendu")
    # JSON parsers of the web hand over binary floats: their shortest form is what was written
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite() or not -18 < number.adjusted() < 18 or len(number.as_tuple().digits) > 18:
        raise refuse(where, "ce nombre n'est pas une quantité possible")
    if number < 0:
        raise refuse(where, _NEGATIVE % {"number": number})
    return number


def _positive(value: Any, where: str) -> Decimal:
    number = _decimal(value, where)
    if number == 0:
        raise refuse(where, "zéro n'a pas de sens ici")
    return number


def _whole(value: Any, where: str) -> int:
    number = _decimal(value, where)
    if number != int(number) or number > 1_000_000:
        raise refuse(where, _NOT_WHOLE % {"number": number})
    return int(number)


def _count(value: Any, where: str) -> int:
    number = int(_positive(_whole(value, where), where))
    if number > _MOST_TIMES:
        raise refuse(where, _TOO_MANY % {"number": number})
    return number


def _one_of(allowed: tuple[str, ...], what: str) -> Callable[[Any, str], str]:
    def read(value: Any, where: str) -> str:
        text = _text(value, where)
        if text not in allowed:
            raise refuse(where, _NOT_A % {"text": text[:20], "what": what})
        return text

    return read


def _time(value: Any, where: str) -> str:
    text = _text(value, where)
    if not _TIME.fullmatch(text):
        raise refuse(where, _NOT_A % {"text": text[:20], "what": "une heure en minutes (écrire 08:00:00)"})
    return text


def _moment(value: Any, where: str) -> str:
    text = _text(value, where)
    if not re.fullmatch(r"[A-Z]{1,5}(?:\.[a-z]{4,5})?", text):
        raise refuse(where, _NOT_A % {"text": text[:20], "what": "un code de moment"})
    return text


def _date_time(value: Any, where: str) -> str:
    text = _text(value, where)
    try:
        read_span_edge(text)
    except DateUnreadable:
        raise refuse(where, _NOT_A % {"text": text[:35], "what": "une date possible"}) from None
    return text


def _end(value: Any, where: str) -> str:
    text = _text(value, where)
    _date_time(f"9996{text[4:]}" if endless(text) else text, where)  # a leap year as good as any
    return text


def _many(read: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def reader(value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise refuse(where, "une liste est attendue")
        return tuple(read(item, f"{where}[{at}]") for at, item in enumerate(value))

    return reader


def _distinct(read: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def reader(value: Any, where: str) -> tuple[Any, ...]:
        items = _many(read)(value, where)
        if len(set(items)) < len(items):
            raise refuse(where, "la même valeur est écrite deux fois")
        return items

    return reader


# ---------------------------------------------------------------- shapes: one table per datatype, both ways
class _Member(NamedTuple):
    """One member of a datatype: its name in JSON, its attribute, how it is read."""

    name: str
    attribute: str
    read: Callable[[Any, str], Any]


def _nested(kind: type) -> Callable[[Any, str], Any]:
    def read(value: Any, where: str) -> Any:
        return _read(kind, value, where)

    return read


_QUANTITY = (
    _Member("value", "value", _decimal),
    _Member("unit", "unit", _text),
    _Member("system", "system", _text),
    _Member("code", "code", _text),
    _Member("comparator", "comparator", _one_of(_COMPARATORS, "un comparateur")),
)


_CONCEPT, _AMOUNT = _nested(Concept), _nested(Quantity)
_UNIT = _one_of(TIME_UNITS, "une unité de temps (s, min, h, d, wk, mo, a)")
_SHAPES: dict[type, tuple[_Member, ...]] = {
    Coding: tuple(_Member(name, name, _text) for name in ("system", "code", "display")),
    Concept: (_Member("coding", "codings", _many(_nested(Coding))), _Member("text", "text", _text)),
    Quantity: _QUANTITY,
    Range: (_Member("low", "low", _AMOUNT), _Member("high", "high", _AMOUNT)),
    Ratio: (_Member("numerator", "numerator", _AMOUNT), _Member("denominator", "denominator", _AMOUNT)),
    Period: (_Member("start", "start", _date_time), _Member("end", "end", _end)),
    Repeat: (
        _Member("boundsPeriod", "bounds", _nested(Period)),
        _Member("boundsDuration", "bounds", _AMOUNT),
        _Member("boundsRange", "bounds", _nested(Range)),
        _Member("count", "count", _count),
        _Member("countMax", "count_max", _count),
        _Member("duration", "duration", _positive),
        _Member("durationMax", "duration_max", _positive),
        _Member("durationUnit", "duration_unit", _UNIT),
        _Member("frequency", "frequency", _count),
        _Member("frequencyMax", "frequency_max", _count),
        _Member("period", "period", _positive),
        _Member("periodMax", "period_max", _positive),
        _Member("periodUnit", "period_unit", _UNIT),
        _Member("dayOfWeek", "days", _distinct(_one_of(DAYS, "un jour de la semaine (mon à sun)"))),
        _Member("timeOfDay", "times", _distinct(_time)),
        _Member("when", "when", _distinct(_moment)),
        _Member("offset", "offset_min", _whole),
    ),
    Timing: (
        _Member("event", "events", _distinct(_date_time)),
        _Member("repeat", "repeat", _nested(Repeat)),
        _Member("code", "code", _CONCEPT),
    ),
    Portion: (
        _Member("type", "kind", _CONCEPT),
        _Member("doseQuantity", "dose", _AMOUNT),
        _Member("doseRange", "dose", _nested(Range)),
        _Member("rateQuantity", "rate", _AMOUNT),
        _Member("rateRange", "rate", _nested(Range)),
        _Member("rateRatio", "rate", _nested(Ratio)),
    ),
    Dosage: (
        _Member("sequence", "sequence", _whole),
        _Member("text", "text", _text),
        _Member("additionalInstruction", "additional", _many(_CONCEPT)),
        _Member("patientInstruction", "patient_instruction", _text),
        _Member("timing", "timing", _nested(Timing)),
        _Member("asNeededBoolean", "as_needed", _flag),
        _Member("asNeededCodeableConcept", "as_needed", _CONCEPT),
        _Member("site", "site", _CONCEPT),
        _Member("route", "route", _CONCEPT),
        _Member("method", "method", _CONCEPT),
        _Member("doseAndRate", "portions", _many(_nested(Portion))),
        _Member("maxDosePerPeriod", "max_per_period", _nested(Ratio)),
        _Member("maxDosePerAdministration", "max_per_administration", _AMOUNT),
        _Member("maxDosePerLifetime", "max_per_lifetime", _AMOUNT),
    ),
}


def _read(kind: type, source: Any, where: str) -> Any:
    if not isinstance(source, Mapping):
        raise refuse(where, "un objet est attendu")
    found: dict[str, Any] = {}
    members = {member.name: member for member in _SHAPES[kind]}
    for name, value in source.items():
        if member := members.get(name):
            if member.attribute in found:
                raise refuse(f"{where}.{name}".lstrip("."), "deux formes du même champ sont remplies")
            found[member.attribute] = member.read(value, f"{where}.{name}".lstrip("."))
    return kind(**found, rest={name: value for name, value in source.items() if name not in members})


_KIND_OF_NAME = {
    "boundsPeriod": Period,
    "boundsDuration": Quantity,
    "boundsRange": Range,
    "asNeededBoolean": bool,
    "asNeededCodeableConcept": Concept,
    "doseQuantity": Quantity,
    "doseRange": Range,
    "rateQuantity": Quantity,
    "rateRange": Range,
    "rateRatio": Ratio,
}


def _write(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if type(value) not in _SHAPES:
        return value
    written: dict[str, Any] = {}
    for member in _SHAPES[type(value)]:
        part = getattr(value, member.attribute)
        if part is None or part == () or not isinstance(part, _KIND_OF_NAME.get(member.name, object)):
            continue
        written[member.name] = _write(part)
    return {**written, **value.rest}


# ---------------------------------------------------------------- doors
def read_dosage(source: Any, where: str = "") -> Dosage:
    """One dosage from FHIR JSON already parsed (numbers as int or Decimal).

    Raises:
        DosageUnreadable: a member is not what FHIR R4 allows there; the sentence says which.
    """
    dosage: Dosage = _read(Dosage, source, where)
    return dosage


def read_dosages(source: Any) -> tuple[Dosage, ...]:
    """The dosages of a `dosageInstruction` list, of a MedicationRequest that holds one, or a single dosage.

    Raises:
        DosageUnreadable: a member is not what FHIR R4 allows there, or nothing is there.
    """
    where = "dosageInstruction"
    if isinstance(source, Mapping):
        held = source.get(where)
        if held is None and "resourceType" not in source:
            return (read_dosage(source),)
        source = held
    if not isinstance(source, list) or not source:
        raise refuse(where, "aucune posologie n'est écrite")
    return tuple(read_dosage(item, f"{where}[{at}]") for at, item in enumerate(source))


def write_dosage(dosage: Dosage) -> dict[str, Any]:
    """FHIR JSON of one dosage; numbers are int or Decimal with the digits they came with."""
    written: dict[str, Any] = _write(dosage)
    return written


def parse_json(text: str) -> Any:
    """JSON with exact decimals; NaN and Infinity are no numbers.

    Raises:
        DosageUnreadable: not JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, InvalidOperation, RecursionError):
        raise refuse("JSON", "le texte n'est pas du JSON valide") from None


def _no_number(name: str) -> Any:
    raise ValueError(name)


def json_text(value: Any) -> str:
    """JSON of plain values; a Decimal is written with its own digits, which json.dumps cannot do."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{json_text(str(key))}: {json_text(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(json_text(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
