"""Phrases that say what: doses, rates, how long, from when, as needed and within which limits, by which route."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from medcircuit.kernel.clock import PARIS
from medcircuit.posology.rules.dose import EDQM
from medcircuit.posology.rules.text.amounts import AMOUNT, UNIT, WHOLE, Unit, number, read, unit_of
from medcircuit.posology.rules.text.scan import Found, Phrase, nothing, phrase_of, says
from medcircuit.posology.rules.text.troubles import Unclear
from medcircuit.posology.rules.text.when import CLOCK, HOURS, TIME_UNIT, clock_text, length_of, time_unit_of

Facts = list[tuple[str, Any]]


# ---------------------------------------------------------------- doses
def _dose(found: Found) -> Facts:
    low = read(found.group(1))
    high = read(found.group(2)) if found.group(2) else None
    if found.group(4):
        if high is not None or low.denominator != 1:
            raise Unclear("fraction")
        low += Fraction(1, 2)
    if high is not None and high <= low:
        raise Unclear("digits")
    return [("dose", (low, high, unit_of(found.group(3))))]


def _two_units(_: Found) -> Facts:
    """« 1 cp de 500 mg »: the dose would be written twice."""
    raise Unclear("strength")


def _bare(found: Found) -> Facts:
    return [("dose", (read(found.group(1)), None, None))]


_PLACES = {3: ("MORN", "NOON", "EVE"), 4: ("MORN", "NOON", "EVE", "HS")}


def _dashes(found: Found) -> Facts:
    """« 1-0-½-1 »: morning, noon, evening, bedtime."""
    written = [found.group(number) for number in range(1, 5) if found.group(number)]
    unit = unit_of(found.group(5)) if found.group(5) else None
    facts: Facts = []
    for amount, code in zip(written, _PLACES[len(written)], strict=True):
        if amount.strip() != "0":
            facts += [("dose", (read(amount), None, unit)), ("moment", (code, None))]
    if not facts:
        raise Unclear("zero")
    return facts


def _rate(found: Found) -> Facts:
    unit = unit_of(found.group(2))
    if unit.counted:
        raise Unclear("unknown")
    over = Unit(*{"h": ("heure", None, None), "min": ("minute", None, None)}[time_unit_of(found.group(3))])
    return [("rate", (unit.quantity(read(found.group(1))), over.quantity(Fraction(1))))]


_RATE_PER = r"(?:h|heure|min|minute)\b"
DOSES: tuple[Phrase, ...] = (
    phrase_of(
        rf"({AMOUNT})(?: ?(?:a|-|ou) ?({AMOUNT}))?[ -]?(?:de |d')?({UNIT})(?: (et demie?|½|1/2))?", _dose
    ),
    phrase_of(rf"{AMOUNT} ?{UNIT} (?:de|a) {AMOUNT} ?{UNIT}", _two_units),
    phrase_of(rf"({AMOUNT})", _bare),
    phrase_of(
        rf"({AMOUNT}|0) ?- ?({AMOUNT}|0) ?- ?({AMOUNT}|0)(?: ?- ?({AMOUNT}|0))?(?! ?-)(?: ?({UNIT}))?",
        _dashes,
    ),
    phrase_of(rf"(?:(?:au|a un) debit de )?({AMOUNT}) ?({UNIT}) ?(?:/|par) ?({_RATE_PER})", _rate),
)


# ---------------------------------------------------------------- how long, from when
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
    *("septembre", "octobre", "novembre", "decembre"),
)
DATE = (
    r"(?:\d{1,2} ?/ ?\d{1,2}(?: ?/ ?(?:\d{4}|\d{2}))?(?![\d/])"
    rf"|\d{{1,2}}(?:er)? (?:{'|'.join(_MONTHS)})(?: \d{{4}})?|demain|aujourd'hui)"
)
_NUMBERS = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})(?: ?/ ?(\d{2,4}))?")
_NAMED = re.compile(rf"(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)})(?: (\d{{4}}))?")


def date_of(text: str, today: date) -> date:
    """A date as written; without its year, the next such day (today included).

    Raises:
        Unclear: no such day.
    """
    if text in {"demain", "aujourd'hui"}:
        return today + timedelta(days=text == "demain")
    if match := _NUMBERS.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), match[3]
    else:
        match = _NAMED.fullmatch(text)
        assert match
        day, month, year = int(match[1]), _MONTHS.index(match[2]) + 1, match[3]
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else range(today.year, today.year + 5)
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    raise Unclear("date")


def _instant(found: Found, day: int, clock: int) -> str:
    at = date_of(found.group(day), found.today)
    if not found.group(clock):
        return at.isoformat()
    local = datetime.fromisoformat(f"{at.isoformat()}T{clock_text(found.group(clock))}")
    return local.replace(tzinfo=PARIS).isoformat()


def _lasting(found: Found) -> Facts:
    low, unit = length_of(found.group(1), found.group(2) or found.group(4))
    if not found.group(3):
        return [("length", (low, None, unit))]
    high, unit_high = length_of(found.group(3), found.group(4))
    if unit != unit_high or high <= low:
        raise Unclear("unknown")
    return [("length", (low, high, unit))]


def _from_to(found: Found) -> Facts:
    return [("begin", _instant(found, 1, 2)), ("end", _instant(found, 3, 4))]


def _short(found: Found) -> tuple[Fraction, str]:
    return length_of(found.group(1), found.group(2))


def _worn(found: Found) -> Facts:
    amount, unit = found.group(1) or found.group(3), found.group(2) or found.group(4)
    return [("removal", length_of(amount, unit)), ("daily", True)]


def _when_removed(_: Found) -> Facts:
    raise Unclear("removal")


_LONG = r"(?:j\b|jours?|sem\b\.?|semaines?|mois|ans?\b|annees?)(?![a-z0-9])"
BOUNDS: tuple[Phrase, ...] = (
    phrase_of(
        rf"(?:pendant|pdt|durant|sur|pour|qsp|duree(?: de)?|x) ?({AMOUNT}) ?({TIME_UNIT})(?: ?(?:a|-) ?({AMOUNT}) ?({TIME_UNIT}))?",
        _lasting,
    ),
    phrase_of(rf"(?:pendant|durant|sur) ({AMOUNT})()(?: ?(?:a|-) ?)({AMOUNT}) ?({TIME_UNIT})", _lasting),
    phrase_of(rf"({AMOUNT}) ?({_LONG})(?:(?: ?(?:a|-) ?)({AMOUNT}) ?({_LONG}))?", _lasting),
    phrase_of(
        rf"du ({DATE})(?: a ({CLOCK}))? (?:au|jusqu'au) ({DATE})(?: a ({CLOCK}))?(?: inclus)?", _from_to
    ),
    phrase_of(
        rf"jusqu'(?:au |a )({DATE})(?: a ({CLOCK}))?(?: inclus)?",
        lambda found: [("end", _instant(found, 1, 2))],
    ),
    phrase_of(
        rf"(?:a partir|a compter|des|a debuter|a commencer) ?(?:du|de|le|d')? ?({DATE})(?: a ({CLOCK}))?",
        lambda found: [("begin", _instant(found, 1, 2))],
    ),
    phrase_of(rf"le ({DATE})(?: a ({CLOCK}))?", lambda found: [("event", _instant(found, 1, 2))]),
    phrase_of(rf"en ({AMOUNT}) ?({HOURS})", lambda found: [("lasting", _short(found))]),
    phrase_of(
        rf"(?:a )?(?:retirer|enlever|oter|laisser en place|garder(?: en place)?) (?:(?:apres|au bout de|pendant) )?({AMOUNT}) ?({HOURS})",
        lambda found: [("removal", _short(found))],
    ),
    phrase_of(
        rf"(?:pendant )?({AMOUNT}) ?(h|heures) (?:par jour|sur 24(?: ?h(?:eures)?)?)|({AMOUNT}) ?(h) ?/ ?(?:24 ?h|j)",
        _worn,
    ),
    phrase_of(r"(?:a )?(?:retirer|enlever|oter) (?:le |la |au |a )?[a-z]+", _when_removed),
)


# ---------------------------------------------------------------- as needed, limits
_STOP = (
    r"(?= ?[,;.:()]|$| (?:max|au max|au plus|pas plus|sans depasser|ne pas|espac|toutes?|tous|jusqu|pendant|par voie|voie"
    r"|au moins|avec un|a renouveler|intervalle|minimum|le (?:matin|soir|midi)|matin|soir|midi|au coucher|puis|et (?:\d|si |½|une? |deux |le )|\d))"
)
_COMPARED = r"(?: ?(?:>|<|≥|≤|>=|<=|superieure? a|inferieure? a|de plus de|au-dessus de|au-dessous de) ?\d+(?:[.,]\d+)? ?(?:°c?|g/l|mg/dl|mmhg|%|cm|/min)?)?"
_REASON = rf"[a-zœ][a-zœ' -]*?{_COMPARED}"
_PER = rf"(?:par|/|en) ?(24 ?h(?:eures)?|{WHOLE} ?(?:h|heures)|{TIME_UNIT})"
_MOST = r"(?:(?:au |un )?max(?:imum|i)?\b\.?(?: de| :)?|sans (?:jamais )?depasser|ne (?:pas|jamais) depasser|pas plus de|au plus|jusqu'a)"
_AFTER = r"(?:au )?max(?:imum|i)?\b\.?|au plus"


def _reason(found: Found) -> Facts:
    said = found.written()
    return [("prn", said[0].lower() + said[1:])]


def _needed(found: Found) -> Facts:
    said = found.written(1) or found.written(2)
    return [("prn", said or True)]


def _most(amount: int, unit: int, times: int, per: int) -> Any:
    def limit(found: Found) -> Facts:
        value, said = read(found.group(amount)), found.group(per)
        span: tuple[Fraction, str]
        if hours := re.fullmatch(rf"({WHOLE}) ?(?:h|heures)", said):
            span = read(hours[1]), "h"
        else:
            span = Fraction(1), time_unit_of(said)
        given = unit_of(found.group(unit)) if found.group(unit) else None
        takes = given is None and bool(found.group(times))
        return [("most_takes" if takes else "most", (value, given, span))]

    return limit


def _gap(found: Found) -> Facts:
    return [("gap", length_of(found.group(1), found.group(2)))]


_MEASURE = r"(?:inr|tp\b|glycemies?|dextro|kaliemie)"
_NUMBER = r"\d+(?:[.,]\d+)?"
_VALUE = rf"(?:(?:>|<|≥|≤|>=|<=|superieure? a|inferieure? a|au-dessus de|au-dessous de) ?{_NUMBER}|(?:de|entre) {_NUMBER} (?:a|et) {_NUMBER})"
_CONDITION = rf"si (?:l'|la |le )?{_MEASURE} ?{_VALUE}(?: ?(?:g/l|mg/dl|mmol/l|%))?"
_TAKES = r"(?: ?(fois|prises?|x))?"
NEEDED: tuple[Phrase, ...] = (
    phrase_of(_CONDITION, lambda found: [("condition", found.written())]),
    phrase_of(
        rf"(?:si (?:besoin|necessaire)|en cas de (?:besoin|necessite)|au besoin|a la demande)(?: ?\(([^)]+)\)|(?: si| en cas de| pour(?: la| le| les)?| d[eu]) ({_REASON}){_STOP})?",
        _needed,
    ),
    phrase_of(rf"(?:si |en cas de |en cas d'|s'il y a )(?!besoin|necess){_REASON}{_STOP}", _reason),
    phrase_of(rf"{_MOST} ?({AMOUNT}) ?({UNIT})?{_TAKES} ?{_PER}", _most(1, 2, 3, 4)),
    phrase_of(rf"({AMOUNT}) ?({UNIT})?{_TAKES} ?{_PER} (?:{_AFTER})(?! ?\d)", _most(1, 2, 3, 4)),
    phrase_of(
        rf"{_MOST} ?({AMOUNT}) ?({UNIT})? (?:par prise|a la fois|en une (?:seule )?(?:fois|prise))",
        lambda found: [("most_once", (read(found.group(1)), unit_of(found.group(2)) if found.group(2) else None))],
    ),
    phrase_of(
        rf"{_MOST} ?({AMOUNT}) ?({UNIT}) au cours de la vie",
        lambda found: [("most_ever", (read(found.group(1)), unit_of(found.group(2))))],
    ),
    phrase_of(
        rf"(?:a )?espac(?:er|es?|ees?)(?: les prises)? (?:de |d')?(?:au moins |minimum )?({AMOUNT}) ?({TIME_UNIT})", _gap
    ),
    phrase_of(
        rf"(?:(?:au moins|au minimum|minimum) )?({AMOUNT}) ?({TIME_UNIT}) (?:entre (?:deux|2|chaque|les) prises?|d'intervalle)", _gap
    ),
    phrase_of(
        rf"(?:avec )?(?:un )?intervalle (?:minimum |minimal |d'au moins )?(?:de |d')?(?:au moins )?({AMOUNT}) ?({TIME_UNIT})(?: (?:minimum|entre (?:deux|2|les) prises))?", _gap
    ),
)  # fmt: skip


# ---------------------------------------------------------------- by which way, and the words beside
_ROUTES: tuple[tuple[str, str, str], ...] = (
    (r"(?:par )?voie orale|per os|p\.?o\.?\b|par la bouche", "20053000", "voie orale"),
    (r"(?:(?:par |en )?voie |en )?sous[- ]cutanee?|s\.?c\.?\b", "20066000", "voie sous-cutanée"),
    (r"(?:(?:par |en )?voie |en )?intra[- ]?veineuse|i\.?v\.?\b", "20045000", "voie intraveineuse"),
    (r"(?:(?:par |en )?voie |en )?intra[- ]?musculaire|i\.?m\.?\b", "20035000", "voie intramusculaire"),
    (r"(?:par )?voie (?:cutanee|locale)|sur la peau", "20003000", "voie cutanée"),
    (r"(?:par )?voie (?:transdermique|percutanee)", "20070000", "voie transdermique"),
    (r"(?:par )?voie inhalee|en inhalation", "20020000", "voie inhalée"),
    (r"(?:par )?voie auriculaire", "20001000", "voie auriculaire"),
    (r"(?:par )?voie nasale", "20047000", "voie nasale"),
    (r"(?:par )?voie (?:ophtalmique|oculaire)", "20049000", "voie ophtalmique"),
    (r"(?:par )?voie rectale|intra[- ]?rectal", "20061000", "voie rectale"),
    (r"(?:par )?voie sublinguale|sous la langue|en sublingual", "20067000", "voie sublinguale"),
    (r"(?:par )?voie vaginale", "20072000", "voie vaginale"),
)
_SITES: tuple[tuple[str, str], ...] = (
    (r"(?:dans )?(?:l')?(?:œil|oeil) droit|od\b", "Œil droit"),
    (r"(?:dans )?(?:l')?(?:œil|oeil) gauche|og\b", "Œil gauche"),
    (r"dans (?:les deux yeux|les 2 yeux|chaque (?:œil|oeil))|(?:les )?deux yeux|odg\b", "Deux yeux"),
    (r"dans chaque narine|(?:les )?deux narines", "Deux narines"),
    (r"(?:dans )?(?:l')?oreille droite", "Oreille droite"),
    (r"(?:dans )?(?:l')?oreille gauche", "Oreille gauche"),
    (r"dans chaque oreille|(?:les )?deux oreilles", "Deux oreilles"),
    (r"sur (?:la|les) (?:zones?|lesions?|plaies?|plaques?)(?: a traiter| atteintes?)?", "Zone à traiter"),
    (r"zone a traiter", "Zone à traiter"),
)
_BESIDE: tuple[tuple[str, str], ...] = (
    (r"a jeun", "À jeun"),
    (r"a distance des repas", "À distance des repas"),
    (r"(?:sans|ne pas) (?:le |la |les )?croquer", "Sans croquer"),
    (r"(?:sans|ne pas) (?:l'|le |la |les )?ecraser", "Sans écraser"),
    (r"avec un grand verre d'eau", "Avec un grand verre d'eau"),
    (r"en couche mince(?: et uniforme)?", "En couche mince"),
)
_HANGS_ON = r"(?:intervention|operation|chirurgie|examen|dialyse|seance|chimiotherapie|transfusion|extraction|coloscopie)"


def _route(code: str, label: str) -> dict[str, Any]:
    return {"coding": [{"system": EDQM, "code": code}], "text": label}


def _as_written(found: Found) -> Facts:
    said = found.written()
    return [("words", said[0].upper() + said[1:])]


def _until(found: Found) -> Facts:
    return [("until", found.written()[0].upper() + found.written()[1:])]


BESIDE: tuple[Phrase, ...] = (
    *(phrase_of(pattern, says("route", _route(code, label))) for pattern, code, label in _ROUTES),
    *(phrase_of(pattern, says("site", label)) for pattern, label in _SITES),
    *(phrase_of(pattern, says("words", label)) for pattern, label in _BESIDE),
    phrase_of(
        rf"(?:(?:a (?:debuter|commencer) )?{AMOUNT} ?{TIME_UNIT} )?(?:avant|apres) (?:l'|la |le |une? |chaque )?{_HANGS_ON}",
        lambda found: [("hangs", found.written()[0].upper() + found.written()[1:])],
    ),
    phrase_of(rf"selon (?:l'|la |le |les )?{_MEASURE}", lambda found: [*_as_written(found), ("told", True)]),
    phrase_of(
        rf"jusqu'(?:a |au |a l'|a la |a ce que )(?!{DATE}|\d+ ?(?:fois|prises|{UNIT}))[^,;.()]+?(?=[,;.()]| puis |$)",
        _until,
    ),
    phrase_of(r"(?:et )?(?:puis|ensuite)|→|->|=>", says("then")),
    phrase_of(r"(?:arret(?:er)?|stop)", says("stop")),
    phrase_of(r"et|\+", says("and")),
    phrase_of(
        r"(?:a )?(?:prendre|donner|administrer|appliquer|poser|injecter|instiller|mettre|faire|changer)"
        r"|a renouveler(?= tou)|par prise|(?:a )?chaque (?:prise|fois)|site|de|a",
        nothing,
    ),
)


def days_of(value: Fraction, unit: str) -> dict[str, Any]:
    """A length of time as a FHIR Duration."""
    words = {
        "s": "seconde",
        "min": "minute",
        "h": "heure",
        "d": "jour",
        "wk": "semaine",
        "mo": "mois",
        "a": "an",
    }
    return {"value": number(value), "unit": words[unit], "system": "http://unitsofmeasure.org", "code": unit}
