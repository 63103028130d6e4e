"""The planned dose: what is due to whom when, and what its line says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

from medcircuit.kernel.nouns import noun_of, plural
from medcircuit.kernel.quantities import amount_french, decimal_text
from medcircuit.kernel.words import number_in_words, part_in_words
from medcircuit.medicines.rules.forms import Family
from medcircuit.posology.rules import FRENCH, Dose, Moments
from medcircuit.posology.rules import PlannedDose as Occurrence
from medcircuit.posology.rules.dose import UNITS, unit_french
from medcircuit.prescriptions.rules.care import NO_CARE, Care
from medcircuit.prescriptions.rules.lines import LineLabel

NEW_FOR = timedelta(hours=24)
"""How long after its effective instant a line is said to be new, or changed."""


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """One dose due to a resident, under its key `line/local date/slot` (ROAD, the key of a planned dose).

    `timing` is what "on time" means for it: moment, clock, elapsed (every `interval_h` hours), rare (weekly or rarer),
    stat (one act). `amount` in `unit` is as prescribed (None: a range, said by `said`); `units` is the same in stock
    units of its class, None where a person decides. `line_status` is active or suspended, as the version that plans it
    says; `turns` are the instants from which each version of the line holds, with the status it brings. `worn`: it stays
    on the body until it is taken off. `act` is "give", or "remove" where what is due is to take off what was applied. `care`: what giving asks beside. `self_managed`: the person takes it by themselves.
    """

    key: str
    resident_id: str
    line_id: str
    version: int
    due: datetime
    timing: str
    moment_code: str | None
    interval_h: Fraction | None
    time_critical: bool
    class_id: str
    cis: str | None
    label: LineLabel
    amount: Fraction | None
    unit: str | None
    units: Fraction | None
    said: str
    when: str
    route_label: str
    instructions: tuple[str, ...]
    badges: tuple[str, ...]
    regime: str | None
    line_status: str
    ends: datetime | None
    turns: tuple[tuple[datetime, str], ...] = ()
    worn: bool = False
    act: str = "give"
    care: Care = NO_CARE
    self_managed: bool = False

    @property
    def sited(self) -> bool:
        """Whether it is said where on the body it goes: what stays there, and what is injected under the skin."""
        return self.act == "give" and (self.worn or "sous-cutan" in self.route_label.casefold())

    @property
    def unit_word(self) -> str | None:
        """The unit as screens write it beside the amount, never short: "unités", not « UI »."""
        return unit_said(self.unit, self.amount or Fraction(2)) if self.unit else None

    @property
    def asks_second(self) -> bool:
        """Whether another person finds it anew before it is given."""
        return self.care.second and self.act == "give"

    @property
    def resting(self) -> str:
        """What it is while nobody answered: due, or the person's own affair."""
        return "self_managed" if self.self_managed and self.act == "give" else "due"

    def status_at(self, instant: datetime) -> str:
        """Where its line stands at an instant: a dose may be planned still of a line that was stopped since."""
        for effective_from, status in reversed(self.turns):
            if effective_from <= instant:
                return status
        return self.line_status

    @property
    def sentence(self) -> str:
        """The dose in one line, count first: "1 comprimé — orale — Matin"."""
        return f"{self.said} — {self.route_label} — {self.when}"


@dataclass(frozen=True)
class LineQuestion:
    """What a person must decide before a line can be planned; `question` is « à décider : … »."""

    resident_id: str
    line_id: str
    version: int
    label: LineLabel
    code: str
    question: str


@dataclass(frozen=True)
class AsNeeded:
    """A line given as needed, in force in the window."""

    resident_id: str
    line_id: str
    version: int
    label: LineLabel
    said: str
    reason: str | None
    route_label: str
    line_status: str


@dataclass(frozen=True)
class Plan:
    """Everything planned for some residents in a window, in order of time."""

    doses: tuple[PlannedDose, ...] = ()
    to_decide: tuple[LineQuestion, ...] = ()
    as_needed: tuple[AsNeeded, ...] = ()


BY_SCALE = "dose selon l'échelle"
WORN = frozenset({Family.PATCH, Family.PLASTER})
"""Forms that stay on the body, and are taken off."""

MOMENTS = {
    "WAKE": "Lever",
    "MORN": "Matin",
    "CM": "Petit-déjeuner",
    "MS": "Collation du matin",
    "SK": "Collation",
    "NOON": "Midi",
    "CD": "Déjeuner",
    "AFT": "Après-midi",
    "AS": "Goûter",
    "EVE": "Soir",
    "CV": "Dîner",
    "HS": "Coucher",
    "NIGHT": "Nuit",
    "T": "Toilette",
}
"""The word of each moment on screen and paper: never a letter."""
_BESIDE = {
    ("CM", "-"): "avant le petit-déjeuner",
    ("CM", "+"): "après le petit-déjeuner",
    ("CD", "-"): "avant le déjeuner",
    ("CD", "+"): "après le déjeuner",
    ("CV", "-"): "avant le dîner",
    ("CV", "+"): "après le dîner",
    ("WAKE", "+"): "après le lever",
    ("HS", "-"): "avant le coucher",
}
_SLOT = re.compile(r"(?P<moment>[A-Z]+(?:\.[a-z]+)?)(?P<offset>[+-]\d+)?(?:~\d+)?")
_CLOCK = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?:~\d+)?")


def moment_of(slot: str) -> str | None:
    """The moment a slot hangs on ("CM-30" hangs on CM); None for a clock time or an elapsed step."""
    found = _SLOT.fullmatch(slot)
    return found["moment"] if found else None


