"""One group of facts written as a FHIR dosage, or what is missing or contradicts itself in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from medcircuit.posology.rules.cycle import cycle_extension
from medcircuit.posology.rules.text.amounts import Unit, number
from medcircuit.posology.rules.text.gather import IN_DAY, OFTEN, ON_DAYS, Group
from medcircuit.posology.rules.text.parts import At, Dose, dose_in
from medcircuit.posology.rules.text.timing import bounds_in, exact, moments_in, named_in, pace_in
from medcircuit.posology.rules.text.troubles import Trouble
from medcircuit.posology.rules.text.what import days_of
from medcircuit.posology.rules.wording import duration_said

_SAID = {"AC": "Avant les repas", "C": "Pendant les repas", "PC": "Après les repas"}
_ONCE_ONLY = ("frequency", "count", "cycle", "lasting", "removal", "until", "route", "site", "most", "most_takes", "most_once", "gap", "prn", "length", "begin", "end", "rate")  # fmt: skip


def built(group: Group, *, unit: Unit | None, today: date) -> tuple[list[dict[str, Any]], list[Trouble]]:
    """The dosages of one group (one for each day of the month it names). `unit` is that of a number without any."""
    try:
        return _built(group, unit, today), []
    except At as at:
        return [], [Trouble(*group.place(*at.kinds), at.code)]


def _built(group: Group, unit: Unit | None, today: date) -> list[dict[str, Any]]:
    for kind in _ONCE_ONLY:
        if len(group.all(kind)) > 1:
            raise At("twice", kind)
    if not group.timed:
        raise At("no_timing")
    dose = dose_in(group, unit)
    whole = {
        **_beside(group),
        **({"doseAndRate": [dose.portion]} if dose.portion else {}),
    }
    return [whole | _timed(group, dose, today, day) for day in (group.one("month_days") or (None,))]


# ---------------------------------------------------------------- when
def _timed(group: Group, dose: Dose, today: date, day: int | None) -> dict[str, Any]:
    repeat = moments_in(group)
    repeat |= pace_in(group, repeat, needed=_as_needed(group), worn=dose.worn)
    if day is not None:
        repeat |= {"frequency": 1, "period": 1, "periodUnit": "mo"}
    repeat |= bounds_in(group, today, day, worn=dose.worn) | _once(group, dose)
    words = _words(group, repeat, day)
    written = _needed(group) | _limits(group, dose, repeat, words)
    if words:
        written["additionalInstruction"] = [{"text": text} for text in words]
    if cycle := group.one("cycle"):
        written["modifierExtension"] = [cycle_extension(*cycle)]
    events = group.all("event")
    if events and named_in(repeat):
        raise At("count_contradicts", "event")
    timing = ({"event": events} if events else {}) | ({"repeat": repeat} if repeat else {})
    return written | ({"timing": timing} if timing else {})


def _once(group: Group, dose: Dose) -> dict[str, Any]:
    """How many times in all, and how long one act lasts."""
    if group.has({"removal"}) and not dose.worn:
        raise At("unknown", "removal")
    lasting = group.one("lasting") or group.one("removal")
    count = group.one("count")
    return ({"count": count} if count else {}) | (
        {"duration": number(lasting[0]), "durationUnit": lasting[1]} if lasting else {}
    )


def _scheduled(group: Group) -> bool:
    """A moment is said: a condition then bears on a dose that is planned."""
    return group.has(IN_DAY | ON_DAYS | OFTEN)


def _as_needed(group: Group) -> bool:
    return group.has({"prn"}) or (group.has({"condition"}) and not _scheduled(group))


def _needed(group: Group) -> dict[str, Any]:
    reason = group.one("prn") or (None if _scheduled(group) else group.one("condition"))
    if reason is None:
        return {}
    if reason is True:
        return {"asNeededBoolean": True}
    return {"asNeededCodeableConcept": {"text": reason[0].lower() + reason[1:]}}


# ---------------------------------------------------------------- limits and words
def _limits(group: Group, dose: Dose, repeat: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """The limits written; the least time between takes is the frequency of a dose as needed, else words beside it."""
    gap = group.one("gap")
    most = _most(group, dose, repeat, gap=gap)
    if gap and _as_needed(group):
        most = most or _paced(dose, repeat)
        repeat |= {"frequency": 1, "period": number(gap[0]), "periodUnit": gap[1]}
    elif gap:
        words.append(f"Espacer les prises d'au moins {_length_said(gap)}")
    written = {"maxDosePerPeriod": most} if most else {}
    for kind, name in (("most_once", "maxDosePerAdministration"), ("most_ever", "maxDosePerLifetime")):
        if limit := group.one(kind):
            written[name] = _quantity(dose, *limit)
    return written


def _paced(dose: Dose, repeat: dict[str, Any]) -> dict[str, Any] | None:
    """« 3 fois par jour » beside a least time between takes: so much a day."""
    if "frequencyMax" in repeat:
        raise At("limit_unclear", "frequency")
    if repeat.get("periodUnit") == "d" and repeat.get("period") == 1:
        return _times(dose, Fraction(repeat["frequency"]), (Fraction(1), "d"))
    if "periodUnit" in repeat:
        raise At("twice", "gap")
    return None


def _length_said(gap: tuple[Fraction, str]) -> str:
    return duration_said(exact(gap[0]), gap[1])


def _most(group: Group, dose: Dose, repeat: dict[str, Any], *, gap: Any) -> dict[str, Any] | None:
    """« max 3 fois par jour » is a frequency where nothing else limits a dose as needed, else so much of its unit."""
    most = None
    if group.has({"most"}):
        value, unit, span = group.one("most")
        if unit is None and (
            dose.single != 1
            or (_as_needed(group) and "periodUnit" in repeat and not gap and repeat["periodUnit"] == "d")
        ):
            raise At("limit_unclear", "most")
        most = _ratio(_quantity(dose, value, unit), span)
    if not group.has({"most_takes"}):
        return most
    value, _, span = group.one("most_takes")
    if _as_needed(group) and not gap and "periodUnit" not in repeat and value.denominator == 1:
        repeat |= {"frequency": int(value), "period": number(span[0]), "periodUnit": span[1]}
        return most
    if most:
        raise At("twice", "most_takes")
    return _times(dose, value, span)


def _times(dose: Dose, times: Fraction, span: tuple[Fraction, str]) -> dict[str, Any]:
    if dose.single is None or (dose.single * times).denominator == 3:
        raise At("limit_unclear", "most_takes", "frequency")
    return _ratio(_quantity(dose, dose.single * times, dose.unit), span)


def _quantity(dose: Dose, value: Fraction, unit: Unit | None) -> dict[str, Any]:
    unit = unit or dose.unit
    if unit is None:
        raise At("limit_unclear", "most", "most_once")
    return unit.quantity(value)


def _ratio(numerator: dict[str, Any], span: tuple[Fraction, str]) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": days_of(*span)}


def _words(group: Group, repeat: dict[str, Any], day: int | None) -> list[str]:
    said = [*group.all("words"), *group.all("hangs"), *group.all("until")]
    if _scheduled(group):
        said += [text[0].upper() + text[1:] for text in group.all("condition")]
    meal = group.one("meal")
    if meal and "when" not in repeat:
        said.append(_SAID[meal[0]])
    if day is not None:
        said.append(f"Le {'1er' if day == 1 else day} du mois")
    return list(dict.fromkeys(said))


def _beside(group: Group) -> dict[str, Any]:
    route, site = group.one("route"), group.one("site")
    return ({"route": route} if route else {}) | ({"site": {"text": site}} if site else {})


def numbered(dosages: Sequence[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The dosages of several steps under their sequence numbers; of one step, without."""
    steps = sorted({step for step, _ in dosages})
    if len(steps) < 2:
        return [dosage for _, dosage in dosages]
    return [{"sequence": steps.index(step) + 1, **dosage} for step, dosage in dosages]
