"""The dose of one administration, and its rate: exact, in the unit as written, or a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from medcircuit.kernel.nouns import plural
from medcircuit.kernel.quantities import amount_french, decimal_text, third_meant
from medcircuit.posology.rules.calendar import ELAPSED_S
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.values import Dosage, Portion, Quantity, Range, Ratio

EDQM = "http://standardterms.edqm.eu"
UCUM = "http://unitsofmeasure.org"
UNIT_LABELS = {
    "15054000": "comprimé",
    "15012000": "gélule ou capsule molle",
    "15052000": "seringue",
    "15036000": "dispositif transdermique",
    "15005000": "poche",
    "15009000": "flacon",
    "15002000": "ampoule",
    "15042000": "emplâtre",
    "15058000": "tube",
}
"""French label of the EDQM units of presentation in use."""
_SAME_UNIT = {
    **dict.fromkeys(("gélule", "capsule", "capsule molle"), "gélule ou capsule molle"),
    "patch": "dispositif transdermique",
    "tablet": "comprimé",
}
"""Words that name a coded unit beside its label."""
UNITS = {
    **{label: label for label in UNIT_LABELS.values()},
    "gélule ou capsule molle": "gélule",
    **{
        word: word
        for word in (
            *("gélule", "capsule", "patch", "application", "goutte", "sachet", "bouffée", "pulvérisation"),
            *(
                "suppositoire",
                "unité",
                "dose",
                "cuillère",
                "mesure",
                "injection",
                "récipient unidose",
                "bandelette",
                "ovule",
                "pastille",
                "gomme",
                "film",
                "lyophilisat",
                "cuillère à café",
                "cuillère à soupe",
            ),
        )
    },
    "tab": "comprimé",
    "tablet": "comprimé",
    "vagtab": "comprimé vaginal",
    "drop": "goutte",
    "appln": "application",
}
_SPELT = {
    **dict.fromkeys(("µg", "μg", "ug", "mcg", "microgramme"), "microgramme"),
    **dict.fromkeys(("ng", "nanogramme"), "nanogramme"),
    **dict.fromkeys(("ui", "iu", "[iu]", "unité internationale"), "unité internationale"),
    "u": "unité",
}
"""Units that are never abbreviated for a reader: a µ or a U is read as another letter or figure."""
_MASS_OR_VOLUME = {
    **{unit: ("mass", Fraction(1)) for unit in ("µg", "μg", "ug", "mcg")},
    "ng": ("mass", Fraction(1, 1000)),
    "mg": ("mass", Fraction(1000)),
    "g": ("mass", Fraction(10**6)),
    "kg": ("mass", Fraction(10**9)),
    **{unit: ("volume", Fraction(1)) for unit in ("µl", "μl", "ul")},
    "ml": ("volume", Fraction(1000)),
    "cl": ("volume", Fraction(10**4)),
    "dl": ("volume", Fraction(10**5)),
    "l": ("volume", Fraction(10**6)),
}
_MEASURES = re.compile(r"(?:u|ui|iu|\[iu\]|mmol|meq|mol|%|unités?|units?|dose_kg)\b.*|.*/.*", re.IGNORECASE)
_BODY = {"/kg": "kilogramme", "/m2": "mètre carré", "/m²": "mètre carré"}
_TIME_WORDS = {
    **dict.fromkeys(("s", "sec", "seconde", "secondes"), "s"),
    **dict.fromkeys(("min", "mn", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "heure", "heures", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "j", "jour", "jours", "day", "days"), "d"),
    **dict.fromkeys(("wk", "semaine", "semaines", "week", "weeks"), "wk"),
    **dict.fromkeys(("mo", "mois", "month", "months"), "mo"),
    **dict.fromkeys(("a", "an", "ans", "année", "années", "year", "years"), "a"),
}
_PER = {"s": "seconde", "min": "minute", "h": "heure", "d": "jour"}


@dataclass(frozen=True, slots=True)
class Rate:
    """So much in so much time: `amount` `unit` in `time` `time_unit` (s, min, h or d)."""

    amount: Decimal
    unit: str
    time: Decimal
    time_unit: str

    @property
    def text(self) -> str:
        """For a program: "4 g / 20 min"."""
        return f"{plain(self.amount)} {self.unit} / {plain(self.time)} {self.time_unit}"

    @property
    def french(self) -> str:
        """For a reader: 5 mg par heure, 4 g en 20 min."""
        amount = f"{plain(self.amount).replace('.', ',')} {unit_french(self.unit, Fraction(self.amount))}"
        if self.time == 1:
            return f"{amount} par {_PER[self.time_unit]}"
        return f"{amount} en {plain(self.time).replace('.', ',')} {self.time_unit.replace('d', 'j')}"


@dataclass(frozen=True, slots=True)
class Dose:
    """What one administration holds: an exact amount, or from `low` to `high`, or neither beside a rate alone.

    `written` is the source's decimal: "0.6666667" where `amount` is the two thirds that are meant.
    """

    unit: str | None
    amount: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    written: Decimal | None = None
    rate: Rate | None = None

    @property
    def third(self) -> bool:
        """The amount is a third that a decimal cannot write."""
        return self.amount is not None and self.amount.denominator % 3 == 0

    @property
    def french(self) -> str:
        """For a reader: 1 ½ comprimé, 0,5 mg, 1 à 2 comprimés."""
        if self.amount is not None:
            return f"{_counted(self.amount, self.unit)} {unit_french(self.unit or '', self.amount)}"
        if self.low is not None and self.high is not None:
            low, high = _counted(self.low, self.unit), _counted(self.high, self.unit)
            return f"{low} à {high} {unit_french(self.unit or '', self.high)}"
        return self.rate.french if self.rate else "dose à préciser"


def _counted(amount: Fraction, unit: str | None) -> str:
    """The number for a reader: parts of what can be cut as signs ("1 ½"), amounts of substance as decimals ("0,5")."""
    decimal = decimal_text(amount)
    measured = unit is not None and _is_measured(unit.lower()) and "/" not in decimal
    return decimal.replace(".", ",") if measured else amount_french(amount)


def _is_measured(unit: str) -> bool:
    return unit in _MASS_OR_VOLUME or _MEASURES.fullmatch(unit) is not None


def unit_french(unit: str, amount: Fraction) -> str:
    """The unit for a reader: known words in lower case, plural from 2 on; others as they are written."""
    word = UNITS.get(unit.casefold()) or _SPELT.get(unit.casefold())
    if word is None or amount < 2:
        return word or unit
    return plural(word)


def plain(value: Decimal) -> str:
    """A decimal without exponent or needless zeros: "0.5", "4000"."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def time_unit(quantity: Quantity) -> str | None:
    """The unit of time of a duration, by its code or its words; None where it is not one."""
    for word in (quantity.code, quantity.unit):
        if word and word.lower() in _TIME_WORDS:
            return _TIME_WORDS[word.lower()]
    return None


