"""Phrases that say when: moments, meals, clock times, frequencies, days, cycles."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from medcircuit.posology.rules.fhir import DAYS
from medcircuit.posology.rules.moments import FRENCH, MEALS
from medcircuit.posology.rules.text.amounts import AMOUNT, WHOLE, fold, number, read
from medcircuit.posology.rules.text.scan import Found, Phrase, phrase_of, says
from medcircuit.posology.rules.text.troubles import Unclear

Facts = list[tuple[str, Any]]

_TIME_UNITS = (
    (r"s\b|sec(?:onde)?s?\b", "s"),
    (r"mi?n\b\.?|minutes?", "min"),
    (r"h\b|heures?", "h"),
    (r"j\b|jours?|journees?|nuits?", "d"),
    (r"sem\b\.?|semaines?", "wk"),
    (r"mois", "mo"),
    (r"ans?\b|annees?", "a"),
)
TIME_UNIT = "(?:" + "|".join(pattern for pattern, _ in _TIME_UNITS) + ")(?![a-z0-9])"
HOURS = r"(?:mi?n\b\.?|minutes?|h\b|heures?)(?![a-z0-9])"


def time_unit_of(text: str) -> str:
    """The FHIR code of a unit of time."""
    return next(code for pattern, code in _TIME_UNITS if re.fullmatch(pattern, text))


def length_of(amount: str, unit: str) -> tuple[Fraction, str]:
    """A length of time; whole hours are never said in minutes."""
    value, code = read(amount), time_unit_of(unit)
    if code == "min" and value >= 60 and value % 60 == 0:
        return value / 60, "h"
    return value, code


# ---------------------------------------------------------------- moments and meals
_ARTICLE = r"(?:(?:le|les|au|chaque|tous les|du) )?"
_MEAL_AT = r"(?:(?:au|pendant le|avec le|au cours du|lors du|au milieu du|a la fin du|le) )?"
_MEAL_SAID = {
    "CM": r"petit[- ]?dej(?:euner)?\b\.?",
    "CD": r"(?:repas (?:de|du) midi|dejeuner)",
    "CV": r"(?:repas du soir|diner|souper)",
}
_SYNONYMS: list[tuple[str, str]] = [
    ("MORN", rf"{_ARTICLE}matins?"),
    ("NOON", r"(?:(?:a|le|les|chaque) )?midis?"),
    ("EVE", rf"{_ARTICLE}soirs?"),
    ("HS", rf"(?:{_ARTICLE}soir )?(?:(?:le|au|a l'heure du) )?couchers?"),
    ("WAKE", rf"(?:{_ARTICLE}matin )?(?:(?:le|au) )?(?:lever|reveil)"),
    ("AFT", r"(?:(?:dans )?l')?apres[- ]midi"),
    ("NIGHT", r"(?:(?:la|dans la) )?nuit"),
    ("AS", r"(?:(?:le|au) )?gouter|a 4 heures"),
    *(
        (side + code[1:] if side else code, f"{said}{meal}")
        for code, meal in _MEAL_SAID.items()
        for side, said in (("", _MEAL_AT), ("AC", "avant le "), ("PC", "apres le "))
    ),
    *((code, re.escape(fold(said))) for code, said in FRENCH.items() if code not in MEALS),
]
_AROUND: list[tuple[str, str]] = [
    *((f"AC{code[1]}", f"avant le {meal}") for code, meal in _MEAL_SAID.items()),
    *((f"PC{code[1]}", f"apres le {meal}") for code, meal in _MEAL_SAID.items()),
    ("HS", "avant le coucher"),
    *((code, re.escape(fold(said))) for code, said in FRENCH.items() if said.startswith(("avant", "après")) and code not in {"ABT", *MEALS, "PHS"}),
]  # fmt: skip
_SIDES = {"avant": "AC", "apres": "PC"}
_MEALS = r"(?:le|les|chaque|chacun des|les trois|les 3|les principaux)? ?repas"
_DURING = r"(?:aux|(?:au cours|au cours ou a la fin) (?:du|des|de chaque)|pendant|au milieu (?:du|des)|au moment (?:du|des)|avec|a la fin (?:du|des)|lors (?:du|des)|au)"


def _several(text: str) -> bool:
    """« les repas », « chaque repas »: all of them."""
    return not re.search(r"(?:\ble|\bdu|\bau) repas", text)


def _meal(found: Found) -> Facts:
    return [("meal", (_SIDES.get(found.group(1), "C"), None, _several(found.group(0))))]


def _today(_: Found) -> Facts:
    """« ce soir » is said of one day, and would be planned for every day."""
    raise Unclear("one_day")


def _moment(code: str) -> Phrase:
    pattern = "|".join(said for known, said in _SYNONYMS if known == code)
    return phrase_of(pattern, says("moment", (code, None)))


def _offset(found: Found) -> Facts:
    value, unit = length_of(found.group(1), found.group(2))
    minutes = value * {"min": 1, "h": 60}[unit]
    if minutes.denominator != 1:
        raise Unclear("digits")
    rest = found.group(3)
    if meal := re.fullmatch(rf"(avant|apres) {_MEALS}", rest):
        return [("meal", (_SIDES[meal[1]], int(minutes), _several(rest)))]
    parts = re.split(r", | et ", rest)
    side = parts[0].split()[0]
    codes = []
    for part in parts:
        said = f"{side} {part.removeprefix(side).strip()}"
        codes.append(next(code for code, known in _AROUND if re.fullmatch(known, said)))
    return [("moment", (code, int(minutes))) for code in codes]


_ONE_SIDE = "|".join(known for _, known in _AROUND)
_MORE = "|".join(meal for meal in _MEAL_SAID.values())
MOMENTS: tuple[Phrase, ...] = (
    phrase_of(
        r"(?:des |a partir de )?ce (?:matin|midi|soir)|cet(?:te)? (?:apres[- ]midi|nuit)|aujourd'hui|demain(?: (?:matin|midi|soir))?|(?:le )?(?:1er|premier|\d{1,2}) de ce mois",
        _today,
    ),
    *(_moment(code) for code in dict.fromkeys(code for code, _ in _SYNONYMS)),
    phrase_of(
        rf"({AMOUNT}) ?({HOURS}) ((?:{_ONE_SIDE})(?:(?:, | et )le (?:{_MORE}))*|(?:avant|apres) {_MEALS})",
        _offset,
    ),
    phrase_of(rf"(avant|apres) {_MEALS}|{_DURING} {_MEALS}|aux trois repas|aux 3 repas", _meal),
)


# ---------------------------------------------------------------- clock times
CLOCK = r"(?:[01]?\d|2[0-3]) ?(?:h(?:eures?)?(?: ?[0-5]\d(?! ?h))?|:[0-5]\d)(?![a-z0-9])"
_CLOCK = re.compile(r"(\d{1,2}) ?(?:h(?:eures?)?|:) ?([0-5]\d)?")
_LIST = rf"{CLOCK}(?:(?:(?:,|,? et) (?:a )?| ?[-/] ?| ){CLOCK})*"


def clock_text(text: str) -> str:
    """A clock time as FHIR writes it: « 8h30 » is "08:30:00"."""
    match = _CLOCK.search(text)
    assert match
    return f"{int(match[1]):02d}:{match[2] or '00'}:00"


def _times(found: Found) -> Facts:
    said = re.findall(CLOCK, found.group(2))
    if not found.group(1) and len(said) == 1 and _CLOCK.search(said[0])[2] is None:  # type: ignore[index]
        raise Unclear("bare_hour")
    return [("time", clock_text(one)) for one in said]


CLOCK_TIMES: tuple[Phrase, ...] = (
    phrase_of(rf"((?:a|vers) )?({_LIST})", _times),
    phrase_of(r"a minuit", says("time", "00:00:00")),
    phrase_of(r"(\d{2,3}) ?(?:h|heures)", lambda found: [("hours", read(found.group(1)))]),
)


# ---------------------------------------------------------------- how often
_PER = rf"(?:par|/|dans la|dans le) ?(24 ?h(?:eures)?|{TIME_UNIT})"
_DAILY = r"tous les jours|chaque jour|quotidien(?:s|ne|nes|nement)?|journalier"


def period_of(text: str) -> str:
    """The FHIR code of the unit in « par jour », « par 24 h »."""
    return "d" if text.startswith("24") else time_unit_of(text)


def _frequency(found: Found) -> Facts:
    low, high = read(found.group(1)), read(found.group(2)) if found.group(2) else None
    unit = period_of(found.group(3))
    if unit in {"s", "min"} or low.denominator != 1 or (high is not None and high <= low):
        raise Unclear("unknown")
    return [("frequency", (int(low), int(high) if high else None, 1, None, unit))]


def _times_every(found: Found) -> Facts:
    low = read(found.group(1))
    period = read(found.group(2)) if found.group(2) else Fraction(1)
    return [("frequency", (int(low), None, number(period), None, time_unit_of(found.group(3))))]


def _every(found: Found) -> Facts:
    low = read(found.group(1)) if found.group(1) else Fraction(1)
    high = number(read(found.group(2))) if found.group(2) else None
    unit = time_unit_of(found.group(3))
    if unit == "d" and low == 1 and not high:
        return [("daily", True)]
    return [("frequency", (1, None, number(low), high, unit))]


def _one_in(found: Found) -> Facts:
    """« un jour sur deux », « 2 jours sur 3 », « 21 jours sur 28 », « 3 semaines sur 4 »."""
    on, length = int(read(found.group(1))), int(read(found.group(3)))
    weeks = time_unit_of(found.group(2)) == "wk"
    if not 0 < on < length or (length == 7 and not weeks) or (weeks and on == 1):
        raise Unclear("cycle_days")
    if on == 1:
        return [("frequency", (1, None, length, None, "d"))]
    scale = 7 if weeks else 1
    return [("cycle", (length * scale, tuple(range(1, on * scale + 1))))]


def _on_and_off(found: Found) -> Facts:
    """« 21 jours, arrêt 7 jours », « 3 semaines puis 1 semaine d'arrêt »."""
    on, off = found.group(1), found.group(3) or found.group(5)
    days = [
        int(read(value)) * (7 if time_unit_of(unit) == "wk" else 1)
        for value, unit in ((on, found.group(2)), (off, found.group(4) or found.group(6)))
    ]
    return [("cycle", (sum(days), tuple(range(1, days[0] + 1))))]


