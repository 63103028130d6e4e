"""What is wrong with a field of a request, said as our sentences are: the reading library says it in English."""

from __future__ import annotations

import re

from medcircuit.kernel.phrases import phrase

_NUMBER = r"-?[0-9.]+"
_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), message)
    for pattern, message in (
        (r"Missing data for required field\.", phrase("ce champ est obligatoire")),
        (r"Field may not be null\.", phrase("ce champ ne peut pas être vide")),
        (r"Unknown field\.", phrase("ce champ n'est pas connu")),
        (r"Invalid input type\.|Not a valid mapping type\.", phrase("un objet est attendu")),
        (r"Not a valid (?:utf-8 )?string\.", phrase("un texte est attendu")),
        (r"Not a valid integer\.", phrase("un nombre entier est attendu")),
        (r"Not a valid number\.|Number too large\.|Special numeric.*", phrase("un nombre est attendu")),
        (r"Not a valid boolean\.", phrase("vrai ou faux est attendu")),
        (r"Not a valid date\.", phrase("une date est attendue (AAAA-MM-JJ)")),
        (
            r"Not a valid (?:\w+ )?(?:datetime|time)\.",
            phrase("un instant est attendu (AAAA-MM-JJTHH:MM:SS, avec son fuseau)"),
        ),
        (r"Not a valid UUID\.", phrase("un identifiant est attendu")),
        (r"Not a valid list\.", phrase("une liste est attendue")),
        (r"Must be one of: (?P<choices>.*)\.", phrase("une de ces valeurs est attendue : %(choices)s")),
        (
            rf"Length must be between (?P<min>{_NUMBER}) and (?P<max>{_NUMBER})\.",
            phrase("il faut de %(min)s à %(max)s caractères ou éléments"),
        ),
        (
            rf"Length must be (?P<equal>{_NUMBER})\.",
            phrase("il faut %(equal)s caractères ou éléments, ni plus ni moins"),
        ),
        (
            rf"Longer than maximum length (?P<max>{_NUMBER})\.",
            phrase("il faut au plus %(max)s caractères ou éléments"),
        ),
        (
            rf"Shorter than minimum length (?P<min>{_NUMBER})\.",
            phrase("il faut au moins %(min)s caractères ou éléments"),
        ),
        (
            r"Must be greater than or equal to (?P<min>\S+) and less than or equal to (?P<max>\S+)\.",
            phrase("une valeur de %(min)s à %(max)s est attendue"),
        ),
        (
            r"Must be greater than or equal to (?P<min>\S+)\.",
            phrase("une valeur d'au moins %(min)s est attendue"),
        ),
        (
            r"Must be less than or equal to (?P<max>\S+)\.",
            phrase("une valeur d'au plus %(max)s est attendue"),
        ),
    )
)
UNPRINTABLE = phrase("un signe de ce texte ne peut pas être conservé")
NO_INSTANT = phrase("cet instant est hors de portée")
ELSE = phrase("cette valeur n'est pas possible")
"""What is said of a fault that has no words of its own."""


def in_french(message: str) -> str:
    """A message of the reading library in French; a message of ours, which is in French already, stays as it is."""
    for pattern, french in _SAID:
        if found := pattern.fullmatch(message):
            return french % found.groupdict() if found.groupdict() else french
    return ELSE if _ENGLISH.match(message) else message


_ENGLISH = re.compile(r"(?:Not a valid|Must be|Invalid|String does not|Length|Longer|Shorter|One or more)\b")
"""How the library's other messages begin."""