def when_said(slot: str, due_local: datetime) -> str:
    """When a dose is due, in words: "Matin", "30 min avant le petit-déjeuner", "à 14:00"."""
    if found := _SLOT.fullmatch(slot):
        return _moment_said(found["moment"], found["offset"])
    if found := _CLOCK.fullmatch(slot):
        return f"à {found['hour']}:{found['minute']}"
    return f"à {due_local:%H:%M}"


def _moment_said(moment: str, offset: str | None) -> str:
    word = MOMENTS.get(moment) or FRENCH.get(moment, moment).capitalize()
    if offset is None:
        return word
    minutes, side = int(offset[1:]), offset[0]
    lapse = f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
    beside = _BESIDE.get((moment, side)) or f"{'avant' if side == '-' else 'après'} : {word}"
    return f"{lapse} {beside}"


_WORDS = {
    **dict.fromkeys(("UI", "U", "IU", "[iU]", "[IU]", "u", "ui", "unité"), "unités"),
    **dict.fromkeys(("µg", "μg", "ug", "mcg", "microgramme"), "microgrammes"),
    "ng": "nanogrammes",
    "mL": "ml",
    "1": "unités",
}
"""Units that are never written short, and codes said in words."""
_MEASURES = frozenset(
    [
        "mg",
        "g",
        "kg",
        "ml",
        "cl",
        "l",
        "L",
        "%",
        "mmol",
        "cm",
        "h",
        "min",
        "mEq",
        "kcal",
        "unités",
        "microgrammes",
        "nanogrammes",
    ]
)


def unit_said(unit: str, amount: Fraction) -> str:
    """The unit beside an amount, in the plural from two on: "comprimés", "ml", "dispositifs transdermiques"."""
    word = _WORDS.get(unit, unit)
    if word in _MEASURES:
        return word[:-1] if word.endswith("s") and amount < 2 else word
    known = unit_french(word, amount)
    if amount < 2 or word.casefold() in UNITS:
        return known
    return plural(known)


@lru_cache(maxsize=4096)
def amount_said(amount: Fraction, unit: str) -> str:
    """A count in digits, a part of a unit in words too: "½ (un demi) comprimé", "2 comprimés", "0,5 ml"."""
    word = unit_said(unit, amount)
    if _WORDS.get(unit, unit) in _MEASURES:
        return f"{_grouped(decimal_text(amount).replace('.', ','))}\N{NO-BREAK SPACE}{word}"
    whole, rest = divmod(amount, 1)
    if rest.denominator not in {2, 3, 4}:
        return f"{amount_french(amount)} {word}"
    return f"{amount_french(amount)} ({_in_words(int(whole), rest, word)}) {word}"


def _in_words(whole: int, rest: Fraction, unit: str) -> str:
    """A fraction of a unit: "un demi", "une et demie", "deux et trois quarts"."""
    noun = noun_of(unit)
    feminine = noun is not None and noun.feminine
    if not whole:
        return (
            f"{number_in_words(1, feminine=feminine)} demi" if rest.denominator == 2 else part_in_words(rest)
        )
    return f"{number_in_words(whole, feminine=feminine)} et {part_in_words(rest, feminine=feminine)}"


def _grouped(digits: str) -> str:
    """Five digits and more in groups of three: "12 000"."""
    whole, comma, rest = digits.partition(",")
    if not whole.isdigit() or len(whole) < 5:
        return digits
    return f"{int(whole):,}".replace(",", "\N{NARROW NO-BREAK SPACE}") + comma + rest


def dose_said(dose: Dose | None) -> str:
    """The dose of one administration in words; a range as "1 à 2 comprimés"."""
    if dose is None:
        return "dose à préciser"
    if dose.amount is not None and dose.unit:
        return amount_said(dose.amount, dose.unit)
    if dose.low is not None and dose.high is not None and dose.unit:
        return f"{amount_french(dose.low)} à {amount_said(dose.high, dose.unit)}"
    return dose.french


def timing_of(occurrence: Occurrence) -> str:
    """What "on time" means for an occurrence: moment, clock, elapsed, rare (weekly or rarer) or stat."""
    if occurrence.rhythm.weekly_or_rarer:
        return "rare"
    return "stat" if occurrence.rhythm.kind == "once" else occurrence.rhythm.kind


def interval_of(occurrence: Occurrence) -> Fraction | None:
    """The hours between two steps of an elapsed rhythm."""
    interval = occurrence.rhythm.interval
    return None if interval is None else Fraction(int(interval.total_seconds()), 3600)


_SAME_TIME = {"AMS": ("MS", "SK"), "AFT": ("AS",), "SK": ("MS",), "MS": ("SK",)}
"""Moments that are one in the house: the collation, the goûter."""


def house_moments(table: Iterable[tuple[str, tuple[tuple[date, str], ...]]]) -> Moments:
    """The establishment's moments for the planner, from each code's dated local times "HH:MM"."""
    dated = dict(table)
    for code, others in _SAME_TIME.items():
        for other in others:
            if code in dated:
                dated.setdefault(other, dated[code])
    days = sorted({valid_from for times in dated.values() for valid_from, _ in times} or {date.min})
    return Moments.dated(*((day, _table_on(dated, day)) for day in days))


def _table_on(dated: Mapping[str, tuple[tuple[date, str], ...]], day: date) -> dict[str, time]:
    return {
        code: time.fromisoformat(held[-1])
        for code, times in dated.items()
        if (held := [local_time for valid_from, local_time in times if valid_from <= day])
    }


def fresh_badge(number: int, effective_from: datetime, due: datetime) -> str | None:
    """Whether a dose is of a line that is *new* or *changed* since less than a day (the edge excluded)."""
    if due - effective_from >= NEW_FOR:
        return None
    return "new" if number == 1 else "changed"