def _cycle(found: Found) -> Facts:
    days: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: a (\d+))?", found.group(1)):
        days |= set(range(int(first), int(last or first) + 1))
    length = int(found.group(2))
    if not days or not 2 <= length <= 366 or not days <= set(range(1, length + 1)):
        raise Unclear("cycle_days")
    return [("cycle", (length, tuple(sorted(days))))]


def _each(found: Found) -> Facts:
    """« chaque heure », « /8 h »."""
    if found.group(4):
        return [("frequency", (1, None, number(read(found.group(4))), None, "h"))]
    unit = time_unit_of(found.group(3))
    return [("daily", True)] if unit == "d" else [("frequency", (1, None, 1, None, unit))]


def _a_period(found: Found) -> Facts:
    """« 1 comprimé par semaine »: how often; where it is more than one, whether at once is asked."""
    return [("frequency", (1, None, 1, None, time_unit_of(found.group(1)))), ("a_period", True)]


_DAYS_OR_WEEKS = r"(?:jours?|j|semaines?|sem)\b"
FREQUENCIES: tuple[Phrase, ...] = (
    phrase_of(rf"(?:x ?)?({WHOLE})(?: ?(?:a|ou|-) ?({WHOLE}))? ?(?:fois|x|prises?)? ?{_PER}", _frequency),
    phrase_of(rf"({WHOLE}) (?:fois|prises?) (?:tous|toutes) les (?:({WHOLE}) ?)?({TIME_UNIT})", _times_every),
    phrase_of(rf"(?:tous|toutes) les (?:({AMOUNT})(?: ?a ?({AMOUNT}))? ?)?({TIME_UNIT})", _every),
    phrase_of(rf"chaque ()()({TIME_UNIT})|/ ?({AMOUNT}) ?(h)", _each),
    phrase_of(rf"({WHOLE}) ?({_DAYS_OR_WEEKS}) ?(?:sur|/) ?({WHOLE})(?: ?{_DAYS_OR_WEEKS})?", _one_in),
    phrase_of(
        rf"(?:pendant )?({WHOLE}) ?({_DAYS_OR_WEEKS}) ?(?:,|/|puis|et|suivie?s? d[e'])? ?"
        rf"(?:(?:arret|pause|fenetre|interruption)(?: de| pendant)? ({WHOLE}) ?({_DAYS_OR_WEEKS})"
        rf"|({WHOLE}) ?({_DAYS_OR_WEEKS}) (?:d'arret|de pause|d'interruption|sans))",
        _on_and_off,
    ),
    phrase_of(
        r"(?:les? )?jours? ([0-9]+(?:(?:, | et | a )[0-9]+)*) (?:de chaque|du) cycle de ([0-9]{1,3}) jours",
        _cycle,
    ),
    phrase_of(_DAILY, says("daily")),
    phrase_of(r"par jour|/ ?j(?:our)?|par 24 ?h(?:eures)?", says("a_day")),
    phrase_of(r"(?:par|/) ?(semaine|sem|mois)", _a_period),
    phrase_of(r"en prise unique", says("takes", 1)),
    phrase_of(
        rf"en ({WHOLE})(?: seule)? (?:prises?|fois)", lambda found: [("takes", int(read(found.group(1))))]
    ),
    phrase_of(r"(?:en )?dose unique|une seule fois", says("count", 1)),
    phrase_of(
        rf"({WHOLE}) (?:fois|prises) (?:en tout|au total)",
        lambda found: [("count", int(read(found.group(1))))],
    ),
)


