"""What keeps a text from being a dosage: a closed list, each said with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medcircuit.kernel.phrases import phrase

SENTENCES: dict[str, str] = {
    "unknown": "« %(text)s » n'est pas compris. Reformulez, ou écrivez-le dans les consignes.",
    "zero": "« %(text)s » : la dose est zéro. Écrivez la dose, ou retirez cette prise.",
    "trailing_zero": "« %(text)s » peut se lire dix fois plus. Écrivez %(write)s.",
    "no_leading_zero": "« %(text)s » : écrivez %(write)s, ou laissez une espace après la virgule.",
    "leading_zero": "« %(text)s » : écrivez %(write)s ou %(other)s.",
    "thousand": "« %(text)s » : est-ce un millier ? Écrivez sans séparateur, ou avec moins de décimales.",
    "strength": "« %(text)s » : écrivez la dose dans une seule unité. Le dosage est déjà dans le médicament.",
    "fraction": "« %(text)s » n'est pas une fraction lisible. Écrivez par exemple 1/2, 1/4 ou 1/3.",
    "digits": "« %(text)s » a trop de chiffres. Vérifiez la dose.",
    "no_dose": "La dose manque. Écrivez combien, et l'unité.",
    "no_unit": "« %(text)s » : quelle unité ? Écrivez par exemple « comprimé » ou « mg ».",
    "no_timing": "Le moment manque. Écrivez par exemple « matin et soir » ou « toutes les 8 heures ».",
    "one_day": "« %(text)s » : une seule fois, ou chaque jour ? Écrivez la date et l'heure, ou « le soir ».",
    "twice": "« %(text)s » : c'est déjà dit autrement. Gardez une seule indication.",
    "per_day": "« %(text)s » : en une prise ou en plusieurs ? Écrivez par exemple « 1 comprimé 2 fois par jour ».",
    "shared_out": "« %(text)s » ne se partage pas en prises égales. Écrivez la dose d'une prise.",
    "scope": "« %(text)s » : pour toutes les prises, ou pour la dernière ? Écrivez chaque prise en entier.",
    "count_contradicts": "« %(text)s » et les moments écrits ne vont pas ensemble. Gardez une seule indication.",
    "bare_hour": "« %(text)s » : à cette heure, ou toutes les tant d'heures ? Écrivez « à 8 h » ou « toutes les 8 h ».",
    "date": "« %(text)s » n'est pas une date possible. Écrivez par exemple 30/11/2026.",
    "date_order": "« %(text)s » : la fin vient avant le début.",
    "limit_unclear": "« %(text)s » : ce maximum n'est pas clair. Écrivez-le dans l'unité de la dose.",
    "offset_differs": "« %(text)s » : les délais diffèrent. Écrivez chaque prise en entier.",
    "removal": "« %(text)s » : combien d'heures après la pose ? Écrivez par exemple « à retirer après 12 heures ».",
    "which_meals": "« %(text)s » : à quels repas ? Écrivez par exemple « matin et soir avant le repas ».",
    "cycle_days": "« %(text)s » : quels jours ? Écrivez par exemple « du lundi au vendredi ».",
    "too_long": "Le texte est trop long. Écrivez la posologie seule.",
}
"""French sentence of each trouble (message id); « text » is what the prescriber wrote."""
for _sentence in SENTENCES.values():
    phrase(_sentence)


class Unclear(Exception):
    """Raised while a phrase is read; it becomes a Trouble at the place of the phrase."""

    def __init__(self, code: str, /, **facts: str) -> None:
        assert code in SENTENCES, code
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Trouble:
    """A part of the text, from `start` to before `end`, that is not understood. `code` is one of SENTENCES."""

    start: int
    end: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """What is wrong and what to write instead, in French."""
        return SENTENCES[self.code] % self.facts