def measure(quantity: Quantity) -> tuple[str, Fraction]:
    """What an amount counts, and how much: masses in µg and volumes in µl, other units by their own name."""
    assert quantity.value is not None
    for word in (quantity.code, quantity.unit):
        if word and (known := _MASS_OR_VOLUME.get(word.lower())):
            return known[0], known[1] * Fraction(quantity.value)
    return (quantity.code or quantity.unit or "").casefold(), Fraction(quantity.value)


def exact(quantity: Quantity) -> Fraction:
    """The amount meant: of a unit that can be cut, 0.33 or 0.6666667 are a third and two thirds."""
    assert quantity.value is not None
    value, unit = quantity.value, (quantity.unit or quantity.code or "").lower()
    measured = quantity.system == UCUM or _is_measured(unit)
    return Fraction(value) if measured else third_meant(value)


def unit_said(quantity: Quantity) -> str | None:
    """The unit for a reader: its text, else the label of its code, else the code."""
    return quantity.unit or UNIT_LABELS.get(quantity.code or "") or quantity.code


def checked_unit(quantity: Quantity) -> str:
    """The unit as said.

    Raises:
        ToDecide: no unit, text and code that name two different things, or a dose per kilogram or square metre.
    """
    said = unit_said(quantity)
    if not said:
        raise ToDecide("no_unit", value=plain(quantity.value or Decimal(0)))
    for mark, per in _BODY.items():
        if mark in said.lower() or mark in (quantity.code or "").lower():
            raise ToDecide("per_body_size", per=per, dose=said_french(quantity))
    if quantity.unit and quantity.code:
        text, label = _known_unit(quantity.unit), _known_unit(quantity.code)
        if text and label and text != label:
            raise ToDecide(
                "unit_contradiction", text=quantity.unit, label=unit_said(Quantity(code=quantity.code)) or ""
            )
    return said


