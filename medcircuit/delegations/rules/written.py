"""A protocol as it is kept and sealed: texts, whole numbers and booleans, the same each time it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from medcircuit.delegations.rules.protocols import Assessment, Kind, Protocol
from medcircuit.prescriptions.rules.lines import Regime

_AMOUNTS = ("dose", "dose_high", "once_max", "day_max")
_DATES = ("written_on", "ends_on")
_LISTS = ("contra_signs", "measures_first")


def written(protocol: Protocol) -> dict[str, Any]:
    """All that a protocol says, as JSON has it; amounts are exact ("1/2")."""
    said = dict(vars(protocol))
    before = protocol.assessment
    said["kind"] = protocol.kind.value
    said["regimes"] = [one.value for one in protocol.regimes]
    said["assessment"] = before and {**vars(before), "threshold": str(before.threshold)}
    said |= {name: _text(said[name]) for name in _AMOUNTS}
    said |= {name: said[name] and said[name].isoformat() for name in _DATES}
    return said | {name: list(said[name]) for name in _LISTS}


def _text(amount: Fraction | None) -> str | None:
    return None if amount is None else str(amount)


def protocol_of(said: Mapping[str, Any]) -> Protocol:
    """The protocol that `written` wrote."""
    made: dict[str, Any] = dict(said)
    before = made["assessment"]
    made["kind"] = Kind(made["kind"])
    made["regimes"] = tuple(Regime(one) for one in made["regimes"])
    made["assessment"] = before and Assessment(**{**before, "threshold": Fraction(before["threshold"])})
    made |= {name: None if made[name] is None else Fraction(made[name]) for name in _AMOUNTS}
    made |= {name: made[name] and date.fromisoformat(made[name]) for name in _DATES}
    return Protocol(**made | {name: tuple(made[name]) for name in _LISTS})