# ---------------------------------------------------------------- days of the week and of the month
_NAMES = dict(
    zip(DAYS, ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), strict=True)
)
_NAME = "(?:" + "|".join(_NAMES.values()) + ")s?"
_DAY = rf"(?:(?:le|les|chaque|tous les|du) )?{_NAME}"


def _days_in(text: str) -> list[str]:
    return [code for code, name in _NAMES.items() if name in text]


def _days(found: Found) -> Facts:
    return [("days", tuple(_days_in(found.group(0))))]


def _from_to(found: Found) -> Facts:
    first, last = (_days_in(found.group(number))[0] for number in (1, 2))
    at, to = DAYS.index(first), DAYS.index(last)
    if at >= to:
        raise Unclear("cycle_days")
    return [("days", DAYS[at : to + 1])]


def _but(found: Found) -> Facts:
    left_out = _days_in(found.group(0))
    return [("days", tuple(day for day in DAYS if day not in left_out))]


def _of_month(found: Found) -> Facts:
    days = [int(day) for day in re.findall(r"\d+", found.group(0).replace("premier", "1"))]
    if not all(1 <= day <= 28 for day in days):
        raise Unclear("date")
    return [("month_days", tuple(dict.fromkeys(days)))]


_NTH = r"(?:le )?(?:1er|premier|\d{1,2})(?: jour)?"
DAYS_NAMED: tuple[Phrase, ...] = (
    phrase_of(rf"{_DAY}(?:(?:, ?| et | ?/ ?| ){_DAY})*", _days),
    phrase_of(rf"du ({_NAME}) au ({_NAME})", _from_to),
    phrase_of(r"(?:le |les )?week[- ]?ends?", says("days", ("sat", "sun"))),
    phrase_of(r"en semaine|les jours de semaine", says("days", DAYS[:5])),
    phrase_of(rf"(?:tous les jours )?sauf (?:les? )?{_NAME}(?:(?:, | et | ou )(?:les? )?{_NAME})*", _but),
    phrase_of(rf"{_NTH}(?:(?:, | et ){_NTH})* (?:du|de chaque) mois|{_NTH} (?:du|de chaque) mois", _of_month),
)
