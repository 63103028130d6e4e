"""What the checks may find: the closed list, how each weighs for whom, and the reasons that answer it."""

from __future__ import annotations

from collections.abc import Mapping

from medcircuit.kernel.findings import FindingKind, Tier
from medcircuit.prescriptions.rules.checks.values import Reader

ALLERGY = FindingKind(
    "allergy_substance",
    "Allergie notée : %(allergy)s. %(line)s en contient.",
    "Choisissez un autre médicament, ou justifiez.",
)
INTOLERANCE = FindingKind(
    "allergy_class",
    "Allergie ou intolérance notée : %(allergy)s. %(line)s est de la même famille.",
    "Choisissez un autre médicament, ou justifiez.",
)
ALLERGY_UNREAD = FindingKind(
    "allergy_not_checked",
    "Contrôle non fait : l'allergie « %(allergy)s » n'est reconnue ni comme substance ni comme famille.",
    "Vérifiez vous-même.",
)
DUPLICATE = FindingKind(
    "duplicate_substance",
    "%(substance)s est prescrit deux fois : %(line)s et %(other)s.",
    "Arrêtez une des deux lignes, ou justifiez.",
)
INTERACTION = FindingKind("interaction", "%(line)s avec %(other)s : %(levels)s.", "%(mechanism)s %(conduct)s")
NOT_COVERED = FindingKind(
    "interactions_not_covered",
    "Interactions de %(line)s : non couvert par le thésaurus (%(substances)s).",
    "Vérifiez vous-même.",
)
NO_THESAURUS = FindingKind(
    "interactions_not_checked",
    "Contrôle non fait : aucun thésaurus d'interactions n'est importé.",
    "Vérifiez vous-même.",
)
TOO_MUCH_ONCE = FindingKind(
    "dose_over_maximum",
    "%(substance)s : %(amount)s en une prise, maximum %(most)s (%(why)s).",
    "Réduisez la dose, ou justifiez.",
)
TOO_MUCH_A_DAY = FindingKind(
    "day_over_maximum",
    "%(substance)s : jusqu'à %(amount)s par 24 h, toutes lignes comptées, maximum %(most)s (%(why)s).",
    "Réduisez la dose, ou justifiez.",
)
CONTRAINDICATED = FindingKind(
    "contraindicated_for_person",
    "%(substance)s est contre-indiqué ou déconseillé ici : %(why)s.",
    "Choisissez un autre médicament, ou justifiez.",
)
RENAL_UNKNOWN = FindingKind(
    "renal_not_checked",
    "Contrôle non fait : %(substance)s dépend de la fonction rénale, inconnue ou notée il y a plus de 6 mois.",
    "Notez le DFG dans la fiche du résident.",
)
WEIGHT_UNKNOWN = FindingKind(
    "weight_not_checked",
    "Contrôle non fait : le maximum de %(substance)s dépend du poids, inconnu ou noté il y a plus de 6 mois.",
    "Notez le poids dans la fiche du résident.",
)
DOSE_UNCHECKED = FindingKind(
    "dose_not_checked",
    "Contrôle de dose non fait, aucune limite citée ou dose non calculable : %(substances)s.",
    "Vérifiez vous-même.",
)
WEEKLY = FindingKind(
    "weekly_substance_daily",
    "%(line)s se prend une fois par semaine ; il est prescrit %(days)s jours par semaine.",
    "Corrigez le rythme, ou justifiez.",
)
CRUSH_FATAL = FindingKind(
    "crush_forbidden",
    "%(line)s ne s'écrase pas (%(why)s) et %(texture)s est noté pour la personne.",
    "Choisissez une autre forme.",
)
CRUSH_FORBIDDEN = FindingKind(
    "crush_unsuitable",
    "%(line)s ne s'écrase pas (%(why)s) et %(texture)s est noté pour la personne.",
    "Choisissez une autre forme, ou justifiez.",
)
CRUSH_UNKNOWN = FindingKind(
    "crush_not_checked",
    "Contrôle non fait : on ne sait pas si %(line)s peut être écrasé (%(texture)s).",
    "Demandez au pharmacien.",
)
DURATION_TOO_LONG = FindingKind(
    "duration_over_legal",
    "%(line)s : %(days)s jours, maximum %(most)s jours (%(reference)s).",
    "Réduisez la durée.",
)
DURATION_MISSING = FindingKind(
    "duration_missing",
    "%(line)s : la durée doit être écrite, %(most)s jours au plus (%(reference)s).",
    "Écrivez la durée ou la date de fin.",
)
STOP_DATE_ADVISED = FindingKind(
    "stop_date_advised",
    "%(line)s (%(family)s) : aucune date de réévaluation n'est écrite.",
    "Écrivez une durée ou une date de fin.",
)
FRACTION_UNSAID = FindingKind(
    "fraction_unsaid",
    "%(line)s est délivré par fractions de %(most)s jours (%(reference)s).",
    "Écrivez la durée de chaque fraction, ou « délivrance en une seule fois ».",
)
OVERLAP = FindingKind(
    "narcotic_overlap",
    "%(line)s couvre une période déjà couverte par %(other)s (%(reference)s).",
    "Arrêtez la ligne précédente, ou justifiez par une mention expresse.",
)
SECURE = FindingKind(
    "secure_prescription",
    "%(line)s : ordonnance sécurisée, dosage, posologie et durée en toutes lettres (%(reference)s).",
    "L'ordonnance imprimée l'écrit ; elle est à recopier ou imprimer sur support sécurisé.",
)
NARCOTIC_REGIME = FindingKind(
    "narcotic_regime",
    "%(line)s est un stupéfiant : il n'est pas ouvert à l'aide à la prise.",
    "Choisissez « infirmier seul ».",
)
REGIME_UNKNOWN = FindingKind(
    "legal_status_not_checked",
    "Contrôle non fait : le catalogue ne dit pas si %(line)s est un stupéfiant.",
    "Importez le fichier des conditions de prescription.",
)
RETIRED = FindingKind(
    "medicine_retired", "%(line)s n'est plus commercialisé.", "Choisissez un autre produit, ou justifiez."
)
SHORT = FindingKind(
    "medicine_short", "%(line)s : %(supply)s.", "Vérifiez le stock, ou choisissez un autre produit."
)

