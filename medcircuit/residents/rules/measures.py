"""What is measured of a person: the closed list of kinds with their unit, one measure, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.quantities import amount_text

AHEAD = timedelta(minutes=2)
"""By how much a device's clock may be ahead."""
MOST = 9999
"""A value beyond this is a slip of the keyboard, in any unit here."""


class MeasureUnreadable(Invalid):
    """A measure is of no known kind, or its value cannot be."""

    code = "measure_unreadable"
    sentence = "Cette mesure n'est pas lisible (%(reason)s). Rien n'a été enregistré. Reprenez-la."


class SameMeasureOtherContent(Conflict):
    """This identifier already names another measure."""

    code = "same_measure_other_content"
    sentence = "Cette mesure porte l'identifiant d'une autre. La première est conservée. Notez-la de nouveau."


@dataclass(frozen=True)
class MeasureKind:
    """A kind of measure: its unit, and where the scale itself has ends, those. `pair`: two values (145/80).

    No clinical limit is here: a prescriber states those, for one person.
    """

    code: str
    label: str
    unit: str
    least: int | None = None
    most: int | None = None
    pair: bool = False


KINDS = {
    kind.code: kind
    for kind in (
        MeasureKind("pulse", "pouls", "/min"),
        MeasureKind("glucose", "glycémie", "g/l"),
        MeasureKind("pressure", "tension", "mmHg", pair=True),
        MeasureKind("inr", "INR", ""),
        MeasureKind("temperature", "température", "°C"),
        # the numeric scale goes from 0 to 10 by its making (HAS, évaluation de la douleur)
        MeasureKind("pain", "douleur (0 à 10)", "", least=0, most=10),
        MeasureKind("saturation", "saturation", "%", least=0, most=100),
        MeasureKind("weight", "poids", "kg"),
        MeasureKind("clearance", "DFG", "ml/min"),
        MeasureKind("potassium", "K⁺", "mmol/l"),
    )
}
"""Every kind, in the order of the screen."""


@dataclass(frozen=True)
class Measure:
    """One measure of a person: `id` is made by the device, `second` the lower value of a pair."""

    id: str
    kind: str
    value: Fraction
    at: datetime
    second: Fraction | None = None

    @property
    def said(self) -> str:
        """Its value with its unit: « 48 /min », « 145/80 mmHg », « 1,82 g/l »."""
        values = [value_said(one) for one in (self.value, self.second) if one is not None]
        return with_unit("/".join(values), self.kind)


def value_said(value: Fraction) -> str:
    """A value as it is read: the comma of decimals."""
    return amount_text(value).replace(".", ",")


def with_unit(text: str, kind: str) -> str:
    """A text of values with the unit of their kind."""
    unit = KINDS[kind].unit
    return f"{text} {unit}" if unit else text


def check_measure(measure: Measure, now: datetime) -> None:
    """Raise unless the measure can be.

    Raises:
        MeasureUnreadable: it cannot.
    """
    kind = KINDS.get(measure.kind)
    if kind is None:
        raise MeasureUnreadable(reason="ce genre de mesure n'est pas dans la liste")
    if kind.pair != (measure.second is not None):
        raise MeasureUnreadable(reason="il manque une valeur, ou il y en a une de trop")
    if measure.second is not None and measure.second >= measure.value:
        raise MeasureUnreadable(reason="la seconde valeur est la plus basse")
    least, most = kind.least, kind.most if kind.most is not None else MOST
    lowest = Fraction(least) if least is not None else None
    below = measure.value < lowest if lowest is not None else measure.value <= 0
    if below or measure.value > most:
        raise MeasureUnreadable(reason="la valeur est impossible")
    if measure.at > now + AHEAD:
        raise MeasureUnreadable(reason="son heure est dans le futur")
