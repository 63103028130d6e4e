"""Amounts, rates and durations in French words, for the sentence of a dosage."""

from __future__ import annotations

from decimal import Decimal

from medcircuit.kernel.quantities import amount_french
from medcircuit.posology.rules.dose import UNITS, exact, plain, time_unit, unit_french
from medcircuit.posology.rules.values import Dosage, Portion, Quantity, Range, Ratio

TIME = {
    "s": ("seconde", "secondes", "f"),
    "min": ("minute", "minutes", "f"),
    "h": ("heure", "heures", "f"),
    "d": ("jour", "jours", "m"),
    "wk": ("semaine", "semaines", "f"),
    "mo": ("mois", "mois", "m"),
    "a": ("an", "ans", "m"),
}


def amount_said(quantity: Quantity) -> str:
    """1 ½ comprimé, 2 gélules, 0,25 mg."""
    if quantity.value is None:
        return quantity.said_unit or ""
    amount, unit = exact(quantity), quantity.said_unit or ""
    measured = unit.casefold() not in UNITS
    said = _grouped(plain(quantity.value)) if measured else amount_french(amount)
    return f"{quantity.comparator or ''}{said} {unit_french(unit, amount)}".strip()


def _grouped(number: str) -> str:
    """Digits in threes from 10 000 on, decimal comma."""
    whole, _, part = number.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{whole},{part}" if part else whole


def dose_said(dosage: Dosage) -> str:
    """The dose of one administration and its rate; several are said one or the other, but where one is the ordered one."""
    ordered = [
        one for one in dosage.portions if one.kind and any(c.code == "ordered" for c in one.kind.codings)
    ]
    chosen = ordered if len(dosage.portions) > 1 and ordered else list(dosage.portions)
    return " ou ".join(filter(None, map(_portion, chosen)))


def _portion(portion: Portion) -> str:
    dose, rate = portion.dose, portion.rate
    said = _range(dose) if isinstance(dose, Range) else amount_said(dose) if dose else ""
    return " ".join(filter(None, (said, _rate(rate, alone=not said))))


def _range(span: Range) -> str:
    low, high = span.low, span.high
    if low and high and low.said_unit == high.said_unit and low.value is not None:
        return f"{plain(low.value).replace('.', ',')} à {amount_said(high)}"
    if low and high:
        return f"{amount_said(low)} à {amount_said(high)}"
    return f"au moins {amount_said(low)}" if low else f"au plus {amount_said(high)}" if high else ""


def _rate(rate: Quantity | Range | Ratio | None, *, alone: bool) -> str:
    if isinstance(rate, Ratio) and rate.numerator and rate.denominator:
        bottom = rate.denominator
        over = duration_said(bottom.value or Decimal(1), time_unit(bottom) or bottom.said_unit or "")
        if bottom.value == 1:
            over = over.removeprefix("1 ")
            return f"{'' if alone else 'au débit de '}{amount_said(rate.numerator)} par {over}"
        return f"{'' if alone else 'au débit de '}{amount_said(rate.numerator)} en {over}"
    if isinstance(rate, Range):
        return f"au débit de {_range(rate)}"
    return f"au débit de {amount_said(rate)}" if isinstance(rate, Quantity) else ""


def duration_said(value: Decimal, unit: str) -> str:
    """10 jours, 1 heure, 2 semaines."""
    if unit == "min" and value >= 60 and value % 60 == 0:
        value, unit = value / 60, "h"
    one, many, _ = TIME.get(unit, (unit, unit, "m"))
    return f"{plain(value).replace('.', ',')} {many if value >= 2 else one}"
