"""What the words beside a dosage change: a condition, an event that ends it, a moment that its hours do not know.

Only additional instructions are read, never to plan more: a word that is recognised can only turn a plan into a question.
"""

from __future__ import annotations

import re

from medcircuit.posology.rules.values import Dosage

_CONDITION = re.compile(
    r"\s*(?:uniquement |seulement )?(?:en cas d|si (?!possible)|s'il |s'ils |lorsque |lorsqu'|quand |if |when )",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"(?:, |: |; |\. )\s*(?:(?:ne|n'|l'|la|les|le|se|s'|en|y|lui|pas de|ne pas|alors)\s?)*"
    r"(?!hiver\b|amer\b|cancer\b|ulcère)[a-zà-ÿ]+(?:er|ir|re|ez|oir)\b"
    r"|\b(?:ne pas|arrêter|stopper|prendre|appeler|consulter|prévenir|avertir|contacter|ouvrir|écraser|sauter) ",
    re.IGNORECASE,
)
_EVENT = (
    r"(?:avant|après|before|after|dès|de|d'|of) ?(?:l'|la |le |les |une? |chaque |the |each )?"
    r"(?:intervention|opération|chirurgie|examen|dialyse|séance|chimiothérapie|accouchement|transfusion|extraction|"
    r"coloscopie|surgery|operation|procedure|dialysis)\b"
)
_UNTIL = re.compile(
    r"\s*(?:(?:[àa] (?:poursuivre|continuer) )?(?:jusqu'|until |tant qu|as long as )"
    rf"|(?:[àa] )?(?:arrêter|stopper|interrompre|stop)\b.*\b{_EVENT})",
    re.IGNORECASE,
)
_AT_EVENT = re.compile(
    rf"\s*(?:(?:[àa] |to )?(?:débuter|commencer|démarrer|start|begin|donner|prendre|give|take)\b.*\b)?"
    rf"(?:(?:\d+|une?|deux|le|la|the|an?) \w+ )?{_EVENT}",
    re.IGNORECASE,
)
_SOME_DAYS = re.compile(
    r"\s*(?:(?:à )?(?:prendre|donner) |uniquement |seulement )*(?:sauf (?:le )?|les? |tous les )?"
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|week-end)s?\b|(?:un|1) jour sur (?:deux|trois|\d)"
    r"|jours? (?:im)?pairs?|(?:deux|trois|quatre|\d+) jours\b(?! consécutifs| de suite))",
    re.IGNORECASE,
)
_DAY_OF = re.compile(
    r"\bjours? (?:du|de chaque) (?:mois|cycle)\b|\b(?:1er|\d+) (?:du|de chaque) mois\b", re.IGNORECASE
)
_NTH_OF_MONTH = re.compile(r"\b(?:(premier|1er)|(\d{1,2}))(?: jour)? (?:du|de chaque) mois\b", re.IGNORECASE)
_LATER = re.compile(
    r"(?:\b(?:au|le|pour le|avant le|avant de se|à|a|before|at|avant|after|après|au moment du)\s+"
    r"(?:coucher|soir|midi|déjeuner|dîner|diner|goûter|bedtime|lunch|noon|dinner|supper|evening|night|la nuit)\b)"
    r"|\bmatin(?:, midi)? et (?:le )?soir\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:ne|n'|sans|éviter|jamais|not|avoid)\b", re.IGNORECASE)


def _texts(dosage: Dosage) -> list[str]:
    texts = [*(one.text for one in dosage.additional), dosage.patient_instruction]
    return [text.replace("’", "'") for text in texts if text]


def condition_in(dosage: Dosage) -> str | None:
    """The condition this dose waits for: « En cas de fièvre, de forte chaleur ».

    « Si difficulté à avaler, ouvrir la gélule » says how to give it: a clause with its own verb follows.
    """
    texts = _texts(dosage) + ([dosage.text.replace("’", "'")] if dosage.text else [])
    return next((text for text in texts if _CONDITION.match(text) and not _ADVICE.search(text)), None)


def ending_in(dosage: Dosage) -> str | None:
    """The event that ends this step: « Jusqu'à obtenir 3 bandelettes urinaires négatives »."""
    return next((text for text in _texts(dosage) if _UNTIL.match(text)), None)


def later_moment_in(dosage: Dosage) -> str | None:
    """A moment after the morning, named in words only: « au coucher », "Before Lunch"."""
    return next((text for text in _texts(dosage) if _LATER.search(text) and not _NEGATED.search(text)), None)


def days_in(dosage: Dosage) -> tuple[str, int | None] | None:
    """Days of the month or of a cycle named in words, and which day of the month that is, where it is one."""
    found = next((text for text in _texts(dosage) if _DAY_OF.search(text)), None)
    if found is None:
        return None
    nth = _NTH_OF_MONTH.search(found)
    return found, (int(nth[2] or 1) if nth else None)


def event_in(dosage: Dosage) -> str | None:
    """An event that the doses hang on: « à débuter 12 heures avant l'intervention », « après la dialyse »."""
    return next((text for text in _texts(dosage) if _AT_EVENT.match(text)), None)


def some_days_in(dosage: Dosage) -> str | None:
    """Days that are not every day, named in words only: « un jour sur deux », « sauf le dimanche »."""
    return next((text for text in _texts(dosage) if _SOME_DAYS.match(text)), None)
