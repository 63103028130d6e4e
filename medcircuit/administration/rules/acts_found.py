"""What may be found of acts that are more than a plain dose: what is worn, measured, or decided by a scale."""

from __future__ import annotations

from collections.abc import Mapping

from medcircuit.administration.rules.vocabulary import Reason, reasons
from medcircuit.kernel.findings import FindingKind

STILL_WORN = FindingKind(
    "still_worn",
    "Retirez d'abord celui qui est en place : posé %(at)s (%(site)s).",
    "Puis dites ce que vous avez fait.",
)
SAME_SITE = FindingKind(
    "same_site", "Même endroit que la dernière fois : %(site)s.", "Choisissez un autre endroit, ou un motif."
)
SITE_NOT_SAID = FindingKind("site_not_said", "L'endroit de la pose n'est pas noté.")
FOUND_OFF = FindingKind(
    "found_off", "Le dispositif n'était plus en place.", "Cherchez-le et prévenez le médecin."
)
REQUIRED_MEASURE = FindingKind(
    "required_measure",
    "Mesure à faire avant : %(measure)s.",
    "Notez la valeur, ou dites pourquoi elle manque.",
)
MEASURE_OUT_OF_LIMITS = FindingKind(
    "measure_out_of_limits",
    "%(measure)s : %(value)s, hors des limites prescrites (%(limits)s).",
    "%(conduct)s",
)
SCALE_DIFFERS = FindingKind(
    "scale_differs",
    "L'échelle donne %(planned)s pour %(value)s.",
    "Donnez la dose de l'échelle, ou dites qui en a décidé une autre.",
)
SECOND_PERSON = FindingKind(
    "second_person",
    "Une deuxième personne doit recalculer cette dose.",
    "Faites-la s'identifier ici, ou dites pourquoi vous êtes sans témoin.",
)
SECOND_DIFFERS = FindingKind(
    "second_differs",
    "La deuxième personne ne trouve pas la même dose.",
    "Ne donnez pas. Recalculez, chacun de votre côté.",
)
WITHOUT_WITNESS = FindingKind(
    "without_witness",
    "Donné sans témoin : %(why)s.",
    "L'infirmier coordinateur contresigne dans les 24 heures, dans « À traiter ».",
)
OFF_SCALE = FindingKind("off_scale", "%(value)s : hors de l'échelle de doses.", "%(conduct)s")


ACT_OVERRIDES: Mapping[str, tuple[Reason, ...]] = {
    REQUIRED_MEASURE.code: reasons(
        impossible="mesure impossible", refused="mesure refusée", physician="avis médical"
    ),
    MEASURE_OUT_OF_LIMITS.code: reasons(physician="avis médical"),
    STILL_WORN.code: reasons(off="retiré à l'instant", gone="déjà décollé ou absent"),
    SAME_SITE.code: reasons(
        skin="autres endroits abîmés", choice="choix de la personne", physician="avis médical"
    ),
    SCALE_DIFFERS.code: reasons(physician="avis médical", protocol="protocole"),
    OFF_SCALE.code: reasons(physician="avis médical"),
    SECOND_PERSON.code: reasons(
        alone="seul en service",
        emergency="urgence vitale",
        network="pas de réseau, identité non vérifiée",
    ),
}
"""For each finding here that a carer may confirm, the closed list of reasons."""

ACTS_JUDGED = frozenset({*ACT_OVERRIDES, SECOND_DIFFERS.code})
"""What a scan found of these that is found again, or no more, at the instant of the act."""
