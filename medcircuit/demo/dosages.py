"""A short notation for the demonstration's posologies, and the FHIR R4 dosages it stands for.

"1 MORN+EVE" · "1/2 MORN /2d" (every two days) · "4 MORN /tue" · "1 MORN /1mo" · "1 @08:00+20:00" · "1 72h" (every 72
hours) · "1 MORN for13h" (left on 13 hours) · "? CM+CD+CV" (the dose is told at each act) · "? EVE by Selon l'INR"
(it is told by this) · "1 NOON x8d" (eight days) · "2 MORN x5d > 1 MORN x5d" (one after the other) ·
"1 prn: douleur; 3/24h; 6h" (at most 3 in 24 hours, 6 hours apart) · "to decide: selon la glycémie".
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Dosage = dict[str, Any]

EDQM_CODES = {
    "comprimé": "15054000",
    "gélule": "15012000",
    "seringue": "15052000",
    "dispositif transdermique": "15036000",
    "ampoule": "15002000",
}
"""EDQM standard terms of the units of presentation that have one in use here."""

_STEP = re.compile(
    r"(?P<amount>\S+) (?:(?P<hours>\d+)h|@(?P<times>[\d:+]+)|(?P<when>[A-Z+]+))"
    r"(?: for(?P<worn>\d+)h)?(?: /(?:(?P<period>\d+)(?P<period_unit>d|mo)|(?P<days>[a-z,]+)))?(?: x(?P<bound>\d+)d)?"
    r"(?: by (?P<told>.+))?"
)
_PRN = re.compile(r"(?P<amount>\S+) prn: (?P<reason>[^;]+); (?P<most>\S+)/(?P<in_hours>\d+)h; (?P<gap>\d+)h")


def dosages(notation: str, *, unit: str, route: str) -> list[Dosage]:
    """The dosages of one line, amounts in `unit`, given by this route."""
    written = _written(notation, unit)
    for number, dosage in enumerate(written, 1):
        dosage["route"] = {"text": route}
        if len(written) > 1:
            dosage["sequence"] = number
    return written


def _written(notation: str, unit: str) -> list[Dosage]:
    if notation.startswith("to decide: "):
        return [{"text": notation.removeprefix("to decide: ")}]
    if prn := _PRN.fullmatch(notation):
        return [_as_needed(prn, unit)]
    return [_step(step, unit) for step in notation.split(" > ")]


def _quantity(amount: Fraction, unit: str) -> dict[str, Any]:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    value = exact.quantize(Decimal("1e-7"), ROUND_HALF_UP).normalize()
    number = int(value) if value == value.to_integral_value() else value
    written: dict[str, Any] = {"value": number, "unit": unit}
    if unit in EDQM_CODES:
        written |= {"system": "http://standardterms.edqm.eu", "code": EDQM_CODES[unit]}
    return written


def _dose(amount: str, unit: str) -> list[dict[str, Any]]:
    return [{"doseQuantity": _quantity(Fraction(amount), unit)}]


def _step(step: str, unit: str) -> Dosage:
    match = _STEP.fullmatch(step)
    assert match, f"not a posology of the demonstration: {step}"
    repeat: dict[str, Any] = {}
    if match["hours"]:
        repeat = {"frequency": 1, "period": int(match["hours"]), "periodUnit": "h"}
    elif match["times"]:
        repeat = {"timeOfDay": [f"{time}:00" for time in match["times"].split("+")]}
    else:
        repeat = {"when": match["when"].split("+")}
    if match["period"]:
        repeat |= {"frequency": 1, "period": int(match["period"]), "periodUnit": match["period_unit"]}
    if match["days"]:
        repeat["dayOfWeek"] = match["days"].split(",")
    if match["worn"]:
        repeat |= {"duration": int(match["worn"]), "durationUnit": "h"}
    if match["bound"]:
        bound = {
            "value": int(match["bound"]),
            "unit": "jour",
            "system": "http://unitsofmeasure.org",
            "code": "d",
        }
        repeat["boundsDuration"] = bound
    if match["amount"] == "?":
        told = {"additionalInstruction": [{"text": match["told"]}]} if match["told"] else {}
        return {**told, "timing": {"repeat": repeat}}
    return {"timing": {"repeat": repeat}, "doseAndRate": _dose(match["amount"], unit)}


def _as_needed(prn: re.Match[str], unit: str) -> Dosage:
    most = Fraction(prn["most"]) * Fraction(prn["amount"])
    hours = {"unit": "heure", "system": "http://unitsofmeasure.org", "code": "h"}
    return {
        "asNeededCodeableConcept": {"text": prn["reason"]},
        "timing": {"repeat": {"frequency": 1, "period": int(prn["gap"]), "periodUnit": "h"}},
        "doseAndRate": _dose(prn["amount"], unit),
        "maxDosePerPeriod": {
            "numerator": _quantity(most, unit),
            "denominator": {"value": int(prn["in_hours"]), **hours},
        },
    }
