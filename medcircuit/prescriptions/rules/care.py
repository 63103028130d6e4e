"""What giving a line asks beside its dose, as its prescriber states it: measures with their limits, a scale of doses, a second person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.residents.rules.measures import KINDS

LONGEST = timedelta(days=31)
"""A measure may be as old as this at the most: a monthly INR."""
LONGEST_CONDUCT = 300
"""How long what to do after a missed or a double dose may be: it is read standing."""


class CareUnreadable(Invalid):
    """What giving asks makes no sense."""

    code = "care_unreadable"
    sentence = "La surveillance demandée n'est pas claire (%(reason)s). Rien n'a été enregistré. Corrigez-la."


@dataclass(frozen=True)
class Requirement:
    """A measure to have before giving, of at most that age. Outside `low` to `high` (both allowed), the `conduct`."""

    kind: str
    within: timedelta
    low: Fraction | None = None
    high: Fraction | None = None
    conduct: str = ""


@dataclass(frozen=True)
class ScaleRow:
    """From `low` on (none: from the bottom) to just below `high` (none: to the top): this dose."""

    low: Fraction | None
    high: Fraction | None
    dose: Fraction


@dataclass(frozen=True)
class Scale:
    """The dose, counted in `unit`, by a measured value; a value that no row holds is answered by the `conduct`."""

    kind: str
    unit: str
    rows: tuple[ScaleRow, ...]
    conduct: str = ""

    def row_for(self, value: Fraction) -> ScaleRow | None:
        """The row that holds a value."""
        for row in self.rows:
            if (row.low is None or value >= row.low) and (row.high is None or value < row.high):
                return row
        return None


@dataclass(frozen=True)
class Care:
    """What giving asks: measures, the dose of the day (by a `scale`, or dictated), a `second` person who finds the dose anew.

    `missed` and `doubled`: what the prescriber says is to be done after a dose that was missed, or given twice.
    """

    measures: tuple[Requirement, ...] = ()
    scale: Scale | None = None
    second: bool = False
    missed: str = ""
    doubled: str = ""


NO_CARE = Care()


def check_care(care: Care) -> None:
    """Raise unless it makes sense.

    Raises:
        CareUnreadable: it does not.
    """
    for one in care.measures:
        _check_measure(one)
    if max(len(care.missed), len(care.doubled)) > LONGEST_CONDUCT:
        raise CareUnreadable(reason="la conduite après un oubli ou une double prise est trop longue")
    if care.scale is not None:
        if care.scale.kind not in {one.kind for one in care.measures}:
            raise CareUnreadable(reason="l'échelle dépend d'une mesure qui n'est pas demandée")
        _check_scale(care.scale)


def _check_measure(one: Requirement) -> None:
    if one.kind not in KINDS:
        raise CareUnreadable(reason="cette mesure n'est pas dans la liste")
    if not timedelta(0) < one.within <= LONGEST:
        raise CareUnreadable(reason="l'âge de la mesure va d'une minute à un mois")
    if one.low is not None and one.high is not None and one.low > one.high:
        raise CareUnreadable(reason="la limite basse dépasse la haute")
    if (one.low is not None or one.high is not None) and not one.conduct.strip():
        raise CareUnreadable(reason="une limite sans conduite à tenir")


def _check_scale(scale: Scale) -> None:
    if not scale.rows or not scale.unit.strip():
        raise CareUnreadable(reason="l'échelle de doses est vide, ou sans unité")
    if not scale.conduct.strip():
        raise CareUnreadable(reason="l'échelle de doses est sans conduite à tenir hors échelle")
    edge = scale.rows[0].low
    for place, row in enumerate(scale.rows):
        joined = row.low == edge and (place == 0 or row.low is not None)
        if not joined or (row.high is not None and row.low is not None and row.high <= row.low):
            raise CareUnreadable(reason="les lignes de l'échelle se suivent sans trou ni recouvrement")
        edge = row.high


def care_text(care: Care) -> str:
    """The JSON that is kept with a version."""
    return json.dumps(care_json(care), ensure_ascii=False, sort_keys=True)


def care_json(care: Care) -> dict[str, Any]:
    """Plain values: exact amounts as texts, ages in minutes."""
    scale = care.scale
    return {
        "measures": [
            {
                "kind": one.kind,
                "within_min": int(one.within.total_seconds() // 60),
                "low": _text(one.low),
                "high": _text(one.high),
                "conduct": one.conduct,
            }
            for one in care.measures
        ],
        "scale": {
            "kind": scale.kind,
            "unit": scale.unit,
            "rows": [
                {"low": _text(row.low), "high": _text(row.high), "dose": _text(row.dose)}
                for row in scale.rows
            ],
            "conduct": scale.conduct,
        }
        if scale
        else None,
        "second": care.second,
        **{name: said for name, said in (("missed", care.missed), ("doubled", care.doubled)) if said},
    }


@lru_cache(maxsize=4096)
def care_of(text: str) -> Care:
    """What `care_text` wrote."""
    kept = json.loads(text)
    scale = kept["scale"]
    care = Care(
        tuple(
            Requirement(
                one["kind"],
                timedelta(minutes=one["within_min"]),
                _amount(one["low"]),
                _amount(one["high"]),
                one["conduct"],
            )
            for one in kept["measures"]
        ),
        Scale(
            scale["kind"],
            scale["unit"],
            tuple(
                ScaleRow(_amount(row["low"]), _amount(row["high"]), read_amount(row["dose"]))
                for row in scale["rows"]
            ),
            scale["conduct"],
        )
        if scale
        else None,
        kept.get("second", False),
        kept.get("missed", ""),
        kept.get("doubled", ""),
    )
    return NO_CARE if care == NO_CARE else care


def _text(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _amount(text: str | None) -> Fraction | None:
    return None if text is None else read_amount(text)