_I, _C, _S = Tier.INFO, Tier.CONFIRM, Tier.STOP
_ORDER = (Reader.NURSE, Reader.HELPER, Reader.PHARMACIST, Reader.PHYSICIAN)
_TIERS: Mapping[str, tuple[Tier, Tier, Tier, Tier]] = {
    "allergy_severe": (_S, _S, _S, _C),
    ALLERGY.code: (_C, _S, _C, _C),
    INTOLERANCE.code: (_I, _S, _C, _C),
    DUPLICATE.code: (_I, _I, _C, _C),
    "duplicate_other_route": (_I, _I, _I, _I),
    "interaction_major": (_I, _I, _C, _C),
    INTERACTION.code: (_I, _I, _C, _I),
    TOO_MUCH_ONCE.code: (_I, _S, _C, _C),
    TOO_MUCH_A_DAY.code: (_I, _S, _C, _C),
    CONTRAINDICATED.code: (_I, _S, _C, _C),
    WEEKLY.code: (_C, _S, _C, _C),
    CRUSH_FATAL.code: (_S, _S, _S, _S),
    CRUSH_FORBIDDEN.code: (_C, _S, _C, _C),
    DURATION_TOO_LONG.code: (_I, _I, _C, _C),
    "duration_narcotic": (_I, _I, _S, _S),
    DURATION_MISSING.code: (_I, _I, _C, _C),
    FRACTION_UNSAID.code: (_I, _I, _I, _C),
    OVERLAP.code: (_I, _I, _C, _C),
    NARCOTIC_REGIME.code: (_S, _S, _S, _S),
    RETIRED.code: (_I, _I, _C, _C),
}
"""A rule that is not here informs everyone."""


def tier(rule: str, reader: Reader) -> Tier:
    """How much a rule weighs for this reader."""
    return _TIERS[rule][_ORDER.index(reader)] if rule in _TIERS else Tier.INFO


REASONS = {
    "benefit": "Bénéfice jugé supérieur au risque",
    "monitored": "Surveillance prévue",
    "tolerated": "Déjà pris et bien toléré",
    "no_alternative": "Pas d'alternative",
    "temporary": "Durée brève",
    "specialist": "Avis spécialisé",
    "other": "Autre",
}
"""Why a finding is overridden; *other* asks for words."""