def _known_unit(word: str) -> tuple[str, Fraction] | None:
    """What a unit's text or code stands for, and how much of it; None where it is not known for sure."""
    word = word.casefold()
    singular = word.removesuffix("s")
    label = UNIT_LABELS.get(word) or _SAME_UNIT.get(singular, singular)
    return _MASS_OR_VOLUME.get(word) or ((label, Fraction(1)) if label in UNIT_LABELS.values() else None)


def said_french(quantity: Quantity) -> str:
    """An amount and its unit for a reader."""
    value = "" if quantity.value is None else plain(quantity.value).replace(".", ",")
    return f"{value} {unit_said(quantity) or ''}".strip()


def ordered_portion(dosage: Dosage) -> Portion | None:
    """The doseAndRate that is prescribed: of several, the one of type "ordered"; None where none is written.

    Raises:
        ToDecide: several, and none or more than one of them is the ordered one.
    """
    if len(dosage.portions) < 2:
        return dosage.portions[0] if dosage.portions else None
    found = [
        one for one in dosage.portions if one.kind and any(c.code == "ordered" for c in one.kind.codings)
    ]
    if len(found) != 1:
        raise ToDecide("several_doses")
    return found[0]


def dose_of(dosage: Dosage) -> Dose | None:
    """The dose of one administration, with its rate; None where the source writes none.

    A rate alone gives its numerator as dose, to be repeated at each administration.

    Raises:
        ToDecide: the dose cannot be read in one way only.
    """
    portion = ordered_portion(dosage)
    if portion is None or (portion.dose is None and portion.rate is None):
        return None
    rate = _rate(portion)
    if isinstance(portion.dose, Range):
        return _range(portion.dose, dosage.max_per_administration, rate)
    if portion.dose is not None:
        return _amount(portion.dose, rate)
    if rate is None:
        raise ToDecide("rate_unclear")
    if isinstance(portion.rate, Ratio):
        return Dose(rate.unit, Fraction(rate.amount), written=rate.amount, rate=rate)
    return Dose(None, rate=rate)


def needed_dose(dosage: Dosage) -> Dose:
    """The dose of one administration, which must be written.

    Raises:
        ToDecide: none is, or it cannot be read in one way only.
    """
    dose = dose_of(dosage)
    if dose is None:
        raise ToDecide("no_dose")
    return dose


def _amount(quantity: Quantity, rate: Rate | None) -> Dose:
    if quantity.value is None:
        raise ToDecide("no_dose")
    if quantity.comparator:
        raise ToDecide("dose_limit_only", comparator=quantity.comparator)
    if quantity.value == 0:
        raise ToDecide("zero_dose")
    return Dose(checked_unit(quantity), exact(quantity), written=quantity.value, rate=rate)


def _range(dose: Range, most: Quantity | None, rate: Rate | None) -> Dose:
    """From `low` to `high`; without `high`, to the maximum written for one administration, in the unit of `low`."""
    low, high = dose.low, dose.high or most
    if low is None or high is None or low.value is None or high.value is None:
        raise ToDecide("dose_range_unclear")
    unit = checked_unit(low if unit_said(low) else high)
    # 1 mg to 1 g is rather a slip of the pen than a range
    if unit_said(high) not in {None, unit} or low.value > high.value or high.value == 0:
        raise ToDecide("dose_range_unclear")
    return Dose(unit, low=exact(low), high=exact(high), rate=rate)


def _rate(portion: Portion) -> Rate | None:
    """The rate, where it is one clear amount in one clear time.

    Raises:
        ToDecide: a rate per kilogram; a rate alone that is not clear.
    """
    rate = portion.rate
    if isinstance(rate, Ratio) and rate.numerator and rate.denominator:
        return _ratio(rate.numerator, rate.denominator)
    if isinstance(rate, Quantity) and rate.value and rate.said_unit:
        unit, _, time = rate.said_unit.rpartition("/")
        if unit and time.lower() in _TIME_WORDS:
            checked_unit(Quantity(rate.value, unit))
            return Rate(rate.value, unit, Decimal(1), _TIME_WORDS[time.lower()])
    return None


def _ratio(top: Quantity, bottom: Quantity) -> Rate | None:
    unit = time_unit(bottom)
    if not top.value or not bottom.value or unit not in {*ELAPSED_S, "d"}:
        return None
    return Rate(top.value, checked_unit(top), bottom.value, unit or "")
