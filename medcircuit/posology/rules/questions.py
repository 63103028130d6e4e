"""What only a person can decide before a dosage can be planned: a closed list, said « à décider : … ».

A question is never a refusal: the dosage is kept as it was written, nothing firm is planned for the instruction (but what
the question itself leaves sure), and the plan goes on as soon as someone has decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medcircuit.kernel.phrases import phrase

SENTENCES: dict[str, str] = {
    "text_only": "la posologie n'est écrite qu'en texte (« %(text)s »). Précisez la dose et les moments.",
    "no_timing": "à quels moments donner ? Rien n'est écrit.",
    "no_dose": "quelle dose donner ? Elle n'est pas écrite.",
    "no_unit": "quelle unité pour la dose %(value)s ?",
    "zero_dose": "la dose écrite est zéro. Est-ce un arrêt ?",
    "dose_limit_only": "la dose est écrite avec « %(comparator)s ». Quelle dose exacte ?",
    "several_doses": "plusieurs doses sont écrites sans dire laquelle est prescrite.",
    "dose_range_unclear": "la fourchette de dose n'est pas claire.",
    "unit_contradiction": "l'unité « %(text)s » est codée « %(label)s ». Laquelle est la bonne ?",
    "per_body_size": "la dose est par %(per)s (%(dose)s). Quelle dose pour ce résident ?",
    "rate_unclear": "le débit n'est pas clair. Quelle quantité, en combien de temps ?",
    "rate_contradicts": "la dose et le débit se contredisent (%(dose)s, débit %(rate)s).",
    "how_many_times": "combien de fois ? Il est écrit %(low)s à %(high)s.",
    "which_interval": "quel intervalle ? Il est écrit de %(low)s à %(high)s %(unit)s.",
    "length_unclear": "la durée « %(length)s » n'est pas claire. Jusqu'à quand ?",
    "how_long": "combien de temps ? Il est écrit %(low)s à %(high)s.",
    "which_days": "quels jours ? Il est écrit %(times)s fois par %(period)s.",
    "which_times": "à quelles heures ? Il est écrit %(times)s fois.",
    "which_period": "la période « %(period)s %(unit)s » n'est pas un nombre entier de jours. À quels moments ?",
    "too_long": "« %(length)s » est trop long pour un plan (cent ans au plus). Quelle durée ?",
    "period_without_unit": "la période « %(period)s » est écrite sans unité. Jours, semaines ou mois ?",
    "too_often": "« %(period)s %(unit)s » entre deux prises est trop court pour un plan. Est-ce une perfusion ?",
    "times_contradict": "la fréquence (%(frequency)s) et les %(listed)s heures ou moments écrits se contredisent.",
    "interval_contradicts": "« toutes les %(hours)s h » et les heures écrites se contredisent.",
    "days_contradict": "les jours de la semaine et la période écrite se contredisent.",
    "when_and_times": "les heures et les moments écrits se contredisent.",
    "events_and_repeat": "des dates précises et une répétition sont écrites ensemble. Laquelle suivre ?",
    "moment_not_set": "le moment « %(moment)s » n'a pas d'heure dans l'établissement. À quelle heure ?",
    "moment_in_words": "« %(text)s » ne correspond pas aux heures prévues. À quel moment donner ?",
    "days_in_words": "« %(text)s » ne correspond pas aux jours prévus. Quels jours donner ?",
    "unknown_code": "le code de fréquence « %(code)s » n'est pas connu. À quels moments donner ?",
    "at_event": "« %(text)s » : dites la date et l'heure de la première dose.",
    "code_contradicts": "le code de fréquence « %(code)s » et la répétition écrite se contredisent.",
    "same_time": "deux moments écrits tombent à la même heure. Une dose, ou deux ?",
    "period_reversed": "la période finit (%(end)s) avant de commencer (%(start)s).",
    "condition": "« %(text)s » : à donner sur décision, selon la condition écrite.",
    "until_event": "« %(text)s » : dites quand cette étape est terminée.",
    "step_end": "la fin de l'étape %(sequence)s n'est pas écrite. Dites quand elle est terminée.",
    "follows_step": "commence à la fin de l'étape %(sequence)s, qui n'est pas décidée.",
    "start_time": "à quelle heure donner cette dose unique ?",
    "alternative": "un médicament ou l'autre (lignes %(lines)s) : lequel donner ? %(when)s",
    "together_differs": "à donner ensemble (lignes %(lines)s), mais leurs heures diffèrent.",
    "after_other": "à donner %(minutes)s min après la ligne %(other)s : les heures ne le permettent pas.",
    "modified": "la posologie porte une extension qui en change le sens et que le logiciel ne connaît pas.",
    "limit_contradiction": "la dose prévue (%(dose)s) dépasse le maximum écrit (%(most)s).",
    "limit_period": "le maximum est écrit sans période claire.",
}
"""French sentence of each question (message id), behind « à décider : »."""
for _sentence in SENTENCES.values():
    phrase(_sentence)


class ToDecide(Exception):
    """Raised while an instruction is understood; the plan turns it into a Question."""

    def __init__(self, code: str, /, **facts: str) -> None:
        assert code in SENTENCES, code
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Question:
    """What a person must decide about one instruction (its index) of a line. `code` is one of SENTENCES."""

    line: str
    instruction: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """« à décider : … », in French."""
        return ("à décider : " + SENTENCES[self.code] % self.facts).strip()
