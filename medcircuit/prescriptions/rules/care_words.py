"""What giving asks, in the words that a prescriber reads back before signing and a nurse reads beside the line."""

from __future__ import annotations

from datetime import timedelta

from medcircuit.kernel.phrases import phrase
from medcircuit.prescriptions.rules.care import Care, Requirement, Scale, ScaleRow
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.residents.rules.measures import KINDS, value_said, with_unit

_AT_LEAST = phrase("%(low)s au moins", low="[^à]*")
_AT_MOST = phrase("%(high)s au plus", high="[^à]*")
_BETWEEN = phrase("de %(low)s à %(high)s")
SECOND = "Une deuxième personne recalcule la dose avant de donner."


def limits_said(need: Requirement) -> str:
    """The limits in words: « 50 /min au moins »; none: nothing."""
    low = value_said(need.low) if need.low is not None else ""
    high = with_unit(value_said(need.high), need.kind) if need.high is not None else ""
    if low and high:
        return _BETWEEN % {"low": low, "high": high}
    if high:
        return _AT_MOST % {"high": high}
    return _AT_LEAST % {"low": with_unit(low, need.kind)} if low else ""


def care_said(care: Care) -> tuple[str, ...]:
    """Everything that giving asks beside the dose, a sentence each, in French: it is signed as it is read."""
    scale = (_scale_said(care.scale),) if care.scale else ()
    return (*(_need_said(one) for one in care.measures), *scale, *((SECOND,) if care.second else ()))


def _need_said(need: Requirement) -> str:
    asked = f"Avant de donner : {KINDS[need.kind].label} de moins de {_age_said(need.within)}"
    limits = limits_said(need)
    return f"{asked} ({limits} ; sinon : {need.conduct.rstrip('.')})." if limits else f"{asked}."


def _age_said(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120 and minutes % 60:
        return f"{minutes} min"
    if minutes % 1440 == 0 and minutes > 1440:
        return f"{minutes // 1440} jours"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60:02d}"


def _scale_said(scale: Scale) -> str:
    rows = " ; ".join(f"{_row_said(row, scale.kind)} : {_dose_said(row, scale)}" for row in scale.rows)
    return f"Dose selon {KINDS[scale.kind].label} — {rows}. Hors de l'échelle : {scale.conduct.rstrip('.')}."


def _row_said(row: ScaleRow, kind: str) -> str:
    low = value_said(row.low) if row.low is not None else ""
    high = with_unit(value_said(row.high), kind) if row.high is not None else ""
    if low and high:
        return f"de {low} à moins de {high}"
    if high:
        return f"moins de {high}"
    return f"à partir de {with_unit(low, kind)}" if low else "toute valeur"


def _dose_said(row: ScaleRow, scale: Scale) -> str:
    return amount_said(row.dose, scale.unit) if row.dose else "rien"
