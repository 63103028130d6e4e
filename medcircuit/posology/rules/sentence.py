"""A dosage said in French as a nurse would: dose, moments, length, limits, then the words written beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.quantities import amount_french
from medcircuit.posology.rules.calendar import endless, read_span_edge
from medcircuit.posology.rules.cycle import cycle_of
from medcircuit.posology.rules.dose import UNITS, plain, time_unit
from medcircuit.posology.rules.fhir import DAYS
from medcircuit.posology.rules.moments import FRENCH
from medcircuit.posology.rules.planned import PrnEntry
from medcircuit.posology.rules.questions import ToDecide
from medcircuit.posology.rules.schedule import additional_when
from medcircuit.posology.rules.values import (
    Concept,
    Dosage,
    Period,
    Quantity,
    Range,
    Repeat,
    Timing,
)
from medcircuit.posology.rules.wording import TIME, amount_said, dose_said, duration_said

_DAYS = dict(
    zip(DAYS, ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), strict=True)
)
_KEPT_ON = ("patch", "dispositif transdermique", "emplâtre")
_TAG = re.compile(r"\s*\((?:qualifier value|finding|disorder|body structure|substance|procedure)\)$")
_ROUTES = {
    "20053000": "voie orale",
    "20066000": "voie sous-cutanée",
    "20045000": "voie intraveineuse",
    "20035000": "voie intramusculaire",
    "20003000": "voie cutanée",
    "20070000": "voie transdermique",
    "20020000": "voie inhalée",
    "20001000": "voie auriculaire",
}


def sentence(dosage: Dosage) -> str:
    """One dosage: « Si douleurs : 500 mg par voie orale, au moins 4 heures entre deux prises, … »."""
    main = _main(dosage)
    words = [_stopped(text) for text in _words(dosage)]
    return " ".join([_stopped(main[0].upper() + main[1:]), *words]) if main else " ".join(words)


def sentences(dosages: Sequence[Dosage]) -> str:
    """All dosages of a line: those of one step joined by « et », the next step after « puis »."""
    if len(dosages) == 1:
        return sentence(dosages[0])
    numbers = sorted({dosage.sequence for dosage in dosages if dosage.sequence is not None})
    steps = [[dosage for dosage in dosages if dosage.sequence is None]]
    steps += [[dosage for dosage in dosages if dosage.sequence == number] for number in numbers]
    said = [" ; et ".join(filter(None, map(_whole, step))) for step in steps if step]
    text = " ; puis ".join(filter(None, said))
    return _stopped(text[:1].upper() + text[1:])


def prn_sentence(entry: PrnEntry) -> str:
    """What may be given as needed and its limits: « Si douleurs : 500 mg, au moins 4 heures entre deux prises. »."""
    hours = entry.min_interval_h
    parts = [entry.dose.french if entry.dose else "dose à préciser"]
    if hours is not None:
        parts.append(f"au moins {_hours(hours)} entre deux prises")
    if entry.max_per_administration:
        parts.append(f"au maximum {amount_said(entry.max_per_administration)} par prise")
    if entry.max_per_period and entry.period_h:
        parts.append(f"au maximum {amount_said(entry.max_per_period)} par {_hours(entry.period_h)}")
    said = _if_needed(entry.reason)
    return f"{said[0].upper()}{said[1:]} : {', '.join(parts)}."


def _hours(hours: Fraction) -> str:
    if hours < 1:
        return duration_said(Decimal(round(hours * 60)), "min")
    return f"{amount_french(hours)} heure{'s' if hours >= 2 else ''}"


def _whole(dosage: Dosage) -> str:
    words = " ; ".join(text.rstrip(".") for text in _words(dosage))
    main = _main(dosage)
    return f"{main} ({words})" if main and words else main or words


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def _main(dosage: Dosage) -> str:
    parts = [
        dose_said(dosage),
        _rhythm(dosage.timing, dosage),
        *_length(dosage),
        _route(dosage),
        *_limits(dosage),
    ]
    known = [part for part in parts if part]
    said = ", ".join(known[2:]) if len(known) > 2 else ""
    said = " ".join(known[:2]) + (f", {said}" if said else "")
    if not dose_said(dosage) or not _rhythm(dosage.timing, dosage):
        said = ", ".join(known)
    if dosage.prn:
        reason = _label(dosage.as_needed) if isinstance(dosage.as_needed, Concept) else None
        return _if_needed(reason) + (f" : {said}" if said else "")
    return said


def _if_needed(reason: str | None) -> str:
    if not reason:
        return "si besoin"
    if reason.lower().startswith(("si ", "en cas ", "s'")):
        return reason[0].lower() + reason[1:]
    return f"si besoin ({reason})"


def _words(dosage: Dosage) -> list[str]:
    texts = [_label(one) for one in dosage.additional]
    texts.append(dosage.patient_instruction)
    texts += [
        f"{name} : {label}"
        for name, one in (("Méthode", dosage.method), ("Site", dosage.site))
        if (label := _label(one))
    ]
    if not _main(dosage):
        texts.insert(0, dosage.text)
    return [text[0].upper() + text[1:] for text in texts if text]


def _label(concept: Concept | None) -> str | None:
    """The words of a concept, without the tag of SNOMED CT ("(qualifier value)")."""
    label = concept.label if concept else None
    return _TAG.sub("", label) if label else None


# ---------------------------------------------------------------- when
def _rhythm(timing: Timing | None, dosage: Dosage) -> str:
    if timing is None:
        return ""
    repeat = timing.repeat or Repeat()
    if dosage.prn and repeat.period_unit:
        return _moments(repeat)
    parts = [*(_moment_of_event(event) for event in timing.events), *_repeated(repeat), *_cycle(dosage)]
    if not parts and timing.code and timing.code.label:
        parts.append(timing.code.label)
    if repeat.count == 1:
        parts.append("en dose unique")
    elif repeat.count_max and not repeat.count:
        parts.append(f"{repeat.count_max} fois au plus")
    elif repeat.count:
        most = f" à {repeat.count_max}" if repeat.count_max else ""
        parts.append(f"{repeat.count}{most} fois en tout")
    if repeat.duration and repeat.duration_unit:
        parts.append(_lasting(repeat, dosage))
    return ", ".join(parts)


def _cycle(dosage: Dosage) -> list[str]:
    """« les jours 1 à 21 de chaque cycle de 28 jours »."""
    try:
        cycle = cycle_of(dosage)
    except ToDecide:
        return ["selon une règle que le logiciel ne connaît pas"]
    if cycle is None:
        return []
    days = sorted(cycle.days)
    runs = [days[n] - n for n in range(len(days))]
    said = [[day for day, run in zip(days, runs, strict=True) if run == of] for of in dict.fromkeys(runs)]
    listed = _listed(
        [f"{run[0]} à {run[-1]}" if len(run) > 2 else _listed(list(map(str, run))) for run in said]
    )
    return [f"{'les jours' if len(days) > 1 else 'le jour'} {listed} de chaque cycle de {cycle.length} jours"]


def _apart(repeat: Repeat) -> str:
    """As needed, a frequency is a limit: « au moins 4 heures entre deux prises », « au plus 2 fois par jour »."""
    period = repeat.period or repeat.period_max or Decimal(1)
    over = duration_said(period, repeat.period_unit or "")
    times = repeat.frequency_max or repeat.frequency or 1
    if times == 1:
        if repeat.period and repeat.period_max:
            over = f"{plain(repeat.period)} à {duration_said(repeat.period_max, repeat.period_unit or '')}"
        return f"au moins {over} entre deux prises"
    return f"au plus {times} fois par {over.removeprefix('1 ')}"


def _lasting(repeat: Repeat, dosage: Dosage) -> str:
    assert repeat.duration
    said = duration_said(repeat.duration, repeat.duration_unit or "")
    if repeat.duration_max:
        said = f"{plain(repeat.duration)} à {duration_said(repeat.duration_max, repeat.duration_unit or '')}"
    dose = dosage.portions[0].dose if dosage.portions else None
    unit = dose.said_unit if isinstance(dose, Quantity) else None
    worn = UNITS.get((unit or "").casefold()) in _KEPT_ON
    return f"à retirer après {said}" if worn else f"en {said}"


def _repeated(repeat: Repeat) -> list[str]:
    moments = _moments(repeat)
    days = _listed([f"le {_DAYS[day]}" for day in repeat.days])
    often = _often(repeat, named=bool(moments), on_days=bool(days))
    return [" ".join(filter(None, (often, days, moments)))] if often or days or moments else []


def _often(repeat: Repeat, *, named: bool, on_days: bool) -> str:
    unit, times = repeat.period_unit, repeat.frequency
    if unit is None:
        return _times(repeat) if times or repeat.frequency_max else ""
    period, most = repeat.period or Decimal(1), repeat.period_max
    single = (times or 1) == 1 and not repeat.frequency_max
    if period == 1 and not most:
        if single and (named or on_days) and unit in {"d", "wk"}:
            return (
                "" if unit == "d" or len(repeat.days) > 1 else "1 fois par semaine" + ("," if on_days else "")
            )
        if unit == "wk" and on_days and times == len(repeat.days):
            return ""
        if not (single and unit == "h"):
            return (
                ""
                if named and unit == "d" and not repeat.frequency_max
                else f"{_times(repeat)} par {TIME[unit][0]}"
            )
    every = _every(repeat.period or most or Decimal(1), unit, most if repeat.period else None)
    return every if single else f"{_times(repeat)} {every}"


def _every(period: Decimal, unit: str, most: Decimal | None) -> str:
    one, many, gender = TIME[unit]
    number = plain(period).replace(".", ",")
    if most:
        number = f"{number} à {plain(most).replace('.', ',')}"
    words = "toutes les" if gender == "f" else "tous les"
    return f"{words} {one + 's'}" if number == "1" and one != "mois" else f"{words} {number} {many}"


def _times(repeat: Repeat) -> str:
    low, high = repeat.frequency or 1, repeat.frequency_max
    return f"{low} à {high} fois" if high and high != low else f"{low} fois"


def _moments(repeat: Repeat) -> str:
    clock = [clock_said(text) for text in repeat.times]
    named = [_moment(code, repeat.offset_min) for code in (*repeat.when, *additional_when(repeat))]
    return " ".join(filter(None, (_listed(named), "à " + _listed(clock) if clock else "")))


def clock_said(text: str) -> str:
    """« 8 h », « 18 h 30 »."""
    return f"{int(text[:2])} h" + (f" {text[3:5]}" if text[3:5] != "00" else "")


def _moment(code: str, offset_min: int | None) -> str:
    said = FRENCH.get(code, f"au moment « {code} »")
    if not offset_min:
        return said
    length = duration_said(Decimal(offset_min), "min")
    if said.startswith(("avant", "après")):
        return f"{length} {said}"
    for article, noun in (("au moment", "le moment"), ("au ", "le "), ("aux ", "les "), ("à ", "")):
        if said.startswith(article):
            said = noun + said.removeprefix(article)
            break
    return f"{length} {'avant' if code == 'HS' else 'après'} {said}"


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + " et " + parts[-1] if len(parts) > 1 else "".join(parts)


def _moment_of_event(text: str) -> str:
    return f"le {_edge(text, after=False)}"


def _edge(text: str, *, after: bool) -> str:
    edge = read_span_edge(text)
    if edge.dated:
        return f"{(edge.after - timedelta(seconds=1) if after else edge.first).astimezone(PARIS):%d/%m/%Y}"
    local = edge.first.astimezone(PARIS)
    return f"{local:%d/%m/%Y} à {clock_said(f'{local:%H:%M}')}"


# ---------------------------------------------------------------- length, route, limits
def _length(dosage: Dosage) -> list[str]:
    bounds = dosage.repeat.bounds if dosage.repeat else None
    if isinstance(bounds, Quantity):
        return [f"pendant {_time_said(bounds)}"]
    if isinstance(bounds, Range):
        low, high = bounds.low, bounds.high
        sides = [_time_said(side) for side in (low, high) if side]
        return [f"pendant {' à '.join(sides)}"] if sides else []
    if isinstance(bounds, Period):
        return _period(bounds)
    return []


def _time_said(quantity: Quantity) -> str:
    unit = time_unit(quantity) or quantity.said_unit or ""
    return duration_said(quantity.value, unit) if quantity.value is not None else unit


def _period(bounds: Period) -> list[str]:
    start = _edge(bounds.start, after=False) if bounds.start else None
    written = None if endless(bounds.end) else bounds.end
    end = _edge(written, after=True) if written else None
    whole = " inclus" if written and len(written) <= 10 else ""
    if start and end:
        return [f"du {start} au {end}{whole}"]
    if end:
        return [f"jusqu'au {end}{whole}"]
    return [f"à partir du {start}"] if start else []


def _route(dosage: Dosage) -> str:
    if dosage.route is None:
        return ""
    known = next((_ROUTES[one.code] for one in dosage.route.codings if one.code in _ROUTES), None)
    label = known or _label(dosage.route) or ""
    return label[0].lower() + label[1:] if label.lower().startswith("voie") else label


def _limits(dosage: Dosage) -> list[str]:
    repeat = dosage.repeat
    said = [_apart(repeat)] if dosage.prn and repeat and repeat.period_unit else []
    once, lifetime, ratio = dosage.max_per_administration, dosage.max_per_lifetime, dosage.max_per_period
    if once:
        said.append(f"au maximum {amount_said(once)} par prise")
    if ratio and ratio.numerator and ratio.denominator:
        bottom = ratio.denominator
        over = _time_said(Quantity(bottom.value or Decimal(1), bottom.unit, code=bottom.code))
        said.append(f"au maximum {amount_said(ratio.numerator)} par {over.removeprefix('1 ')}")
    if lifetime:
        said.append(f"au maximum {amount_said(lifetime)} au cours de la vie")
    return said
