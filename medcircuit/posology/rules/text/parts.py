"""The dose of one group of facts: of one take, in a unit, or what is missing of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from medcircuit.posology.rules.text.amounts import Unit
from medcircuit.posology.rules.text.gather import Group

_MOST_BARE = 10
"""Beyond, a number without its unit is rather a strength than a count: « 500 le matin »."""


class At(Exception):
    """A trouble of the group, at the place of these kinds of facts."""

    def __init__(self, code: str, *kinds: str) -> None:
        super().__init__(code)
        self.code = code
        self.kinds = kinds


class Dose:
    """The dose of one administration: from `low` to `high`, in `unit`, and its FHIR doseAndRate."""

    def __init__(self, group: Group, low: Fraction | None, high: Fraction | None, unit: Unit | None) -> None:
        self.low, self.high, self.unit = low, high, unit
        self.portion: dict[str, Any] = {}
        if low is not None and unit is not None:
            held = unit.quantity(low)
            self.portion = (
                {"doseRange": {"low": held, "high": unit.quantity(high)}} if high else {"doseQuantity": held}
            )
        if rate := group.one("rate"):
            self.portion["rateRatio"] = {"numerator": rate[0], "denominator": rate[1]}

    @property
    def single(self) -> Fraction | None:
        """The amount, where it is one."""
        return None if self.high is not None else self.low

    @property
    def worn(self) -> bool:
        """It is left on: a patch."""
        return self.unit is not None and self.unit.word in {"dispositif transdermique", "emplâtre"}


def dose_in(group: Group, default: Unit | None) -> Dose:
    """The dose of one group; `default` is the unit of a bare number.

    Raises:
        At: it is missing, said twice, without unit, or that of a day where the takes are not said.
    """
    doses = [fact.value for fact in group.facts if fact.kind == "dose"]
    if len(doses) > 1:
        raise At("twice", "dose")
    if not doses:
        if not group.has({"rate", "told"}):
            raise At("no_dose")
        return Dose(group, None, None, None)
    if group.has({"told"}):
        raise At("twice", "told")
    low, high, written = doses[0]
    unit = written or default
    if unit is None or (written is None and low > _MOST_BARE and unit.counted):
        raise At("no_unit", "dose")
    low = _shared_out(group, low, high, unit)
    return Dose(group, low, high, unit)


def _shared_out(group: Group, low: Fraction, high: Fraction | None, unit: Unit) -> Fraction:
    """The dose of one take where the text gives that of a day.

    « 3 g par jour en 3 prises » is three times 1 g; « 2 comprimés par jour » may be one take or two: it is asked.
    """
    takes = group.one("takes")
    single = unit.counted and high is None and low <= 1
    if group.has({"a_period"}) and not single and takes != 1 and len(group.all("days")) != 1:
        raise At("per_day", "a_period")
    if not group.has({"a_day"}):
        if takes not in {None, 1}:
            raise At("per_day", "takes")
        return low
    places = len(group.all("moment")) + len(group.all("time"))
    if takes is None and (places == 1 or (places == 0 and single)):
        return low
    if takes is None or high is not None or places not in {0, takes}:
        raise At("per_day", "a_day")
    share: Fraction = low / takes
    if share.denominator > 4 or (not unit.counted and share.denominator == 3):
        raise At("shared_out", "a_day")
    return share
